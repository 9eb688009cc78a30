/** A generator's text as chunks of the stream, each marker checked against the live document before it is sent. */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { GeneratorDelta } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { cite } from "./cite/cite.ts";
import { textFragmentUrl } from "./cite/fragment.ts";
import { surroundingsOf } from "./cite/surroundings.ts";
import type { RetrievedChunk } from "./retrieve.ts";

/** What came of it. */
export interface Spoken {
  reason: FinishReason | "no-answer" | "unsure";
  /** False where nothing but blanks came. */
  text: boolean;
  cited: boolean;
}

/** @param chunks source n of the generator's prompt is the chunk at n - 1 */
export async function* speak(
  scope: TenantScope,
  chunks: readonly RetrievedChunk[],
  deltas: AsyncIterable<GeneratorDelta>,
  spoken: Spoken,
): AsyncGenerator<StreamChunk, void> {
  const id = "answer";
  const announced = new Set<number>();
  const chunkOf = (number: number): RetrievedChunk => chunks[number - 1]!;

  async function* texts(): AsyncGenerator<string, void> {
    for await (const delta of deltas) {
      if (delta.type === "text") yield delta.text;
      else spoken.reason = delta.reason;
    }
  }

  const pieces = cite(texts(), {
    sources: chunks.map(({ text, title, headingPath, documentId }, at) => ({
      number: at + 1,
      text,
      title,
      headingPath,
      document: documentId,
    })),
    verify: async (number, quote) => scope.knowledgeBase.holdsQuote(chunkOf(number).chunkId, quote),
  });
  // Blanks alone are no answer, so the first ones wait for the first word.
  let blanks = "";
  for await (const piece of pieces) {
    if (piece.type === "text") {
      if (!spoken.text && piece.text.trim() === "") {
        blanks += piece.text;
        continue;
      }
      if (!spoken.text) yield { type: "text-start", id };
      spoken.text = true;
      yield { type: "text-delta", id, delta: blanks + piece.text };
      blanks = "";
      continue;
    }
    const chunk = chunkOf(piece.promptNumber);
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
    const link = url === null ? null : textFragmentUrl(url, quote);
    yield {
      type: "data-citation",
      data: { source_id: sourceId, quote, url: link, start, end, ...surroundingsOf(chunk, quote) },
    };
  }
  if (spoken.text) yield { type: "text-end", id };
}

/** A text of our own, or of the owner's: nothing in it is cited. */
export function* say(text: string): Iterable<StreamChunk> {
  yield { type: "text-start", id: "answer" };
  yield { type: "text-delta", id: "answer", delta: text };
  yield { type: "text-end", id: "answer" };
}
