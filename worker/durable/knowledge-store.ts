/** Where a bot keeps what it knows, and everything in its database that looks into it. */

import type { Usage } from "../../shared/chat.ts";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { SOURCE_LIMITS } from "../crawl/source-config.ts";
import { createSourceList, type SourceList } from "../crawl/source-list.ts";
import { createTurns, type Turns } from "../crawl/turns.ts";
import type { Engines } from "../engines.ts";
import {
  createCurated,
  type Curated,
  type CuratedInput,
  type CuratedMatch,
  type CuratedView,
} from "../knowledge/curated.ts";
import type { DocumentView, VectorsState } from "../knowledge/document-view.ts";
import { createDocuments, type Documents } from "../knowledge/documents.ts";
import { filterable } from "../knowledge/filter-rows.ts";
import { matchesFilter, type MetadataFilter } from "../knowledge/filter.ts";
import { createLiveChunks, type LiveChunks } from "../knowledge/live-chunks.ts";
import { createSearch, type Search } from "../knowledge/search.ts";
import { createSearchIndex, type SearchIndex } from "../knowledge/search-index.ts";
import { createVectorBook, type VectorBook } from "../knowledge/vectors/vector-book.ts";
import { createVectorTables, type VectorTables } from "../knowledge/vectors/vector-tables.ts";
import { dropTables } from "../sqlite/drop-tables.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";

/** Of an erased bot: ids of its sources, until they are erased too. */
export const SOURCES_TO_ERASE = "sources_to_erase";

export interface KnowledgeStore {
  storage: DurableObjectStorage;
  facts: Facts;
  index: SearchIndex;
  search: Search;
  book: VectorBook;
  chunks: LiveChunks;
  documents: Documents;
  curated: Curated;
  sources: SourceList;
  turns: Turns;
  schedule: Scheduler;
  /** What vectors cost, on its way to the ledger. */
  books: Outbox<Usage>;
  /** The embedded vector store's. */
  vectors: VectorTables;
}

export function createKnowledgeStore(storage: DurableObjectStorage): KnowledgeStore {
  const facts = createFacts(storage.sql);
  const index = createSearchIndex(storage.sql);
  const book = createVectorBook(storage.sql, facts);
  const chunks = createLiveChunks(storage.sql, index, book);
  const documents = createDocuments(storage, chunks, () => Date.now());
  return {
    storage,
    facts,
    index,
    search: createSearch(index, chunks, documents, book),
    book,
    chunks,
    documents,
    curated: createCurated(storage.sql, index.weigh),
    sources: createSourceList(storage.sql),
    turns: createTurns(() => Date.now()),
    schedule: createScheduler(storage, () => Date.now()),
    books: createOutbox(facts, () => facts.get("erased") === undefined),
    vectors: createVectorTables(storage),
  };
}

/** Makes the tables that are missing. @returns true where the bot was erased: then there are none but the facts */
export function openTables({ storage, facts, ...stores }: KnowledgeStore): boolean {
  return storage.transactionSync(() => {
    facts.create();
    if (facts.get("erased") !== undefined) return true;
    const { book, documents, index, curated, sources } = stores;
    for (const store of [book, documents, index, curated, sources]) store.create();
    return false;
  });
}

/** What may be said of the vectors of a document all of whose chunks have one. */
export function vectorsState({ book }: KnowledgeStore, { embedder }: Engines): VectorsState {
  if (embedder === undefined) return "off";
  return book.isWhole() ? "ready" : "pending";
}

/** Says what holds up vectors that are still to come, where something does. */
export function withProblem({ facts }: KnowledgeStore, view: DocumentView): DocumentView {
  const problem = view.vectors === "pending" ? facts.get("vectors_problem") : undefined;
  return problem === undefined ? view : { ...view, vectors_problem: problem };
}

/** Written over one of the same id, or beside the others. Throws `conflict` where the bot has as many as it may. */
export function putCurated({ curated, storage }: KnowledgeStore, input: CuratedInput): CuratedView {
  if (curated.view(input.answerId) === undefined && curated.count() >= LIMITS.curatedAnswersPerBot) {
    throw new ProblemError("conflict", {
      detail: `A bot has at most ${LIMITS.curatedAnswersPerBot} curated answers: delete one first.`,
    });
  }
  return storage.transactionSync(() => curated.put(input, Date.now()));
}

/** What the owner wrote for a question that is asked like this one. The filter holds for answers as for documents. */
export function findCurated(
  { curated }: KnowledgeStore,
  question: string,
  filter: MetadataFilter | undefined,
): CuratedMatch | undefined {
  return curated.find(
    question,
    ({ answer_id, url, metadata }) =>
      filter === undefined || matchesFilter(filter, filterable(answer_id, url, metadata)),
  );
}

/** All that the bot knew goes; what stays says that it went, and which sources and vectors are left to erase. */
export function dropStore({ storage, facts, book, schedule, sources }: KnowledgeStore): void {
  facts.set(SOURCES_TO_ERASE, JSON.stringify(sources.list(SOURCE_LIMITS.sourcesPerBot)));
  facts.set("vectors_to_erase", JSON.stringify(book.all()));
  facts.set("erased", new Date().toISOString());
  schedule.end();
  dropTables(storage.sql);
}
