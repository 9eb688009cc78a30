/** Visitors of one bot who were passed on to a person, until the owner is done with them or their time is over. */

import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { LogCursor, LogEntry } from "./owner-log-lists.ts";

/** What led to it, as the widget says. */
export type HandoffTrigger = "declined" | "unsure" | "contact" | "feedback" | "request";
export type HandoffState = "open" | "done";

export interface HandoffInput {
  visitorId: string;
  conversationId: string | null;
  name: string | null;
  email: string | null;
  message: string | null;
  trigger: HandoffTrigger;
  /** What the visitor agreed to, as it was shown. */
  consentText: string | null;
  /** Milliseconds since 1970: forgotten then, as the conversation is. */
  expiresAt: number;
}

export interface HandoffView {
  handoff_id: string;
  /** Short enough to be said on the phone. */
  reference: string;
  state: HandoffState;
  visitor_id: string;
  conversation_id: string | null;
  name: string | null;
  email: string | null;
  message: string | null;
  trigger: HandoffTrigger;
  consent_text: string | null;
  created_at: string;
}

interface HandoffRow extends Record<string, SqlStorageValue> {
  position: number;
  handoff_id: string;
  reference: string;
  state: HandoffState;
  visitor_id: string;
  conversation_id: string | null;
  name: string | null;
  email: string | null;
  message: string | null;
  trigger: HandoffTrigger;
  consent_text: string | null;
  created_at: number;
  expires_at: number;
}

const HOUR_MS = 3_600_000;
/** Of one visitor in an hour, and of all of them: a person reads each. */
const PER_VISITOR = 5;
const PER_BOT = 200;
/** Neither vowels, which make words, nor what is mistaken for another. */
const LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ";

export type Handoffs = ReturnType<typeof createHandoffs>;

export function createHandoffs(sql: SqlStorage) {
  const view = (handoffId: string): HandoffView | undefined => {
    const row = sql
      .exec<HandoffRow>("SELECT rowid AS position, * FROM handoffs WHERE handoff_id = ?", handoffId)
      .toArray()[0];
    return row && viewOf(row);
  };

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS handoffs (
          handoff_id TEXT PRIMARY KEY, reference TEXT NOT NULL, state TEXT NOT NULL, visitor_id TEXT NOT NULL,
          conversation_id TEXT, name TEXT, email TEXT, message TEXT, trigger TEXT NOT NULL, consent_text TEXT,
          created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX IF NOT EXISTS handoffs_by_time ON handoffs (created_at);
        CREATE INDEX IF NOT EXISTS handoffs_by_visitor ON handoffs (visitor_id, conversation_id);
        CREATE INDEX IF NOT EXISTS handoffs_by_end ON handoffs (expires_at);
      `);
    },

    /** @throws ProblemError `rate-limited` */
    add(input: HandoffInput, at: number): HandoffView {
      const { mine, all } = sql
        .exec<{ mine: number; all: number }>(
          "SELECT coalesce(sum(visitor_id = ?), 0) AS mine, count(*) AS 'all' FROM handoffs WHERE created_at > ?",
          input.visitorId,
          at - HOUR_MS,
        )
        .one();
      if (mine >= PER_VISITOR || all >= PER_BOT) {
        throw new ProblemError("rate-limited", {
          detail: "Too many messages were passed on. Try again in an hour.",
          retryAfter: HOUR_MS / 1_000,
        });
      }
      const handoffId = `hnd_${randomId()}`;
      sql.exec(
        "INSERT INTO handoffs VALUES (?, ?, 'open', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        handoffId,
        createReference(),
        input.visitorId,
        input.conversationId,
        input.name,
        input.email,
        input.message,
        input.trigger,
        input.consentText,
        at,
        input.expiresAt,
      );
      return view(handoffId)!;
    },

    /** Newest first. */
    list(limit: number, before: LogCursor, state: HandoffState | undefined): LogEntry<HandoffView>[] {
      return sql
        .exec<HandoffRow>(
          `SELECT rowid AS position, * FROM handoffs WHERE (created_at, rowid) < (?1, ?2) AND (?3 IS NULL OR state = ?3)
           ORDER BY created_at DESC, rowid DESC LIMIT ?4`,
          before.at,
          before.row,
          state ?? null,
          limit,
        )
        .toArray()
        .map((row) => ({ summary: viewOf(row), cursor: { at: row.created_at, row: row.position } }));
    },

    setState(handoffId: string, state: HandoffState): HandoffView | undefined {
      sql.exec("UPDATE handoffs SET state = ? WHERE handoff_id = ?", state, handoffId);
      return view(handoffId);
    },

    remove: (handoffId: string): boolean =>
      sql.exec("DELETE FROM handoffs WHERE handoff_id = ?", handoffId).rowsWritten > 0,

    /** False where there was none. */
    forgetConversation: (visitorId: string, conversationId: string): boolean =>
      sql.exec("DELETE FROM handoffs WHERE visitor_id = ? AND conversation_id = ?", visitorId, conversationId)
        .rowsWritten > 0,

    /** False where there is none of this visitor. */
    forgetVisitor: (visitorId: string): boolean =>
      sql.exec("DELETE FROM handoffs WHERE visitor_id = ?", visitorId).rowsWritten > 0,

    /** Newest first. */
    ofVisitor: (visitorId: string): HandoffView[] =>
      sql
        .exec<HandoffRow>(
          "SELECT rowid AS position, * FROM handoffs WHERE visitor_id = ? ORDER BY created_at DESC, rowid DESC",
          visitorId,
        )
        .toArray()
        .map(viewOf),

    /** Those whose time is over. @returns when the next one's is */
    expire(now: number): number | undefined {
      sql.exec("DELETE FROM handoffs WHERE expires_at <= ?", now);
      return sql.exec<{ next: number | null }>("SELECT min(expires_at) AS next FROM handoffs").one().next ?? undefined;
    },

    /** From now on so long after each was passed on. */
    keepFor(ms: number): void {
      sql.exec("UPDATE handoffs SET expires_at = created_at + ?", ms);
    },

    clear(): void {
      sql.exec("DELETE FROM handoffs");
    },
  };
}

function createReference(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(7));
  const text = Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
  return `${text.slice(0, 3)}-${text.slice(3)}`;
}

function viewOf({ position: _position, expires_at: _end, ...row }: HandoffRow): HandoffView {
  return { ...row, created_at: new Date(row.created_at).toISOString() };
}
