/**
 * From a question to the chunks that may answer it: full text and vectors side by side, fused, and
 * resolved in the bot's own database, which drops whatever is dead, filtered out or another bot's.
 */

import type { Engines } from "../engines.ts";
import type { LiveChunk } from "../knowledge/live-chunks.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import { diversify, fuse } from "../knowledge/index/fuse.ts";
import type { Language } from "../knowledge/language/terms.ts";
import { ProblemError } from "../../shared/problem.ts";
import { parseVectorId, type VectorSpace } from "../knowledge/vectors/spaces.ts";
import type { Embedder, OnUsage, Reach } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";

export interface RetrievedChunk extends LiveChunk {
  /** 0 to 1: how near the best match comes to what was asked for, and the others to it. */
  score: number;
}

export interface Retrieval {
  chunks: RetrievedChunk[];
  /** Stem → inverse document frequency over the bot's chunks. */
  termWeights: ReadonlyMap<string, number>;
  /** True where the vector side failed and full text answered alone. */
  degraded: boolean;
  /** Documents that were searched, whatever was found. */
  pages: number;
  /** What the question is in. */
  language: Language;
  /** The question that was searched, where a word of it stood nowhere and its nearest neighbour did. */
  corrected: string | undefined;
}

/** Where to look for a query's chunks: nothing of it is known to be live yet. */
interface Candidates {
  /** Best first; scores of 0 to 1. */
  chunks: { id: string; score: number }[];
  termWeights: { stem: string; weight: number }[];
  /** True where full text alone found them. */
  degraded: boolean;
  /** Documents that were searched. */
  pages: number;
  /** What the question is in. */
  language: Language;
  /** The question that was searched, where a word of it stood nowhere and its nearest neighbour did. */
  corrected: string | undefined;
  /** What each side said by itself. */
  sides: Pick<SearchTrace, "full_text" | "vectors">;
  milliseconds: { full_text: number; vectors: number };
}

interface SearchRequest {
  query: string;
  filter: MetadataFilter | undefined;
  /** Words that stand for each other on this bot's pages. */
  synonyms?: readonly (readonly string[])[] | undefined;
  signal: AbortSignal;
  onUsage?: OnUsage;
}

/** How a search came to what it found: for owners, who may want to know. */
export interface SearchTrace {
  searched: string;
  corrected: string | null;
  language: string;
  full_text: { chunk_id: string; score: number }[];
  vectors: { chunk_id: string; score: number }[];
  fused: { chunk_id: string; score: number }[];
  /** Fused, live, and left out for others. */
  cut: TracedPassage[];
  read: TracedPassage[];
  /** The two sides begin together; the search ends with both of them fused. */
  milliseconds: { full_text: number; vectors: number; search: number; read: number };
}

interface TracedPassage {
  chunk_id: string;
  document_id: string;
  title: string;
  /** Headings above it. */
  path: string[];
  url: string | null;
  /** How it begins. */
  text: string;
  score: number;
}

/** Characters of a passage that a trace tells. */
const TRACED = 1_000;

const traced = ({ chunkId, documentId, title, headingPath, url, text, score }: RetrievedChunk): TracedPassage => ({
  chunk_id: chunkId,
  document_id: documentId,
  title,
  path: headingPath,
  url,
  text: text.slice(0, TRACED).toWellFormed(),
  score,
});

export interface RetrieveRequest extends SearchRequest {
  /** Told how it went, where somebody wants to know. */
  onTrace?: ((trace: SearchTrace) => void) | undefined;
  /** 1 to 50. */
  topK: number;
  /** What is wanted too, behind all that was found. */
  reach?: Reach | undefined;
}

/** Candidates of each side before fusion. Some of them turn out to be dead, none is read by anybody. */
const CANDIDATES = 50;
/** Chunks resolved beyond what was asked for, so that a page that fills the top can make room for others. */
const SPARE = 16;
/** Of so many of the best, the chunks so far away. */
const AROUND = { best: 3, steps: [-1, 1, 2] } as const;

/** Costs what `findCandidates` costs, then a look-up of the candidates, and a second one only where many were dead. */
export async function retrieve(engines: Engines, scope: TenantScope, request: RetrieveRequest): Promise<Retrieval> {
  const { topK, filter } = request;
  const started = Date.now();
  const candidates = await findCandidates(engines, scope, request);
  const searched = Date.now();
  const chunks = await resolve(scope, candidates.chunks, topK + SPARE, filter);
  const ordered = diversify(chunks, (chunk) => chunk.documentId);
  const best = ordered.slice(0, topK);
  const found = request.reach?.around ? [...best, ...onPagesOf(best, ordered.slice(topK))] : best;
  const read = request.reach ? [...found, ...(await findBeside(scope, best, found, request.reach, filter))] : found;
  request.onTrace?.({
    searched: request.query,
    corrected: candidates.corrected ?? null,
    language: candidates.language,
    ...candidates.sides,
    fused: candidates.chunks.map(toScore),
    cut: ordered.filter((chunk) => !found.includes(chunk)).map(traced),
    read: read.map(traced),
    milliseconds: { ...candidates.milliseconds, search: searched - started, read: Date.now() - searched },
  });
  return {
    chunks: read,
    termWeights: new Map(candidates.termWeights.map(({ stem, weight }) => [stem, weight])),
    degraded: candidates.degraded,
    pages: candidates.pages,
    language: candidates.language,
    corrected: candidates.corrected,
  };
}

/**
 * Costs a full-text search beside an embedding, then a vector query: which vectors to ask is known from the first.
 *
 * @throws ProblemError where full text fails; a vector side that fails is said, not thrown
 */
async function findCandidates(engines: Engines, scope: TenantScope, request: SearchRequest): Promise<Candidates> {
  const { query, filter, synonyms, signal } = request;
  const started = Date.now();
  const milliseconds = { full_text: 0, vectors: 0 };
  // Embedding waits for a service, full text for nobody: side by side, the longer one is all they cost.
  const [text, embedded] = await Promise.all([
    scope.knowledgeBase.searchText(query, CANDIDATES, filter, synonyms).finally(() => {
      milliseconds.full_text = Date.now() - started;
    }),
    engines.embedder === undefined ? undefined : failing(() => embedQuery(engines.embedder!, request), signal),
  ]);
  const vectors = await failing(() => queryVectors(engines, scope, text.vectorSpace, embedded, request), signal);
  milliseconds.vectors = Date.now() - started;
  const near = vectors instanceof ProblemError ? [] : vectors;
  const { termWeights, pages, language, corrected, coverage } = text;
  const { weight = 0, lexical = false } = engines.embedder ?? {};
  // What shares no word with the question stands near it in such a space by chance alone.
  const found = new Set(text.matches.map(({ chunkId }) => chunkId));
  const chunks = fuse(
    text.matches.map(({ chunkId, score }) => ({ id: chunkId, score })),
    lexical ? near.filter(({ id }) => found.has(id)) : near,
    weight,
    lexical ? coverage : Math.max(coverage, Math.min(1, near[0]?.score ?? 0)),
  );
  const sides = {
    full_text: text.matches.map(({ chunkId, score }) => ({ chunk_id: chunkId, score })),
    vectors: near.map(toScore),
  };
  return {
    chunks,
    termWeights,
    degraded: vectors instanceof ProblemError,
    pages,
    language,
    corrected,
    sides,
    milliseconds,
  };
}

const toScore = ({ id, score }: { id: string; score: number }) => ({ chunk_id: id, score });

/** The best of the fused candidates that are live, `wanted` of them where there are as many. */
async function resolve(
  scope: TenantScope,
  candidates: readonly { id: string; score: number }[],
  wanted: number,
  filter: MetadataFilter | undefined,
): Promise<RetrievedChunk[]> {
  const chunks: RetrievedChunk[] = [];
  for (let at = 0; at < candidates.length && chunks.length < wanted; at += wanted) {
    const some = candidates.slice(at, at + wanted);
    const scores = new Map(some.map(({ id, score }) => [id, score]));
    const live = await scope.knowledgeBase.resolve([...scores.keys()], filter);
    for (const chunk of live) chunks.push({ ...chunk, score: scores.get(chunk.chunkId) ?? 0 });
  }
  return chunks;
}

/** Of what was found further down: more of the best pages. The section that tells it may have few of the words. */
function onPagesOf(best: readonly RetrievedChunk[], others: readonly RetrievedChunk[]): RetrievedChunk[] {
  const documents = new Set(best.slice(0, AROUND.best).map(({ documentId }) => documentId));
  return others.filter(({ documentId }) => documents.has(documentId));
}

/** Live chunks of the same documents as the best that are not among the found ones already. */
async function findBeside(
  scope: TenantScope,
  best: readonly RetrievedChunk[],
  found: readonly RetrievedChunk[],
  reach: Reach,
  filter: MetadataFilter | undefined,
): Promise<RetrievedChunk[]> {
  const known = new Set(found.map(({ chunkId }) => chunkId));
  const wanted = new Set<string>();
  best.forEach(({ chunkId }, rank) => {
    const { version, ordinal } = parseChunkId(chunkId);
    const around = reach.around && rank < AROUND.best ? AROUND.steps.map((step) => ordinal + step) : [];
    for (const at of reach.openings ? [0, ...around] : around) {
      const id = `${version}:${at}`;
      if (at >= 0 && !known.has(id)) wanted.add(id);
    }
  });
  if (wanted.size === 0) return [];
  const live = await scope.knowledgeBase.resolve([...wanted], filter);
  return live.map((chunk) => ({ ...chunk, score: 0 }));
}

/** A chunk's id tells its version of its document, and its place in it. */
export function parseChunkId(chunkId: string): { version: string; ordinal: number } {
  const end = chunkId.lastIndexOf(":");
  return { version: chunkId.slice(0, end), ordinal: Number(chunkId.slice(end + 1)) };
}

/**
 * The nearest chunks in the space that answers now. That may be one of an earlier model or index, while
 * a new one is being built: it is asked with the model that made it, and never with another.
 */
async function queryVectors(
  engines: Engines,
  scope: TenantScope,
  space: VectorSpace | undefined,
  embedded: Float32Array | ProblemError | undefined,
  request: SearchRequest,
): Promise<{ id: string; score: number }[]> {
  if (engines.embedder === undefined) return [];
  if (space === undefined) {
    // No vectors to ask yet; that the question got none either is still a side that failed.
    if (embedded instanceof ProblemError) throw embedded;
    return [];
  }
  const { embedder, vectorStore } = engines.open(space);
  const values = embedder === engines.embedder ? embedded : await embedQuery(embedder, request);
  if (values === undefined || values instanceof ProblemError) throw values ?? new TypeError("No query vector.");
  const { filter, signal } = request;
  const matches = await vectorStore
    .within(scope)
    .query({ values, topK: CANDIDATES, signal, ...(filter === undefined ? {} : { filter }) });
  return matches.flatMap(({ id, score }) => {
    const { chunkId, mark } = parseVectorId(id);
    return mark === space.mark ? [{ id: chunkId, score }] : [];
  });
}

async function embedQuery(embedder: Embedder, { query, signal, onUsage }: SearchRequest): Promise<Float32Array> {
  const [values] = await embedder.embed([query], "query", signal, onUsage);
  return values!;
}

/** A failing vector side does not take the full-text side down with it: it is returned, said and logged, not thrown. */
async function failing<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | ProblemError> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    console.error("the vector side failed, full text answers alone", error);
    return error;
  }
}
