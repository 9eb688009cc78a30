/** What went wrong, and what stands in an address, is text as well: sixty hostile strings in the place of both. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject, it } from "vitest";
import { launchBrowser, type Watched } from "../widget/e2e/steps.ts";
import { createConsoles, goTo, SCREEN_NAMES } from "./console-steps.ts";
import { HOSTILE } from "./hostile-texts.ts";

const server = inject("server");
let browser: Browser;
const { makeOwner, ask, openByCode } = createConsoles(() => browser, server.url, server.operator_key);

beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(() => browser?.close());

/** How often anything of them ran. */
async function count({ page }: Watched): Promise<() => number> {
  let fired = 0;
  await page.exposeFunction("fired", () => fired++);
  page.on("dialog", (dialog) => {
    fired++;
    void dialog.dismiss();
  });
  return () => fired;
}

const elements = (page: Page): Promise<number> =>
  page.locator("main :is(img, iframe, script, object, style, meta, [onload], [onerror])").count();

it("A problem fires nothing whatever it says, and every screen says it with a way to try again", async () => {
  const owner = await makeOwner("Faults");
  const visitor = await openByCode(owner, "danger");
  const { page, errors } = visitor;
  const fired = await count(visitor);
  let turn = 0;
  await page.route(/\/v1\/(?!bots\/[^/]+$|bots\/[^/]+\/console-tokens|console-sessions)/, (route) => {
    const detail = HOSTILE[turn++ % HOSTILE.length]!;
    const body = JSON.stringify({ type: "https://x/problems/internal", title: detail, status: 500, detail });
    return route.fulfill({ status: 500, contentType: "application/problem+json", body });
  });
  for (const [screen, name] of SCREEN_NAMES) {
    // The playground asks for nothing before its owner does.
    if (screen === "playground") continue;
    await goTo(page, owner.bot_id, screen);
    await page.getByRole("alert").getByRole("button", { name: "Try again" }).first().waitFor();
    expect([fired(), await elements(page)], name).toEqual([0, 0]);
  }
  await page.unrouteAll();
  expect(turn).toBeGreaterThan(SCREEN_NAMES.length);
  await page.getByRole("button", { name: "Try again" }).first().click();
  expect(errors.filter((error) => !error.includes("500"))).toEqual([]);
});

it("An address, a filter, a conversation and the palette fire nothing", async () => {
  const owner = await makeOwner("Addresses");
  for (const [at, text] of HOSTILE.slice(0, 20).entries()) await ask(owner, text, `v${at}`, `c${at}`);
  const visitor = await openByCode(owner, "conversations");
  const { page, errors } = visitor;
  const fired = await count(visitor);
  for (const text of HOSTILE) {
    await page.evaluate(
      (hash) => (location.hash = hash),
      `#/${owner.bot_id}/conversations?${new URLSearchParams({ query: text })}`,
    );
    await expect.poll(() => page.getByLabel("Words in a question").inputValue()).toBe(text);
  }
  for (const at of [0, 3, 7, 19]) {
    await goTo(page, owner.bot_id, "conversations", `?conversation=c${at}&visitor=v${at}`);
    await page.locator(".transcript .user").getByText(HOSTILE[at]!).waitFor();
    expect([fired(), await elements(page)]).toEqual([0, 0]);
  }
  await page.keyboard.press("Control+k");
  for (const text of HOSTILE.slice(0, 20)) {
    await page.getByRole("dialog").getByRole("combobox").fill(text);
    await page.getByRole("dialog").getByRole("option").first().waitFor();
  }
  await page.keyboard.press("Escape");
  for (const text of HOSTILE) await page.evaluate((hash) => (location.hash = hash), `#/${text}/${text}?${text}`);
  expect([fired(), await elements(page)]).toEqual([0, 0]);
  // Of a bot that is none only that may be said.
  expect(errors.filter((error) => !/40[04]/.test(error))).toEqual([]);
});
