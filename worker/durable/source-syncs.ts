/** When a source is read: what is asked of its syncs, and what its schedule asks. The reading itself is `crawl/`. */

import { ProblemError } from "../../shared/problem.ts";
import { addStart } from "../crawl/add-list.ts";
import { EVERY_MS, SOURCE_LIMITS } from "../crawl/source-config.ts";
import type { SyncState } from "../crawl/sync-state.ts";
import type { SourceStore } from "./source-store.ts";

export interface Syncs {
  /** @throws ProblemError `not-found` where there is no source */
  state(): SyncState;
  /** A sync from the start. */
  begin(now: number): void;
  /** Asked for by its owner. @throws ProblemError `rate-limited` */
  ask(): void;
  stop(): void;
  /** @throws ProblemError `conflict` where nothing waits for it */
  confirm(): void;
  /** The time its owner set has come. A sync that runs or was stopped is left alone, and its time comes again. */
  onTime(): void;
  /** After a change of how often. */
  scheduleNext(): void;
}

export function createSyncs({ storage, facts, config, addresses, sync, schedule }: SourceStore): Syncs {
  /** Reads on, where there was a sync already. */
  function goOn(state: SyncState): void {
    sync.set({ ...state, status: "syncing" });
    schedule.at("crawl", Date.now());
  }

  function state(): SyncState {
    config.plain();
    return sync.get();
  }

  function begin(now: number): void {
    const { last } = sync.get();
    storage.transactionSync(() => {
      addresses.restart(config.plain().max_pages);
      facts.drop("home");
      facts.drop("confirmed");
      addresses.measure();
      sync.set({ status: "syncing", startedAt: now, askedAt: now, removed: 0, last });
      addStart(addresses, config.plain());
      schedule.at("crawl", now);
      scheduleNext();
    });
  }

  function scheduleNext(): void {
    const { every } = config.plain();
    const { startedAt } = sync.get();
    if (every === null) schedule.drop("sync");
    else schedule.at("sync", (startedAt ?? Date.now()) + EVERY_MS[every]);
  }

  return {
    state,
    begin,
    scheduleNext,
    ask() {
      const now = state();
      const wait = now.askedAt + SOURCE_LIMITS.syncAgainMs - Date.now();
      if (wait > 0) {
        const retryAfter = Math.ceil(wait / 1_000);
        throw new ProblemError("rate-limited", {
          detail: `A sync was asked for just now. Try again in ${retryAfter} s.`,
          retryAfter,
        });
      }
      if (now.status === "stopped") goOn({ ...now, askedAt: Date.now() });
      else if (now.status !== "syncing") begin(Date.now());
    },
    stop() {
      const now = state();
      if (now.status !== "syncing") return;
      sync.set({ ...now, status: "stopped" });
      schedule.drop("crawl");
    },
    confirm() {
      const { problem: _, ...now } = state();
      if (now.status !== "needs-confirmation") {
        throw new ProblemError("conflict", { detail: "Nothing waits to be confirmed." });
      }
      facts.set("confirmed", "1");
      goOn(now);
    },
    onTime() {
      const { every } = config.plain();
      if (["idle", "failed", "needs-confirmation"].includes(state().status)) begin(Date.now());
      else if (every !== null) schedule.at("sync", Date.now() + EVERY_MS[every]);
    },
  };
}
