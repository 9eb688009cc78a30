/** Steps that walks share: a browser, opening the panel, asking, waiting for the end of an answer. */

import { type Browser, chromium, type Locator, type Page } from "playwright-core";

/** Chromium as it stands on the machine; `CHROMIUM` names another one. */
export function launchBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
    ],
  });
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

/** The newest answer, once it is complete. @returns its text as it is shown */
export async function waitForAnswer(page: Page, timeout = 15_000): Promise<string> {
  const answer = page.locator('[part="message"].assistant').last();
  await answer.locator(".actions").waitFor({ timeout });
  await part(page, "send").waitFor({ timeout });
  return answer.innerText();
}
