/**
 * Where a quote stands in its chunk: the headings above it, and the words before and after it. What a
 * reader needs to judge a quote that is torn out of its page.
 */

import { splitSentences } from "../../knowledge/extract/plain-text.ts";

export interface Surroundings {
  /** Outermost first. */
  path: string[];
  /** Verbatim, cut at words. */
  before: string;
  after: string;
}

/** UTF-16 units on either side. */
const MOST = 160;

/** @param quote a verbatim slice of the chunk's text */
export function surroundingsOf(chunk: { text: string; headingPath: readonly string[] }, quote: string): Surroundings {
  const { text, headingPath } = chunk;
  const start = text.indexOf(quote);
  if (start < 0) return { path: [...headingPath], before: "", after: "" };
  return {
    path: [...headingPath, ...headingsBefore(text, start)],
    before: lastWords(text.slice(0, start)),
    after: firstWords(text.slice(start + quote.length)),
  };
}

/** Headings within the chunk that are still open at `end`. The chunk's own path stands above them all. */
function headingsBefore(text: string, end: number): string[] {
  const open: { level: number; text: string }[] = [];
  for (const unit of splitSentences(text.slice(0, end))) {
    if (unit.kind !== "heading") continue;
    const line = text.slice(text.lastIndexOf("\n", unit.start - 1) + 1, unit.start);
    // A heading without signs is one that is underlined, and those are the two uppermost levels.
    const level = /#+/.exec(line)?.[0].length ?? 2;
    while (open.length > 0 && open.at(-1)!.level >= level) open.pop();
    open.push({ level, text: unit.text });
  }
  return open.map((heading) => heading.text);
}

function firstWords(text: string): string {
  const trimmed = text.trimEnd();
  if (trimmed.length <= MOST) return trimmed;
  return trimmed.slice(0, lastBoundary(trimmed.slice(0, MOST + 1))).trimEnd();
}

function lastWords(text: string): string {
  const trimmed = text.trimStart();
  if (trimmed.length <= MOST) return trimmed;
  const window = trimmed.slice(-(MOST + 1));
  const gap = window.search(/\s/);
  // No blank in so many characters is a script without any, or no words at all.
  const from = gap >= 0 ? gap : wordStarts(window).find((at) => at > 0);
  return window.slice(from ?? 1).trimStart();
}

/** Where the last word that fits ends. */
function lastBoundary(window: string): number {
  const gap = /\s\S*$/.exec(window);
  if (gap !== null) return gap.index;
  return wordStarts(window).findLast((at) => at < window.length) || window.length - 1;
}

function wordStarts(text: string): number[] {
  return Array.from(new Intl.Segmenter(undefined, { granularity: "word" }).segment(text), ({ index }) => index);
}
