/** What webhooks are told: messages written down with what they tell of, and delivered by a due time. */

import { randomId } from "../../shared/ids.ts";
import { encryptSecret } from "../tenancy/secrets.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { createWebhookSecret } from "./webhook-signature.ts";
import type { WebhookEvent, WebhookView } from "./webhooks.ts";

/** Webhooks asked at the same time: as many as a request of the runtime has connections. */
const DELIVERED_AT_ONCE = 6;

export interface Notices {
  /** In one transaction with what it tells of. */
  tell(event: WebhookEvent, data: unknown): void;
  /** Once a day: whoever is told of every refused question reads none. */
  tellBudgetReached(day: string): void;
  /** @returns with the secret, given this once */
  add(url: string, events: WebhookEvent[]): Promise<{ view: WebhookView; secret: string }>;
  rotate(webhookId: string): Promise<{ view: WebhookView; secret: string } | undefined>;
  /** A message that tells of nothing. @returns its id */
  tellTest(webhookId: string): string;
  /** Everything that is due, and makes the rest due. */
  deliver(): Promise<void>;
}

/** @param encryptionKey under which secrets are kept */
export function createNotices(
  { storage, facts, webhooks, schedule }: LedgerStore,
  bindings: () => Parameters<typeof deliverWebhook>[0],
  encryptionKey: () => Uint8Array<ArrayBuffer>,
): Notices {
  const deliverSoon = (): void => schedule.at("webhooks", Date.now());

  function tell(event: WebhookEvent, data: unknown): void {
    if (webhooks.tell(event, data, Date.now())) deliverSoon();
  }

  async function createSecret(webhookId: string): Promise<{ secret: string; sealed: string }> {
    const secret = createWebhookSecret();
    return { secret, sealed: await encryptSecret(encryptionKey(), secret, webhookId) };
  }

  return {
    tell,
    tellBudgetReached(day) {
      if (facts.get("budget told") === day) return;
      storage.transactionSync(() => {
        facts.set("budget told", day);
        tell("budget.reached", { day });
      });
    },
    async add(url, events) {
      const webhookId = `whk_${randomId()}`;
      const { secret, sealed } = await createSecret(webhookId);
      return { view: webhooks.add(webhookId, url, events, sealed, Date.now()), secret };
    },
    async rotate(webhookId) {
      const { secret, sealed } = await createSecret(webhookId);
      const view = webhooks.rotate(webhookId, sealed, Date.now());
      return view && { view, secret };
    },
    tellTest(webhookId) {
      const deliveryId = webhooks.tellTest(webhookId, Date.now());
      deliverSoon();
      return deliveryId;
    },
    async deliver() {
      const key = encryptionKey();
      for (;;) {
        const due = webhooks.due(Date.now(), DELIVERED_AT_ONCE);
        if (due.length === 0) break;
        await Promise.all(
          due.map(async (delivery) => {
            const attempt = await deliverWebhook(bindings(), key, delivery, Date.now());
            webhooks.attempted(delivery.deliveryId, attempt, Date.now());
          }),
        );
      }
      const next = webhooks.nextDue();
      if (next !== undefined) schedule.at("webhooks", next);
    },
  };
}
