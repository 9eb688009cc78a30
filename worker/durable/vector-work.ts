/**
 * What a bot's object does in the background for its vectors: makes those that are missing, waits until the store
 * shows them, removes those that are owed, and at the end all of them. Every step is safe to repeat.
 */

import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Engines } from "../engines.ts";
import { indexVectors, removeVectors } from "../knowledge/ingest.ts";
import type { LiveChunks } from "../knowledge/live-chunks.ts";
import type { SpaceFacts, VectorSpace } from "../knowledge/vectors/spaces.ts";
import type { VectorBook } from "../knowledge/vectors/vector-book.ts";
import type { ReconcileReport } from "../knowledge/vectors/records.ts";
import { reconcile } from "../knowledge/reconcile.ts";
import { restAfter } from "../knowledge/turns.ts";
import { PlaceFull, type TenantVectors } from "../ports.ts";
import type { Facts } from "../sqlite/facts.ts";
import type { TenantScope } from "../tenancy/scope.ts";

const VISIBLE_WAIT_MS = 1_000;
const VISIBLE_TRIES = 60;
/** How far the index was compared. */
const RECONCILED = "reconciled_to";

export interface VectorWorkParts {
  storage: DurableObjectStorage;
  facts: Facts;
  book: VectorBook;
  chunks: LiveChunks;
  /** False once the bot is erased, which may happen between any two steps. */
  goesOn(): boolean;
  hasChunks(): boolean;
  /** A step succeeded: what comes next is not held back for what failed before. */
  cameForward(): void;
  onUsage(usage: Usage): void;
  /** The vectors of a store that may lose or keep some were made. */
  onFilled(): void;
}

export interface VectorWork {
  /** @throws what went wrong, after what could be done was done; the owner is told in `vectors_problem` */
  run(engines: Engines, scope: TenantScope): Promise<void>;
  /** Compares the index with what should be in it, up to where one run comes: see `knowledge/reconcile`. */
  reconcile(engines: Engines, scope: TenantScope): Promise<ReconcileReport>;
  /** Until every place that ever held vectors of this bot says that it is empty. One that fails holds up no other. */
  erase(engines: Engines, scope: TenantScope): Promise<void>;
}

export function createVectorWork(parts: VectorWorkParts): VectorWork {
  const { storage, facts, book, chunks, goesOn, hasChunks, onUsage } = parts;

  function wentWell(): void {
    parts.cameForward();
    facts.drop("vectors_problem");
  }

  async function bringUp(engines: Engines, scope: TenantScope): Promise<void> {
    const open = (space: VectorSpace) => engines.open(space).vectorStore.within(scope);
    await lookForWrite(open);
    // Where writes have no numbers, a record tells that one is visible: until then none is removed.
    let problem = book.unseenWrite() === undefined ? await removeVectors(book, open, goesOn) : undefined;
    if (engines.space !== undefined && goesOn() && hasChunks()) {
      const space = storage.transactionSync(() => book.spaceToFill(engines.space!));
      try {
        await fillSpace(engines.open(space).embedder, open(space), space);
      } catch (error) {
        tryNextPlace(engines, space, error);
        throw error;
      }
      problem = await removeVectors(book, open, goesOn);
    }
    if (problem !== undefined) throw problem as Error;
    if (goesOn()) await leavePlaces(open);
  }

  /** A bot whose first vectors an index refuses, because it is full, is placed in the next one. */
  function tryNextPlace(engines: Engines, { place }: VectorSpace, error: unknown): void {
    if (!(error instanceof PlaceFull)) return;
    engines.isFull(place);
    const next = engines.space?.place;
    if (next === undefined || next === place) return;
    if (storage.transactionSync(() => book.wasRefused(place))) wentWell();
  }

  /** A bot that has left an index has no namespace there: an empty one would count. */
  async function leavePlaces(open: (space: VectorSpace) => TenantVectors): Promise<void> {
    for (const place of book.leftPlaces()) {
      let vectors: TenantVectors;
      try {
        vectors = open({ place, model: "", dimensions: 0, generation: 0, mark: 0 });
      } catch (error) {
        console.error("an index that was left is out of reach", error);
        continue;
      }
      await vectors.removeAll();
      if (goesOn()) book.wasLeft(place);
    }
  }

  /** Makes the vectors that a space lacks, and lets it answer once queries see all of them. */
  async function fillSpace(
    embedder: ReturnType<Engines["open"]>["embedder"],
    vectors: TenantVectors,
    space: VectorSpace,
  ): Promise<void> {
    for (let begun = Date.now(); goesOn(); begun = Date.now()) {
      if (!(await indexVectors(chunks, book, { space, embedder, vectors, onUsage }))) break;
      wentWell();
      // A service works elsewhere; what is part of this Worker keeps its thread from everybody else.
      if (!embedder.costsTokens) await restAfter(begun);
    }
    if (!goesOn()) return;
    // An eventually consistent index is complete only when queries see its last write.
    const mark = book.unseenWrite();
    for (let tries = 0; mark !== undefined && !(await vectors.isVisible(mark)); tries++) {
      if (tries >= VISIBLE_TRIES) {
        throw new ProblemError("upstream-busy", { detail: "The vector index has not shown the last write yet." });
      }
      await scheduler.wait(VISIBLE_WAIT_MS);
      if (!goesOn()) return;
    }
    if (!goesOn()) return;
    storage.transactionSync(() => {
      book.sawWrite();
      book.finish();
      if (vectors.list !== undefined) parts.onFilled();
    });
  }

  /** Whether a write that was waited for before is visible by now. */
  async function lookForWrite(open: (space: VectorSpace) => TenantVectors): Promise<void> {
    const mark = book.unseenWrite();
    const space = book.filled();
    if (mark === undefined || space === undefined) return;
    if (hasChunks()) {
      try {
        if (!(await open(space).isVisible(mark))) return;
      } catch (error) {
        console.error("whether a write is visible cannot be told", error);
        return;
      }
    }
    if (goesOn()) book.sawWrite();
  }

  return {
    async run(engines, scope) {
      try {
        await bringUp(engines, scope);
        if (goesOn()) wentWell();
      } catch (error) {
        if (goesOn()) facts.set("vectors_problem", engines.explain(error));
        throw error;
      }
    },

    async reconcile(engines, scope) {
      const live = goesOn() ? book.live() : undefined;
      if (live === undefined) return { looked: 0, removed: 0, missing: 0, next: undefined };
      const vectors = engines.open(live).vectorStore.within(scope);
      const report = await reconcile(vectors, book, live.place, facts.get(RECONCILED));
      if (!goesOn()) return report;
      if (report.next === undefined) facts.drop(RECONCILED);
      else facts.set(RECONCILED, report.next);
      return report;
    },

    async erase(engines, scope) {
      const spaces = JSON.parse(facts.get("vectors_to_erase") ?? "[]") as SpaceFacts[];
      const left = new Map(spaces.map((space) => [space.place, space]));
      let problem: unknown;
      for (const [place, space] of left) {
        try {
          await engines.open(space).vectorStore.within(scope).removeAll();
          left.delete(place);
          facts.set("vectors_to_erase", JSON.stringify([...left.values()]));
        } catch (error) {
          problem ??= error;
        }
      }
      if (problem !== undefined) throw problem as Error;
    },
  };
}
