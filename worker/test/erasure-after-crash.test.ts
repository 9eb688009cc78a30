/** A visitor who is erased while an answer to them is written, after the bot's books have crashed: nothing is missed. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { useGatedEmbedder } from "./fakes/gated-embedder.ts";
import { follow, type Follower } from "./follow.ts";
import { call, createTenant, get, putDocument, send, type Tenant } from "./harness.ts";
import { runAlarms, storedInObjects } from "./stored.ts";

const embedder = useGatedEmbedder();
let bot: Tenant;
let other: Tenant;

beforeAll(async () => {
  // Without limits nobody waits for the disk but whoever begins a conversation.
  const limits = { messages_per_minute: null, bot_messages_per_minute: null, tokens_per_day: null };
  [bot, other] = await Promise.all([createTenant("Erasing", { limits }), createTenant("Keeping", { limits })]);
  for (const each of [bot, other])
    await putDocument(each, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${each.canary}.`);
});

async function crashBooks({ botId }: Tenant): Promise<void> {
  const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", botId])) as DurableObjectStub;
  await runInDurableObject(ledger, (_, state) => state.abort("crashed by the test")).catch(() => undefined);
}

async function begin(of: Tenant, word: string, conversation: string): Promise<Follower> {
  const question = `What is the secret code word of the lighthouse? My ticket is ${word}.`;
  const answer = follow(await send(of, question, { conversation, visitor: "v" }));
  await answer.until("start");
  return answer;
}

describe.each([
  ["the first question of a conversation", 0],
  ["a further one", 1],
])("an erasure while %s is answered", (_, before) => {
  it("finds it after a crash of the books, and ends it", async () => {
    const conversation = `with-${before}`;
    embedder.isHeld = false;
    for (let at = 0; at < before; at++) await (await begin(bot, "quince", conversation)).rest();
    embedder.isHeld = true;
    const [running, neighbours] = [
      await begin(bot, "medlar", conversation),
      await begin(other, "sorrel", conversation),
    ];
    await crashBooks(bot);
    const erased = await call("/v1/visitors/v", { method: "DELETE", key: bot.secretKey });
    expect(erased.status).toBe(204);
    const path = `/v1/chat/${conversation}?visitor_id=v`;
    expect((await call(path, { key: bot.secretKey })).status).toBe(404);
    embedder.isHeld = false;
    expect((await running.rest()).at(-1)?.chunk.type).toBe("abort");
    expect((await neighbours.rest()).at(-1)?.chunk.type).toBe("finish");
    await runAlarms();
    const stored = await storedInObjects();
    for (const word of ["quince", "medlar"]) expect(stored).not.toContain(word);
    expect(stored).toContain("sorrel");
    expect((await call(path, { key: bot.secretKey })).status).toBe(404);
    expect((await call(path, { key: other.secretKey })).status).toBe(200);
    const log = await get<{ data: unknown[] }>("/v1/conversations?visitor_id=v", { key: bot.secretKey });
    expect(log.data).toEqual([]);
  });
});
