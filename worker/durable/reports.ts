/** A conversation's reports to the ledger: at once when an answer has ended, and by the due time `report` until they are taken. */

import type { ConversationStore } from "./conversation-store.ts";
import type { AnswerRecord } from "./owner-log.ts";

const RETRY_MS = 10_000;

export interface Reports {
  /** Sends what waits. @throws what `send` throws; what was not taken waits on */
  deliver(): Promise<void>;
  /** The same at the end of an answer: a report that is not taken is due again soon. */
  deliverOrRetry(): Promise<void>;
  /** Forgets what waits. What is on its way goes on. */
  drop(): void;
  /** Resolves when none is on its way any more. */
  idle(): Promise<void>;
}

/** @param isWriting whether an answer is being written: it reports at its own end */
export function createReports(
  { messages, outbox, schedule }: ConversationStore,
  send: (record: AnswerRecord) => Promise<void>,
  isWriting: () => boolean,
): Reports {
  /** One at a time, so that forgetting can wait for the one that is on its way. */
  let sending = Promise.resolve();

  async function deliverNow(): Promise<void> {
    if (!messages.exists()) return;
    await outbox.deliver(send);
    if (messages.exists() && !isWriting()) schedule.drop("report");
  }

  function deliver(): Promise<void> {
    const delivered = sending.then(deliverNow);
    sending = delivered.catch(() => undefined);
    return delivered;
  }

  return {
    deliver,
    async deliverOrRetry() {
      try {
        await deliver();
      } catch (error) {
        console.error("a report was not taken, trying again later", error);
        schedule.at("report", Date.now() + RETRY_MS);
      }
    },
    drop() {
      if (messages.exists()) outbox.clear();
    },
    idle: () => sending,
  };
}
