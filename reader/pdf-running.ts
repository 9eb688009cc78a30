/**
 * Running heads and feet of a PDF: what stands at the same height of most pages, the page's own number aside. A row of a
 * table may stand at an edge too, and look like the one on the next page but for its numbers: it stays.
 */

import type { PdfLine, PdfPage } from "./pdf-engine.ts";

/** Of the pages, or of those on the left or on the right. */
const SHARE = 0.6;
const LEAST_PAGES = 3;
/** Of a page's height, from its edges. */
const MARGIN = 0.12;
/** Lines at one height are no further apart, in points. */
const HEIGHT = 4;
const NUMBERS = /\d{1,5}|\b[ivxlc]{1,8}\b/gi;
/** In one line: more are a row of figures. */
const MOST_NUMBERS = 3;

/** @param heading from this size on a line is a heading, and runs only where it is the same everywhere */
export function findRunning(pages: readonly PdfPage[], heading: number): ReadonlySet<PdfLine> {
  /** On how many pages, left and right ones apart. */
  const counts = new Map<string, [number, number]>();
  const marked = pages.map((page, index) => {
    const lines = page.lines
      .filter((line) => isAtEdge(page, line))
      .map((line) => ({ line, marks: marksOf(line, line.size < heading ? index : undefined) }));
    for (const mark of new Set(lines.flatMap(({ marks }) => marks))) {
      const count = counts.get(mark) ?? [0, 0];
      count[index % 2]!++;
      counts.set(mark, count);
    }
    return lines;
  });
  const sides = [Math.ceil(pages.length / 2), Math.floor(pages.length / 2)];
  const isRunning = (mark: string): boolean => {
    const [odd, even] = counts.get(mark)!;
    const enough = (count: number, of: number): boolean => count >= Math.max(LEAST_PAGES, of * SHARE);
    return enough(odd + even, pages.length) || enough(odd, sides[0]!) || enough(even, sides[1]!);
  };
  const running = marked.flat().flatMap(({ line, marks }) => (marks.some(isRunning) ? [line] : []));
  return new Set([...running, ...ofChapters(pages, heading)]);
}

/** Outermost lines that are the same on some pages in a row: they change with the chapter. */
function ofChapters(pages: readonly PdfPage[], heading: number): PdfLine[] {
  const found: PdfLine[] = [];
  for (const side of [1, -1]) {
    let row: PdfLine[] = [];
    const end = (): void => {
      if (row.length >= LEAST_PAGES) found.push(...row);
      row = [];
    };
    for (const page of pages) {
      let line: PdfLine | undefined;
      for (const each of page.lines) if (line === undefined || (each.bottom - line.bottom) * side > 0) line = each;
      if (line === undefined || line.size >= heading || line.gaps.length > 0 || !isAtEdge(page, line)) end();
      else {
        if (row.length > 0 && row[0]!.text.trim() !== line.text.trim()) end();
        row.push(line);
      }
    }
    end();
  }
  return found;
}

function isAtEdge({ height }: PdfPage, { bottom }: PdfLine): boolean {
  return bottom < height * MARGIN || bottom > height * (1 - MARGIN);
}

/**
 * The line as it is, and once for each of its numbers with that as the distance from the page's own.
 * @param index of the page; undefined where its number does not matter
 */
function marksOf({ text, bottom }: PdfLine, index: number | undefined): string[] {
  const plain = text.trim().replace(/\s+/g, " ");
  const numbers = [...plain.matchAll(NUMBERS)];
  const marks = [plain];
  if (index !== undefined && numbers.length <= MOST_NUMBERS) {
    for (const { 0: written, index: start } of numbers) {
      const number = /^\d/.test(written) ? Number(written) : romanOf(written.toLowerCase());
      marks.push(`${plain.slice(0, start)}#${number - index}${plain.slice(start + written.length)}`);
    }
  }
  // Two kinds of steps: what stands in two of the first kind stands in one of the second.
  const height = bottom / (2 * HEIGHT);
  return marks.flatMap((mark) => [`${Math.floor(height)} ${mark}`, `${Math.round(height)}~ ${mark}`]);
}

const ROMAN: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };

function romanOf(text: string): number {
  let sum = 0;
  for (const [at, letter] of [...text].entries()) {
    const value = ROMAN[letter]!;
    sum += value < (ROMAN[text[at + 1] ?? ""] ?? 0) ? -value : value;
  }
  return sum;
}
