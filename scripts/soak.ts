/**
 * `npm run soak`: an hour of everything at once on one machine with the embedded engines, killed every few minutes. At the
 * end nothing that was promised is lost, nothing lies about, and memory is back. `-- --minutes 10` is the short form.
 */

import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { controlServer, type SitePage } from "../fakes/control.ts";
import { startSiteServer } from "../fakes/site-server.ts";
import { createClient } from "./soak/client.ts";
import { listRows } from "./soak/leftovers.ts";
import {
  askForCodes,
  changeDocuments,
  changeSite,
  type Site,
  SITE_PAGES,
  sitePage,
  type SoakBot,
  STABLE,
  stableText,
  word,
} from "./soak/load.ts";
import { killTree, memoryOf, openFilesOf } from "./soak/processes.ts";
import { createTruth } from "./soak/truth.ts";
import { until, verifyAnswers, verifyDocuments, verifySite } from "./soak/verify.ts";
import { readCommandLine, refuse } from "./command-line.ts";
import { whenOrphaned } from "./orphan.ts";
import { type SpawnedServer, spawnServer } from "./serve/spawn-server.ts";

const USAGE = `npm run soak -- [options]

Runs everything at once on this machine, killed every few minutes, and looks for what was lost.

  --minutes N   how long (60)`;
const { values } = readCommandLine(USAGE, { options: { minutes: { type: "string", default: "60" } } });
const minutes = Number(values.minutes);
if (!(minutes >= 1)) refuse("--minutes takes a number of at least 1.", USAGE);

const VISITORS = 6;
/** Objects are put away after ten seconds of rest, and the heap is collected when there is time. */
const REST_MS = 30_000;
/** Of a server whose bots and conversations all rest. */
const MOST_OPEN = 400;
/** Memory after the load, as a part of what it was before. */
const MOST_MEMORY = 1.1;
/**
 * What stays on purpose: the account and what it did; a sign-in code of each start, until the next after ten
 * minutes; the mark of what was erased, which keeps a late write from bringing it back; ids of reports, which are random.
 */
const MEANT = new Set(["accounts", "audit", "sign_in_codes", "d1_migrations", "facts", "told", "_cf_METADATA"]);

const state = mkdtempSync(join(tmpdir(), "vegarag-soak-"));
const truth = createTruth();
const say = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const website = await startSiteServer();
const args = [
  "--no-demo",
  "--state",
  state,
  "--allow-private",
  "--var",
  'CRAWL_PACE_FASTEST:{"per_host":6,"spacing_ms":0}',
];
let server: SpawnedServer = await spawnServer(["--port", "0", ...args]);
const { port } = new URL(server.ready.url);
const client = createClient(() => `http://127.0.0.1:${port}`);
whenOrphaned(() => killTree(server.process.pid!));

async function must(method: string, path: string, key: string, body?: unknown): Promise<Record<string, unknown>> {
  const answered = await client.call(method, path, key, body);
  if (answered === undefined || answered.status >= 300) throw new Error(`${method} ${path}: ${answered?.status}`);
  return answered.body;
}

const account = await must("POST", "/v1/accounts", server.ready.operator_key, { name: "Soak" });
const accountKey = account["account_key"] as string;
const codes = Array.from({ length: STABLE }, word);
const bots: (SoakBot & { id: string })[] = [];
for (const name of ["Harbour", "Marina"]) {
  const limits = { messages_per_minute: null, bot_messages_per_minute: null };
  const made = await must("POST", "/v1/bots", accountKey, { name, limits });
  const bot = { name, key: made["secret_key"] as string, id: made["bot_id"] as string };
  truth.documents.set(name, new Map());
  for (let n = 0; n < STABLE; n++) {
    const body = { content: stableText(n, codes[n]!), content_type: "text/markdown" };
    await must("PUT", `/v1/documents/stable-${n}?wait=true`, bot.key, body);
    truth.documents.get(name)!.set(`stable-${n}`, [codes[n]!]);
  }
  bots.push(bot);
}

const site: Site = {
  pages: new Map(Array.from({ length: SITE_PAGES }, (_, n) => [n, word()])),
  async publish() {
    const list = [...this.pages].map(([n]) => `<url><loc>${website.url}/pier/${n}</loc></url>`).join("");
    const pages: Record<string, SitePage> = {
      "/sitemap.xml": { type: "application/xml", body: `<urlset>${list}</urlset>` },
      ...Object.fromEntries([...this.pages].map(([n, code]) => [`/pier/${n}`, sitePage(n, code)])),
    };
    await controlServer(website.url).post("site", pages);
  },
};
await site.publish();
const source = (
  await must("POST", "/v1/sources", bots[1]!.key, {
    url: `${website.url}/sitemap.xml`,
    kind: "sitemap",
    pace: { per_host: 6, spacing_ms: 0 },
  })
)["source_id"] as string;

/** Runs the load for so long, with a kill every so often. */
async function load(ms: number, killEveryMs: number | undefined): Promise<void> {
  const end = Date.now() + ms;
  let isDown: Promise<void> | undefined;
  const goesOn = async (): Promise<boolean> => {
    await isDown;
    return Date.now() < end;
  };
  const loops = { client, truth, goesOn };
  const running = [
    ...bots.map((bot) => changeDocuments(loops, bot)),
    ...Array.from({ length: VISITORS }, (_, at) => askForCodes(loops, bots[at % bots.length]!, codes)),
    changeSite(loops, bots[1]!, source, site),
  ];
  while (killEveryMs !== undefined && Date.now() + killEveryMs < end) {
    await pause(killEveryMs);
    isDown = restart();
    await isDown;
    isDown = undefined;
  }
  await Promise.all(running);
}

async function restart(): Promise<void> {
  const ended = once(server.process, "exit");
  killTree(server.process.pid!);
  await ended;
  truth.count("kills");
  server = await spawnServer(["--port", port, ...args]);
  say("killed and started again");
}

const total = minutes * 60_000;
const memory: Record<string, number> = {};
const measure = async (when: string): Promise<void> => {
  await pause(REST_MS);
  memory[when] = Math.round(memoryOf(server.process.pid!));
  const open = openFilesOf(server.process.pid!);
  say(`${when}: ${memory[when]} MiB, ${open} open files`);
  if (open > MOST_OPEN) truth.fault(`${open} files are open ${when} the load: something keeps objects awake`);
};

say(`${minutes} minutes in ${state}`);
await load(total * 0.5, Math.max(60_000, Math.min(4 * 60_000, total / 6)));
await restart();
// What a server needs at all is there after a while; what it needs more from then on is what it keeps.
await load(total * 0.2, undefined);
await measure("before");
await load(total * 0.3, undefined);
await measure("after");
if (memory["after"]! > memory["before"]! * MOST_MEMORY) {
  truth.fault(`memory was ${memory["before"]} MiB before and is ${memory["after"]} MiB after the load`);
}

say("verifying");
await verifySite(client, truth, bots[1]!, source, site);
await verifyDocuments(client, truth, bots);
await verifyAnswers(client, truth);
for (const { id } of bots) await must("DELETE", `/v1/bots/${id}`, accountKey);
const isErased = await until(async () => {
  await pause(5_000);
  return (await client.call("GET", "/v1/bots", accountKey))?.status === 200;
}, 30);
if (!isErased) truth.fault("the server does not answer after the bots were erased");
await pause(REST_MS);
await server.stop();
const rows = listRows(state);
const left = rows.filter(({ table }) => !MEANT.has(table));
for (const { where, table, rows: some } of left) truth.fault(`${some} rows are left in ${table} of ${where}`);
await website.close();

const report = {
  at: new Date().toISOString(),
  minutes,
  counts: truth.counts,
  memory_mib: memory,
  left,
  faults: truth.faults,
};
mkdirSync("dist", { recursive: true });
writeFileSync("dist/soak-report.json", `${JSON.stringify(report, null, 2)}\n`);
console.log(JSON.stringify(report, null, 2));
if (truth.faults.length === 0) rmSync(state, { recursive: true, force: true });
else console.error(`The folder was kept: ${state}`);
process.exit(truth.faults.length === 0 ? 0 : 1);
