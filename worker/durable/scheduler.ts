/**
 * What one Durable Object has to do later, by name: due times in a table, over the one alarm there is. A row
 * stays until its work is done, so a crash at any point loses nothing; a row that fails waits for its own next
 * try and for no other. It does not know what the work is: handlers do, by the same names.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { Sql } from "../sqlite/sql.ts";

/** Safe to repeat: after a crash it is called again. May be due again by `at`, called from inside. */
export type Handler = () => void | Promise<void>;

export interface Scheduler {
  /**
   * Makes work due, in one commit with whatever the caller writes in the same turn. Work that is due already is
   * moved, earlier or later; where it is being done just now it is done once more.
   *
   * @param due milliseconds since 1970
   */
  at(name: string, due: number): void;
  /** Undefined where nothing of that name is to be done. */
  due(name: string): number | undefined;
  /** Not to be done any more. What is being done just now ends unheard, however it ends. */
  drop(name: string): void;
  /** What is being done just now has come forward: a failure after this is the first one. */
  cameForward(name: string): void;
  /** To be called when the object is made: the runtime gives an alarm up that failed too often. */
  wake(): void;
  /** Nothing is to be done any more: the object is erased. */
  end(): void;
  /**
   * For the object's alarm: does what is due, all of it side by side, and what becomes due meanwhile. Those who
   * call it at the same time share one run.
   *
   * @param retryMostMs the longest wait between two tries
   */
  run(handlers: Readonly<Record<string, Handler>>, retryMostMs?: number): Promise<void>;
}

interface Row {
  name: string;
  at: number;
  /** Since it was last done. */
  failures: number;
}

/** Work that is being done just now. A crash forgets it, and leaves its row. */
interface Doing {
  /** Was made due meanwhile: it is done once more. */
  again: boolean;
  /** Nobody wants to know how it ends. */
  dropped: boolean;
  done: Promise<void>;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_MOST_MS = 5 * 60_000;
/** An alarm may take 15 minutes: what becomes due after this long is left to the next one. */
const HAND_OVER_MS = 5 * 60_000;

export interface SchedulerStorage {
  sql: Sql;
  setAlarm(at: number): Promise<void>;
  deleteAlarm(): Promise<void>;
}

export function createScheduler(storage: SchedulerStorage, now: () => number): Scheduler {
  const { sql } = storage;
  const doing = new Map<string, Doing>();
  let running: Promise<void> | undefined;
  let wakeRun = (): void => {};

  /** The table is made by the first row: an object that has nothing to do is left as it is. */
  const exists = (): boolean => [...sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'due'")].length > 0;

  function rows(where: string, ...bindings: (string | number)[]): Row[] {
    if (!exists()) return [];
    return [...sql.exec(`SELECT name, at, failures FROM due ${where}`, ...bindings)] as unknown as Row[];
  }

  const first = (): Row | undefined => rows("ORDER BY at LIMIT 1")[0];
  const rowOf = (name: string): Row | undefined => rows("WHERE name = ?", name)[0];

  /** In one commit with the row that has changed: the runtime joins what is written in one turn. */
  function arm(): void {
    const next = first();
    if (next !== undefined) void storage.setAlarm(next.at);
    else if (exists()) void storage.deleteAlarm();
  }

  /** Never throws for what the work itself did. */
  async function work(name: string, mine: Doing, handler: Handler | undefined, retryMostMs: number): Promise<void> {
    let failure: { error: unknown } | undefined;
    try {
      if (handler === undefined) throw new TypeError(`Nothing does "${name}" here.`);
      await handler();
    } catch (error) {
      failure = { error };
    }
    doing.delete(name);
    const row = mine.dropped ? undefined : rowOf(name);
    if (row === undefined) return;
    if (failure !== undefined) {
      console.error(`${name}: the work failed, trying again later`, failure.error);
      const own = RETRY_FIRST_MS * 2 ** row.failures;
      const wait = Math.min(Math.max(own, retryAfterOf(failure.error) * 1_000), retryMostMs);
      sql.exec("UPDATE due SET at = ?, failures = failures + 1 WHERE name = ?", now() + wait, name);
    } else if (mine.again) sql.exec("UPDATE due SET failures = 0 WHERE name = ?", name);
    else sql.exec("DELETE FROM due WHERE name = ?", name);
    arm();
  }

  async function runAll(handlers: Readonly<Record<string, Handler>>, retryMostMs: number): Promise<void> {
    const handOver = now() + HAND_OVER_MS;
    for (;;) {
      const woken = new Promise<void>((resolve) => (wakeRun = resolve));
      for (const { name } of now() < handOver ? rows("WHERE at <= ? ORDER BY at", now()) : []) {
        if (doing.has(name)) continue;
        const mine: Doing = { again: false, dropped: false, done: Promise.resolve() };
        doing.set(name, mine);
        mine.done = work(name, mine, handlers[name], retryMostMs);
        // Storage that breaks is said by the run, which may have ended for it before this.
        mine.done.catch(() => undefined);
      }
      if (doing.size === 0) break;
      const next = rows("WHERE at > ? ORDER BY at LIMIT 1", now())[0];
      const timer = next && setTimeout(wakeRun, Math.min(next.at - now(), HAND_OVER_MS));
      await Promise.race([woken, ...[...doing.values()].map(({ done }) => done)]);
      clearTimeout(timer);
      // Requests get their turn between two pieces of work.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    arm();
  }

  return {
    at(name, due) {
      sql.exec(`CREATE TABLE IF NOT EXISTS due (
        name TEXT PRIMARY KEY, at INTEGER NOT NULL, failures INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID`);
      sql.exec("INSERT INTO due (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at = ?2", name, due);
      const already = doing.get(name);
      if (already !== undefined) already.again = true;
      arm();
      wakeRun();
    },

    due: (name) => rowOf(name)?.at,

    drop(name) {
      const already = doing.get(name);
      if (already !== undefined) already.dropped = true;
      if (rowOf(name) === undefined) return;
      sql.exec("DELETE FROM due WHERE name = ?", name);
      arm();
    },

    cameForward(name) {
      const row = rowOf(name);
      if (row !== undefined && row.failures > 0) sql.exec("UPDATE due SET failures = 0 WHERE name = ?", name);
    },

    wake() {
      const next = first();
      if (next !== undefined && next.at <= now()) void storage.setAlarm(next.at);
    },

    end() {
      for (const each of doing.values()) each.dropped = true;
      sql.exec("DROP TABLE IF EXISTS due");
      void storage.deleteAlarm();
    },

    run(handlers, retryMostMs = RETRY_MOST_MS) {
      wakeRun();
      running ??= runAll(handlers, retryMostMs).finally(() => (running = undefined));
      return running;
    },
  };
}

/** Seconds, where the failed service said how long to wait. */
function retryAfterOf(error: unknown): number {
  return error instanceof ProblemError ? (error.retryAfter ?? 0) : 0;
}
