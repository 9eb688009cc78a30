/** The yes or no to a question before anything is begun for it, and the counting of those that were admitted. */

import { ProblemError } from "../../shared/problem.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { settle } from "../outcome.ts";
import { limitsOfAll } from "../tenancy/closed-bots.ts";
import type { Admitted, AdmitRequest, Asked, ToldRefusal } from "./api.ts";
import type { LedgerStore } from "./ledger-store.ts";

/** How long a question waits where what is left of a budget is promised to answers that are being written. */
const PROMISED_MS = 15_000;
/** Further questions are written down together, this long after the first of them: not while their first words are on the way. */
const COUNT_MS = 2_000;
/** A few questions a minute are soon asked: a restart right after them must find them counted. */
const FEW = 30;

export interface Admission {
  /** @throws ProblemError where it is refused: then it is not counted */
  admit(request: AdmitRequest): Promise<Admitted>;
  /** Writes down the conversation of an admitted question. @throws ProblemError where the bot is being erased */
  keep(asked: Asked): void;
  /** The refusal that it would meet; undefined where there is none, or its conversation is known. Counts nothing. */
  refusalOf(request: AdmitRequest): Promise<ToldRefusal | undefined>;
  /** Writes down what was admitted. Called before anything else reads or forgets. */
  count(): void;
}

/** @param later keeps the object awake for what is done after a reply */
export function createAdmission(store: LedgerStore, later: (work: Promise<void>) => void): Admission {
  const { storage, spending, log } = store;
  const { promises } = spending;
  let uncounted: AdmitRequest[] = [];

  function count(): void {
    const admitted = uncounted;
    uncounted = [];
    if (admitted.length === 0 || store.isErasing) return;
    storage.transactionSync(() => {
      spending.saveMinutes();
      for (const request of admitted) {
        const { visitorId, conversationId, question } = request;
        spending.countDay(request);
        log.open(visitorId, conversationId, question, Date.now());
      }
    });
  }

  /** In the same turn as the check that let it in: a crowd that asks in one moment must not spend the same tokens. */
  function take(request: AdmitRequest, admitted: Admitted): Admitted {
    const { limits, spends, visitorId, conversationId } = request;
    // A budget that is set is exact: from here on what this answer may cost is not another's.
    if (spends !== undefined && admitted.tokens !== undefined) promises.make(spends, admitted.tokens);
    spending.countMinute(request);
    uncounted.push(request);
    // A limit that is set is exact: its count is on disk before the answer begins. Else nobody waits for the disk: a new
    // conversation is kept beside its answer, and the answer's own report is what must not be lost.
    if (isExact(limits)) {
      count();
      return admitted;
    }
    if (uncounted.length === 1) later(scheduler.wait(COUNT_MS).then(count));
    return log.knows(visitorId, conversationId) ? admitted : { ...admitted, isUnkept: true };
  }

  function verifyBot(): void {
    if (store.isErasing) throw new ProblemError("not-found", { detail: "There is no such bot." });
  }

  return {
    /** Where all that is left is promised, it waits for an answer to end, and only so long. */
    async admit(request) {
      let patience: Promise<unknown> | undefined;
      // Not in the head of the loop: each round would have a variable of its own, and never hear that time is up.
      let patient = true;
      for (;;) {
        verifyBot();
        const admitted = spending.check(request, patient);
        if (admitted !== "later") return take(request, admitted);
        patience ??= scheduler.wait(PROMISED_MS).then(() => (patient = false));
        await Promise.race([promises.next(), patience]);
      }
    },
    keep({ visitorId, conversationId, question }) {
      verifyBot();
      count();
      // A restart since then knows of no question that was admitted.
      if (!log.knows(visitorId, conversationId)) log.open(visitorId, conversationId, question, Date.now());
    },
    async refusalOf(request) {
      const { visitorId, conversationId } = request;
      count();
      if (store.isErasing || log.knows(visitorId, conversationId)) return undefined;
      const told = await settle(() => ({ admitted: spending.check(request, true) }));
      if (!("refused" in told)) return undefined;
      const { sender: _place, ...anybody } = { ...request, limits: limitsOfAll(request.limits) };
      const everybody = await settle(() => ({ admitted: spending.check(anybody, true) }));
      return "refused" in everybody ? { ...told, everybody: everybody.refused } : told;
    },
    count,
  };
}

function isExact({
  messages_per_day,
  bot_messages_per_day,
  messages_per_minute,
  bot_messages_per_minute,
}: BotLimits): boolean {
  const isTight = Math.min(messages_per_minute ?? Infinity, bot_messages_per_minute ?? Infinity) <= FEW;
  return messages_per_day !== null || bot_messages_per_day !== null || isTight;
}
