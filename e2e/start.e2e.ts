/**
 * `npm start` as a user runs it, and as a user's machine ends it: every process of the chain killed
 * with -9, after which nothing may be left over and the next start finds everything as it was.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import { brotliCompressSync } from "node:zlib";
import { afterAll, describe, expect, it, vi } from "vitest";
import { createApi } from "../scripts/serve/api.ts";
import { identify, isAlive, type ProcessIdentity } from "../scripts/serve/process-identity.ts";
import { type Ready, spawnServer } from "../scripts/serve/spawn-server.ts";

const root = join(import.meta.dirname, "..");
const state = mkdtempSync(join(tmpdir(), "vegarag-start-"));
const alive = new Set<ProcessIdentity>();

afterAll(() => {
  for (const identity of alive) if (isAlive(identity)) process.kill(identity.pid, "SIGKILL");
  rmSync(state, { recursive: true, force: true });
});

interface Started {
  ready: Ready;
  npm: ChildProcess;
  /** Every process of the chain, from npm down to the runtime. */
  chain: { npm: ProcessIdentity; bootstrap: ProcessIdentity; start: ProcessIdentity; runtime: ProcessIdentity };
}

/** `undefined` where it ended without getting ready; `said` is what it printed for people. */
async function npmStart(
  ...args: string[]
): Promise<{ started: Started | undefined; said: string; code: number | null }> {
  const npm = spawn("npm", ["start", "--silent", "--", "--state", state, ...args], {
    cwd: root,
    // A session of its own, as a terminal gives: killing the group must not reach these tests.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  npm.stderr.on("data", (data: Buffer) => (said += data.toString()));
  const lines = createInterface({ input: npm.stdout });
  const ready = await new Promise<Ready | undefined>((resolve) => {
    lines.on("line", (line) => line.startsWith("ready ") && resolve(JSON.parse(line.slice(6)) as Ready));
    npm.once("close", () => resolve(undefined));
  });
  if (ready === undefined) return { started: undefined, said, code: npm.exitCode };
  const lock = JSON.parse(readFileSync(join(state, "lock.json"), "utf8")) as Record<
    "owner" | "runtime",
    ProcessIdentity
  >;
  const chain = {
    npm: identify(npm.pid ?? 0)!,
    bootstrap: identify(parentOf(lock.owner.pid))!,
    start: lock.owner,
    runtime: lock.runtime,
  };
  for (const identity of Object.values(chain)) alive.add(identity);
  return { started: { ready, npm, chain }, said, code: null };
}

function parentOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The code in the link's fragment opens the console, and no second one. */
async function expectSignsInOnce(consoleUrl: string): Promise<void> {
  const { origin, pathname, hash } = new URL(consoleUrl);
  expect(pathname).toBe("/console/");
  const signIn = () =>
    fetch(`${origin}/v1/console-sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: hash.slice("#code=".length) }),
    });
  expect([(await signIn()).status, (await signIn()).status]).toEqual([200, 401]);
}

async function allGone({ chain }: Started): Promise<void> {
  await vi.waitFor(() => expect(Object.values(chain).filter(isAlive)).toEqual([]), { timeout: 10_000, interval: 20 });
}

// The chain is read from /proc.
describe.runIf(process.platform === "linux")("npm start", () => {
  let port = "0";
  let first: Ready;

  it("prints a ready line whose keys work on the demo's pages", async () => {
    const { started, said } = await npmStart("--port", port);
    expect(started, said).toBeDefined();
    const { ready, npm } = started!;
    port = new URL(ready.url).port;
    first = ready;
    await expectSignsInOnce(ready.console_url);
    expect(await (await fetch(ready.demo_url)).text()).toContain(
      `<script src="/widget.js" data-key="${ready.publishable_key}" async></script>`,
    );
    const second = await (await fetch(ready.second_demo_url)).text();
    expect(second).toContain(`data-key="${ready.second_publishable_key}"`);
    expect((await fetch(`${ready.url}/widget.js`)).headers.get("content-type")).toContain("javascript");
    const bot = await createApi(ready.url)<{ allowed_origins: string[] }>("GET", "/v1/bot", ready.secret_key);
    expect(bot.allowed_origins).toContain(ready.url);
    for (const file of ["secrets.json", "demo.json"]) expect(statSync(join(state, file)).mode & 0o777).toBe(0o600);
    npm.kill("SIGTERM");
    await allGone(started!);
  }, 120_000);

  it("prints another link into the console while it runs, and says so where nothing does", async () => {
    const { started, said } = await npmStart("--port", port);
    expect(started, said).toBeDefined();
    const again = () =>
      spawnSync("npm", ["start", "--silent", "--", "--state", state, "--sign-in"], { cwd: root, encoding: "utf8" });
    const { stdout } = again();
    expect(stdout.trim()).not.toBe(started!.ready.console_url);
    await expectSignsInOnce(stdout.trim());
    started!.npm.kill("SIGTERM");
    await allGone(started!);
    const { status, stderr } = again();
    expect(status).not.toBe(0);
    expect(stderr).toContain("No server runs");
  }, 120_000);

  it("serves files as small as a network would, the Worker where there is none, and limits each address", async () => {
    const { started, said } = await npmStart("--port", port);
    expect(started, said).toBeDefined();
    const { url } = started!.ready;
    const { publishable_key } = first;
    const plain = await fetch(`${url}/widget.js`, { headers: { "accept-encoding": "identity" } });
    const script = Buffer.from(await plain.arrayBuffer());
    expect(plain.headers.get("content-encoding")).toBeNull();
    for (const [accepted, encoding, size] of [
      ["gzip, br", "br", brotliCompressSync(script).length],
      ["gzip", "gzip", undefined],
      ["br;q=0, gzip", "gzip", undefined],
    ] as const) {
      const response = await fetch(`${url}/widget.js?v=1`, { headers: { "accept-encoding": accepted } });
      expect(response.headers.get("content-encoding")).toBe(encoding);
      expect(response.headers.get("cache-control")).toBe(plain.headers.get("cache-control"));
      if (size !== undefined) expect(Number(response.headers.get("content-length"))).toBe(size);
      expect(Buffer.from(await response.arrayBuffer())).toEqual(script);
    }
    for (const path of ["/nothing", "/nothing.js", "/v1/nothing"]) {
      const missing = await fetch(url + path);
      expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    }
    const home = await fetch(`${url}/`);
    expect([home.status, home.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(home.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(await home.text()).toContain('<a href="/healthz">');
    const icon = await fetch(`${url}/favicon.ico`);
    expect(icon.headers.get("content-type")).toMatch(/^image\//);
    // The signature of an icon file.
    expect([...new Uint8Array(await icon.arrayBuffer()).slice(0, 4)]).toEqual([0, 0, 1, 0]);
    const open = () =>
      fetch(`${url}/v1/embed-sessions`, {
        method: "POST",
        headers: { origin: url, "content-type": "application/json" },
        body: JSON.stringify({ publishable_key }),
      });
    const statuses = new Set<number>();
    // The limit is 600 a minute; a minute may turn in between.
    for (let some = 0; some < 65 && !statuses.has(429); some++)
      for (const { status } of await Promise.all(Array.from({ length: 20 }, open))) statuses.add(status);
    expect([...statuses].toSorted()).toEqual([200, 429]);
    started!.npm.kill("SIGTERM");
    await allGone(started!);
  }, 120_000);

  it.each(["npm", "bootstrap", "start", "runtime", "group"] as const)(
    "leaves nothing behind when %s is killed, and starts again with its data whole",
    async (victim) => {
      const { started, said } = await npmStart("--port", port);
      expect(started, said).toBeDefined();
      const { ready, chain } = started!;
      const { console_url, ...rest } = ready;
      // No key is printed again.
      const { demo_url, second_demo_url } = first;
      expect(rest).toEqual({ url: ready.url, demo_url, second_demo_url });
      expect(console_url).toContain(`${ready.url}/console/#code=`);
      const api = createApi(ready.url);
      const written = { content: `Written just before ${victim} was killed.`, content_type: "text/plain" };
      await api("PUT", `/v1/documents/${victim}`, first.secret_key, written);
      if (victim === "group") process.kill(-chain.npm.pid, "SIGKILL");
      else process.kill(chain[victim].pid, "SIGKILL");
      await allGone(started!);

      const again = await npmStart("--port", port);
      expect(again.started, again.said).toBeDefined();
      await expect(api("GET", `/v1/documents/${victim}`, first.secret_key)).resolves.toMatchObject({
        document_id: victim,
      });
      again.started!.npm.kill("SIGINT");
      await allGone(again.started!);
    },
    120_000,
  );

  it("is well only when the demo's page is there", async () => {
    const other = mkdtempSync(join(tmpdir(), "vegarag-start-"));
    const at = await freePort();
    const server = spawnServer(["--port", String(at), "--state", other]);
    const seen = new Set<string>();
    const settled = server.then(() => true);
    try {
      for (let ready = false; !ready; ready = await Promise.race([settled, nextTurn(false)])) {
        const health = await fetch(`http://127.0.0.1:${at}/healthz`).catch(() => undefined);
        if (health === undefined) continue;
        const page = await fetch(`http://127.0.0.1:${at}/demo/`).catch(() => undefined);
        if (page !== undefined) seen.add(`${health.status} ${page.status}`);
      }
    } finally {
      await server.then(({ stop }) => stop());
      rmSync(other, { recursive: true, force: true });
    }
    expect(seen).toContain("503 404");
    expect(seen).not.toContain("200 404");
  }, 120_000);

  it("says which port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port: taken } = other.address() as { port: number };
    const { started, said, code } = await npmStart("--port", String(taken));
    other.close();
    expect(started).toBeUndefined();
    expect(said).toContain(`Port ${taken} is taken`);
    expect(code).not.toBe(0);
  }, 60_000);

  it("names a setting it cannot use", async () => {
    const { started, said } = await npmStart("--port", "0", "--var", "EMBEDDER:magic");
    expect(started).toBeUndefined();
    expect(said).toContain("EMBEDDER");
  }, 60_000);
});
