/**
 * What the documents say to a question: of a page as a whole, of a way to reach a person, or of what is asked, made to
 * stand alone first where it leans on what was said before.
 */

import type { Engines } from "../engines.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import { detectLanguage } from "../knowledge/language/terms.ts";
import { placeInWords } from "../knowledge/language/where.ts";
import type { Generator, OnUsage } from "../ports.ts";
import type { AnswerBot, CitedTurn, Prompt, PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { readContactQuestion } from "./contact.ts";
import type { FollowUp } from "./follow-up.ts";
import { type Purse, vectorTokens } from "./purse.ts";
import { type Retrieval, type RetrievedChunk, retrieve, type SearchTrace } from "./retrieve.ts";
import { readFollowUp } from "./rewrite.ts";
import { type PageQuestion, readPageQuestion } from "./this-page.ts";
import { understand } from "./understand.ts";

/** Chunks given to a generator that picks sentences, and to one that reads. */
export const SOURCES = 8;
export const SOURCES_READ = 16;
/** Characters of the last quote that a question about it is searched with. */
const QUOTED = 200;

export interface FindRequest {
  question: string;
  /** Earlier turns, oldest first, bounded. */
  history: readonly PromptTurn[];
  filter: MetadataFilter | undefined;
  /** Address of the page the visitor is on. */
  page?: string | undefined;
  trace?: boolean | undefined;
  bot: Pick<AnswerBot, "name" | "synonyms">;
}

/** What was found, and for what. */
export interface Found extends Retrieval {
  standalone: string;
  /** True where the question is one for a person or a way to reach one: what says that was searched for. */
  wish: boolean;
  /** The page that is asked about, where one is: its chunks come first. */
  ofPage?: PageQuestion | undefined;
  /** By the last answer, where the question leans on it. */
  quoted: readonly CitedTurn[] | undefined;
  /** How the question goes on about what was said, where it does. */
  asksOn: Prompt["asksOn"];
  /** The question with its spelling put right, where it was. */
  used?: string | undefined;
  trace?: SearchTrace | undefined;
}

/**
 * What the documents say to the question, made to stand alone first where it leans on history.
 *
 * @param telling what a model is told of the history
 */
export async function search(
  engines: Engines,
  scope: TenantScope,
  { question, history, filter, page, trace: isTraced, bot: { name, synonyms } }: FindRequest,
  telling: Promise<readonly PromptTurn[]>,
  onUsage: OnUsage,
  purse: Purse,
  signal: AbortSignal,
): Promise<Found> {
  const { generator } = engines;
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
  const more = { wish: wish !== undefined, quoted, asksOn: asksOn(follow) };
  if (follow === undefined) {
    const asked = ofPage?.rest ?? (generator.extractive ? placeInWords(question) : question);
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
  // What was put into the last question may be misspelled as well. Only then does the whole read as a question.
  const right = joined === follow.standalone ? found.corrected : undefined;
  const used = follow.kind === "slot" ? right : undefined;
  return { ...found, standalone: right ?? follow.standalone, used, trace, ...more };
}

function asksOn(follow: FollowUp | undefined): Prompt["asksOn"] {
  if (follow?.kind === "more") return "more";
  return follow?.kind === "quoted" ? "about" : undefined;
}

/** A page that is asked about as a whole: nothing had to be searched for. */
function whole(question: string, chunks: RetrievedChunk[]): Found {
  const language = detectLanguage(question, { likely: chunks.map((chunk) => chunk.language) });
  const found = { chunks, termWeights: new Map<string, number>(), degraded: false, pages: 1, language };
  return { ...found, corrected: undefined, standalone: question, wish: false, quoted: undefined, asksOn: undefined };
}

/** The page that was quoted last is found again by its words, where the question goes on about it. */
function withQuoted({ kind, standalone }: FollowUp, quoted: readonly CitedTurn[] | undefined): string {
  const [last] = quoted ?? [];
  if (last === undefined || kind === "slot") return standalone;
  return `${standalone} ${kind === "quoted" || kind === "more" ? last.quote.slice(0, QUOTED).toWellFormed() : last.title}`;
}

/** How many chunks a generator is given. */
export function sourcesFor({ extractive }: Generator): number {
  return extractive ? SOURCES : SOURCES_READ;
}
