/** Lines of a PDF → paragraphs, headings and lists: what a reader sees as one, from sizes and distances. */

import { escapeText } from "../worker/knowledge/extract/csv.ts";
import type { PdfLine, PdfPage } from "./pdf-engine.ts";
import { findRunning } from "./pdf-running.ts";
import { findTable, type PdfTable } from "./pdf-tables.ts";

/** A heading is so much larger than the text. */
const HEADING = 1.15;
const HEADING_CHARACTERS = 200;
const BULLET = /^(?:[•‣◦▪●○■□–—*-]|\uf0b7)\s+/;
const NUMBER = /^(\d{1,3})[.)]\s+/;
/** Counts in letters: the letter stays where it is. */
const LETTER = /^[a-z][.)]\s+/;
/** Of the room that a word needs: letters differ. */
const ROOM = 1.15;
/** Of a line: how much may be missing at its end. */
const NEARLY = 0.2;
/** Lines from which a column is told. */
const COLUMN_LINES = 4;
/** Of the lines of a column: so many end where it does, or before. */
const MOST_REACH = 0.9;
/** Of the page's text: what ends before is no column of its own. */
const NARROW = 0.7;
/** A number behind a sentence or a word, as it stands at the end of a line that was joined. */
const RAISED = / \d{1,3}$/;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;
/** Looked at for one table; the next begins where it ends. */
const MOST_TABLE_LINES = 400;
const WORDS = /\p{L}{2,}-\p{Ll}{2,}|\p{L}{4,}/gu;
/** How the engine writes a hyphen at which a word was broken. */
const BROKEN = /[\u0002\ufffe\u00ad]$/;

/** HTML of each page, in order. */
export function layOut(pages: readonly PdfPage[]): string[] {
  const body = bodySize(pages.map(({ lines }) => lines));
  const running = findRunning(pages, body * HEADING);
  const kept = pages.map((page) => joinRaised(page.lines.filter((line) => !running.has(line))));
  const words = new Set(kept.flat().flatMap(({ text }) => text.toLowerCase().match(WORDS) ?? []));
  const sizes = headingSizes(kept, body);
  return kept.map((lines) => writePage(lines, { body, sizes, words }));
}

interface Look {
  body: number;
  /** Of headings, largest first. */
  sizes: number[];
  /** Words that stand unbroken somewhere in the file, those with a hyphen of their own too. */
  words: ReadonlySet<string>;
}

function writePage(lines: readonly PdfLine[], { body, sizes, words }: Look): string {
  let html = "";
  let list: string | undefined;
  const edges = rightEdges(lines);
  let open: { tag: string; text: string; last: PdfLine } | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { tag, text } = open;
    const number = tag === "li" ? NUMBER.exec(text)?.[1] : undefined;
    const wanted = tag === "li" ? (number === undefined ? "ul" : "ol") : undefined;
    if (list !== wanted) {
      if (list !== undefined) html += `</${list}>`;
      if (wanted !== undefined) html += `<${wanted}>`;
      list = wanted;
    }
    const shown = tag === "li" ? text.replace(BULLET, "").replace(NUMBER, "") : text;
    html += `<${tag}${number === undefined ? "" : ` value="${number}"`}>${escapeText(shown.replace(/\s+/g, " ").trim())}</${tag}>`;
    open = undefined;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    const table = line.gaps.length > 0 ? findTable(lines.slice(at, at + MOST_TABLE_LINES)) : undefined;
    if (table !== undefined) {
      close();
      html += writeTable(table);
      at += table.lines - 1;
      continue;
    }
    const text = inOrder(line.text.normalize("NFKC").trim());
    if (text === "") continue;
    const rank = line.text.length <= HEADING_CHARACTERS ? sizes.findIndex((size) => near(size, line.size)) : -1;
    const isItem = BULLET.test(text) || NUMBER.test(text) || LETTER.test(text);
    const tag = rank >= 0 ? `h${Math.min(6, rank + 1)}` : isItem ? "li" : "p";
    if (open !== undefined && goesOn(open, line, tag, { body, edges })) {
      open.text = join(open.text, text, words);
      open.last = line;
      continue;
    }
    close();
    open = { tag, text, last: line };
  }
  close();
  if (list !== undefined) html += `</${list}>`;
  return html;
}

/** Whether a line is of the same paragraph, item or heading as the one before it. */
function goesOn(
  { tag, last }: { tag: string; last: PdfLine },
  line: PdfLine,
  next: string,
  { body, edges }: { body: number; edges: Edges },
): boolean {
  const isContinuation = next === tag ? next !== "li" : tag === "li" && next === "p";
  if (!isContinuation || !near(last.size, line.size)) return false;
  if (!tag.startsWith("h") && isEnded(last, line, edges)) return false;
  const step = last.bottom - line.bottom;
  // Upwards is the next column, in which a paragraph may go on.
  if (step < 0) return tag === "p" && line.left > last.left + line.size && !/[.!?:。！？]$/.test(last.text.trim());
  return step < 1.75 * Math.max(line.size, body);
}

/** A word that was broken at the line's end is one again where the file has it unbroken. */
function join(before: string, after: string, words: ReadonlySet<string>): string {
  const head = /(\p{L}+)(?:-|[\u0002\ufffe\u00ad])$/u.exec(before)?.[1];
  const tail = /^\p{Ll}+/u.exec(after)?.[0];
  if (head !== undefined && tail !== undefined) {
    const bare = before.replace(/(?:-|[\u0002\ufffe\u00ad])$/u, "");
    const isOne = words.has(`${head}${tail}`.toLowerCase());
    // A word of two parts may end a line at its own hyphen.
    const isTwo = words.has(`${head}-${tail}`.toLowerCase());
    return isOne || (BROKEN.test(before) && !isTwo) ? bare + after : `${bare}-${after}`;
  }
  const isCjk =
    /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]$/u.test(before) && /^[\u3040-\u30ff\u3400-\u9fff]/u.test(after);
  return isCjk ? before + after : `${before.replace(BROKEN, "-")} ${after}`;
}

/** Lines of one size that begin at one place: where they end, and whether most of them go that far. */
interface Edge {
  left: number;
  right: number;
  lines: number;
  full: number;
}
type Edges = ReadonlyMap<string, Edge>;

const placeOf = ({ left, size }: PdfLine): string => `${Math.round(left / 6)} ${Math.round(size)}`;

function rightEdges(lines: readonly PdfLine[]): Edges {
  const ends = new Map<string, number[]>();
  for (const line of lines) {
    const known = ends.get(placeOf(line));
    if (known === undefined) ends.set(placeOf(line), [line.right]);
    else known.push(line.right);
  }
  const edges = new Map<string, Edge>();
  for (const line of lines) {
    const place = placeOf(line);
    const rights = ends.get(place)!;
    const edge = edges.get(place) ?? { left: line.left, right: endOf(rights), lines: rights.length, full: 0 };
    edges.set(place, edge);
    if (line.right > edge.right - (edge.right - line.left) * NEARLY) edge.full++;
  }
  return edges;
}

/** Where a column ends. What reaches further is a head over all columns, where it is one line of many. */
function endOf(rights: readonly number[]): number {
  const sorted = rights.toSorted((a, b) => a - b);
  return sorted[sorted.length < COLUMN_LINES ? sorted.length - 1 : Math.floor((sorted.length - 1) * MOST_REACH)]!;
}

/** The line has ended on purpose: the next one's first word would have stood on it, or nothing says that lines go on. */
function isEnded(line: PdfLine, next: PdfLine, edges: Edges): boolean {
  const { left, right, lines, full } = edges.get(placeOf(line))!;
  const text = next.text.trim();
  if ((lines < COLUMN_LINES || full < lines / 2) && /^[\p{Lu}\p{N}\p{P}\p{S}]/u.test(text)) {
    const main = [...edges.values()].reduce((most, edge) => (edge.lines > most.lines ? edge : most));
    if (right - left < (main.right - main.left) * NARROW) return true;
  }
  const letter = (line.right - line.left) / Math.max(1, line.text.length);
  return line.right + (text.search(/\s|$/) + 1) * letter * ROOM < right;
}

/** Numbers of notes stand above their line, and the line goes on behind them. */
function joinRaised(lines: readonly PdfLine[]): PdfLine[] {
  const joined: PdfLine[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const small = last === undefined ? 0 : Math.min(last.size, line.size);
    if (
      last !== undefined &&
      (Math.abs(last.size - line.size) > 0.6 || RAISED.test(last.text)) &&
      Math.abs(last.bottom - line.bottom) < 0.7 * small + 1 &&
      line.left > last.right - 2 &&
      line.left < last.right + 2 * small &&
      (last.text.length <= 4 || line.text.length <= 4 || RAISED.test(last.text))
    ) {
      const isMain = line.text.length > last.text.length && last.text.length <= 4;
      const { size, weight, bottom } = isMain ? line : last;
      const text = `${last.text} ${line.text.trimStart()}`;
      joined[joined.length - 1] = { text, left: last.left, right: line.right, bottom, size, weight, gaps: last.gaps };
    } else joined.push(line);
  }
  return joined;
}

/** Right to left, the engine leaves a sign before the figures that it stands behind. */
function inOrder(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? text.replace(/(^|\s)([.,:;!?])(\d[\d.,/:]*)(?=\s|$)/g, "$1$3$2") : text;
}

function writeTable({ rows }: PdfTable): string {
  // Columns of text.
  if (rows.every((row) => row.length === 1)) return rows.map(([text]) => `<p>${escapeText(text!)}</p>`).join("");
  const hasHead = rows[0]!.length > 2 && rows[0]!.every((cell) => cell !== "" && !/\d/.test(cell));
  const write = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${rows.map((row, at) => write(row, hasHead && at === 0 ? "th" : "td")).join("")}</table>`;
}

/** The size in which most of the text is set. */
function bodySize(pages: readonly (readonly PdfLine[])[]): number {
  const characters = new Map<number, number>();
  for (const { size, text } of pages.flat()) {
    const key = Math.round(size * 2) / 2;
    characters.set(key, (characters.get(key) ?? 0) + text.length);
  }
  return [...characters].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [10, 0])[0];
}

/** Sizes clearly larger than the text's, largest first, five at most. */
function headingSizes(pages: readonly (readonly PdfLine[])[], body: number): number[] {
  const sizes = new Set(pages.flat().map(({ size }) => Math.round(size * 2) / 2));
  return [...sizes]
    .filter((size) => size >= body * HEADING)
    .toSorted((a, b) => b - a)
    .slice(0, 5);
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.6;
}
