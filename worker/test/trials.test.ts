/** What an owner may try: a look at how an answer came about, an answer that nobody keeps, settings before they are saved. */

import { beforeAll, describe, expect, it } from "vitest";
import { useGate } from "./fakes/gated-generator.ts";
import { ask, call, createTenant, get, getProblem, mintToken, putDocument, type Tenant } from "./harness.ts";

let boat: Tenant;
let bakery: Tenant;

const QUESTION = "How many days do I have to return a compass?";

beforeAll(async () => {
  [boat, bakery] = await Promise.all([createTenant("Boat"), createTenant("Bakery")]);
  await putDocument(boat, "returns", "# Returns\n\nYou can return any compass within 45 days of delivery.");
  await putDocument(bakery, "returns", `# Returns\n\nA compass of bread is returned to ${bakery.canary} within a day.`);
});

interface Trace {
  full_text: { chunk_id: string; score: number }[];
  fused: { chunk_id: string }[];
  read: { chunk_id: string; title: string; text: string; path: string[] }[];
  milliseconds: Record<string, number>;
}

function expectTrace(trace: Trace): void {
  expect(trace.full_text[0]!.score).toBeGreaterThan(0);
  expect(trace.fused[0]!.chunk_id).toBe(trace.read[0]!.chunk_id);
  expect(trace.read[0]!.title).toBe("Returns");
  expect(trace.read[0]).toMatchObject({
    document_id: "returns",
    text: expect.stringContaining("within 45 days") as string,
  });
  expect(trace.milliseconds).toMatchObject({
    full_text: expect.any(Number),
    vectors: expect.any(Number),
    search: expect.any(Number),
  });
  expect(JSON.stringify(trace)).not.toContain(bakery.canary);
}

describe("trace", () => {
  it("of a search tells both retrievals, what was fused and what is read", async () => {
    const body = { query: QUESTION, trace: true };
    const { trace } = await get<{ trace: Trace }>("/v1/search", { key: boat.secretKey, body });
    expectTrace(trace);
    expect(await get("/v1/search", { key: boat.secretKey, body: { query: QUESTION } })).not.toHaveProperty("trace");
  });

  it("of an answer stands in the stream", async () => {
    const { chunks, text } = await ask(boat, QUESTION, { more: { trace: true } });
    expect(text).toContain("45 days");
    const trace = chunks.find((chunk) => chunk.type === "data-trace");
    expectTrace(trace!.data as unknown as Trace);
    expect((await ask(boat, QUESTION)).chunks.map(({ type }) => type)).not.toContain("data-trace");
  });
});

describe("record: false", () => {
  it("answers, and is kept in no log and no conversation", async () => {
    const question = `${QUESTION} I only try.`;
    const { text, end } = await ask(boat, question, { conversation: "tried", more: { record: false } });
    expect(text).toContain("45 days");
    expect(end).toMatchObject({ type: "finish", messageMetadata: { outcome: "answered" } });
    expect((await call("/v1/conversations/tried", { key: boat.secretKey })).status).toBe(404);
    const log = await (await call("/v1/conversations", { key: boat.secretKey })).text();
    expect(log).not.toContain("I only try");
  });

  describe("where the model costs tokens", () => {
    const used = useGate();

    it("counts in the tokens of its own bot, and in no other figure", async () => {
      const tenant = await createTenant("Trier");
      await putDocument(tenant, "returns", "# Returns\n\nYou can return any compass within 45 days of delivery.");
      const answer = ask(tenant, QUESTION, { more: { record: false } });
      used.gate.say("Within 45 days [1].");
      used.gate.finish();
      expect((await answer).text).toContain("45 days");
      const usageOf = async ({ secretKey }: Tenant): Promise<object[]> =>
        (await get<{ data: object[] }>("/v1/usage", { key: secretKey })).data;
      const spent = { input_tokens: 100, output_tokens: 20 };
      await expect.poll(async () => (await usageOf(tenant))[0]).toMatchObject({ ...spent, answers: 0, answered: 0 });
      expect(await usageOf(bakery)).toEqual([]);
    });
  });
});

describe("preview", () => {
  it("answers with settings that are not saved", async () => {
    const contact = { text: "Ring the bell twice." };
    const { text } = await ask(boat, "Can I talk to a human?", { more: { record: false, preview: { contact } } });
    expect(text).toContain(contact.text);
    expect(await get("/v1/bot", { key: boat.secretKey })).toMatchObject({ contact: {} });
  });

  it("refuses settings that no bot has", async () => {
    const body = { id: "c", message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] } };
    const preview = { bot_id: bakery.botId };
    const problem = await getProblem("/v1/chat", { key: boat.secretKey, body: { ...body, visitor_id: "v", preview } });
    expect(problem.slug).toBe("invalid-request");
  });
});

it.each([{ trace: true }, { record: false }, { preview: { name: "Mine" } }])(
  "is not a visitor's: %j",
  async (trial) => {
    const key = await mintToken(boat);
    const body = { id: "c", message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] }, ...trial };
    expect((await getProblem("/v1/chat", { key, body })).slug).toBe("forbidden");
  },
);
