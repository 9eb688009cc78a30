/**
 * The generator on OpenAI's chat completions, or those of any server that speaks the API. The prompt's
 * words are `rules`' and `render-prompt`'s, the stream's limits `chat-stream`'s; here is what an answer means.
 */

import type { Usage } from "../../../shared/chat.ts";
import { ProblemError } from "../../../shared/problem.ts";
import type { Generator, GeneratorDelta, OnUsage } from "../../ports.ts";
import type { Prompt, PromptTurn } from "../../prompt.ts";
import { type RetryPolicy, type Surroundings, SURROUNDINGS } from "../upstream.ts";
import { type ChatCall, type StreamLimits, streamChat } from "./chat-stream.ts";
import { type ClientOptions, createClientLoader, OPENAI_URL } from "./client.ts";
import { createEchoGuard } from "./echo.ts";
import { type ChatRequest, createManners } from "./manners.ts";
import { createMeter, type Meter, promptTokens } from "./meter.ts";
import { fitPrompt, LEAST_CONTEXT, mostTokens, roomWithin } from "./fit-prompt.ts";
import { ownerText, PROMPT_BUDGET, type PromptBudget } from "./render-prompt.ts";
import { askLittle, rewriteQuestion } from "./rewrite.ts";
import { RULES } from "./rules.ts";
import { createFrameFilter } from "./frame.ts";
import { createSentinelFilter } from "./sentinel.ts";
import { createThoughtFilter, type ThoughtHabits } from "./thoughts.ts";

export interface OpenAIGeneratorOptions extends ClientOptions {
  model: string;
  /** For rewriting questions, where another one is quicker. */
  rewriteModel?: string;
  budget?: PromptBudget;
  /** Of one answer, a reasoning model's own tokens included. */
  maxOutputTokens?: number;
  /** How long a reasoning model thinks: `minimal`, `low`, `medium`, `high`, or what the server knows. */
  effort?: string;
  temperature?: number;
  limits?: Partial<StreamLimits>;
  /** Over all attempts of one rewriting of a question, in ms. */
  rewriteMs?: number;
  retry?: RetryPolicy;
  surroundings?: Surroundings;
}

const SERVICE = "The language model";
const TOO_LITTLE = "What is left of the budget of this bot is too little for an answer.";
const LIMITS: StreamLimits = { firstTokenMs: 30_000, idleMs: 30_000, totalMs: 280_000, usageMs: 2_000 };
/** Of what was sent, where it was too much and nobody said how much is not. */
const SHRINK = 0.7;
const RETRY: RetryPolicy = { attempts: 3, baseMs: 250, capMs: 4_000 };

export function createOpenAIGenerator(options: OpenAIGeneratorOptions): Generator {
  const { model, budget = PROMPT_BUDGET, maxOutputTokens = 4_096, rewriteMs = 8_000, effort, temperature } = options;
  const { retry = RETRY, surroundings = SURROUNDINGS, rewriteModel = model } = options;
  const client = createClientLoader(options, model);
  const manners = createManners(options.baseURL ?? OPENAI_URL);
  const rewriting = {
    client: rewriteModel === model ? client : createClientLoader(options, rewriteModel),
    manners: rewriteModel === model ? manners : createManners(options.baseURL ?? OPENAI_URL),
  };
  const shared = { retry, surroundings, service: SERVICE };
  const limits = { ...LIMITS, ...options.limits };
  const habits: ThoughtHabits = { thinksUnsaid: false };
  const asked = { stream: true, maxOutputTokens, effort, temperature };
  const whole = { budget, maxOutputTokens };
  /** The model's, once it has refused a prompt for its length. */
  let window: number | undefined;
  const roomNow = () => (window === undefined ? whole : roomWithin(window, whole));

  /** Whether less than what was sent can be sent. */
  function learnWindow({ messages, maxOutputTokens: output }: ChatRequest, told: number | undefined): boolean {
    // Where it does not say, or counts tokens otherwise than we do, what was sent tells.
    const isNews = told !== undefined && told < (window ?? Infinity);
    const next = Math.floor(isNews ? told : (promptTokens(messages) + output) * SHRINK);
    if (next < LEAST_CONTEXT) return false;
    window = next;
    console.error(`the model takes ${next} tokens at once or less: sources are cut to it; set OPENAI_CONTEXT_TOKENS`);
    return true;
  }

  return {
    model: `openai:${model}`,
    costsTokens: true,
    extractive: false,
    generate(prompt: Prompt, signal: AbortSignal, onUsage?: OnUsage, onBegun?: OnBegun, most = Infinity) {
      const { budget, maxOutputTokens } = roomNow();
      const fitted = fitPrompt(prompt, budget, maxOutputTokens, most);
      if (fitted === undefined) throw new ProblemError("budget-exhausted", { detail: TOO_LITTLE });
      const { messages, outputTokens } = fitted;
      const meter = createMeter(messages, onUsage);
      // With room for one try that came to nothing: what was lost of it is known by estimate alone.
      const bound = Math.min(most, mostTokens(messages) + outputTokens + promptTokens(messages));
      onBegun?.(meter.usage, bound);
      const spentSoFar = () => meter.usage().input_tokens + meter.usage().output_tokens;
      const call: ChatCall = {
        ...shared,
        client,
        manners,
        request: { ...asked, model, messages, maxOutputTokens: outputTokens },
        room: () => bound - spentSoFar() - mostTokens(call.request.messages),
        smaller(sent, told) {
          if (!learnWindow(sent, told)) return undefined;
          const less = fitPrompt(prompt, roomNow().budget, roomNow().maxOutputTokens, most);
          if (less === undefined) return undefined;
          meter.sends(less.messages);
          return { ...call.request, messages: less.messages, maxOutputTokens: less.outputTokens };
        },
        limits,
        signal,
        onSpent: meter.spent,
      };
      return generate(call, meter, { prompt, maxOutputTokens: outputTokens, habits });
    },
    async check(signal: AbortSignal) {
      await askLittle({
        ...shared,
        client,
        manners,
        request: { ...asked, stream: false, model, maxOutputTokens: 16 },
        signal,
      });
    },
    rewrite(question: string, history: readonly PromptTurn[], signal: AbortSignal, onUsage?: OnUsage, most = Infinity) {
      const request = { ...asked, stream: false, model: rewriteModel };
      return rewriteQuestion(
        { ...shared, ...rewriting, request, budget, deadlineMs: rewriteMs, onUsage, most },
        question,
        history,
        signal,
      );
    },
  };
}

type OnBegun = (usageSoFar: () => Usage, most: number) => void;

interface Reading {
  prompt: Prompt;
  maxOutputTokens: number;
  habits: ThoughtHabits;
}

async function* generate(
  call: ChatCall,
  meter: Meter,
  { prompt, maxOutputTokens, habits }: Reading,
): AsyncGenerator<GeneratorDelta, void> {
  const thoughts = createThoughtFilter(habits);
  const whole = createPairs();
  const frame = createFrameFilter();
  const filter = createSentinelFilter();
  const guard = createEchoGuard([ownerText(prompt.instructions), ...RULES.split("\n\n# ")], explainedBy(prompt));
  let reason: "stop" | "length" | "content-filter" = "stop";
  // Not every server knows how to be told a limit. Twice it, because a token may be longer than most are.
  let room = 2 * 4 * maxOutputTokens;
  try {
    call.signal.throwIfAborted();
    // Without sources there is nothing it may answer from: the model is not asked to invent.
    if (prompt.sources.length === 0) {
      yield { type: "finish", reason: "no-answer", usage: meter.usage() };
      return;
    }
    for await (const content of streamChat(call)) {
      meter.read(content.text, content.usage);
      // A server may say in one delta more than a history can keep.
      const within = cutAt(whole.push(content.text), room);
      const text = guard.push(filter.push(frame.push(thoughts.push(within))));
      room -= content.text.length;
      if (text !== "") yield { type: "text", text };
      if (guard.caught || thoughts.ended) break;
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
      if (filter.isOver) break;
    }
    const last = frame.push(thoughts.end()) + frame.end();
    const rest = guard.push(filter.push(last) + filter.end()) + guard.end();
    if (rest !== "") yield { type: "text", text: rest };
    if (guard.caught) reason = "content-filter";
    meter.tell();
    yield { type: "finish", reason: filter.verdict ?? reason, usage: meter.usage() };
  } finally {
    meter.tell();
  }
}

/** Words that an answer has from elsewhere than the instructions. */
function explainedBy({ sources, question, standaloneQuestion, history }: Prompt): string[] {
  return [
    question,
    standaloneQuestion,
    ...history.filter(({ role }) => role === "user").map(({ text }) => text),
    ...sources.flatMap(({ title, headingPath, text }) => [title, ...headingPath, text]),
  ];
}

/** Halves of a character that come in two deltas are put together, and those that come alone replaced. */
function createPairs(): { push(text: string): string } {
  let half = "";
  return {
    push(text) {
      const all = half + text;
      const last = all.charCodeAt(all.length - 1);
      half = last >= 0xd800 && last <= 0xdbff ? all.slice(-1) : "";
      return all.slice(0, all.length - half.length).toWellFormed();
    },
  };
}

/** @param length in UTF-16 units; a pair that it would cut in two is left out */
function cutAt(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
