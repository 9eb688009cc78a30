/**
 * Finds citation markers in Markdown that arrives in pieces cut anywhere. Brackets that are code, links, definitions
 * or escaped stay text. How a marker looks is `marker`'s, what it is worth `cite`'s.
 */

import { createMarkdownContext } from "./context.ts";
import { isJoint, leadBegins, leadOf, mayJoin } from "./leads.ts";
import { BEGINS, type Marker, type Named, readMarker } from "./marker.ts";

export interface MarkerToken {
  type: "marker";
  /** What stood between it and the text: blanks, or what joins it to the marker before. Goes where the marker goes. */
  space: string;
  /** "According to", "see": goes where the marker goes. */
  lead: string;
  /** Its sentence follows it. */
  isForward: boolean;
  named: Named[];
  /** As it was written, where it may be no marker at all. */
  unsure: string | undefined;
}

export type ScanToken = { type: "text"; text: string } | MarkerToken;

export interface MarkerScanner {
  push(text: string): ScanToken[];
  /** Decides what was held back. */
  end(): ScanToken[];
}

/** How far a code span is followed from a marker inside it, to see whether it closes. */
const CODE_LOOKAHEAD = 200;
/** Characters behind `[1]:` that tell an address from words. */
const DEFINED = 12;
/** Blanks that go with a marker; bounded, so that a river of blanks holds nothing back. */
const MOST_BLANKS = 16;
/** Text kept for looking back. */
const BEFORE = 12;
const LINK = /\(([^\s()]{0,300})\)/y;

/** Yields the same tokens, cuts inside text aside, however the input is cut. Linear in its length. */
export function createMarkerScanner(): MarkerScanner {
  const context = createMarkdownContext();
  /** Read and not handed out: blanks, a lead, a bracket that is not decided, half a surrogate pair. */
  let held = "";
  /** Characters of `held` that `context` has seen. */
  let seen = 0;
  /** The end of what was handed out. */
  let before = "";
  let afterMarker = false;

  function scan(text: string, final: boolean): ScanToken[] {
    const input = held + text;
    const tokens: ScanToken[] = [];
    let from = 0;
    let at = seen;
    const emit = (end: number) => {
      if (end <= from) return;
      const piece = input.slice(from, end);
      tokens.push({ type: "text", text: piece });
      before = (before + piece).slice(-BEFORE);
      afterMarker = false;
      from = end;
    };
    const add = (start: number, { end, named, isUnsure }: Marker) => {
      const gap = startOfBlanks(input, from, start);
      const joins = afterMarker && isJoint(input.slice(from, start));
      const lead = joins ? undefined : leadOf(input.slice(from, gap), before);
      const cut = joins ? from : lead ? from + lead.start : gap;
      emit(cut);
      tokens.push({
        type: "marker",
        space: lead ? "" : input.slice(cut, start),
        lead: lead ? input.slice(cut, start) : "",
        isForward: lead?.isForward ?? false,
        named,
        unsure: isUnsure ? input.slice(start, end) : undefined,
      });
      before = (before + input.slice(cut, end)).slice(-BEFORE);
      afterMarker = true;
      from = end;
    };
    for (; at < input.length; at++) {
      if (BEGINS.test(input[at]!) && !isWithinTicks(input, at)) {
        context.settle();
        const marker = context.isLiteral() ? "text" : readAt(input, at, final);
        if (marker === "cut") break;
        if (marker !== "text") {
          add(at, marker);
          for (; at < marker.end - 1; at++) context.step(input[at]!);
        }
      }
      context.step(input[at]!);
    }
    let hold = input.length;
    if (!final) {
      hold = startOfBlanks(input, from, at);
      const free = input.slice(from, hold);
      if (afterMarker && mayJoin(input.slice(from, at))) hold = from;
      // Before half of a marker only a whole lead is one.
      else if (at < input.length) hold = from + (leadOf(free, before)?.start ?? free.length);
      else hold = from + leadBegins(free, before);
      if (hold > from && isHighSurrogate(input.charCodeAt(hold - 1))) hold--;
    }
    emit(hold);
    held = input.slice(hold);
    seen = at - hold;
    return tokens;
  }

  /** A tick that goes on with a run of them, or may close one. */
  function isWithinTicks(input: string, at: number): boolean {
    return input[at] === "`" && ((at === 0 ? before.slice(-1) : input[at - 1]) === "`" || context.span() > 0);
  }

  function readAt(input: string, at: number, final: boolean): Marker | "text" | "cut" {
    const marker = readMarker(input, at, final, before);
    if (marker === "text" || marker === "cut") return marker;
    const whole = readLink(input, at, marker, final);
    if (whole === "text" || whole === "cut") return whole;
    if (context.span() > 0) {
      const closes = spanCloses(input.slice(whole.end, whole.end + CODE_LOOKAHEAD), context.span(), final);
      if (closes === "undecided") return "cut";
      if (closes) return "text";
      context.dropSpan();
    }
    return whole;
  }

  /** What follows a marker can make it a link or a definition. A link whose text is a number may still be meant as a marker. */
  function readLink(input: string, at: number, marker: Marker, final: boolean): Marker | "text" | "cut" {
    const { end, named } = marker;
    if (end === input.length) return final ? marker : "cut";
    if (input[end] === ":" && input[at] === "[" && context.isLineStart()) {
      // A definition has a caret or an address: `[1]: https://…`. Other words behind it are a sentence.
      if (input[at + 1] === "^") return "text";
      const behind = input.slice(end + 1, end + 1 + DEFINED);
      if (!final && behind.length < DEFINED && !behind.includes("\n")) return "cut";
      if (/^[ \t]*(?:$|\n|<|\/|#|\.|[a-z][a-z+]{1,9}:|www\.)/i.test(behind)) return "text";
      return marker;
    }
    if (input[end] !== "(" || !"[【".includes(input[at]!)) return marker;
    LINK.lastIndex = end;
    const link = LINK.exec(input);
    if (link) return { end: end + link[0].length, named, isUnsure: !link[1]!.startsWith("#") };
    return !final && /^\([^\s()]{0,300}$/.test(input.slice(end)) ? "cut" : "text";
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
