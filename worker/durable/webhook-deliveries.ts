/** Messages on their way to webhooks, and what became of those that arrived or did not. */

import { randomId } from "../../shared/ids.ts";
import type { DeliveryCode } from "../outside/codes.ts";

export interface DeliveryView {
  delivery_id: string;
  /** As the receiver knows it: the same at every try. */
  message_id: string;
  event: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  http_status: number | null;
  problem: string | null;
  /** The same for programs; null in what was sent before there were codes. */
  problem_code: DeliveryCode | null;
  created_at: string;
  last_attempt_at: string | null;
  next_attempt_at: string | null;
}

/** One try that is due. */
export interface DueDelivery {
  deliveryId: string;
  messageId: string;
  url: string;
  body: string;
  /** Encrypted; the current one first. */
  secrets: string[];
  webhookId: string;
}

export interface Attempt {
  status: number | null;
  /** Undefined: it was taken. */
  problem: { code: DeliveryCode; detail: string } | undefined;
}

/** After the event: eight tries over a day. */
const TRIES_MS = [0, 5_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 86_400_000];
const DELIVERIES_MOST = 500;
/** In place of a body that is of no use any more, or that tells of somebody who was forgotten. */
const NO_BODY = "{}";

interface Signed extends Record<string, SqlStorageValue> {
  url: string;
  secret: string;
  previous: string | null;
  previous_until: number | null;
}

interface DeliveryRow extends Record<string, SqlStorageValue> {
  delivery_id: string;
  webhook_id: string;
  message_id: string;
  event: string;
  body: string;
  status: DeliveryView["status"];
  attempts: number;
  http_status: number | null;
  problem: string | null;
  problem_code: DeliveryCode | null;
  created_at: number;
  last_at: number | null;
  next_at: number | null;
}

export function createDeliveries(sql: SqlStorage) {
  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS deliveries (
          delivery_id TEXT PRIMARY KEY, webhook_id TEXT NOT NULL, message_id TEXT NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL,
          status TEXT NOT NULL, attempts INTEGER NOT NULL, http_status INTEGER, problem TEXT, created_at INTEGER NOT NULL,
          last_at INTEGER, next_at INTEGER
        ) STRICT;
        CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (next_at) WHERE status = 'pending';
        CREATE INDEX IF NOT EXISTS deliveries_by_webhook ON deliveries (webhook_id, created_at);
      `);
      // Lists from before there were codes have no such column.
      const columns = sql.exec<{ name: string }>("SELECT name FROM pragma_table_info('deliveries')").toArray();
      if (!columns.some(({ name }) => name === "problem_code"))
        sql.exec("ALTER TABLE deliveries ADD COLUMN problem_code TEXT");
    },

    /** @returns its id */
    add(webhookId: string, event: string, messageId: string, body: string, at: number): string {
      const deliveryId = `dlv_${randomId()}`;
      sql.exec(
        `INSERT INTO deliveries (delivery_id, webhook_id, message_id, event, body, status, attempts, created_at, next_at)
         VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, ?)`,
        deliveryId,
        webhookId,
        messageId,
        event,
        body,
        at,
        at,
      );
      sql.exec(
        `DELETE FROM deliveries WHERE webhook_id = ?1 AND status <> 'pending' AND delivery_id NOT IN
           (SELECT delivery_id FROM deliveries WHERE webhook_id = ?1 ORDER BY created_at DESC, rowid DESC LIMIT ${DELIVERIES_MOST})`,
        webhookId,
      );
      return deliveryId;
    },

    /** Webhooks for which something is due. */
    waiting: (now: number): string[] =>
      sql
        .exec<{ webhook_id: string }>(
          "SELECT DISTINCT webhook_id FROM deliveries WHERE status = 'pending' AND next_at <= ?",
          now,
        )
        .toArray()
        .map(({ webhook_id }) => webhook_id),

    /** The one that has waited longest for this webhook, as it is to be signed now. */
    due(webhookId: string, now: number): DueDelivery | undefined {
      const row = sql
        .exec<DeliveryRow & Signed>(
          `SELECT deliveries.*, url, secret, previous, previous_until FROM deliveries JOIN webhooks USING (webhook_id)
           WHERE webhook_id = ? AND status = 'pending' AND next_at <= ? ORDER BY next_at LIMIT 1`,
          webhookId,
          now,
        )
        .toArray()[0];
      return (
        row && {
          deliveryId: row.delivery_id,
          messageId: row.message_id,
          webhookId: row.webhook_id,
          url: row.url,
          body: row.body,
          secrets: [row.secret, ...(row.previous !== null && (row.previous_until ?? 0) > now ? [row.previous] : [])],
        }
      );
    },

    /** Undefined: nothing is on its way. */
    nextDue(): number | undefined {
      return (
        sql.exec<{ next: number | null }>("SELECT min(next_at) AS next FROM deliveries WHERE status = 'pending'").one()
          .next ?? undefined
      );
    },

    /** How a try ended, and when the next one is. */
    attempted(deliveryId: string, { status, problem }: Attempt, at: number): void {
      const row = sql.exec<DeliveryRow>("SELECT * FROM deliveries WHERE delivery_id = ?", deliveryId).toArray()[0];
      // One whose visitor was forgotten while it was on its way has ended.
      if (row?.status !== "pending") return;
      const attempts = row.attempts + 1;
      const wait = TRIES_MS[attempts];
      const ended = problem === undefined ? "delivered" : wait === undefined ? "failed" : "pending";
      sql.exec(
        `UPDATE deliveries SET status = ?, body = ?, attempts = ?, http_status = ?, problem = ?, problem_code = ?, last_at = ?, next_at = ?
         WHERE delivery_id = ?`,
        ended,
        // Nobody needs it again, and a visitor's words are in it.
        ended === "pending" ? row.body : NO_BODY,
        attempts,
        status,
        problem?.detail ?? null,
        problem?.code ?? null,
        at,
        // A late try does not bring the next one closer than it was meant to be.
        ended === "pending" ? Math.max(row.created_at + wait!, at + TRIES_MS[1]!) : null,
        deliveryId,
      );
    },

    /** Newest first. */
    deliveries(webhookId: string, limit: number, before: string | undefined): DeliveryView[] {
      return sql
        .exec<DeliveryRow>(
          `SELECT * FROM deliveries WHERE webhook_id = ?1 AND
             (?2 IS NULL OR (created_at, delivery_id) < (SELECT created_at, delivery_id FROM deliveries WHERE delivery_id = ?2))
           ORDER BY created_at DESC, delivery_id DESC LIMIT ?3`,
          webhookId,
          before ?? null,
          limit,
        )
        .toArray()
        .map(deliveryOf);
    },

    /** What tells of a visitor, or of one conversation or hand-off of theirs, is not sent any more, and not kept. */
    forget(field: "visitor_id" | "conversation_id" | "handoff_id", id: string, visitorId?: string): void {
      sql.exec(
        `UPDATE deliveries SET body = '${NO_BODY}', next_at = NULL,
           problem = iif(status = 'pending', 'The visitor was forgotten before it arrived.', problem),
           problem_code = iif(status = 'pending', 'forgotten', problem_code),
           status = iif(status = 'pending', 'failed', status)
         WHERE json_extract(body, ?1) = ?2 AND (?3 IS NULL OR json_extract(body, '$.data.visitor_id') = ?3)`,
        `$.data.${field}`,
        id,
        visitorId ?? null,
      );
    },

    delivery(deliveryId: string): DeliveryView | undefined {
      const row = sql.exec<DeliveryRow>("SELECT * FROM deliveries WHERE delivery_id = ?", deliveryId).toArray()[0];
      return row && deliveryOf(row);
    },
  };
}

function deliveryOf(row: DeliveryRow): DeliveryView {
  return {
    delivery_id: row.delivery_id,
    message_id: row.message_id,
    event: row.event,
    status: row.status,
    attempts: row.attempts,
    http_status: row.http_status,
    problem: row.problem,
    problem_code: row.problem_code,
    created_at: iso(row.created_at),
    last_attempt_at: row.last_at === null ? null : iso(row.last_at),
    next_attempt_at: row.next_at === null ? null : iso(row.next_at),
  };
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
