/** An answer whose object crashes, or whose conversation is forgotten, while it is written; and the books about it. */

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { StreamChunk } from "../../shared/stream.ts";
import { follow } from "./follow.ts";
import { expectWhole, QUESTION, useGatedBot } from "./gated-bot.ts";
import { ask, call, createTenant, get, getProblem, send } from "./harness.ts";
import { storedInObjects } from "./stored.ts";

const bot = useGatedBot();

describe("a crash in the middle", () => {
  it("never makes a half answer a whole one", async () => {
    const before = await bot.usageToday();
    const { conversation, first, seen, read } = await bot.begin();
    // Whoever reads a conversation makes it store what was said.
    await bot.view(conversation);
    const lost = first.rest().catch(() => []);
    await abortAllDurableObjects();
    const cut = [...seen, ...(await lost)];
    expect(cut.some(({ chunk }) => chunk.type === "finish")).toBe(false);
    const after = await bot.view(conversation);
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
    // The books hear of it with the first that is heard of the object again.
    await bot.expectUsage({ failed: (before["failed"] ?? 0) + 1, output_tokens: (before["output_tokens"] ?? 0) + 5 });
    bot.gate.say("A whole answer [1].");
    bot.gate.finish();
    expectWhole((await ask(bot.tenant, QUESTION, { conversation, id: "q" })).events, "finish");
    // Both are counted once: what the first had cost when it was last stored, and all of the second.
    await bot.expectUsage({
      failed: (before["failed"] ?? 0) + 1,
      answers: (before["answers"] ?? 0) + 1,
      calls: (before["calls"] ?? 0) + 2,
      input_tokens: (before["input_tokens"] ?? 0) + 200,
      output_tokens: (before["output_tokens"] ?? 0) + 25,
    });
  });

  it("takes nothing from an answer that has ended", async () => {
    const { conversation, first, seen, read } = await bot.begin();
    bot.letFinish();
    const all = [...seen, ...(await first.rest())];
    await abortAllDurableObjects();
    expect(await follow(await read("/stream", 0)).rest()).toEqual(all);
    expect((await ask(bot.tenant, QUESTION, { conversation, id: "q" })).events).toEqual(all);
    expect(bot.gate.prompts).toHaveLength(1);
  });

  it("lets a reader that had seen more than was stored learn the end", async () => {
    const { conversation, first, seen, read } = await bot.begin();
    await abortAllDurableObjects();
    await first.rest().catch(() => []);
    const response = await read("/stream", seen.length + 50);
    // Either the question never reached the storage, or its answer has failed.
    if (response.status === 204)
      expect(
        (await getProblem(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.tenant.secretKey })).slug,
      ).toBe("not-found");
    else expect((await follow(response).rest()).at(-1)?.chunk.type).toBe("error");
  });
});

describe("forgetting in the middle", () => {
  it("ends the answer, and nothing of it comes back but what it has cost", async () => {
    const before = await bot.usageToday();
    const conversation = bot.newConversation();
    const first = follow(await send(bot.tenant, `${QUESTION} Say hippopotamus`, { conversation, id: "q" }));
    bot.gate.say("A hippopotamus is no keeper. And it swims. ");
    const seen = await first.until("text-delta");
    expect(
      (await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { method: "DELETE", key: bot.tenant.secretKey }))
        .status,
    ).toBe(204);
    expectWhole([...seen, ...(await first.rest())], "abort");
    expect(bot.gate.aborts).toBe(1);
    expect((await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.tenant.secretKey })).status).toBe(
      404,
    );
    expect((await call(`/v1/conversations/${conversation}`, { key: bot.tenant.secretKey })).status).toBe(404);
    await bot.expectUsage({
      input_tokens: (before["input_tokens"] ?? 0) + 100,
      answers: before["answers"] ?? 0,
      stopped: before["stopped"] ?? 0,
    });
    expect(await storedInObjects()).not.toContain("hippopotamus");
  });

  it("races with a question of the same conversation without a fault", async () => {
    for (let round = 0; round < 10; round++) {
      const conversation = `race-${round % 2}`;
      const forget = (): Promise<Response> =>
        call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { method: "DELETE", key: bot.tenant.secretKey });
      bot.gate.say("Yes [1].");
      bot.gate.finish();
      const [, sent] = await Promise.all([
        forget(),
        send(bot.tenant, QUESTION, { conversation, id: `r-${round % 3}` }),
        forget(),
      ]);
      expect([200, 409]).toContain(sent.status);
      const body = await sent.text();
      if (sent.status === 200) expect(body.endsWith("data: [DONE]\n\n")).toBe(true);
      await call(`/v1/chat/${conversation}/stop?visitor_id=visitor-1`, { method: "POST", key: bot.tenant.secretKey });
      expect([200, 404]).toContain(
        (await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.tenant.secretKey })).status,
      );
    }
  });
});

describe("a second answer that was asked for and not heard of", () => {
  it("is told when it is asked for again, and not made a third time", async () => {
    const { conversation, first, seen } = await bot.begin();
    const idOf = (events: { chunk: StreamChunk }[]) =>
      events.flatMap(({ chunk }) => (chunk.type === "start" ? [chunk.messageId] : []))[0]!;
    bot.letFinish();
    await first.rest();
    const again = async (messageId: string) => {
      const more = { trigger: "regenerate-message", messageId };
      return (await ask(bot.tenant, QUESTION, { conversation, id: "q", more })).events;
    };
    bot.gate.say("Another one [1].");
    bot.gate.finish();
    const second = await again(idOf(seen));
    expectWhole(second, "finish");
    expect(idOf(second)).not.toBe(idOf(seen));
    // As after a connection that was lost before the first event.
    expect(await again(idOf(seen))).toEqual(second);
    expect(bot.gate.prompts).toHaveLength(2);
    // Who has read it and wants yet another one names that one.
    bot.gate.say("A third one [1].");
    bot.gate.finish();
    expect(idOf(await again(idOf(second)))).not.toBe(idOf(second));
    expect(bot.gate.prompts).toHaveLength(3);
  });
});

describe("a rating", () => {
  it("of an answer that is still written is not lost", async () => {
    const { conversation, first, seen } = await bot.begin();
    const message_id = seen[0]?.chunk.type === "start" ? seen[0].chunk.messageId : "";
    const rated = await call("/v1/feedback", {
      key: bot.tenant.secretKey,
      body: { conversation_id: conversation, message_id, rating: "up", reason: "quick", visitor_id: "visitor-1" },
    });
    bot.letFinish();
    await first.rest();
    await call(`/v1/chat/${conversation}?visitor_id=visitor-1`, { key: bot.tenant.secretKey });
    const { data } = await get<{ data: { message_id: string }[] }>("/v1/insights?kind=rated", {
      key: bot.tenant.secretKey,
    });
    const kept = data.some((row) => row.message_id === message_id);
    // Taken and kept, or refused in words: never taken and lost.
    expect([rated.status, kept]).toEqual(rated.status === 204 ? [204, true] : [409, false]);
  });

  it("keeps its reason where the same rating without one comes late, and not where it changes", async () => {
    const { conversation, first, seen } = await bot.begin();
    const message_id = seen[0]?.chunk.type === "start" ? seen[0].chunk.messageId : "";
    bot.letFinish();
    await first.rest();
    const rate = async (rating: string, reason?: string): Promise<unknown> => {
      const { status } = await call("/v1/feedback", {
        key: bot.tenant.secretKey,
        body: { conversation_id: conversation, message_id, rating, reason, visitor_id: "visitor-1" },
      });
      expect(status).toBe(204);
      const { data } = await get<{ data: { message_id: string; rating: string; reason: string | null }[] }>(
        "/v1/insights?kind=rated",
        { key: bot.tenant.secretKey },
      );
      const row = data.find((each) => each.message_id === message_id);
      return [row?.rating, row?.reason ?? null];
    };
    expect(await rate("down", "Too long")).toEqual(["down", "Too long"]);
    expect(await rate("down")).toEqual(["down", "Too long"]);
    expect(await rate("down", "Too short")).toEqual(["down", "Too short"]);
    expect(await rate("up")).toEqual(["up", null]);
  });
});

describe("the books", () => {
  it("of a bot that were begun before calls were counted are carried on", async () => {
    const tenant = await createTenant("Older");
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId]));
    await runInDurableObject(ledger, (_, { storage: { sql } }) => {
      sql.exec(`DROP TABLE days;
        CREATE TABLE days (
          day TEXT PRIMARY KEY, asked INTEGER NOT NULL DEFAULT 0, answers INTEGER NOT NULL DEFAULT 0,
          answered INTEGER NOT NULL DEFAULT 0, unanswered INTEGER NOT NULL DEFAULT 0, stopped INTEGER NOT NULL DEFAULT 0,
          failed INTEGER NOT NULL DEFAULT 0, input_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID;
        INSERT INTO days (day, asked, input_tokens) VALUES ('2026-01-01', 3, 70)`);
    });
    await abortAllDurableObjects();
    await env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])).recordTokens({
      input_tokens: 5,
      output_tokens: 0,
    });
    const { data } = await get<{ data: object[] }>("/v1/usage?days=400", { key: tenant.secretKey });
    expect(data).toMatchObject([
      { calls: 1, degraded: 0, input_tokens: 5 },
      { day: "2026-01-01", calls: 0, degraded: 0, input_tokens: 70 },
    ]);
  });

  it("count an answer once, however often it is reported", async () => {
    const before = await bot.usageToday();
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", bot.tenant.botId]));
    const { conversation, first } = await bot.begin();
    bot.letFinish();
    await first.rest();
    await bot.expectUsage({ answers: (before["answers"] ?? 0) + 1 });
    const middle = await bot.usageToday();
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
    expect(await bot.usageToday()).toEqual(middle);
  });
});
