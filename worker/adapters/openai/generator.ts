/**
 * The generator on OpenAI's chat completions, or those of any server that speaks the API. The prompt's
 * words are `render-prompt`'s, the stream's limits `chat-stream`'s; here is what an answer means.
 */

import type { Usage } from "../../../shared/chat.ts";
import type { Generator, GeneratorDelta, OnUsage, Prompt, PromptTurn } from "../../ports.ts";
import { type RetryPolicy, type Surroundings, SURROUNDINGS } from "../upstream.ts";
import { type ChatCall, type StreamLimits, streamChat } from "./chat-stream.ts";
import { type ClientOptions, createClientLoader, OptionalParameters } from "./client.ts";
import { createEchoGuard } from "./echo.ts";
import { type ChatMessage, NO_ANSWER, PROMPT_BUDGET, type PromptBudget, renderPrompt, RULES } from "./render-prompt.ts";
import { rewriteQuestion } from "./rewrite.ts";
import { createSentinelFilter } from "./sentinel.ts";
import { createThoughtFilter } from "./thoughts.ts";
import { estimateTokens } from "./tokens.ts";

export interface OpenAIGeneratorOptions extends ClientOptions {
  model: string;
  budget?: PromptBudget;
  /** Of one answer, a reasoning model's own tokens included. */
  maxOutputTokens?: number;
  limits?: Partial<StreamLimits>;
  /** Over all attempts of one rewriting of a question, in ms. */
  rewriteMs?: number;
  retry?: RetryPolicy;
  surroundings?: Surroundings;
}

const SERVICE = "The language model";
const LIMITS: StreamLimits = { firstTokenMs: 30_000, idleMs: 20_000, totalMs: 120_000, usageMs: 2_000 };
const RETRY: RetryPolicy = { attempts: 3, baseMs: 250, capMs: 4_000 };

export function createOpenAIGenerator(options: OpenAIGeneratorOptions): Generator {
  const { model, budget = PROMPT_BUDGET, maxOutputTokens = 4_096, rewriteMs = 8_000 } = options;
  const { retry = RETRY, surroundings = SURROUNDINGS } = options;
  const client = createClientLoader(options);
  const shared = { client, model, retry, surroundings, service: SERVICE, optional: new OptionalParameters() };
  const extras = { stream_options: { include_usage: true }, max_completion_tokens: maxOutputTokens };
  const limits = { ...LIMITS, ...options.limits };

  return {
    model: `openai:${model}`,
    extractive: false,
    generate(prompt: Prompt, signal: AbortSignal, onUsage?: OnUsage, onBegun?: (usageSoFar: () => Usage) => void) {
      const messages = renderPrompt(prompt, budget);
      const meter = createMeter(messages, onUsage);
      onBegun?.(meter.usage);
      const call: ChatCall = { ...shared, messages, extras, limits, signal, onSpent: meter.spent };
      return generate(call, meter, {
        hasSources: prompt.sources.length > 0,
        secrets: [prompt.instructions, ...RULES.split("\n\n")],
        maxOutputTokens,
      });
    },
    rewrite(question: string, history: readonly PromptTurn[], signal: AbortSignal, onUsage?: OnUsage) {
      return rewriteQuestion(
        { ...shared, extras: { max_completion_tokens: maxOutputTokens }, budget, deadlineMs: rewriteMs, onUsage },
        question,
        history,
        signal,
      );
    },
  };
}

async function* generate(
  call: ChatCall,
  meter: Meter,
  { hasSources, secrets, maxOutputTokens }: { hasSources: boolean; secrets: string[]; maxOutputTokens: number },
): AsyncGenerator<GeneratorDelta, void> {
  const thoughts = createThoughtFilter();
  const filter = createSentinelFilter(NO_ANSWER);
  const guard = createEchoGuard(secrets);
  let reason: "stop" | "length" | "content-filter" = "stop";
  // Not every server knows how to be told a limit. Twice it, because a token may be longer than most are.
  let room = 2 * 4 * maxOutputTokens;
  try {
    call.signal.throwIfAborted();
    // Without sources there is nothing it may answer from: the model is not asked to invent.
    if (!hasSources) {
      yield { type: "finish", reason: "no-answer", usage: meter.usage() };
      return;
    }
    for await (const content of streamChat(call)) {
      meter.read(content.text, content.usage);
      const wasNoAnswer = filter.noAnswer;
      // A server may say in one delta more than a history can keep.
      const within = cutAt(content.text, room);
      const text = guard.push(filter.push(thoughts.push(within)));
      room -= content.text.length;
      if (text !== "") yield { type: "text", text };
      if (guard.caught) break;
      if (room < 0) {
        reason = "length";
        break;
      }
      if (content.finish !== undefined) reason = content.finish;
      // A refusal is no answer from the sources, whatever it says.
      if (content.refused) {
        reason = "content-filter";
        break;
      }
      // Nothing that follows the word will be shown, so nothing more of it is paid for.
      if (wasNoAnswer && content.text.trim() !== "") break;
    }
    const rest = guard.push(filter.push(thoughts.end()) + filter.end()) + guard.end();
    if (rest !== "") yield { type: "text", text: rest };
    if (guard.caught) reason = "content-filter";
    meter.tell();
    yield { type: "finish", reason: filter.noAnswer ? "no-answer" : reason, usage: meter.usage() };
  } finally {
    meter.tell();
  }
}

/** @param length in UTF-16 units; a pair that it would cut in two is left out */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

interface Meter {
  /** Tokens have, or may have, been spent. */
  spent: () => void;
  read(text: string, usage: Usage | undefined): void;
  /** What the service told, or else our estimate. */
  usage(): Usage;
  /** Tells the caller, once, and nothing where nothing was spent. */
  tell(): void;
}

function createMeter(messages: readonly ChatMessage[], onUsage: OnUsage | undefined): Meter {
  let spent = false;
  let told = false;
  let exact: Usage | undefined;
  let written = "";

  function usage(): Usage {
    if (exact !== undefined) return exact;
    if (!spent) return { input_tokens: 0, output_tokens: 0 };
    // Four tokens frame a message, whatever it says.
    const input = messages.reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
    return { input_tokens: input, output_tokens: estimateTokens(written) };
  }

  return {
    spent: () => void (spent = true),
    read(text, usage) {
      written += text;
      exact = usage ?? exact;
    },
    usage,
    tell() {
      if (!spent || told) return;
      told = true;
      onUsage?.(usage());
    },
  };
}
