/**
 * The end of a bot, as its books see to it: they are told before it is removed, look whether it was, and erase what it
 * leaves behind. Whatever is cut off on the way is done again.
 */

import type { Accounts } from "../tenancy/accounts.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { clearBooks } from "./bookkeeping.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** By then the call that removes a bot has done so, or has failed. */
const FORESEEN_MS = 60_000;
/** Conversations erased at the same time. */
const ERASE_STEP = 20;

export interface Erasure {
  /** The bot may be removed in a moment: looks a minute from now. */
  foresee(): void;
  /** It was: nothing is written from here on, and the rest follows. */
  begin(): void;
  /** For the due time `erase`. */
  run(accounts: Pick<Accounts, "hasBot" | "endDeletion">, scope: TenantScope): Promise<void>;
}

/** @param count writes down what was admitted: each conversation has to be known */
export function createErasure(store: LedgerStore, count: () => void): Erasure {
  const { facts, log, schedule } = store;

  function mark(): void {
    count();
    facts.set("erasing", "1");
    store.isErasing = true;
  }

  // One that was begun before due times were kept.
  if (store.isErasing && schedule.due("erase") === undefined && log.some(1).length > 0)
    schedule.at("erase", Date.now());

  return {
    foresee() {
      if (!store.isErasing) schedule.at("erase", Date.now() + FORESEEN_MS);
    },

    begin() {
      mark();
      schedule.at("erase", Date.now());
    },

    async run(accounts, scope) {
      if (!store.isErasing) {
        // It was foreseen and did not come about: the bot lives.
        if (await accounts.hasBot(scope.botId)) return;
        mark();
      }
      await scope.knowledgeBase.erase();
      for (let some = log.some(ERASE_STEP); some.length > 0; some = log.some(ERASE_STEP)) {
        await Promise.all(
          some.map(({ visitorId, conversationId }) => scope.conversation(visitorId, conversationId).eraseAll()),
        );
        for (const { visitorId, conversationId } of some) log.forget(visitorId, conversationId);
      }
      clearBooks(store);
      await accounts.endDeletion(scope.botId);
    },
  };
}
