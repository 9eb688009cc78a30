/** What a crowd of strangers can spend: the owner's cap and not a token more, told once, at nobody else's cost. */

import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type AnswerStep, type FakeControl, openOpenAI } from "../../fakes/control.ts";
import { createOpenAIEmbedder } from "../adapters/openai/embedder.ts";
import { createOpenAIGenerator } from "../adapters/openai/generator.ts";
import { compose } from "../compose.ts";
import { ask, createTenant, get, putDocument, send, type Tenant } from "./harness.ts";

const CAP = 24_000;
/** Longer than what is left for it at the end. */
const LONG: AnswerStep[] = [
  { content: `Parcels leave at noon. [1] ${"They are packed with care. ".repeat(60)}` },
  { finish: "stop" },
];

let service: FakeControl;
const { engines } = compose(env);
const before = { ...engines };

beforeAll(async () => {
  service = await openOpenAI(inject("fakeFarm"));
  await service.post("billing", { dear: true, keepsLimit: true });
  await service.post("answers", [LONG]);
  const options = { apiKey: "openai-test-key", baseURL: `${service.url}/v1` };
  engines.generator = createOpenAIGenerator({ ...options, model: "gpt" });
  // With a model of its own each question's vector is paid for as well.
  engines.embedder = createOpenAIEmbedder({ ...options, model: "text-embedding-3-small", dimensions: 64 });
});
afterAll(() => {
  engines.generator = before.generator;
  engines.embedder = before.embedder;
});

const spent = async (): Promise<number> => (await service.state<{ spent: number }>()).spent;
const booked = async (tenant: Tenant): Promise<number> => {
  const { data } = await get<{ data: { input_tokens: number; output_tokens: number }[] }>("/v1/usage", {
    key: tenant.secretKey,
  });
  return data.reduce((sum, { input_tokens, output_tokens }) => sum + input_tokens + output_tokens, 0);
};

async function createShop(limits: object, text = "Parcels leave at noon, and are packed with care. "): Promise<Tenant> {
  const tenant = await createTenant("Parcels", { limits: { messages_per_minute: null, ...limits } });
  for (let page = 0; page < 6; page++) {
    const heading = `# Parcels, part ${page}\n\nWhen do parcels leave?\n\n`;
    await putDocument(tenant, `page-${page}`, heading + text.repeat(60));
  }
  return tenant;
}

/** So many visitors, each of whom has come just now and asks twice: the second leans on the first. */
async function crowd(tenant: Tenant, visitors: number): Promise<{ status: number; text: string }[]> {
  const headers = { origin: tenant.pageOrigin };
  const body = { publishable_key: tenant.publishableKey };
  const answered = await Promise.all(
    Array.from({ length: visitors }, async (_, at) => {
      const { token } = await get<{ token: string }>("/v1/embed-sessions", { headers, body });
      const turns: { status: number; text: string }[] = [];
      for (const question of ["When do parcels leave?", "and how are they packed?"]) {
        const response = await send(tenant, question, { key: token, headers, conversation: `c-${at}` });
        turns.push({ status: response.status, text: await response.text() });
      }
      return turns;
    }),
  );
  return answered.flat();
}

describe("a crowd of visitors who come anew", () => {
  it.each([
    ["refuse", "English", undefined],
    ["extractive", "English", undefined],
    // A script of which every byte may be a token.
    ["refuse", "Japanese", "荷物は正午に出ます。When do parcels leave? 大切に梱包されます。"],
  ])(
    "spends the cap to the token (%s, %s)",
    async (when_spent, _language, text) => {
      const tenant = await createShop({ tokens_per_day: null, when_spent }, text);
      // Indexing is counted, and is the owner's own doing: the day begins with what it has cost.
      const indexed = await booked(tenant);
      const limits = { tokens_per_day: CAP + indexed };
      await get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { limits } });
      const already = await spent();
      const answers = await crowd(tenant, 12);
      const paid = (await spent()) - already;
      expect(paid).toBeLessThanOrEqual(CAP);
      // All that does for an answer was given out.
      expect(paid).toBeGreaterThan(CAP - 8_000);
      // What was given up half way is booked by estimate: it may be less than was paid, and never more than there was.
      await expect.poll(() => booked(tenant)).toBeGreaterThan(indexed + CAP - 8_000);
      expect(await booked(tenant)).toBeLessThanOrEqual(indexed + CAP);
      const refused = answers.filter(({ status }) => status === 429).length;
      const degraded = answers.filter(({ text: told }) => told.includes('"degraded":"budget"')).length;
      expect(when_spent === "refuse" ? refused : degraded).toBeGreaterThan(5);
      expect(answers.filter(({ text: told }) => told.includes('"type":"error"'))).toEqual([]);
      // Another bot has a budget of its own.
      const other = await createShop({});
      expect((await ask(other, "When do parcels leave?")).text).toContain("noon");
    },
    60_000,
  );

  it("gets whole answers where the cap is far, and none cut to what was promised", async () => {
    const tenant = await createShop({ tokens_per_day: 2_000_000 });
    const { end, text } = await ask(tenant, "When do parcels leave?");
    expect(text.length).toBeGreaterThan(1_500);
    expect(end).toMatchObject({ type: "finish", finishReason: "stop" });
    const { body } = (await service.log()).findLast(({ path }) => path.endsWith("/chat/completions"))!;
    expect(body).toMatchObject({ max_completion_tokens: 4_096 });
  });
});
