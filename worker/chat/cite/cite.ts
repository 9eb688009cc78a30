/**
 * Turns a generator's text with `[n]` markers into text and citations that can be checked: a marker
 * stays only where a verbatim quote of source n supports the sentence before it. Finding markers is
 * `cite-scan`, choosing the quote `cite-support`; what the wire looks like is the caller's.
 */

import { splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";
import { createMarkerScanner, type ScanToken } from "./scan.ts";
import { createSupport, type Support } from "./support.ts";

export interface CiteSource {
  /** The number the generator knows it by. */
  number: number;
  /** Verbatim text of the chunk. */
  text: string;
  title?: string;
  headingPath?: readonly string[];
  /** Sources of one document share one number in the answer. Each is its own document where absent. */
  document?: string;
}

export type CitedPiece =
  | { type: "text"; text: string }
  | {
      type: "citation";
      /** The source as the generator numbers it. */
      promptNumber: number;
      /** What the marker in the answer says: 1, 2, 3 … in the order of first citation. */
      number: number;
      /** Verbatim from the source's text. */
      quote: string;
      /** UTF-16 offsets of the marker, brackets included, in all the text yielded so far. */
      start: number;
      end: number;
    };

export interface CiteOptions {
  sources: readonly CiteSource[];
  /** Whether the quote stands verbatim in the live version of that source. On false the marker goes. */
  verify(promptNumber: number, quote: string): Promise<boolean>;
}

/** Text before a marker that is searched for the sentence it follows, UTF-16 units. Keeps the stage linear. */
const CLAIM_WINDOW = 1_500;
/** A stretch between two markers with fewer terms says too little to be judged by itself. */
const SEGMENT_TERMS = 3;
/** Every marker costs a look-up in the live document: what a runaway generator writes beyond these is removed. */
const MOST_MARKERS = 300;

/**
 * Yields each citation directly after the text that ends with its marker. Text comes out as early as
 * it is decided: only blanks and an open bracket wait for what follows.
 */
export async function* cite(deltas: AsyncIterable<string>, options: CiteOptions): AsyncGenerator<CitedPiece, void> {
  const scanner = createMarkerScanner();
  const citer = createCiter(options);
  for await (const delta of deltas) yield* citer(scanner.push(delta));
  yield* citer(scanner.end());
}

function createCiter({
  sources,
  verify,
}: CiteOptions): (tokens: readonly ScanToken[]) => AsyncGenerator<CitedPiece, void> {
  const byNumber = new Map(sources.map((source) => [source.number, source]));
  const supports = new Map<number, Support>();
  const numbers = new Map<string, number>();
  let length = 0;
  /** The last of the text without markers, and how much of it was claimed by earlier markers. */
  let tail = "";
  let claimed = 0;
  let lastClaim: string | undefined;
  /** Numbers of markers since the last text: a second `[1]` at the same place says nothing. */
  let adjoining = new Set<number>();
  let dropBlanks = false;
  let markers = 0;

  const supportOf = (source: CiteSource): Support => {
    let support = supports.get(source.number);
    if (support === undefined) supports.set(source.number, (support = createSupport(source)));
    return support;
  };

  const numberOf = (source: CiteSource): number => {
    const key = source.document === undefined ? `#${source.number}` : `=${source.document}`;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size + 1));
    return number;
  };

  function take(text: string): void {
    length += text.length;
    tail += text;
    if (tail.length > 2 * CLAIM_WINDOW) {
      const cut = tail.length - CLAIM_WINDOW;
      tail = tail.slice(cut);
      claimed = Math.max(0, claimed - cut);
    }
    if (/[^\s]/.test(text)) {
      adjoining = new Set();
      lastClaim = undefined;
    }
  }

  /** The sentence a marker at the end of `tail` stands behind, or the part of it since the last marker. */
  function readClaim(): string {
    if (lastClaim !== undefined) return lastClaim;
    const from = Math.max(0, tail.length - CLAIM_WINDOW);
    const window = tail.slice(from);
    const sentence = splitSentences(window).at(-1);
    lastClaim = sentence?.text ?? "";
    if (sentence !== undefined && from + sentence.start < claimed) {
      const segment = window.slice(Math.max(0, claimed - from), sentence.end);
      const terms = /[\p{L}\p{N}]/u.test(segment) ? contentTerms(segment).length : 0;
      if (terms >= SEGMENT_TERMS) lastClaim = segment;
    }
    return lastClaim;
  }

  return async function* (tokens) {
    for (const token of tokens) {
      if (token.type === "text") {
        let { text } = token;
        if (dropBlanks) {
          text = text.replace(/^[ \t]+/, "");
          dropBlanks = text === "";
        }
        if (text === "") continue;
        take(text);
        yield { type: "text", text };
        continue;
      }
      const claim = markers < MOST_MARKERS ? readClaim() : "";
      let { space } = token;
      let kept = false;
      for (const promptNumber of token.numbers) {
        const source = byNumber.get(promptNumber);
        if (source === undefined || ++markers > MOST_MARKERS) continue;
        const quote = supportOf(source).quoteFor(claim);
        if (quote === undefined || !(await verify(promptNumber, quote))) continue;
        const number = numberOf(source);
        if (adjoining.has(number)) continue;
        const marker = `[${number}]`;
        const start = length + space.length;
        const text = space + marker;
        length += text.length;
        space = "";
        kept = true;
        adjoining.add(number);
        yield { type: "text", text };
        yield { type: "citation", promptNumber, number, quote, start, end: start + marker.length };
      }
      if (kept) claimed = tail.length;
      // At the start of a line there is no blank before the marker to take away, but one behind it.
      else if (token.space === "" && (tail === "" || tail.endsWith("\n"))) dropBlanks = true;
    }
  };
}
