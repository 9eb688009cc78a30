/** The page stays fit for the back/forward cache, whatever the visitor did before leaving, and goes on where it was. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, lastAnswer, launchBrowser, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

let walk: Walk;
/** Playwright switches the cache off in the browser of the other walks. */
let browser: Browser;
beforeAll(async () => {
  walk = await startWalk();
  browser = await launchBrowser([], undefined, ["--disable-back-forward-cache"]);
});
beforeEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await walk.reset();
});
afterAll(async () => {
  await browser?.close();
  await walk?.close();
});

async function arrive(): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(walk.host.origin);
  await part(page, "launcher").waitFor();
  return page;
}

/** To a page without the widget and back. @returns why the page was loaded anew; nothing where it was not */
async function leaveAndReturn(page: Page): Promise<unknown> {
  walk.host.pages.set("/elsewhere", { script: "" });
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await page.goto(`${walk.host.origin}/elsewhere`);
  await page.goBack({ waitUntil: "commit" });
  await page.waitForFunction(() => document.readyState === "complete");
  return page.evaluate(() => {
    if ("stayed" in window) return undefined;
    const [navigation] = performance.getEntriesByType("navigation");
    const { notRestoredReasons } = (navigation?.toJSON() ?? {}) as { notRestoredReasons?: unknown };
    return notRestoredReasons ?? "no reason given";
  });
}

describe("a page comes back out of the back/forward cache", () => {
  it("with the panel never opened", async () => {
    const page = await arrive();
    expect(await leaveAndReturn(page)).toBeUndefined();
    await openPanel(page);
  });

  it("with the panel open and a draft in it", async () => {
    const page = await arrive();
    await openPanel(page);
    await part(page, "input").fill("Which mo");
    expect(await leaveAndReturn(page)).toBeUndefined();
    expect(await part(page, "input").inputValue()).toBe("Which mo");
  });

  it("after an answer, and takes the next question", async () => {
    const page = await arrive();
    await openPanel(page);
    await ask(page, "Which mount?");
    const answer = await waitForAnswer(page);
    expect(await leaveAndReturn(page)).toBeUndefined();
    expect(await waitForAnswer(page)).toBe(answer);
    await ask(page, "And for a heavier one?");
    await waitForAnswer(page);
    expect(walk.fake.generations).toBe(2);
  });

  it("left in the middle of an answer, which is read on to its end", async () => {
    walk.fake.hold = 8;
    const page = await arrive();
    await openPanel(page);
    await ask(page, "Which mount?");
    await lastAnswer(page).getByText("Vega").first().waitFor();
    expect(await leaveAndReturn(page)).toBeUndefined();
    walk.fake.release();
    expect(await waitForAnswer(page)).toContain("Shipping is free above 200");
    expect(walk.fake.generations).toBe(1);
  });
});
