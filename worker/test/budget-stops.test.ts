/** What is promised to an answer is free again whenever it is stopped, and two hundred at once spend the cap and no more. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeEach, describe, expect, inject, it } from "vitest";
import { type AnswerStep, type FakeControl, type FaultRule, openOpenAI } from "../../fakes/control.ts";
import { createOpenAIEmbedder } from "../adapters/openai/embedder.ts";
import { createOpenAIGenerator } from "../adapters/openai/generator.ts";
import { compose } from "../compose.ts";
import { follow } from "./follow.ts";
import { call, createTenant, get, putDocument, type Received, send, type Tenant } from "./harness.ts";

const QUESTION = "When do parcels leave?";
const SAID: AnswerStep = { content: "Parcels leave at noon. [1] " };
const { engines } = compose(env);
const before = { ...engines };
let service: FakeControl;

beforeEach(async () => {
  service = await openOpenAI(inject("fakeFarm"));
  await service.post("billing", { dear: true, keepsLimit: true });
  const options = { apiKey: "openai-test-key", baseURL: `${service.url}/v1` };
  engines.generator = createOpenAIGenerator({ ...options, model: "gpt" });
  engines.embedder = createOpenAIEmbedder({ ...options, model: "text-embedding-3-small", dimensions: 64 });
});
afterAll(() => {
  engines.generator = before.generator;
  engines.embedder = before.embedder;
});

async function createShop(limits: object): Promise<Tenant> {
  const tenant = await createTenant("Parcels", {
    limits: { messages_per_minute: null, bot_messages_per_minute: null, ...limits },
  });
  await putDocument(tenant, "page", `# Parcels\n\nWhen do parcels leave? ${"Parcels leave at noon. ".repeat(20)}`);
  return tenant;
}

const promised = (tenant: Tenant): Promise<number> =>
  runInDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])), (_, { storage }) =>
    Number(storage.sql.exec("SELECT coalesce(sum(tokens), 0) AS tokens FROM promises").one()["tokens"]),
  );
const booked = async (tenant: Tenant): Promise<number> => {
  const { data } = await get<{ data: { input_tokens: number; output_tokens: number }[] }>("/v1/usage", {
    key: tenant.secretKey,
  });
  return data.reduce((sum, { input_tokens, output_tokens }) => sum + input_tokens + output_tokens, 0);
};

/** Where it hangs: in a request that is never answered, or behind these words. */
const STAGES: [string, FaultRule[], AnswerStep[]][] = [
  ["while it is searched", [{ path: "/v1/embeddings", fault: { kind: "stall" } }], []],
  ["before its first word", [{ path: "/v1/chat/completions", fault: { kind: "stall" } }], []],
  ["in its middle", [], [SAID, { content: "Then they travel. " }, { stall: true }]],
  [
    "behind its finish, before its usage",
    [],
    [
      SAID,
      { content: "Then they travel. " },
      { raw: `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\n` },
      { stall: true },
    ],
  ],
];

describe("an answer that is stopped", () => {
  it.each(STAGES)("%s leaves no promise, and is counted once", async (_stage, rules, steps) => {
    const tenant = await createShop({ tokens_per_day: 60_000, when_spent: "refuse" });
    const indexed = await booked(tenant);
    await service.script(rules);
    if (steps.length > 0) await service.post("answers", [steps]);
    const sending = send(tenant, QUESTION, { conversation: "c" });
    const [rule] = rules;
    if (rule !== undefined)
      await expect
        .poll(async () => (await service.log()).some(({ path, outcome }) => path === rule.path && outcome === "open"))
        .toBe(true);
    const events: Received[] = [];
    const follower = rule === undefined ? follow(await sending) : undefined;
    if (follower !== undefined) events.push(...(await follower.until("text-delta")));
    const stopped = await call("/v1/chat/c/stop?visitor_id=visitor-1", { key: tenant.secretKey, method: "POST" });
    await stopped.text();
    events.push(...(await (follower ?? follow(await sending)).rest()));
    const ends = events.filter(({ chunk }) => ["finish", "error", "abort"].includes(chunk.type));
    expect(ends).toHaveLength(1);
    expect(events.at(-1)).toBe(ends[0]);
    await expect.poll(() => promised(tenant)).toBe(0);
    const counted = (await booked(tenant)) - indexed;
    expect(counted).toBeGreaterThan(0);
    await service.script([]);
    await service.post("answers", [[SAID, { finish: "stop" }]]);
    const other = follow(await send(tenant, QUESTION, { conversation: "d" }));
    expect((await other.rest()).at(-1)!.chunk.type).toBe("finish");
    await expect.poll(() => promised(tenant)).toBe(0);
    // The first one is told once: nothing of it comes later.
    expect(await booked(tenant)).toBeLessThanOrEqual(60_000 + indexed);
  });

  it("before anything has begun, leaves nothing at all", async () => {
    const tenant = await createShop({ tokens_per_day: 60_000 });
    const sending = send(tenant, QUESTION, { conversation: "c" });
    const stopping = call("/v1/chat/c/stop?visitor_id=visitor-1", { key: tenant.secretKey, method: "POST" });
    await Promise.all([sending.then((response) => response.text()), stopping.then((response) => response.text())]);
    await expect.poll(() => promised(tenant)).toBe(0);
  });
});

it("two hundred at once, of a slow model, spend the cap and no more", { timeout: 120_000 }, async () => {
  const CAP = 40_000;
  const tenant = await createShop({ tokens_per_day: null, when_spent: "refuse" });
  await service.post("answers", [
    [SAID, { waitMs: 150 }, { content: "They are packed with care. ".repeat(20) }, { finish: "stop" }],
  ]);
  const indexed = await booked(tenant);
  await get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { limits: { tokens_per_day: CAP + indexed } } });
  const already = (await service.state<{ spent: number }>()).spent;
  const statuses: number[] = [];
  let answered = 0;
  await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const response = await send(tenant, QUESTION, { conversation: `c-${at}` });
      statuses.push(response.status);
      const text = await response.text();
      if (response.status === 200 && text.includes('"finishReason":"stop"')) answered += 1;
    }),
  );
  const paid = (await service.state<{ spent: number }>()).spent - already;
  expect(paid).toBeLessThanOrEqual(CAP);
  expect(paid).toBeGreaterThan(CAP - 8_000);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
  expect(answered).toBeGreaterThan(5);
  await expect.poll(() => promised(tenant)).toBe(0);
  await expect.poll(async () => (await booked(tenant)) - indexed).toBe(paid);
});
