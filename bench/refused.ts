/**
 * What it costs to be asked for nothing good: requests that are refused, and searches whose filter leaves nothing or names
 * thousands, and a neighbour who feeds a lot. Over HTTP against a server as `npm start` runs it, each asked in turn with what it is compared to.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { benchFeeding } from "./neighbour.ts";

const ROUNDS = 120;
/** A search is a hundred times as dear as nothing. */
const SEARCHES = 30;
const CHUNKS = 20_000;
const SECTIONS = 50;
/** Asked beside each other: one alone would measure the way there and back. */
const AT_ONCE = 8;

interface Asked {
  path: string;
  init?: RequestInit;
  status: number;
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const bearer = (credential: string): Record<string, string> => ({ authorization: `Bearer ${credential}` });

export async function benchRefused(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const { url, operator_key } = server.ready;
    const call = async <T>(path: string, init: RequestInit): Promise<T> => {
      const response = await fetch(url + path, init);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    };
    const { account_key } = await call<{ account_key: string }>(
      "/v1/accounts",
      json({ name: "Bench" }, bearer(operator_key)),
    );
    const bot = await call<{ secret_key: string; publishable_key: string }>(
      "/v1/bots",
      json({ name: "Bench", allowed_origins: ["https://bench.example"] }, bearer(account_key)),
    );
    const { token } = await call<{ token: string }>("/v1/embed-tokens", json({}, bearer(bot.secret_key)));
    const key = bearer(bot.secret_key);
    const [head, payload] = token.split(".");
    const session = (publishable_key: string, origin: string): RequestInit => json({ publishable_key }, { origin });
    const nothing: Asked = { path: "/healthz", status: 200 };
    const refused: Record<string, Asked> = {
      "a token that is none": { path: "/v1/embed-config", init: { headers: bearer("a.b.c") }, status: 401 },
      "a token with a forged signature": {
        path: "/v1/embed-config",
        init: { headers: bearer(`${head}.${payload}.${"A".repeat(86)}`) },
        status: 401,
      },
      "a secret key that nobody has": {
        path: "/v1/bot",
        init: { headers: bearer(`vrs_${"q".repeat(40)}`) },
        status: 401,
      },
      "a publishable key that nobody has": {
        path: "/v1/embed-sessions",
        init: session(`vrp_${"q".repeat(40)}`, "https://bench.example"),
        status: 401,
      },
      "an origin that is not listed": {
        path: "/v1/embed-sessions",
        init: session(bot.publishable_key, "https://evil.example"),
        status: 403,
      },
      "a body of 1 MB where 32 KB are taken": {
        path: "/v1/chat",
        init: json({ id: "c", message: "x".repeat(1_000_000) }, bearer(token)),
        status: 413,
      },
    };
    const rows: string[] = [];
    for (const [name, asked] of Object.entries(refused)) {
      const [base, own] = await timeInTurn(url, ROUNDS, nothing, asked);
      rows.push(`| ${name} | ${base!.toFixed(2)} | ${own!.toFixed(2)} | ${(own! / base!).toFixed(2)} |`);
    }

    await feed(url, key);
    const query = "What does berth 17 cost for a night?";
    const search = (filter?: object): Asked => ({
      path: "/v1/search",
      init: json({ query, top_k: 10, ...(filter === undefined ? {} : { filter }) }, key),
      status: 200,
    });
    const many = Array.from({ length: 2_500 }, (_, at) => `p${at + 1_000}`);
    const filters: Record<string, object> = {
      "that nothing matches": { product: "none" },
      "of 2,500 values, none of them there": { product: { $in: many } },
      "of 2,500 values, half of it": {
        product: { $in: [...many, ...Array.from({ length: 25 }, (_, at) => `p${at}`)] },
      },
      "that leaves one in fifty": { product: "p7" },
      "that leaves all but one in fifty": { product: { $ne: "p7" } },
    };
    const searched: string[] = [];
    for (const [name, filter] of Object.entries(filters)) {
      const [base, own] = await timeInTurn(url, SEARCHES, search(), search(filter));
      searched.push(`| ${name} | ${base!.toFixed(1)} | ${own!.toFixed(1)} | ${(own! / base!).toFixed(2)} |`);
    }
    const other = await call<{ secret_key: string }>("/v1/bots", json({ name: "Neighbour" }, bearer(account_key)));
    const limits = { messages_per_minute: null };
    const quiet = await call<{ secret_key: string }>("/v1/bots", json({ name: "Quiet", limits }, bearer(account_key)));
    const keys = { asked: quiet.secret_key, fed: other.secret_key };
    const feeding = await benchFeeding(url, createApi(url), keys);
    return [
      `Milliseconds a request, ${AT_ONCE} at once, medians of ${ROUNDS} rounds that are asked in turn with a call that does nothing (\`/healthz\`). Each line has a base of its own.`,
      "",
      "| refused | nothing | this | ratio |",
      "|---|---|---|---|",
      ...rows,
      "",
      `A search over ${CHUNKS.toLocaleString("en")} chunks with a filter, beside the same without one:`,
      "",
      "| a filter | without | with | ratio |",
      "|---|---|---|---|",
      ...searched,
      "",
      feeding,
    ].join("\n");
  } finally {
    await server.stop();
    rmSync(state, { recursive: true, force: true });
  }
}

/** Milliseconds a request of each, medians of rounds in turn. The first five are not counted. */
async function timeInTurn(url: string, rounds: number, ...works: Asked[]): Promise<number[]> {
  const times = works.map(() => [] as number[]);
  for (let round = 0; round < rounds + 5; round++) {
    for (const [at, { path, init, status }] of works.entries()) {
      const started = performance.now();
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          // A body that nobody wants is refused before it has come, and a client that goes on sending may see no more.
          const response = await fetch(url + path, init).catch(() => undefined);
          await response?.arrayBuffer();
          const answered = response?.status ?? 413;
          // Many of the same are refused for that.
          if (answered !== status && !(status === 403 && answered === 429))
            throw new Error(`${path}: ${answered} instead of ${status}`);
        }),
      );
      if (round >= 5) times[at]!.push((performance.now() - started) / AT_ONCE);
    }
  }
  return times.map((each) => each.sort((a, b) => a - b)[each.length >> 1]!);
}

const WORDS = "harbour berth night price ship tide crew sail wind rope anchor light tower guide season ticket".split(
  " ",
);

async function feed(url: string, key: Record<string, string>): Promise<void> {
  for (let page = 0; page < CHUNKS / SECTIONS; page++) {
    const sections = Array.from({ length: SECTIONS }, (_, n) => {
      const text = Array.from({ length: 120 }, (_w, at) => WORDS[(page * 7 + n * 3 + at * (n + 5)) % WORDS.length]);
      return `## Berth ${page * SECTIONS + n}\n\n${text.join(" ")}.`;
    });
    const body = {
      content: sections.join("\n\n"),
      content_type: "text/markdown",
      metadata: { product: `p${page % 50}` },
    };
    const response = await fetch(`${url}/v1/documents/page-${page}?wait=true`, { ...json(body, key), method: "PUT" });
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  }
  for (;;) {
    const response = await fetch(`${url}/v1/documents?limit=100`, { headers: key });
    const { data } = (await response.json()) as { data: { vectors: string }[] };
    if (data.every(({ vectors }) => vectors === "ready")) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
