/**
 * An embedder that counts as a service: it costs tokens, and ends a call when a test lets it. Makes the vectors of
 * the embedded one. Runs inside workerd, in place of the composition's own.
 */

import { env } from "cloudflare:workers";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { compose } from "../../compose.ts";
import type { Embedder } from "../../ports.ts";

export interface EmbedderCall {
  text: string;
  /** Of its signal, once it has fired. */
  isAborted: boolean;
  hasEnded: boolean;
}

export interface GatedEmbedder {
  /** Calls for questions, in order. */
  readonly calls: EmbedderCall[];
  /** While true no call ends but by its signal. */
  isHeld: boolean;
  /** Of the calls that begin from now on, the first ones fail with these. */
  readonly failures: Error[];
}

/** What a question costs. */
export const QUESTION_TOKENS = 7;

/** Call it in a `describe`: all bots embed with it there, and as before afterwards. */
export function useGatedEmbedder(): GatedEmbedder {
  const gate = { calls: [] as EmbedderCall[], isHeld: false, failures: [] as Error[] };
  const { engines } = compose(env);
  const { embedder: before, open } = engines;

  const embedder: Embedder = {
    ...before!,
    costsTokens: true,
    async embed(texts, purpose, signal, onUsage) {
      if (purpose === "document") return before!.embed(texts, purpose, signal);
      const call: EmbedderCall = { text: texts[0]!, isAborted: false, hasEnded: false };
      gate.calls.push(call);
      const failure = gate.failures.shift();
      try {
        // Polled: a promise that another request resolves would not keep this one alive.
        do {
          await scheduler.wait(2);
          call.isAborted = signal?.aborted === true;
          signal?.throwIfAborted();
        } while (gate.isHeld);
        if (failure !== undefined) throw failure;
        onUsage?.({ input_tokens: QUESTION_TOKENS, output_tokens: 0 });
        return await before!.embed(texts, purpose, signal);
      } finally {
        call.hasEnded = true;
      }
    },
  };

  beforeAll(() => {
    engines.embedder = embedder;
    engines.open = (space) => ({
      embedder,
      get vectorStore() {
        return open(space).vectorStore;
      },
    });
  });
  beforeEach(() => {
    gate.calls.length = 0;
    gate.failures.length = 0;
    gate.isHeld = false;
  });
  afterAll(() => {
    engines.embedder = before;
    engines.open = open;
  });
  return gate;
}
