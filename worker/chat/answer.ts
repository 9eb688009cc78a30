/**
 * The story of one answer, as one async generator of stream chunks: small talk, rewrite, retrieve,
 * prompt, generate, cite. It neither numbers nor stores nor sends: the conversation owns that.
 */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Engines } from "../compose.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { Generator, GeneratorDelta, Prompt, PromptTurn } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { cite } from "./cite.ts";
import { textFragmentUrl } from "./fragment.ts";
import { type Retrieval, type RetrievedChunk, retrieve } from "./retrieve.ts";
import { leansOnHistory, standaloneQuestion } from "./rewrite.ts";
import { replyToSmallTalk } from "./small-talk.ts";

export interface AnswerRequest {
  answerId: string;
  conversationId: string;
  question: string;
  /** Earlier turns, oldest first, bounded. */
  history: readonly PromptTurn[];
  bot: { name: string; instructions: string; noAnswerText: string };
  filter: MetadataFilter | undefined;
  /** True where the model's budget is spent and the owner chose to go on without it. */
  withoutModel: boolean;
}

/** Chunks given to the generator. */
const SOURCES = 8;

/**
 * Yields `start` first and `finish` last. Anything that goes wrong after `start` is thrown.
 *
 * @param usage added to as tokens are spent, so that a stopped or failed answer is counted too
 * @throws ProblemError, or the signal's reason when aborted
 */
export async function* answer(
  engines: Engines,
  scope: TenantScope,
  request: AnswerRequest,
  usage: Usage,
  signal: AbortSignal,
): AsyncGenerator<StreamChunk, void> {
  const { answerId, conversationId, question, history, bot } = request;
  const generator = request.withoutModel ? engines.extractive : engines.generator;
  const start: StreamChunk = {
    type: "start",
    messageId: answerId,
    messageMetadata: { conversation_id: conversationId },
  };

  const reply = replyToSmallTalk(question, bot.name);
  if (reply !== undefined) {
    yield start;
    yield* say(reply);
    yield finish("stop", true, false, usage);
    return;
  }

  // On its way before anything is said: sending the start takes time of its own.
  const searching = search(engines, scope, generator, request, usage, signal);
  searching.catch(() => undefined);
  yield start;
  const { standalone, chunks, termWeights, degraded } = await searching;
  // Nothing found while half of the search was down is not "the documents do not say".
  if (chunks.length === 0 && degraded) {
    throw new ProblemError("upstream-failed", {
      detail: "The search failed, so there is no answer. Please try again.",
      retryAfter: 5,
    });
  }
  if (chunks.length === 0) {
    yield* say(bot.noAnswerText);
    yield finish("stop", false, false, usage);
    return;
  }

  const prompt: Prompt = {
    instructions: bot.instructions,
    question,
    standaloneQuestion: standalone,
    history,
    sources: chunks.map(({ title, headingPath, url, text }, at) => ({ number: at + 1, title, headingPath, url, text })),
    termWeights,
  };
  const outcome: { reason: FinishReason | "no-answer"; text: boolean; cited: boolean } = {
    reason: "other",
    text: false,
    cited: false,
  };
  const deltas = generator.generate(prompt, signal, (spent) => addUsage(usage, spent));
  yield* speak(scope, chunks, deltas, outcome);
  if (outcome.reason === "no-answer") {
    yield* say(bot.noAnswerText);
    yield finish("stop", false, false, usage);
    return;
  }
  yield finish(outcome.reason, outcome.text && outcome.reason !== "content-filter", outcome.cited, usage);
}

/** What the documents say to the question, made to stand alone first where it leans on history. */
async function search(
  engines: Engines,
  scope: TenantScope,
  generator: Generator,
  { question, history, filter }: AnswerRequest,
  usage: Usage,
  signal: AbortSignal,
): Promise<Retrieval & { standalone: string }> {
  const onUsage = (spent: Usage): void => addUsage(usage, spent);
  let standalone = question;
  if (leansOnHistory(question, history)) {
    if (generator.rewrite === undefined) standalone = standaloneQuestion(question, history);
    else {
      const rewritten = await generator.rewrite(question, history, signal);
      onUsage(rewritten.usage);
      standalone = rewritten.text;
    }
  }
  return {
    standalone,
    ...(await retrieve(engines, scope, { query: standalone, topK: SOURCES, filter, signal, onUsage })),
  };
}

/** The generator's text as chunks, each marker checked against the live document before it is sent. */
async function* speak(
  scope: TenantScope,
  chunks: readonly RetrievedChunk[],
  deltas: AsyncIterable<GeneratorDelta>,
  outcome: { reason: FinishReason | "no-answer"; text: boolean; cited: boolean },
): AsyncGenerator<StreamChunk, void> {
  const id = "answer";
  const announced = new Set<number>();
  const chunkOf = (number: number): RetrievedChunk => chunks[number - 1]!;

  async function* texts(): AsyncGenerator<string, void> {
    for await (const delta of deltas) {
      if (delta.type === "text") yield delta.text;
      else outcome.reason = delta.reason;
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
  for await (const piece of pieces) {
    if (piece.type === "text") {
      if (!outcome.text) yield { type: "text-start", id };
      outcome.text = true;
      yield { type: "text-delta", id, delta: piece.text };
      continue;
    }
    const { title, url } = chunkOf(piece.promptNumber);
    const sourceId = String(piece.number);
    if (!announced.has(piece.number)) {
      announced.add(piece.number);
      yield url === null
        ? { type: "source-document", sourceId, mediaType: chunkOf(piece.promptNumber).contentType, title }
        : { type: "source-url", sourceId, url, title };
    }
    outcome.cited = true;
    const { quote, start, end } = piece;
    yield {
      type: "data-citation",
      data: { source_id: sourceId, quote, url: url === null ? null : textFragmentUrl(url, quote), start, end },
    };
  }
  if (outcome.text) yield { type: "text-end", id };
}

function* say(text: string): Iterable<StreamChunk> {
  yield { type: "text-start", id: "answer" };
  yield { type: "text-delta", id: "answer", delta: text };
  yield { type: "text-end", id: "answer" };
}

function finish(finishReason: FinishReason, answered: boolean, grounded: boolean, usage: Usage): StreamChunk {
  return { type: "finish", finishReason, messageMetadata: { answered, grounded, usage: { ...usage } } };
}

function addUsage(total: Usage, more: Usage): void {
  total.input_tokens += more.input_tokens;
  total.output_tokens += more.output_tokens;
}
