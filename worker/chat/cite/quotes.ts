/**
 * Text of an engine that says itself which passage each part of it quotes: nothing in it has to be read as a marker.
 * Quotes become numbered markers in the text, and citations. Whether a quote still stands is the caller's to know.
 */

import type { CitedPiece, CiteSource } from "./cite.ts";

export type QuotedPiece = { type: "text"; text: string } | { type: "quote"; number: number; quote: string };

/** Yields each citation directly after the text that ends with its marker. */
export function* citeQuotes(
  pieces: Iterable<QuotedPiece>,
  sources: readonly CiteSource[],
): Generator<CitedPiece, void> {
  const byNumber = new Map(sources.map((source) => [source.number, source]));
  const numbers = new Map<string, number>();
  let length = 0;
  let endsInBlank = true;
  for (const piece of pieces) {
    if (piece.type === "text") {
      if (piece.text === "") continue;
      length += piece.text.length;
      endsInBlank = /\s$/.test(piece.text);
      yield piece;
      continue;
    }
    const { number: promptNumber, quote } = piece;
    const document = byNumber.get(promptNumber)?.document ?? `#${promptNumber}`;
    const number = numbers.get(document) ?? numbers.size + 1;
    numbers.set(document, number);
    const marker = `[${number}]`;
    const text = endsInBlank ? marker : ` ${marker}`;
    length += text.length;
    endsInBlank = false;
    yield { type: "text", text };
    yield { type: "citation", promptNumber, number, quote, start: length - marker.length, end: length };
  }
}
