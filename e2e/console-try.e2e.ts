/** The console's playground, against the real server: an answer, why it is that one, and settings before they are saved. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createApi } from "../scripts/serve/api.ts";
import { violationsInBoth } from "./axe.ts";
import { launchBrowser, watch } from "../widget/e2e/steps.ts";

const server = inject("server");
const api = createApi(server.url);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

const HOSTILE = "<img src=x onerror=alert(1)> **loud** [a](javascript:alert(1))";

async function makeYard(name: string): Promise<{ code: string; key: string }> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", server.operator_key, { name });
  const { secret_key: key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, { name });
  const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", account_key);
  return { code, key };
}

it("shows how an answer came about, tries settings, keeps them, and counts none of it", async () => {
  const { code, key } = await makeYard("Yard");
  const content = `# Berths\n\nA berth costs 40 euro a night. ${HOSTILE}`;
  const { page, errors } = watch(await browser.newPage({ reducedMotion: "reduce" }));
  await page.goto(`${server.url}/console/#code=${code}`);
  await page.getByRole("link", { name: "Open Yard" }).click();
  await page.getByRole("link", { name: "Playground", exact: true }).click();

  // By keyboard alone: the field has the focus.
  await page.getByLabel("Question", { exact: true }).and(page.locator(":focus")).waitFor();
  await page.keyboard.type("Are there berths?");
  await page.keyboard.press("Enter");
  await page.getByText("Nothing is read yet.").waitFor();
  await api("PUT", "/v1/documents/berths?wait=true", key, { content, content_type: "text/markdown" });
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("Question", { exact: true }).focus();
  await page.keyboard.type("What does a berth cost?");
  await page.keyboard.press("Enter");
  await page.getByText("1 citation, verbatim.").waitFor();
  await page.locator(".said", { hasText: "40 euro a night" }).waitFor();
  const trace = page.getByRole("region", { name: "How it came to this answer" });
  expect(await trace.locator("mark").allTextContents()).toEqual([expect.stringContaining("40 euro a night")]);
  expect(await trace.getByText("Cited").count()).toBe(1);
  expect(await trace.locator(".times tr").count()).toBe(5);

  await page.getByText("Try other settings").click();
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByLabel("Where no page answers").fill("Ask the harbour master.");
  const field = page.getByLabel("Question", { exact: true });
  await field.fill(`Who wrote the moon? ${HOSTILE}`);
  await field.press("Enter");
  await page.locator(".said", { hasText: "Ask the harbour master." }).waitFor();
  expect(await page.getByText("Nothing is read yet.").count()).toBe(0);
  expect((await api<{ no_answer_text: string }>("GET", "/v1/bot", key)).no_answer_text).not.toContain("harbour");
  await page.getByRole("button", { name: "Keep these" }).click();
  await page.getByText("Saved. Visitors get them now.").waitFor();
  expect((await api<{ no_answer_text: string }>("GET", "/v1/bot", key)).no_answer_text).toBe("Ask the harbour master.");

  expect((await api<{ data: unknown[] }>("GET", "/v1/conversations", key)).data).toEqual([]);
  expect((await api<{ data: unknown[] }>("GET", "/v1/insights/groups", key)).data).toEqual([]);
  expect(await page.locator("main img").count()).toBe(0);
  expect(errors).toEqual([]);
});
