/**
 * The widget's weight and speed in Chromium, on a CPU slowed four times and a Fast 4G connection, and the
 * same for widgets of others, installed from npm into a scratch folder. Medians; a cold cache each time.
 * One that cannot be installed or started shows as a failed row and ends nothing.
 */

import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync } from "node:zlib";
import type { Browser, CDPSession, Page } from "playwright-core";
import { buildWidget } from "../widget/build.ts";
import { finish } from "../widget/e2e/answers.ts";
import { type FakeServer, startFakeServer } from "../widget/e2e/fake-server.ts";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { type Contender, FLOOR, PEERS } from "./widget-peers.ts";

const CPU_SLOWDOWN = 4;
/** Chrome's own "Fast 4G": 9 Mbit/s down, 1.5 up, 60 ms of latency on top of what is there. */
const FAST_4G = {
  offline: false,
  latency: 60,
  downloadThroughput: (9e6 * 0.9) / 8,
  uploadThroughput: (1.5e6 * 0.9) / 8,
};
const TOKENS = 1_000;
/** Milliseconds between tokens: 200 a second, faster than any hosted model writes. */
const PACE = 5;

export interface WidgetRow {
  name: string;
  /** Brotli, until the launcher shows, and until one can type. */
  launcherBytes?: number;
  typeBytes?: number;
  launcherMs?: number;
  /** Click to a focused, empty input: with the panel fetched ahead, and without. */
  aheadMs?: number;
  clickMs?: number;
  bootScriptMs?: number;
  longestTaskMs?: number;
  heapKb?: number;
  layoutShift?: number;
  frameGapMs?: number;
  lagMs?: number;
  violations?: number;
  failed?: string;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The contender's page and files, brotli-compressed as a CDN would. */
async function serve(contender: Contender, folder: string): Promise<{ server: Server; origin: string }> {
  const packed = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://host");
    const send = (type: string, body: Buffer) => {
      response.writeHead(200, {
        "content-type": type,
        "content-encoding": "br",
        "access-control-allow-origin": "*",
        "cache-control": "no-store",
      });
      response.end(body);
    };
    if (pathname === "/") return send("text/html; charset=utf-8", brotliCompressSync(page(contender.markup)));
    const path = decodeURIComponent(pathname);
    const known = packed.get(path);
    const type = path.endsWith(".css") ? "text/css" : path.endsWith(".json") ? "application/json" : "text/javascript";
    if (known) return send(type, known);
    const sendFile = async () => {
      try {
        const body = brotliCompressSync(await readFile(join(folder, path)));
        packed.set(path, body);
        send(type, body);
      } catch {
        response.writeHead(404, { "access-control-allow-origin": "*" }).end();
      }
    };
    void sendFile();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

const page = (markup: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A page</title></head>
<body><h1>A page</h1><p>${"Some text of the page. ".repeat(80)}</p>${markup}</body></html>`;

interface Visit {
  page: Page;
  session: CDPSession;
  /** Body bytes of what came over the network, as sent. */
  bytes: () => number;
  close: () => Promise<void>;
}

async function visit(browser: Browser, origin: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const opened = await context.newPage();
  const session = await context.newCDPSession(opened);
  const scripts = new Map<string, string>();
  let bytes = 0;
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, response }) => scripts.set(requestId, response.url));
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    if (/\.(m?js|css|json)([?#]|$)/.test(scripts.get(requestId) ?? "")) bytes += encodedDataLength;
  });
  await session.send("Network.emulateNetworkConditions", FAST_4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await opened.addInitScript(() => {
    const seen = { tasks: [] as number[], shift: 0, launcher: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  // Nobody but the page's own servers: the vendors' hosts are none of the comparison.
  await context.route(
    (url) => url.protocol.startsWith("http") && !/^(localhost|127\.0\.0\.1)$/.test(url.hostname),
    (route) => route.abort(),
  );
  await opened.goto(origin, { waitUntil: "commit" });
  return { page: opened, session, bytes: () => bytes, close: () => context.close() };
}

/** Milliseconds since navigation when the element is first drawn, looked for at every frame, shadow roots included. */
function whenVisible(page: Page, selector: string, timeout = 30_000): Promise<number> {
  return page.evaluate(
    ([wanted, limit]) =>
      new Promise<number>((resolve, reject) => {
        const find = (root: Document | ShadowRoot): Element | null => {
          const direct = root.querySelector(wanted);
          if (direct) return direct;
          for (const element of root.querySelectorAll("*")) {
            const inner = element.shadowRoot && find(element.shadowRoot);
            if (inner) return inner;
          }
          return null;
        };
        const look = () => {
          const box = find(document)?.getBoundingClientRect();
          if (box && box.width > 10 && box.height > 10) requestAnimationFrame(() => resolve(performance.now()));
          else if (performance.now() > limit) reject(new Error(`${wanted} never showed`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    [selector, timeout] as const,
  );
}

/** Milliseconds from the click to the focus in the input, both as the page saw them; or until it shows. */
async function clickToInput(page: Page, contender: Contender): Promise<number> {
  await page.evaluate(() => {
    const times = { clicked: 0, focused: 0 };
    Object.assign(window, { times });
    addEventListener("click", () => (times.clicked ||= performance.now()), { capture: true });
    addEventListener(
      "focusin",
      (event) => {
        const field = event.composedPath()[0] as HTMLElement;
        if (field.matches("input, textarea, [contenteditable]")) times.focused ||= performance.now();
      },
      { capture: true },
    );
  });
  await page.locator(contender.launcher!).first().click();
  await page.locator(contender.input).first().waitFor({ timeout: 20_000 });
  const shown = await page.evaluate("performance.now()");
  await page.waitForTimeout(500);
  const { clicked, focused } = (await page.evaluate("times")) as { clicked: number; focused: number };
  return (focused || (shown as number)) - clicked;
}

/** Script time of the load, and bytes of heap with the panel open, on a page that nothing else is done to. */
async function quietly(
  browser: Browser,
  origin: string,
  contender: Contender,
): Promise<{ boot: number; heap: number }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const opened = await context.newPage();
  const session = await context.newCDPSession(opened);
  await session.send("Performance.enable");
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await opened.goto(origin, { waitUntil: "networkidle" });
  const { metrics } = await session.send("Performance.getMetrics");
  const boot = 1_000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
  await opened.evaluate(
    (wanted) => {
      const find = (root: Document | ShadowRoot): HTMLElement | null => {
        const direct = root.querySelector<HTMLElement>(wanted);
        if (direct) return direct;
        for (const element of root.querySelectorAll("*")) {
          const inner = element.shadowRoot && find(element.shadowRoot);
          if (inner) return inner;
        }
        return null;
      };
      find(document)?.click();
    },
    contender.launcherCss ?? contender.launcher ?? contender.input,
  );
  await opened.waitForTimeout(1_500);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await context.close();
  return { boot, heap: usedSize };
}

/** @param folder what the contender's addresses are relative to */
async function measure(browser: Browser, contender: Contender, folder: string, runs: number): Promise<WidgetRow> {
  const { server, origin } = await serve(contender, folder);
  const rows: WidgetRow[] = [];
  try {
    for (let run = 0; run < runs; run++) {
      const at = await visit(browser, origin);
      const row: WidgetRow = { name: contender.name };
      row.launcherMs = await whenVisible(at.page, contender.launcherCss ?? contender.launcher ?? contender.input);
      await at.page.waitForLoadState("load");
      await at.page.waitForTimeout(700);
      row.launcherBytes = at.bytes();
      if (contender.launcher) {
        row.clickMs = await clickToInput(at.page, contender);
        row.typeBytes = at.bytes();
      } else row.typeBytes = row.launcherBytes;
      await at.page.waitForTimeout(1_000);
      const seen = (await at.page.evaluate("seen")) as { tasks: number[]; shift: number };
      row.longestTaskMs = Math.max(0, ...seen.tasks);
      row.layoutShift = seen.shift;
      await at.close();
      const quiet = await quietly(browser, origin, contender);
      row.heapKb = (quiet.heap - (contender.empty?.heap ?? 0)) / 1024;
      row.bootScriptMs = Math.max(0, quiet.boot - (contender.empty?.boot ?? 0));
      if (contender.launcher) {
        const ahead = await visit(browser, origin);
        await whenVisible(ahead.page, contender.launcherCss ?? contender.launcher);
        await ahead.page.waitForLoadState("load");
        await ahead.page.locator(contender.launcher).first().hover();
        await ahead.page.waitForTimeout(1_500);
        row.aheadMs = await clickToInput(ahead.page, contender);
        await ahead.close();
      }
      rows.push(row);
    }
  } catch (error) {
    return { name: contender.name, failed: `${error}`.split("\n")[0]!.slice(0, 120) };
  } finally {
    server.close();
    server.closeAllConnections();
  }
  const row: WidgetRow = { name: contender.name };
  for (const key of Object.keys(rows[0]!) as (keyof WidgetRow)[]) {
    const values = rows.map((each) => each[key]).filter((value) => typeof value === "number");
    const middle = median(values);
    if (middle !== undefined) (row as unknown as Record<string, number>)[key] = middle;
  }
  return row;
}

/** 1,000 tokens of Markdown: text, lists, tables, code, in the proportions of a long answer. */
export function longAnswer(): string[] {
  const piece =
    "## Part\n\nThe mount **carries** up to six kilograms and needs no `alignment` at all, see [the guide](https://docs.example.com/guide).\n\n1. Set it on firm ground.\n2. Tighten the *three* screws.\n\n| Mount | Carries |\n|---|---|\n| Vega | 6 kg |\n| Deneb | 11 kg |\n\n```sh\nnpm run align -- --mount vega\n```\n\n";
  const tokens = piece.match(/\s*\S+|\s+/g)!;
  return Array.from({ length: TOKENS }, (_, index) => tokens[index % tokens.length]!);
}

/** Our own panel while an answer of 1,000 tokens comes in. */
async function measureStream(
  browser: Browser,
  fake: FakeServer,
  origin: string,
  runs: number,
): Promise<{ gap: number; lag: number }> {
  const gaps: number[] = [];
  const lags: number[] = [];
  const tokens = longAnswer();
  fake.pace = PACE;
  let ended = 0;
  fake.script = () => [
    { type: "text-start", id: "t" },
    ...tokens.map((delta) => ({ type: "text-delta" as const, id: "t", delta })),
    { type: "text-end", id: "t" },
    finish(),
  ];
  fake.onEnd = () => (ended = Date.now());
  for (let run = 0; run < runs; run++) {
    const at = await visit(browser, origin);
    await at.page.locator('[part="launcher"]').click();
    await at.page.locator('[part="input"]').fill("Tell me everything");
    await at.page.waitForTimeout(1_500);
    await at.page.evaluate(() => {
      const frames = { longest: 0, done: 0 };
      Object.assign(window, { frames });
      let last = performance.now();
      const look = (now: number) => {
        if (frames.done) return;
        frames.longest = Math.max(frames.longest, now - last);
        last = now;
        const root = document.querySelector("vegarag-chat")!.shadowRoot!;
        if (root.querySelector(".assistant .actions")) frames.done = Date.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await at.page.locator('[part="input"]').press("Enter");
    await at.page.waitForFunction("frames.done", undefined, { timeout: 60_000 });
    const frames = (await at.page.evaluate("frames")) as { longest: number; done: number };
    gaps.push(frames.longest);
    // The last event itself needs one trip over the slow network, which is not the widget's.
    lags.push(frames.done - ended);
    await at.close();
  }
  return { gap: median(gaps)!, lag: median(lags)! };
}

const number = (value: number | undefined, digits = 0) =>
  value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
const kb = (value: number | undefined) => (value === undefined ? "–" : (value / 1000).toFixed(1));

function table(rows: WidgetRow[]): string {
  const head = [
    "widget",
    "KB br: launcher → typing",
    "launcher ms",
    "click→input ms: ahead / not",
    "boot script ms",
    "longest task ms",
    "heap KB open",
    "layout shift",
    "1,000 tokens: longest frame gap / lag ms",
  ];
  const lines = rows.map((row) =>
    row.failed
      ? [row.name, `failed: ${row.failed}`, ...head.slice(2).map(() => "")]
      : [
          row.name,
          `${kb(row.launcherBytes)} → ${kb(row.typeBytes)}`,
          number(row.launcherMs),
          `${number(row.aheadMs)} / ${number(row.clickMs)}`,
          number(row.bootScriptMs),
          number(row.longestTaskMs),
          number(row.heapKb),
          number(row.layoutShift, 3),
          row.frameGapMs === undefined ? "–" : `${number(row.frameGapMs)} / ${number(row.lagMs)}`,
        ],
  );
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export interface WidgetBenchOptions {
  runs?: number;
  /** Also measure the widgets of others, which are downloaded from npm. */
  peers?: boolean;
}

export async function measureWidgets({ runs = 5, peers = true }: WidgetBenchOptions = {}): Promise<WidgetRow[]> {
  const scratch = `${await mkdtemp(join(tmpdir(), "vegarag-bench-"))}/`;
  const assets = join(scratch, "widget/");
  await buildWidget(assets);
  const fake = await startFakeServer({ assets, pace: 0 });
  const browser = await launchBrowser(["--js-flags=--expose-gc"]);
  const rows: WidgetRow[] = [];
  try {
    const bare: Contender = { name: "", markup: "", launcher: "h1", input: "h1" };
    const empty = await serve(bare, scratch);
    const nothing = await quietly(browser, empty.origin, bare);
    empty.server.close();
    empty.server.closeAllConnections();

    await copyFile(new URL("widget-floor.js", import.meta.url), join(assets, "widget-floor.js"));
    const proxy = await startCompressed(fake, assets);
    // From the same server as ours: another origin costs another connection.
    const markup = FLOOR.markup.replace('src="', `src="${proxy.origin}`);
    const floor = await measure(browser, { ...FLOOR, markup, empty: nothing }, scratch, runs);
    const own: Contender = {
      name: "vegarag",
      markup: `<script src="${proxy.origin}/widget.js" data-key="vrp_bench" async></script>`,
      launcher: '[part="launcher"]',
      input: '[part="input"]',
      empty: nothing,
    };
    const ours = await measure(browser, own, scratch, runs);
    if (!ours.failed) {
      const host = await serve(own, scratch);
      const { gap, lag } = await measureStream(browser, fake, host.origin, Math.min(runs, 3));
      ours.frameGapMs = gap;
      ours.lagMs = lag;
      host.server.close();
      host.server.closeAllConnections();
    }
    proxy.close();
    rows.push(floor, ours);
    for (const peer of peers ? PEERS : [])
      rows.push(await measurePeer(browser, { ...peer, empty: nothing }, scratch, runs));
  } finally {
    await browser.close();
    await fake.close();
    await rm(scratch, { recursive: true, force: true });
  }
  return rows;
}

/** The fake server with its static files compressed, as the deployment serves them. */
async function startCompressed(fake: FakeServer, assets: string): Promise<{ origin: string; close: () => void }> {
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const answer = await fetch(fake.origin + request.url!, {
      method: request.method!,
      headers: headers as Record<string, string>,
      ...(chunks.length ? { body: Buffer.concat(chunks) } : {}),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const piece of answer.body ?? []) response.write(piece);
    response.end();
  }

  async function sendFile(path: string, response: ServerResponse): Promise<void> {
    const body = brotliCompressSync(await readFile(join(assets, path)));
    response.writeHead(200, {
      "content-type": path.endsWith(".json") ? "application/json" : "text/javascript",
      "content-encoding": "br",
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
    });
    response.end(body);
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url!, fake.origin).pathname;
    const done = path.startsWith("/v1/") ? pass(request, response) : sendFile(path, response);
    // A visitor who left, or a file that is not there: the browser sees a closed connection.
    done.catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function measurePeer(browser: Browser, peer: Contender, scratch: string, runs: number): Promise<WidgetRow> {
  const folder = await mkdtemp(join(scratch, "peer-"));
  try {
    await promisify(execFile)(
      "npm",
      ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, peer.package!],
      {
        timeout: 180_000,
      },
    );
  } catch (error) {
    return { name: peer.name, failed: `could not be installed: ${`${error}`.split("\n")[0]!.slice(0, 80)}` };
  }
  return measure(browser, peer, join(folder, "node_modules"), runs);
}

/** @returns a Markdown table with the machine and the method above it */
export async function benchWidget(options: WidgetBenchOptions = {}): Promise<string> {
  const rows = await measureWidgets(options);
  const machine = `${cpus()[0]?.model ?? "unknown CPU"}, ${availableParallelism()} cores`;
  return `Chromium on ${machine}; CPU slowed ${CPU_SLOWDOWN} times, Fast 4G, cold cache, brotli, medians of ${options.runs ?? 5}.

${table(rows)}`;
}

if (import.meta.main) {
  console.log(await benchWidget({ runs: Number(process.env.RUNS ?? 5), peers: !process.argv.includes("--no-peers") }));
}
