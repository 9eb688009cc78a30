/** A new conversation is written down beside its answer: whatever comes between finds it, or it was never there. */

import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Conversation } from "../durable/conversation.ts";
import { Ledger } from "../durable/ledger.ts";
import { follow } from "./follow.ts";
import { call, createTenant, get, putDocument, send, type Tenant } from "./harness.ts";
import { runAlarms, storedInObjects } from "./stored.ts";

let bot: Tenant;
let other: Tenant;

beforeAll(async () => {
  [bot, other] = await Promise.all([createTenant("Beside"), createTenant("Other")]);
  for (const each of [bot, other])
    await putDocument(each, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${each.canary}.`);
});
afterEach(() => vi.restoreAllMocks());

const questionWith = (word: string): string => `What is the secret code word of the lighthouse? My ticket is ${word}.`;
const ask = (of: Tenant, word: string, conversation: string): Promise<Response> =>
  send(of, questionWith(word), { conversation, visitor: "v" });

/** What `keep` does the next time it is asked. */
function nextKeep(does: (whole: () => unknown) => Promise<unknown>): void {
  const whole = Ledger.prototype.keep;
  const spy = vi.spyOn(Ledger.prototype, "keep");
  spy.mockImplementationOnce(function (this: Ledger, asked) {
    return does(() => whole.call(this, asked)) as ReturnType<typeof whole>;
  });
}

async function expectNothing(conversation: string, word: string): Promise<void> {
  await runAlarms();
  expect(await storedInObjects()).not.toContain(word);
  expect((await call(`/v1/chat/${conversation}?visitor_id=v`, { key: bot.secretKey })).status).toBe(404);
  const log = await get<{ data: unknown[] }>("/v1/conversations?visitor_id=v", { key: bot.secretKey });
  expect(log.data).toEqual([]);
}

describe("a question whose conversation is about to be written down", () => {
  it("goes with a visitor who is erased meanwhile, and tells nothing before", async () => {
    // Polled: a promise that another request resolves would not keep this one alive.
    const state = { isAsked: false, isHeld: true, isErasing: false, isTold: false };
    nextKeep(async (whole) => {
      state.isAsked = true;
      while (state.isHeld) await scheduler.wait(2);
      return whole();
    });
    const { eraseAll } = Conversation.prototype;
    vi.spyOn(Conversation.prototype, "eraseAll").mockImplementation(function (this: Conversation) {
      state.isErasing = true;
      return eraseAll.call(this);
    });
    const asked = ask(bot, "medlar", "erased");
    void asked.then(() => (state.isTold = true));
    await vi.waitFor(() => expect(state.isAsked).toBe(true), 10_000);
    const erased = call("/v1/visitors/v", { method: "DELETE", key: bot.secretKey });
    await vi.waitFor(() => expect(state.isErasing).toBe(true), 10_000);
    expect(state.isTold).toBe(false);
    state.isHeld = false;
    expect((await erased).status).toBe(204);
    expect((await follow(await asked).rest()).at(-1)?.chunk.type).toBe("abort");
    await expectNothing("erased", "medlar");
  });

  it("was never there where the books crash before, and can be sent again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    nextKeep(() => Promise.reject(new Error("crashed by the test")));
    expect((await ask(bot, "sorrel", "crashed")).status).toBe(500);
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", bot.botId])) as DurableObjectStub;
    await runInDurableObject(ledger, (_, state) => state.abort("crashed by the test")).catch(() => undefined);
    await expectNothing("crashed", "sorrel");
    expect((await follow(await ask(bot, "sorrel", "crashed")).rest()).at(-1)?.chunk.type).toBe("finish");
    expect((await call("/v1/visitors/v", { method: "DELETE", key: bot.secretKey })).status).toBe(204);
    await expectNothing("crashed", "sorrel");
  });

  it("is written down once, for its own bot alone", async () => {
    const keep = vi.spyOn(Ledger.prototype, "keep");
    for (let times = 0; times < 2; times++) await follow(await ask(other, "quince", "kept")).rest();
    expect(keep).toHaveBeenCalledOnce();
    expect((await call("/v1/chat/kept?visitor_id=v", { key: other.secretKey })).status).toBe(200);
    expect((await call("/v1/chat/kept?visitor_id=v", { key: bot.secretKey })).status).toBe(404);
  });
});
