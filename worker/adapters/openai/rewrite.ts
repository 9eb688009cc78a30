/** Asks the model for a form of a question that stands without its conversation. */

import type { OpenAI } from "openai/client";
import type { OnUsage } from "../../ports.ts";
import type { PromptTurn } from "../../prompt.ts";
import { retrying, type RetryPolicy, type Surroundings, UpstreamFault } from "../upstream.ts";
import { mayBeBilled } from "./chat-stream.ts";
import { readUsage } from "./chunk.ts";
import { faultOf } from "./faults.ts";
import { LEAST_OUTPUT, mostTokens } from "./fit-prompt.ts";
import type { ChatRequest, Manners } from "./manners.ts";
import { promptTokens } from "./meter.ts";
import { type PromptBudget, renderRewrite } from "./render-prompt.ts";
import { createThoughtFilter } from "./thoughts.ts";
import { estimateTokens } from "./tokens.ts";

export interface RewriteCall {
  client: () => Promise<OpenAI>;
  request: Omit<ChatRequest, "messages">;
  manners: Manners;
  budget: PromptBudget;
  deadlineMs: number;
  retry: RetryPolicy;
  surroundings: Surroundings;
  service: string;
  onUsage: OnUsage | undefined;
  /** Tokens that all of it may cost. */
  most: number;
}

/** No question a visitor types is longer, and what is longer is no question. */
const LONGEST = 1_000;
const CHECK_MS = 10_000;

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
  const { surroundings, service, deadlineMs, retry, manners } = call;
  const messages = renderRewrite(question, history, call.budget);
  let left = call.most - mostTokens(messages);
  if (left < LEAST_OUTPUT) return undefined;
  const onUsage: OnUsage = (usage) => {
    left -= usage.input_tokens + usage.output_tokens;
    call.onUsage?.(usage);
  };
  // A service that was at it when we left may bill it; one that refused it does not.
  const onLeft = () => onUsage({ input_tokens: promptTokens(messages), output_tokens: 0, estimated: true });
  const attempt = async (attemptSignal: AbortSignal) => {
    if (left < LEAST_OUTPUT) throw new UpstreamFault("upstream-failed", "no tokens are left", { retryable: false });
    const { chat } = await call.client();
    for (;;) {
      attemptSignal.addEventListener("abort", onLeft, { once: true });
      const maxOutputTokens = Math.min(call.request.maxOutputTokens, left);
      const body = manners.chat({ ...call.request, messages, maxOutputTokens });
      try {
        return await chat.completions.create(body as never, { signal: attemptSignal, timeout: deadlineMs });
      } catch (error) {
        if (manners.learn(error, body)) continue;
        const fault = faultOf(error, surroundings);
        if (!attemptSignal.aborted && mayBeBilled(fault)) onLeft();
        throw fault;
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
  const isWhole = !["length", "content_filter"].includes(String(choice?.finish_reason));
  const content = isWhole ? choice?.message?.content : undefined;
  const text = typeof content === "string" ? readQuestion(content) : "";
  onUsage(
    readUsage(usage) ?? {
      input_tokens: promptTokens(messages),
      output_tokens: estimateTokens(text),
      estimated: true,
    },
  );
  return text === "" || text.length > LONGEST ? undefined : text;
}

/** A request that costs next to nothing: whether the model answers at all. */
export async function askLittle(
  call: Pick<RewriteCall, "client" | "request" | "manners" | "surroundings" | "service"> & { signal: AbortSignal },
): Promise<void> {
  const { client, request, manners, surroundings, service, signal } = call;
  const messages = [{ role: "user" as const, content: "Say OK." }];
  const attempt = async (attemptSignal: AbortSignal): Promise<void> => {
    const { chat } = await client();
    for (;;) {
      const body = manners.chat({ ...request, messages });
      try {
        await chat.completions.create(body as never, { signal: attemptSignal });
        return;
      } catch (error) {
        if (!manners.learn(error, body)) throw faultOf(error, surroundings);
      }
    }
  };
  const once = { attempts: 1, baseMs: 0, capMs: 0 };
  await retrying(attempt, { service, deadlineMs: CHECK_MS, policy: once, surroundings, signal });
}

function readQuestion(content: string): string {
  const thoughts = createThoughtFilter();
  return (thoughts.push(content) + thoughts.end())
    .trimStart()
    .replace(/^(>\s*)+/, "")
    .replace(/\s+/g, " ")
    .trim();
}
