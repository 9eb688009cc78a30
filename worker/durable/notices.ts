/** What webhooks are told: messages written down with what they tell of, and delivered by a due time. */

import { randomId } from "../../shared/ids.ts";
import { encryptSecret } from "../tenancy/secrets.ts";
import { deliverWebhook } from "./deliver-webhook.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { createWebhookSecret } from "./webhook-signature.ts";
import type { WebhookEvent, WebhookView } from "./webhooks.ts";

/** One webhook's messages go one after the other, for so long: a receiver that hangs holds up no other's for longer. */
const PASS_MS = 10_000;

export interface Notices {
  /** In one transaction with what it tells of. */
  tell(event: WebhookEvent, data: unknown): void;
  /** Once a day: an owner who gets a message for every refused question reads none. */
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
      const until = Date.now() + PASS_MS;
      const deliverTo = async (webhookId: string): Promise<void> => {
        do {
          const delivery = webhooks.due(webhookId, Date.now());
          if (delivery === undefined) return;
          const attempt = await deliverWebhook(bindings(), key, delivery, Date.now());
          webhooks.attempted(delivery.deliveryId, attempt, Date.now());
        } while (Date.now() < until);
      };
      await Promise.all(webhooks.waiting(Date.now()).map(deliverTo));
      const next = webhooks.nextDue();
      if (next !== undefined) schedule.at("webhooks", next);
    },
  };
}
