/**
 * What becomes of a running answer on disk. Nothing is written before the first words are on their way:
 * whatever leaves an object waits for its pending writes, and a visitor should not wait for a disk.
 */

import { textOf, type Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { FinishMetadata } from "../../shared/stream.ts";
import type { Facts } from "./facts.ts";
import type { Messages, StoredMessage } from "./messages.ts";
import type { Outbox } from "./outbox.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { partsOf, type RunningAnswer, type StopReason } from "./running-answer.ts";

/** Where a conversation keeps what it knows. */
export interface ConversationStore {
  storage: DurableObjectStorage;
  messages: Messages;
  facts: Facts;
  outbox: Outbox<AnswerRecord>;
}

export interface KeepRequest {
  visitorId: string;
  conversationId: string;
  running: RunningAnswer;
  question: { id: string; text: string };
  /** Row of the question where it was asked before. */
  known: StoredMessage | undefined;
  /** Added to while the answer runs. */
  usage: Usage;
  /** Milliseconds since 1970 at which the conversation is forgotten. */
  expires: number;
  /** At which the object looks after an answer that a crash left behind. */
  orphaned: number;
  /** For the problem of an answer that a crash cut off. */
  problemBase: string;
  requestId: string;
}

export interface AnswerKeeper {
  /** Stores the question, if it is not yet, and the events since the last call. */
  store(): void;
  /**
   * Marks the answer as ended and queues its report, in one transaction with its events so far: counted
   * once, whatever happens. The terminal event follows with `store`, in the same turn.
   */
  end(outcome: FinishMetadata | StopReason | ProblemError): void;
  /** Writes nothing from here on: the conversation was erased. */
  drop(): void;
}

export function createAnswerKeeper(store: ConversationStore, request: KeepRequest): AnswerKeeper {
  const { storage, messages, facts, outbox } = store;
  const { running } = request;
  let rows: { question: StoredMessage; answer: StoredMessage } | undefined;
  let storedEvents = 0;
  let dropped = false;

  function begin(): { question: StoredMessage; answer: StoredMessage } {
    if (rows !== undefined) return rows;
    messages.create();
    facts.create();
    const question = request.known ?? messages.addQuestion(request.question.id, request.question.text, Date.now());
    rows = { question, answer: messages.addAnswer(running.answerId, question.seq, Date.now()) };
    facts.set("expires", String(request.expires));
    facts.set("request", JSON.stringify({ base: request.problemBase, id: request.requestId }));
    void storage.setAlarm(request.orphaned);
    return rows;
  }

  function addEvents(answer: StoredMessage): void {
    if (storedEvents === running.chunks.length) return;
    messages.addEvents(answer.seq, storedEvents + 1, running.chunks.slice(storedEvents));
    storedEvents = running.chunks.length;
  }

  return {
    store() {
      if (!dropped) storage.transactionSync(() => addEvents(begin().answer));
    },

    end(outcome) {
      if (dropped) return;
      const status = outcome instanceof ProblemError ? "failed" : typeof outcome === "string" ? "stopped" : "complete";
      const finished = status === "complete" ? (outcome as FinishMetadata) : undefined;
      storage.transactionSync(() => {
        const { question, answer } = begin();
        addEvents(answer);
        messages.finish(answer, partsOf(running.chunks), {
          status,
          ...(outcome instanceof ProblemError ? { problem: outcome.slug } : {}),
          ...(finished === undefined ? {} : { answered: finished.answered, grounded: finished.grounded }),
        });
        outbox.add(answer.id, {
          visitorId: request.visitorId,
          conversationId: request.conversationId,
          answerId: answer.id,
          questionId: question.id,
          question: textOf(question),
          status,
          answered: finished?.answered ?? null,
          grounded: finished?.grounded ?? null,
          usage: request.usage,
          at: Date.now(),
        });
      });
    },

    drop() {
      dropped = true;
    },
  };
}
