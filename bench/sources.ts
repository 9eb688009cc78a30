/**
 * A site of five hundred pages on two hosts of this machine, read without pauses: how long a first sync takes, and what a
 * second one asks for. A second sync may be asked for after half a minute, so this takes a minute.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlServer, type SitePage } from "../fakes/control.ts";
import { startSiteServer } from "../fakes/site-server.ts";
import { createApi } from "../scripts/serve/api.ts";
import { spawnServer } from "../scripts/serve/spawn-server.ts";

const PAGES = 500;
const QUICK = { per_host: 6, spacing_ms: 0 };
const AGAIN_MS = 31_000;

interface View {
  status: string;
  last_sync: Record<"started_at" | "finished_at", string> &
    Record<"fetched" | "indexed" | "unchanged" | "failed", number>;
}

/** One section, as Markdown. */
export async function benchSources(): Promise<string> {
  const fake = await startSiteServer();
  const site = controlServer(fake.url);
  const state = mkdtempSync(join(tmpdir(), "vegarag-bench-"));
  const pace = ["--var", `CRAWL_PACE_FASTEST:${JSON.stringify(QUICK)}`];
  const server = await spawnServer(["--port", "0", "--no-demo", "--allow-private", "--state", state, ...pace]);
  try {
    await site.post("site", pagesOf(new URL(fake.url).port));
    const api = createApi(server.ready.url);
    const account = await api<{ account_key: string }>("POST", "/v1/accounts", server.ready.operator_key, {
      name: "B",
    });
    const bot = await api<{ secret_key: string }>("POST", "/v1/bots", account.account_key, { name: "Bench" });
    const key = bot.secret_key;
    const end = async (source: string): Promise<View> => {
      for (;;) {
        const view = await api<View>("GET", `/v1/sources/${source}`, key);
        if (view.status !== "syncing") return view;
        await wait(100);
      }
    };
    const began = performance.now();
    const { source_id } = await api<{ source_id: string }>("POST", "/v1/sources", key, { url: fake.url, pace: QUICK });
    const first = await end(source_id);
    const asked = await site.log();
    await wait(Math.max(0, AGAIN_MS - (performance.now() - began)));
    await api("POST", `/v1/sources/${source_id}/sync`, key);
    const second = await end(source_id);
    const again = (await site.log()).slice(asked.length).filter(({ path }) => path.startsWith("/page/"));
    const tagged = again.filter(({ headers }) => headers["if-none-match"] !== undefined).length;
    const row = (name: string, { last_sync: sync }: View): string => {
      const seconds = (Date.parse(sync.finished_at) - Date.parse(sync.started_at)) / 1_000;
      return `| ${name} | ${seconds.toFixed(1)} | ${sync.fetched} | ${sync.indexed} | ${sync.unchanged} | ${sync.failed} |`;
    };
    return [
      `A site of ${PAGES} pages on two hosts of this machine, with six requests at once and no pauses between them; half of its pages answer conditional requests.`,
      "",
      "| | s | pages asked | indexed | unchanged | failed |",
      "|---|---|---|---|---|---|",
      row("first sync", first),
      row("second sync, nothing changed", second),
      "",
      `Of the second sync's pages ${tagged} were asked for with the tag they had before, and answered by 304; the others were known by the hash of what came. With the pace that is the default (two requests to a host at once, half a second apart) a host gives two pages a second.`,
      "",
    ].join("\n");
  } finally {
    await server.stop();
    await fake.close();
    rmSync(state, { recursive: true, force: true });
  }
}

function pagesOf(port: string): Record<string, SitePage> {
  const numbers = Array.from({ length: PAGES - 1 }, (_, n) => n);
  const list = (host: string, wanted: number[]): SitePage => ({
    type: "application/xml",
    body: `<urlset>${wanted.map((n) => `<url><loc>http://${host}:${port}/page/${n}</loc></url>`).join("")}</urlset>`,
  });
  return {
    "/robots.txt": {
      type: "text/plain",
      body: `Sitemap: http://127.0.0.1:${port}/one.xml\nSitemap: http://localhost:${port}/two.xml`,
    },
    "/one.xml": list(
      "127.0.0.1",
      numbers.filter((n) => n % 2 === 0),
    ),
    "/two.xml": list(
      "localhost",
      numbers.filter((n) => n % 2 === 1),
    ),
    "/": { body: pageOf("The whole marina"), tagged: true },
    ...Object.fromEntries(numbers.map((n) => [`/page/${n}`, { body: pageOf(`Berth ${n}`), tagged: n % 4 < 2 }])),
  };
}

function pageOf(name: string): string {
  const sections = ["Price", "Water", "Arrival"].map(
    (topic) =>
      `<h2>${topic}</h2><p>${`What ${name} has to say of ${topic.toLowerCase()} stands here in a sentence. `.repeat(8)}</p>`,
  );
  return `<html lang="en"><head><title>${name}</title></head><body><header>Marina</header><main><h1>${name}</h1>${sections.join("")}</main><footer>Quay 1</footer></body></html>`;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
