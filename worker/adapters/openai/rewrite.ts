/** Asks the model for a form of a question that stands without its conversation. */

import type { OpenAI } from "openai/client";
import type { OnUsage, PromptTurn } from "../../ports.ts";
import { retrying, type RetryPolicy, type Surroundings } from "../upstream.ts";
import { readUsage } from "./chunk.ts";
import { faultOf, type OptionalParameters } from "./client.ts";
import { type PromptBudget, renderRewrite } from "./render-prompt.ts";
import { createThoughtFilter } from "./thoughts.ts";
import { estimateTokens } from "./tokens.ts";

export interface RewriteCall {
  client: () => Promise<OpenAI>;
  model: string;
  extras: object;
  optional: OptionalParameters;
  budget: PromptBudget;
  deadlineMs: number;
  retry: RetryPolicy;
  surroundings: Surroundings;
  service: string;
  onUsage: OnUsage | undefined;
}

/** No question a visitor types is longer, and what is longer is no question. */
const LONGEST = 1_000;

/**
 * @returns undefined where the model gave none: a refusal, a filter, half of one, or what is no question
 * @throws ProblemError where the service fails; the signal's reason on abort
 */
export async function rewriteQuestion(
  call: RewriteCall,
  question: string,
  history: readonly PromptTurn[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const { model, surroundings, service, deadlineMs, retry, onUsage } = call;
  const messages = renderRewrite(question, history, call.budget);
  const input = () => messages.reduce((sum, message) => sum + estimateTokens(message.content) + 4, 0);
  // A service that was at it when we left may bill it; one that refused it does not.
  const onLeft = () => onUsage?.({ input_tokens: input(), output_tokens: 0 });
  const attempt = async (attemptSignal: AbortSignal) => {
    const { chat } = await call.client();
    for (;;) {
      attemptSignal.addEventListener("abort", onLeft, { once: true });
      const sent = call.optional.keep(call.extras);
      try {
        const body = { model, messages, ...sent };
        return await chat.completions.create(body, { signal: attemptSignal, timeout: deadlineMs });
      } catch (error) {
        if (!call.optional.learn(error, sent)) throw faultOf(error, surroundings);
      } finally {
        attemptSignal.removeEventListener("abort", onLeft);
      }
    }
  };
  const answer: unknown = await retrying(attempt, { service, deadlineMs, policy: retry, surroundings, signal });
  const { choices, usage } = (answer ?? {}) as {
    choices?: { finish_reason?: unknown; message?: { content?: unknown } }[];
    usage?: unknown;
  };
  const choice = Array.isArray(choices) ? choices[0] : undefined;
  const content = choice?.finish_reason === "stop" ? choice.message?.content : undefined;
  const text =
    typeof content === "string"
      ? createThoughtFilter()
          .push(content)
          .trimStart()
          .replace(/^(>\s*)+/, "")
          .replace(/\s+/g, " ")
          .trim()
      : "";
  onUsage?.(readUsage(usage) ?? { input_tokens: input(), output_tokens: estimateTokens(text) });
  return text === "" || text.length > LONGEST ? undefined : text;
}
