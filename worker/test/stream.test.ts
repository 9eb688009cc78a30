/** An answer while it is written: who may follow it, who stops it, and that it is one answer whatever happens. */

import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { follow } from "./follow.ts";
import { expectWhole, QUESTION, SENTENCES, textOf, useGatedBot } from "./gated-bot.ts";
import { ask, send } from "./harness.ts";

const bot = useGatedBot();

describe("a running answer", () => {
  it("is followed by several readers, each from where it likes, and all have the same", async () => {
    const { conversation, first, seen, read } = await bot.begin();
    expect(await bot.view(conversation)).toMatchObject({ running: true });
    const others = await Promise.all(
      [undefined, 0, 1, seen.length, 999].map(async (id) => follow(await read("/stream", id))),
    );
    bot.letFinish();
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
    expect(await bot.view(conversation)).toMatchObject({
      running: false,
      messages: [{}, { metadata: { status: "complete", answered: true, grounded: true } }],
    });
  });

  it("goes on when its only reader leaves, and every event is had once by the one who comes back", async () => {
    const { first, seen, read } = await bot.begin();
    await first.leave();
    bot.gate.say("A word that nobody hears. ");
    const again = follow(await read("/stream", seen.length));
    bot.letFinish();
    const all = [...seen, ...(await again.rest())];
    expectWhole(all, "finish");
    expect(textOf(all)).toContain("A word that nobody hears.");
    expect((await read("/stream", all.length)).status).toBe(204);
    expect((await read("/stream")).status).toBe(204);
    for (const { id } of all.slice(0, -1))
      expect(await follow(await read("/stream", id)).rest()).toEqual(all.slice(id));
  });

  it.each(["length", "content-filter"] as const)(
    "that was ended before its end (%s) is kept as such",
    async (reason) => {
      const { conversation, first } = await bot.begin();
      bot.gate.finish(reason);
      const end = (await first.rest()).at(-1)!.chunk;
      expect(end).toMatchObject({ type: "finish", finishReason: reason });
      expect(await bot.view(conversation)).toMatchObject({
        messages: [{}, { metadata: { status: "complete", finish_reason: reason } }],
      });
    },
  );

  it("that was refused without a word says the bot's own, and answers nothing", async () => {
    const pending = ask(bot.tenant, QUESTION, { conversation: bot.newConversation() });
    bot.gate.finish("content-filter");
    const { events, text } = await pending;
    expect(text).toBe("I could not find an answer to that in the documentation.");
    expectWhole(events, "finish");
    expect(events.at(-1)!.chunk).toMatchObject({
      finishReason: "content-filter",
      messageMetadata: { answered: false, grounded: false },
    });
  });

  it("is one generation for ten sends of its message, before, during and after", async () => {
    const conversation = bot.newConversation();
    const options = { conversation, id: "ten" };
    const before = await Promise.all(
      Array.from({ length: 5 }, async () => follow(await send(bot.tenant, QUESTION, options))),
    );
    bot.gate.say(SENTENCES[0] + SENTENCES[1]);
    const started = await before[0]!.until("text-delta");
    const during = await Promise.all(
      Array.from({ length: 5 }, async () => follow(await send(bot.tenant, QUESTION, options))),
    );
    bot.letFinish();
    const first = [...started, ...(await before[0]!.rest())];
    for (const other of [...before.slice(1), ...during]) expect(await other.rest()).toEqual(first);
    expect((await ask(bot.tenant, QUESTION, options)).events).toEqual(first);
    expect(bot.gate.prompts).toHaveLength(1);
    expect((await bot.view(conversation)).messages).toHaveLength(2);
  });

  it("refuses another question meanwhile, and the same id with another text", async () => {
    const { conversation, first } = await bot.begin();
    expect((await send(bot.tenant, "And another thing?", { conversation })).status).toBe(409);
    expect((await send(bot.tenant, "And another thing?", { conversation, id: "q" })).status).toBe(409);
    bot.letFinish();
    await first.rest();
    bot.gate.say("Yes.");
    bot.gate.finish();
    expect((await ask(bot.tenant, "And another lighthouse thing?", { conversation })).end?.type).toBe("finish");
    expect((await bot.view(conversation)).messages).toHaveLength(4);
  });
});

describe("a stop", () => {
  it("ends the answer and its generation for every reader, and is counted as a stop", async () => {
    const before = await bot.usageToday();
    const { conversation, first, seen, read } = await bot.begin();
    const second = follow(await read("/stream", 0));
    expect((await read("/stop")).status).toBe(204);
    const all = [...seen, ...(await first.rest())];
    expectWhole(all, "abort");
    expect(first.done).toBe(true);
    expect(await second.rest()).toEqual(all);
    expect(bot.gate.aborts).toBe(1);
    expect(await bot.view(conversation)).toMatchObject({
      running: false,
      messages: [{}, { metadata: { status: "stopped" } }],
    });
    expect((await read("/stop")).status).toBe(204);
    expect(await follow(await read("/stream", 1)).rest()).toEqual(all.slice(1));
    expect((await ask(bot.tenant, QUESTION, { conversation, id: "q" })).events).toEqual(all);
    await bot.expectUsage({
      stopped: (before["stopped"] ?? 0) + 1,
      input_tokens: (before["input_tokens"] ?? 0) + 100,
    });
  });
});

describe("a reader that is found to have left long ago", () => {
  it("ends the answer where nobody else follows it, and no other answer", async () => {
    const { conversation, first, seen, read } = await bot.begin();
    const { chunk } = seen[0]!;
    const answerId = chunk.type === "start" ? chunk.messageId : "";
    const stub = env.CONVERSATION.getByName(
      JSON.stringify(["conversation", bot.tenant.botId, "visitor-1", conversation]),
    );
    await stub.endUnheard(answerId);
    await first.leave();
    const second = follow(await read("/stream", 0));
    await stub.endUnheard(answerId);
    await stub.endUnheard("msg_another");
    expect(await bot.view(conversation)).toMatchObject({ running: true });
    await second.leave();
    await expect
      .poll(async () => {
        await stub.endUnheard(answerId);
        return bot.view(conversation);
      })
      .toMatchObject({ running: false, messages: [{}, { metadata: { status: "stopped" } }] });
    expect(bot.gate.aborts).toBe(1);
  });
});

describe("an engine that fails in the middle", () => {
  it("ends the answer as failed: its problem, an error, and no word of the cause", async () => {
    const { conversation, first, seen } = await bot.begin();
    bot.gate.fail(new Error("the upstream said sk-secret"));
    const all = [...seen, ...(await first.rest())];
    expectWhole(all, "error");
    expect(all.at(-2)?.chunk).toMatchObject({
      type: "data-problem",
      data: { type: "https://chat.test/problems/internal", status: 500 },
    });
    expect(JSON.stringify(all)).not.toContain("sk-secret");
    expect(await bot.view(conversation)).toMatchObject({
      messages: [{}, { metadata: { status: "failed", problem: "internal" } }],
    });
    expect(JSON.stringify(await bot.view(conversation))).not.toContain("sk-secret");
  });

  it("is asked again by the same message, and the new answer takes the failed one's place", async () => {
    const { conversation, first } = await bot.begin();
    bot.gate.fail(new Error("down"));
    await first.rest();
    bot.gate.say("It works again [1].");
    bot.gate.finish();
    const again = await ask(bot.tenant, QUESTION, { conversation, id: "q" });
    expectWhole(again.events, "finish");
    expect(bot.gate.prompts).toHaveLength(2);
    const { messages } = await bot.view(conversation);
    expect(messages.map(({ role, metadata }) => [role, metadata?.status])).toEqual([
      ["user", undefined],
      ["assistant", "complete"],
    ]);
  });
});
