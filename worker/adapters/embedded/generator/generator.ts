/**
 * Answers without a model: the blocks of the sources that answer best, word for word, each followed by the passage
 * that says it; of a question how to do something, the section that tells it. Says that the sources do not answer
 * where they do not. Needs no key, no network and a few milliseconds.
 */

import type { Generator, GeneratorDelta } from "../../../ports.ts";
import { createOnce } from "../../../once.ts";
import type { Prompt } from "../../../prompt.ts";
import { reachOf } from "./reach.ts";

/** With the first answer: its patterns know words of many languages, and are made before any of them is used. */
export const readPieces = createOnce(() => import("./pieces.ts"));

export function createExtractiveGenerator(): Generator {
  return {
    model: "embedded:extractive",
    costsTokens: false,
    extractive: true,
    reach: reachOf,
    generate,
  };
}

const NO_USAGE = { input_tokens: 0, output_tokens: 0 } as const;

async function* generate(prompt: Prompt, signal: AbortSignal): AsyncGenerator<GeneratorDelta, void> {
  signal.throwIfAborted();
  const { findPieces } = await readPieces();
  const pieces = findPieces(prompt);
  if (pieces === undefined) {
    yield { type: "finish", reason: "no-answer", usage: { ...NO_USAGE } };
    return;
  }
  for (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
  signal.throwIfAborted();
  yield { type: "finish", reason: "stop", usage: { ...NO_USAGE } };
}
