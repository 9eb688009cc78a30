/** Which words of an answer a marker stands for, as the answer grows: its sentence, or the part of it since the last marker. */

import { plainText, splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";
import { INVISIBLE } from "./marker.ts";

/** Text before a marker that is searched for its sentence, UTF-16 units. Keeps the stage linear. */
const WINDOW = 1_500;
/** A stretch between two markers with fewer terms says too little to be judged by itself. */
const SEGMENT_TERMS = 3;
const ENDED = /[.!?…:;。！？]["'”»)\]*_`]{0,6}$/u;

/** "Source:", "**Quelle:**": what stands before a marker on a line of its own. */
const LABEL_LINE = /^[\s>*_(–—-]*(?:(?:see|siehe|voir|ver|vedi|zie)|\p{L}{3,12}:)?[\s*_:]*$/iu;

/** What a marker stands for where nothing follows on its line. */
export interface Above {
  text: string;
  /** What follows the marker may be meant as well: above is code, or a sentence whose own marker stands before it. */
  isEither: boolean;
}

export interface ClaimBefore {
  text: string;
  /** What follows has to say it. */
  isOpen: boolean;
  /** Its sentence is over. */
  isEnded: boolean;
  /** Where nothing stands before it on its line: what does above. */
  above: Above | undefined;
}

export function createClaims() {
  /** The last of the text without markers, and how much of it was claimed by earlier markers. */
  let tail = "";
  let claimedTo = 0;
  /** UTF-16 units of text before `tail`. */
  let gone = 0;
  /** Where the sentence began whose citations are known. */
  let sentenceAt = -1;
  let quotes = new Set<string>();
  /** Numbers of markers since the last text: a second `[1]` at the same place says nothing. */
  let adjoining = new Set<number>();
  let last: ClaimBefore | undefined;

  function read(): ClaimBefore {
    const from = Math.max(0, tail.length - WINDOW);
    const all = tail.slice(from);
    const line = all.slice(all.lastIndexOf("\n") + 1);
    const begins = isBegin(line);
    const window = begins ? all.slice(0, all.length - line.length) : all;
    const sentence = splitSentences(window).at(-1);
    const start = gone + from + (sentence?.start ?? 0);
    if (start !== sentenceAt) quotes = new Set();
    sentenceAt = start;
    if (sentence === undefined || begins) {
      const isSaid = sentence !== undefined && sentence.kind !== "heading";
      const above = isSaid ? { text: sentence.text, isEither: sentence.kind === "code" } : undefined;
      return { text: "", isOpen: true, isEnded: false, above };
    }
    let text = sentence.text;
    if (from + sentence.start < claimedTo) {
      const segment = window.slice(Math.max(0, claimedTo - from), sentence.end);
      if (termsOf(segment) >= SEGMENT_TERMS) text = segment;
    }
    // Half a sentence says too little: "The Team plan [1] costs …".
    const isEnded = ENDED.test(window.slice(-40).trimEnd());
    const isOpen = sentence.kind === "sentence" && !isEnded && termsOf(text) < SEGMENT_TERMS && !/\d/.test(text);
    return { text, isOpen, isEnded, above: undefined };
  }

  return {
    take(text: string): void {
      tail += text.replace(INVISIBLE, "");
      if (tail.length > 2 * WINDOW) {
        const cut = tail.length - WINDOW;
        tail = tail.slice(cut);
        gone += cut;
        claimedTo = Math.max(0, claimedTo - cut);
      }
      if (/\S/.test(text)) {
        adjoining = new Set();
        last = undefined;
      }
    },

    /** The claim of a marker that comes now. */
    read: () => (last ??= read()),

    isLineStart: (): boolean => tail === "" || tail.endsWith("\n"),

    /** Whether this sentence cites it already. */
    isCited: (source: string | number, quote: string): boolean => quotes.has(`${source}\n${quote}`),

    /** Whether such a marker stands right here. */
    stands: (number: number): boolean => adjoining.has(number),

    cited(number: number, source: string | number, quote: string): void {
      adjoining.add(number);
      quotes.add(`${source}\n${quote}`);
    },

    /** What was said so far has its marker. */
    claimed(): void {
      claimedTo = tail.length;
    },
  };
}

/** Nothing but what begins a line of Markdown, or a marker on it. */
function isBegin(line: string): boolean {
  return LABEL_LINE.test(line) || !/[\p{L}\p{N}]/u.test(line.replace(/^\s*\d{1,3}[.)]\s*/, ""));
}

function termsOf(text: string): number {
  return /[\p{L}\p{N}]/u.test(text) ? contentTerms(plainText(text)).length : 0;
}
