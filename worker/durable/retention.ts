/**
 * How long conversations are kept, where their owner changes that. Each forgets itself by what held at its last question:
 * those that are there are told of the change, one after the other.
 */

import type { TenantScope } from "../tenancy/scope.ts";
import type { LedgerStore } from "./ledger-store.ts";
import type { ConversationIds } from "./owner-log.ts";

const DAY_MS = 86_400_000;
/** By then everybody begins answers under the new setting: what is remembered of a bot is younger than that. */
const KNOWN_MS = 30_000;
/** Conversations that are told at the same time. */
const STEP = 50;
const KEPT = "kept for";
const TOLD = "kept for, told";

/** @param days after the last question, for what is there */
export function keepFor({ storage, facts, handoffs, schedule }: LedgerStore, days: number): void {
  storage.transactionSync(() => {
    facts.set(KEPT, `${days * DAY_MS}`);
    facts.drop(TOLD);
    handoffs.keepFor(days * DAY_MS);
    schedule.at("expire", Date.now());
    schedule.at("retain", Date.now() + KNOWN_MS);
  });
}

/**
 * For the due time `retain`.
 *
 * @param count writes down what was admitted: each conversation has to be known
 */
export async function retain({ facts, log }: LedgerStore, scope: TenantScope, count: () => void): Promise<void> {
  count();
  for (;;) {
    const [kept, told] = [facts.get(KEPT), facts.get(TOLD)];
    const some = log.following(told === undefined ? undefined : (JSON.parse(told) as ConversationIds), STEP);
    const last = some.at(-1);
    if (last === undefined) return;
    await Promise.all(
      some.map(({ visitorId, conversationId, lastAt }) =>
        scope.conversation(visitorId, conversationId).keepFor(Number(kept), lastAt),
      ),
    );
    // Changed once more meanwhile: it is due again, from the start.
    if (facts.get(KEPT) !== kept || facts.get(TOLD) !== told) return;
    facts.set(TOLD, JSON.stringify(last));
  }
}
