/**
 * What becomes of a running answer on disk. Nothing is written before the first words are on their way:
 * whatever leaves an object waits for its pending writes, and a visitor should not wait for a disk.
 */

import { type MessageMetadata, type MessagePart, textOf, type Usage } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import type { Spent } from "../chat/answer.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { StoredMessage } from "./messages.ts";
import { degradedOf, partsOf, type RunningAnswer, type StopReason } from "./running-answer.ts";

export interface KeepRequest {
  visitorId: string;
  conversationId: string;
  running: RunningAnswer;
  question: { id: string; text: string };
  /** Row of the question where it was asked before. */
  known: StoredMessage | undefined;
  /** Added to while the answer runs. */
  usage: Spent;
  /** Milliseconds since 1970 at which the conversation is forgotten. */
  expires: number;
  /** At which the answer is reported at the latest: as failed, where a crash left it behind. */
  reported: number;
  /** For the problem of an answer that a crash cut off. */
  problemBase: string;
  requestId: string;
}

export type FinishChunk = Extract<StreamChunk, { type: "finish" }>;

/** What the answer that runs had cost when it was last stored: all that a crash leaves of it. */
export const SPENT = "spent";

export interface AnswerKeeper {
  /** Stores the question, if it is not yet, the events since the last call, and what was spent on them. */
  store(): void;
  /** Resolves when what was stored so far is on disk. */
  stored(): Promise<void>;
  /**
   * Marks the answer as ended and queues its report, in one transaction with its events so far: counted
   * once, whatever happens. The terminal event follows with `store`, in the same turn.
   */
  end(outcome: FinishChunk | StopReason | ProblemError): void;
  /** Writes nothing from here on: the conversation was erased. */
  drop(): void;
}

export function createAnswerKeeper(store: ConversationStore, request: KeepRequest): AnswerKeeper {
  const { storage, messages, facts, outbox, schedule } = store;
  const { running } = request;
  let rows: { question: StoredMessage; answer: StoredMessage } | undefined;
  let storedEvents = 0;
  let storedUsage = "";
  let ended = false;
  let dropped = false;

  function begin(): { question: StoredMessage; answer: StoredMessage } {
    if (rows !== undefined) return rows;
    messages.create();
    facts.create();
    const question = request.known ?? messages.addQuestion(request.question.id, request.question.text, Date.now());
    rows = { question, answer: messages.addAnswer(running.answerId, question.seq, Date.now()) };
    facts.set("request", JSON.stringify({ base: request.problemBase, id: request.requestId }));
    schedule.at("report", request.reported);
    schedule.at("expire", request.expires);
    return rows;
  }

  function addEvents(answer: StoredMessage): void {
    if (storedEvents === running.chunks.length) return;
    messages.addEvents(answer.seq, storedEvents + 1, running.chunks.slice(storedEvents));
    storedEvents = running.chunks.length;
  }

  function setSpent(): void {
    const usage = JSON.stringify(spentBy(request.usage));
    if (usage !== storedUsage) facts.set(SPENT, (storedUsage = usage));
  }

  return {
    store() {
      if (dropped) return;
      storage.transactionSync(() => {
        addEvents(begin().answer);
        if (!ended) setSpent();
      });
    },

    stored: () => storage.sync(),

    end(outcome) {
      if (dropped) return;
      const status = outcome instanceof ProblemError ? "failed" : typeof outcome === "string" ? "stopped" : "complete";
      const { finishReason, messageMetadata: finished } =
        status === "complete" ? (outcome as FinishChunk) : { finishReason: "stop" as const };
      const degraded = finished?.degraded ?? degradedOf(running.chunks);
      ended = true;
      storage.transactionSync(() => {
        const { question, answer } = begin();
        addEvents(answer);
        messages.finish(answer, partsOf(running.chunks), {
          status,
          ...(outcome instanceof ProblemError ? { problem: outcome.slug } : {}),
          ...(finished === undefined ? {} : verdictOf(finished)),
          ...(finishReason === "stop" ? {} : { finish_reason: finishReason }),
          ...(degraded === undefined ? {} : { degraded }),
        });
        outbox.add(answer.id, {
          visitorId: request.visitorId,
          conversationId: request.conversationId,
          answerId: answer.id,
          questionId: question.id,
          question: textOf(question),
          status,
          outcome: finished?.outcome ?? null,
          answered: finished?.answered ?? null,
          grounded: finished?.grounded ?? null,
          usage: spentBy(request.usage),
          degraded,
          cited: citedIn(partsOf(running.chunks)),
          at: Date.now(),
        });
      });
    },

    drop() {
      dropped = true;
    },
  };
}

/** Each page once, also where several documents have its address. */
function citedIn(parts: readonly MessagePart[]): { title: string; url: string | null }[] {
  const pages = parts.flatMap((part): { title: string; url: string | null }[] => {
    if (part.type === "source-url") return [{ title: part.title, url: part.url }];
    return part.type === "source-document" ? [{ title: part.title, url: null }] : [];
  });
  return [...new Map(pages.map((page) => [page.url ?? page.title, page])).values()];
}

function verdictOf({ outcome, answered, grounded }: FinishChunk["messageMetadata"]): MessageMetadata {
  return { ...(outcome === undefined ? {} : { outcome }), answered, grounded };
}

/** As it stands now, with what the generation that runs would cost if it ended here. */
function spentBy({ input_tokens, output_tokens, calls, running }: Spent): Usage & { calls: number } {
  const more = running?.() ?? { input_tokens: 0, output_tokens: 0 };
  const begun = more.input_tokens + more.output_tokens > 0 ? 1 : 0;
  return {
    input_tokens: input_tokens + more.input_tokens,
    output_tokens: output_tokens + more.output_tokens,
    calls: calls + begun,
  };
}
