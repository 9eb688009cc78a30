/**
 * One bot's books: who may still ask, what was spent, and the owner's log of conversations, unanswered
 * questions and ratings. Every answer is known by its id, so that reporting it twice counts it once.
 */

import { DurableObject } from "cloudflare:workers";
import type { MessageStatus, Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Env } from "../settings.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { TenantScope } from "../tenancy/scope.ts";
import { type Refusal, settle } from "./outcome.ts";
import { createMinuteCounter } from "./minute-counter.ts";

/** What a conversation reports of one answer. */
export interface AnswerRecord {
  answerId: string;
  questionId: string;
  visitorId: string;
  conversationId: string;
  question: string;
  status: MessageStatus;
  answered: boolean | null;
  grounded: boolean | null;
  usage: Usage;
  at: number;
}

export interface AdmitRequest {
  visitorId: string;
  conversationId: string;
  question: string;
  limits: BotLimits;
}

/** Where a list goes on: just before this row, in time and then in order of arrival. */
export interface LedgerCursor {
  at: number;
  row: number;
}

export const NEWEST: LedgerCursor = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER };

export interface ConversationSummary {
  conversation_id: string;
  visitor_id: string;
  first_question: string;
  questions: number;
  unanswered: number;
  started_at: string;
  last_at: string;
}

export interface QuestionSummary {
  conversation_id: string;
  visitor_id: string;
  message_id: string;
  question: string;
  asked_at: string;
  rating: "up" | "down" | null;
  reason: string | null;
}

export interface UsageDay {
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  answers: number;
  answered: number;
  unanswered: number;
  stopped: number;
  failed: number;
  input_tokens: number;
  output_tokens: number;
}

export interface Insights {
  questions: number;
  answered: number;
  unanswered: number;
  rated_up: number;
  rated_down: number;
}

const ERASE_STEP = 20;
const STATUS_COLUMNS = { complete: "answers", stopped: "stopped", failed: "failed" } as const;

export class Ledger extends DurableObject<Env> {
  // In memory alone: a minute that is forgotten with the object is a minute in which nobody asked.
  readonly #minutes = createMinuteCounter();

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    state.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS answers (
        answer_id TEXT PRIMARY KEY, question_id TEXT NOT NULL, visitor_id TEXT NOT NULL, conversation_id TEXT NOT NULL,
        question TEXT NOT NULL, status TEXT NOT NULL, answered INTEGER, grounded INTEGER, rating TEXT, reason TEXT, at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX IF NOT EXISTS answers_by_conversation ON answers (visitor_id, conversation_id, at);
      CREATE INDEX IF NOT EXISTS answers_unanswered ON answers (at, answer_id) WHERE answered = 0;
      CREATE INDEX IF NOT EXISTS answers_rated ON answers (at, answer_id) WHERE rating IS NOT NULL;
      CREATE TABLE IF NOT EXISTS conversations (
        visitor_id TEXT NOT NULL, conversation_id TEXT NOT NULL, first_question TEXT NOT NULL, questions INTEGER NOT NULL,
        unanswered INTEGER NOT NULL, started_at INTEGER NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (visitor_id, conversation_id)
      ) STRICT;
      CREATE INDEX IF NOT EXISTS conversations_by_last ON conversations (last_at, visitor_id, conversation_id);
      CREATE INDEX IF NOT EXISTS conversations_by_id ON conversations (conversation_id);
      CREATE TABLE IF NOT EXISTS days (
        day TEXT PRIMARY KEY, asked INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0,
        unanswered INTEGER NOT NULL DEFAULT 0, stopped INTEGER NOT NULL DEFAULT 0, failed INTEGER NOT NULL DEFAULT 0,
        input_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS visitor_days (
        day TEXT NOT NULL, visitor_id TEXT NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (day, visitor_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
  }

  /**
   * Admits one question of a visitor and counts it, or refuses it uncounted: with `rate-limited` and the
   * seconds to wait, `budget-exhausted`, or `not-found` once erased.
   */
  admit(request: AdmitRequest): Promise<{ withoutModel: boolean } | Refusal> {
    return settle(() => this.#admit(request));
  }

  #admit({ visitorId, conversationId, question, limits }: AdmitRequest): { withoutModel: boolean } {
    if (this.#fact("erasing") !== undefined) throw new ProblemError("not-found", { detail: "There is no such bot." });
    const now = Date.now();
    const wait = this.#minutes.wait(now, [
      [`visitor ${visitorId}`, limits.messages_per_minute],
      ["bot", limits.bot_messages_per_minute],
    ]);
    if (wait > 0)
      throw new ProblemError("rate-limited", {
        detail: `Too many questions in a short time. Try again in ${wait} seconds.`,
        retryAfter: wait,
      });

    const day = dayOf(now);
    const { sql } = this.ctx.storage;
    const asked = sql.exec<{ asked: number }>("SELECT asked FROM days WHERE day = ?", day).toArray()[0]?.asked ?? 0;
    const askedByVisitor =
      sql
        .exec<{ asked: number }>("SELECT asked FROM visitor_days WHERE day = ? AND visitor_id = ?", day, visitorId)
        .toArray()[0]?.asked ?? 0;
    if (
      (limits.bot_messages_per_day !== null && asked >= limits.bot_messages_per_day) ||
      (limits.messages_per_day !== null && askedByVisitor >= limits.messages_per_day)
    ) {
      throw new ProblemError("budget-exhausted", {
        detail: "The questions of today are used up. Try again tomorrow (UTC).",
        retryAfter: secondsToMidnight(now),
      });
    }
    const spent = this.#tokensSpent(day, limits);
    if (spent && limits.when_spent === "refuse") {
      throw new ProblemError("budget-exhausted", { detail: "The budget of this bot is used up for now." });
    }
    this.#minutes.count(now, [`visitor ${visitorId}`, "bot"]);
    sql.exec("INSERT INTO days (day, asked) VALUES (?, 1) ON CONFLICT (day) DO UPDATE SET asked = asked + 1", day);
    sql.exec(
      "INSERT INTO visitor_days VALUES (?, ?, 1) ON CONFLICT (day, visitor_id) DO UPDATE SET asked = asked + 1",
      day,
      visitorId,
    );
    if (asked === 0) sql.exec("DELETE FROM visitor_days WHERE day < ?", day);
    // Known from its first question on, before any answer: whoever erases a bot or a visitor finds it.
    sql.exec(
      "INSERT INTO conversations VALUES (?1, ?2, ?3, 0, 0, ?4, ?4) ON CONFLICT (visitor_id, conversation_id) DO NOTHING",
      visitorId,
      conversationId,
      question,
      now,
    );
    return { withoutModel: spent };
  }

  record(record: AnswerRecord): void {
    if (this.#fact("erasing") !== undefined) return;
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      const { rowsWritten } = sql.exec(
        `INSERT INTO answers (answer_id, question_id, visitor_id, conversation_id, question, status, answered, grounded, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (answer_id) DO NOTHING`,
        record.answerId,
        record.questionId,
        record.visitorId,
        record.conversationId,
        record.question,
        record.status,
        record.answered === null ? null : Number(record.answered),
        record.grounded === null ? null : Number(record.grounded),
        record.at,
      );
      if (rowsWritten === 0) return;
      const unanswered = record.answered === false ? 1 : 0;
      sql.exec(
        `UPDATE conversations SET questions = questions + 1, unanswered = unanswered + ?, last_at = max(last_at, ?)
         WHERE visitor_id = ? AND conversation_id = ?`,
        unanswered,
        record.at,
        record.visitorId,
        record.conversationId,
      );
      this.#addToDay(record, unanswered);
    });
  }

  /** Tokens spent outside an answer: embedding documents. */
  recordTokens(usage: Usage): void {
    if (this.#fact("erasing") !== undefined) return;
    this.#addTokens(dayOf(Date.now()), usage);
  }

  rate(answerId: string, rating: "up" | "down", reason: string | undefined): void {
    this.ctx.storage.sql.exec(
      "UPDATE answers SET rating = ?, reason = ? WHERE answer_id = ?",
      rating,
      reason ?? null,
      answerId,
    );
  }

  /** Newest first. */
  conversations(limit: number, before: LedgerCursor): { summary: ConversationSummary; cursor: LedgerCursor }[] {
    return this.ctx.storage.sql
      .exec<ConversationRow>(
        `SELECT rowid AS position, * FROM conversations WHERE (last_at, rowid) < (?, ?) ORDER BY last_at DESC, rowid DESC LIMIT ?`,
        before.at,
        before.row,
        limit,
      )
      .toArray()
      .map((row) => ({ summary: summaryOf(row), cursor: { at: row.last_at, row: row.position } }));
  }

  /** Every visitor who has a conversation of this id: ids are chosen by clients and may repeat across visitors. */
  visitorsOf(conversationId: string): string[] {
    return this.ctx.storage.sql
      .exec<{ visitor_id: string }>(
        "SELECT visitor_id FROM conversations WHERE conversation_id = ? LIMIT 10",
        conversationId,
      )
      .toArray()
      .map((row) => row.visitor_id);
  }

  /** In order of their ids, from just after `cursor`. */
  conversationsOf(visitorId: string, limit: number, cursor: string | undefined): ConversationSummary[] {
    return this.ctx.storage.sql
      .exec<ConversationRow>(
        "SELECT rowid AS position, * FROM conversations WHERE visitor_id = ? AND conversation_id > ? ORDER BY conversation_id LIMIT ?",
        visitorId,
        cursor ?? "",
        limit,
      )
      .toArray()
      .map(summaryOf);
  }

  /** Newest first. */
  questions(
    kind: "unanswered" | "rated",
    limit: number,
    before: LedgerCursor,
  ): { summary: QuestionSummary; cursor: LedgerCursor }[] {
    return this.ctx.storage.sql
      .exec<AnswerRow>(
        `SELECT rowid AS position, * FROM answers WHERE ${kind === "unanswered" ? "answered = 0" : "rating IS NOT NULL"}
         AND (at, rowid) < (?, ?) ORDER BY at DESC, rowid DESC LIMIT ?`,
        before.at,
        before.row,
        limit,
      )
      .toArray()
      .map((row) => ({
        summary: {
          conversation_id: row.conversation_id,
          visitor_id: row.visitor_id,
          message_id: row.answer_id,
          question: row.question,
          asked_at: new Date(row.at).toISOString(),
          rating: row.rating,
          reason: row.reason,
        },
        cursor: { at: row.at, row: row.position },
      }));
  }

  insights(): Insights {
    return this.ctx.storage.sql
      .exec<{ [K in keyof Insights]: number }>(
        `SELECT count(*) AS questions, coalesce(sum(answered = 1), 0) AS answered, coalesce(sum(answered = 0), 0) AS unanswered,
         coalesce(sum(rating = 'up'), 0) AS rated_up, coalesce(sum(rating = 'down'), 0) AS rated_down FROM answers`,
      )
      .one();
  }

  /** One row a day, newest first. */
  usage(days: number): UsageDay[] {
    return this.ctx.storage.sql
      .exec<Record<keyof UsageDay, SqlStorageValue>>(
        "SELECT day, answers, answered, unanswered, stopped, failed, input_tokens, output_tokens FROM days ORDER BY day DESC LIMIT ?",
        days,
      )
      .toArray() as unknown as UsageDay[];
  }

  /** The sums of usage stay: they name nobody. */
  forgetConversation(visitorId: string, conversationId: string): void {
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      sql.exec("DELETE FROM answers WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId);
      sql.exec("DELETE FROM conversations WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId);
    });
  }

  forgetVisitor(visitorId: string): void {
    this.ctx.storage.sql.exec("DELETE FROM visitor_days WHERE visitor_id = ?", visitorId);
  }

  /** Erases the whole bot: nothing is admitted from here on, and the alarm goes on until every conversation is gone. */
  async erase(): Promise<void> {
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO facts VALUES ('erasing', '1')");
    await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {
    if (this.#fact("erasing") === undefined) return;
    const scope = TenantScope.ofObject(this.ctx.id, this.env);
    const { sql } = this.ctx.storage;
    for (;;) {
      const step = sql
        .exec<{ visitor_id: string; conversation_id: string }>(
          "SELECT visitor_id, conversation_id FROM conversations LIMIT ?",
          ERASE_STEP,
        )
        .toArray();
      if (step.length === 0) break;
      await Promise.all(step.map((row) => scope.conversation(row.visitor_id, row.conversation_id).eraseAll()));
      for (const row of step) this.forgetConversation(row.visitor_id, row.conversation_id);
    }
    // Only the mark stays, so that a late report cannot bring anything back.
    sql.exec("DELETE FROM answers; DELETE FROM days; DELETE FROM visitor_days;");
  }

  #tokensSpent(day: string, limits: BotLimits): boolean {
    const sum = (from: string): number =>
      this.ctx.storage.sql
        .exec<{ tokens: number }>(
          "SELECT coalesce(sum(input_tokens + output_tokens), 0) AS tokens FROM days WHERE day >= ?",
          from,
        )
        .one().tokens;
    return (
      (limits.tokens_per_day !== null && sum(day) >= limits.tokens_per_day) ||
      (limits.tokens_per_month !== null && sum(day.slice(0, 8)) >= limits.tokens_per_month)
    );
  }

  #addToDay(record: AnswerRecord, unanswered: number): void {
    const day = dayOf(record.at);
    this.#addTokens(day, record.usage);
    if (record.status === "streaming") return;
    this.ctx.storage.sql.exec(
      `UPDATE days SET ${STATUS_COLUMNS[record.status]} = ${STATUS_COLUMNS[record.status]} + 1,
       answered = answered + ?, unanswered = unanswered + ? WHERE day = ?`,
      record.answered === true ? 1 : 0,
      unanswered,
      day,
    );
  }

  #addTokens(day: string, usage: Usage): void {
    this.ctx.storage.sql.exec(
      `INSERT INTO days (day, input_tokens, output_tokens) VALUES (?1, ?2, ?3)
       ON CONFLICT (day) DO UPDATE SET input_tokens = input_tokens + ?2, output_tokens = output_tokens + ?3`,
      day,
      usage.input_tokens,
      usage.output_tokens,
    );
  }

  #fact(name: string): string | undefined {
    return this.ctx.storage.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray()[0]
      ?.value;
  }
}

interface ConversationRow extends Record<string, SqlStorageValue> {
  position: number;
  visitor_id: string;
  conversation_id: string;
  first_question: string;
  questions: number;
  unanswered: number;
  started_at: number;
  last_at: number;
}

interface AnswerRow extends Record<string, SqlStorageValue> {
  position: number;
  answer_id: string;
  visitor_id: string;
  conversation_id: string;
  question: string;
  rating: "up" | "down" | null;
  reason: string | null;
  at: number;
}

function summaryOf(row: ConversationRow): ConversationSummary {
  return {
    conversation_id: row.conversation_id,
    visitor_id: row.visitor_id,
    first_question: row.first_question,
    questions: row.questions,
    unanswered: row.unanswered,
    started_at: new Date(row.started_at).toISOString(),
    last_at: new Date(row.last_at).toISOString(),
  };
}

/** UTC. @param time milliseconds since 1970 */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function secondsToMidnight(time: number): number {
  return Math.ceil((86_400_000 - (time % 86_400_000)) / 1_000);
}
