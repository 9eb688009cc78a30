/** A bot that refuses everybody: who goes on asking wakes nothing, hears the same as from its books, and no longer than that is true. */

import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { BOT_LIMITS } from "../tenancy/limits.ts";
import { createClosedBots } from "../tenancy/closed-bots.ts";
import { createTenant, get, mintToken, send, type Tenant } from "./harness.ts";

const START = Date.parse("2027-03-04T12:00:30Z");
const move = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

let conversations: MockInstance<typeof env.CONVERSATION.getByName>;
let ledgers: MockInstance<typeof env.LEDGER.getByName>;

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ["Date"] });
  conversations = vi.spyOn(env.CONVERSATION, "getByName");
  ledgers = vi.spyOn(env.LEDGER, "getByName");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const NONE = { messages_per_minute: null, bot_messages_per_minute: null };
const withLimits = (limits: object): Promise<Tenant> => createTenant("Limited", { limits: { ...NONE, ...limits } });

/** A visitor who has come this moment, as the widget makes one. */
async function come({ publishableKey, pageOrigin }: Tenant) {
  const session = await get<{ token: string; visitor_handle: string }>("/v1/embed-sessions", {
    headers: { origin: pageOrigin },
    body: { publishable_key: publishableKey },
  });
  return { key: session.token, headers: { origin: pageOrigin }, handle: session.visitor_handle };
}

async function ask(tenant: Tenant, options: Parameters<typeof send>[2]) {
  conversations.mockClear();
  ledgers.mockClear();
  const response = await send(tenant, "Hello", options);
  const text = await response.text();
  const woken = [...conversations.mock.calls, ...ledgers.mock.calls].map(([name]) => JSON.parse(name)[0] as string);
  const retryAfter = response.status === 429 ? Number(response.headers.get("retry-after")) : undefined;
  return { status: response.status, retryAfter, woken, text };
}

/** With one question a day, which has been asked, and the refusal of another. */
async function close(limits: object = { bot_messages_per_day: 1 }): Promise<Tenant> {
  const tenant = await withLimits(limits);
  expect((await ask(tenant, { visitor: "first" })).status).toBe(200);
  expect((await ask(tenant, { visitor: "second" })).status).toBe(429);
  move(2_000);
  return tenant;
}

describe("a bot whose day is used up", () => {
  it("refuses who comes then without waking anything, in the words and with the wait of its books", async () => {
    const tenant = await close();
    const other = await withLimits({ bot_messages_per_day: 1 });
    const { status, retryAfter, woken, text } = await ask(tenant, await come(tenant));
    expect({ status, retryAfter, woken }).toEqual({ status: 429, retryAfter: 11 * 3_600 + 59 * 60 + 28, woken: [] });
    expect(JSON.parse(text)).toMatchObject({ detail: "The questions of today are used up. Try again tomorrow (UTC)." });
    // The same limits, and another bot.
    expect((await ask(other, await come(other))).status).toBe(200);
  });

  it("asks its books alone of a visitor who was there before, and of those of the owner's backend", async () => {
    const tenant = await withLimits({ bot_messages_per_day: 1 });
    const early = await come(tenant);
    move(2_000);
    expect((await ask(tenant, { visitor: "first" })).status).toBe(200);
    expect((await ask(tenant, { visitor: "second" })).status).toBe(429);
    move(2_000);
    const named = { key: await mintToken(tenant, { visitor_id: "known" }) };
    for (const who of [early, named, { visitor: "third" }]) {
      const { status, woken } = await ask(tenant, who);
      expect({ status, woken }).toEqual({ status: 429, woken: ["ledger"] });
    }
    // Who comes back is not new, though the token is.
    const back = await get<{ token: string }>("/v1/embed-sessions", {
      headers: early.headers,
      body: { publishable_key: tenant.publishableKey, visitor_handle: early.handle },
    });
    expect((await ask(tenant, { ...early, key: back.token })).woken).toEqual(["ledger"]);
  });

  it("says an answer again to who has it already", async () => {
    const tenant = await withLimits({ bot_messages_per_day: 1 });
    const visitor = await come(tenant);
    const asked = { ...visitor, conversation: "c-1", id: "m-1" };
    const first = await ask(tenant, asked);
    expect(first.status).toBe(200);
    expect((await ask(tenant, { visitor: "second" })).status).toBe(429);
    move(2_000);
    expect((await ask(tenant, await come(tenant))).woken).toEqual([]);
    expect(await ask(tenant, asked)).toMatchObject({ status: 200, text: first.text });
    expect((await ask(tenant, { ...asked, id: "m-2" })).status).toBe(429);
  });

  it("takes questions from the moment in which the owner raises the limit, and refuses again where it is lowered", async () => {
    const tenant = await close();
    const patch = (bot_messages_per_day: number) =>
      get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { limits: { bot_messages_per_day } } });
    expect((await ask(tenant, await come(tenant))).woken).toEqual([]);
    await patch(2);
    expect((await ask(tenant, await come(tenant))).status).toBe(200);
    expect((await ask(tenant, await come(tenant))).status).toBe(429);
    await patch(3);
    expect((await ask(tenant, await come(tenant))).status).toBe(200);
    await patch(1);
    expect((await ask(tenant, await come(tenant))).status).toBe(429);
  });

  it("takes questions with the first second of the next day, and is asked anew in the last of this", async () => {
    const tenant = await withLimits({ bot_messages_per_day: 1 });
    move(Date.parse("2027-03-04T23:59:54Z") - Date.now());
    expect((await ask(tenant, { visitor: "first" })).status).toBe(200);
    expect((await ask(tenant, { visitor: "second" })).status).toBe(429);
    move(3_000);
    expect(await ask(tenant, await come(tenant))).toMatchObject({ status: 429, retryAfter: 3, woken: [] });
    move(2_500);
    expect(await ask(tenant, await come(tenant))).toMatchObject({ status: 429, retryAfter: 1 });
    move(600);
    expect((await ask(tenant, await come(tenant))).status).toBe(200);
  });

  it("is asked again after some seconds", async () => {
    const tenant = await close();
    move(9_000);
    expect((await ask(tenant, await come(tenant))).woken).toContain("ledger");
    move(1_500);
    expect((await ask(tenant, await come(tenant))).woken).toEqual([]);
  });
});

describe("a limit of one visitor", () => {
  it("closes the bot to nobody else", async () => {
    const tenant = await withLimits({ messages_per_day: 1, messages_per_minute: 5 });
    const visitor = await come(tenant);
    expect((await ask(tenant, visitor)).status).toBe(200);
    expect((await ask(tenant, visitor)).status).toBe(429);
    move(2_000);
    const { status, woken } = await ask(tenant, await come(tenant));
    expect({ status, woken: woken.includes("conversation") }).toEqual({ status: 200, woken: true });
  });
});

describe("what is remembered of closed bots", () => {
  const refused = { slug: "budget-exhausted", detail: "Spent." } as const;

  it("is of one bot, and of the limits that it was refused under, whatever one visitor's are", () => {
    const bots = createClosedBots(() => 0);
    const limits = { ...BOT_LIMITS, tokens_per_day: 5 };
    bots.note("mine", limits, refused);
    expect(bots.find("mine", { ...limits, messages_per_minute: 1, messages_per_day: 2 })).toBeDefined();
    expect(bots.find("other", limits)).toBeUndefined();
    for (const raised of [{ tokens_per_day: 6 }, { tokens_per_month: 1 }, { when_spent: "refuse" }] as const) {
      expect(bots.find("mine", { ...limits, ...raised })).toBeUndefined();
    }
  });

  it("ends before what the books gave as the end, and grows to no more than a thousand", () => {
    let now = 0;
    const bots = createClosedBots(() => now);
    bots.note("brief", BOT_LIMITS, { ...refused, retryAfter: 3 });
    now = 1_999;
    expect(bots.find("brief", BOT_LIMITS)).toMatchObject({ since: 1_000, refusal: { retryAfter: 2 } });
    now = 2_000;
    expect(bots.find("brief", BOT_LIMITS)).toBeUndefined();
    for (let at = 0; at < 1_001; at++) bots.note(`bot-${at}`, BOT_LIMITS, refused);
    expect(bots.find("bot-0", BOT_LIMITS)).toBeUndefined();
    expect(bots.find("bot-1", BOT_LIMITS)?.refusal.retryAfter).toBeUndefined();
  });
});
