/** The owner's log of one bot: conversations, what went unanswered, ratings. Messages stay in their conversations. */

import type { Degraded, MessageStatus, Outcome, Usage } from "../../shared/chat.ts";
import { topicOf } from "./topics.ts";

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

/** What a list of conversations is narrowed to. Times in milliseconds since 1970. */
export interface ConversationFilter {
  /** In any question of it. */
  query?: string;
  from?: number;
  to?: number;
  /** Of any answer of it. */
  outcome?: Outcome;
  rating?: "up" | "down";
  visitorId?: string;
}

/** Where a list goes on: just before this row, in time and then in order of arrival. */
export interface LogCursor {
  at: number;
  row: number;
}

export const NEWEST: LogCursor = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER };

export interface LogEntry<T> {
  summary: T;
  cursor: LogCursor;
}

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
  /** Null in answers from before there were outcomes, and in those that did not come to their end. */
  outcome: Outcome | null;
  asked_at: string;
  rating: "up" | "down" | null;
  reason: string | null;
}

export interface InsightCounts {
  questions: number;
  answered: number;
  /** Declined ones and unsure ones. */
  unanswered: number;
  unsure: number;
  contact: number;
  rated_up: number;
  rated_down: number;
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
  visitor_id: string;
  conversation_id: string;
  answer_id: string;
  question: string;
  outcome: Outcome | null;
  rating: "up" | "down" | null;
  reason: string | null;
  at: number;
}

/** A way to a person that was asked for and told is no gap in the documents. */
const UNANSWERED = "answered = 0 AND outcome IS NOT 'contact'";
const DAY_MS = 86_400_000;
const LISTS = { unanswered: UNANSWERED, rated: "rating IS NOT NULL" } as const;

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
        CREATE INDEX IF NOT EXISTS answers_by_time ON answers (at);
        CREATE INDEX IF NOT EXISTS answers_by_visitor ON answers (visitor_id, at);
        CREATE INDEX IF NOT EXISTS conversations_by_start ON conversations (started_at);
        CREATE TABLE IF NOT EXISTS cited (
          answer_id TEXT NOT NULL, title TEXT NOT NULL, url TEXT, at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS cited_by_time ON cited (at);
        CREATE INDEX IF NOT EXISTS cited_by_answer ON cited (answer_id);
      `);
    },

    /** Known from its first question on, before any answer: whoever erases a bot or a visitor finds it. */
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

    /** Newest first. */
    conversations(limit: number, before: LogCursor, filter: ConversationFilter = {}): LogEntry<ConversationSummary>[] {
      const { where, bindings } = narrow(filter);
      return sql
        .exec<ConversationRow>(
          `SELECT rowid AS position, * FROM conversations WHERE (last_at, rowid) < (?, ?)${where}
           ORDER BY last_at DESC, rowid DESC LIMIT ?`,
          before.at,
          before.row,
          ...bindings,
          limit,
        )
        .toArray()
        .map((row) => ({ summary: summaryOf(row), cursor: { at: row.last_at, row: row.position } }));
    },

    /** Ids are chosen by clients and may repeat across visitors: at most ten of those who have this one. */
    visitorsOf(conversationId: string): string[] {
      return sql
        .exec<{ visitor_id: string }>(
          "SELECT visitor_id FROM conversations WHERE conversation_id = ? LIMIT 10",
          conversationId,
        )
        .toArray()
        .map((row) => row.visitor_id);
    },

    /** In order of their ids, from just after `cursor`. */
    conversationsOf(visitorId: string, limit: number, cursor: string | undefined): ConversationSummary[] {
      return sql
        .exec<ConversationRow>(
          `SELECT rowid AS position, * FROM conversations WHERE visitor_id = ? AND conversation_id > ?
           ORDER BY conversation_id LIMIT ?`,
          visitorId,
          cursor ?? "",
          limit,
        )
        .toArray()
        .map(summaryOf);
    },

    /** Newest first. */
    questions(kind: keyof typeof LISTS, limit: number, before: LogCursor): LogEntry<QuestionSummary>[] {
      return sql
        .exec<AnswerRow>(
          `SELECT rowid AS position, * FROM answers WHERE ${LISTS[kind]} AND (at, rowid) < (?, ?)
           ORDER BY at DESC, rowid DESC LIMIT ?`,
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
            outcome: row.outcome,
            asked_at: new Date(row.at).toISOString(),
            rating: row.rating,
            reason: row.reason,
          },
          cursor: { at: row.at, row: row.position },
        }));
    },

    counts(): InsightCounts {
      return sql
        .exec<{ [K in keyof InsightCounts]: number }>(
          `SELECT count(*) AS questions, coalesce(sum(answered = 1), 0) AS answered, coalesce(sum(${UNANSWERED}), 0) AS unanswered,
           coalesce(sum(outcome = 'unsure'), 0) AS unsure, coalesce(sum(outcome = 'contact'), 0) AS contact,
           coalesce(sum(rating = 'up'), 0) AS rated_up, coalesce(sum(rating = 'down'), 0) AS rated_down FROM answers`,
        )
        .one();
    },

    forget(visitorId: string, conversationId: string): void {
      sql.exec(
        "DELETE FROM cited WHERE answer_id IN (SELECT answer_id FROM answers WHERE visitor_id = ? AND conversation_id = ?)",
        visitorId,
        conversationId,
      );
      sql.exec("DELETE FROM answers WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId);
      sql.exec("DELETE FROM conversations WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId);
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
  if (one === "" || other === null || other === "") return false;
  const [mine, theirs] = [new Set(one.split(" ")), new Set(other.split(" "))];
  return mine.intersection(theirs).size / mine.union(theirs).size >= ALIKE_LEAST;
}

function narrow({ query, from, to, outcome, rating, visitorId }: ConversationFilter): {
  where: string;
  bindings: (string | number)[];
} {
  const conditions: [string, string | number | undefined][] = [
    ["last_at >= ?", from],
    ["last_at < ?", to],
    ["visitor_id = ?", visitorId],
  ];
  const ofAnswers: [string, string | undefined][] = [
    ["instr(lower(question), lower(?)) > 0", query],
    ["outcome = ?", outcome],
    ["rating = ?", rating],
  ];
  for (const [condition, value] of ofAnswers) {
    conditions.push([
      `EXISTS (SELECT 1 FROM answers WHERE answers.visitor_id = conversations.visitor_id
         AND answers.conversation_id = conversations.conversation_id AND ${condition})`,
      value,
    ]);
  }
  const set = conditions.filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return {
    where: set.map(([condition]) => ` AND ${condition}`).join(""),
    bindings: set.map(([, value]) => value),
  };
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
