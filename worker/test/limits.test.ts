/** What a bot and a token allow: exact, the lower of both, on every way in, and told when to come back. */

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { compose } from "../compose.ts";
import type { Prompt } from "../ports.ts";
import { useGate } from "./fakes/gated-generator.ts";
import { ask, call, createTenant, get, mintToken, putDocument, send, type Tenant } from "./harness.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** The clock stands in the middle of a minute of a day to come, and moves when it is told. */
function setClock(time = Date.parse("2027-03-04T12:00:30Z")): (ms: number) => void {
  vi.useFakeTimers({ now: time, toFake: ["Date"] });
  return (ms) => vi.setSystemTime(Date.now() + ms);
}

const NONE = {
  messages_per_minute: null,
  messages_per_day: null,
  bot_messages_per_minute: null,
  bot_messages_per_day: null,
};
const withLimits = (limits: object): Promise<Tenant> => createTenant("Limited", { limits: { ...NONE, ...limits } });

/** Statuses of so many questions, each its own conversation. */
async function askMany(tenant: Tenant, count: number, options: Parameters<typeof send>[2] = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const response = await send(tenant, "Hello", options);
    statuses.push(response.status);
    await response.text();
  }
  return statuses;
}

const refusedWith = async (response: Response): Promise<{ slug: string; retryAfter: number }> => {
  const problem = await response.json<{ type: string; retry_after: number }>();
  expect(response.headers.get("retry-after")).toBe(String(problem.retry_after));
  return { slug: problem.type.split("/").at(-1)!, retryAfter: problem.retry_after };
};

describe("a minute", () => {
  it("takes so many questions of one visitor, and tells how long to wait", async () => {
    const move = setClock();
    const tenant = await withLimits({ messages_per_minute: 3 });
    expect(await askMany(tenant, 4)).toEqual([200, 200, 200, 429]);
    const { slug, retryAfter } = await refusedWith(await send(tenant, "Hello"));
    expect(slug).toBe("rate-limited");
    expect(await askMany(tenant, 1, { visitor: "another" })).toEqual([200]);
    move((retryAfter - 2) * 1_000);
    expect(await askMany(tenant, 1)).toEqual([429]);
    move(2_000);
    expect(await askMany(tenant, 1)).toEqual([200]);
  });

  it("takes so many of the whole bot, whoever asks", async () => {
    setClock();
    const tenant = await withLimits({ bot_messages_per_minute: 3 });
    const other = await withLimits({});
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn++) statuses.push(...(await askMany(tenant, 1, { visitor: `v-${turn}` })));
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    expect(await askMany(other, 3)).toEqual([200, 200, 200]);
  });

  it("holds across a rest and a restart of the books", async () => {
    setClock();
    const tenant = await withLimits({ messages_per_minute: 3 });
    const other = await withLimits({ messages_per_minute: 3 });
    const evict = () => evictDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])));
    expect(await askMany(tenant, 2, {})).toEqual([200, 200]);
    await evict();
    expect(await askMany(tenant, 2, {})).toEqual([200, 429]);
    await evict();
    expect(await askMany(tenant, 1, {})).toEqual([429]);
    expect(await askMany(other, 3, {})).toEqual([200, 200, 200]);
  });

  it("counts a question once, however often it is sent, and a refused one not at all", async () => {
    const move = setClock();
    const tenant = await withLimits({ messages_per_minute: 2 });
    const first = { conversation: "c", id: "m" };
    await Promise.all(Array.from({ length: 5 }, () => ask(tenant, "Hello", first)));
    expect(await askMany(tenant, 5, first)).toEqual([200, 200, 200, 200, 200]);
    expect(await askMany(tenant, 6)).toEqual([200, 429, 429, 429, 429, 429]);
    // What was answered can be read again, also by whoever may ask nothing more.
    expect(await askMany(tenant, 1, first)).toEqual([200]);
    move(120_000);
    expect(await askMany(tenant, 2)).toEqual([200, 200]);
  });

  it("leaves nothing behind of a question it refused", async () => {
    setClock();
    const tenant = await withLimits({ messages_per_minute: 0 });
    expect(await askMany(tenant, 1, { conversation: "refused" })).toEqual([429]);
    expect((await call("/v1/chat/refused?visitor_id=visitor-1", { key: tenant.secretKey })).status).toBe(404);
    expect(await get("/v1/conversations", { key: tenant.secretKey })).toMatchObject({ data: [] });
  });

  it("is the same on every way in: secret key, minted token, anonymous session, the other protocol", async () => {
    setClock();
    const tenant = await withLimits({ messages_per_minute: 2 });
    const origin = { origin: tenant.pageOrigin };
    const { token } = await get<{ token: string }>("/v1/embed-sessions", {
      headers: origin,
      body: { publishable_key: tenant.publishableKey },
    });
    expect(await askMany(tenant, 3, { visitor: "by-key" })).toEqual([200, 200, 429]);
    expect(await askMany(tenant, 3, { key: await mintToken(tenant, { visitor_id: "by-token" }) })).toEqual([
      200, 200, 429,
    ]);
    expect(await askMany(tenant, 3, { key: token, headers: origin })).toEqual([200, 200, 429]);
    // Two tokens of one visitor are one visitor.
    expect(await askMany(tenant, 1, { key: await mintToken(tenant, { visitor_id: "by-token" }) })).toEqual([429]);
    const key = await mintToken(tenant, { visitor_id: "by-openai" });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const response = await call("/v1/openai/chat/completions", {
        key,
        body: { messages: [{ role: "user", content: "Hello" }] },
      });
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe("an address", () => {
  const { settings } = compose(env);
  const header = settings.addressHeader;
  afterEach(() => {
    settings.addressHeader = header;
  });

  /** Statuses of questions that each come from a visitor of its own, who has come just now. */
  async function askAnew(tenant: Tenant, addresses: readonly string[]): Promise<number[]> {
    settings.addressHeader = "x-real-ip";
    const statuses: number[] = [];
    for (const address of addresses) {
      const headers = { origin: tenant.pageOrigin, "x-real-ip": address };
      const body = { publishable_key: tenant.publishableKey };
      const { token } = await get<{ token: string }>("/v1/embed-sessions", { headers, body });
      const response = await send(tenant, "Hello", { key: token, headers });
      statuses.push(response.status);
      await response.text();
    }
    return statuses;
  }
  const count = (statuses: number[]): number => statuses.filter((status) => status === 200).length;

  it.each(["messages_per_minute", "messages_per_day"])(
    "takes so many visitors' %s, however often somebody comes anew",
    async (limit) => {
      setClock();
      const tenant = await withLimits({ [limit]: 2, visitors_per_address: 3 });
      expect(count(await askAnew(tenant, Array<string>(8).fill("203.0.113.7")))).toBe(6);
      // One line has all of its /64, and a network four addresses' worth.
      expect(count(await askAnew(tenant, ["203.0.113.8"]))).toBe(1);
      const line = Array.from({ length: 8 }, (_, at) => `2001:db8:1:2::${at + 1}`);
      expect(count(await askAnew(tenant, line))).toBe(6);
      const lines = Array.from({ length: 30 }, (_, at) => `2001:db8:7:${at + 1}::1`);
      expect(count(await askAnew(tenant, lines))).toBe(24);
      // Whom an owner's backend vouches for is nobody's address.
      const key = await mintToken(tenant, { visitor_id: "anna" });
      const headers = { origin: tenant.pageOrigin, "x-real-ip": "203.0.113.7" };
      expect(await askMany(tenant, 3, { key, headers })).toEqual([200, 200, 429]);
      // Nor does another bot know of it.
      expect(count(await askAnew(await withLimits({ [limit]: 2 }), ["203.0.113.7"]))).toBe(1);
    },
  );

  it("is written down nowhere", async () => {
    setClock();
    const tenant = await withLimits({ messages_per_day: 2 });
    await askAnew(tenant, ["203.0.113.7"]);
    await runInDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])), (_, { storage }) => {
      const rows = ["sender_days", "minutes"].flatMap((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray());
      expect(JSON.stringify(rows)).toContain("address ");
      expect(JSON.stringify(rows)).not.toContain("203.0");
    });
  });
});

describe("a day", () => {
  it("takes so many questions of a visitor and of the bot, until midnight in UTC", async () => {
    const move = setClock();
    const tenant = await withLimits({ messages_per_day: 2, bot_messages_per_day: 5 });
    expect(await askMany(tenant, 3)).toEqual([200, 200, 429]);
    const { slug, retryAfter } = await refusedWith(await send(tenant, "Hello"));
    expect(slug).toBe("budget-exhausted");
    expect(retryAfter).toBe(11 * 3_600 + 59 * 60 + 30);
    expect(await askMany(tenant, 3, { visitor: "b" })).toEqual([200, 200, 429]);
    expect(await askMany(tenant, 3, { visitor: "c" })).toEqual([200, 429, 429]);
    move((retryAfter - 1) * 1_000);
    expect(await askMany(tenant, 1)).toEqual([429]);
    move(1_000);
    expect(await askMany(tenant, 3)).toEqual([200, 200, 429]);
  });
});

describe("a token", () => {
  it("can lower its bot's limits, and never raise them", async () => {
    setClock();
    const tenant = await withLimits({ messages_per_minute: 2 });
    const limited = (limits: object, visitor_id: string): Promise<string> => mintToken(tenant, { visitor_id, limits });
    expect(await askMany(tenant, 3, { key: await limited({ messages_per_minute: 1 }, "lower") })).toEqual([
      200, 429, 429,
    ]);
    expect(await askMany(tenant, 3, { key: await limited({ messages_per_minute: 10_000 }, "higher") })).toEqual([
      200, 200, 429,
    ]);
    expect(await askMany(tenant, 3, { key: await limited({}, "same") })).toEqual([200, 200, 429]);
    expect(await askMany(tenant, 2, { key: await limited({ messages_per_day: 1 }, "day") })).toEqual([200, 429]);
    const unlimited = await withLimits({});
    const key = await mintToken(unlimited, { visitor_id: "v", limits: { messages_per_minute: 1 } });
    expect(await askMany(unlimited, 2, { key })).toEqual([200, 429]);
    // The request itself says nothing about limits.
    expect(await askMany(unlimited, 1, { key, more: { limits: { messages_per_minute: 99 }, lim: {} } })).toEqual([400]);
  });
});

describe("a budget of tokens", () => {
  const used = useGate();
  const QUESTION = "What is the secret code word of the lighthouse?";

  async function askThrough(tenant: Tenant): Promise<string> {
    const pending = ask(tenant, QUESTION);
    used.gate.say("From the model: marmalade [1].");
    used.gate.finish();
    return (await pending).text;
  }

  it.each([
    ["a day", { tokens_per_day: 3_100 }, "2027-03-05T00:00:00Z"],
    ["a month", { tokens_per_month: 3_100 }, "2027-04-01T00:00:00Z"],
    // Also where the day's are back before: the question would only be refused again.
    ["a day and a month", { tokens_per_day: 3_100, tokens_per_month: 3_100 }, "2027-04-01T00:00:00Z"],
    ["a day, with some left for the month", { tokens_per_day: 3_100, tokens_per_month: 3_500 }, "2027-03-05T00:00:00Z"],
  ])("of %s ends in answers without a model, or in words, and comes back when it says", async (_of, limits, back) => {
    const start = "2027-03-04T12:00:30Z";
    const move = setClock(Date.parse(start));
    const tenant = await withLimits(limits);
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    expect(await askThrough(tenant)).toContain("From the model");
    await expect
      .poll(async () => (await get<{ data: unknown[] }>("/v1/usage", { key: tenant.secretKey })).data[0])
      .toMatchObject({ input_tokens: 100, output_tokens: 20 });
    const asked = used.gate.prompts.length;
    expect((await ask(tenant, QUESTION)).text).toContain(tenant.canary);
    expect(used.gate.prompts).toHaveLength(asked);
    await get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { limits: { when_spent: "refuse" } } });
    const refused = await send(tenant, QUESTION);
    expect(refused.status).toBe(429);
    const retryAfter = (Date.parse(back) - Date.parse(start)) / 1_000;
    expect(await refusedWith(refused)).toEqual({ slug: "budget-exhausted", retryAfter });
    move((retryAfter - 1) * 1_000);
    expect(await refusedWith(await send(tenant, QUESTION))).toEqual({ slug: "budget-exhausted", retryAfter: 1 });
    move(1_000);
    expect(await askThrough(tenant)).toContain("From the model");
  });

  it.each([
    { tokens_per_day: 0 },
    { tokens_per_month: 0 },
    { tokens_per_day: 0, tokens_per_month: 9_000 },
    { tokens_per_day: 9_000, tokens_per_month: 0 },
    // Less than any answer takes.
    { tokens_per_day: 2_999 },
  ])("of nothing (%o) never comes back, and does not say when", async (limits) => {
    setClock();
    const tenant = await withLimits({ ...limits, when_spent: "refuse" });
    await putDocument(tenant, "guide.md", "# Guide\n\nThe lighthouse is white.");
    const refused = await send(tenant, QUESTION);
    expect(refused.headers.get("retry-after")).toBeNull();
    const problem = await refused.json<{ type: string }>();
    expect(problem.type).toContain("/problems/budget-exhausted");
    expect(problem).not.toHaveProperty("retry_after");
  });

  it("says of an answer that it was made without one: on the wire, in the history, in OpenAI's shape, in the usage", async () => {
    setClock();
    const tenant = await withLimits({ tokens_per_day: 0 });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    const { events } = await ask(tenant, QUESTION, { conversation: "degraded" });
    expect(events[0]?.chunk).toMatchObject({ type: "start", messageMetadata: { degraded: "budget" } });
    expect(events.at(-1)?.chunk).toMatchObject({ type: "finish", messageMetadata: { degraded: "budget" } });
    const view = await get("/v1/chat/degraded?visitor_id=visitor-1", { key: tenant.secretKey });
    expect(view).toMatchObject({ messages: [{}, { metadata: { status: "complete", degraded: "budget" } }] });
    const body = { messages: [{ role: "user", content: QUESTION }] };
    const completion = await get("/v1/openai/chat/completions", { key: tenant.secretKey, body });
    expect(completion).toMatchObject({ vegarag: { degraded: "budget" }, usage: { total_tokens: 0 } });
    const streamed = await call("/v1/openai/chat/completions", {
      key: tenant.secretKey,
      body: { ...body, stream: true },
    });
    expect(await streamed.text()).toContain('"degraded":"budget"');
    // What was never a model's to answer is no less than it can be.
    const greeting = await ask(tenant, "Hello", { conversation: "hello" });
    expect(JSON.stringify(greeting.events)).not.toContain("degraded");
    expect(used.gate.prompts).toEqual([]);
    await expect
      .poll(async () => (await get<{ data: unknown[] }>("/v1/usage", { key: tenant.secretKey })).data[0])
      .toMatchObject({ answers: 4, degraded: 3, calls: 0, input_tokens: 0, output_tokens: 0 });
  });

  it("says nothing of the kind while there is some left, and nothing where nothing costs tokens", async () => {
    setClock();
    const tenant = await withLimits({ tokens_per_day: 3_100 });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    const pending = ask(tenant, QUESTION);
    used.gate.say("From the model: marmalade [1].");
    used.gate.finish();
    expect(JSON.stringify((await pending).events)).not.toContain("degraded");
    const { engines } = compose(env);
    engines.generator = engines.extractive;
    const poor = await withLimits({ tokens_per_day: 0 });
    await putDocument(poor, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${poor.canary}.`);
    const { events, text } = await ask(poor, QUESTION);
    expect(text).toContain(poor.canary);
    expect(JSON.stringify(events)).not.toContain("degraded");
  });

  it("pays for no vector of a question once it is spent", async () => {
    setClock();
    const { engines } = compose(env);
    const { embedder } = engines;
    let embedded = 0;
    engines.embedder = {
      ...embedder!,
      costsTokens: true,
      embed: (...texts) => (embedded++, embedder!.embed(...texts)),
    };
    try {
      const tenant = await withLimits({ tokens_per_day: 0 });
      await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
      const before = embedded;
      expect((await ask(tenant, QUESTION)).text).toContain(tenant.canary);
      expect(embedded).toBe(before);
    } finally {
      engines.embedder = embedder;
    }
  });

  it("is promised to an answer that is being written, also when the books are put away meanwhile", async () => {
    setClock();
    const tenant = await withLimits({ tokens_per_day: 4_000 });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    const running = ask(tenant, QUESTION);
    await expect.poll(() => used.gate.prompts.length).toBe(1);
    await runInDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])), (_, state) => {
      expect(state.storage.sql.exec("SELECT tokens FROM promises").toArray()).toEqual([{ tokens: 4_000 }]);
    });
    await evictDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])));
    const waiting = ask(tenant, QUESTION);
    // Were it let in, it would be asking the model by the time that others have been answered.
    const other = await withLimits({ tokens_per_day: 0 });
    await putDocument(other, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${other.canary}.`);
    for (let turn = 0; turn < 3; turn++) await ask(other, QUESTION);
    expect(used.gate.prompts).toHaveLength(1);
    used.gate.say("From the model: marmalade [1].");
    used.gate.finish();
    expect((await running).text).toContain("From the model");
    await expect.poll(() => used.gate.prompts.length).toBe(2);
    used.gate.say("From the model: marmalade [1].");
    used.gate.finish();
    expect((await waiting).text).toContain("From the model");
  });

  it("that an answer does not need, once its prompt is written, is another's at once", async () => {
    setClock();
    const usage = { input_tokens: 100, output_tokens: 20 };
    let begun = 0;
    let isOver = false;
    compose(env).engines.generator = {
      model: "test:frugal",
      costsTokens: true,
      extractive: false,
      async *generate(_prompt, _signal, onUsage, onBegun) {
        begun += 1;
        onBegun?.(() => usage, 9_000);
        while (!isOver) await scheduler.wait(2);
        yield { type: "text", text: "From the model: marmalade [1]." };
        onUsage?.(usage);
        yield { type: "finish", reason: "stop", usage };
      },
    };
    const tenant = await withLimits({ tokens_per_day: 40_000, when_spent: "refuse" });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    // The first two promises alone would take all of it, and none of these answers ends.
    const running = Array.from({ length: 4 }, () => send(tenant, QUESTION));
    await expect.poll(() => begun).toBe(4);
    const promised = (): Promise<number> =>
      runInDurableObject(env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId])), (_, state) =>
        Number(state.storage.sql.exec("SELECT sum(tokens) AS tokens FROM promises").one()["tokens"]),
      );
    await expect.poll(promised).toBe(4 * 9_000);
    isOver = true;
    const texts = await Promise.all(running.map(async (response) => (await response).text()));
    expect(texts.filter((text) => text.includes("From the model"))).toHaveLength(4);
  });

  it("is not spent many times over by a crowd that comes after a cheap answer", async () => {
    setClock();
    let spent = 0;
    let cost = 2;
    compose(env).engines.generator = {
      model: "test:dear",
      costsTokens: true,
      extractive: false,
      async *generate(_prompt, _signal, onUsage) {
        const usage = { input_tokens: cost, output_tokens: 0 };
        spent += cost;
        cost = 2_400;
        await scheduler.wait(1);
        yield { type: "text", text: "From the model: marmalade [1]." };
        onUsage?.(usage);
        yield { type: "finish", reason: "stop", usage };
      },
    };
    const tenant = await withLimits({ tokens_per_day: 25_000, when_spent: "refuse" });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    await ask(tenant, QUESTION);
    const responses = await Promise.all(Array.from({ length: 50 }, () => send(tenant, QUESTION)));
    await Promise.all(responses.map((response) => response.text()));
    expect(spent).toBeLessThanOrEqual(25_000);
    expect(spent).toBeGreaterThan(25_000 - 3_000);
    expect(responses.filter(({ status }) => status === 429).length).toBeGreaterThan(30);
  });

  it.each(["extractive", "refuse"])("is not overdrawn by many questions in one moment (%s)", async (when_spent) => {
    setClock();
    const prompts: Prompt[] = [];
    compose(env).engines.generator = {
      model: "test:counted",
      costsTokens: true,
      extractive: false,
      async *generate(prompt, _signal, onUsage) {
        prompts.push(prompt);
        await scheduler.wait(5);
        yield { type: "text", text: "From the model: marmalade [1]." };
        const usage = { input_tokens: 100, output_tokens: 20 };
        onUsage?.(usage);
        yield { type: "finish", reason: "stop", usage };
      },
    };
    const tenant = await withLimits({ tokens_per_day: 4_000, when_spent });
    await putDocument(tenant, "guide.md", `# Guide\n\nThe secret code word of the lighthouse is ${tenant.canary}.`);
    const responses = await Promise.all(Array.from({ length: 40 }, () => send(tenant, QUESTION)));
    const texts = await Promise.all(responses.map((response) => response.text()));
    // Nine cost 1,080: what is left then does not do for another.
    expect(prompts).toHaveLength(9);
    expect(texts.filter((text) => text.includes("marmalade"))).toHaveLength(9);
    const wanted = when_spent === "refuse" ? "/problems/budget-exhausted" : '"degraded":"budget"';
    expect(texts.filter((text) => text.includes(wanted))).toHaveLength(31);
    await expect
      .poll(async () => (await get<{ data: unknown[] }>("/v1/usage", { key: tenant.secretKey })).data[0])
      .toMatchObject({ calls: 9, input_tokens: 900, output_tokens: 180, degraded: when_spent === "refuse" ? 0 : 31 });
  });
});
