/**
 * Splits text into the units a quote can be: sentences, list items, table rows, headings and code
 * blocks, each a verbatim slice with exact UTF-16 offsets. Linear in the length. Works on Markdown and
 * on what the HTML and plain text extraction writes.
 */

import { findCodeSpans } from "./extract/markdown-inline.ts";
import {
  closesFence,
  isSetextUnderline,
  kindOf,
  linesOf,
  markerLength,
  opensFence,
  type Fence,
} from "./extract/markdown-lines.ts";

export interface Sentence {
  /** `input.slice(start, end)`: no white space around it, no list marker, heading signs or fence lines. */
  text: string;
  /** UTF-16 offsets. Units ascend and never overlap; what lies between them is white space and markup. */
  start: number;
  end: number;
  /** `code` is the inside of a whole fenced or indented block, `row` one row of a table. */
  kind: "sentence" | "heading" | "row" | "code";
}

/** The first row of a table whose rows have names of their own: a tab, and further cells. */
const HAS_EMPTY_CORNER = /^\t[^\t\s][^\t]*\t[^\t\s]/;

/** Every unit of `text`, in order. */
export function splitSentences(text: string): Sentence[] {
  const units: Sentence[] = [];
  const add = (start: number, end: number, kind: Sentence["kind"]) => {
    const trimmed = trimRange(text, start, end);
    if (trimmed) units.push({ text: text.slice(...trimmed), start: trimmed[0], end: trimmed[1], kind });
  };

  // The running paragraph, and the running fence.
  let from = -1;
  let to = -1;
  let fence: Fence | undefined;
  let codeFrom = -1;
  let codeTo = -1;
  let inList = false;
  let afterBlank = true;
  let hidden = false;
  const flush = (kind: "sentence" | "heading" = "sentence") => {
    if (from >= 0) {
      if (kind === "heading") add(from, to, kind);
      else splitParagraph(text, from, to, (start, end) => add(start, end, kind));
    }
    from = -1;
  };
  const flushCode = () => {
    if (codeFrom >= 0) add(codeFrom, codeTo, "code");
    codeFrom = -1;
  };

  for (const { start, end, line } of linesOf(text)) {
    if (fence) {
      if (closesFence(line, fence)) {
        fence = undefined;
        flushCode();
      } else {
        if (codeFrom < 0) codeFrom = start;
        codeTo = end;
      }
      continue;
    }
    if (hidden) {
      hidden = !line.includes("-->");
      continue;
    }
    const kind = kindOf(line);
    if (kind === "blank") {
      flush();
      afterBlank = true;
      continue;
    }
    if (afterBlank && !inList && /^(?: {4}|\t)/.test(line) && !HAS_EMPTY_CORNER.test(line)) {
      if (codeFrom < 0) codeFrom = start;
      codeTo = end;
      continue;
    }
    flushCode();
    fence = opensFence(line);
    if (fence) {
      flush();
      continue;
    }
    switch (kind) {
      case "comment":
        flush();
        hidden = !line.includes("-->");
        break;
      case "rule":
        flush(from >= 0 && isSetextUnderline(line) ? "heading" : "sentence");
        break;
      case "scaffold":
      case "table-rule":
      case "definition":
        flush();
        break;
      case "heading": {
        flush();
        const close = /[ \t]#+[ \t]*$/.exec(line);
        add(start + markerLength(line), end - (close ? close[0].length : 0), "heading");
        inList = false;
        break;
      }
      case "row": {
        flush();
        const open = /^[ \t]*\|/.test(line) ? line.indexOf("|") + 1 : 0;
        const close = open > 0 ? line.trimEnd().replace(/\|$/, "").length : line.length;
        add(start + open, start + Math.max(open, close), "row");
        break;
      }
      default:
        if (kind === "item") {
          flush();
          inList = true;
        } else if (afterBlank && !/^[ \t]/.test(line)) {
          inList = false;
        }
        if (from < 0) from = start + markerLength(line);
        to = end;
    }
    afterBlank = false;
  }
  flush();
  flushCode();
  return units;
}

const SPACE = /\s/;

function trimRange(text: string, start: number, end: number): [number, number] | undefined {
  while (start < end && SPACE.test(text[start]!)) start++;
  while (end > start && SPACE.test(text[end - 1]!)) end--;
  return start < end ? [start, end] : undefined;
}

/** Full stops that need no space behind them: CJK, Devanagari, Arabic, Urdu, Ethiopic, Khmer, Burmese. */
const WIDE_STOP = "。！？｡।॥؟۔።፧។၊။";
const STOP = ".!?…";
const CLOSERS = "\"'”’»)]}*_~`」』）】〉》";
const LOWER = /\p{Ll}/u;
const ABBREVIATION =
  /(?:^|[\s([{"'“‘*_])(?:e\.g|i\.e|eg|ie|etc|cf|vs|viz|al|approx|resp|incl|excl|ca|dr|mr|mrs|ms|prof|st|sr|jr|inc|ltd|co|corp|dept|gov|gen|sen|rep|u\.s|u\.k|a\.m|p\.m|z\.b|bzw|usw|d\.h|p\.ex|\p{L})$/iu;
/** Only before a number: "no. 5", but "The answer is no." */
const BEFORE_NUMBER = /(?:^|[\s([])(?:no|nos|nr|tel|vol|fig|figs|sec|ch|pp?)$/i;
/** "Bis zur 12. Woche": German counts with a full stop, and writes its nouns with a capital. */
const ORDINAL = /(?:^|[\s(])(?:am|vom|zum|zur|im|der|die|das|dem|den|des|jede[rnms]?)\s+\d{1,2}$/i;
/** These may well end a sentence; then what follows starts with a capital. */
const OFTEN_LAST = /(?:etc|al|inc|ltd|co|corp|u\.s|u\.k|a\.m|p\.m|usw)$/i;

function splitParagraph(text: string, from: number, to: number, add: (start: number, end: number) => void): void {
  const spans = findCodeSpans(text, from, to);
  let start = from;
  for (let i = from; i < to; i++) {
    const char = text[i]!;
    if (char === "`") {
      const span = spans.get(i);
      if (span) i = span.close + span.ticks - 1;
      else while (i + 1 < to && text[i + 1] === "`") i++;
      continue;
    }
    const wide = WIDE_STOP.includes(char);
    if (!wide && !STOP.includes(char)) continue;

    let stop = i + 1;
    while (stop < to && (STOP.includes(text[stop]!) || WIDE_STOP.includes(text[stop]!))) stop++;
    const stops = stop - i;
    while (stop < to && CLOSERS.includes(text[stop]!) && !(text[stop] === "`" && spans.has(stop))) stop++;
    i = stop - 1;
    if (stop >= to) break;
    if (!wide) {
      if (!SPACE.test(text[stop]!)) continue;
      let next = stop;
      while (next < to && (SPACE.test(text[next]!) || "*_\"'“‘([".includes(text[next]!))) next++;
      const follower = next < to ? String.fromCodePoint(text.codePointAt(next)!) : "";
      if (LOWER.test(follower)) continue;
      if (char === "." && stops === 1 && isAbbreviation(text, start, stop - 1, follower)) continue;
    }
    add(start, stop);
    start = stop;
  }
  add(start, to);
}

/** Whether the full stop that closes `text.slice(start, end)` belongs to the word before it. */
function isAbbreviation(text: string, start: number, end: number, follower: string): boolean {
  // Bounded look back: an abbreviation is short.
  const before = text.slice(Math.max(start, end - 16), end).replace(/[.)\]"'”’]+$/, "");
  // "1." at the start of a unit is its number, not a sentence.
  if (/^\s*\d{1,3}$/.test(before) && end - start <= 6) return true;
  if (/\d/.test(follower) && BEFORE_NUMBER.test(before)) return true;
  if (ORDINAL.test(before)) return true;
  if (!ABBREVIATION.test(before)) return false;
  if (/(?:^|\s)I$/.test(before)) return false;
  return !(OFTEN_LAST.test(before) && /\p{Lu}/u.test(follower));
}
