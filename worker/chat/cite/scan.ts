/**
 * Finds citation markers (`[1]`, `[1][2]`, `[1, 2]`) in Markdown that arrives in pieces cut anywhere.
 * Brackets that are code, links, definitions or escaped stay text. What a marker is worth is decided
 * by `cite`.
 */

import { createMarkdownContext } from "./context.ts";

export type ScanToken =
  | { type: "text"; text: string }
  /** `space` is the blanks that stood before the marker: they go where the marker goes. */
  | { type: "marker"; space: string; numbers: number[] };

export interface MarkerScanner {
  push(text: string): ScanToken[];
  /** Decides what was held back. */
  end(): ScanToken[];
}

/** A longer one is text, so that an open bracket holds little back. */
const MARKER_LENGTH = 60;
/** How far a code span is followed from a marker inside it, to see whether it closes. */
const CODE_LOOKAHEAD = 200;
/** Blanks that go with a marker; bounded, so that a river of blanks holds nothing back. */
const MOST_BLANKS = 16;
/** Sources that one `[2-9]` may name. */
const RANGE_LENGTH = 10;

const MARKER = /\[[ \t]*\d{1,3}(?:[ \t]*[,;–-][ \t]*\d{1,3}|[ \t]+\d{1,3})*[ \t]*\]/y;
const MARKER_START = /\[[\d \t,;–-]*$/y;

/** Yields the same tokens, cuts inside text aside, however the input is cut. Linear in its length. */
export function createMarkerScanner(): MarkerScanner {
  const context = createMarkdownContext();
  /** Read and not handed out: blanks, a bracket that is not decided, half a surrogate pair. */
  let held = "";
  /** Characters of `held` that `context` has seen. */
  let seen = 0;

  function scan(text: string, final: boolean): ScanToken[] {
    const input = held + text;
    const tokens: ScanToken[] = [];
    let from = 0;
    let at = seen;
    const emit = (end: number) => {
      if (end > from) tokens.push({ type: "text", text: input.slice(from, end) });
      from = Math.max(from, end);
    };
    for (; at < input.length; at++) {
      if (input[at] === "[") {
        context.settle();
        const marker = context.isLiteral() ? "text" : readMarker(input, at, final);
        if (marker === "undecided") break;
        if (marker !== "text") {
          const gap = startOfBlanks(input, from, at);
          emit(gap);
          tokens.push({ type: "marker", space: input.slice(gap, at), numbers: marker.numbers });
          from = marker.end;
          for (; at < marker.end - 1; at++) context.step(input[at]!);
        }
      }
      context.step(input[at]!);
    }
    let hold = input.length;
    if (!final) {
      hold = startOfBlanks(input, from, at);
      if (hold > from && isHighSurrogate(input.charCodeAt(hold - 1))) hold--;
    }
    emit(hold);
    held = input.slice(hold);
    seen = at - hold;
    return tokens;
  }

  function readMarker(
    input: string,
    at: number,
    final: boolean,
  ): { end: number; numbers: number[] } | "text" | "undecided" {
    MARKER.lastIndex = at;
    const match = MARKER.exec(input);
    if (!match) {
      MARKER_START.lastIndex = at;
      return !final && input.length - at < MARKER_LENGTH && MARKER_START.test(input) ? "undecided" : "text";
    }
    const end = at + match[0].length;
    if (match[0].length > MARKER_LENGTH) return "text";
    if (end === input.length && !final) return "undecided";
    if (input[end] === "(" || (input[end] === ":" && context.isLineStart())) return "text";
    if (context.span() > 0) {
      const closes = spanCloses(input.slice(end, end + CODE_LOOKAHEAD), context.span(), final);
      if (closes === "undecided") return "undecided";
      if (closes) return "text";
      context.dropSpan();
    }
    return { end, numbers: parseNumbers(match[0]) };
  }

  return { push: (text) => scan(text, false), end: () => scan("", true) };
}

/** Whether a code span opened by `ticks` ticks closes in what follows. Only its paragraph counts. */
function spanCloses(ahead: string, ticks: number, final: boolean): boolean | "undecided" {
  const open = !final && ahead.length < CODE_LOOKAHEAD;
  const blankLine = ahead.search(/\n[ \t]*\n/);
  const stop = blankLine < 0 ? ahead.length : blankLine;
  for (const run of ahead.slice(0, stop).matchAll(/`+/g)) {
    // A run at the edge may go on.
    if (open && run.index + run[0].length === ahead.length) return "undecided";
    if (run[0].length === ticks) return true;
  }
  if (blankLine >= 0) return false;
  if (open) return "undecided";
  return ahead.length === CODE_LOOKAHEAD;
}

function startOfBlanks(input: string, from: number, end: number): number {
  let at = end;
  while (at > from && end - at < MOST_BLANKS && (input[at - 1] === " " || input[at - 1] === "\t")) at--;
  return at;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** `[1, 3-5]` → 1, 3, 4, 5. */
function parseNumbers(marker: string): number[] {
  const numbers: number[] = [];
  for (const [, first, last] of marker.matchAll(/(\d+)(?:[ \t]*[–-][ \t]*(\d+))?/g)) {
    const low = Number(first);
    const high = Math.min(Number(last ?? low), low + RANGE_LENGTH - 1);
    for (let number = low; number <= Math.max(low, high); number++) numbers.push(number);
  }
  return numbers;
}
