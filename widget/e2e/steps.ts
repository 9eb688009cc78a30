/** Steps that walks share: a browser, opening the panel, asking, waiting for the end of an answer. */

import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { ADDRESS_BAR, findChromium, PLAYWRIGHT_OFF } from "../../scripts/check/chromium.ts";

/**
 * Chromium as it stands on the machine; `CHROMIUM_PATH` names another one.
 *
 * @param without switches that Playwright sets by itself
 */
export function launchBrowser(
  more: string[] = [],
  executablePath = findChromium(),
  without: string[] = [],
): Promise<Browser> {
  if (executablePath === undefined) throw new Error("No Chromium found: CHROMIUM_PATH names one.");
  return chromium.launch({
    executablePath,
    ignoreDefaultArgs: without,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${[...PLAYWRIGHT_OFF, ...ADDRESS_BAR].join()}`,
      ...more,
    ],
  });
}

export interface Watched {
  page: Page;
  /** Addresses of all requests, in order. */
  requests: string[];
  /** Uncaught errors and `console.error` of the page, policy violations included. */
  errors: string[];
}

/** @param page before it goes anywhere */
export function watch(page: Page): Watched {
  const requests: string[] = [];
  const errors: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(`${error}`));
  page.on("console", (message) => {
    // A site icon that is missing is no fault of anybody here.
    if (message.type() === "error" && !/favicon/.test(message.location().url)) errors.push(message.text());
  });
  return { page, requests, errors };
}

/** An element of the widget by its part name. Playwright's CSS looks into open shadow roots. */
export function part(page: Page, name: string): Locator {
  return page.locator(`[part="${name}"]`);
}

export async function openPanel(page: Page): Promise<void> {
  await part(page, "launcher").click();
  await part(page, "input").waitFor();
}

export async function ask(page: Page, text: string): Promise<void> {
  await part(page, "input").fill(text);
  await part(page, "input").press("Enter");
}

/** The newest answer, as far as it has come. */
export function lastAnswer(page: Page): Locator {
  return page.locator('[part="message"].assistant').last();
}

/** The newest answer, once it is complete and drawn by the reader. @returns its text as it is shown */
export async function waitForAnswer(page: Page, timeout = 15_000): Promise<string> {
  await waitForPlainAnswer(page, timeout);
  const answer = lastAnswer(page);
  await answer.locator(".text").waitFor({ state: "attached", timeout });
  return answer.innerText();
}

/** The same where the reader may not have come, or cannot. */
export async function waitForPlainAnswer(page: Page, timeout = 15_000): Promise<string> {
  const answer = lastAnswer(page);
  await answer.and(page.locator(":not(.streaming)")).waitFor({ timeout });
  await part(page, "send").waitFor({ timeout });
  return answer.innerText();
}

/** A new conversation, from the list of them. */
export async function startAnew(page: Page): Promise<void> {
  await part(page, "list").click();
  await part(page, "reset").click();
}
