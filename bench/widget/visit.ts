/**
 * One visitor of the widget's benchmark: a fresh Chromium context with the CPU slowed and, where the network
 * counts, Fast 4G; and what is read off it. The part that runs inside the page is `probe.ts`.
 */

import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { transformWithOxc } from "vite";

export const CPU_SLOWDOWN = 4;
/** "Fast 4G" of Chrome's developer tools: 9 Mbit/s down, 1.5 up, less a tenth; 60 ms times 2.75 of latency. */
export const FAST_4G = {
  offline: false,
  latency: 60 * 2.75,
  downloadThroughput: (9e6 * 0.9) / 8,
  uploadThroughput: (1.5e6 * 0.9) / 8,
};

const source = new URL("probe.ts", import.meta.url);
export const PROBE = `{${(await transformWithOxc(readFileSync(source, "utf8"), source.pathname)).code}}`;

export interface Visit {
  page: Page;
  session: CDPSession;
  /** Body bytes of scripts, styles and data that came over the network, as sent; of the addresses alone where some are given. */
  bytes: (addresses?: readonly string[]) => number;
  close: () => Promise<void>;
}

export async function visit(browser: Browser, origin: string): Promise<Visit> {
  const { page, session, close } = await arrive(browser);
  const sizes: [address: string, bytes: number][] = [];
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ response }) => {
    // By what the server says it sends: Chromium counts some small bodies as nothing.
    if (/\.(m?js|css|json)([?#]|$)/.test(response.url))
      sizes.push([response.url, Number(response.headers["Content-Length"] ?? response.headers["content-length"] ?? 0)]);
  });
  await session.send("Network.emulateNetworkConditions", FAST_4G);
  await page.addInitScript(`${PROBE}; probe.watch(); probe.watchClick();`);
  await page.goto(origin, { waitUntil: "commit" });
  const bytes = (addresses?: readonly string[]) =>
    sizes.reduce((sum, [address, size]) => sum + (addresses?.includes(address) === false ? 0 : size), 0);
  return { page, session, bytes, close };
}

async function arrive(browser: Browser): Promise<{ page: Page; session: CDPSession; close: () => Promise<void> }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  await blockVendors(context);
  return { page, session, close: () => context.close() };
}

/** Nobody but the page's own servers: the vendors' hosts are none of the comparison. */
export async function blockVendors(context: BrowserContext): Promise<void> {
  await context.route(
    (url) => url.protocol.startsWith("http") && !/^(localhost|127\.0\.0\.1)$/.test(url.hostname),
    (route) => route.abort(),
  );
}

/** Milliseconds since navigation when the element is first drawn. */
export function whenVisible(page: Page, selector: string, limit = 20_000): Promise<number> {
  return page.evaluate(`probe.whenVisible(${JSON.stringify(selector)}, ${limit})`);
}

/**
 * Milliseconds from the click to the focus in the input, both as the page saw them; or until it shows. How many of them had passed when
 * the last byte came of what the click fetched. And the addresses of all that was whole by then: one can type while the rest arrives.
 */
export async function clickToInput(
  page: Page,
  launcher: string,
  input: string,
): Promise<{ ms: number; waited: number; arrived: string[] }> {
  await page.locator(launcher).first().click();
  await page.locator(input).first().waitFor();
  const shown = await page.evaluate<number>("performance.now()");
  // Some focus it later, some never do.
  await page.waitForFunction("probe.times.focused", undefined, { timeout: 500 }).catch(() => {});
  const { clicked, focused } = await page.evaluate<{ clicked: number; focused: number }>("probe.times");
  const end = focused || shown;
  const [waited, arrived] = await page.evaluate<[number, string[]]>(`[probe.waited(${end}), probe.arrived(${end})]`);
  return { ms: end - clicked, waited, arrived };
}

/** Once for nothing: files are compressed with the first visit, which may take a large one longer than a visit may. */
export async function warmUp(browser: Browser, origin: string): Promise<void> {
  const { page, close } = await arrive(browser);
  await page.goto(origin, { timeout: 60_000 });
  // What it asks for later.
  await page.waitForTimeout(1_000);
  await close();
}

/**
 * On a fast network and with nothing else done to the page: milliseconds of script from the start until the
 * network is quiet (styling and layout are not counted), and bytes of heap with the panel open.
 *
 * @param css of the launcher, or of the input where there is none
 */
export async function quietly(browser: Browser, origin: string, css: string): Promise<{ boot: number; heap: number }> {
  const { page, session, close } = await arrive(browser);
  try {
    await session.send("Performance.enable");
    await page.goto(origin, { waitUntil: "load" });
    // Long enough for what a widget puts off until after the load.
    await page.waitForTimeout(1_000);
    const { metrics } = await session.send("Performance.getMetrics");
    const boot = 1_000 * (metrics.find(({ name }) => name === "ScriptDuration")?.value ?? Number.NaN);
    await page.evaluate(`${PROBE}; probe.find(${JSON.stringify(css)})?.click()`);
    await page.waitForTimeout(1_000);
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    return { boot, heap: usedSize };
  } finally {
    await close();
  }
}
