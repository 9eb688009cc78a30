/**
 * The story of one answer, as one async generator of stream chunks: small talk, a wish for a person, rewrite,
 * retrieve, prompt, generate, cite, and what is said where the documents do not answer. It neither numbers nor
 * stores nor sends: the conversation owns that.
 */

import type { FinishReason, StreamChunk } from "../../shared/stream.ts";
import type { Contact, Degraded, Outcome, Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type Engines, spendsTokens, withoutTokens } from "../engines.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { Generator, GeneratorDelta } from "../ports.ts";
import type { AnswerBot, Prompt, PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { tellCurated } from "./curated.ts";
import { contactText, findContactLines, readContactQuestion } from "./contact.ts";
import { nearPages } from "./near.ts";
import { type Retrieval, retrieve } from "./retrieve.ts";
import { withoutDead } from "./history.ts";
import { leansOnHistory, standaloneQuestion } from "./rewrite.ts";
import { replyToSmallTalk } from "./small-talk.ts";
import { orStandIn } from "./stand-in.ts";
import { understand } from "./understand.ts";
import { say, speak, type Spoken } from "./speak.ts";

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
const UNSURE = "I could not find a clear answer to that. These pages come closest:";
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });
const CONTACT = "This is how you can reach us:";

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

  // What the owner wrote comes before anything that is made. A follow-up is asked like nothing by itself.
  const curating = leansOnHistory(question, request.history)
    ? undefined
    : scope.knowledgeBase.curatedAnswer(question, request.filter);
  curating?.catch(() => undefined);
  const reply = replyToSmallTalk(question, bot.name);
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
  const { generator } = engines;
  let degraded: Degraded | undefined = request.withoutModel && spendsTokens(composed) ? "budget" : undefined;
  const wish = readContactQuestion(question);
  const telling = generator.extractive ? Promise.resolve(history) : withoutDead(scope, history);
  telling.catch(() => undefined);
  // On its way before anything is said: sending the start takes time of its own.
  const searching = search(engines, scope, request, telling, wish?.words, usage, signal);
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
  const { standalone, chunks, termWeights, degraded: halved, pages } = await searching;
  // Nothing found while half of the search was down is not "the documents do not say".
  if (chunks.length === 0 && halved) {
    throw new ProblemError("upstream-failed", {
      detail: "The search failed, so there is no answer. Please try again.",
      retryAfter: 5,
    });
  }

  const spoken: Spoken = { reason: "other", text: false, cited: false };
  if (wish !== undefined) {
    yield* speak(scope, chunks, tellContact(bot.contact, chunks), spoken);
    if (spoken.text) {
      yield finish("stop", "contact", spoken.cited, usage, degraded);
      return;
    }
  } else if (chunks.length > 0) {
    yield { type: "data-progress", data: { pages }, transient: true };
    yield {
      type: "data-progress",
      data: { reading: [...new Set(chunks.map(({ title }) => title))] },
      transient: true,
    };
    const prompt: Prompt = {
      instructions: bot.instructions,
      site: bot.name,
      today: DAY.format(Date.now()),
      ...(request.page === undefined ? {} : { page: request.page }),
      ...(request.profile === undefined ? {} : { profile: request.profile }),
      question,
      standaloneQuestion: standalone,
      history: await telling,
      sources: chunks.map(({ title, headingPath, url, text }, at) => ({
        number: at + 1,
        title,
        headingPath,
        url,
        text,
      })),
      termWeights,
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
    const standIn = (): AsyncIterable<GeneratorDelta> => {
      degraded ??= "down";
      return engines.extractive.generate({ ...prompt, sources: prompt.sources.slice(0, SOURCES) }, signal);
    };
    const mayStandIn = bot.whenDown === "extractive" && !generator.extractive;
    yield* speak(scope, chunks, orStandIn(deltas, mayStandIn ? standIn : undefined, signal), spoken);
  }

  const { reason: told } = spoken;
  const isNone = told === "no-answer" || told === "unsure";
  const reason = isNone || chunks.length === 0 || wish !== undefined ? "stop" : told;
  if (spoken.text && !isNone) {
    // What cites nothing may be true, but nobody can tell: it is the owner's to know of.
    const outcome = reason === "content-filter" ? "declined" : spoken.cited ? "answered" : "unsure";
    yield finish(reason, outcome, spoken.cited, usage, degraded);
    return;
  }
  // A refusal without a word would be an empty message, and so would markers alone, none of which held.
  const near = reason === "content-filter" ? [] : nearPages(standalone, termWeights, chunks);
  yield* say(near.length > 0 ? UNSURE : bot.noAnswerText);
  if (near.length > 0) yield { type: "data-pages", data: { pages: near } };
  yield finish(reason, near.length > 0 ? "unsure" : "declined", false, usage, degraded);
}

/** The owner's ways to reach a person, with the lines of pages that say more; without a word where nobody says any. */
async function* tellContact(contact: Contact, chunks: Retrieval["chunks"]): AsyncGenerator<GeneratorDelta, void> {
  const lines = findContactLines(chunks.map(({ text }, at) => ({ number: at + 1, text })));
  // With a form alone, or a page alone, something has to stand above it.
  const own = contactText(contact) ?? (contact.form === undefined && lines.length === 0 ? undefined : CONTACT);
  const texts = [own, ...lines.map(({ text, number }) => `${text} [${number}]`)].filter((text) => text !== undefined);
  if (texts.length > 0) yield { type: "text", text: texts.join("\n\n") };
  yield { type: "finish", reason: "stop", usage: { input_tokens: 0, output_tokens: 0 } };
}

/**
 * What the documents say to the question, made to stand alone first where it leans on history.
 *
 * @param telling what a model is told of the history
 * @param instead what is searched for in place of the question
 */
async function search(
  engines: Engines,
  scope: TenantScope,
  { question, history, filter }: AnswerRequest,
  telling: Promise<readonly PromptTurn[]>,
  instead: string | undefined,
  usage: Spent,
  signal: AbortSignal,
): Promise<Retrieval & { standalone: string }> {
  const { generator } = engines;
  const onUsage = (spent: Usage): void => addUsage(usage, spent);
  const find = (query: string, until: AbortSignal): Promise<Retrieval> =>
    retrieve(engines, scope, { query, topK: sourcesFor(generator), filter, signal: until, onUsage });
  if (instead !== undefined || !leansOnHistory(question, history)) {
    return { standalone: question, ...(await find(instead ?? question, signal)) };
  }
  // A bare "and why?" finds nothing: without a better form it is searched with the questions before it.
  const joined = standaloneQuestion(question, history);
  const rewrite =
    generator.rewrite && (async (until: AbortSignal) => generator.rewrite!(question, await telling, until, onUsage));
  const { standalone, found } = await understand({ joined, rewrite, search: find, signal });
  return { standalone, ...found };
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
