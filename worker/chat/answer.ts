/**
 * The story of one answer, as one async generator of stream chunks: small talk, a wish for a person, rewrite,
 * retrieve, prompt, generate, cite, and what is said where the documents do not answer. It neither numbers nor
 * stores nor sends: the conversation owns that.
 */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { Contact, Degraded, Outcome, Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Engines } from "../engines.ts";
import { languageOf } from "../knowledge/language/terms.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { GeneratorDelta } from "../ports.ts";
import type { AnswerBot, Prompt, PromptSource, PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { tellCurated } from "./curated.ts";
import { spendsTokens, withoutTokens } from "./costs.ts";
import { contactText, findContactLines } from "./contact.ts";
import { type Found, search, SOURCES, SOURCES_READ, sourcesFor } from "./find.ts";
import { nearPages } from "./near.ts";
import { createPurse, type Purse } from "./purse.ts";
import { parseChunkId, type Retrieval, type RetrievedChunk } from "./retrieve.ts";
import { withoutDead } from "./history.ts";
import { leansOnHistory } from "./rewrite.ts";
import { replyToSmallTalk, smallTalk } from "./small-talk.ts";
import { orStandIn } from "./stand-in.ts";
import { notSpoken, say, speak, speakQuotes, type Spoken } from "./speak.ts";
import { summarise } from "./this-page.ts";
import { greetingIn, ownWords } from "./words/own-words.ts";

export interface AnswerRequest {
  answerId: string;
  conversationId: string;
  question: string;
  /** Earlier turns, oldest first, bounded. */
  history: readonly PromptTurn[];
  bot: AnswerBot;
  filter: MetadataFilter | undefined;
  /** Address of the page the visitor is on, as their browser says. */
  page?: string | undefined;
  /** What the owner's backend vouches for of the visitor. */
  profile?: Readonly<Record<string, unknown>> | undefined;
  /** True where the budget is spent and the owner chose to go on without what costs tokens. */
  withoutModel: boolean;
  /** What it may cost; undefined: no budget is set. */
  tokens?: number | undefined;
  /** Told what it may cost at the most, once its prompt is known. */
  onBound?: ((tokens: number) => void) | undefined;
  /** True where an owner wants to know how the answer came about. */
  trace?: boolean | undefined;
}

/** What an answer has cost so far. */
export interface Spent extends Usage {
  /** Calls of hosted engines that were told of. */
  calls: number;
  /** What the generation that runs now would add if it ended now. */
  running?: (() => Usage) | undefined;
}

/** Documents may be replaced while an answer is put together from them: how often it is, then, at the most. */
const MOST_TRIES = 3;

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
  const { answerId, conversationId, question, bot } = request;
  const begun = Date.now();
  const start = (degraded?: Degraded): StreamChunk => ({
    type: "start",
    messageId: answerId,
    messageMetadata: { conversation_id: conversationId, ...(degraded === undefined ? {} : { degraded }) },
  });

  // What the owner wrote comes before anything that is made. A follow-up is asked like nothing by itself.
  const curating = leansOnHistory(question, request.history)
    ? undefined
    : scope.knowledgeBase.curatedAnswer(question, request.filter);
  curating?.catch(() => undefined);
  // A model can do what the engine without one has to refuse.
  const canTranslate = !composed.generator.extractive && !request.withoutModel;
  const reply =
    canTranslate && smallTalk(question) === "language"
      ? undefined
      : replyToSmallTalk(question, bot.name, languageOf(bot.language), (each) => greetingIn(each, bot));
  if (reply !== undefined) {
    yield start();
    const curated = await curating;
    if (curated !== undefined) {
      yield* tellCurated(curated);
      yield finish("stop", "curated", true, usage);
      return;
    }
    yield* say(reply);
    yield finish("stop", "small-talk", false, usage);
    return;
  }

  // What is spent is spent.
  const engines = request.withoutModel ? withoutTokens(composed) : composed;
  let degraded: Degraded | undefined = request.withoutModel && spendsTokens(composed) ? "budget" : undefined;
  const telling = engines.generator.extractive ? Promise.resolve(request.history) : withoutDead(scope, request.history);
  telling.catch(() => undefined);
  const onUsage = (used: Usage): void => addUsage(usage, used);
  // On its way before anything is said: sending the start takes time of its own.
  const purse = createPurse(request.tokens, usage);
  const searching = search(engines, scope, request, telling, onUsage, purse, signal);
  searching.catch(() => undefined);
  yield start(degraded);
  const curated = await curating;
  if (curated !== undefined) {
    yield* tellCurated(curated);
    // It was begun beside the look-up; what it has cost is counted.
    await searching.catch(() => undefined);
    yield finish("stop", "curated", true, usage, degraded);
    return;
  }
  let found = await searching;
  // Nothing found while half of the search was down is not "the documents do not say".
  if (found.chunks.length === 0 && found.degraded) {
    throw new ProblemError("upstream-failed", {
      detail: "The search failed, so there is no answer. Please try again.",
      retryAfter: 5,
    });
  }
  if (!found.wish && found.chunks.length > 0) yield* tellProgress(found);
  if (found.used !== undefined) yield { type: "data-spelling", data: { asked: question, used: found.used } };
  let spoken = notSpoken();
  for (let tries = 1; ; tries++) {
    yield* tell(engines, scope, { ...request, history: await telling }, found, usage, purse, signal, spoken);
    if (!spoken.outdated || tries === MOST_TRIES) break;
    found = await search(engines, scope, request, telling, onUsage, purse, signal);
    spoken = notSpoken();
  }

  if (found.trace !== undefined) yield { type: "data-trace", data: traceOf(question, found, begun), transient: true };
  degraded ??= spoken.byStandIn;
  const { reason: told } = spoken;
  const isNone = told === "no-answer" || told === "unsure";
  const reason = isNone ? "stop" : told;
  if (spoken.text && !isNone) {
    // What cites nothing may be true, but nobody can tell: it is the owner's to know of.
    const answered = spoken.cited ? "answered" : "unsure";
    const outcome = found.wish ? "contact" : reason === "content-filter" ? "declined" : answered;
    yield finish(reason, outcome, spoken.cited, usage, degraded);
    return;
  }
  // A refusal without a word would be an empty message, and so would markers alone, none of which held.
  const near =
    reason === "content-filter"
      ? []
      : nearPages(found.standalone, found.termWeights, found.chunks.slice(0, sourcesFor(engines.generator)));
  const words = ownWords(found.language, bot);
  yield* say(near.length > 0 ? words.unsure : words.noAnswer);
  if (near.length > 0) yield { type: "data-pages", data: { pages: near } };
  const outcome = near.length > 0 ? "unsure" : "declined";
  yield finish(reason, outcome, false, usage, degraded);
}

/** How the answer came about, for the owner. */
function traceOf(question: string, { trace, standalone, chunks }: Found, begun: number): Record<string, unknown> {
  const { milliseconds, ...rest } = trace!;
  const characters = chunks.reduce((sum, { text }) => sum + text.length, 0);
  return {
    asked: question,
    standalone,
    ...rest,
    prompt_characters: characters + standalone.length,
    milliseconds: { ...milliseconds, answer: Date.now() - begun },
  };
}

function* tellProgress({ pages, chunks }: Found): Iterable<StreamChunk> {
  const titles = new Set(chunks.slice(0, SOURCES_READ).map(({ title }) => title));
  yield { type: "data-progress", data: { pages }, transient: true };
  yield { type: "data-progress", data: { reading: [...titles] }, transient: true };
}

/** The answer itself, where what was found has one. */
async function* tell(
  engines: Engines,
  scope: TenantScope,
  request: AnswerRequest,
  { standalone, chunks, termWeights, wish, ofPage, quoted, asksOn, used, language }: Found,
  usage: Spent,
  purse: Purse,
  signal: AbortSignal,
  spoken: Spoken,
): AsyncGenerator<StreamChunk, void> {
  const { question, history, bot } = request;
  if (wish) {
    yield* speakQuotes(scope, chunks, tellContact(bot.contact, ownWords(language, bot).contact, chunks), spoken);
    return;
  }
  if (chunks.length === 0) return;
  const { generator } = engines;
  if (ofPage?.whole && generator.extractive) {
    yield* speakQuotes(scope, chunks, toAsync(summarise(chunks)), spoken);
    return;
  }
  const prompt: Prompt = {
    instructions: bot.instructions,
    site: bot.name,
    today: new Date().toUTCString().slice(0, "Sun, 29 Nov 2026".length),
    ...(request.page === undefined ? {} : { page: request.page }),
    ...(request.profile === undefined ? {} : { profile: request.profile }),
    question: used ?? question,
    standaloneQuestion: standalone,
    history,
    sources: chunks.map(toSource),
    termWeights,
    ...(quoted === undefined ? {} : { quoted }),
    ...(asksOn === undefined ? {} : { asksOn }),
  };
  const deltas = beginning(() =>
    generator.generate(
      prompt,
      signal,
      (spent) => {
        usage.running = undefined;
        addUsage(usage, spent);
      },
      (usageSoFar, most) => {
        usage.running = usageSoFar;
        const bound = purse.keep(most);
        if (bound !== undefined) request.onBound?.(bound);
      },
      purse.left(),
    ),
  );
  if (generator.extractive) {
    yield* speakQuotes(scope, chunks, deltas, spoken);
    return;
  }
  const standIn = (why: Degraded): AsyncIterable<StreamChunk> | undefined => {
    if ((why === "down" ? bot.whenDown : bot.whenSpent) !== "extractive") return undefined;
    spoken.byStandIn = why;
    const sources = prompt.sources.slice(0, SOURCES);
    return speakQuotes(scope, chunks, engines.extractive.generate({ ...prompt, sources }, signal), spoken);
  };
  yield* orStandIn(speak(scope, chunks, deltas, spoken), standIn, signal);
}

/** What an engine throws at once is thrown where its words are read. */
async function* beginning(begin: () => AsyncIterable<GeneratorDelta>): AsyncGenerator<GeneratorDelta, void> {
  yield* begin();
}

async function* toAsync<Value>(values: Iterable<Value>): AsyncGenerator<Value, void> {
  yield* values;
}

function toSource(chunk: RetrievedChunk, at: number): PromptSource {
  const { chunkId, documentId, title, headingPath, url, text, language } = chunk;
  const place = { document: documentId, ordinal: parseChunkId(chunkId).ordinal };
  return { number: at + 1, title, headingPath, url, text, language, place };
}

/** The owner's ways to reach a person, with the lines of pages that say more; without a word where nobody says any. */
async function* tellContact(
  contact: Contact,
  above: string,
  chunks: Retrieval["chunks"],
): AsyncGenerator<GeneratorDelta, void> {
  const lines = findContactLines(chunks.map(({ text }, at) => ({ number: at + 1, text })));
  // With a form alone, or a page alone, something has to stand above it.
  const own = contactText(contact) ?? (contact.form === undefined && lines.length === 0 ? undefined : above);
  if (own !== undefined) yield { type: "text", text: own };
  for (const { number, text, quote } of lines) {
    yield { type: "text", text: `\n\n${text}` };
    yield { type: "quote", number, quote };
  }
  yield { type: "finish", reason: "stop", usage: { input_tokens: 0, output_tokens: 0 } };
}

const ANSWERED: ReadonlySet<Outcome> = new Set(["answered", "curated", "small-talk"]);

function finish(
  finishReason: FinishReason,
  outcome: Outcome,
  grounded: boolean,
  { input_tokens, output_tokens, estimated }: Usage,
  degraded?: Degraded,
): StreamChunk {
  const usage = { input_tokens, output_tokens, ...(estimated === true ? { estimated } : {}) };
  return {
    type: "finish",
    finishReason,
    messageMetadata: {
      outcome,
      answered: ANSWERED.has(outcome),
      grounded,
      usage,
      ...(degraded === undefined ? {} : { degraded }),
    },
  };
}

function addUsage(total: Spent, more: Usage): void {
  total.input_tokens += more.input_tokens;
  total.output_tokens += more.output_tokens;
  total.calls += 1;
  if (more.estimated === true) total.estimated = true;
}
