/**
 * The widget's weight and speed in Chromium, on a CPU slowed four times and a Fast 4G connection, and the
 * same for widgets of others, installed from npm into a scratch folder. A cold cache each time. One that
 * cannot be installed or started shows as a failed row and ends nothing.
 */

import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { buildWidget } from "../../widget/build.ts";
import { type FakeServer, startFakeServer } from "../../widget/e2e/fake-server.ts";
import { launchBrowser } from "../../widget/e2e/steps.ts";
import { type Contender, FLOOR, OWN, PEERS } from "./peers.ts";
import { type Served, servePage, serveWidget } from "./serve.ts";
import { measureStream } from "./stream.ts";
import { combine, formatTable, type WidgetRow } from "./table.ts";
import { clickToInput, CPU_SLOWDOWN, quietly, visit, whenVisible } from "./visit.ts";

export interface WidgetBenchOptions {
  runs?: number;
  /** Also measure the widgets of others, which are downloaded from npm. */
  peers?: boolean;
}

const PEER_RUNS = 3;
/** No peer begins another run after this, and none may take longer than twice of it, its download included. */
const PEER_MS = 30_000;

/** Everything about one contender, once. */
async function measureOnce(browser: Browser, contender: Contender, origin: string): Promise<WidgetRow> {
  const { launcher, input } = contender;
  const css = contender.launcherCss ?? launcher ?? input;
  const row: WidgetRow = { name: contender.name };
  const cold = await visit(browser, origin);
  row.launcherMs = await whenVisible(cold.page, css);
  await cold.page.waitForLoadState("load");
  await cold.page.waitForTimeout(700);
  row.launcherBytes = cold.bytes();
  if (launcher && !contender.needsVendor) row.clickMs = await clickToInput(cold.page, launcher, input);
  if (!contender.needsVendor) row.typeBytes = cold.bytes();
  await cold.page.waitForTimeout(700);
  const seen = await cold.page.evaluate<{ tasks: number[]; shift: number }>("probe.seen");
  row.longestTaskMs = Math.max(0, ...seen.tasks);
  row.layoutShift = seen.shift;
  await cold.close();
  const quiet = await quietly(browser, origin, css);
  row.bootScriptMs = quiet.boot;
  row.heapKb = (quiet.heap - (contender.emptyHeap ?? 0)) / 1024;
  if (launcher && !contender.needsVendor) {
    const ahead = await visit(browser, origin);
    await whenVisible(ahead.page, css);
    await ahead.page.waitForLoadState("load");
    await ahead.page.locator(launcher).first().hover();
    await ahead.page.waitForTimeout(1_500);
    row.aheadMs = await clickToInput(ahead.page, launcher, input);
    await ahead.close();
  }
  return row;
}

/** The floor and our own in turn, so that both see the same load of the machine. */
async function measureOwn(
  browser: Browser,
  fake: FakeServer,
  assets: string,
  emptyHeap: number,
  runs: number,
): Promise<WidgetRow[]> {
  await copyFile(new URL("floor.js", import.meta.url), join(assets, "widget-floor.js"));
  const deployment = await serveWidget(fake, assets);
  const pages: Served[] = [];
  try {
    const rows: WidgetRow[][] = [[], []];
    const contenders = [FLOOR, OWN].map((each) => ({ ...each, emptyHeap }));
    // From the same server as ours: another origin costs another connection.
    for (const { markup } of contenders)
      pages.push(await servePage(markup.replace('src="', `src="${deployment.origin}`), assets));
    for (let run = 0; run < runs; run++)
      for (const [at, contender] of contenders.entries())
        rows[at]!.push(await measureOnce(browser, contender, pages[at]!.origin));
    const [floor, own] = rows.map(combine) as [WidgetRow, WidgetRow];
    const { gap, lag } = await measureStream(browser, fake, pages[1]!.origin, Math.min(runs, 3));
    return [floor, { ...own, frameGapMs: gap, lagMs: lag }];
  } finally {
    for (const each of pages) each.close();
    deployment.close();
  }
}

/** What was published under the name and version, at `folder/NAME`; nothing of it is run outside the browser. */
async function unpack(specifier: string, folder: string): Promise<void> {
  const run = promisify(execFile);
  const target = join(folder, specifier.replace(/@[^@]*$/, ""));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder, specifier], {
    timeout: PEER_MS,
  });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  if (!packed) throw new Error(`npm packed nothing for ${specifier}`);
  await mkdir(target, { recursive: true });
  await run("tar", ["-xzf", join(folder, packed.filename.replace(/^.*\//, "")), "--strip-components=1", "-C", target]);
}

async function measurePeer(peer: Contender, scratch: string, emptyHeap: number): Promise<WidgetRow> {
  const started = performance.now();
  const folder = await mkdtemp(join(scratch, "peer-"));
  // A browser of its own: one that hangs is closed, and takes nobody with it.
  const browser = await launchBrowser();
  const deadline = setTimeout(() => void browser.close(), 2 * PEER_MS);
  let page: Served | undefined;
  try {
    for (const name of peer.packages ?? []) await unpack(name, folder);
    page = await servePage(peer.markup, folder);
    const rows: WidgetRow[] = [];
    do rows.push(await measureOnce(browser, { ...peer, emptyHeap }, page.origin));
    while (rows.length < PEER_RUNS && performance.now() - started < PEER_MS);
    return combine(rows);
  } catch (error) {
    return { name: peer.name, failed: `${error}`.split("\n")[0]!.slice(0, 120) };
  } finally {
    clearTimeout(deadline);
    page?.close();
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function measureWidgets({ runs = 5, peers = true }: WidgetBenchOptions = {}): Promise<WidgetRow[]> {
  const scratch = `${await mkdtemp(join(tmpdir(), "vegarag-bench-"))}/`;
  const assets = join(scratch, "widget/");
  await buildWidget(assets);
  const fake = await startFakeServer({ assets, pace: 0 });
  const browser = await launchBrowser();
  try {
    const empty = await servePage("", scratch);
    const { heap } = await quietly(browser, empty.origin, "h1");
    empty.close();
    const rows = await measureOwn(browser, fake, assets, heap, runs);
    for (const peer of peers ? PEERS : []) {
      console.error(`  ${peer.name} …`);
      rows.push(await measurePeer(peer, scratch, heap));
    }
    return rows;
  } finally {
    await browser.close();
    await fake.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @returns a Markdown table with the machine and the method above it */
export async function benchWidget(options: WidgetBenchOptions = {}): Promise<string> {
  const before = loadavg()[0]!;
  const rows = await measureWidgets(options);
  const load = `${before.toFixed(1)} before and ${loadavg()[0]!.toFixed(1)} after`;
  return `Chromium on ${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores, load average ${load}; CPU slowed ${CPU_SLOWDOWN} times, Fast 4G, cold cache, brotli.
Medians of ${options.runs ?? 5} runs (of others up to ${PEER_RUNS}); boot script is the least of the runs, on a fast network, without styling and layout.

${formatTable(rows)}`;
}

if (import.meta.main) {
  console.log(await benchWidget({ runs: Number(process.env.RUNS ?? 5), peers: !process.argv.includes("--no-peers") }));
}
