/**
 * A whole server that reads sites of this machine: what it refuses to ask, how it goes on after a kill, and a bot for a
 * site from one command.
 */

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { controlServer, type FakeControl, type LoggedRequest, type SitePage } from "../fakes/control.ts";
import type { FakeServer } from "../fakes/http-server.ts";
import { startSiteServer } from "../fakes/site-server.ts";
import { type Api, createApi } from "../scripts/serve/api.ts";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";

const PAGES = 500;
const QUICK = ["--var", 'CRAWL_PACE_FASTEST:{"per_host":6,"spacing_ms":0}'];

interface Source {
  status: string;
  problem: { code: string } | null;
  last_sync: Record<string, number> | null;
  progress: Record<string, number> | null;
}

let fake: FakeServer;
let site: FakeControl;
let port: string;
let state: string;
let server: SpawnedServer;
let api: Api;
let key: string;

const page = (n: number): SitePage => ({
  tagged: n % 2 === 0,
  body: `<html><head><title>Berth ${n}</title></head><body><main><h1>Berth ${n}</h1><p>Berth number ${n} costs ${n + 100} euro a night and is ${(n % 9) + 6} metres long.</p></main></body></html>`,
});

/** Half of the pages on each of two hosts, each with a sitemap of its own, and some that nobody may read. */
function twoHosts(): Record<string, SitePage> {
  const numbers = Array.from({ length: PAGES }, (_, n) => n);
  const list = (host: string, wanted: number[]): SitePage => ({
    type: "application/xml",
    body: `<urlset>${wanted.map((n) => `<url><loc>http://${host}:${port}/berth/${n}?utm_source=map</loc></url>`).join("")}<url><loc>http://${host}:${port}/private/${host}</loc></url></urlset>`,
  });
  const half = Math.floor(PAGES / 2);
  return {
    "/robots.txt": {
      type: "text/plain",
      body: `User-agent: *\nDisallow: /private/\nSitemap: http://127.0.0.1:${port}/one.xml\nSitemap: http://localhost:${port}/two.xml`,
    },
    "/one.xml": list("127.0.0.1", numbers.slice(0, half)),
    "/two.xml": list("localhost", numbers.slice(half)),
    "/": { body: "<html><body><main><p>Berths of the marina, from end to end.</p></main></body></html>" },
    ...Object.fromEntries(numbers.map((n) => [`/berth/${n}`, page(n)])),
  };
}

/** The first start on the folder is the one that prints it. */
let operatorKey: string;

async function startWith(args: string[]): Promise<void> {
  server = await spawnServer(["--port", "0", "--state", state, ...args]);
  api = createApi(server.ready.url);
  operatorKey ??= server.ready.operator_key;
}

async function createBot(): Promise<void> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", operatorKey, {
    name: "Marina",
  });
  ({ secret_key: key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, { name: "Marina" }));
}

async function addSource(url: string, more: object = {}): Promise<string> {
  return (
    await api<{ source_id: string }>("POST", "/v1/sources", key, { url, pace: { per_host: 6, spacing_ms: 0 }, ...more })
  ).source_id;
}

/** The source once it is so. */
async function until(source: string, holds: (view: Source) => boolean): Promise<Source> {
  const look = (): Promise<Source> => api<Source>("GET", `/v1/sources/${source}`, key);
  return vi.waitFor(async () => {
    const view = await look();
    if (!holds(view)) throw new Error(`${view.status}: ${JSON.stringify(view.progress)}`);
    return view;
  }, 60_000);
}
async function urlsOf(source: string): Promise<string[]> {
  const urls: string[] = [];
  let after = "";
  for (;;) {
    const page = await api<{ data: { url: string }[]; next_cursor: string | null }>(
      "GET",
      `/v1/documents?source_id=${source}&limit=100${after}`,
      key,
    );
    urls.push(...page.data.map(({ url }) => url));
    if (page.next_cursor === null) return urls;
    after = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}
const ended = ({ status }: Source): boolean => status !== "syncing";
const asked = (log: LoggedRequest[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { path, headers } of log)
    counts.set(`${headers["host"]}${path}`, (counts.get(`${headers["host"]}${path}`) ?? 0) + 1);
  return counts;
};
const search = (query: string): Promise<string> =>
  api("POST", "/v1/search", key, { query }).then((found) => JSON.stringify(found));

beforeAll(async () => {
  fake = await startSiteServer();
  site = controlServer(fake.url);
  ({ port } = new URL(fake.url));
  await site.post("site", twoHosts());
  state = mkdtempSync(join(tmpdir(), "vegarag-sources-"));
});

afterAll(async () => {
  await server.stop();
  await fake.close();
  rmSync(state, { recursive: true, force: true });
});

describe("a server that may reach the public web alone", () => {
  it("refuses every spelling of this machine and its network before it opens a connection", async () => {
    await startWith(["--no-demo", ...QUICK]);
    await createBot();
    const hosts = [
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f.1",
      "0177.0.0.1",
      "0.0.0.0",
      "localhost",
      "LOCALHOST.",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "127.0.0.1.",
      "127。0。0。1",
      "①②⑦.0.0.1",
      "user@127.0.0.1",
      "user:secret@localhost",
    ];
    const others = [
      "http://10.0.0.1/",
      "http://192.168.1.1/",
      "http://169.254.169.254/latest/",
      "http://intranet/",
      "http://a.internal/",
    ];
    const refused = [...hosts.map((host) => `http://${host}:${port}/`), ...others];
    for (const url of refused) {
      const source = await addSource(url);
      expect((await until(source, ended)).problem, url).toMatchObject({ code: "refused-address" });
      const { data } = await api<{ data: { status: string }[] }>("GET", `/v1/sources/${source}/pages`, key);
      expect(
        data.map(({ status }) => status),
        url,
      ).toEqual(["refused-address"]);
      await api("DELETE", `/v1/sources/${source}`, key);
    }
    expect(await site.log()).toEqual([]);
    await server.stop();
  });
});

describe("a site on two hosts", () => {
  it("is read to its end though the server is killed half way, no address more than twice", async () => {
    await startWith(["--no-demo", "--allow-private", ...QUICK]);
    await createBot();
    const source = await addSource(`http://127.0.0.1:${port}/`);
    await until(source, ({ progress }) => progress === null || progress["fetched"]! >= PAGES / 2);
    server.process.kill("SIGKILL");
    await once(server.process, "exit");
    await startWith(["--no-demo", "--allow-private", ...QUICK]);
    const done = await until(source, ended);
    expect(done).toMatchObject({
      status: "idle",
      last_sync: { indexed: PAGES + 1, failed: 0, skipped: { "blocked-by-robots": 2 } },
    });
    const counts = asked(await site.log());
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(2);
    expect([...counts.keys()].filter((address) => address.includes("/private"))).toEqual([]);
    const urls = await urlsOf(source);
    expect([urls.length, new Set(urls).size]).toEqual([PAGES + 1, PAGES + 1]);
  });
});

describe("npm start -- --site", () => {
  it("gives a bot for the site that answers while it reads, and finds it again at the next start", async () => {
    await server.stop();
    const own = ["--site", `http://localhost:${port}/`, "--allow-private"];
    await startWith(own);
    ({ secret_key: key } = server.ready);
    const tried = await fetch(`${server.ready.url}/try/`);
    expect(await tried.text()).toContain(server.ready.publishable_key);
    await expect.poll(() => search("Berths of the marina")).toContain("from end to end");
    await server.stop();
    const { bot_id: before } = server.ready;
    await startWith(own);
    expect(server.ready.bot_id).toBe(before);
    // It was printed once.
    expect(server.ready.secret_key).toBeUndefined();
  });
});
