/** An answer that a restart cut off ends as failed: never as complete, and never as still running. */

import { textOf } from "../../shared/chat.ts";
import { ProblemError, toProblem } from "../../shared/problem.ts";
import { SPENT } from "./answer-keeper.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { AnswerRecord } from "./owner-log.ts";
import { degradedOf, partsOf } from "./running-answer.ts";

/** To be called when the object is made: nothing runs then that is marked as running. */
export function endOrphan(
  { storage, messages, facts, outbox, schedule }: ConversationStore,
  of: () => { visitorId: string; conversationId: string },
): void {
  const orphan = messages.unfinished();
  if (orphan === undefined) return;
  const problem = new ProblemError("upstream-failed", { detail: "The answer was interrupted. Please ask again." });
  const { base, id } = JSON.parse(facts.get("request") ?? "{}") as { base: string; id: string };
  const events = messages.events(orphan.seq);
  const degraded = degradedOf(events);
  const usage = JSON.parse(
    facts.get(SPENT) ?? '{"input_tokens":0,"output_tokens":0,"calls":0}',
  ) as AnswerRecord["usage"];
  storage.transactionSync(() => {
    messages.addEvents(orphan.seq, events.length + 1, [
      { type: "data-problem", data: toProblem(problem, base, id), transient: true },
      { type: "error", errorText: problem.detail },
    ]);
    messages.finish(orphan, partsOf(events), {
      status: "failed",
      problem: problem.slug,
      ...(degraded === undefined ? {} : { degraded }),
    });
    const question = messages.lastQuestion()!;
    // What it cost after it was last stored went with the object; the rest is still the owner's to know.
    outbox.add(orphan.id, {
      ...of(),
      answerId: orphan.id,
      questionId: question.id,
      question: textOf(question),
      status: "failed",
      outcome: null,
      answered: null,
      grounded: null,
      usage,
      degraded,
      at: Date.now(),
    });
    // Sent at once, whatever woke the object.
    schedule.at("report", Date.now());
  });
}
