/** Where a conversation keeps what it knows: its messages, single values, reports that wait, and due times. */

import { textOf } from "../../shared/chat.ts";
import { createFacts, type Facts } from "../sqlite/facts.ts";
import type { SendRequest } from "./api.ts";
import type { SendState } from "./decide-send.ts";
import { createMessages, type Messages, type StoredMessage } from "./messages.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";

export interface ConversationStore {
  storage: DurableObjectStorage;
  messages: Messages;
  facts: Facts;
  outbox: Outbox<AnswerRecord>;
  schedule: Scheduler;
}

/** Writes nothing: asking about a conversation that nobody has written to leaves none behind. */
export function createConversationStore(storage: DurableObjectStorage): ConversationStore {
  const messages = createMessages(storage);
  const facts = createFacts(storage.sql);
  const outbox = createOutbox<AnswerRecord>(facts, () => messages.exists());
  const schedule = createScheduler(storage, () => Date.now());
  return { storage, messages, facts, outbox, schedule };
}

/** What is stored of a message that is sent, and as `decideSend` takes it. */
export function findSent(
  { messages }: ConversationStore,
  { question, instead }: Pick<SendRequest, "question" | "instead">,
): {
  known: StoredMessage | undefined;
  answered: StoredMessage | undefined;
  stored: Omit<SendState, "running" | "starting">;
} {
  if (!messages.exists()) {
    const stored = { known: undefined, answer: undefined, insteadIsAnswer: false, messages: 0 };
    return { known: undefined, answered: undefined, stored };
  }
  const known = messages.byId(question.id);
  const answered = known && messages.answerTo(known.seq);
  return {
    known,
    answered,
    stored: {
      known: known && {
        role: known.role,
        text: textOf(known),
        isLastQuestion: known.seq === messages.lastQuestion()?.seq,
      },
      answer: answered && { id: answered.id, hasFailed: answered.metadata.status === "failed" },
      insteadIsAnswer: instead !== undefined && messages.byId(instead)?.role === "assistant",
      messages: messages.count(),
    },
  };
}

/** Milliseconds since 1970; undefined where nothing was asked. */
export function lastQuestionAt({ messages }: ConversationStore): number | undefined {
  const at = messages.lastQuestion()?.metadata.created_at;
  return at === undefined ? undefined : Date.parse(at);
}

/** Conversations from before due times were kept have an alarm, and know alone when they are to be forgotten. */
export function keepOldPromise({ facts, schedule }: ConversationStore): void {
  const expires = facts.get("expires");
  if (expires === undefined) return;
  facts.drop("expires");
  schedule.at("report", Date.now());
  schedule.at("expire", Number(expires));
}
