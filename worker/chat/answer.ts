/**
 * The story of one answer, as one async generator of stream chunks: small talk, a wish for a person, rewrite,
 * retrieve, prompt, generate, cite, and what is said where the documents do not answer. It neither numbers nor
 * stores nor sends: the conversation owns that.
 */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { Contact, Degraded, Outcome, Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type Engines, spendsTokens, withoutTokens } from "../engines.ts";
import { detectLanguage, languageOf } from "../knowledge/language/terms.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { Generator, GeneratorDelta } from "../ports.ts";
import type { AnswerBot, CitedTurn, Prompt, PromptSource, PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { tellCurated } from "./curated.ts";
import { contactText, findContactLines, readContactQuestion } from "./contact.ts";
import { nearPages } from "./near.ts";
import { createPurse, type Purse, vectorTokens } from "./purse.ts";
import { parseChunkId, type Retrieval, type RetrievedChunk, retrieve, type SearchTrace } from "./retrieve.ts";
import type { FollowUp } from "./follow-up.ts";
import { withoutDead } from "./history.ts";
import { leansOnHistory, readFollowUp } from "./rewrite.ts";
import { replyToSmallTalk } from "./small-talk.ts";
import { orStandIn } from "./stand-in.ts";
import { notSpoken, say, speak, speakQuotes, type Spoken } from "./speak.ts";
import { type PageQuestion, readPageQuestion, summarise } from "./this-page.ts";
import { understand } from "./understand.ts";
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

/** Chunks given to a generator that picks sentences, and to one that reads. */
const SOURCES = 8;
const SOURCES_READ = 16;
/** Characters of the last quote that a question about it is searched with. */
const QUOTED = 200;
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
  const reply = replyToSmallTalk(question, bot.name, languageOf(bot.language), (each) => greetingIn(each, bot));
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
  // On its way before anything is said: sending the start takes time of its own.
  const purse = createPurse(request.tokens, usage);
  const searching = search(engines, scope, request, telling, usage, purse, signal);
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
    found = await search(engines, scope, request, telling, usage, purse, signal);
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

/** How the answer came about, for whoever owns the bot. */
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
  { standalone, chunks, termWeights, wish, ofPage, quoted, wantsMore, used, language }: Found,
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
    ...(wantsMore ? { wantsMore } : {}),
  };
  const deltas = beginning(() =>
    generator.generate(
      prompt,
      signal,
      (spent) => {
        usage.running = undefined;
        addUsage(usage, spent);
      },
      (usageSoFar) => (usage.running = usageSoFar),
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

/** What was found, and for what. */
interface Found extends Retrieval {
  standalone: string;
  /** True where the question is one for a person or a way to reach one: what says that was searched for. */
  wish: boolean;
  /** The page that is asked about, where one is: its chunks come first. */
  ofPage?: PageQuestion | undefined;
  /** By the last answer, where the question leans on it. */
  quoted: readonly CitedTurn[] | undefined;
  wantsMore: boolean;
  /** The question with its spelling put right, where it was. */
  used?: string | undefined;
  trace?: SearchTrace | undefined;
}

/**
 * What the documents say to the question, made to stand alone first where it leans on history.
 *
 * @param telling what a model is told of the history
 */
async function search(
  engines: Engines,
  scope: TenantScope,
  { question, history, filter, page, trace: isTraced, bot: { name, synonyms } }: AnswerRequest,
  telling: Promise<readonly PromptTurn[]>,
  usage: Spent,
  purse: Purse,
  signal: AbortSignal,
): Promise<Found> {
  const { generator } = engines;
  const onUsage = (spent: Usage): void => addUsage(usage, spent);
  const ofPage = readPageQuestion(question, page, name);
  const told = ofPage?.url === undefined ? [] : await scope.knowledgeBase.ofPage(ofPage.url, filter);
  const onPage = told.map((chunk): RetrievedChunk => ({ ...chunk, score: 1 }));
  // A page that nobody has read is not told of by another one.
  if (ofPage?.whole && (onPage.length > 0 || ofPage.url !== null)) return { ...whole(question, onPage), ofPage };
  const wish = readContactQuestion(question);
  const follow = wish === undefined ? readFollowUp(question, history) : undefined;
  const quoted = follow === undefined ? undefined : history.findLast(({ role }) => role === "assistant")?.cited;
  const reach = wish === undefined ? generator.reach?.(follow?.standalone ?? question) : undefined;
  const topK = sourcesFor(generator);
  let trace: SearchTrace | undefined;
  const onTrace = isTraced ? (told: SearchTrace) => (trace = told) : undefined;
  const find = async (query: string, until: AbortSignal): Promise<Retrieval> => {
    const putBack = engines.embedder?.costsTokens === true ? purse.setAside(vectorTokens(query)) : () => undefined;
    // What is left is too little for a vector: full text finds as well.
    const able = putBack === undefined ? { ...engines, embedder: undefined } : engines;
    const asked = { query, topK, reach, filter, synonyms, signal: until, onUsage, onTrace };
    return await retrieve(able, scope, asked).finally(() => putBack?.());
  };
  const more = { wish: wish !== undefined, quoted, wantsMore: follow?.kind === "more" };
  if (follow === undefined) {
    const asked = ofPage?.rest ?? question;
    const found = await find(wish?.words ?? asked, signal);
    const used = wish === undefined ? found.corrected : undefined;
    const ids = new Set(onPage.map(({ chunkId }) => chunkId));
    const chunks = [...onPage, ...found.chunks.filter(({ chunkId }) => !ids.has(chunkId))];
    return { ...found, chunks, standalone: used ?? asked, used, trace, ofPage, ...more };
  }
  // A bare "and why?" finds nothing: without a better form it is searched with what it leans on.
  const joined = withQuoted(follow, quoted);
  const rewrite =
    generator.rewrite &&
    (async (until: AbortSignal) => {
      const told = await telling;
      const most = purse.left();
      const putBack = purse.setAside(most === Infinity ? 0 : most);
      return generator.rewrite!(question, told, until, onUsage, most).finally(() => putBack?.());
    });
  const { standalone, found } = await understand({ joined, rewrite, search: find, signal });
  if (standalone !== joined) return { ...found, standalone, trace, ...more };
  // What was put into the last question may be misspelled as well.
  const used = joined === follow.standalone ? found.corrected : undefined;
  return { ...found, standalone: used ?? follow.standalone, used, trace, ...more };
}

/** A page that is asked about as a whole: nothing had to be searched for. */
function whole(question: string, chunks: RetrievedChunk[]): Found {
  const language = detectLanguage(question, { likely: chunks.map((chunk) => chunk.language) });
  const found = { chunks, termWeights: new Map<string, number>(), degraded: false, pages: 1, language };
  return { ...found, corrected: undefined, standalone: question, wish: false, quoted: undefined, wantsMore: false };
}

/** The page that was quoted last is found again by its words, where the question goes on about it. */
function withQuoted({ kind, standalone }: FollowUp, quoted: readonly CitedTurn[] | undefined): string {
  const [last] = quoted ?? [];
  if (last === undefined || kind === "slot") return standalone;
  return `${standalone} ${kind === "quoted" || kind === "more" ? last.quote.slice(0, QUOTED).toWellFormed() : last.title}`;
}

function sourcesFor({ extractive }: Generator): number {
  return extractive ? SOURCES : SOURCES_READ;
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
