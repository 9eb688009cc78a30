/**
 * Tables of a PDF. The format knows of none: what tells are white strips from top to bottom, through lines that stand
 * under each other. Best effort: what is not told as a table is read line by line.
 */

import type { PdfLine } from "./pdf-engine.ts";

/** A part of a line between two gaps. */
interface Cell {
  text: string;
  left: number;
  right: number;
  bottom: number;
}

/** What stands at one height. */
interface Row {
  bottom: number;
  cells: Map<number, string>;
}

export interface PdfTable {
  /** Lines of the page that it takes. */
  lines: number;
  rows: string[][];
}

/** Rows that a table has at least, of two cells or of three. */
const LEAST_ROWS = { two: 3, three: 2 };
/** Between two lines of a table, in sizes of its letters. */
const FARTHEST = 4;
/** Columns with so many characters in a cell, in so many rows, are columns of text. */
const PROSE = { characters: 25, rows: 6 };
const MARKER = /^(?:[•‣◦▪●○■□–—*-]|\uf0b7|\(?[\p{L}\d]{1,3}[.)])$/u;

/** The table that begins with the first of these lines; undefined where none does. */
export function findTable(lines: readonly PdfLine[]): PdfTable | undefined {
  const first = lines[0]!;
  if (cellsOf(first).length < 2) return undefined;
  let columns: [left: number, right: number][] = [];
  const taken: Cell[][] = [];
  for (const line of lines) {
    const cells = cellsOf(line);
    const lowest = Math.min(first.bottom, ...(taken.at(-1) ?? []).map(({ bottom }) => bottom));
    if (Math.abs(line.size - first.size) > 1.5 || lowest - line.bottom > FARTHEST * first.size) break;
    // Upwards is the next cell of a row, and not the next column of a page.
    if (line.bottom > first.bottom + first.size) break;
    const merged = mergeColumns(columns, cells);
    // One cell alone goes on in its column, and neither bridges two nor begins one.
    if (cells.length > 1 ? merged.length < 2 : merged.length !== columns.length) break;
    columns = merged;
    taken.push(cells);
  }
  // What stands under the first column alone may be the next paragraph.
  while (taken.length > 0 && taken.at(-1)!.length === 1 && columnOf(taken.at(-1)![0]!, columns) === 0) taken.pop();
  const rowsWith = (cells: number): number => taken.filter((row) => row.length >= cells).length;
  if (rowsWith(2) < LEAST_ROWS.two && rowsWith(3) < LEAST_ROWS.three) return undefined;
  const rows = rowsOf(taken.flat(), columns, first.size);
  if (isProse(rows)) return { lines: taken.length, rows: columnsOf(rows, columns.length) };
  return { lines: taken.length, rows: rows.map(({ cells }) => columns.map((_, at) => cells.get(at) ?? "")) };
}

/** Between gaps. The mark of a list is none of its own. */
function cellsOf(line: PdfLine): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  let { left } = line;
  const end = (to: number, right: number): void => {
    const text = line.text.slice(from, to).normalize("NFKC").replace(/\s+/g, " ").trim();
    if (text !== "") cells.push({ text, left, right, bottom: line.bottom });
  };
  for (const gap of line.gaps) {
    if (cells.length === 0 && MARKER.test(line.text.slice(from, gap.at).trim())) continue;
    end(gap.at, gap.left);
    from = gap.at;
    left = gap.right;
  }
  end(line.text.length, line.right);
  return cells;
}

/** What cells and columns cover together: two that touch are one. */
function mergeColumns(columns: readonly (readonly [number, number])[], cells: readonly Cell[]): [number, number][] {
  const all = [...columns, ...cells.map(({ left, right }) => [left, right] as const)].toSorted((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [left, right] of all) {
    const last = merged.at(-1);
    if (last !== undefined && left < last[1] + 1) last[1] = Math.max(last[1], right);
    else merged.push([left, right]);
  }
  return merged;
}

function columnOf({ left, right }: Cell, columns: readonly (readonly [number, number])[]): number {
  const middle = (left + right) / 2;
  return columns.findIndex(([from, to]) => middle >= from - 2 && middle <= to + 2);
}

/** From the top down. Lines of one cell are joined. */
function rowsOf(cells: readonly Cell[], columns: readonly (readonly [number, number])[], size: number): Row[] {
  const heights: Row[] = [];
  for (const cell of cells.toSorted((a, b) => b.bottom - a.bottom)) {
    const at = columnOf(cell, columns);
    let row = heights.at(-1);
    if (row === undefined || row.bottom - cell.bottom > size * 0.4 || row.cells.has(at)) {
      row = { bottom: cell.bottom, cells: new Map() };
      heights.push(row);
    }
    row.cells.set(at, cell.text);
  }
  if (heights.every((row) => row.cells.has(0))) return heights;
  const step = lineStep(heights, size);
  const rows: Row[] = [];
  for (const [at, height] of heights.entries()) {
    const above = heights[at - 1];
    const isNew = above === undefined || above.bottom - height.bottom > step * 1.25;
    const row = rows.at(-1);
    if (row === undefined || isNew || (step === Infinity && height.cells.size > 1))
      rows.push({ ...height, cells: new Map(height.cells) });
    else for (const [column, text] of height.cells) row.cells.set(column, joinLines(row.cells.get(column), text));
  }
  return rows;
}

const joinLines = (before: string | undefined, text: string): string =>
  before === undefined
    ? text
    : `${before.replace(/[\u0002\ufffe\u00ad]$/u, "")}${/[\u0002\ufffe\u00ad]$/u.test(before) ? "" : " "}${text}`;

/** Between two lines of one cell; `Infinity` where all are the same distance apart, and each row may be one line. */
function lineStep(heights: readonly Row[], size: number): number {
  const steps: number[] = [];
  const last = new Map<number, number>();
  for (const { bottom, cells } of heights) {
    for (const column of cells.keys()) {
      const above = last.get(column);
      if (above !== undefined && above - bottom > size * 0.8) steps.push(above - bottom);
      last.set(column, bottom);
    }
  }
  const least = Math.min(...steps);
  return Math.max(...steps) > least * 1.25 ? least : Infinity;
}

/** Columns of text that the file holds line by line across the page. */
function isProse(rows: readonly Row[]): boolean {
  const full = rows.filter(({ cells }) => cells.size > 1);
  const texts = full.flatMap(({ cells }) => [...cells.values()]);
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return (
    rows.length >= PROSE.rows &&
    characters > texts.length * PROSE.characters &&
    full.filter(({ cells }) => /^\p{Ll}/u.test(cells.get(0) ?? "")).length > full.length / 4
  );
}

/** One column after the other, each a row. */
function columnsOf(rows: readonly Row[], count: number): string[][] {
  return Array.from({ length: count }, (_, at) => [
    rows.map(({ cells }) => cells.get(at) ?? "").reduce((all, text) => (all === "" ? text : joinLines(all, text)), ""),
  ]);
}
