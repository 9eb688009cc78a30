/** What a bot's database says to a question: chunks by their words, which chunks live, which quotes stand. */

import type { Documents } from "./documents.ts";
import { filterable } from "./filter-rows.ts";
import { matchesFilter, type MetadataFilter } from "./filter.ts";
import { detectLanguage, type Language } from "./language/terms.ts";
import type { LiveChunk, LiveChunks } from "./live-chunks.ts";
import type { SearchIndex } from "./search-index.ts";
import type { VectorBook } from "./vectors/vector-book.ts";
import type { VectorSpace } from "./vectors/spaces.ts";

export interface TextMatch {
  chunkId: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
}

/** What full text says to a query. */
export interface TextMatches {
  matches: TextMatch[];
  /** Stem → inverse document frequency over this bot's chunks, for every content term of the query. */
  termWeights: { stem: string; weight: number }[];
  /** The space whose vectors answer; undefined until the first one is whole. */
  vectorSpace: VectorSpace | undefined;
  /** Documents that were searched. */
  pages: number;
  /** What the question is in. */
  language: Language;
  /** What was searched for, where a word of the question stood nowhere and its nearest neighbour did. */
  corrected: string | undefined;
  /** How much of what was asked for the best matches hold, 0 to 1. */
  coverage: number;
}

/** What an erased bot says. */
export function foundNothing(question: string): TextMatches {
  return {
    matches: [],
    termWeights: [],
    vectorSpace: undefined,
    pages: 0,
    language: detectLanguage(question),
    corrected: undefined,
    coverage: 0,
  };
}

export interface Search {
  byText(
    question: string,
    limit: number,
    filter: MetadataFilter | undefined,
    synonyms: readonly (readonly string[])[] | undefined,
  ): TextMatches;
  /** The live chunks among these ids that pass the filter, in the order of the ids. */
  resolve(chunkIds: readonly string[], filter: MetadataFilter | undefined): LiveChunk[];
  /** The first live chunks of the document at an address, in reading order; of the site's first page where it is null. */
  ofPage(url: string | null, filter: MetadataFilter | undefined): LiveChunk[];
  /** True where the quote stands verbatim in a chunk that is live right now. */
  holdsQuote(chunkId: string, quote: string): boolean;
}

/** Chunks of one page that are told of it. */
const OF_PAGE = 16;

export function createSearch(index: SearchIndex, chunks: LiveChunks, documents: Documents, book: VectorBook): Search {
  function resolve(chunkIds: readonly string[], filter: MetadataFilter | undefined): LiveChunk[] {
    const live = chunks.resolve(chunkIds);
    return chunkIds.flatMap((chunkId) => {
      const chunk = live.get(chunkId);
      if (chunk === undefined) return [];
      return filter === undefined || matchesFilter(filter, filterable(chunk.documentId, chunk.url, chunk.metadata))
        ? [chunk]
        : [];
    });
  }

  return {
    byText(question, limit, filter, synonyms) {
      // The index holds live chunks only, so without a filter there is nothing to ask of a candidate.
      const { matches, weights, ...found } = index.search({
        question,
        limit,
        within: filter === undefined ? undefined : chunks.within(filter),
        synonyms,
      });
      const known = chunks.chunksOfRows(matches.map(({ rowid }) => rowid));
      return {
        ...found,
        matches: matches.flatMap(({ rowid, score }) => {
          const chunk = known.get(rowid);
          return chunk === undefined ? [] : [{ chunkId: chunk.chunkId, score }];
        }),
        termWeights: [...weights].map(([stem, weight]) => ({ stem, weight })),
        vectorSpace: book.live(),
        pages: documents.count(),
      };
    },

    resolve,

    ofPage(url, filter) {
      for (const documentId of url === null ? documents.nearestToRoot() : documents.atAddress(url)) {
        const found = resolve(
          chunks.ofDocument(documentId, OF_PAGE).map(({ chunk_id }) => chunk_id),
          filter,
        );
        if (found.length > 0) return found;
      }
      return [];
    },

    holdsQuote: (chunkId, quote) => chunks.resolve([chunkId]).get(chunkId)?.text.includes(quote) ?? false,
  };
}
