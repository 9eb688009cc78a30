/**
 * What a bot's object does in the background, by due times: reads what waits, indexes anew, sees to vectors and to what
 * they cost, compares the index with the truth by night, erases.
 */

import type { Engines } from "../engines.ts";
import type { FileReading } from "../knowledge/extract/formats.ts";
import { indexNext } from "../knowledge/ingest.ts";
import { inTurn } from "../knowledge/turns.ts";
import type { ReconcileReport } from "../knowledge/vectors/records.ts";
import type { SpaceFacts } from "../knowledge/vectors/spaces.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { dropStore, type KnowledgeStore, SOURCES_TO_ERASE } from "./knowledge-store.ts";
import type { Handler } from "./scheduler.ts";
import { createVectorWork } from "./vector-work.ts";

type Work = "index" | "index-again" | "vectors" | "books" | "reconcile";

const DAY_MS = 86_400_000;
/** An erased bot whose index is out of reach for good must not ask for it all day. */
const RETRY_ERASED_MS = 6 * 60 * 60_000;
/** Chunks that are indexed again in one step: between steps other requests get their turn. */
const INDEXED_AGAIN = 32;

export interface KnowledgeWork {
  /** The engines may have changed since, or an alarm been lost: checked whenever a bot wakes. */
  lookForWork(space: SpaceFacts | undefined): void;
  /** The queue has changed. */
  indexWhenDue(): void;
  /** Vectors are to be made or removed; of an erased bot, all of them. */
  vectorsNow(): void;
  /** One commit: a crash leaves either everything, or nothing but which sources and vectors are left to erase. */
  eraseTables(): void;
  /** Of an erased bot. May be called again, and by several at once. */
  eraseSources(scope: TenantScope): Promise<void>;
  /** Compares the index with what should be in it, as far as one run goes. */
  reconcile(engines: Engines, scope: TenantScope): Promise<ReconcileReport>;
  /** For the object's alarm. */
  run(engines: Engines, scope: TenantScope): Promise<void>;
}

/**
 * @param files the Worker that reads files
 * @param isErased asked between any two steps
 */
export function createKnowledgeWork(
  store: KnowledgeStore,
  id: DurableObjectId,
  files: FileReading | undefined,
  isErased: () => boolean,
): KnowledgeWork {
  const { storage, facts, index, book, books, chunks, documents, schedule } = store;
  /** In memory as well: while the last of an erased bot's storage goes, there is no table to look into. */
  let sourcesLeft: string[] = [];
  const vectorWork = createVectorWork({
    storage,
    facts,
    book,
    chunks,
    goesOn: () => !isErased(),
    hasChunks: () => documents.counts().chunks > 0,
    cameForward: () => schedule.cameForward("vectors"),
    // On disk before the vectors are: a crash between the two loses neither.
    onUsage(usage) {
      books.add(crypto.randomUUID(), usage);
      now("books");
    },
    onFilled() {
      if (schedule.due("reconcile") === undefined) reconcileTonight();
    },
  });

  function now(work: Work): void {
    schedule.at(work, Date.now());
  }

  function indexWhenDue(): void {
    const due = documents.nextDue();
    if (due === undefined) schedule.drop("index");
    else schedule.at("index", Math.max(due, Date.now()));
  }

  async function indexWaiting(): Promise<void> {
    // What it goes through is known too late: each takes its turn as a large one does.
    while (!isErased() && (await inTurn(Infinity, () => indexNext(documents, files))));
    if (isErased()) return;
    indexWhenDue();
    now("vectors");
  }

  /** What an earlier version indexed answers as it did until its turn comes. */
  async function indexAgain(): Promise<void> {
    while (!isErased() && documents.indexAgain(INDEXED_AGAIN)) await scheduler.wait(0);
  }

  /** Each report once, whatever fails on the way. */
  async function tellBooks({ ledger }: TenantScope): Promise<void> {
    if (!isErased()) await books.deliver(async (usage, report) => ledger.recordTokens(usage, 1, undefined, report));
  }

  async function reconcile(engines: Engines, scope: TenantScope): Promise<ReconcileReport> {
    const report = await vectorWork.reconcile(engines, scope);
    if (report.missing > 0 && !isErased()) now("vectors");
    return report;
  }

  async function reconcileNightly(engines: Engines, scope: TenantScope): Promise<void> {
    if (isErased()) return;
    const { removed, missing } = await reconcile(engines, scope);
    if (removed + missing > 0)
      console.error(`an index was not as it should be: ${removed} removed, ${missing} missing`);
    if (!isErased()) reconcileTonight();
  }

  /** In the small hours of UTC, each bot at a time of its own: an index is not asked for all of them at once. */
  function reconcileTonight(): void {
    const own = Number.parseInt(id.toString().slice(0, 8), 16) / 2 ** 32;
    const tomorrow = Math.floor(Date.now() / DAY_MS) * DAY_MS + DAY_MS;
    schedule.at("reconcile", tomorrow + Math.floor((1 + 4 * own) * 3_600_000));
  }

  function eraseTables(): void {
    storage.transactionSync(() => {
      dropStore(store);
      // Under the name of what may be writing vectors just now: it waits for that to end.
      now("vectors");
    });
    readSourcesLeft();
  }

  function readSourcesLeft(): void {
    sourcesLeft = JSON.parse(facts.get(SOURCES_TO_ERASE) ?? "[]") as string[];
  }

  async function eraseSources(scope: TenantScope): Promise<void> {
    for (const sourceId of sourcesLeft) await scope.source(sourceId).erase();
    sourcesLeft = [];
  }

  async function eraseAll(engines: Engines, scope: TenantScope): Promise<void> {
    await eraseSources(scope);
    await vectorWork.erase(engines, scope);
    // Gives the space back. Nothing is left that a crash here could lose.
    const erased = facts.get("erased")!;
    await storage.deleteAll();
    facts.create();
    facts.set("erased", erased);
  }

  return {
    lookForWork(space) {
      if (isErased()) {
        readSourcesLeft();
        if (facts.get("vectors_to_erase") !== undefined) now("vectors");
        return;
      }
      // Nobody is reading any of them any more.
      documents.releaseAll();
      indexWhenDue();
      if (index.outdated(1).length > 0) now("index-again");
      if (book.isBehind(space) || (space !== undefined && documents.lacksVectors())) now("vectors");
    },
    indexWhenDue,
    vectorsNow: () => now("vectors"),
    eraseTables,
    eraseSources,
    reconcile,
    run(engines, scope) {
      const work: Record<Work, Handler> = {
        index: indexWaiting,
        "index-again": indexAgain,
        vectors: () => (isErased() ? eraseAll(engines, scope) : vectorWork.run(engines, scope)),
        books: () => tellBooks(scope),
        reconcile: () => reconcileNightly(engines, scope),
      };
      return schedule.run(work, isErased() ? RETRY_ERASED_MS : undefined);
    },
  };
}
