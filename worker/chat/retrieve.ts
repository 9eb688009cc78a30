/**
 * From a question to the chunks that may answer it: full text and vectors side by side, fused, and
 * resolved in the bot's own database, which drops whatever is dead, filtered out or another bot's.
 */

import type { Engines } from "../compose.ts";
import type { LiveChunk } from "../knowledge/documents.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import { diversify, fuse } from "../knowledge/fuse.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { OnUsage, VectorMatch } from "../ports.ts";
import type { TenantScope } from "../tenancy/scope.ts";

export interface RetrievedChunk extends LiveChunk {
  /** 0 to 1, comparable within one retrieval. */
  score: number;
}

export interface Retrieval {
  chunks: RetrievedChunk[];
  /** Stem → inverse document frequency over the bot's chunks. */
  termWeights: ReadonlyMap<string, number>;
  /** True where the vector side failed and full text answered alone. */
  degraded: boolean;
}

export interface RetrieveRequest {
  query: string;
  /** 1 to 50. */
  topK: number;
  filter: MetadataFilter | undefined;
  signal: AbortSignal;
  onUsage?: OnUsage;
}

/** Candidates of each side before fusion. Some of them turn out to be dead, none is read by anybody. */
const CANDIDATES = 50;
/** Chunks resolved beyond what was asked for, so that a page that fills the top can make room for others. */
const SPARE = 16;

/**
 * Costs one full-text search, one embedding and one vector query side by side, then one look-up of the
 * candidates: three calls to the bot's own object, two of them at the same time.
 */
export async function retrieve(engines: Engines, scope: TenantScope, request: RetrieveRequest): Promise<Retrieval> {
  const { query, topK, filter, signal } = request;
  const [text, vectors] = await Promise.all([
    scope.knowledgeBase.searchText(query, CANDIDATES, filter),
    queryVectors(engines, scope, request),
  ]);
  signal.throwIfAborted();
  // Vectors of another space, or of one that is still being made, would rank by chance.
  const usable = vectors instanceof ProblemError || text.vectorSpace !== engines.space ? [] : vectors;
  const fused = fuse(
    text.matches.map(({ chunkId, score }) => ({ id: chunkId, score })),
    usable,
    engines.embedder?.weight ?? 0,
  );
  const chunks = await resolve(scope, fused, topK + SPARE, filter);
  return {
    chunks: diversify(chunks, (chunk) => chunk.documentId).slice(0, topK),
    termWeights: new Map(text.termWeights.map(({ stem, weight }) => [stem, weight])),
    degraded: vectors instanceof ProblemError,
  };
}

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

/** A failing vector side does not take the full-text side down with it: it is returned, said and logged, not thrown. */
async function queryVectors(
  { embedder, vectorStore }: Engines,
  scope: TenantScope,
  { query, filter, signal, onUsage }: RetrieveRequest,
): Promise<VectorMatch[] | ProblemError> {
  if (embedder === undefined) return [];
  try {
    const [values] = await embedder.embed([query], "query", signal, onUsage);
    return await vectorStore
      .within(scope)
      .query({ values: values!, topK: CANDIDATES, signal, ...(filter === undefined ? {} : { filter }) });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ProblemError)) throw error;
    console.error("the vector side failed, full text answers alone", error);
    return error;
  }
}
