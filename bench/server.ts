/**
 * What the server costs: time to the first word of an answer, search over growing knowledge, indexing,
 * making bots, and all of it again with a thousand other bots present. Over HTTP against a server as
 * `npm start` runs it, embedded engines, one client on the same machine.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
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
  return [await benchSizes(), await benchNeighbours()].join("\n");
}

/** One bot after the other, each with more to know. */
async function benchSizes(): Promise<string> {
  return withServer(async (client, makeBot) => {
    const nothing = await time(ROUNDS, () => read(client.get("/healthz")));
    const rows: string[] = [];
    let chunksIndexed = 0;
    let indexingMs = 0;
    for (const chunks of SIZES) {
      const bot = await makeBot(`Bot of ${chunks}`);
      const started = performance.now();
      await feed(client, bot, chunks / SECTIONS);
      indexingMs += performance.now() - started;
      chunksIndexed += chunks;
      await untilVectorsReady(client, bot);
      const search = await time(ROUNDS, (round) => searchOnce(client, bot, round, chunks));
      const first = await time(ROUNDS, (round) => firstWord(client, bot, questionOf(round, chunks), `${round}`));
      rows.push(`| ${chunks.toLocaleString("en")} | ${shown(search)} | ${shown(first)} |`);
      console.error(`  ${chunks} chunks measured`);
    }
    const chunksPerSecond = (chunksIndexed / indexingMs) * 1_000;
    return [
      `A server as \`npm start\` runs it (workerd, embedded engines), asked over HTTP by one client on the same machine. Milliseconds: the median of ${ROUNDS}, the fastest in brackets. A call that does nothing (\`/healthz\`) takes ${shown(nothing)}; everything below contains it. Every question opens a conversation of its own.`,
      "",
      "| chunks in the bot | search, top 10 | question sent → first word |",
      "|---|---|---|",
      ...rows,
      "",
      `Indexing: ${(chunksPerSecond / SECTIONS).toFixed(0)} documents of ${SECTIONS} chunks a second (${chunksPerSecond.toFixed(0)} chunks a second) until full text answers from them, sent four at a time.`,
      "",
    ].join("\n");
  });
}

/** Two servers side by side, one of them full of other bots, asked in turn: noise meets both alike. */
async function benchNeighbours(): Promise<string> {
  return withServer(async (alone, makeAlone) =>
    withServer(async (crowded, makeCrowded) => {
      for (let made = 0; made < OTHER_BOTS; made += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, at) => makeOther(crowded, makeCrowded, made + at)));
      }
      console.error(`  ${OTHER_BOTS} other bots made`);
      const sides = [
        { client: alone, makeBot: makeAlone, bot: await makeAlone("The bot") },
        { client: crowded, makeBot: makeCrowded, bot: await makeCrowded("The bot") },
      ] as const;
      for (const { client, bot } of sides) {
        await feed(client, bot, 1_000 / SECTIONS);
        await untilVectorsReady(client, bot);
      }
      type Side = (typeof sides)[number];
      const works: Record<string, (side: Side, round: number) => Promise<unknown>> = {
        "make a bot": ({ makeBot }, round) => makeBot(`Bot ${round}`),
        "index a document of 3 chunks": ({ client, bot }, round) =>
          read(client.put(`/v1/documents/new-${round}?wait=true`, bot.secret_key, documentOf(1_000_000 + round, 3))),
        "search 1,000 chunks": ({ client, bot }, round) => searchOnce(client, bot, round, 1_000),
        "first word, 1,000 chunks": ({ client, bot }, round) =>
          firstWord(client, bot, questionOf(round, 1_000), `${round}`),
      };
      const rows: string[] = [];
      for (const [name, work] of Object.entries(works)) {
        const [one = NONE, other = NONE] = await timeInTurn(
          ROUNDS * 2,
          (round) => work(sides[0], round),
          (round) => work(sides[1], round),
        );
        rows.push(`| ${name} | ${shown(one)} | ${shown(other)} | ${(other.median / one.median).toFixed(2)} |`);
      }
      return [
        `The same on two servers asked in turn, one of which holds ${OTHER_BOTS.toLocaleString("en")} other bots, each with a document and a conversation (medians of ${ROUNDS * 2}):`,
        "",
        "| | alone | among the others | ratio |",
        "|---|---|---|---|",
        ...rows,
        "",
      ].join("\n");
    }),
  );
}

async function withServer<T>(
  work: (client: Client, makeBot: (name: string) => Promise<Bot>) => Promise<T>,
): Promise<T> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const client = createClient(server.ready.url);
    const account = await json<{ account_key: string }>(
      client.post("/v1/accounts", server.ready.operator_key, { name: "Bench" }),
    );
    return await work(client, (name) => json<Bot>(client.post("/v1/bots", account.account_key, { name })));
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

function searchOnce(client: Client, bot: Bot, round: number, chunks: number): Promise<void> {
  return read(client.post("/v1/search", bot.secret_key, { query: questionOf(round, chunks), top_k: 10 }));
}

interface Times {
  best: number;
  median: number;
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
  return (await timeInTurn(rounds, work))[0]!;
}

/** Several works, one round of each after the other. The first three rounds are not counted. */
async function timeInTurn(rounds: number, ...works: ((round: number) => Promise<unknown>)[]): Promise<Times[]> {
  const times = works.map(() => [] as number[]);
  for (let round = 0; round < rounds + 3; round++) {
    for (const [at, work] of works.entries()) {
      const started = performance.now();
      const own = await work(round);
      if (round >= 3) times[at]!.push(typeof own === "number" ? own : performance.now() - started);
    }
  }
  return times.map((each) => {
    each.sort((a, b) => a - b);
    return { best: each[0]!, median: each[each.length >> 1]! };
  });
}

const NONE: Times = { best: NaN, median: NaN };

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
