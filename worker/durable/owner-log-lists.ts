/** The owner's log as it is read: lists that go on from a cursor, and counts. */

import { type Outcome, OUTCOMES } from "../../shared/chat.ts";

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
  /** Each that an answer of it had, once. */
  outcomes: Outcome[];
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

export interface Insights {
  counts: InsightCounts;
  questions: LogEntry<QuestionSummary>[];
}

interface ConversationRow extends Record<string, SqlStorageValue> {
  position: number;
  visitor_id: string;
  conversation_id: string;
  first_question: string;
  questions: number;
  unanswered: number;
  /** With commas between them; null where no answer came to its end. */
  outcomes: string | null;
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
/** Of an answer of the conversation that is looked at. */
const OF_CONVERSATION =
  "answers.visitor_id = conversations.visitor_id AND answers.conversation_id = conversations.conversation_id";
/** The outcomes are asked of those alone that are listed. */
const SUMMARIES = `SELECT conversations.rowid AS position, conversations.*,
    (SELECT group_concat(DISTINCT outcome) FROM answers WHERE ${OF_CONVERSATION}) AS outcomes FROM conversations`;
const LISTS = { unanswered: UNANSWERED, rated: "rating IS NOT NULL" } as const;

export function createLogLists(sql: SqlStorage) {
  return {
    /** Newest first. */
    conversations(limit: number, before: LogCursor, filter: ConversationFilter = {}): LogEntry<ConversationSummary>[] {
      const { where, bindings } = narrow(filter);
      return sql
        .exec<ConversationRow>(
          `${SUMMARIES} WHERE (last_at, rowid) < (?, ?)${where}
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
          `${SUMMARIES} WHERE visitor_id = ? AND conversation_id > ?
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
  };
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
    conditions.push([`EXISTS (SELECT 1 FROM answers WHERE ${OF_CONVERSATION} AND ${condition})`, value]);
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
    outcomes: OUTCOMES.filter((outcome) => row.outcomes?.split(",").includes(outcome)),
    started_at: new Date(row.started_at).toISOString(),
    last_at: new Date(row.last_at).toISOString(),
  };
}
