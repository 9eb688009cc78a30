/** What the calls of one answer cost, each that may be billed counted once: those that were repeated, and the one that answered. */

import type { Usage } from "../../../shared/chat.ts";
import type { OnUsage } from "../../ports.ts";
import { latestUsage } from "./chunk.ts";
import type { ChatMessage } from "./render-prompt.ts";
import { estimateQuarters, estimateTokens } from "./tokens.ts";

export interface Meter {
  /** From now on calls are of these, of which none was read before. */
  sends: (messages: readonly ChatMessage[]) => void;
  /** A call has, or may have, been read by the service. What the one before cost is an estimate from then on. */
  spent: () => void;
  read(text: string, usage: Usage | undefined): void;
  /** What the service told, or else our estimate. */
  usage(): Usage;
  /** Tells the caller, once, and nothing where nothing was spent. */
  tell(): void;
}

export function createMeter(first: readonly ChatMessage[], onUsage: OnUsage | undefined): Meter {
  let messages = first;
  let calls = 0;
  let told = false;
  let exact: Usage | undefined;
  let written = 0;
  let input: number | undefined;

  function usage(): Usage {
    if (calls === 0) return { input_tokens: 0, output_tokens: 0 };
    input ??= promptTokens(messages);
    const before = (calls - 1) * input;
    // What was read and written costs something: a zero is what a server did not count.
    const isWhole = exact !== undefined && exact.input_tokens > 0 && (exact.output_tokens > 0 || written === 0);
    return {
      input_tokens: before + (exact?.input_tokens || input),
      output_tokens: exact?.output_tokens || Math.ceil(written / 4),
      ...(isWhole ? {} : { estimated: true }),
    };
  }

  return {
    sends(others) {
      if (calls > 0) return;
      messages = others;
      input = undefined;
    },
    spent: () => void (calls += 1),
    read(text, usage) {
      written += text === "" ? 0 : estimateQuarters(text);
      exact = latestUsage(exact, { text, usage });
    },
    usage,
    tell() {
      if (calls === 0 || told) return;
      told = true;
      onUsage?.(usage());
    },
  };
}

/** Four tokens frame a message, whatever it says. */
export function promptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
}
