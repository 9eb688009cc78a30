/**
 * Webhooks of one bot and what is on its way to them. A delivery is written down in one transaction with what it tells
 * of, and stays until it was taken or all tries were made: at least once, whatever ends in between.
 */

import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { createDeliveries, iso } from "./webhook-deliveries.ts";

export const WEBHOOK_EVENTS = ["handoff.created", "question.unanswered", "source.failed", "budget.reached"] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface WebhookView {
  webhook_id: string;
  url: string;
  events: WebhookEvent[];
  created_at: string;
  rotated_at: string | null;
  /** Of the delivery that ended last: whether it was taken in the end. */
  last_delivery: "delivered" | "failed" | null;
}

const WEBHOOKS_MOST = 10;
/** After a rotation both secrets sign for a day. */
const BOTH_SIGN_MS = 86_400_000;

interface WebhookRow extends Record<string, SqlStorageValue> {
  webhook_id: string;
  url: string;
  events: string;
  secret: string;
  previous: string | null;
  previous_until: number | null;
  created_at: number;
  rotated_at: number | null;
}

export type Webhooks = ReturnType<typeof createWebhooks>;

export function createWebhooks(sql: SqlStorage) {
  const { add: enqueue, ...deliveries } = createDeliveries(sql);
  const rowOf = (webhookId: string): WebhookRow | undefined =>
    sql.exec<WebhookRow>("SELECT * FROM webhooks WHERE webhook_id = ?", webhookId).toArray()[0];

  function viewOf(row: WebhookRow): WebhookView {
    const last = sql
      .exec<{ status: "delivered" | "failed" }>(
        "SELECT status FROM deliveries WHERE webhook_id = ? AND status <> 'pending' ORDER BY last_at DESC LIMIT 1",
        row.webhook_id,
      )
      .toArray()[0];
    return {
      webhook_id: row.webhook_id,
      url: row.url,
      events: JSON.parse(row.events) as WebhookEvent[],
      created_at: iso(row.created_at),
      rotated_at: row.rotated_at === null ? null : iso(row.rotated_at),
      last_delivery: last?.status ?? null,
    };
  }

  function bodyOf(type: string, data: unknown, at: number): string {
    return JSON.stringify({ type, timestamp: iso(at), data });
  }

  return {
    ...deliveries,

    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS webhooks (
          webhook_id TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL, secret TEXT NOT NULL, previous TEXT,
          previous_until INTEGER, created_at INTEGER NOT NULL, rotated_at INTEGER
        ) STRICT;
      `);
      deliveries.create();
    },

    /** @param secret encrypted under the webhook's id @throws ProblemError `conflict` */
    add(webhookId: string, url: string, events: readonly WebhookEvent[], secret: string, at: number): WebhookView {
      if (sql.exec<{ n: number }>("SELECT count(*) AS n FROM webhooks").one().n >= WEBHOOKS_MOST) {
        throw new ProblemError("conflict", {
          detail: `A bot has at most ${WEBHOOKS_MOST} webhooks: delete one first.`,
        });
      }
      const chosen = JSON.stringify(events);
      sql.exec("INSERT INTO webhooks VALUES (?, ?, ?, ?, NULL, NULL, ?, NULL)", webhookId, url, chosen, secret, at);
      return viewOf(rowOf(webhookId)!);
    },

    list: (): WebhookView[] =>
      sql.exec<WebhookRow>("SELECT * FROM webhooks ORDER BY created_at, webhook_id").toArray().map(viewOf),

    view(webhookId: string): WebhookView | undefined {
      const row = rowOf(webhookId);
      return row && viewOf(row);
    },

    /** What was on its way goes with it. */
    remove(webhookId: string): boolean {
      sql.exec("DELETE FROM deliveries WHERE webhook_id = ?", webhookId);
      return sql.exec("DELETE FROM webhooks WHERE webhook_id = ?", webhookId).rowsWritten > 0;
    },

    rotate(webhookId: string, secret: string, at: number): WebhookView | undefined {
      sql.exec(
        "UPDATE webhooks SET previous = secret, previous_until = ?, secret = ?, rotated_at = ? WHERE webhook_id = ?",
        at + BOTH_SIGN_MS,
        secret,
        at,
        webhookId,
      );
      const row = rowOf(webhookId);
      return row && viewOf(row);
    },

    /** For every webhook that wants to know. @returns true where something is to be delivered */
    tell(event: WebhookEvent, data: unknown, at: number): boolean {
      const wanting = sql
        .exec<WebhookRow>("SELECT * FROM webhooks")
        .toArray()
        .filter(({ events }) => (JSON.parse(events) as string[]).includes(event));
      const messageId = `evt_${randomId()}`;
      const body = bodyOf(event, data, at);
      for (const { webhook_id } of wanting) enqueue(webhook_id, event, messageId, body, at);
      return wanting.length > 0;
    },

    /** A delivery that tells of nothing, to see whether it arrives. */
    tellTest(webhookId: string, at: number): string {
      const body = bodyOf("webhook.test", { webhook_id: webhookId }, at);
      return enqueue(webhookId, "webhook.test", `evt_${randomId()}`, body, at);
    },

    clear(): void {
      sql.exec("DELETE FROM deliveries; DELETE FROM webhooks;");
    },
  };
}
