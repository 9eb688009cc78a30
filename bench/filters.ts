/**
 * What it costs where a search's filter leaves nothing or names thousands, and where a neighbour feeds a lot. Over HTTP against
 * a server as `npm start` runs it, each asked in turn with what it is compared to.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";
import { type Asked, askInTurn, bearer, json } from "./asking.ts";
import { benchFeeding } from "./neighbour.ts";

const SEARCHES = 30;
const CHUNKS = 20_000;
const SECTIONS = 50;

export async function benchFilters(): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const server = await spawnServer(["--port", "0", "--no-demo", "--state", state]);
  try {
    const { url, operator_key } = server.ready;
    const api = createApi(url);
    const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operator_key, { name: "Bench" });
    const makeBot = (settings: object) => api<{ secret_key: string }>("POST", "/v1/bots", account_key, settings);
    const key = bearer((await makeBot({ name: "Bench" })).secret_key);
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
      const [base, own] = await askInTurn(url, SEARCHES, () => performance.now(), search(), search(filter));
      searched.push(`| ${name} | ${base!.toFixed(1)} | ${own!.toFixed(1)} | ${(own! / base!).toFixed(2)} |`);
    }
    const other = await makeBot({ name: "Neighbour" });
    const quiet = await makeBot({ name: "Quiet", limits: { messages_per_minute: null } });
    const feeding = await benchFeeding(url, api, { asked: quiet.secret_key, fed: other.secret_key });
    return [
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
