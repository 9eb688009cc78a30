/** The books of a bot, visitor by visitor: four conversations of two visitors under the same ids, each touched alone. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Outcome } from "../../shared/chat.ts";
import { randomId } from "../../shared/ids.ts";
import { BOT_LIMITS } from "../tenancy/limits.ts";
import { createHandoffs, type HandoffInput } from "./handoffs.ts";
import { type AnswerRecord, createOwnerLog } from "./owner-log.ts";
import { type ConversationFilter, NEWEST } from "./owner-log-lists.ts";

const CELLS = ["ann/diary", "ann/letters", "bob/diary", "bob/letters"] as const;
type Cell = (typeof CELLS)[number];
const NOON = Date.UTC(2026, 8, 10, 12);
const DAY_MS = 86_400_000;

function openBooks() {
  return env.LEDGER.getByName(JSON.stringify(["ledger", `bot_${randomId()}`]));
}
type Books = ReturnType<typeof openBooks>;

const placeOf = (cell: Cell) => {
  const [visitorId, conversationId] = cell.split("/") as [string, string];
  return { visitorId, conversationId };
};

const answerOf = (cell: Cell, outcome: Outcome, more: Partial<AnswerRecord> = {}): AnswerRecord => ({
  ...placeOf(cell),
  answerId: `${cell} ${outcome}`,
  questionId: `question of ${cell} ${outcome}`,
  question: `What of ${cell}?`,
  status: "complete",
  outcome,
  answered: outcome === "answered",
  grounded: outcome === "answered",
  usage: { input_tokens: 1, output_tokens: 1, calls: 1 },
  cited: outcome === "answered" ? [{ title: `Page of ${cell}`, url: null }] : [],
  at: NOON + CELLS.indexOf(cell) * 1_000,
  ...more,
});

const handoffOf = (cell: Cell, more: Partial<HandoffInput> = {}): HandoffInput => ({
  ...placeOf(cell),
  name: null,
  email: null,
  message: `Of ${cell}`,
  trigger: "request",
  consentText: null,
  expiresAt: Date.now() + DAY_MS,
  ...more,
});

async function fill(): Promise<Books> {
  const books = openBooks();
  for (const cell of CELLS) {
    await books.record(answerOf(cell, "answered"));
    await books.record(answerOf(cell, "declined"));
  }
  return books;
}

async function cells(books: Books, filter?: ConversationFilter): Promise<string[]> {
  const found = await books.conversations(100, NEWEST, filter);
  return found.map(({ summary }) => `${summary.visitor_id}/${summary.conversation_id}`).toSorted();
}

it("a conversation is counted for itself, and listed for its visitor alone", async () => {
  const books = await fill();
  const found = await books.conversations(100, NEWEST);
  expect(found.map(({ summary }) => [summary.questions, summary.unanswered])).toEqual(CELLS.map(() => [2, 1]));
  expect(found.map(({ summary }) => summary.visitor_id)).toEqual(["bob", "bob", "ann", "ann"]);
  expect(found.map(({ summary }) => summary.outcomes)).toEqual(CELLS.map(() => ["answered", "declined"]));
  const of = async (visitor: string, cursor?: string) =>
    (await books.conversationsOf(visitor, 10, cursor)).map(
      ({ visitor_id, conversation_id }) => `${visitor_id}/${conversation_id}`,
    );
  expect(await of("ann")).toEqual(["ann/diary", "ann/letters"]);
  expect(await of("ann", "diary")).toEqual(["ann/letters"]);
  expect(await of("nobody")).toEqual([]);
  expect((await books.visitorsOf("diary")).toSorted()).toEqual(["ann", "bob"]);
  expect(await books.visitorsOf("nothing")).toEqual([]);
});

it("a list goes on behind the row that it ended with", async () => {
  const books = await fill();
  const [first, second] = await books.conversations(2, NEWEST);
  const rest = await books.conversations(10, second!.cursor);
  expect(rest.map(({ summary }) => summary.visitor_id)).toEqual(["ann", "ann"]);
  expect(await books.conversations(10, first!.cursor)).toHaveLength(3);
  const { questions } = await books.insights("unanswered", 1, NEWEST);
  const more = await books.insights("unanswered", 10, questions[0]!.cursor);
  expect(more.questions.map(({ summary }) => summary.message_id)).toEqual([
    "bob/diary declined",
    "ann/letters declined",
    "ann/diary declined",
  ]);
});

it("a filter is asked of the conversation's own answers", async () => {
  const books = await fill();
  await books.record(answerOf("ann/letters", "unsure", { question: "A word of its own: Lighthouse?" }));
  await books.rate("bob/diary answered", "up", undefined);
  expect(await cells(books, { outcome: "unsure" })).toEqual(["ann/letters"]);
  const [, letters] = await books.conversationsOf("ann", 10, undefined);
  expect(letters!.outcomes).toEqual(["answered", "unsure", "declined"]);
  expect(await cells(books, { query: "lightHOUSE" })).toEqual(["ann/letters"]);
  expect(await cells(books, { rating: "up" })).toEqual(["bob/diary"]);
  expect(await cells(books, { rating: "down" })).toEqual([]);
  expect(await cells(books, { visitorId: "ann" })).toEqual(["ann/diary", "ann/letters"]);
  expect(await cells(books, { from: NOON + 2_000 })).toEqual(["bob/diary", "bob/letters"]);
  expect(await cells(books, { to: NOON + 1_000 })).toEqual(["ann/diary"]);
  expect(await cells(books, { visitorId: "bob", outcome: "unsure" })).toEqual([]);
});

it("a rating is one answer's, keeps its reason, and is told of", async () => {
  const books = await fill();
  await books.rate("ann/diary answered", "down", "Wrong");
  await books.rate("ann/diary answered", "down", undefined);
  const { questions, counts } = await books.insights("rated", 10, NEWEST);
  expect(questions.map(({ summary }) => [summary.message_id, summary.rating, summary.reason])).toEqual([
    ["ann/diary answered", "down", "Wrong"],
  ]);
  expect(counts).toEqual({
    questions: 8,
    answered: 4,
    unanswered: 4,
    unsure: 0,
    contact: 0,
    rated_up: 0,
    rated_down: 1,
  });
  await books.rate("ann/diary answered", "up", undefined);
  expect((await books.insights("rated", 10, NEWEST)).questions[0]!.summary.reason).toBeNull();
  expect(await cells(books, { rating: "down" })).toEqual([]);
});

it("a way to a person that was asked for is no gap", async () => {
  const books = openBooks();
  await books.record(answerOf("ann/diary", "contact", { answered: false }));
  expect((await books.conversations(1, NEWEST))[0]!.summary).toMatchObject({ questions: 1, unanswered: 0 });
  expect(await books.insights("unanswered", 10, NEWEST)).toMatchObject({
    counts: { unanswered: 0, contact: 1 },
    questions: [],
  });
});

it("what is forgotten is one visitor's one conversation, with its pages, hand-offs and messages to webhooks", async () => {
  const books = await fill();
  const made = await books.addWebhook("https://hooks.example.com/in", ["handoff.created"]);
  if (!("view" in made)) throw new Error("No webhook.");
  for (const cell of CELLS) await books.addHandoff(handoffOf(cell));
  expect(await books.forgetConversation("ann", "diary")).toBe(true);
  expect(await cells(books)).toEqual(CELLS.slice(1));
  const left = [...(await books.handoffsOf("ann")), ...(await books.handoffsOf("bob"))];
  expect(left.map(({ message }) => message).toSorted()).toEqual(CELLS.slice(1).map((cell) => `Of ${cell}`));
  await runInDurableObject(books, (_object, { storage: { sql } }) => {
    const column = (query: string): unknown[] =>
      sql
        .exec(query)
        .toArray()
        .map((row) => Object.values(row)[0]);
    expect(column("SELECT title FROM cited ORDER BY title")).toEqual(CELLS.slice(1).map((cell) => `Page of ${cell}`));
    expect(column("SELECT DISTINCT visitor_id || '/' || conversation_id FROM answers ORDER BY 1")).toEqual(
      CELLS.slice(1),
    );
    const bodies = column("SELECT body FROM deliveries WHERE body <> '{}'").join();
    for (const cell of CELLS) expect(bodies.includes(`Of ${cell}`), cell).toBe(cell !== "ann/diary");
  });
});

async function marked(books: Books, column: string): Promise<unknown[]> {
  return runInDurableObject(books, (_object, { storage: { sql } }) =>
    sql
      .exec(`SELECT visitor_id || '/' || conversation_id AS cell FROM conversations WHERE ${column} = 1 ORDER BY 1`)
      .toArray()
      .map(({ cell }) => cell),
  );
}

it("what became of a conversation is kept with it alone", async () => {
  const books = openBooks();
  for (const cell of CELLS) await books.record(answerOf(cell, "contact"));
  for (const [at, outcome] of (["answered", "curated", "declined", "unsure"] as const).entries())
    await books.record(answerOf(CELLS[at]!, outcome));
  expect(await marked(books, "answered")).toEqual(["ann/diary", "ann/letters"]);
  await books.rate("ann/diary answered", "down", undefined);
  expect([await marked(books, "rated_up"), await marked(books, "rated_down")]).toEqual([[], ["ann/diary"]]);
  await books.rate("ann/diary answered", "up", undefined);
  expect([await marked(books, "rated_up"), await marked(books, "rated_down")]).toEqual([["ann/diary"], []]);
});

it("an answer that did not come to its end is neither answered nor a gap", async () => {
  const books = openBooks();
  await books.record(answerOf("ann/diary", "answered", { status: "stopped", answered: null, grounded: null }));
  expect((await books.insights("unanswered", 10, NEWEST)).counts).toMatchObject({
    questions: 1,
    answered: 0,
    unanswered: 0,
  });
  await runInDurableObject(books, (_object, { storage: { sql } }) => {
    expect(sql.exec("SELECT answered, grounded FROM answers").one()).toEqual({ answered: null, grounded: null });
    // Each time that the object wakes.
    createOwnerLog(sql).create();
  });
});

it("a conversation that is known is asked about at itself, whatever is spent, and no other one is", async () => {
  const books = await fill();
  const refused = async (visitorId: string, conversationId: string): Promise<boolean> => {
    const limits = { ...BOT_LIMITS, bot_messages_per_day: 0 };
    return (await books.refusalOf({ visitorId, conversationId, question: "?", limits })) !== undefined;
  };
  expect([await refused("ann", "diary"), await refused("bob", "letters")]).toEqual([false, false]);
  expect([await refused("zoe", "diary"), await refused("ann", "poems")]).toEqual([true, true]);
});

it("who comes back with the like within a day was not helped, and nobody else is counted for it", async () => {
  const books = openBooks();
  const question = "How do I repair the lighthouse lamp?";
  const comeBack = (): Promise<unknown[]> => marked(books, "came_back");
  await books.record(answerOf("ann/diary", "answered", { question, at: NOON }));
  await books.record(answerOf("ann/letters", "answered", { question: "Where are tea cups sold?", at: NOON }));
  await books.record(answerOf("bob/diary", "answered", { question, at: NOON }));
  await books.record(answerOf("bob/letters", "declined", { question, at: NOON + DAY_MS + 1 }));
  expect(await comeBack()).toEqual([]);
  // Not of what was told later, nor of what had not answered, nor of words that say nothing.
  await books.record(answerOf("ann/letters", "declined", { question, at: NOON - 1, answerId: "before" }));
  await books.record(answerOf("bob/letters", "declined", { question: "What do cats eat?", answerId: "cats" }));
  await books.record(answerOf("bob/diary", "declined", { question: "What do cats eat?", answerId: "cats again" }));
  for (const answerId of ["?", "??"])
    await books.record(answerOf("bob/letters", "answered", { question: "?", answerId }));
  expect(await comeBack()).toEqual([]);
  await books.record(answerOf("ann/letters", "declined", { question, at: NOON + 1 }));
  expect(await comeBack()).toEqual(["ann/diary"]);
  // Rows of an older version have no topic.
  await runInDurableObject(books, (_object, { storage: { sql } }) => sql.exec("UPDATE answers SET topic = NULL"));
  await books.record(answerOf("bob/diary", "declined", { question, at: NOON + 2, answerId: "later" }));
  expect(await comeBack()).toEqual(["ann/diary"]);
});

it("a visitor is passed on five times an hour, all of them together two hundred times", async () => {
  const books = openBooks();
  const added = async (cell: Cell): Promise<boolean> => "view" in (await books.addHandoff(handoffOf(cell)));
  expect(await Promise.all([1, 2, 3, 4, 5].map(() => added("ann/diary")))).toEqual([true, true, true, true, true]);
  expect([await added("ann/letters"), await added("bob/diary")]).toEqual([false, true]);
  const move = (ms: number) =>
    runInDurableObject(books, (_object, { storage: { sql } }) =>
      sql.exec("UPDATE handoffs SET created_at = created_at - ?", ms),
    );
  await move(3_600_000);
  expect(await added("ann/diary")).toBe(true);
  await runInDurableObject(books, (_object, { storage: { sql } }) => {
    for (let n = 0; n < 198; n++) {
      sql.exec(
        "INSERT INTO handoffs SELECT 'h' || ?1, reference, state, 'v' || ?1, conversation_id, name, email, message, trigger, consent_text, ?2, expires_at FROM handoffs LIMIT 1",
        n,
        Date.now(),
      );
    }
  });
  expect([await added("bob/letters"), await added("bob/diary")]).toEqual([true, false]);
});

it("a hand-off is changed, taken away and ended by itself", async () => {
  const books = openBooks();
  const ids: string[] = [];
  for (const cell of CELLS) {
    const made = await books.addHandoff(handoffOf(cell));
    if ("view" in made) ids.push(made.view.handoff_id);
  }
  const [first, second] = ids as [string, string];
  expect(await books.setHandoff(first, "done")).toMatchObject({ handoff_id: first, state: "done" });
  expect(await books.setHandoff("hnd_none", "done")).toBeUndefined();
  const listed = async (state?: "open" | "done") =>
    (await books.handoffs(10, NEWEST, state)).map(({ summary }) => summary.handoff_id);
  expect(await listed("done")).toEqual([first]);
  expect(await listed("open")).toEqual(ids.slice(1).toReversed());
  const [newest] = await books.handoffs(1, NEWEST, undefined);
  expect(await books.handoffs(10, newest!.cursor, undefined)).toHaveLength(3);
  expect([await books.removeHandoff(second), await books.removeHandoff(second)]).toEqual([true, false]);
  expect(await listed()).toEqual([ids[3], ids[2], first]);
  await runInDurableObject(books, (_object, { storage: { sql } }) => {
    sql.exec("UPDATE handoffs SET expires_at = 1000 WHERE handoff_id = ?", first);
    sql.exec("UPDATE handoffs SET expires_at = 2000 WHERE handoff_id <> ?", first);
    const handoffs = createHandoffs(sql);
    expect([handoffs.expire(999), handoffs.expire(1_000), handoffs.expire(1_001)]).toEqual([1_000, 2_000, 2_000]);
  });
  expect(await listed()).toEqual([ids[3], ids[2]]);
});
