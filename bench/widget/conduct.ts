/**
 * How a widget behaves on somebody's page, where no time is measured: under a strict policy, before axe, on
 * Escape, and when the visitor leaves the page and comes back.
 */

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import type { Contender } from "./peers.ts";
import { blockVendors, PROBE } from "./visit.ts";

export interface Conduct {
  /** Whether launcher and input are seen under the strict policy, and how much it forbade. */
  strict: { shows: boolean; violations: string[] };
  /** Rules that axe finds broken: critical, serious, moderate. */
  axe: [number, number, number];
  /** What Escape does in the input. Nothing to say of one that cannot be closed. */
  escape?: "closes, focus returns" | "closes" | "nothing";
  /** Whether the page comes back out of the back/forward cache, by what the visitor had done before. */
  back: { closed: boolean; open: boolean; answered?: boolean; answering?: boolean };
}

const { resolve } = createRequire(import.meta.url);
const AXE = await readFile(resolve("axe-core/axe.min.js"), "utf8");
const { version } = JSON.parse(await readFile(resolve("axe-core/package.json"), "utf8")) as { version: string };
export const AXE_VERSION = version;
/** What does not show within this on an unslowed machine does not show. */
const PATIENCE = 5_000;

export function strictPolicy(host: string): string {
  return `default-src 'self' ${host}; script-src ${host}; require-trusted-types-for 'script'`;
}

/** Runs `work` on a page of its own, at full speed. */
async function on<Result>(browser: Browser, origin: string, work: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await blockVendors(context);
    await page.addInitScript(`${PROBE}; probe.watch();`);
    await page.goto(origin);
    return await work(page);
  } finally {
    await context.close();
  }
}

async function open(page: Page, { launcher, input }: Contender, timeout = 20_000): Promise<void> {
  if (launcher) await page.locator(launcher).first().click({ timeout });
  await page.locator(input).first().waitFor({ timeout });
}

async function checkStrict(page: Page, contender: Contender): Promise<Conduct["strict"]> {
  const shows = await open(page, contender, PATIENCE).then(
    () => true,
    () => false,
  );
  await page.waitForTimeout(500);
  return { shows, violations: await page.evaluate<string[]>("probe.seen.violations") };
}

async function checkAccess(page: Page, contender: Contender): Promise<Pick<Conduct, "axe" | "escape">> {
  await open(page, contender);
  // Until what moves has come to rest.
  await page.waitForTimeout(1_000);
  await page.evaluate(AXE);
  const impacts = await page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations.map(({ impact }) => impact))`,
  );
  const count = (impact: string) => impacts.filter((each) => each === impact).length;
  const axe: Conduct["axe"] = [count("critical"), count("serious"), count("moderate")];
  if (!contender.launcher) return { axe };
  const input = page.locator(contender.input).first();
  await input.focus();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(500);
  if (await input.isVisible()) return { axe, escape: "nothing" };
  const css = JSON.stringify(contender.launcherCss ?? contender.launcher);
  return {
    axe,
    escape: (await page.evaluate<boolean>(`probe.isFocused(${css})`)) ? "closes, focus returns" : "closes",
  };
}

/** Leaves the page and comes back. @returns whether it is the same page still */
async function comesBack(page: Page, elsewhere: string): Promise<boolean> {
  await page.evaluate("window.stayed = true");
  await page.goto(elsewhere);
  // The cache takes a page once the next one is there.
  await page.waitForTimeout(300);
  await page.goBack({ waitUntil: "commit" });
  await page.waitForFunction("document.readyState === 'complete'");
  return page.evaluate<boolean>("Boolean(window.stayed)");
}

async function ask(page: Page, { input }: Contender): Promise<void> {
  await page.locator(input).first().fill("Which mount suits a beginner?");
  await page.locator(input).first().press("Enter");
}

/**
 * @param browser with the back/forward cache, which Playwright switches off
 * @param pages the contender's page, the same under the strict policy, and one that has nothing to do with it
 */
export async function observe(
  browser: Browser,
  contender: Contender,
  pages: { usual: string; strict: string; elsewhere: string },
): Promise<Conduct> {
  const { usual, elsewhere } = pages;
  const { ended } = contender;
  const strict = await on(browser, pages.strict, (page) => checkStrict(page, contender));
  const access = await on(browser, usual, (page) => checkAccess(page, contender));
  const leave = (before: (page: Page) => Promise<void>) =>
    on(browser, usual, async (page) => {
      await page.waitForTimeout(500);
      await before(page);
      return comesBack(page, elsewhere);
    });
  const back: Conduct["back"] = {
    closed: await leave(async () => {}),
    open: await leave((page) => open(page, contender)),
  };
  if (ended) {
    back.answering = await leave(async (page) => {
      await open(page, contender);
      await ask(page, contender);
      await page.getByText("The mount", { exact: false }).first().waitFor();
    });
    back.answered = await leave(async (page) => {
      await open(page, contender);
      await ask(page, contender);
      await page.locator(ended).first().waitFor({ timeout: 30_000 });
    });
  }
  return { strict, ...access, back };
}
