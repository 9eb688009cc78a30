/** The course of a sync: step after step until nothing waits, then what the answers mean together, then its end. */

import { ProblemError } from "../../shared/problem.ts";
import type { SourceProblem } from "../durable/source-api.ts";
import { PAGE_STATUSES } from "../page-status.ts";
import type { Facts } from "../sqlite/facts.ts";
import type { Address, AddressKind } from "./address.ts";
import type { Crawl } from "./crawl.ts";
import { runStep } from "./crawl-step.ts";
import { mendPointers, removePages, settleBlocks, toRemove, wouldVanish } from "./finish.ts";
import { addressOf } from "./page-address.ts";
import { HELD_PAGES } from "./site-blocks.ts";
import { progressOf, type SyncStateStore } from "./sync-state.ts";
import { inTurn } from "./turns.ts";
import { decideUnasked, visit } from "./visit.ts";

export interface SyncParts {
  facts: Facts;
  state: SyncStateStore;
  /** False from the moment on at which the source is deleted. */
  isOpen(): boolean;
}

/** A new alarm is a new invocation, with requests of its own. */
const NEXT_STEP_MS = 20;

/** @returns when to go on, in milliseconds since 1970; undefined where the sync has ended, was stopped, or waits for its owner */
export async function continueSync(crawl: Crawl, parts: SyncParts): Promise<number | undefined> {
  const next = await step(crawl, parts);
  if (!runs(parts)) return undefined;
  const soon = crawl.now() + NEXT_STEP_MS;
  if (next !== undefined) return Math.max(next, soon);
  if (mendPointers(crawl)) return soon;
  return (await finish(crawl, parts)) ? undefined : soon;
}

function runs({ state, isOpen }: SyncParts): boolean {
  return isOpen() && state.get().status === "syncing";
}

function step(crawl: Crawl, parts: SyncParts): Promise<number | undefined> {
  const { addresses, hosts, blocks, config, now } = crawl;
  addresses.askAgain();
  addresses.measure();
  return runStep({
    pace: config.pace,
    waiting: () =>
      addresses
        .waiting()
        .map(({ origin, due, robots }) => ({ origin, robots, at: Math.max(due, hosts.find(origin)?.nextAt ?? 0) })),
    next: (origins, kinds) => nextToAsk(crawl, origins, kinds),
    begins: ({ key, origin }) => {
      addresses.asks(key);
      hosts.wasAsked(origin, now(), config.pace.spacing_ms);
    },
    visit: async (address, onRequest) => {
      await inTurn(
        crawl,
        address,
        () => visit(crawl, address, onRequest),
        (ms) => scheduler.wait(ms),
      );
      if (parts.facts.get("blocks_settled") === undefined && blocks.pages() >= HELD_PAGES) await settle(crawl, parts);
    },
    goesOn: () => runs(parts),
    now,
    sleep: (ms) => scheduler.wait(ms),
  });
}

/** What can be decided without asking is decided on the way. */
function nextToAsk(crawl: Crawl, origins: readonly string[], kinds: readonly AddressKind[]): Address | undefined {
  for (;;) {
    const address = crawl.addresses.next(origins, kinds, crawl.now());
    const decided = address && decideUnasked(crawl, address);
    if (address === undefined || decided === undefined) return address;
    crawl.addresses.finish(address.key, decided);
  }
}

/** It is known by now what is common, and what was indexed before that is indexed again without it. */
async function settle(crawl: Crawl, { facts }: SyncParts): Promise<void> {
  facts.set("blocks_settled", "1");
  await settleBlocks(crawl);
}

/** @returns false where there is more to remove */
async function finish(crawl: Crawl, parts: SyncParts): Promise<boolean> {
  const { facts, state } = parts;
  await settle(crawl, parts);
  const vanishing = wouldVanish(crawl);
  if (vanishing !== undefined && facts.get("confirmed") === undefined) {
    const { count, of } = vanishing;
    const detail = `This sync would remove ${count} of ${of} pages. Confirm it, or mend the site and sync again.`;
    state.set({ ...state.get(), status: "needs-confirmation", problem: { code: "needs-confirmation", detail } });
    return true;
  }
  const removed = await removePages(crawl);
  const { problem: _, ...now } = state.get();
  const done = { ...now, removed: now.removed + removed };
  state.set(done);
  if (toRemove(crawl).length > 0) return false;
  const problem = whyNothing(crawl);
  const last = progressOf(crawl.addresses, done, crawl.now());
  state.set(problem === undefined ? { ...done, status: "idle", last } : { ...done, status: "failed", problem, last });
  return true;
}

/** Why a source has nothing to answer with, from the address that it begins at. */
function whyNothing({ addresses, config }: Crawl): SourceProblem | undefined {
  if (addresses.answering() > 0) return undefined;
  const start = addressOf(config.url)!;
  const row = addresses.find(start.key) ?? addresses.find(`list ${start.key}`);
  if (row === undefined || row.status === "indexed") return { code: "empty", detail: "No page with text was found." };
  return { code: row.status, detail: row.reason ?? PAGE_STATUSES[row.status][0] };
}

/** Whether the bot is gone, and its keys with it: nobody is left to read for. */
export function isOrphaned(error: unknown): boolean {
  return error instanceof ProblemError && error.slug === "not-found";
}
