/** How a source stands as a whole, kept as one fact: what runs, what the last sync came to, what stands in its way. */

import type { Progress, SourceProblem, SourceStatus } from "../durable/source-api.ts";
import type { Facts } from "../sqlite/facts.ts";
import type { Addresses } from "./addresses.ts";
import type { PageStatus } from "../page-status.ts";
import { NOT_READ } from "./last-copy.ts";

export interface SyncState {
  status: SourceStatus;
  problem?: SourceProblem;
  /** Milliseconds since 1970; null before the first one. */
  startedAt: number | null;
  /** When somebody last asked for one. */
  askedAt: number;
  removed: number;
  last: Progress | null;
}

const FAILED: readonly PageStatus[] = [...NOT_READ, "stale"];

export interface SyncStateStore {
  get(): SyncState;
  set(state: SyncState): void;
}

export function createSyncState(facts: Facts): SyncStateStore {
  return {
    get() {
      const kept = facts.get("sync");
      if (kept === undefined) return { status: "idle", startedAt: null, askedAt: 0, removed: 0, last: null };
      return JSON.parse(kept) as SyncState;
    },
    set(state) {
      facts.set("sync", JSON.stringify(state));
    },
  };
}

/** What has come of the sync that runs, or that has ended just now. */
export function progressOf(
  addresses: Addresses,
  { startedAt, removed }: SyncState,
  finishedAt: number | null,
): Progress {
  const counts = addresses.countByStatus();
  const of = (statuses: readonly PageStatus[]): number =>
    statuses.reduce((sum, status) => sum + (counts.get(status) ?? 0), 0);
  const skipped = [...counts].filter(([status]) => !["indexed", "unchanged", "queued"].includes(status));
  return {
    started_at: iso(startedAt),
    finished_at: iso(finishedAt),
    found: addresses.size().known,
    fetched: addresses.fetchedSince(startedAt ?? 0),
    indexed: of(["indexed"]),
    unchanged: of(["unchanged"]),
    removed,
    failed: of(FAILED),
    skipped: Object.fromEntries(skipped),
  };
}

export function iso(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
