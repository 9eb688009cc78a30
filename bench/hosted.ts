/**
 * What the server adds to the hosted engines: time to the first word of an answer, less the time that the
 * same three calls (embedding, query, first token) take when they are made directly; and the same of a Worker
 * that does nothing but make these calls. Upstreams are strict servers on loopback with the latencies of the real ones.
 */

import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { createEventDecoder } from "../shared/stream.ts";
import { controlServer } from "../fakes/control.ts";
import { type BareWorker, startBareWorker } from "./hosted-bare.ts";

/** Milliseconds, in the middle of what the services show from a data centre near them. */
const LATENCY = { embedding: 90, query: 45, firstToken: 350 };
/** What the model writes, and how long it takes for each token: 60 of them a second. */
const TOKENS = 60;
const TOKEN_MS = 17;
const DIMENSIONS = 1_536;
const DOCUMENTS = 200;
/** Answers for the first figure, one after the other. */
const ALONE = 30;
const AT_ONCE = 50;
/** Questions of each visitor who goes on asking. */
const QUESTIONS = 4;
/** Between the starts of visitors who go on asking: with it no two of the fifty keep step. */
const APART_MS = 31;
export interface Upstreams {
  pinecone: string;
  openai: string;
}

export interface Bot {
  bot_id: string;
  secret_key: string;
}

/** Asks as this visitor; milliseconds to the first word. */
type Ask = (visitor: string) => Promise<number>;
type Figures = ReturnType<typeof figuresOf>;
const SIDES = ["product", "direct", "bare"] as const;

/** Who is asked, or what came of it. */
interface Compared<T> {
  product: T;
  /** The same calls without the product. */
  direct: T;
  /** The same calls by a Worker that does nothing else. */
  bare: T;
}

/** One section on the hosted engines, as Markdown. Takes about two minutes. */
export async function benchHosted(): Promise<string> {
  const { child, upstreams } = await forkUpstreams();
  try {
    const rows: string[] = [];
    const row = (name: string, { product, direct, bare }: Compared<Figures>): void => {
      const share = ({ median }: Figures): string => `${((1 - direct.median / median) * 100).toFixed(1)} %`;
      const cells = [
        name,
        ...[product.median, product.p95, direct.median].map((ms) => ms.toFixed(0)),
        (product.median - direct.median).toFixed(1),
        share(product),
        `${bare.median.toFixed(0)}, ${share(bare)}`,
      ];
      rows.push(`| ${cells.join(" | ")} |`);
    };
    await serving(upstreams, async ({ anew, again }) => {
      row("one visitor", await measure(ALONE, 1, anew));
      console.error("  one visitor measured");
      row("ten more visitors every second", await measure(1, AT_ONCE * 2, anew, 1_000 / 10));
      row(`${AT_ONCE} at once, each asking again after its answer`, await goOn(QUESTIONS, AT_ONCE, again, APART_MS));
      console.error(`  ${AT_ONCE} visitors measured`);
    });
    return [
      `Question sent → first word, milliseconds, with OpenAI and Pinecone as strict servers on the same machine that answer after ${LATENCY.embedding} ms (embedding of ${DIMENSIONS} dimensions), ${LATENCY.query} ms (query) and ${LATENCY.firstToken} ms (first token, and ${TOKENS} tokens after it, one every ${TOKEN_MS} ms). "Directly" is the same three calls one after the other, made without the product by the same client; the difference is what the product adds. ${ALONE} answers alone, ${AT_ONCE * 2} spread over ten seconds, then ${AT_ONCE} visitors of whom each asks ${QUESTIONS} questions in one conversation, the next when the answer before has ended. The three are asked in turn, a round each. Where nothing else is said, every question is the first of a new conversation, which has a database of its own that the runtime has to make first. "A bare Worker" makes the product's calls to the product's kinds of objects and does nothing else: nobody is checked, nothing is searched by words, counted, cited or stored; what it adds is the runtime's.`,
      "",
      "| | median | 95th percentile | directly | added | of the whole | a bare Worker |",
      "|---|---|---|---|---|---|---|",
      ...rows,
      "",
    ].join("\n");
  } finally {
    await end(child);
  }
}

/** They end with `end`. */
export async function forkUpstreams(): Promise<{ child: ChildProcess; upstreams: Upstreams }> {
  const child = fork(join(import.meta.dirname, "hosted-upstreams.ts"), { execArgv: [] });
  const upstreams = await new Promise<Upstreams>((resolve) =>
    child.once("message", (message) => resolve(message as Upstreams)),
  );
  return { child, upstreams };
}

/** Options of `npm start` for a server on these. */
export function settingsFor(upstreams: Upstreams): string[] {
  const settings = [
    "PINECONE_API_KEY:pinecone-test-key",
    `PINECONE_INDEX_HOST:${upstreams.pinecone}`,
    "OPENAI_API_KEY:openai-test-key",
    `OPENAI_BASE_URL:${upstreams.openai}/v1`,
  ];
  return settings.flatMap((setting) => ["--var", setting]);
}

/** What can be asked of a server that runs on the upstreams, warm, with a fed bot. */
interface Asking {
  /** The first question of a new conversation. */
  anew: Compared<Ask>;
  /** A question in the visitor's one conversation. */
  again: Compared<Ask>;
}

async function serving(upstreams: Upstreams, run: (asking: Asking) => Promise<void>): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const vars = settingsFor(upstreams);
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state, ...vars]);
  let worker: BareWorker | undefined;
  try {
    const bare = (worker = await startBareWorker(upstreams, join(state, "bare")));
    const { url, operator_key } = server.ready;
    await haste(upstreams);
    const bot = await feedBot(url, operator_key);
    await slowDown(upstreams);
    const again: Compared<Ask> = {
      product: (visitor) => firstWord(url, bot, visitor),
      direct: () => firstTokenDirectly(upstreams, bot),
      bare: (visitor) => bare.firstWord(visitor, bot.bot_id),
    };
    const anew: Compared<Ask> = {
      product: (visitor) => again.product(`${visitor}-${randomUUID()}`),
      direct: again.direct,
      bare: (visitor) => again.bare(`${visitor}-${randomUUID()}`),
    };
    // Connections, caches and compilers are warm in any deployment that is used.
    await measure(5, 1, anew);
    await run({ anew, again });
  } finally {
    await worker?.stop();
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

export async function feedBot(url: string, operatorKey: string, limits: Record<string, null> = {}): Promise<Bot> {
  const api = createApi(url);
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operatorKey, { name: "Bench" });
  const bot = await api<Bot>("POST", "/v1/bots", account_key, { name: "Bench", limits });
  for (let at = 0; at < DOCUMENTS; at++) {
    await api("PUT", `/v1/documents/d${at}`, bot.secret_key, {
      title: `Machine ${at}`,
      content: `Machine ${at} weighs ${at + 3} kilograms and needs ${at * 7} watts. It is kept in hall ${at % 9}.`,
      content_type: "text/plain",
    });
  }
  for (;;) {
    const { data } = await api<{ data: { vectors: string }[] }>("GET", "/v1/documents?limit=100", bot.secret_key);
    if (data.every(({ vectors }) => vectors === "ready")) return bot;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The upstreams answer at once, for as long as a bot is fed. */
async function haste({ pinecone, openai }: Upstreams): Promise<void> {
  await controlServer(pinecone).script([]);
  await controlServer(openai).script([]);
}

/** From here on the upstreams take their time. */
async function slowDown({ pinecone, openai }: Upstreams): Promise<void> {
  await controlServer(pinecone).script([{ path: "/query", fault: { latencyMs: LATENCY.query } }]);
  await controlServer(openai).script([
    { path: "/v1/embeddings", fault: { latencyMs: LATENCY.embedding } },
    { path: "/v1/chat", fault: { latencyMs: LATENCY.firstToken } },
  ]);
  const tokens = Array.from({ length: TOKENS }, (_, at) => [{ content: ` word${at}` }, { waitMs: TOKEN_MS }]).flat();
  await controlServer(openai).post("answers", [[...tokens, { finish: "stop" }]]);
}

let asked = 0;

/** @param id of the conversation, and of its visitor */
async function firstWord(url: string, { secret_key }: Bot, id: string): Promise<number> {
  asked += 1;
  const started = performance.now();
  const response = await fetch(`${url}/v1/chat`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
    body: JSON.stringify({
      id,
      visitor_id: id,
      message: {
        id: `m${asked}`,
        role: "user",
        parts: [{ type: "text", text: `What does machine ${asked % DOCUMENTS} weigh in kilograms?` }],
      },
    }),
  });
  if (!response.ok) throw new Error(`The chat answered ${response.status}: ${await response.text()}`);
  let first: number | undefined;
  let finished = false;
  const decode = createEventDecoder(({ data }) => {
    if (data.includes('"text-delta"')) first ??= performance.now() - started;
    if (data.includes('"type":"finish"')) finished = true;
  });
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) decode(piece);
  if (first === undefined || !finished) throw new Error("An answer did not finish.");
  return first;
}

async function firstTokenDirectly({ pinecone, openai }: Upstreams, { bot_id }: Bot): Promise<number> {
  const started = performance.now();
  const bearer = { authorization: "Bearer openai-test-key", "content-type": "application/json" };
  const model = "text-embedding-3-small";
  const embedded = await post(`${openai}/v1/embeddings`, bearer, {
    model,
    input: ["What does machine 7 weigh?"],
    dimensions: DIMENSIONS,
  });
  const { data } = (await embedded.json()) as { data: { embedding: number[] }[] };
  const key = {
    "api-key": "pinecone-test-key",
    "x-pinecone-api-version": "2026-07",
    "content-type": "application/json",
  };
  await (await post(`${pinecone}/query`, key, { namespace: bot_id, vector: data[0]!.embedding, topK: 50 })).json();
  const messages = [
    {
      role: "user",
      content:
        "# Sources\n\n[1] Machine\n> Machine 7 weighs 10 kilograms.\n\n# Question\n\n> What does machine 7 weigh?",
    },
  ];
  const answer = await post(`${openai}/v1/chat/completions`, bearer, { model: "gpt-5-mini", messages, stream: true });
  let first: number | undefined;
  const decode = createEventDecoder(({ data: event }) => {
    if (/"content":"[^"]/.test(event)) first ??= performance.now() - started;
  });
  for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) decode(piece);
  if (first === undefined) throw new Error("The model said nothing.");
  return first;
}

export async function post(url: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

/** One question of each visitor, then the next round. The three are asked in turn, so that noise meets them alike. */
async function measure(rounds: number, atOnce: number, sides: Compared<Ask>, apartMs = 0): Promise<Compared<Figures>> {
  const times: Compared<number[]> = { product: [], direct: [], bare: [] };
  for (let round = 0; round < rounds; round++) {
    for (const side of SIDES) times[side].push(...(await startApart(atOnce, apartMs, sides[side])));
  }
  return { product: figuresOf(times.product), direct: figuresOf(times.direct), bare: figuresOf(times.bare) };
}

/** Every visitor asks again as soon as the answer has ended. */
async function goOn(
  questions: number,
  visitors: number,
  sides: Compared<Ask>,
  apartMs: number,
): Promise<Compared<Figures>> {
  const goOnAsking = async (ask: Ask): Promise<Figures> => {
    const times = await startApart(visitors, apartMs, async (visitor) => {
      const mine: number[] = [];
      while (mine.length < questions) mine.push(await ask(visitor));
      return mine;
    });
    return figuresOf(times.flat());
  };
  return {
    product: await goOnAsking(sides.product),
    direct: await goOnAsking(sides.direct),
    bare: await goOnAsking(sides.bare),
  };
}

function startApart<T>(atOnce: number, apartMs: number, run: (visitor: string) => Promise<T>): Promise<T[]> {
  return Promise.all(
    Array.from({ length: atOnce }, async (_, at) => {
      if (apartMs > 0) await new Promise((resolve) => setTimeout(resolve, at * apartMs));
      return run(`visitor-${at}`);
    }),
  );
}

function figuresOf(times: number[]) {
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(times.length / 2)]!, p95: times[Math.floor(times.length * 0.95)]! };
}

export function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.disconnect();
  });
}
