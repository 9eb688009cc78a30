/**
 * What a bot may still do and has done, a day at a time (UTC): questions, outcomes, tokens. Day counts
 * are exact and durable; minutes are counted in memory and written down soon after, so that they outlast a rest.
 */

import type { Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { limitsOfSender } from "../tenancy/sender.ts";
import { createMinuteCounter } from "../tenancy/minute-counter.ts";
import type { Admitted, AdmitRequest } from "./api.ts";
import { createAsked } from "./asked.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { createPromises, LEAST_TOKENS, MOST_TOKENS } from "./promises.ts";

export interface UsageDay {
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  answers: number;
  answered: number;
  unanswered: number;
  stopped: number;
  failed: number;
  /** Of all of these, the ones that went on without a model because the budget was spent. */
  degraded: number;
  /** Calls of hosted engines that cost tokens. */
  calls: number;
  input_tokens: number;
  output_tokens: number;
}

const STATUS_COLUMNS = { complete: "answers", stopped: "stopped", failed: "failed" } as const;

export type Spending = ReturnType<typeof createSpending>;

/** @param onBudgetReached told of each question that finds the tokens spent, with the day (UTC) */
export function createSpending(sql: SqlStorage, now: () => number, onBudgetReached: (day: string) => void) {
  const minutes = createMinuteCounter();
  const promises = createPromises(sql, now);
  const asked = createAsked(sql);

  function askedOn(day: string): number {
    return sql.exec<{ asked: number }>("SELECT coalesce((SELECT asked FROM days WHERE day = ?), 0) AS asked", day).one()
      .asked;
  }

  function tokensSince(day: string): number {
    return sql
      .exec<{ tokens: number }>(
        "SELECT coalesce(sum(input_tokens + output_tokens), 0) AS tokens FROM days WHERE day >= ?",
        day,
      )
      .one().tokens;
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS days (
          day TEXT PRIMARY KEY, asked INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0,
          answered INTEGER NOT NULL DEFAULT 0, unanswered INTEGER NOT NULL DEFAULT 0, stopped INTEGER NOT NULL DEFAULT 0,
          failed INTEGER NOT NULL DEFAULT 0, input_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
      `);
      sql.exec(
        "CREATE TABLE IF NOT EXISTS minutes (minute INTEGER NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (minute, name)) STRICT, WITHOUT ROWID",
      );
      const counted = sql.exec<{ minute: number; name: string; count: number }>(
        "SELECT minute, name, count FROM minutes",
      );
      minutes.restore(now(), counted.toArray());
      promises.create();
      asked.create();
      // Days were once counted without these two.
      const { sql: shape } = sql.exec<{ sql: string }>("SELECT sql FROM sqlite_master WHERE name = 'days'").one();
      for (const column of ["calls", "degraded"]) {
        if (!shape.includes(column)) sql.exec(`ALTER TABLE days ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0`);
      }
    },

    /** Tokens that answers which are being written may still cost: a part of what is left is not free. */
    promises,

    /**
     * Whether one more question is within the limits. Counts nothing.
     *
     * @param patient whether it can wait for the answers that what is left is promised to
     * @returns whether the tokens are spent and the owner chose to go on without a model, or `later`
     * @throws ProblemError `rate-limited` with the seconds to wait, `budget-exhausted` with them where they are known
     */
    check({ visitorId, limits, sender, spends, instructions = 0 }: AdmitRequest, patient: boolean): Admitted | "later" {
      const wait = minutes.wait(now(), [
        [`visitor ${visitorId}`, limits.messages_per_minute],
        ["bot", limits.bot_messages_per_minute],
        ...limitsOfSender(sender, limits, limits.messages_per_minute),
      ]);
      if (wait > 0) {
        throw new ProblemError("rate-limited", {
          detail: `Too many questions in a short time. Try again in ${wait} seconds.`,
          retryAfter: wait,
        });
      }
      const day = dayOf(now());
      const { messages_per_day, bot_messages_per_day } = limits;
      // A limit that is not set is neither looked up nor summed up for.
      if (messages_per_day !== null || bot_messages_per_day !== null) {
        const from = limitsOfSender(sender, limits, messages_per_day);
        const isCrowd = from.some(([name, limit]) => isReached(asked.fromPlace(day, name), limit));
        const isVisitor = isReached(asked.byVisitor(day, visitorId), messages_per_day);
        const isBot = isReached(askedOn(day), bot_messages_per_day);
        // One visitor's end is his own affair, the bot's is its owner's.
        if (isBot) onBudgetReached(day);
        if (isCrowd || isVisitor || isBot) {
          throw new ProblemError("budget-exhausted", {
            detail: "The questions of today are used up. Try again tomorrow (UTC).",
            retryAfter: secondsLeftOf("day", now()),
          });
        }
      }
      const { tokens_per_day, tokens_per_month } = limits;
      const leftToday = tokens_per_day === null ? Infinity : tokens_per_day - tokensSince(day);
      const leftThisMonth = tokens_per_month === null ? Infinity : tokens_per_month - tokensSince(day.slice(0, 8));
      const left = Math.min(leftToday, leftThisMonth);
      if (left === Infinity) return { withoutModel: false, tokens: undefined };
      // What is promised to others is theirs: together they spend no token more than there is.
      const free = left - promises.sum();
      const least = spends === undefined ? 1 : LEAST_TOKENS;
      if (free >= least) return { withoutModel: false, tokens: Math.min(free, MOST_TOKENS + instructions) };
      if (left >= least && patient) return "later";
      onBudgetReached(day);
      if (limits.when_spent === "refuse") {
        // A limit of nothing stays, and what is promised to running answers may be free again with any of them.
        const known = left < least && (tokens_per_day ?? least) >= least && (tokens_per_month ?? least) >= least;
        throw new ProblemError("budget-exhausted", {
          detail: "The budget of this bot is used up for now.",
          ...(known ? { retryAfter: secondsLeftOf(leftThisMonth < least ? "month" : "day", now()) } : {}),
        });
      }
      return { withoutModel: true, tokens: undefined };
    },

    /** Counts a question against the minute, in memory until `saveMinutes`. */
    countMinute({ visitorId, limits, sender }: AdmitRequest): void {
      const from = limitsOfSender(sender, limits, limits.messages_per_minute);
      minutes.count(now(), [`visitor ${visitorId}`, "bot", ...from.map(([name]) => name)]);
    },

    saveMinutes(): void {
      const changed = minutes.changed();
      // The minute before this one still counts.
      if (changed[0] !== undefined) sql.exec("DELETE FROM minutes WHERE minute < ?", changed[0].minute - 1);
      for (const { minute, name, count } of changed)
        sql.exec("INSERT OR REPLACE INTO minutes VALUES (?, ?, ?)", minute, name, count);
    },

    /** Counts a question against the day. */
    countDay({ visitorId, limits, sender }: AdmitRequest): void {
      const day = dayOf(now());
      if (askedOn(day) === 0) asked.tidy(day);
      sql.exec("INSERT INTO days (day, asked) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET asked = asked + 1", day);
      const from = limitsOfSender(sender, limits, limits.messages_per_day);
      asked.count(
        day,
        visitorId,
        from.map(([name]) => name),
      );
    },

    /** @param calls how many calls the tokens are of */
    addTokens(at: number, usage: Usage, calls: number): void {
      sql.exec(
        `INSERT INTO days (day, input_tokens, output_tokens, calls) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (day) DO UPDATE
         SET input_tokens = input_tokens + ?2, output_tokens = output_tokens + ?3, calls = calls + ?4`,
        dayOf(at),
        usage.input_tokens,
        usage.output_tokens,
        calls,
      );
    },

    addOutcome({ at, status, answered, degraded }: AnswerRecord): void {
      if (status === "streaming") return;
      const column = STATUS_COLUMNS[status];
      sql.exec(
        `INSERT INTO days (day, ${column}, answered, unanswered, degraded) VALUES (?1, 1, ?2, ?3, ?4) ON CONFLICT (day) DO UPDATE
         SET ${column} = ${column} + 1, answered = answered + ?2, unanswered = unanswered + ?3, degraded = degraded + ?4`,
        dayOf(at),
        answered === true ? 1 : 0,
        answered === false ? 1 : 0,
        degraded === undefined ? 0 : 1,
      );
    },

    /** One row a day, newest first. */
    usage(days: number): UsageDay[] {
      return sql
        .exec<Record<string, SqlStorageValue>>(
          `SELECT day, answers, answered, unanswered, stopped, failed, degraded, calls, input_tokens, output_tokens
           FROM days ORDER BY day DESC LIMIT ?`,
          days,
        )
        .toArray() as unknown as UsageDay[];
    },

    forgetVisitor(visitorId: string): void {
      const name = `visitor ${visitorId}`;
      minutes.forget(name);
      asked.forgetVisitor(visitorId);
      sql.exec("DELETE FROM minutes WHERE name = ?", name);
    },

    clear(): void {
      asked.clear();
      sql.exec("DELETE FROM days; DELETE FROM minutes; DELETE FROM promises;");
    },
  };
}

function isReached(count: number, limit: number | null): boolean {
  return limit !== null && count >= limit;
}

/** Until the next day or month begins in UTC, rounded up. @param time milliseconds since 1970 */
function secondsLeftOf(period: "day" | "month", time: number): number {
  const date = new Date(time);
  const month = date.getUTCMonth();
  const next =
    period === "day"
      ? Date.UTC(date.getUTCFullYear(), month, date.getUTCDate() + 1)
      : Date.UTC(date.getUTCFullYear(), month + 1);
  return Math.ceil((next - time) / 1_000);
}

/** UTC. @param time milliseconds since 1970 */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
