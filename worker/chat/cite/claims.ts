/** Which words of an answer a marker stands for, as the answer grows: its sentence, or the part of it since the last marker. */

import { plainText, splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";

/** Text before a marker that is searched for its sentence, UTF-16 units. Keeps the stage linear. */
const WINDOW = 1_500;
/** A stretch between two markers with fewer terms says too little to be judged by itself. */
const SEGMENT_TERMS = 3;
const ENDED = /[.!?…:;。！？]["'”»)\]*_`]{0,6}$/u;

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
  let last: { text: string; isOpen: boolean } | undefined;

  function read(): { text: string; isOpen: boolean } {
    const from = Math.max(0, tail.length - WINDOW);
    const window = tail.slice(from);
    const sentence = splitSentences(window).at(-1);
    const start = gone + from + (sentence?.start ?? 0);
    if (start !== sentenceAt) quotes = new Set();
    sentenceAt = start;
    const line = window.slice(window.lastIndexOf("\n") + 1);
    if (sentence === undefined || isBegin(line)) return { text: "", isOpen: true };
    let text = sentence.text;
    if (from + sentence.start < claimedTo) {
      const segment = window.slice(Math.max(0, claimedTo - from), sentence.end);
      if (termsOf(segment) >= SEGMENT_TERMS) text = segment;
    }
    // Half a sentence says too little: "The Team plan [1] costs …".
    const isOpen =
      sentence.kind === "sentence" &&
      !ENDED.test(window.slice(-40).trimEnd()) &&
      termsOf(text) < SEGMENT_TERMS &&
      !/\d/.test(text);
    return { text, isOpen };
  }

  return {
    take(text: string): void {
      tail += text;
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

    /** The claim of a marker that comes now. `isOpen`: what follows it has to say it. */
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

/** Nothing but what begins a line of Markdown. */
function isBegin(line: string): boolean {
  return !/[\p{L}\p{N}]/u.test(line.replace(/^\s*\d{1,3}[.)]\s*/, ""));
}

function termsOf(text: string): number {
  return /[\p{L}\p{N}]/u.test(text) ? contentTerms(plainText(text)).length : 0;
}
