/** What a bot may still do: each limit by itself, to the question and to the token, and what outlasts a rest. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { randomId } from "../../shared/ids.ts";
import { type BotLimits, BOT_LIMITS } from "../tenancy/limits.ts";
import { HANDLE_SECONDS } from "../tenancy/visitor-handle.ts";
import type { AdmitRequest } from "./api.ts";
import { createForgotten } from "./forgotten.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { LEAST_TOKENS, MOST_TOKENS } from "./promises.ts";
import { createSpending, type Spending } from "./spending.ts";
import { createWorkTaken } from "./work-taken.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The tenth of a month, at noon. */
const NOON = Date.UTC(2026, 8, 10, 12);
const NONE: BotLimits = {
  ...BOT_LIMITS,
  messages_per_minute: null,
  bot_messages_per_minute: null,
  visitors_per_address: null,
  tokens_per_day: null,
};

interface Books {
  time: number;
  reached: string[];
  spending: Spending;
  /** As after a rest of the object: what was only in memory is gone. */
  wake(): void;
  sql: SqlStorage;
}

function withBooks(use: (books: Books) => void): Promise<void> {
  const stub = env.LEDGER.getByName(JSON.stringify(["ledger", `bot_${randomId()}`]));
  return runInDurableObject(stub, (_object, state) => {
    const books = { time: NOON, reached: [], sql: state.storage.sql } as unknown as Books;
    books.wake = () => {
      books.spending = createSpending(
        books.sql,
        () => books.time,
        (day) => books.reached.push(day),
      );
      books.spending.create();
    };
    books.wake();
    use(books);
  });
}

const asks = (visitorId: string, limits: Partial<BotLimits>, more: Partial<AdmitRequest> = {}): AdmitRequest => ({
  visitorId,
  conversationId: "c",
  question: "?",
  limits: { ...NONE, ...limits },
  ...more,
});
const from = (address: string, network: string) => ({ sender: { address, network } });

/** Counts it where it is let in. @returns the slug of its refusal */
function ask({ spending }: Books, request: AdmitRequest): string {
  try {
    spending.check(request, false);
  } catch (error) {
    return (error as { slug: string }).slug;
  }
  spending.countMinute(request);
  spending.countDay(request);
  return "in";
}

it("a minute's limits are the visitor's, the bot's, the address's and the network's, each by itself", () =>
  withBooks((books) => {
    const own = { messages_per_minute: 2 };
    expect(["a", "a", "a", "b"].map((visitor) => ask(books, asks(visitor, own)))).toEqual([
      "in",
      "in",
      "rate-limited",
      "in",
    ]);
    books.time += 2 * MINUTE_MS;
    const all = { bot_messages_per_minute: 2 };
    expect(["a", "b", "c"].map((visitor) => ask(books, asks(visitor, all)))).toEqual(["in", "in", "rate-limited"]);
    books.time += 2 * MINUTE_MS;
    const placed = { messages_per_minute: 1, visitors_per_address: 2 };
    const at = (visitor: string, address: string, network = "n") =>
      ask(books, asks(visitor, placed, from(address, network)));
    expect([at("d", "x"), at("e", "x"), at("f", "x"), at("g", "y")]).toEqual(["in", "in", "rate-limited", "in"]);
    // Four addresses' worth of a network, which is eight visitors.
    expect(Array.from({ length: 6 }, (_, n) => at(`h${n}`, `z${n}`))).toEqual([
      ..."in ".repeat(5).trim().split(" "),
      "rate-limited",
    ]);
    expect(at("i", "w", "another")).toBe("in");
  }));

it("a minute's limits outlast a rest, and are over a minute later", () =>
  withBooks((books) => {
    const own = { messages_per_minute: 2 };
    expect([1, 2].map(() => ask(books, asks("a", own)))).toEqual(["in", "in"]);
    books.spending.saveMinutes();
    books.wake();
    expect(ask(books, asks("a", own))).toBe("rate-limited");
    // What is written down later leaves what was written down before.
    expect(ask(books, asks("b", { messages_per_minute: 1 }))).toBe("in");
    books.spending.saveMinutes();
    books.wake();
    expect(["a", "b"].map((visitor) => ask(books, asks(visitor, { messages_per_minute: 1 })))).toEqual([
      "rate-limited",
      "rate-limited",
    ]);
    books.time += 2 * MINUTE_MS;
    expect(ask(books, asks("a", own))).toBe("in");
    books.spending.saveMinutes();
    const { minute } = books.sql.exec<{ minute: number }>("SELECT min(minute) AS minute FROM minutes").one();
    expect(minute).toBe(Math.floor(books.time / MINUTE_MS));
  }));

it("a day's limits are the visitor's, the bot's and the place's, and only the bot's is told", () =>
  withBooks((books) => {
    const own = { messages_per_day: 1 };
    expect(["a", "a", "b"].map((visitor) => ask(books, asks(visitor, own)))).toEqual(["in", "budget-exhausted", "in"]);
    const placed = { messages_per_day: 1, visitors_per_address: 2 };
    const at = (visitor: string, address: string) => ask(books, asks(visitor, placed, from(address, "n")));
    expect([at("c", "x"), at("d", "x"), at("e", "x"), at("e", "y")]).toEqual(["in", "in", "budget-exhausted", "in"]);
    expect(books.reached).toEqual([]);
    expect(ask(books, asks("z", { bot_messages_per_day: 5 }))).toBe("budget-exhausted");
    expect(books.reached).toEqual(["2026-09-10"]);
    expect(ask(books, asks("z", { bot_messages_per_day: 6 }))).toBe("in");
    // Also after a rest, and not on the day after, which keeps nothing of the day before.
    books.wake();
    expect(ask(books, asks("a", own))).toBe("budget-exhausted");
    books.time += DAY_MS;
    books.spending.check(asks("e", placed, from("x", "n")), false);
    books.spending.check(asks("a", own), false);
    expect(ask(books, asks("a", own))).toBe("in");
    for (const table of ["visitor_days", "sender_days"])
      expect(books.sql.exec(`SELECT 1 FROM ${table} WHERE day < '2026-09-11'`).toArray()).toEqual([]);
  }));

it("what is forgotten of a visitor is only that visitor's", () =>
  withBooks((books) => {
    const own = { messages_per_minute: 1, messages_per_day: 1 };
    expect(["a", "b"].map((visitor) => ask(books, asks(visitor, own)))).toEqual(["in", "in"]);
    books.spending.saveMinutes();
    books.spending.forgetVisitor("a");
    expect(ask(books, asks("b", { messages_per_day: 1 }))).toBe("budget-exhausted");
    expect(ask(books, asks("b", { messages_per_minute: 1 }))).toBe("rate-limited");
    for (const wake of [() => {}, books.wake]) {
      wake();
      books.spending.check(asks("a", own), false);
      expect(() => books.spending.check(asks("b", { messages_per_minute: 1 }), false)).toThrow("Too many questions");
    }
    expect(books.sql.exec("SELECT name FROM minutes WHERE name = 'visitor a'").toArray()).toEqual([]);
    expect(books.sql.exec("SELECT 1 FROM visitor_days WHERE visitor_id = 'a'").toArray()).toEqual([]);
  }));

it("tokens of a day and of a month are counted from their beginning", () =>
  withBooks((books) => {
    const { spending } = books;
    const spent = (days: number): void =>
      spending.addTokens(NOON - days * DAY_MS, { input_tokens: 3_000, output_tokens: 1_000 }, 1);
    const left = (limits: Partial<BotLimits>) => spending.check(asks("a", limits), true);
    expect(left({})).toEqual({ withoutModel: false, tokens: undefined });
    for (const days of [0, 1, 9, 10]) spent(days);
    expect(left({ tokens_per_day: 10_000 })).toEqual({ withoutModel: false, tokens: 6_000 });
    expect(left({ tokens_per_month: 20_000 })).toEqual({ withoutModel: false, tokens: 8_000 });
    expect(left({ tokens_per_month: 20_000, tokens_per_day: 5_000 })).toEqual({ withoutModel: false, tokens: 1_000 });
    expect(left({ tokens_per_day: 1_000_000 })).toEqual({ withoutModel: false, tokens: MOST_TOKENS });
    expect(spending.check(asks("a", { tokens_per_day: 1_000_000 }, { instructions: 7 }), true)).toMatchObject({
      tokens: MOST_TOKENS + 7,
    });
  }));

it("what is promised to other answers is not given twice, and not for ever", () =>
  withBooks((books) => {
    const { spending } = books;
    const limits = { tokens_per_day: 10_000, when_spent: "refuse" as const };
    const asked = asks("a", limits, { spends: "answer-2" });
    spending.promises.make("answer-1", 10_000 - LEAST_TOKENS + 1);
    expect(spending.check(asked, true)).toBe("later");
    expect(() => spending.check(asked, false)).toThrow("The budget of this bot is used up for now.");
    // Nobody knows when: any of the answers may leave something.
    expect(() => spending.check(asked, false)).toThrow(expect.objectContaining({ retryAfter: undefined }));
    spending.promises.make("answer-0", 1_000);
    expect(spending.check(asks("a", limits), true)).toEqual({ withoutModel: false, tokens: LEAST_TOKENS - 1_001 });
    // Where no model is asked, one token is enough.
    books.time += 600_000;
    expect(spending.check(asked, true)).toEqual({ withoutModel: false, tokens: 10_000 });
    spending.promises.make("answer-3", 9_000);
    spending.promises.settle("answer-2");
    expect(spending.check(asked, true)).toBe("later");
    spending.promises.settle("answer-3");
    expect(spending.check(asked, true)).toEqual({ withoutModel: false, tokens: 10_000 });
    expect(books.sql.exec("SELECT 1 FROM promises").toArray()).toEqual([]);
  }));

it("beyond its tokens a bot goes on without a model or refuses, as its owner said, and says until when", () =>
  withBooks((books) => {
    const { spending } = books;
    spending.addTokens(NOON, { input_tokens: 5_000, output_tokens: 0 }, 1);
    const refusal = (limits: Partial<BotLimits>): { slug?: string; retryAfter?: number } => {
      try {
        return spending.check(asks("a", { when_spent: "refuse", ...limits }, { spends: "x" }), true) as object;
      } catch (error) {
        return error as { slug: string; retryAfter: number };
      }
    };
    expect(spending.check(asks("a", { when_spent: "extractive", tokens_per_day: 5_000 }), true)).toEqual({
      withoutModel: true,
      tokens: undefined,
    });
    expect(refusal({ tokens_per_day: 5_000 })).toMatchObject({ slug: "budget-exhausted", retryAfter: 12 * 3_600 });
    expect(refusal({ tokens_per_month: 5_000 })).toMatchObject({
      slug: "budget-exhausted",
      retryAfter: (20 * 24 + 12) * 3_600,
    });
    // A budget of nothing never comes back.
    expect(refusal({ tokens_per_day: 0 }).retryAfter).toBeUndefined();
    expect(refusal({ tokens_per_day: 5_000, tokens_per_month: 0 }).retryAfter).toBeUndefined();
    expect(books.reached).toEqual(Array.from({ length: 5 }, () => "2026-09-10"));
  }));

it("an outcome is counted in its column, and an answer that is being written in none", () =>
  withBooks(({ spending }) => {
    const count = (record: Partial<AnswerRecord>): void => spending.addOutcome({ at: NOON, ...record } as AnswerRecord);
    count({ status: "streaming", answered: true });
    count({ status: "complete", answered: true });
    count({ status: "complete", answered: false, degraded: "budget" });
    count({ status: "stopped" });
    count({ status: "failed" });
    expect(spending.usage(10)).toMatchObject([
      { day: "2026-09-10", answers: 2, answered: 1, unanswered: 1, stopped: 1, failed: 1, degraded: 1 },
    ]);
  }));

it("a proof of work is good once, for as long as it would be taken, and one visitor's end is nobody else's", () =>
  withBooks((books) => {
    const taken = createWorkTaken(books.sql, () => books.time);
    taken.create();
    expect([taken.take("a", NOON + 1_000), taken.take("a", NOON + 1_000), taken.take("b", NOON + 1_000)]).toEqual([
      true,
      false,
      true,
    ]);
    books.time += 1_000;
    expect(taken.take("a", NOON + 1_000)).toBe(false);
    books.time += 1;
    taken.take("c", books.time);
    expect(books.sql.exec("SELECT id FROM work_taken").toArray()).toEqual([{ id: "c" }]);

    const forgotten = createForgotten(books.sql, () => books.time);
    forgotten.create();
    forgotten.add("anonymous_a");
    expect([forgotten.has("anonymous_a"), forgotten.has("anonymous_b")]).toEqual([true, false]);
    books.time += HANDLE_SECONDS * 1_000;
    forgotten.add("anonymous_b");
    expect([forgotten.has("anonymous_a"), forgotten.has("anonymous_b")]).toEqual([true, true]);
    books.time += 1;
    forgotten.add("anonymous_c");
    expect(forgotten.has("anonymous_a")).toBe(false);
  }));
