/**
 * A generator that says what a test lets it say, when it lets it: for everything that can happen while an
 * answer is being written. Runs inside workerd, in place of the composition's own.
 */

import { env } from "cloudflare:workers";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import { compose } from "../../compose.ts";
import type { Generator, GeneratorDelta, Prompt } from "../../ports.ts";

type Line = GeneratorDelta | { type: "throw"; error: Error };

export interface Gate extends Generator {
  /** Every generation that was begun, in order. */
  readonly prompts: Prompt[];
  /** Of those, how many were aborted. */
  aborts: number;
  say(text: string): void;
  finish(reason?: Extract<GeneratorDelta, { type: "finish" }>["reason"]): void;
  fail(error: Error): void;
}

const USAGE: Usage = { input_tokens: 100, output_tokens: 20 };
/** What it says on the way. */
const SO_FAR: Usage = { input_tokens: 100, output_tokens: 5 };

function createGate(): Gate {
  const lines: Line[] = [];
  const gate: Gate = {
    model: "test:gated",
    costsTokens: true,
    extractive: false,
    prompts: [],
    aborts: 0,
    say: (text) => lines.push({ type: "text", text }),
    finish: (reason = "stop") => lines.push({ type: "finish", reason, usage: USAGE }),
    fail: (error) => lines.push({ type: "throw", error }),

    async *generate(prompt, signal, onUsage, onBegun, most = Infinity) {
      gate.prompts.push(prompt);
      onBegun?.(() => SO_FAR, most);
      try {
        for (;;) {
          signal.throwIfAborted();
          const line = lines.shift();
          // Polled: a promise that another request resolves would not keep this one alive.
          if (line === undefined) await scheduler.wait(2);
          else if (line.type === "throw") throw line.error;
          else {
            yield line;
            if (line.type === "finish") return;
          }
        }
      } finally {
        if (signal.aborted) gate.aborts++;
        // What a test did not let out belongs to no later generation.
        lines.length = 0;
        onUsage?.(USAGE);
      }
    },
  };
  return gate;
}

/** Call it in a `describe`: all bots answer through the gate there, and as before afterwards. */
export function useGate(): { readonly gate: Gate } {
  const used: { gate: Gate } = { gate: createGate() };
  let before: Generator;
  beforeAll(() => {
    before = compose(env).engines.generator;
  });
  beforeEach(() => {
    used.gate = createGate();
    compose(env).engines.generator = used.gate;
  });
  afterAll(() => {
    compose(env).engines.generator = before;
  });
  return used;
}
