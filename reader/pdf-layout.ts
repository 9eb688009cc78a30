/** Lines of a PDF → paragraphs, headings and lists: what a reader sees as one, from sizes and distances. */

import { escapeText } from "../worker/knowledge/extract/csv.ts";
import type { PdfLine, PdfPage } from "./pdf-engine.ts";
import { findRunning } from "./pdf-running.ts";

/** A heading is so much larger than the text. */
const HEADING = 1.15;
const HEADING_CHARACTERS = 200;
const BULLET = /^(?:[•‣◦▪●○■□–—*-]|\uf0b7)\s+/;
const NUMBER = /^(\d{1,3})[.)]\s+/;
/** Counts in letters: the letter stays where it is. */
const LETTER = /^[a-z][.)]\s+/;
/** A line that is so much shorter than the others of its page ends what it belongs to. */
const SHORT = 0.8;
const WORDS = /\p{L}{2,}-\p{Ll}{2,}|\p{L}{4,}/gu;
/** How the engine writes a hyphen at which a word was broken. */
const BROKEN = /[\u0002\ufffe\u00ad]$/;

/** HTML of each page, in order. */
export function layOut(pages: readonly PdfPage[]): string[] {
  const running = findRunning(pages);
  const kept = pages.map((page) => page.lines.filter((line) => !running.has(line)));
  const body = bodySize(kept);
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
  const width = usualWidth(lines);
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
  for (const line of lines) {
    const text = line.text.normalize("NFKC").trim();
    if (text === "") continue;
    const rank = line.text.length <= HEADING_CHARACTERS ? sizes.findIndex((size) => near(size, line.size)) : -1;
    const isItem = BULLET.test(text) || NUMBER.test(text) || LETTER.test(text);
    const tag = rank >= 0 ? `h${Math.min(6, rank + 1)}` : isItem ? "li" : "p";
    if (open !== undefined && goesOn(open, line, tag, { body, width })) {
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
  { body, width }: { body: number; width: number },
): boolean {
  const isContinuation = next === tag ? next !== "li" : tag === "li" && next === "p";
  if (!isContinuation || !near(last.size, line.size)) return false;
  if (!tag.startsWith("h") && last.right - last.left < width * SHORT) return false;
  const step = last.bottom - line.bottom;
  // Upwards is the next column, in which a paragraph may go on.
  if (step < 0) return tag === "p" && !/[.!?:。！？]$/.test(last.text.trim());
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

/** Of a page's lines of text: nine of ten are no wider. */
function usualWidth(lines: readonly PdfLine[]): number {
  const widths = lines.map(({ left, right }) => right - left).toSorted((a, b) => a - b);
  return widths[Math.floor(widths.length * 0.9)] ?? 0;
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
