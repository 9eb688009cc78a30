/**
 * One bot's knowledge: its documents, their chunks, the full-text index, and (with the embedded vector
 * store) the vectors. Indexing is driven by this object's due times, so it goes on after any restart.
 */

import { DurableObject } from "cloudflare:workers";
import { ProblemError } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import type { CuratedInput, CuratedMatch, CuratedView } from "../knowledge/curated.ts";
import type { ListRequest } from "../knowledge/document-list.ts";
import type { DocumentView } from "../knowledge/document-view.ts";
import type { UncitedPage } from "../knowledge/documents.ts";
import { fileReader } from "../knowledge/files.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import { joinChunks } from "../knowledge/join-chunks.ts";
import { CHUNKS_PER_BOT, type ChunkView, type LiveChunk } from "../knowledge/live-chunks.ts";
import { type CitedQuote, isLiveQuote } from "../knowledge/live-quotes.ts";
import type { DocumentInput } from "../knowledge/queue.ts";
import type { Reading } from "../knowledge/read.ts";
import { foundNothing, type TextMatches } from "../knowledge/search.ts";
import type { ReconcileReport, VectorMatch, VectorQuery, VectorRecord } from "../knowledge/vectors/records.ts";
import { type Refusal, settle } from "../outcome.ts";
import type { Pace } from "../pace.ts";
import type { Env } from "../settings.ts";
import { TenantScope } from "../tenancy/scope.ts";
import type { KnowledgeBaseApi } from "./api.ts";
import {
  createKnowledgeStore,
  findCurated,
  type KnowledgeStore,
  openTables,
  putCurated,
  vectorsState,
  withProblem,
} from "./knowledge-store.ts";
import { createKnowledgeWork, type KnowledgeWork } from "./knowledge-work.ts";

export class KnowledgeBase extends DurableObject<Env> implements KnowledgeBaseApi {
  readonly #store: KnowledgeStore;
  readonly #work: KnowledgeWork;
  #erased = false;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = createKnowledgeStore(state.storage);
    this.#work = createKnowledgeWork(this.#store, state.id, fileReader(env), () => this.#erased);
    this.#erased = openTables(this.#store);
    this.#store.schedule.wake();
    this.#work.lookForWork(compose(env).engines.space);
  }

  put(
    input: DocumentInput,
    reading?: Reading,
  ): Promise<{ view: DocumentView; queued: boolean; pending: boolean } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      const { queued } = this.#store.documents.put(input);
      if (queued) this.#work.indexWhenDue();
      const view = this.view(input.documentId)!;
      const pending = this.#store.documents.isPending(input.documentId);
      if (reading === undefined || !pending) return { view, queued, pending };
      return { view: this.take(input.documentId, view.version, reading)!, queued, pending: false };
    });
  }

  take(documentId: string, version: number, reading: Reading): DocumentView | undefined {
    if (this.#erased) return undefined;
    this.#store.documents.take(documentId, version, reading);
    this.#work.indexWhenDue();
    this.#work.vectorsNow();
    return this.view(documentId);
  }

  view(documentId: string): DocumentView | undefined {
    if (this.#erased) return undefined;
    const view = this.#store.documents.view(documentId, vectorsState(this.#store, compose(this.env).engines));
    return view && withProblem(this.#store, view);
  }

  list(request: ListRequest): { cursor: string; view: DocumentView }[] {
    if (this.#erased) return [];
    return this.#store.documents
      .list(request, vectorsState(this.#store, compose(this.env).engines))
      .map(({ cursor, view }) => ({ cursor, view: withProblem(this.#store, view) }));
  }

  chunksOf(documentId: string, limit: number, cursor: number | undefined): ChunkView[] | undefined {
    return this.view(documentId) && this.#store.chunks.ofDocument(documentId, limit, cursor);
  }

  contentOf(documentId: string): { view: DocumentView; text: string } | undefined {
    const view = this.view(documentId);
    return view && { view, text: joinChunks(this.#store.chunks.ofDocument(documentId, CHUNKS_PER_BOT)) };
  }

  addSource(sourceId: string): Promise<{ sourceId: string } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      return this.#store.sources.add(sourceId);
    });
  }

  dropSource(sourceId: string): void {
    if (!this.#erased) this.#store.sources.drop(sourceId);
  }

  takeTurn(host: string, pace: Pick<Pace, "per_host" | "spacing_ms">): number {
    return this.#store.turns.take(host, pace);
  }

  endTurn(host: string): void {
    this.#store.turns.end(host);
  }

  sourceIds(limit: number, cursor?: string): string[] {
    return this.#erased ? [] : this.#store.sources.list(limit, cursor);
  }

  remove(documentIds: string[]): string[] {
    if (this.#erased) return [];
    const removed = documentIds.filter((documentId) => this.#store.documents.remove(documentId));
    if (removed.length > 0) this.#work.vectorsNow();
    return removed;
  }

  searchText(
    question: string,
    limit: number,
    filter: MetadataFilter | undefined,
    synonyms?: readonly (readonly string[])[],
  ): TextMatches {
    if (this.#erased) return foundNothing(question);
    return this.#store.search.byText(question, limit, filter, synonyms);
  }

  resolve(chunkIds: string[], filter: MetadataFilter | undefined): LiveChunk[] {
    return this.#erased ? [] : this.#store.search.resolve(chunkIds, filter);
  }

  ofPage(url: string | null, filter: MetadataFilter | undefined): LiveChunk[] {
    return this.#erased ? [] : this.#store.search.ofPage(url, filter);
  }

  holdsQuote(chunkId: string, quote: string): boolean {
    return !this.#erased && this.#store.search.holdsQuote(chunkId, quote);
  }

  liveQuotes(quotes: CitedQuote[]): boolean[] {
    return quotes.map((quote) => !this.#erased && isLiveQuote(this.ctx.storage.sql, quote));
  }

  putAnswer(input: CuratedInput): Promise<{ view: CuratedView } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      return { view: putCurated(this.#store, input) };
    });
  }

  answers(limit: number, cursor: string | undefined): CuratedView[] {
    return this.#erased ? [] : this.#store.curated.list(limit, cursor);
  }

  answerView(answerId: string): CuratedView | undefined {
    return this.#erased ? undefined : this.#store.curated.view(answerId);
  }

  removeAnswer(answerId: string): boolean {
    return !this.#erased && this.ctx.storage.transactionSync(() => this.#store.curated.remove(answerId));
  }

  curatedAnswer(question: string, filter: MetadataFilter | undefined): CuratedMatch | undefined {
    return this.#erased ? undefined : findCurated(this.#store, question, filter);
  }

  neverCited(cited: string[], limit: number): UncitedPage[] {
    return this.#erased ? [] : this.#store.documents.without(cited, limit);
  }

  reconcile(): Promise<ReconcileReport> {
    return this.#work.reconcile(compose(this.env).engines, this.#scope);
  }

  counts(): { documents: number; chunks: number; pending: number } {
    return this.#erased ? { documents: 0, chunks: 0, pending: 0 } : this.#store.documents.counts();
  }

  // The embedded vector store. A hosted one never calls these.

  queryVectors(query: Omit<VectorQuery, "signal">): Promise<{ matches: VectorMatch[] } | Refusal> {
    return settle(() => ({
      matches: this.#erased ? [] : this.#store.vectors.query(this.#store.book.live()?.mark ?? 0, query),
    }));
  }

  upsertVectors(records: VectorRecord[]): Promise<{ taken: number } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      this.#store.vectors.upsert(records);
      return { taken: records.length };
    });
  }

  removeVectors(ids: string[]): void {
    if (!this.#erased) this.#store.vectors.remove(ids);
  }

  removeAllVectors(): void {
    if (!this.#erased) this.#store.vectors.removeAll();
  }

  async erase(): Promise<void> {
    if (!this.#erased) {
      this.#work.eraseTables();
      this.#erased = true;
    }
    await this.#work.eraseSources(this.#scope);
  }

  override alarm(): Promise<void> {
    return this.#work.run(compose(this.env).engines, this.#scope);
  }

  get #scope(): TenantScope {
    return TenantScope.ofObject(this.ctx.id, this.env);
  }

  #refuseIfErased(): void {
    if (this.#erased) throw new ProblemError("not-found", { detail: "There is no such bot." });
  }
}
