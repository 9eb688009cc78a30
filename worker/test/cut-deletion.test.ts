/**
 * A deletion that is cut off, at every step that it takes: the bot is whole, or it is gone for everybody and what is left
 * of it goes too, though nobody comes back to ask for it.
 */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { compose } from "../compose.ts";
import { KnowledgeBase } from "../durable/knowledge-base.ts";
import { Ledger } from "../durable/ledger.ts";
import { Source } from "../durable/source.ts";
import { ask, call, get } from "./harness.ts";
import { CONVERSATION, createFurnished, type Furnished } from "./principals.ts";
import { runAlarms, storedInD1, storedInObjects } from "./stored.ts";

const QUESTION = "What is the secret code word of the lighthouse?";

/** To the minute in which a bot's books look whether what they foresaw came about. */
async function letTimePass({ botId }: Furnished): Promise<void> {
  const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", botId])) as unknown as DurableObjectStub<Ledger>;
  await runInDurableObject(ledger, async (books, { storage }) => {
    // Where nothing is to be done there is no such table.
    if (storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'due'").toArray().length > 0)
      storage.sql.exec("UPDATE due SET at = 0 WHERE name = 'erase'");
    await books.alarm();
  });
  await runAlarms();
}

/** Where it is cut: once, before that step has done anything or right after it has done everything. */
type Cut = (when: "before" | "after") => void;

function cutIn<T extends object>(of: T, name: keyof T): Cut {
  return (when) => {
    const whole = of[name] as (...given: unknown[]) => unknown;
    const spy = vi.spyOn(of as Record<keyof T, typeof whole>, name as never) as unknown as {
      mockImplementationOnce(does: (this: unknown, ...given: unknown[]) => Promise<unknown>): void;
    };
    spy.mockImplementationOnce(async function (...given) {
      if (when === "after") await whole.apply(this, given);
      throw new Error("cut by the test");
    });
  };
}

const { accounts } = compose(env);

describe.each<[step: string, cut: Cut, when: "before" | "after", left: "whole" | "gone"]>([
  ["foreseeing it", cutIn(Ledger.prototype, "foreseeErasure"), "before", "whole"],
  ["foreseeing it", cutIn(Ledger.prototype, "foreseeErasure"), "after", "whole"],
  ["removing the bot", cutIn(accounts, "removeBot"), "before", "whole"],
  ["removing the bot", cutIn(accounts, "removeBot"), "after", "gone"],
  ["erasing what it knows", cutIn(KnowledgeBase.prototype, "erase"), "before", "gone"],
  ["erasing what it knows", cutIn(KnowledgeBase.prototype, "erase"), "after", "gone"],
  ["erasing its sources", cutIn(Source.prototype, "erase"), "before", "gone"],
  ["erasing its books", cutIn(Ledger.prototype, "erase"), "before", "gone"],
  ["erasing its books", cutIn(Ledger.prototype, "erase"), "after", "gone"],
  ["forgetting its name", cutIn(accounts, "endDeletion"), "before", "gone"],
])("a deletion that is cut at %s", (step, cut, when, left) => {
  let bot: Furnished;
  let other: Furnished;

  beforeAll(async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    [bot, other] = await Promise.all([createFurnished("Cut"), createFurnished("Other")]);
    cut(when);
    const response = await call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: bot.accountKey });
    expect(response.status, step).toBe(500);
    vi.restoreAllMocks();
  });

  const expectWhole = async (): Promise<void> => {
    const { text } = await ask(bot, QUESTION, { visitor: "late" });
    expect(text).toContain(bot.canary);
    expect((await call(`/v1/bots/${bot.botId}`, { key: bot.accountKey })).status).toBe(200);
    for (const key of [bot.secretKey, bot.token])
      expect((await call(`/v1/chat/${CONVERSATION}?visitor_id=visitor-1`, { key })).status).toBe(200);
    expect((await call(`/v1/sources/${bot.sourceId}`, { key: bot.secretKey })).status).toBe(200);
    const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    expect((await call("/mcp", { key: bot.mcpKey, body })).status).toBe(200);
  };
  const expectGone = async (): Promise<void> => {
    for (const key of [bot.secretKey, bot.token, bot.mcpKey])
      for (const path of ["/v1/bot", "/v1/documents", "/v1/embed-config", `/v1/chat/${CONVERSATION}`])
        expect((await call(path, { key })).status, path).toBe(401);
    const session = { publishable_key: bot.publishableKey };
    expect((await call("/v1/embed-sessions", { headers: { origin: bot.pageOrigin }, body: session })).status).toBe(401);
    for (const path of [`/v1/bots/${bot.botId}`, `/v1/bots/${bot.botId}/secret-keys`])
      expect((await call(path, { key: bot.accountKey })).status, path).toBe(404);
    const made = await call(`/v1/bots/${bot.botId}/secret-keys`, { method: "POST", key: bot.accountKey });
    expect(made.status).toBe(404);
    expect(await get("/v1/bots", { key: bot.accountKey })).toEqual({ data: [], next_cursor: null });
  };
  const expectErased = async (): Promise<void> => {
    const [d1, objects] = [await storedInD1(), await storedInObjects()];
    for (const word of [bot.canary, bot.botId]) expect(d1).not.toContain(word);
    expect(objects).not.toContain(bot.canary.toLowerCase());
  };

  it(`leaves it ${left}`, async () => {
    expect.hasAssertions();
    await (left === "whole" ? expectWhole() : expectGone());
  });

  it("stays so when time has passed, and nothing is left of what is gone", async () => {
    await letTimePass(bot);
    if (left === "whole") return expectWhole();
    await expectGone();
    await expectErased();
  });

  it("takes nothing from its neighbour, who cannot go on with it", async () => {
    expect((await call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: other.accountKey })).status).toBe(404);
    expect((await ask(other, QUESTION)).text).toContain(other.canary);
    expect(await storedInD1()).toContain(other.canary);
  });

  it("can be sent again where it did not come about", async () => {
    const again = await call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: bot.accountKey });
    expect(again.status).toBe(left === "whole" ? 202 : 404);
    await runAlarms();
    await expectGone();
    await expectErased();
  });
});

describe("a deletion that is sent again before time has passed", () => {
  it("is finished then and there", async () => {
    const bot = await createFurnished("Again");
    cutIn(KnowledgeBase.prototype, "erase")("before");
    const cut = await call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: bot.accountKey });
    expect(cut.status).toBe(500);
    vi.restoreAllMocks();
    const again = await call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: bot.accountKey });
    expect([again.status, await again.json()]).toEqual([202, { bot_id: bot.botId, status: "deleting" }]);
    await runAlarms();
    expect(await storedInD1()).not.toContain(bot.botId);
    expect(await storedInObjects()).not.toContain(bot.canary.toLowerCase());
  });
});
