/**
 * What the server costs: time to the first word of an answer, search over growing knowledge, indexing,
 * making bots, and all of it again with a thousand other bots present. Over HTTP against a server as
 * `npm start` runs it, embedded engines, one client on the same machine.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnServer } from "../scripts/local/spawn-server.ts";
import { createEventDecoder } from "../shared/stream.ts";

/** Chunks a document of the made-up corpus has, one per section. */
const SECTIONS = 50;
const SIZES = [1_000, 10_000, 50_000];
const OTHER_BOTS = 1_000;
const ROUNDS = 40;

interface Bot {
  secret_key: string;
}

interface Client {
  url: string;
  post(path: string, key: string, body: unknown): Promise<Response>;
  put(path: string, key: string, body: unknown): Promise<Response>;
  get(path: string, key?: string): Promise<Response>;
}

/** One section on the server's own costs, as Markdown. Takes about five minutes. */
export async function benchServer(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const client = createClient(server.ready.url);
    const account = await json<{ account_key: string }>(
      client.post("/v1/accounts", server.ready.operator_key, { name: "Bench" }),
    );
    const makeBot = (name: string): Promise<Bot> => json<Bot>(client.post("/v1/bots", account.account_key, { name }));

    const sizes: string[] = [];
    let indexed = 0;
    let indexingMs = 0;
    const bots = new Map<number, Bot>();
    for (const chunks of SIZES) {
      const bot = await makeBot(`Bot of ${chunks}`);
      bots.set(chunks, bot);
      const started = performance.now();
      await feed(client, bot, chunks / SECTIONS);
      indexed += chunks / SECTIONS;
      indexingMs += performance.now() - started;
      await untilVectorsReady(client, bot);
      const search = await time(ROUNDS, (round) =>
        read(client.post("/v1/search", bot.secret_key, { query: questionOf(round, chunks), top_k: 10 })),
      );
      const first = await time(ROUNDS, (round) =>
        firstWord(client, bot, questionOf(round, chunks), `${chunks}-${round}`),
      );
      sizes.push(`| ${chunks.toLocaleString("en")} | ${shown(search)} | ${shown(first)} |`);
      console.error(`  ${chunks} chunks measured`);
    }

    const small = bots.get(1_000)!;
    const before = await measure(client, makeBot, small, "before");
    for (let made = 0; made < OTHER_BOTS; made += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, at) => makeOther(client, makeBot, made + at)));
    }
    console.error(`  ${OTHER_BOTS} other bots made`);
    const after = await measure(client, makeBot, small, "after");

    return [
      "## The server",
      "",
      `A server as \`npm start\` runs it (workerd, embedded engines), asked over HTTP by one client on the same machine. Milliseconds, median of ${ROUNDS} and the fastest in brackets. A call that does nothing (\`/healthz\`) takes ${shown(before.nothing)}: everything below contains it.`,
      "",
      "| chunks in the bot | search, top 10 | question sent → first word |",
      "|---|---|---|",
      ...sizes,
      "",
      `Indexing: ${((indexed / indexingMs) * 1_000).toFixed(0)} documents of ${SECTIONS} chunks a second (${(((indexed * SECTIONS) / indexingMs) * 1_000).toFixed(0)} chunks a second), from the first request to the last document ready, sent four at a time.`,
      "",
      `The same with ${OTHER_BOTS.toLocaleString("en")} other bots present, each with a document and a conversation, in the same run:`,
      "",
      "| | alone | among the others | ratio |",
      "|---|---|---|---|",
      ...(["bot", "document", "search", "first"] as const).map((name) => {
        const title = {
          bot: "make a bot",
          document: "index a document",
          search: "search 1,000 chunks",
          first: "first word, 1,000 chunks",
        }[name];
        return `| ${title} | ${shown(before[name])} | ${shown(after[name])} | ${(after[name].median / before[name].median).toFixed(2)} |`;
      }),
      "",
    ].join("\n");
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

interface Times {
  best: number;
  median: number;
}

async function measure(
  client: Client,
  makeBot: (name: string) => Promise<Bot>,
  bot: Bot,
  label: string,
): Promise<Record<"nothing" | "bot" | "document" | "search" | "first", Times>> {
  return {
    nothing: await time(ROUNDS, () => read(client.get("/healthz"))),
    bot: await time(ROUNDS, (round) => makeBot(`${label} ${round}`)),
    document: await time(ROUNDS, (round) =>
      read(client.put(`/v1/documents/${label}-${round}?wait=true`, bot.secret_key, documentOf(1_000_000 + round, 3))),
    ),
    search: await time(ROUNDS, (round) =>
      read(client.post("/v1/search", bot.secret_key, { query: questionOf(round, 1_000), top_k: 10 })),
    ),
    first: await time(ROUNDS, (round) => firstWord(client, bot, questionOf(round, 1_000), `${label}-${round}`)),
  };
}

async function makeOther(client: Client, makeBot: (name: string) => Promise<Bot>, number: number): Promise<void> {
  const bot = await makeBot(`Other ${number}`);
  await read(client.put("/v1/documents/only?wait=true", bot.secret_key, documentOf(number, 3)));
  await firstWord(client, bot, questionOf(0, SECTIONS), "only");
}

async function feed(client: Client, bot: Bot, documents: number): Promise<void> {
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < documents) {
      const number = next++;
      await read(client.put(`/v1/documents/page-${number}?wait=true`, bot.secret_key, documentOf(number, SECTIONS)));
    }
  };
  await Promise.all([send(), send(), send(), send()]);
}

async function untilVectorsReady(client: Client, bot: Bot): Promise<void> {
  // The last document is the last to get its vectors: the state of one page of the list tells of all.
  for (;;) {
    const { data } = await json<{ data: { vectors: string }[] }>(client.get("/v1/documents?limit=100", bot.secret_key));
    if (data.every(({ vectors }) => vectors === "ready")) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Until the first piece of text; the rest is read too, so that answers do not pile up. */
async function firstWord(client: Client, bot: Bot, text: string, id: string): Promise<number> {
  const started = performance.now();
  const response = await client.post("/v1/chat", bot.secret_key, {
    id: `bench-${id}`,
    visitor_id: "bench",
    message: { id: `m-${id}`, role: "user", parts: [{ type: "text", text }] },
  });
  if (!response.ok) throw new Error(await response.text());
  let first = 0;
  const decoder = new TextDecoder();
  const decode = createEventDecoder(({ data }) => {
    if (first === 0 && data.includes('"text-delta"')) first = performance.now() - started;
  });
  for await (const bytes of response.body!) decode(decoder.decode(bytes, { stream: true }));
  if (first === 0) throw new Error(`No word came to: ${text}`);
  return first;
}

/** @param work what takes the time; where it returns a number, that is the time in ms */
async function time(rounds: number, work: (round: number) => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const started = performance.now();
    const own = await work(round + 3);
    if (round >= 0) times.push(typeof own === "number" ? own : performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return { best: times[0]!, median: times[times.length >> 1]! };
}

function shown({ best, median }: Times): string {
  return `${median.toFixed(1)} (${best.toFixed(1)})`;
}

// Text that is made up but has the statistics of language: a few words everywhere, most of them rare.

const SYLLABLES = [
  "ba",
  "cor",
  "del",
  "fin",
  "gor",
  "hal",
  "jun",
  "kel",
  "lom",
  "mer",
  "nov",
  "pel",
  "quin",
  "ras",
  "sol",
  "tam",
  "vor",
  "wex",
  "yar",
  "zil",
];

function wordOf(number: number): string {
  let word = "";
  for (let rest = number + 20; rest > 0; rest = Math.floor(rest / 20)) word += SYLLABLES[rest % 20];
  return word;
}

/** A generator of its own (mulberry32), so that every run measures the same text. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function zipfWord(random: () => number): string {
  return wordOf(Math.floor(20_000 ** random()));
}

function documentOf(number: number, sections: number): Record<string, unknown> {
  const random = createRandom(number + 1);
  const parts = [`# Page ${wordOf(number)}`];
  for (let section = 0; section < sections; section++) {
    const sentences: string[] = [
      `The ${topicOf(number * SECTIONS + section)} is kept in the ${zipfWord(random)} room.`,
    ];
    while (sentences.join(" ").length < 850) {
      const words = Array.from({ length: 12 }, () => zipfWord(random)).join(" ");
      sentences.push(`${words[0]!.toUpperCase()}${words.slice(1)}.`);
    }
    parts.push(`## Section ${section}`, sentences.join(" "));
  }
  return { content: parts.join("\n\n"), content_type: "text/markdown", url: `https://example.com/${number}` };
}

function topicOf(section: number): string {
  return `${wordOf(30_000 + section)} ${wordOf(60_000 + section)}`;
}

function questionOf(round: number, chunks: number): string {
  return `Where is the ${topicOf((round * 7_919) % chunks)} kept?`;
}

function createClient(url: string): Client {
  const send = (method: string, path: string, key: string | undefined, body?: unknown): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    url,
    post: (path, key, body) => send("POST", path, key, body),
    put: (path, key, body) => send("PUT", path, key, body),
    get: (path, key) => send("GET", path, key),
  };
}

async function read(request: Promise<Response>): Promise<void> {
  const response = await request;
  const text = await response.text();
  if (!response.ok) throw new Error(text);
}

async function json<T>(request: Promise<Response>): Promise<T> {
  const response = await request;
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

if (import.meta.main) console.log(await benchServer());
