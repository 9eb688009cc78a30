/**
 * The story of one answer, as one async generator of stream chunks: small talk, rewrite, retrieve,
 * prompt, generate, cite. It neither numbers nor stores nor sends: the conversation owns that.
 */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { Degraded, Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type Engines, spendsTokens } from "../compose.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { GeneratorDelta, Prompt, PromptTurn } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import type { CandidatesAhead } from "./ahead.ts";
import { cite } from "./cite/cite.ts";
import { textFragmentUrl } from "./cite/fragment.ts";
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
  /** True where the budget is spent and the owner chose to go on without what costs tokens. */
  withoutModel: boolean;
  /** The question's search, where it has been begun already. */
  ahead: CandidatesAhead | undefined;
}

/** What an answer has cost so far. */
export interface Spent extends Usage {
  /** Calls of hosted engines that were told of. */
  calls: number;
  /** What the generation that runs now would add if it ended now. */
  running?: (() => Usage) | undefined;
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
  composed: Engines,
  scope: TenantScope,
  request: AnswerRequest,
  usage: Spent,
  signal: AbortSignal,
): AsyncGenerator<StreamChunk, void> {
  const { answerId, conversationId, question, history, bot } = request;
  const start = (degraded?: Degraded): StreamChunk => ({
    type: "start",
    messageId: answerId,
    messageMetadata: { conversation_id: conversationId, ...(degraded === undefined ? {} : { degraded }) },
  });

  const reply = replyToSmallTalk(question, bot.name);
  if (reply !== undefined) {
    yield start();
    yield* say(reply);
    yield finish("stop", true, false, usage);
    return;
  }

  // What is spent is spent: no token more, not even for the question's vector.
  const engines = request.withoutModel
    ? { ...composed, generator: composed.extractive, embedder: composed.freeEmbedder }
    : composed;
  const { generator } = engines;
  const degraded = request.withoutModel && spendsTokens(composed) ? "budget" : undefined;
  // On its way before anything is said: sending the start takes time of its own.
  const searching = search(engines, scope, request, usage, signal);
  searching.catch(() => undefined);
  yield start(degraded);
  const { standalone, chunks, termWeights, degraded: halved } = await searching;
  // Nothing found while half of the search was down is not "the documents do not say".
  if (chunks.length === 0 && halved) {
    throw new ProblemError("upstream-failed", {
      detail: "The search failed, so there is no answer. Please try again.",
      retryAfter: 5,
    });
  }
  if (chunks.length === 0) {
    yield* say(bot.noAnswerText);
    yield finish("stop", false, false, usage, degraded);
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
  const deltas = generator.generate(
    prompt,
    signal,
    (spent) => {
      usage.running = undefined;
      addUsage(usage, spent);
    },
    (usageSoFar) => (usage.running = usageSoFar),
  );
  yield* speak(scope, chunks, deltas, outcome);
  // A refusal without a word would be an empty message, and so would markers alone, none of which held.
  if (outcome.reason === "no-answer" || !outcome.text) {
    yield* say(bot.noAnswerText);
    yield finish(outcome.reason === "no-answer" ? "stop" : outcome.reason, false, false, usage, degraded);
    return;
  }
  yield finish(outcome.reason, outcome.reason !== "content-filter", outcome.cited, usage, degraded);
}

/** What the documents say to the question, made to stand alone first where it leans on history. */
async function search(
  engines: Engines,
  scope: TenantScope,
  { question, history, filter, ahead }: AnswerRequest,
  usage: Spent,
  signal: AbortSignal,
): Promise<Retrieval & { standalone: string }> {
  const { generator } = engines;
  const onUsage = (spent: Usage): void => addUsage(usage, spent);
  let standalone = question;
  if (leansOnHistory(question, history)) {
    standalone = standaloneQuestion(question, history);
    try {
      // A bare "and why?" finds nothing: without a better form it is searched with the questions before it.
      standalone = (await generator.rewrite?.(question, history, signal, onUsage)) ?? standalone;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ProblemError)) throw error;
      // The earlier questions themselves are nearly as good to search by; the answer need not fail for it.
      console.error("the question was not rewritten, it is searched with those before it", error);
    }
  }
  return {
    standalone,
    ...(await retrieve(engines, scope, { query: standalone, topK: SOURCES, filter, signal, onUsage, ahead })),
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
  // Blanks alone are no answer, so the first ones wait for the first word.
  let blanks = "";
  for await (const piece of pieces) {
    if (piece.type === "text") {
      if (!outcome.text && piece.text.trim() === "") {
        blanks += piece.text;
        continue;
      }
      if (!outcome.text) yield { type: "text-start", id };
      outcome.text = true;
      yield { type: "text-delta", id, delta: blanks + piece.text };
      blanks = "";
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

function finish(
  finishReason: FinishReason,
  answered: boolean,
  grounded: boolean,
  { input_tokens, output_tokens }: Usage,
  degraded?: Degraded,
): StreamChunk {
  const usage = { input_tokens, output_tokens };
  return {
    type: "finish",
    finishReason,
    messageMetadata: { answered, grounded, usage, ...(degraded === undefined ? {} : { degraded }) },
  };
}

function addUsage(total: Spent, more: Usage): void {
  total.input_tokens += more.input_tokens;
  total.output_tokens += more.output_tokens;
  total.calls += 1;
}
