/** `npm run dev` on a copy of the sources: what is saved there is served soon after, and what is broken is not. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const root = join(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "vegarag-dev-"));
let dev: ChildProcess;
let said = "";
let url = "";

beforeAll(async () => {
  for (const path of ["console", "demo", "dist", "reader", "scripts", "shared", "ui", "widget", "worker"])
    // Another walk's server may hold the lock of `dist` for a moment: not that of the copy as well.
    cpSync(join(root, path), join(copy, path), {
      recursive: true,
      filter: (from) => !basename(from).startsWith("lock.json"),
    });
  for (const path of [
    "package.json",
    "package-lock.json",
    "tsconfig.base.json",
    "wrangler.toml",
    "wrangler.reader.toml",
  ])
    cpSync(join(root, path), join(copy, path));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const args = [join(copy, "scripts", "dev.ts"), "--port", "0", "--no-demo", "--state", join(copy, "state")];
  dev = spawn(process.execPath, args, { cwd: copy, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  for (const stream of [dev.stdout!, dev.stderr!]) stream.on("data", (data: Buffer) => (said += data.toString()));
  await hasSaid("Watching the sources");
  ({ url } = JSON.parse(/^ready (.*)$/m.exec(said)![1]!) as { url: string });
});

afterAll(async () => {
  dev.kill("SIGTERM");
  await once(dev, "exit");
  rmSync(copy, { recursive: true, force: true });
});

/** Resolves once it has said so. */
async function hasSaid(words: string): Promise<void> {
  await vi.waitFor(() => expect(said).toContain(words), { timeout: 60_000, interval: 20 });
}

/** What an open page hears: the build it is of. */
async function hear(): Promise<string> {
  const response = await fetch(`${url}/__watch`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  await reader.cancel();
  return /^data: (\S+)$/m.exec(value)![1]!;
}

async function save(file: string, from: string, to: string): Promise<void> {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  expect(source).toContain(from);
  writeFileSync(path, source.replace(from, to));
}

/** Resolves when open pages have been told to load again. */
async function reloaded(change: () => Promise<void>): Promise<void> {
  const before = await hear();
  await change();
  await vi.waitFor(async () => expect(await hear()).not.toBe(before), { timeout: 60_000, interval: 20 });
}

const health = async () => (await fetch(`${url}/healthz`)).json();

describe("npm run dev", () => {
  it("has pages look out for the next build, and their browser keep nothing", async () => {
    const response = await fetch(`${url}/console/`);
    expect(await response.text()).toContain('<script src="/__watch.js"></script>');
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await (await fetch(`${url}/__watch.js`)).text()).toContain("location.reload()");
  });

  it("serves a colour of the widget that was changed", async () => {
    await reloaded(() => save("ui/tokens.css", "--bad: light-dark(#bc272c,", "--bad: light-dark(#c0ffee,"));
    const { panel } = (await (await fetch(`${url}/widget/manifest.json`)).json()) as { panel: string };
    expect(await (await fetch(`${url}/${panel}`)).text()).toContain("#c0ffee");
  });

  it("serves a file of the console that was changed", async () => {
    await reloaded(() => save("console/index.html", "<title>", "<title>Changed "));
    expect(await (await fetch(`${url}/console/`)).text()).toContain("<title>Changed ");
  });

  it("serves a route that was changed", async () => {
    await reloaded(() => save("worker/routes/meta.ts", 'status: "ok",', 'status: "changed",'));
    expect(await health()).toMatchObject({ status: "changed" });
  });

  it.each([
    ["does not build", "const broken = ;\n", "worker/routes/meta.ts"],
    ["does not start", 'throw new Error("broken");\n', "does not start"],
  ])("goes on with what was built before where a Worker %s", async (_what, broken, words) => {
    const good = readFileSync(join(copy, "worker/routes/meta.ts"), "utf8");
    said = "";
    writeFileSync(join(copy, "worker/routes/meta.ts"), good + broken);
    await hasSaid("What was built before goes on.");
    expect(said).toContain(words);
    expect(await health()).toMatchObject({ status: "changed" });
    await reloaded(async () => writeFileSync(join(copy, "worker/routes/meta.ts"), good));
    expect(await health()).toMatchObject({ status: "changed" });
  });
});
