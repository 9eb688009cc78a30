/** An answer while it is written: who may follow it, what ends it, and that it is one answer whatever happens. */

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConversationView } from "../../shared/chat.ts";
import { useGate } from "./fakes/gated-generator.ts";
import { follow, type Follower } from "./follow.ts";
import { ask, call, createTenant, get, getProblem, putDocument, type Received, send, type Tenant } from "./harness.ts";
import { storedInObjects } from "./stored.ts";

let bot: Tenant;
let turn = 0;
const used = useGate();

const QUESTION = "What is the secret code word of the lighthouse?";
const SENTENCES = [
  "The secret code word is in the guide [1]. ",
  "Ask the keeper of the lighthouse. ",
  "He knows the code word.",
];

beforeAll(async () => {
  bot = await createTenant("Stream");
  await putDocument(bot, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${bot.canary}.`);
});

/** A conversation of its own for every test, with the answer begun and its first words said. */
async function begin(): Promise<{
  conversation: string;
  first: Follower;
  seen: Received[];
  read(path?: string, id?: number): Promise<Response>;
}> {
  const conversation = `stream-${++turn}`;
  const first = follow(await send(bot, QUESTION, { conversation, id: "q" }));
  used.gate.say(SENTENCES[0]! + SENTENCES[1]!);
  const seen = await first.until("text-delta");
  return {
    conversation,
    first,
    seen,
    read: (path = "/stream", id) =>
      call(`/v1/chat/${conversation}${path}?visitor_id=visitor-1`, {
        key: bot.secretKey,
        method: path === "/stop" ? "POST" : "GET",
        ...(id === undefined ? {} : { headers: { "last-event-id": String(id) } }),
      }),
  };
}

function letFinish(): void {
  used.gate.say(SENTENCES[2]!);
  used.gate.finish();
}

const view = (conversation: string): Promise<ConversationView> =>
  get(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.secretKey });
const usageToday = async (): Promise<Record<string, number>> =>
  (await get<{ data: Record<string, number>[] }>("/v1/usage?days=1", { key: bot.secretKey })).data[0] ?? {};
const textOf = (events: readonly Received[]): string =>
  events.map(({ chunk }) => (chunk.type === "text-delta" ? chunk.delta : "")).join("");

/** The books are told after the reader: a moment later at the most. */
async function expectUsage(wanted: Record<string, number>): Promise<void> {
  await expect.poll(usageToday, { timeout: 5_000 }).toMatchObject(wanted);
}

/** Numbered from 1 without a gap, exactly one end, and last. */
function expectWhole(events: readonly Received[], end: "finish" | "error" | "abort"): void {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
  const ends = events.filter(({ chunk }) => ["finish", "error", "abort"].includes(chunk.type));
  expect(ends.map(({ chunk }) => chunk.type)).toEqual([end]);
  expect(events.at(-1)).toBe(ends[0]);
}

describe("a running answer", () => {
  it("is followed by several readers, each from where it likes, and all have the same", async () => {
    const { conversation, first, seen, read } = await begin();
    expect(await view(conversation)).toMatchObject({ running: true });
    const others = await Promise.all(
      [undefined, 0, 1, seen.length, 999].map(async (id) => follow(await read("/stream", id))),
    );
    letFinish();
    const all = [...seen, ...(await first.rest())];
    expectWhole(all, "finish");
    expect(first.done).toBe(true);
    const rests = await Promise.all(others.map((other) => other.rest()));
    expect(rests[0]).toEqual(all);
    expect(rests[1]).toEqual(all);
    expect(rests[2]).toEqual(all.slice(1));
    expect(rests[3]).toEqual(all.slice(seen.length));
    expect(rests[4]!.every((event) => all.some(({ id }) => id === event.id))).toBe(true);
    expect(textOf(all)).toContain("Ask the keeper of the lighthouse. He knows");
    expect(await view(conversation)).toMatchObject({
      running: false,
      messages: [{}, { metadata: { status: "complete", answered: true, grounded: true } }],
    });
  });

  it("goes on when its only reader leaves, and every event is had once by the one who comes back", async () => {
    const { first, seen, read } = await begin();
    await first.leave();
    used.gate.say("A word that nobody hears. ");
    const again = follow(await read("/stream", seen.length));
    letFinish();
    const all = [...seen, ...(await again.rest())];
    expectWhole(all, "finish");
    expect(textOf(all)).toContain("A word that nobody hears.");
    expect((await read("/stream", all.length)).status).toBe(204);
    expect((await read("/stream")).status).toBe(204);
    for (const { id } of all.slice(0, -1))
      expect(await follow(await read("/stream", id)).rest()).toEqual(all.slice(id));
  });

  it("is one generation for ten sends of its message, before, during and after", async () => {
    const conversation = `stream-${++turn}`;
    const options = { conversation, id: "ten" };
    const before = await Promise.all(Array.from({ length: 5 }, async () => follow(await send(bot, QUESTION, options))));
    used.gate.say(SENTENCES[0]! + SENTENCES[1]!);
    const started = await before[0]!.until("text-delta");
    const during = await Promise.all(Array.from({ length: 5 }, async () => follow(await send(bot, QUESTION, options))));
    letFinish();
    const first = [...started, ...(await before[0]!.rest())];
    for (const other of [...before.slice(1), ...during]) expect(await other.rest()).toEqual(first);
    expect((await ask(bot, QUESTION, options)).events).toEqual(first);
    expect(used.gate.prompts).toHaveLength(1);
    expect((await view(conversation)).messages).toHaveLength(2);
  });

  it("refuses another question meanwhile, and the same id with another text", async () => {
    const { conversation, first } = await begin();
    expect((await send(bot, "And another thing?", { conversation })).status).toBe(409);
    expect((await send(bot, "And another thing?", { conversation, id: "q" })).status).toBe(409);
    letFinish();
    await first.rest();
    used.gate.say("Yes.");
    used.gate.finish();
    expect((await ask(bot, "And another lighthouse thing?", { conversation })).end?.type).toBe("finish");
    expect((await view(conversation)).messages).toHaveLength(4);
  });
});

describe("a stop", () => {
  it("ends the answer and its generation for every reader, and is counted as a stop", async () => {
    const before = await usageToday();
    const { conversation, first, seen, read } = await begin();
    const second = follow(await read("/stream", 0));
    expect((await read("/stop")).status).toBe(204);
    const all = [...seen, ...(await first.rest())];
    expectWhole(all, "abort");
    expect(first.done).toBe(true);
    expect(await second.rest()).toEqual(all);
    expect(used.gate.aborts).toBe(1);
    expect(await view(conversation)).toMatchObject({
      running: false,
      messages: [{}, { metadata: { status: "stopped" } }],
    });
    expect((await read("/stop")).status).toBe(204);
    expect(await follow(await read("/stream", 1)).rest()).toEqual(all.slice(1));
    expect((await ask(bot, QUESTION, { conversation, id: "q" })).events).toEqual(all);
    await expectUsage({
      stopped: (before["stopped"] ?? 0) + 1,
      input_tokens: (before["input_tokens"] ?? 0) + 100,
    });
  });
});

describe("an engine that fails in the middle", () => {
  it("ends the answer as failed: its problem, an error, and no word of the cause", async () => {
    const { conversation, first, seen } = await begin();
    used.gate.fail(new Error("the upstream said sk-secret"));
    const all = [...seen, ...(await first.rest())];
    expectWhole(all, "error");
    expect(all.at(-2)?.chunk).toMatchObject({
      type: "data-problem",
      data: { type: "https://chat.test/problems/internal", status: 500 },
    });
    expect(JSON.stringify(all)).not.toContain("sk-secret");
    expect(await view(conversation)).toMatchObject({
      messages: [{}, { metadata: { status: "failed", problem: "internal" } }],
    });
    expect(JSON.stringify(await view(conversation))).not.toContain("sk-secret");
  });

  it("is asked again by the same message, and the new answer takes the failed one's place", async () => {
    const { conversation, first } = await begin();
    used.gate.fail(new Error("down"));
    await first.rest();
    used.gate.say("It works again [1].");
    used.gate.finish();
    const again = await ask(bot, QUESTION, { conversation, id: "q" });
    expectWhole(again.events, "finish");
    expect(used.gate.prompts).toHaveLength(2);
    const { messages } = await view(conversation);
    expect(messages.map(({ role, metadata }) => [role, metadata?.status])).toEqual([
      ["user", undefined],
      ["assistant", "complete"],
    ]);
  });
});

describe("a crash in the middle", () => {
  it("never makes a half answer a whole one", async () => {
    const before = await usageToday();
    const { conversation, first, seen, read } = await begin();
    // Whoever reads a conversation makes it store what was said.
    await view(conversation);
    const lost = first.rest().catch(() => []);
    await abortAllDurableObjects();
    const cut = [...seen, ...(await lost)];
    expect(cut.some(({ chunk }) => chunk.type === "finish")).toBe(false);
    const after = await view(conversation);
    expect(after).toMatchObject({ running: false, messages: [{}, { metadata: { status: "failed" } }] });
    for (const id of [0, 1, seen.length]) {
      const rest = await follow(await read("/stream", id)).rest();
      expect(rest.at(-1)?.chunk.type).toBe("error");
      expect(rest.at(-2)?.chunk).toMatchObject({
        type: "data-problem",
        data: { status: 502, instance: expect.any(String) as string },
      });
      expect(rest.some(({ chunk }) => chunk.type === "finish")).toBe(false);
      expectWhole([...seen.slice(0, id), ...rest], "error");
    }
    used.gate.say("A whole answer [1].");
    used.gate.finish();
    expectWhole((await ask(bot, QUESTION, { conversation, id: "q" })).events, "finish");
    await expectUsage({ failed: (before["failed"] ?? 0) + 1, answers: (before["answers"] ?? 0) + 1 });
  });

  it("takes nothing from an answer that has ended", async () => {
    const { conversation, first, seen, read } = await begin();
    letFinish();
    const all = [...seen, ...(await first.rest())];
    await abortAllDurableObjects();
    expect(await follow(await read("/stream", 0)).rest()).toEqual(all);
    expect((await ask(bot, QUESTION, { conversation, id: "q" })).events).toEqual(all);
    expect(used.gate.prompts).toHaveLength(1);
  });

  it("lets a reader that had seen more than was stored learn the end", async () => {
    const { conversation, first, seen, read } = await begin();
    await abortAllDurableObjects();
    await first.rest().catch(() => []);
    const response = await read("/stream", seen.length + 50);
    // Either the question never reached the storage, or its answer has failed.
    if (response.status === 204)
      expect((await getProblem(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.secretKey })).slug).toBe(
        "not-found",
      );
    else expect((await follow(response).rest()).at(-1)?.chunk.type).toBe("error");
  });
});

describe("forgetting in the middle", () => {
  it("ends the answer, and nothing of it comes back", async () => {
    const conversation = `stream-${++turn}`;
    const first = follow(await send(bot, `${QUESTION} Say hippopotamus`, { conversation, id: "q" }));
    used.gate.say("A hippopotamus is no keeper. And it swims. ");
    const seen = await first.until("text-delta");
    expect(
      (await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { method: "DELETE", key: bot.secretKey })).status,
    ).toBe(204);
    expectWhole([...seen, ...(await first.rest())], "abort");
    expect(used.gate.aborts).toBe(1);
    expect((await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.secretKey })).status).toBe(404);
    expect((await call(`/v1/conversations/${conversation}`, { key: bot.secretKey })).status).toBe(404);
    expect(await storedInObjects()).not.toContain("hippopotamus");
  });

  it("races with a question of the same conversation without a fault", async () => {
    for (let round = 0; round < 10; round++) {
      const conversation = `race-${round % 2}`;
      const forget = (): Promise<Response> =>
        call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { method: "DELETE", key: bot.secretKey });
      used.gate.say("Yes [1].");
      used.gate.finish();
      const [, sent] = await Promise.all([
        forget(),
        send(bot, QUESTION, { conversation, id: `r-${round % 3}` }),
        forget(),
      ]);
      expect([200, 409]).toContain(sent.status);
      const body = await sent.text();
      if (sent.status === 200) expect(body.endsWith("data: [DONE]\n\n")).toBe(true);
      await call(`/v1/chat/${conversation}/stop?visitor_id=visitor-1`, { method: "POST", key: bot.secretKey });
      expect([200, 404]).toContain(
        (await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.secretKey })).status,
      );
    }
  });
});

describe("a rating", () => {
  it("of an answer that is still written is not lost", async () => {
    const { conversation, first, seen } = await begin();
    const message_id = seen[0]?.chunk.type === "start" ? seen[0].chunk.messageId : "";
    const rated = await call("/v1/feedback", {
      key: bot.secretKey,
      body: { conversation_id: conversation, message_id, rating: "up", reason: "quick", visitor_id: "visitor-1" },
    });
    letFinish();
    await first.rest();
    await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.secretKey });
    const { data } = await get<{ data: { message_id: string }[] }>("/v1/insights?kind=rated", { key: bot.secretKey });
    const kept = data.some((row) => row.message_id === message_id);
    // Taken and kept, or refused in words: never taken and lost.
    expect([rated.status, kept]).toEqual(rated.status === 204 ? [204, true] : [409, false]);
  });
});

describe("the books", () => {
  it("count an answer once, however often it is reported", async () => {
    const before = await usageToday();
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", bot.botId]));
    const { conversation, first } = await begin();
    letFinish();
    await first.rest();
    await expectUsage({ answers: (before["answers"] ?? 0) + 1 });
    const middle = await usageToday();
    const rows = await runInDurableObject(ledger, (_, state) =>
      state.storage.sql.exec("SELECT * FROM answers WHERE conversation_id = ?", conversation).toArray(),
    );
    expect(rows).toHaveLength(1);
    const record = {
      answerId: String(rows[0]!["answer_id"]),
      questionId: "q",
      visitorId: "visitor-1",
      conversationId: conversation,
      question: QUESTION,
      status: "complete" as const,
      answered: true,
      grounded: true,
      usage: { input_tokens: 100, output_tokens: 20 },
      at: Date.now(),
    };
    await ledger.record(record);
    await ledger.record(record);
    expect(await usageToday()).toEqual(middle);
  });
});
