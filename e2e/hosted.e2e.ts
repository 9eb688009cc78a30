/**
 * The whole product on the hosted engines, as `npm start` runs it, against strict servers that are slow,
 * behind, busy and broken: what ends up in the index, and what a visitor sees.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Api, createApi } from "../scripts/serve/api.ts";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";
import { createEventDecoder, type StreamChunk } from "../shared/stream.ts";
import {
  type AnswerStep,
  controlServer,
  type FakeControl,
  type Fault,
  type LoggedRequest,
  type PineconeState,
} from "../fakes/control.ts";
import type { FakeServer } from "../fakes/http-server.ts";
import { startOpenAIServer } from "../fakes/openai-server.ts";
import { startPineconeServer } from "../fakes/pinecone-server.ts";

interface Bot {
  bot_id: string;
  secret_key: string;
}

interface ListedDocument {
  document_id: string;
  live_version: number;
  chunks: number;
  vectors: string;
}

const CHAT = "/v1/chat/completions";
const EVERYTHING: Fault[] = [
  { kind: "status", status: 429 },
  { kind: "status", status: 500 },
  { kind: "reset-before" },
  { kind: "reset-after" },
];

let servers: FakeServer[];
let pinecone: FakeControl;
let openai: FakeControl;
let state: string;
let server: SpawnedServer;
let api: Api;
let accountKey: string;

async function start(): Promise<void> {
  const settings = [
    "PINECONE_API_KEY:pinecone-test-key",
    `PINECONE_INDEX_HOST:${pinecone.url}`,
    "OPENAI_API_KEY:openai-test-key",
    `OPENAI_BASE_URL:${openai.url}/v1`,
    "OPENAI_EMBEDDING_DIMENSIONS:256",
  ];
  const vars = settings.flatMap((setting) => ["--var", setting]);
  server = await spawnServer(["--port", "0", "--no-demo", "--state", state, ...vars]);
  api = createApi(server.ready.url);
}

beforeAll(async () => {
  servers = [await startPineconeServer({ dimension: 256, clock: "real", lagMs: 1_500 }), await startOpenAIServer()];
  [pinecone, openai] = [controlServer(servers[0]!.url), controlServer(servers[1]!.url)];
  state = mkdtempSync(join(tmpdir(), "vegarag-hosted-"));
  await start();
  ({ account_key: accountKey } = await api<{ account_key: string }>("POST", "/v1/accounts", server.ready.operator_key, {
    name: "Test",
  }));
});

afterAll(async () => {
  await server.stop();
  await Promise.all(servers.map((fake) => fake.close()));
  rmSync(state, { recursive: true, force: true });
});

beforeEach(async () => {
  await Promise.all([pinecone.script([]), openai.script([]), openai.post("answers", [])]);
});

function createBot(): Promise<Bot> {
  return api<Bot>("POST", "/v1/bots", accountKey, { name: "Shop" });
}

function putText(bot: Bot, id: string, content: string): Promise<unknown> {
  return api("PUT", `/v1/documents/${id}`, bot.secret_key, { title: id, content, content_type: "text/markdown" });
}

async function listDocuments(bot: Bot): Promise<ListedDocument[]> {
  const { data } = await api<{ data: ListedDocument[] }>("GET", "/v1/documents?limit=100", bot.secret_key);
  return data;
}

/** What the index should hold of a bot once it has seen everything. */
async function expectedIds(bot: Bot): Promise<string[]> {
  const documents = await listDocuments(bot);
  return documents
    .flatMap(({ document_id, live_version, chunks }) =>
      Array.from({ length: chunks }, (_, at) => `${document_id}:${live_version}:${at}`),
    )
    .toSorted();
}

async function storedIds(bot: Bot): Promise<string[]> {
  const { namespaces } = await pinecone.state<PineconeState>();
  return Object.keys(namespaces[bot.bot_id] ?? {}).toSorted();
}

/** Both sides are done when every document says so and the index has caught up. */
async function settled(bot: Bot): Promise<void> {
  await expect
    .poll(async () => (await listDocuments(bot)).every(({ vectors }) => vectors === "ready"), {
      timeout: 60_000,
      interval: 250,
    })
    .toBe(true);
  await expect.poll(async () => storedIds(bot), { timeout: 20_000, interval: 250 }).toEqual(await expectedIds(bot));
}

async function ask(
  bot: Bot,
  conversation: string,
  text: string,
  onChunk?: (chunk: StreamChunk) => Promise<void>,
  id = "m1",
) {
  const response = await fetch(`${server.ready.url}/v1/chat`, {
    method: "POST",
    headers: { authorization: `Bearer ${bot.secret_key}`, "content-type": "application/json" },
    body: JSON.stringify({
      id: conversation,
      visitor_id: "v",
      message: { id, role: "user", parts: [{ type: "text", text }] },
    }),
  });
  expect(response.status).toBe(200);
  const chunks: StreamChunk[] = [];
  const pending: Promise<void>[] = [];
  const decode = createEventDecoder(({ data }) => {
    if (data === "[DONE]") return;
    const chunk = JSON.parse(data) as StreamChunk;
    chunks.push(chunk);
    if (onChunk) pending.push(onChunk(chunk));
  });
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) decode(piece);
  await Promise.all(pending);
  const shown = chunks.map((chunk) => (chunk.type === "text-delta" ? chunk.delta : "")).join("");
  return { chunks, shown, last: chunks.at(-1), types: chunks.map(({ type }) => type) };
}

const HOURS = "The shop opens at nine on weekdays. Parcels are collected at noon.";

test(
  "2,000 chunks become exactly 2,000 vectors, with 2 % of each fault everywhere and a crash in the middle",
  { timeout: 180_000 },
  async () => {
    const bot = await createBot();
    const rules = EVERYTHING.map((fault) => ({ probability: 0.02, fault }));
    await Promise.all([pinecone.script(rules, 7), openai.script(rules, 9)]);
    for (let document = 0; document < 40; document++) {
      const sections = Array.from({ length: 50 }, (_, section) => {
        const sentences = Array.from(
          { length: 14 },
          (_, at) => `Sentence ${at} tells of part ${document * 1_000 + section * 17 + at} and its colour.`,
        );
        return `## Section ${section} of ${document}\n\n${sentences.join(" ")}\n`;
      });
      await putText(bot, `doc-${document}`, sections.join("\n"));
    }
    await expect
      .poll(async () => (await storedIds(bot)).length, { timeout: 60_000, interval: 50 })
      .toBeGreaterThan(300);
    server.process.kill("SIGKILL");
    await new Promise((resolve) => server.process.once("exit", resolve));
    expect((await storedIds(bot)).length).toBeLessThan(2_000);
    await start();
    await settled(bot);
    expect((await storedIds(bot)).length).toBeGreaterThanOrEqual(2_000);

    await api("DELETE", "/v1/documents/doc-3", bot.secret_key);
    await putText(bot, "doc-4", HOURS);
    await settled(bot);
    const ids = await storedIds(bot);
    expect(ids.filter((id) => id.startsWith("doc-3:"))).toEqual([]);
    expect(ids.filter((id) => id.startsWith("doc-4:"))).toHaveLength(1);

    await api("DELETE", `/v1/bots/${bot.bot_id}`, accountKey);
    await expect.poll(() => storedIds(bot), { timeout: 30_000, interval: 250 }).toEqual([]);
  },
);

test("every request to the index names the bot it is about", async () => {
  const [one, two] = [await createBot(), await createBot()];
  await Promise.all([putText(one, "hours", HOURS), putText(two, "hours", "The garage opens at eight.")]);
  await Promise.all([settled(one), settled(two)]);
  const before = (await pinecone.log()).length;
  const query = "When does it open?";
  for (const named of [{ namespace: two.bot_id }, { bot_id: two.bot_id }])
    await expect(api("POST", "/v1/search", one.secret_key, { query, ...named })).rejects.toThrow("400");
  await api("POST", "/v1/search", one.secret_key, { query });
  const requests = (await pinecone.log()).slice(before);
  expect(requests.map(({ path, body }) => [path, (body as { namespace?: string }).namespace])).toEqual([
    ["/query", one.bot_id],
  ]);
});

test("an answer streams from the model, and each citation is verbatim", async () => {
  const bot = await createBot();
  await putText(bot, "hours", HOURS);
  await settled(bot);
  const { shown, chunks, last } = await ask(bot, "c1", "When are parcels collected?");
  expect(shown).toBe("Parcels are collected at noon. [1]");
  expect(last).toMatchObject({ type: "finish", messageMetadata: { answered: true, grounded: true } });
  for (const chunk of chunks) if (chunk.type === "data-citation") expect(HOURS).toContain(chunk.data.quote);
});

test.for([
  ["resets in the middle", [{ content: "Parcels are" }, { reset: true }]],
  ["ends without a finish", [{ content: "Parcels are" }]],
  ["sends a malformed chunk", [{ content: "Parcels are" }, { raw: "data: {nonsense secret\n\n" }]],
  [
    "reports an error in the stream",
    [{ content: "Parcels are" }, { raw: 'data: {"error":{"message":"secret","type":"server_error"}}\n\n' }],
  ],
] as [string, AnswerStep[]][])(
  "a model that %s ends in an error, and the answer is kept as failed",
  async ([, steps]) => {
    const bot = await createBot();
    await putText(bot, "hours", HOURS);
    await openai.post("answers", [steps]);
    const { types, last, chunks } = await ask(bot, "c1", "When are parcels collected?");
    expect(last?.type).toBe("error");
    expect(types.filter((type) => ["finish", "error", "abort"].includes(type))).toEqual(["error"]);
    expect(types.at(-2)).toBe("data-problem");
    expect(JSON.stringify(chunks)).not.toContain("secret");
    const view = await api<{ messages: { role: string; metadata?: { status?: string } }[] }>(
      "GET",
      "/v1/chat/c1?visitor_id=v",
      bot.secret_key,
    );
    expect(view.messages.at(-1)).toMatchObject({ role: "assistant", metadata: { status: "failed" } });
  },
);

test("a model that is down ends in a problem, never in an invented answer", async () => {
  const bot = await createBot();
  await putText(bot, "hours", HOURS);
  await openai.script([{ path: CHAT, fault: { kind: "status", status: 500, body: "secret" } }]);
  const { last, shown, chunks } = await ask(bot, "c1", "When are parcels collected?");
  expect(shown).toBe("");
  expect(last?.type).toBe("error");
  expect(chunks.find(({ type }) => type === "data-problem")).toMatchObject({
    data: { status: 502, type: expect.stringMatching(/upstream-failed$/) },
  });
  expect(JSON.stringify(chunks)).not.toContain("secret");
});

test("without index or embeddings full text still answers, from what is there", async () => {
  const bot = await createBot();
  await putText(bot, "hours", HOURS);
  await Promise.all([
    pinecone.script([{ fault: { kind: "status", status: 403 } }]),
    openai.script([{ path: "/v1/embeddings", fault: { kind: "status", status: 403 } }]),
  ]);
  const { shown, last } = await ask(bot, "c1", "When are parcels collected?");
  expect(shown).toBe("Parcels are collected at noon. [1]");
  expect(last).toMatchObject({ type: "finish" });
});

test("a failed search that found nothing is a problem, also before there are any vectors", async () => {
  const bot = await createBot();
  await openai.script([{ path: "/v1/embeddings", fault: { kind: "status", status: 403 } }]);
  await putText(bot, "hours", HOURS);
  const { shown, last, chunks } = await ask(bot, "c1", "Zebra quokka?");
  expect([shown, last?.type]).toEqual(["", "error"]);
  expect(chunks.find(({ type }) => type === "data-problem")).toMatchObject({ data: { status: 502 } });
});

test("a follow-up that cannot be rewritten is searched with the question before it", async () => {
  const bot = await createBot();
  await putText(bot, "hours", HOURS);
  await ask(bot, "c1", "When are parcels collected?", undefined, "m1");
  await openai.script([{ path: CHAT, times: 1, fault: { kind: "status", status: 400, body: "no" } }]);
  const { shown, last } = await ask(bot, "c1", "And on weekdays?", undefined, "m2");
  expect(last).toMatchObject({ type: "finish", messageMetadata: { answered: true } });
  expect(shown).toContain("weekdays");
});

test("a visitor who stops ends the model's work within two seconds, and its tokens are counted once", async () => {
  const bot = await createBot();
  await putText(bot, "hours", HOURS);
  await openai.post("answers", [[{ content: "Parcels are collected at noon. [1] " }, { stall: true }]]);
  let stoppedAt = 0;
  const { last } = await ask(bot, "c1", "When are parcels collected?", async (chunk) => {
    if (chunk.type !== "text-delta" || stoppedAt > 0) return;
    stoppedAt = performance.now();
    await api("POST", "/v1/chat/c1/stop?visitor_id=v", bot.secret_key);
    await openai.waitFor(CHAT, "left-by-client");
    expect(performance.now() - stoppedAt).toBeLessThan(2_000);
  });
  expect(stoppedAt).toBeGreaterThan(0);
  expect(last?.type).toBe("abort");
  const { data } = await api<{ data: { stopped: number; output_tokens: number }[] }>(
    "GET",
    "/v1/usage",
    bot.secret_key,
  );
  expect(data).toMatchObject([{ stopped: 1, output_tokens: 9 }]);
});

describe("while the question is being embedded", () => {
  const EMBEDDINGS = "/v1/embeddings";

  /** Requests for the question, in order. */
  async function embeddingsOf(question: string): Promise<LoggedRequest[]> {
    const sent = await openai.log();
    return sent.filter(({ path, body }) => path === EMBEDDINGS && JSON.stringify(body).includes(question));
  }

  async function createReadyBot(): Promise<Bot> {
    const bot = await createBot();
    await putText(bot, "hours", HOURS);
    await settled(bot);
    return bot;
  }

  test("a visitor who stops ends that call within two seconds, and nothing follows it", async () => {
    const bot = await createReadyBot();
    const question = "When are parcels collected on Monday?";
    await openai.script([{ path: EMBEDDINGS, fault: { kind: "stall" } }]);
    let stoppedAt = 0;
    const { last } = await ask(bot, "c1", question, async ({ type }) => {
      if (type !== "start") return;
      stoppedAt = performance.now();
      await api("POST", "/v1/chat/c1/stop?visitor_id=v", bot.secret_key);
      await openai.waitFor(EMBEDDINGS, "left-by-client");
      expect(performance.now() - stoppedAt).toBeLessThan(2_000);
    });
    expect(stoppedAt).toBeGreaterThan(0);
    expect(last?.type).toBe("abort");
    expect(await embeddingsOf(question)).toHaveLength(1);
  });

  test("a visitor who leaves takes nothing with them: the answer is there when they come back", async () => {
    const bot = await createReadyBot();
    const question = "When are parcels collected on Tuesday?";
    await openai.script([{ path: EMBEDDINGS, fault: { latencyMs: 300 } }]);
    await openai.post("answers", [[{ content: "Parcels are collected at noon. [1]" }, { finish: "stop" }]]);
    const leaving = new AbortController();
    const left = fetch(`${server.ready.url}/v1/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${bot.secret_key}`, "content-type": "application/json" },
      body: JSON.stringify({
        id: "c1",
        visitor_id: "v",
        message: { id: "m1", role: "user", parts: [{ type: "text", text: question }] },
      }),
      signal: leaving.signal,
    });
    expect((await left).status).toBe(200);
    leaving.abort();
    const { shown, last } = await ask(bot, "c1", question);
    expect(shown).toBe("Parcels are collected at noon. [1]");
    expect(last?.type).toBe("finish");
    expect((await embeddingsOf(question)).map(({ outcome }) => outcome)).toEqual(["answered"]);
  });

  test("one call is all that a question pays for, also one that is sent again after a restart", async () => {
    const bot = await createReadyBot();
    const question = "When are parcels collected on Friday?";
    const first = await ask(bot, "c1", question);
    expect(await embeddingsOf(question)).toHaveLength(1);
    await server.stop();
    await start();
    const again = await ask(bot, "c1", question);
    expect(again.chunks).toEqual(first.chunks);
    expect((await embeddingsOf(question)).map(({ outcome }) => outcome)).toEqual(["answered"]);
    const { data } = await api<{ data: { calls: number }[] }>("GET", "/v1/usage", bot.secret_key);
    // Of the document, of the question, and the answer.
    expect(data).toMatchObject([{ calls: 3 }]);
  });
});
