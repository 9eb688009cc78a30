/** A generator's text as chunks of the stream, each marker checked against the live document before it is sent. */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { GeneratorDelta } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { cite, type CitedPiece, type CiteSource } from "./cite/cite.ts";
import { pageUrl, textFragmentUrl } from "./cite/fragment.ts";
import { citeQuotes, type QuotedPiece } from "./cite/quotes.ts";
import { surroundingsOf } from "./cite/surroundings.ts";
import type { RetrievedChunk } from "./retrieve.ts";

/** Of the one text part of an answer. */
const ID = "answer";

/** What came of it. */
export interface Spoken {
  reason: FinishReason | "no-answer" | "unsure";
  /** False where nothing but blanks came. */
  text: boolean;
  cited: boolean;
  /** True where a document was replaced before a word of it was said: the same question again finds the new text. */
  outdated: boolean;
  /** Why sentences were put together instead of a model's answer, where they were. */
  byStandIn: "down" | "budget" | undefined;
}

export const notSpoken = (): Spoken => ({
  reason: "stop",
  text: false,
  cited: false,
  outdated: false,
  byStandIn: undefined,
});

/**
 * Of engines that put markers into their text.
 *
 * @param chunks source n of the generator's prompt is the chunk at n - 1
 */
export async function* speak(
  scope: TenantScope,
  chunks: readonly RetrievedChunk[],
  deltas: AsyncIterable<GeneratorDelta>,
  spoken: Spoken,
): AsyncGenerator<StreamChunk, void> {
  async function* texts(): AsyncGenerator<string, void> {
    for await (const delta of deltas) {
      if (delta.type === "text") yield delta.text;
      else if (delta.type === "finish") spoken.reason = delta.reason;
    }
  }
  const pieces = cite(texts(), {
    sources: citeSources(chunks),
    verify: async (number, quote) => scope.knowledgeBase.holdsQuote(chunks[number - 1]!.chunkId, quote),
  });
  const tell = createTeller(chunks, spoken);
  for await (const piece of pieces) yield* tell(piece);
  if (spoken.text) yield { type: "text-end", id: ID };
}

/**
 * Of engines that say which passage each part quotes, and are done in a moment: all of it is checked before any is
 * said, so that a document replaced meanwhile is found out in time.
 */
export async function* speakQuotes(
  scope: TenantScope,
  chunks: readonly RetrievedChunk[],
  deltas: AsyncIterable<GeneratorDelta>,
  spoken: Spoken,
): AsyncGenerator<StreamChunk, void> {
  const pieces: QuotedPiece[] = [];
  for await (const delta of deltas) {
    if (delta.type === "finish") spoken.reason = delta.reason;
    else pieces.push(delta);
  }
  const quotes = pieces.filter((piece) => piece.type === "quote");
  const held = await Promise.all(
    quotes.map(({ number, quote }) => scope.knowledgeBase.holdsQuote(chunks[number - 1]!.chunkId, quote)),
  );
  spoken.outdated = held.includes(false);
  if (spoken.outdated) return;
  const tell = createTeller(chunks, spoken);
  for (const piece of citeQuotes(pieces, citeSources(chunks))) yield* tell(piece);
  if (spoken.text) yield { type: "text-end", id: ID };
}

function citeSources(chunks: readonly RetrievedChunk[]): CiteSource[] {
  return chunks.map(({ text, title, headingPath, documentId }, at) => ({
    number: at + 1,
    text,
    title,
    headingPath,
    document: documentId,
  }));
}

/** Turns pieces into chunks of the stream: each source is named before its first citation. */
function createTeller(
  chunks: readonly RetrievedChunk[],
  spoken: Spoken,
): (piece: CitedPiece) => Generator<StreamChunk, void> {
  const announced = new Set<number>();
  // Blanks alone are no answer, so the first ones wait for the first word.
  let blanks = "";
  return function* (piece) {
    if (piece.type === "text") {
      if (!spoken.text && piece.text.trim() === "") {
        blanks += piece.text;
        return;
      }
      if (!spoken.text) yield { type: "text-start", id: ID };
      spoken.text = true;
      yield { type: "text-delta", id: ID, delta: blanks + piece.text };
      blanks = "";
      return;
    }
    const chunk = chunks[piece.promptNumber - 1]!;
    const { title, url } = chunk;
    const sourceId = String(piece.number);
    if (!announced.has(piece.number)) {
      announced.add(piece.number);
      yield url === null
        ? { type: "source-document", sourceId, mediaType: chunk.contentType, title }
        : { type: "source-url", sourceId, url, title };
    }
    spoken.cited = true;
    const { quote, start, end } = piece;
    const { page } = chunk;
    // Readers of files know pages and no text fragments.
    const link = url === null ? null : page === null ? textFragmentUrl(url, quote) : pageUrl(url, page);
    yield {
      type: "data-citation",
      data: {
        source_id: sourceId,
        quote,
        url: link,
        start,
        end,
        ...surroundingsOf(chunk, quote),
        ...(page === null ? {} : { page }),
      },
    };
  };
}

/** A text of our own, or of the owner's: nothing in it is cited. */
export function* say(text: string): Iterable<StreamChunk> {
  yield { type: "text-start", id: ID };
  yield { type: "text-delta", id: ID, delta: text };
  yield { type: "text-end", id: ID };
}
