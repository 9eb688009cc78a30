/**
 * One bot's knowledge: its documents, their chunks, the full-text index, and (with the embedded vector
 * store) the vectors. Indexing is driven by this object's due times, so it goes on after any restart.
 */

import { DurableObject } from "cloudflare:workers";
import { createSourceList, type SourceList } from "../crawl/source-list.ts";
import { compose } from "../compose.ts";
import type { Engines } from "../engines.ts";
import type { Usage } from "../../shared/chat.ts";
import { LIMITS } from "../../shared/config.ts";
import {
  createCurated,
  type Curated,
  type CuratedInput,
  type CuratedMatch,
  type CuratedView,
} from "../knowledge/curated.ts";
import { type CitedQuote, isLiveQuote } from "../knowledge/live-quotes.ts";
import type { ListRequest } from "../knowledge/document-list.ts";
import type { DocumentView, VectorsState } from "../knowledge/document-view.ts";
import { createDocuments, type Documents, filterable, type UncitedPage } from "../knowledge/documents.ts";
import { type MetadataFilter, matchesFilter } from "../knowledge/filter.ts";
import { detectLanguage } from "../knowledge/language/terms.ts";
import { createSearchIndex, type SearchIndex } from "../knowledge/search-index.ts";
import { ProblemError } from "../../shared/problem.ts";
import { dropTables } from "../sqlite/drop-tables.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import { indexNext } from "../knowledge/ingest.ts";
import { joinChunks } from "../knowledge/join-chunks.ts";
import {
  CHUNKS_PER_BOT,
  type ChunkView,
  createLiveChunks,
  type LiveChunk,
  type LiveChunks,
} from "../knowledge/live-chunks.ts";
import type { DocumentInput } from "../knowledge/queue.ts";
import type { Reading } from "../knowledge/read.ts";
import type { ReconcileReport, VectorMatch, VectorQuery, VectorRecord } from "../knowledge/vectors/records.ts";
import type { SpaceFacts } from "../knowledge/vectors/spaces.ts";
import { createVectorBook, type VectorBook } from "../knowledge/vectors/vector-book.ts";
import { createVectorTables, type VectorTables } from "../knowledge/vectors/vector-tables.ts";
import type { Env } from "../settings.ts";
import { TenantScope } from "../tenancy/scope.ts";
import { type Refusal, settle } from "../outcome.ts";
import type { KnowledgeBaseApi, TextMatches } from "./api.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { createScheduler, type Handler, type Scheduler } from "./scheduler.ts";
import { createVectorWork, type VectorWork } from "./vector-work.ts";

/** What an erased bot says. */
const NOTHING = {
  matches: [],
  termWeights: [],
  vectorSpace: undefined,
  pages: 0,
  corrected: undefined,
  coverage: 0,
} satisfies Omit<TextMatches, "language">;

/** What is done by the alarm. */
type Work = "index" | "index-again" | "vectors" | "books" | "reconcile";

const DAY_MS = 86_400_000;

/** An erased bot whose index is out of reach for good must not ask for it all day. */
const RETRY_ERASED_MS = 6 * 60 * 60_000;
/** Chunks that are indexed again in one step: between steps other requests get their turn. */
const INDEXED_AGAIN = 32;

export class KnowledgeBase extends DurableObject<Env> implements KnowledgeBaseApi {
  readonly #facts: Facts;
  readonly #search: SearchIndex;
  readonly #chunks: LiveChunks;
  readonly #documents: Documents;
  readonly #curated: Curated;
  readonly #book: VectorBook;
  readonly #sources: SourceList;
  readonly #schedule: Scheduler;
  /** What vectors cost, on its way to the ledger. */
  readonly #books: Outbox<Usage>;
  readonly #vectors: VectorTables;
  readonly #vectorWork: VectorWork;
  #erased = false;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    const { storage } = state;
    this.#facts = createFacts(storage.sql);
    this.#search = createSearchIndex(storage.sql);
    this.#book = createVectorBook(storage.sql, this.#facts);
    this.#chunks = createLiveChunks(storage.sql, this.#search, this.#book);
    this.#curated = createCurated(storage.sql, this.#search.weigh);
    this.#documents = createDocuments(storage, this.#chunks, () => Date.now());
    this.#sources = createSourceList(storage.sql);
    this.#schedule = createScheduler(storage, () => Date.now());
    this.#books = createOutbox(this.#facts, () => !this.#erased);
    this.#vectors = createVectorTables(storage);
    this.#vectorWork = createVectorWork({
      storage,
      facts: this.#facts,
      book: this.#book,
      chunks: this.#chunks,
      goesOn: () => !this.#erased,
      hasChunks: () => this.#documents.counts().chunks > 0,
      cameForward: () => this.#schedule.cameForward("vectors"),
      // On disk before the vectors are: a crash between the two loses neither.
      onUsage: (usage) => {
        this.#books.add(crypto.randomUUID(), usage);
        this.#dueNow("books");
      },
      onFilled: () => {
        if (this.#schedule.due("reconcile") === undefined) this.#reconcileTonight();
      },
    });
    storage.transactionSync(() => {
      this.#facts.create();
      this.#erased = this.#facts.get("erased") !== undefined;
      if (!this.#erased) this.#createTables();
    });
    this.#schedule.wake();
    this.#lookForWork(compose(env).engines.space);
  }

  /** The engines may have changed since, or an alarm been lost: whoever wakes a bot finds out. */
  #lookForWork(space: SpaceFacts | undefined): void {
    if (this.#erased) {
      if (this.#facts.get("vectors_to_erase") !== undefined) this.#dueNow("vectors");
      return;
    }
    // Nobody is reading any of them any more.
    this.#documents.releaseAll();
    this.#indexWhenDue();
    if (this.#search.outdated(1).length > 0) this.#dueNow("index-again");
    if (this.#book.isBehind(space) || (space !== undefined && this.#documents.lacksVectors())) this.#dueNow("vectors");
  }

  #dueNow(work: Work): void {
    this.#schedule.at(work, Date.now());
  }

  put(
    input: DocumentInput,
    reading?: Reading,
  ): Promise<{ view: DocumentView; queued: boolean; pending: boolean } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      const { documentId } = input;
      const { queued } = this.#documents.put(input);
      if (queued) this.#indexWhenDue();
      const view = this.view(documentId)!;
      const pending = this.#documents.isPending(documentId);
      if (reading === undefined || !pending) return { view, queued, pending };
      return { view: this.take(documentId, view.version, reading)!, queued, pending: false };
    });
  }

  take(documentId: string, version: number, reading: Reading): DocumentView | undefined {
    if (this.#erased) return undefined;
    this.#documents.take(documentId, version, reading);
    this.#indexWhenDue();
    this.#dueNow("vectors");
    return this.view(documentId);
  }

  #indexWhenDue(): void {
    const due = this.#documents.nextDue();
    if (due === undefined) this.#schedule.drop("index");
    else this.#schedule.at("index", Math.max(due, Date.now()));
  }

  view(documentId: string): DocumentView | undefined {
    if (this.#erased) return undefined;
    const view = this.#documents.view(documentId, this.#vectorsState);
    return view && this.#withProblem(view);
  }

  list(request: ListRequest): { cursor: string; view: DocumentView }[] {
    if (this.#erased) return [];
    return this.#documents
      .list(request, this.#vectorsState)
      .map(({ cursor, view }) => ({ cursor, view: this.#withProblem(view) }));
  }

  chunksOf(documentId: string, limit: number, cursor: number | undefined): ChunkView[] | undefined {
    return this.view(documentId) && this.#chunks.ofDocument(documentId, limit, cursor);
  }

  contentOf(documentId: string): { view: DocumentView; text: string } | undefined {
    const view = this.view(documentId);
    return view && { view, text: joinChunks(this.#chunks.ofDocument(documentId, CHUNKS_PER_BOT)) };
  }

  /** Says what holds up vectors that are still to come, where something does. */
  #withProblem(view: DocumentView): DocumentView {
    const problem = view.vectors === "pending" ? this.#facts.get("vectors_problem") : undefined;
    return problem === undefined ? view : { ...view, vectors_problem: problem };
  }

  addSource(sourceId: string): Promise<{ sourceId: string } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      this.#sources.add(sourceId);
      return { sourceId };
    });
  }

  dropSource(sourceId: string): void {
    if (!this.#erased) this.#sources.drop(sourceId);
  }

  sourceIds(limit: number, cursor?: string): string[] {
    return this.#erased ? [] : this.#sources.list(limit, cursor);
  }

  remove(documentId: string): boolean {
    return this.removeAll([documentId]).length > 0;
  }

  removeAll(documentIds: string[]): string[] {
    if (this.#erased) return [];
    const removed = documentIds.filter((documentId) => this.#documents.remove(documentId));
    if (removed.length > 0) this.#dueNow("vectors");
    return removed;
  }

  searchText(
    question: string,
    limit: number,
    filter: MetadataFilter | undefined,
    synonyms?: readonly (readonly string[])[],
  ): TextMatches {
    if (this.#erased) return { ...NOTHING, language: detectLanguage(question) };
    // The index holds live chunks only, so without a filter there is nothing to ask of a candidate.
    const accepts = filter === undefined ? undefined : this.#accepts(filter);
    const { matches, weights, ...found } = this.#search.search({ question, limit, accepts, synonyms });
    const chunks = this.#chunks.chunksOfRows(matches.map(({ rowid }) => rowid));
    return {
      ...found,
      matches: matches.flatMap(({ rowid, score }) => {
        const chunk = chunks.get(rowid);
        return chunk === undefined ? [] : [{ chunkId: chunk.chunkId, score }];
      }),
      termWeights: [...weights].map(([stem, weight]) => ({ stem, weight })),
      vectorSpace: this.#book.live(),
      pages: this.#documents.count(),
    };
  }

  resolve(chunkIds: string[], filter: MetadataFilter | undefined): LiveChunk[] {
    if (this.#erased) return [];
    const live = this.#chunks.resolve(chunkIds);
    return chunkIds.flatMap((chunkId) => {
      const chunk = live.get(chunkId);
      if (chunk === undefined) return [];
      return filter === undefined || matchesFilter(filter, filterable(chunk.documentId, chunk.url, chunk.metadata))
        ? [chunk]
        : [];
    });
  }

  holdsQuote(chunkId: string, quote: string): boolean {
    return !this.#erased && (this.#chunks.resolve([chunkId]).get(chunkId)?.text.includes(quote) ?? false);
  }

  liveQuotes(quotes: CitedQuote[]): boolean[] {
    return quotes.map((quote) => !this.#erased && isLiveQuote(this.ctx.storage.sql, quote));
  }

  putAnswer(input: CuratedInput): Promise<{ view: CuratedView } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      if (this.#curated.view(input.answerId) === undefined && this.#curated.count() >= LIMITS.curatedAnswersPerBot) {
        throw new ProblemError("conflict", {
          detail: `A bot has at most ${LIMITS.curatedAnswersPerBot} curated answers: delete one first.`,
        });
      }
      return { view: this.ctx.storage.transactionSync(() => this.#curated.put(input, Date.now())) };
    });
  }

  answers(limit: number, cursor: string | undefined): CuratedView[] {
    return this.#erased ? [] : this.#curated.list(limit, cursor);
  }

  answerView(answerId: string): CuratedView | undefined {
    return this.#erased ? undefined : this.#curated.view(answerId);
  }

  /** Not said again when this returns. False where there was none. */
  removeAnswer(answerId: string): boolean {
    return !this.#erased && this.ctx.storage.transactionSync(() => this.#curated.remove(answerId));
  }

  /** What the owner wrote for a question that is asked like this one. The filter holds for answers as for documents. */
  curatedAnswer(question: string, filter: MetadataFilter | undefined): CuratedMatch | undefined {
    if (this.#erased) return undefined;
    return this.#curated.find(
      question,
      ({ answer_id, url, metadata }) =>
        filter === undefined || matchesFilter(filter, filterable(answer_id, url, metadata)),
    );
  }

  neverCited(cited: string[], limit: number): UncitedPage[] {
    return this.#erased ? [] : this.#documents.without(cited, limit);
  }

  counts(): { documents: number; chunks: number; pending: number } {
    return this.#erased ? { documents: 0, chunks: 0, pending: 0 } : this.#documents.counts();
  }

  // The embedded vector store. A hosted one never calls these.

  queryVectors(query: Omit<VectorQuery, "signal">): Promise<{ matches: VectorMatch[] } | Refusal> {
    return settle(() => ({ matches: this.#erased ? [] : this.#vectors.query(this.#book.live()?.mark ?? 0, query) }));
  }

  upsertVectors(records: VectorRecord[]): Promise<{ taken: number } | Refusal> {
    return settle(() => {
      this.#refuseIfErased();
      this.#vectors.upsert(records);
      return { taken: records.length };
    });
  }

  removeVectors(ids: string[]): void {
    if (!this.#erased) this.#vectors.remove(ids);
  }

  removeAllVectors(): void {
    if (!this.#erased) this.#vectors.removeAll();
  }

  erase(): void {
    if (this.#erased) return;
    this.#erased = true;
    // One commit: a crash leaves either everything, or nothing but where vectors are left to erase.
    this.ctx.storage.transactionSync(() => {
      this.#facts.set("vectors_to_erase", JSON.stringify(this.#book.all()));
      this.#facts.set("erased", new Date().toISOString());
      this.#schedule.end();
      dropTables(this.ctx.storage.sql);
      // Under the name of what may be writing vectors just now: it waits for that to end.
      this.#dueNow("vectors");
    });
  }

  override alarm(): Promise<void> {
    const { engines } = compose(this.env);
    const work: Record<Work, Handler> = {
      index: () => this.#index(),
      "index-again": () => this.#indexAgain(),
      vectors: () => (this.#erased ? this.#eraseAll(engines) : this.#vectorWork.run(engines, this.#scope)),
      books: () => this.#tellBooks(),
      reconcile: () => this.#reconcileNightly(),
    };
    return this.#schedule.run(work, this.#erased ? RETRY_ERASED_MS : undefined);
  }

  async #index(): Promise<void> {
    while (!this.#erased && (await indexNext(this.#documents))) await scheduler.wait(0);
    if (this.#erased) return;
    this.#indexWhenDue();
    this.#dueNow("vectors");
  }

  /** What an earlier version indexed answers as it did until its turn comes. */
  async #indexAgain(): Promise<void> {
    while (!this.#erased && this.#documents.indexAgain(INDEXED_AGAIN)) await scheduler.wait(0);
  }

  /** Each report once, whatever fails on the way. */
  async #tellBooks(): Promise<void> {
    if (this.#erased) return;
    const { ledger } = this.#scope;
    await this.#books.deliver(async (usage, id) => ledger.recordTokens(usage, 1, undefined, id));
  }

  async reconcile(): Promise<ReconcileReport> {
    const report = await this.#vectorWork.reconcile(compose(this.env).engines, this.#scope);
    if (report.missing > 0 && !this.#erased) this.#dueNow("vectors");
    return report;
  }

  async #reconcileNightly(): Promise<void> {
    if (this.#erased) return;
    const { removed, missing } = await this.reconcile();
    if (removed + missing > 0)
      console.error(`an index was not as it should be: ${removed} removed, ${missing} missing`);
    if (!this.#erased) this.#reconcileTonight();
  }

  /** In the small hours of UTC, each bot at a time of its own: an index is not asked for all of them at once. */
  #reconcileTonight(): void {
    const own = Number.parseInt(this.ctx.id.toString().slice(0, 8), 16) / 2 ** 32;
    const tomorrow = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS;
    this.#schedule.at("reconcile", tomorrow + Math.floor((1 + 4 * own) * 3_600_000));
  }

  async #eraseAll(engines: Engines): Promise<void> {
    await this.#vectorWork.erase(engines, this.#scope);
    // Gives the space back. Nothing is left that a crash here could lose.
    const erased = this.#facts.get("erased")!;
    await this.ctx.storage.deleteAll();
    this.#facts.create();
    this.#facts.set("erased", erased);
  }

  /** Whether a row of the full-text index passes a filter; every document is looked up once. */
  #accepts(filter: MetadataFilter): (row: number) => boolean {
    const accepted = new Map<string, boolean>();
    return (row) => {
      const documentId = this.#chunks.chunksOfRows([row]).get(row)?.documentId;
      if (documentId === undefined) return false;
      let known = accepted.get(documentId);
      if (known === undefined) {
        const metadata = this.#documents.filterableOf(documentId);
        known = metadata !== undefined && matchesFilter(filter, metadata);
        accepted.set(documentId, known);
      }
      return known;
    };
  }

  /** What may be said of the vectors of a document all of whose chunks have one. */
  get #vectorsState(): VectorsState {
    if (compose(this.env).engines.embedder === undefined) return "off";
    return this.#book.isWhole() ? "ready" : "pending";
  }

  #createTables(): void {
    this.#book.create();
    this.#documents.create();
    this.#search.create();
    this.#curated.create();
    this.#sources.create();
  }

  get #scope(): TenantScope {
    return TenantScope.ofObject(this.ctx.id, this.env);
  }

  #refuseIfErased(): void {
    if (this.#erased) throw new ProblemError("not-found", { detail: "There is no such bot." });
  }
}
