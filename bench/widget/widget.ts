/**
 * The widget's weight, speed and conduct in Chromium, and the same of the widgets of others, which come from
 * npm into a scratch folder. Times are taken one widget after the other, on a CPU slowed four times and a
 * Fast 4G connection, with a cold cache. A widget that cannot be had or started shows as a failed row.
 */

import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { buildWidget } from "../../widget/build.ts";
import { type FakeServer, startFakeServer } from "../../widget/e2e/fake-server.ts";
import { launchBrowser } from "../../widget/e2e/steps.ts";
import { observe, strictPolicy } from "./conduct.ts";
import { unpack } from "./download.ts";
import { measureOnce } from "./measure.ts";
import { type Contender, FLOOR, LATER_FLOOR, OWN, OWN_IDLE, OWN_INLINE, PEERS } from "./peers.ts";
import { formatReport, type Measured } from "./report.ts";
import { type Page, servePage, type Served, serveWidget } from "./serve.ts";
import { measureStream, writeLongAnswer } from "./stream.ts";
import { combine, reason, type WidgetRow } from "./table.ts";
import { CPU_SLOWDOWN, FAST_4G, quietly, warmUp } from "./visit.ts";

export interface WidgetBenchOptions {
  runs?: number;
  /** Also measure the widgets of others, which are downloaded from npm. */
  peers?: boolean;
}

/** What is measured on, and closed at the end. */
interface Bench {
  fake: FakeServer;
  deployment: Served;
  /** Holds the built widget, and the floors. */
  assets: string;
  /** Holds the packages of others. */
  scratch: string;
  /** The panel's file, as the deployment serves it. */
  panel: string;
  emptyHeap: number;
}

const PEER_RUNS = 3;
/** No peer begins another run after this. One that has not finished after six times of it fails. */
const PEER_MS = 30_000;
/** Conduct takes no time that is measured: several at once. */
const OBSERVERS = 3;

/** The floors and our own in turn, so that all see the same load of the machine. */
async function measureOwn(bench: Bench, runs: number): Promise<Measured> {
  const contenders = [FLOOR, LATER_FLOOR, OWN, OWN_IDLE, OWN_INLINE];
  const browser = await launchBrowser();
  const pages: Page[] = [];
  const ended = writeLongAnswer(bench.fake);
  try {
    for (const contender of contenders)
      pages.push(await servePage(ownMarkup(contender, bench), bench.assets, contender));
    const runsOf: WidgetRow[][] = contenders.map(() => []);
    for (let run = 0; run < runs; run++)
      for (const [at, contender] of contenders.entries())
        runsOf[at]!.push(await measureOnce(browser, contender, pages[at]!.origin, bench.emptyHeap));
    const rows = runsOf.map(combine);
    for (const [at, contender] of [FLOOR, LATER_FLOOR, OWN].entries()) {
      const { origin, ended: endedHere } = pages[at]!;
      const written = contender === OWN ? ended : endedHere;
      Object.assign(rows[at]!, await measureStream(browser, contender, origin, written, Math.min(runs, 3)));
    }
    const [floor, laterFloor, own, idle, inline] = rows as [WidgetRow, WidgetRow, WidgetRow, WidgetRow, WidgetRow];
    return { floors: [floor, laterFloor], own, variants: { idle, inline }, peers: [] };
  } finally {
    for (const page of pages) page.close();
    await browser.close();
  }
}

/** From the deployment, as in life: another origin costs another connection. */
function ownMarkup({ markup }: Contender, { deployment, panel }: Bench): string {
  return markup.replace("PANEL", panel).replace(/\b(src|href)="/g, `$&${deployment.origin}`);
}

async function measurePeer(peer: Contender, { scratch, emptyHeap }: Bench): Promise<WidgetRow> {
  // A browser of its own: one that hangs is closed, and takes nobody with it.
  const browser = await launchBrowser();
  const deadline = setTimeout(() => void browser.close(), 6 * PEER_MS);
  let page: Page | undefined;
  try {
    for (const name of peer.packages ?? []) await unpack(name, scratch);
    if (peer.rebundle) await rebundle(peer.rebundle, scratch);
    page = await servePage(peer.markup, scratch, peer);
    const { origin, ended } = page;
    await warmUp(browser, origin);
    const started = performance.now();
    const rows: WidgetRow[] = [];
    do rows.push(await measureOnce(browser, peer, origin, emptyHeap));
    while (rows.length < PEER_RUNS && performance.now() - started < PEER_MS);
    const row = combine(rows);
    if (peer.standIn?.stream) Object.assign(row, await measureStream(browser, peer, origin, ended, 1));
    return row;
  } catch (error) {
    return { name: peer.name, failed: reason(error) };
  } finally {
    clearTimeout(deadline);
    page?.close();
    await browser.close();
  }
}

/** Adds to the rows what is no matter of time. */
async function observeAll(bench: Bench, contenders: readonly Contender[], rows: readonly WidgetRow[]): Promise<void> {
  const browser = await launchBrowser([], undefined, ["--disable-back-forward-cache"]);
  const elsewhere = await servePage("", bench.scratch);
  const waiting = contenders.map((contender, at) => ({ contender, row: rows[at]! })).filter(({ row }) => !row.failed);

  async function observeNext(): Promise<void> {
    const next = waiting.shift();
    if (!next) return;
    const { contender, row } = next;
    const peer = PEERS.includes(contender);
    const folder = peer ? bench.scratch : bench.assets;
    const markup = peer ? contender.markup : ownMarkup(contender, bench);
    const policy = strictPolicy(peer ? "'self'" : bench.deployment.origin);
    const usual = await servePage(markup, folder, contender);
    const strict = await servePage(markup, folder, { ...contender, policy });
    try {
      const pages = { usual: usual.origin, strict: strict.origin, elsewhere: elsewhere.origin };
      row.conduct = await observe(browser, contender, pages);
    } catch (error) {
      row.conductFailed = reason(error);
    } finally {
      usual.close();
      strict.close();
    }
    await observeNext();
  }
  try {
    await Promise.all(Array.from({ length: OBSERVERS }, observeNext));
  } finally {
    elsewhere.close();
    await browser.close();
  }
}

/** The floors beside the built widget. */
async function buildFloors(assets: string): Promise<void> {
  const source = fileURLToPath(new URL("floors/", import.meta.url));
  const target = join(assets, "floors");
  await mkdir(target);
  for (const file of ["bare.js", "launcher.js"]) await copyFile(join(source, file), join(target, file));
  await build({
    configFile: false,
    root: source,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: target,
      emptyOutDir: false,
      modulePreload: false,
      lib: { entry: "panel.js", formats: ["es"], fileName: () => "floor-panel.js" },
    },
  });
}

/** One file of a module and what it imports. */
async function rebundle(module: string, scratch: string): Promise<void> {
  await build({
    configFile: false,
    root: scratch,
    logLevel: "warn",
    publicDir: false,
    build: {
      outDir: scratch,
      emptyOutDir: false,
      modulePreload: false,
      rolldownOptions: {
        input: join(scratch, module),
        output: { format: "es", codeSplitting: false, entryFileNames: "rebundled.js" },
      },
    },
  });
}

export async function measureWidgets({ runs = 5, peers = true }: WidgetBenchOptions = {}): Promise<Measured> {
  const scratch = `${await mkdtemp(join(tmpdir(), "vegarag-bench-"))}/`;
  const assets = join(scratch, "widget/");
  await buildWidget(assets);
  await buildFloors(assets);
  const fake = await startFakeServer({ assets });
  const deployment = await serveWidget(fake, assets);
  try {
    const empty = await servePage("", scratch);
    const browser = await launchBrowser();
    const { heap: emptyHeap } = await quietly(browser, empty.origin, "h1");
    await browser.close();
    empty.close();
    const { panel } = JSON.parse(await readFile(join(assets, "widget/manifest.json"), "utf8")) as { panel: string };
    const bench = { fake, deployment, assets, scratch, panel, emptyHeap };
    const measured = await measureOwn(bench, runs);
    for (const peer of peers ? PEERS : []) {
      console.error(`  ${peer.name} …`);
      measured.peers.push(await measurePeer(peer, bench));
    }
    console.error("  conduct …");
    const rows = [...measured.floors, measured.own, ...measured.peers];
    await observeAll(bench, [FLOOR, LATER_FLOOR, OWN, ...PEERS].slice(0, rows.length), rows);
    return measured;
  } finally {
    deployment.close();
    await fake.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @returns tables in Markdown, with the machine and the method above them */
export async function benchWidget(options: WidgetBenchOptions = {}): Promise<string> {
  const before = loadavg()[0]!;
  const measured = await measureWidgets(options);
  const load = `${before.toFixed(1)} before and ${loadavg()[0]!.toFixed(1)} after`;
  const machine = `${cpus()[0]?.model.trim() ?? "unknown CPU"}, ${availableParallelism()} cores`;
  return `Chromium on ${machine}, load average ${load}; CPU slowed ${CPU_SLOWDOWN} times, "Fast 4G" (${FAST_4G.latency} ms of latency), cold cache. Medians of ${options.runs ?? 5} runs, of others up to ${PEER_RUNS}.

${formatReport(measured)}`;
}

if (import.meta.main) {
  console.log(await benchWidget({ runs: Number(process.env.RUNS ?? 5), peers: !process.argv.includes("--no-peers") }));
}
