/**
 * A bot with documents whose engines change: the old vectors go on answering until the new ones are
 * whole, whatever happens on the way, and an index that takes new bots moves no old ones.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, createApi } from "../scripts/serve/api.ts";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";
import { controlServer, type FakeControl, type PineconeState } from "../fakes/control.ts";
import type { FakeServer } from "../fakes/http-server.ts";
import { startOpenAIServer } from "../fakes/openai-server.ts";
import { startPineconeServer } from "../fakes/pinecone-server.ts";

interface Bot {
  bot_id: string;
  secret_key: string;
}

interface Matches {
  matches: { document_id: string }[];
  degraded?: string;
}

const DOCUMENTS = 12;

let servers: FakeServer[];
let first: FakeControl;
let second: FakeControl;
let openai: FakeControl;
let state: string;
let server: SpawnedServer;
let api: Api;
let accountKey: string;

async function start(settings: string[]): Promise<void> {
  const vars = settings.flatMap((setting) => ["--var", setting]);
  server = await spawnServer(["--port", "0", "--no-demo", "--state", state, ...vars]);
  api = createApi(server.ready.url);
}

function hosted(index: FakeControl, model: string): string[] {
  return [
    "PINECONE_API_KEY:pinecone-test-key",
    `PINECONE_INDEX_HOST:${index.url}`,
    "OPENAI_API_KEY:openai-test-key",
    `OPENAI_BASE_URL:${openai.url}/v1`,
    `OPENAI_EMBEDDING_MODEL:${model}`,
    "OPENAI_EMBEDDING_DIMENSIONS:256",
    "GENERATOR:embedded",
  ];
}

async function makeBot(): Promise<Bot> {
  const bot = await api<Bot>("POST", "/v1/bots", accountKey, { name: "Shop" });
  for (let at = 0; at < DOCUMENTS; at++) {
    await api("PUT", `/v1/documents/doc-${at}?wait=true`, bot.secret_key, {
      content: `Shelf ${at} holds the ${["red", "blue", "green"][at % 3]} lanterns of row ${at}.`,
      content_type: "text/markdown",
    });
  }
  return bot;
}

async function vectorStates(bot: Bot): Promise<string[]> {
  const { data } = await api<{ data: { vectors: string }[] }>("GET", "/v1/documents?limit=100", bot.secret_key);
  return [...new Set(data.map(({ vectors }) => vectors))];
}

/** Searching wakes the bot's object, which then sees that its engines have changed. */
async function search(bot: Bot): Promise<Matches> {
  return api<Matches>("POST", "/v1/search", bot.secret_key, { query: "Where are the lanterns of row 7?", top_k: 3 });
}

async function whole(bot: Bot): Promise<void> {
  await expect.poll(() => vectorStates(bot), { timeout: 60_000, interval: 200 }).toEqual(["ready"]);
}

async function idsIn(index: FakeControl, bot: Bot): Promise<string[]> {
  const { namespaces } = await index.state<PineconeState>();
  return Object.keys(namespaces[bot.bot_id] ?? {}).toSorted();
}

async function queriesOf(index: FakeControl, bot: Bot): Promise<number> {
  const log = await index.log();
  return log.filter(({ path, body }) => path === "/query" && (body as { namespace?: string }).namespace === bot.bot_id)
    .length;
}

function plainIds(): string[] {
  return Array.from({ length: DOCUMENTS }, (_, at) => `doc-${at}:1:0`).toSorted();
}

beforeAll(async () => {
  const options = { dimension: 256, clock: "real", lagMs: 300 } as const;
  servers = [await startPineconeServer(options), await startPineconeServer(options), await startOpenAIServer()];
  [first, second, openai] = servers.map(({ url }) => controlServer(url)) as [FakeControl, FakeControl, FakeControl];
  state = mkdtempSync(join(tmpdir(), "vegarag-switch-"));
  await start([]);
  const account = await api<{ account_key: string }>("POST", "/v1/accounts", server.ready.operator_key, {
    name: "Test",
  });
  accountKey = account.account_key;
});

afterAll(async () => {
  await server.stop();
  await Promise.all(servers.map((fake) => fake.close()));
  rmSync(state, { recursive: true, force: true });
});

test(
  "from embedded to hosted, to another model in the same index, to another index",
  { timeout: 180_000 },
  async () => {
    const bot = await makeBot();
    await whole(bot);
    expect((await search(bot)).matches[0]?.document_id).toBe("doc-7");
    await server.stop();

    // The new model cannot be reached: the old vectors answer, nobody is told of a failure.
    await start(hosted(first, "text-embedding-3-small"));
    await openai.script([{ path: "/v1/embeddings", fault: { kind: "status", status: 503 } }]);
    const during = await search(bot);
    expect(during.matches[0]?.document_id).toBe("doc-7");
    expect(await vectorStates(bot)).toEqual(["pending"]);
    expect(await queriesOf(first, bot)).toBe(0);
    await openai.script([]);
    await whole(bot);
    expect(await idsIn(first, bot)).toEqual(plainIds());
    await search(bot);
    expect(await queriesOf(first, bot)).toBeGreaterThan(0);

    // Another model in the same index: two spaces stand in one namespace until the new one is whole.
    await server.stop();
    await start(hosted(first, "text-embedding-3-large"));
    expect((await search(bot)).matches[0]?.document_id).toBe("doc-7");
    await whole(bot);
    await expect
      .poll(() => idsIn(first, bot), { timeout: 30_000, interval: 200 })
      .toEqual(plainIds().map((id) => `${id}@2`));
    expect((await search(bot)).matches[0]?.document_id).toBe("doc-7");

    // A second index takes new bots. The first bot stays where it is.
    await server.stop();
    await start(hosted(second, "text-embedding-3-large"));
    const other = await makeBot();
    await whole(other);
    expect(await idsIn(second, other)).toEqual(plainIds());
    const before = await queriesOf(first, bot);
    expect((await search(bot)).degraded).toBeUndefined();
    expect(await queriesOf(first, bot)).toBe(before + 1);
    expect(await idsIn(second, bot)).toEqual([]);
    await api("DELETE", `/v1/bots/${bot.bot_id}`, accountKey);
    await expect.poll(() => idsIn(first, bot), { timeout: 30_000, interval: 200 }).toEqual([]);
    expect(await idsIn(second, other)).toEqual(plainIds());
  },
);

test(
  "back to the embedded engines: the hosted ones answer until then, and are left empty",
  { timeout: 120_000 },
  async () => {
    await server.stop();
    await start(hosted(first, "text-embedding-3-small"));
    const bot = await makeBot();
    await whole(bot);
    // Its alarm is over when another bot has been fed: one that the stop cut off would fill the quick engines at the
    // start, before the question comes.
    await whole(await makeBot());
    await server.stop();
    await start([...hosted(first, "text-embedding-3-small"), "VECTOR_STORE:embedded", "EMBEDDER:embedded"]);
    const before = await queriesOf(first, bot);
    const { matches, degraded } = await search(bot);
    expect([matches[0]?.document_id, degraded]).toEqual(["doc-7", undefined]);
    expect(await queriesOf(first, bot)).toBe(before + 1);
    await whole(bot);
    await expect.poll(() => idsIn(first, bot), { timeout: 30_000, interval: 200 }).toEqual([]);
    const after = await queriesOf(first, bot);
    expect((await search(bot)).matches[0]?.document_id).toBe("doc-7");
    expect(await queriesOf(first, bot)).toBe(after);
  },
);

test("an index that forgets nothing holds up no other, and is emptied once it does", { timeout: 120_000 }, async () => {
  await server.stop();
  await start(hosted(first, "text-embedding-3-small"));
  const bot = await makeBot();
  await whole(bot);
  await server.stop();
  await start(hosted(second, "text-embedding-3-large"));
  const refused = { kind: "status", status: 500 } as const;
  await first.script([
    { path: "/vectors/delete", fault: refused },
    { path: "/namespaces", fault: refused },
  ]);
  await api("DELETE", "/v1/documents/doc-3", bot.secret_key);
  await whole(bot);
  await expect
    .poll(() => idsIn(second, bot), { timeout: 30_000, interval: 200 })
    .toEqual(plainIds().filter((id) => id !== "doc-3:1:0"));
  await api("DELETE", `/v1/bots/${bot.bot_id}`, accountKey);
  await expect.poll(() => idsIn(second, bot), { timeout: 30_000, interval: 200 }).toEqual([]);
  expect(await idsIn(first, bot)).toEqual(plainIds());
  await first.script([]);
  await expect.poll(() => idsIn(first, bot), { timeout: 60_000, interval: 200 }).toEqual([]);
});

test(
  "an index that does not fit is refused at the start, by name; one that is down is not",
  { timeout: 120_000 },
  async () => {
    await server.stop();
    await expect(
      start([...hosted(first, "text-embedding-3-small"), "OPENAI_EMBEDDING_DIMENSIONS:128"]),
    ).rejects.toThrow(/holds vectors of 256 dimensions and the embedder makes 128/);
    const down = { url: "http://127.0.0.1:9" } as FakeControl;
    await start(hosted(down, "text-embedding-3-small"));
    const health = await fetch(`${server.ready.url}/healthz`);
    expect([health.status, await health.json()]).toEqual([
      200,
      expect.objectContaining({ status: "ok", vector_store_problem: "It cannot be reached, or refuses the key." }),
    ]);
  },
);
