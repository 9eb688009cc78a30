/** The owner's log of one bot: conversations, what went unanswered, ratings. Messages stay in their conversations. */

import type { Degraded, MessageStatus, Outcome, Usage } from "../../shared/chat.ts";
import { createLogLists } from "./owner-log-lists.ts";
import { topicOf } from "./topics.ts";

export interface ConversationIds {
  visitorId: string;
  conversationId: string;
}

/** What a conversation reports of one answer. */
export interface AnswerRecord {
  answerId: string;
  questionId: string;
  visitorId: string;
  conversationId: string;
  question: string;
  status: MessageStatus;
  /** Missing in reports from before there were outcomes; null where the answer did not come to its end. */
  outcome?: Outcome | null;
  answered: boolean | null;
  grounded: boolean | null;
  /** Without `calls` in reports from before they were counted. */
  usage: Usage & { calls?: number };
  degraded?: Degraded | undefined;
  /** Pages and documents that it cites. Missing in reports from before they were kept. */
  cited?: { title: string; url: string | null }[];
  at: number;
}

const DAY_MS = 86_400_000;

export type OwnerLog = ReturnType<typeof createOwnerLog>;

export function createOwnerLog(sql: SqlStorage) {
  function open(visitorId: string, conversationId: string, question: string, at: number): void {
    sql.exec(
      `INSERT INTO conversations (visitor_id, conversation_id, first_question, questions, unanswered, started_at, last_at)
       VALUES (?1, ?2, ?3, 0, 0, ?4, ?4) ON CONFLICT (visitor_id, conversation_id) DO UPDATE SET last_at = max(last_at, ?4)`,
      visitorId,
      conversationId,
      question,
      at,
    );
  }

  /** Conversations that had answered the like for this visitor within a day did not help. */
  function noteReturn({ answerId, visitorId, question, at }: AnswerRecord): void {
    const topic = topicOf(question).join(" ");
    const earlier = sql.exec<{ conversation_id: string; topic: string | null }>(
      `SELECT conversation_id, topic FROM answers WHERE visitor_id = ? AND at > ? AND at <= ? AND answer_id <> ?
         AND outcome IN ('answered', 'curated') LIMIT 100`,
      visitorId,
      at - DAY_MS,
      at,
      answerId,
    );
    for (const before of earlier.toArray()) {
      if (!isAlike(topic, before.topic)) continue;
      sql.exec(
        "UPDATE conversations SET came_back = 1 WHERE visitor_id = ? AND conversation_id = ?",
        visitorId,
        before.conversation_id,
      );
    }
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS answers (
          answer_id TEXT PRIMARY KEY, question_id TEXT NOT NULL, visitor_id TEXT NOT NULL, conversation_id TEXT NOT NULL,
          question TEXT NOT NULL, status TEXT NOT NULL, answered INTEGER, grounded INTEGER, rating TEXT, reason TEXT, at INTEGER NOT NULL,
          outcome TEXT
        ) STRICT;
        CREATE INDEX IF NOT EXISTS answers_by_conversation ON answers (visitor_id, conversation_id, at);
        CREATE INDEX IF NOT EXISTS answers_unanswered ON answers (at) WHERE answered = 0;
        CREATE INDEX IF NOT EXISTS answers_rated ON answers (at) WHERE rating IS NOT NULL;
        CREATE TABLE IF NOT EXISTS conversations (
          visitor_id TEXT NOT NULL, conversation_id TEXT NOT NULL, first_question TEXT NOT NULL, questions INTEGER NOT NULL,
          unanswered INTEGER NOT NULL, started_at INTEGER NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (visitor_id, conversation_id)
        ) STRICT;
        CREATE INDEX IF NOT EXISTS conversations_by_last ON conversations (last_at);
        CREATE INDEX IF NOT EXISTS conversations_by_id ON conversations (conversation_id);
      `);
      // Logs from before there were outcomes have no such column.
      const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('answers')").toArray();
      addResolutions(sql);
      for (const column of ["outcome", "topic", "group_id"]) {
        if (!columns.some(({ name }) => name === column)) sql.exec(`ALTER TABLE answers ADD COLUMN ${column} TEXT`);
      }
      sql.exec(`
        DROP INDEX IF EXISTS answers_by_time;
        CREATE INDEX IF NOT EXISTS answers_counted ON answers (at, outcome, rating);
        CREATE INDEX IF NOT EXISTS answers_by_visitor ON answers (visitor_id, at);
        DROP INDEX IF EXISTS conversations_by_start;
        CREATE INDEX IF NOT EXISTS conversations_counted ON conversations (started_at, answered, came_back, rated_up, rated_down);
        CREATE TABLE IF NOT EXISTS cited (
          answer_id TEXT NOT NULL, title TEXT NOT NULL, url TEXT, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS cited_by_time ON cited (at);
        CREATE INDEX IF NOT EXISTS cited_by_answer ON cited (answer_id);
      `);
    },

    /** Known from its first question on, before any answer: an erasure of the bot or the visitor finds it. */
    open,

    /** False where this answer was recorded before. */
    add(record: AnswerRecord): boolean {
      const { rowsWritten } = sql.exec(
        `INSERT INTO answers (answer_id, question_id, visitor_id, conversation_id, question, status, answered, grounded, at, outcome, topic)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (answer_id) DO NOTHING`,
        record.answerId,
        record.questionId,
        record.visitorId,
        record.conversationId,
        record.question,
        record.status,
        record.answered === null ? null : Number(record.answered),
        record.grounded === null ? null : Number(record.grounded),
        record.at,
        record.outcome ?? null,
        topicOf(record.question).join(" "),
      );
      if (rowsWritten === 0) return false;
      for (const { title, url } of record.cited ?? []) {
        sql.exec("INSERT INTO cited VALUES (?, ?, ?, ?)", record.answerId, title, url, record.at);
      }
      open(record.visitorId, record.conversationId, record.question, record.at);
      sql.exec(
        `UPDATE conversations SET questions = questions + 1, unanswered = unanswered + ?, last_at = max(last_at, ?)
         WHERE visitor_id = ? AND conversation_id = ?`,
        record.answered === false && record.outcome !== "contact" ? 1 : 0,
        record.at,
        record.visitorId,
        record.conversationId,
      );
      if (record.outcome === "answered" || record.outcome === "curated") {
        sql.exec(
          "UPDATE conversations SET answered = 1 WHERE visitor_id = ? AND conversation_id = ?",
          record.visitorId,
          record.conversationId,
        );
      }
      noteReturn(record);
      return true;
    },

    /** The same rating once more without a reason may be the first one, come late: the reason stays. */
    rate(answerId: string, rating: "up" | "down", reason: string | undefined): void {
      sql.exec(
        "UPDATE answers SET reason = coalesce(?2, iif(rating = ?1, reason, NULL)), rating = ?1 WHERE answer_id = ?3",
        rating,
        reason ?? null,
        answerId,
      );
      sql.exec(
        `UPDATE conversations SET
           rated_up = EXISTS (SELECT 1 FROM answers a WHERE a.visitor_id = conversations.visitor_id AND a.conversation_id = conversations.conversation_id AND a.rating = 'up'),
           rated_down = EXISTS (SELECT 1 FROM answers a WHERE a.visitor_id = conversations.visitor_id AND a.conversation_id = conversations.conversation_id AND a.rating = 'down')
         WHERE (visitor_id, conversation_id) IN (SELECT visitor_id, conversation_id FROM answers WHERE answer_id = ?)`,
        answerId,
      );
    },

    /** False where there was no such conversation. */
    forget(visitorId: string, conversationId: string): boolean {
      sql.exec(
        "DELETE FROM cited WHERE answer_id IN (SELECT answer_id FROM answers WHERE visitor_id = ? AND conversation_id = ?)",
        visitorId,
        conversationId,
      );
      sql.exec("DELETE FROM answers WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId);
      const { rowsWritten } = sql.exec(
        "DELETE FROM conversations WHERE visitor_id = ? AND conversation_id = ?",
        visitorId,
        conversationId,
      );
      return rowsWritten > 0;
    },

    knows(visitorId: string, conversationId: string): boolean {
      const known = "SELECT 1 FROM conversations WHERE visitor_id = ? AND conversation_id = ?";
      return sql.exec(known, visitorId, conversationId).toArray().length > 0;
    },

    /** Some conversation or other, for erasing them step by step. */
    some(limit: number): { visitorId: string; conversationId: string }[] {
      return sql
        .exec<{ visitor_id: string; conversation_id: string }>(
          "SELECT visitor_id, conversation_id FROM conversations LIMIT ?",
          limit,
        )
        .toArray()
        .map((row) => ({ visitorId: row.visitor_id, conversationId: row.conversation_id }));
    },

    /** All, a step at a time, in the order of their ids. */
    following(after: ConversationIds | undefined, limit: number): (ConversationIds & { lastAt: number })[] {
      return sql
        .exec<{ visitor_id: string; conversation_id: string; last_at: number }>(
          `SELECT visitor_id, conversation_id, last_at FROM conversations WHERE (visitor_id, conversation_id) > (?, ?)
           ORDER BY visitor_id, conversation_id LIMIT ?`,
          after?.visitorId ?? "",
          after?.conversationId ?? "",
          limit,
        )
        .toArray()
        .map((row) => ({ visitorId: row.visitor_id, conversationId: row.conversation_id, lastAt: row.last_at }));
    },

    ...createLogLists(sql),
  };
}

/** What became of a conversation, kept with it so that the numbers need not read every question. */
function addResolutions(sql: SqlStorage): void {
  const known = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('conversations')").toArray();
  for (const column of ["answered", "rated_up", "rated_down", "came_back"]) {
    if (known.some(({ name }) => name === column)) continue;
    sql.exec(`ALTER TABLE conversations ADD COLUMN ${column} INTEGER NOT NULL DEFAULT 0`);
  }
}

/** Share of the telling words of two questions that makes them the like. */
const ALIKE_LEAST = 0.5;

function isAlike(one: string, other: string | null): boolean {
  if (one === "" || other === null) return false;
  const [mine, theirs] = [new Set(one.split(" ")), new Set(other.split(" "))];
  return mine.intersection(theirs).size / mine.union(theirs).size >= ALIKE_LEAST;
}
