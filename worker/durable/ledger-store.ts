/** Where a bot's books are kept: everything in the database of its `Ledger`. */

import { createFacts, type Facts } from "../sqlite/facts.ts";
import { createForgotten, type Forgotten } from "./forgotten.ts";
import { createHandoffs, type Handoffs } from "./handoffs.ts";
import { createLoop, type Loop } from "./loop.ts";
import { createOriginsSeen, type OriginsSeen } from "./origins-seen.ts";
import { createOwnerLog, type OwnerLog } from "./owner-log.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { createSpending, type Spending } from "./spending.ts";
import { createTold, type Told } from "./told.ts";
import { createWorkTaken, type WorkTaken } from "./work-taken.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";

export interface LedgerStore {
  storage: DurableObjectStorage;
  facts: Facts;
  spending: Spending;
  log: OwnerLog;
  loop: Loop;
  handoffs: Handoffs;
  webhooks: Webhooks;
  origins: OriginsSeen;
  told: Told;
  forgotten: Forgotten;
  workTaken: WorkTaken;
  schedule: Scheduler;
  /** As it is stored: every question asks. */
  isErasing: boolean;
}

/** @param onBudgetReached told of each question that finds the tokens spent, with the day (UTC) */
export function createLedgerStore(storage: DurableObjectStorage, onBudgetReached: (day: string) => void): LedgerStore {
  const { sql } = storage;
  const now = () => Date.now();
  const facts = createFacts(sql);
  const tables = {
    spending: createSpending(sql, now, onBudgetReached),
    log: createOwnerLog(sql),
    loop: createLoop(sql),
    handoffs: createHandoffs(sql),
    webhooks: createWebhooks(sql),
    origins: createOriginsSeen(sql),
    told: createTold(sql, now),
    forgotten: createForgotten(sql, now),
    workTaken: createWorkTaken(sql, now),
  };
  const schedule = createScheduler(storage, now);
  storage.transactionSync(() => {
    facts.create();
    for (const table of Object.values(tables)) table.create();
  });
  return { storage, facts, ...tables, schedule, isErasing: facts.get("erasing") !== undefined };
}
