/** What a bot's books count, tell and forget, and that none of it happens twice. */

import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Outcome } from "../../shared/chat.ts";
import { randomId } from "../../shared/ids.ts";
import type { HandoffInput } from "./handoffs.ts";
import type { AnswerRecord } from "./owner-log.ts";

function openBooks() {
  return env.LEDGER.getByName(JSON.stringify(["ledger", `bot_${randomId()}`]));
}

const answerOf = (answerId: string, outcome: Outcome, more: Partial<AnswerRecord> = {}): AnswerRecord => ({
  answerId,
  questionId: `question-${answerId}`,
  visitorId: "ann",
  conversationId: "diary",
  question: "Where is the moon?",
  status: "complete",
  outcome,
  answered: outcome === "answered",
  grounded: outcome === "answered",
  usage: { input_tokens: 7, output_tokens: 3, calls: 1 },
  at: Date.now(),
  ...more,
});

const HANDOFF: HandoffInput = {
  visitorId: "ann",
  conversationId: "diary",
  name: null,
  email: "ann@example.com",
  message: null,
  trigger: "request",
  consentText: null,
  expiresAt: Date.now() + 86_400_000,
};

it("an answer that is reported again is neither counted nor told of again", async () => {
  const books = openBooks();
  const added = await books.addWebhook("https://hooks.example.com/in", ["question.unanswered", "budget.reached"]);
  if (!("view" in added)) throw new Error("No webhook.");
  const record = answerOf("a", "declined", { degraded: "budget" });
  for (const report of [record, record, { ...record, outcome: "answered" as const, answered: true }])
    await books.record(report);
  expect(await books.usage(1)).toMatchObject([
    { answers: 1, unanswered: 1, degraded: 1, calls: 1, input_tokens: 7, output_tokens: 3 },
  ]);
  const told = await books.deliveries(added.view.webhook_id, 10, undefined);
  expect(told.map(({ event }) => event).toSorted()).toEqual(["budget.reached", "question.unanswered"]);
});

it("a question is told of where it was declined or the bot was unsure, and at no other time", async () => {
  for (const [outcome, isTold] of [
    ["declined", true],
    ["unsure", true],
    ["answered", false],
    ["small-talk", false],
  ] as const) {
    const books = openBooks();
    const added = await books.addWebhook("https://hooks.example.com/in", ["question.unanswered"]);
    if (!("view" in added)) throw new Error("No webhook.");
    await books.record(answerOf("a", outcome));
    expect(await books.deliveries(added.view.webhook_id, 10, undefined), outcome).toHaveLength(isTold ? 1 : 0);
  }
});

it("tokens are counted once where they are told with an id, and each time where they are not", async () => {
  const books = openBooks();
  const usage = { input_tokens: 5, output_tokens: 1 };
  for (const id of ["one", undefined, "one", undefined, "two"]) await books.recordTokens(usage, 1, undefined, id);
  expect(await books.usage(1)).toMatchObject([{ calls: 4, input_tokens: 20, output_tokens: 4 }]);
  await books.recordTokens(usage, 0);
  expect(await books.usage(1)).toMatchObject([{ calls: 4, input_tokens: 20, output_tokens: 4 }]);
});

it("a conversation was known where it was asked in or passed on, and is unknown once it is forgotten", async () => {
  const books = openBooks();
  await books.record(answerOf("a", "answered"));
  expect(await books.forgetConversation("bob", "diary")).toBe(false);
  expect(await books.forgetConversation("ann", "diary")).toBe(true);
  expect(await books.forgetConversation("ann", "diary")).toBe(false);
  await books.addHandoff(HANDOFF);
  expect(await books.forgetConversation("ann", "letters")).toBe(false);
  expect(await books.forgetConversation("ann", "diary")).toBe(true);
  expect(await books.handoffsOf("ann")).toEqual([]);
});

it("a visitor was known who had a conversation or was passed on, and is unknown where nothing is left", async () => {
  const books = openBooks();
  expect(await books.forgetVisitor("ann", false)).toBe(false);
  expect(await books.forgetVisitor("ann", true)).toBe(true);
  for (const isKnown of [true, false]) {
    await books.addHandoff({ ...HANDOFF, conversationId: null });
    await books.addHandoff({ ...HANDOFF, visitorId: "bob" });
    expect(await books.forgetVisitor("ann", isKnown)).toBe(true);
    expect(await books.handoffsOf("ann")).toEqual([]);
    expect(await books.handoffsOf("bob")).not.toEqual([]);
  }
  expect(await books.forgetVisitor("ann", false)).toBe(false);
});
