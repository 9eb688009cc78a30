/** The console's look and words, against the real server: what is changed, seen in the real panel beside it, and saved. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createApi } from "../scripts/serve/api.ts";
import { violationsInBoth } from "./axe.ts";
import { launchBrowser, part, watch } from "../widget/e2e/steps.ts";

const server = inject("server");
const api = createApi(server.url);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

interface Settings {
  theme: Record<string, string>;
  texts: Record<string, Record<string, unknown>>;
  greeting: string;
}

async function makeBot(name: string): Promise<{ code: string; key: string }> {
  const { account_key } = await api<{ account_key: string }>("POST", "/v1/accounts", server.operator_key, { name });
  const { secret_key: key } = await api<{ secret_key: string }>("POST", "/v1/bots", account_key, { name });
  const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", account_key);
  return { code, key };
}

const HOSTILE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" onload="alert(1)"><script>alert(1)</script><path d="M0 0h8v8z"/></svg>`;

it("shows a change in the real panel, takes it back, saves it, and lets no script in by the logo", async () => {
  const [{ code, key }, other] = [await makeBot("Chandlery"), await makeBot("Bakery")];
  const { page, errors } = watch(await browser.newPage({ reducedMotion: "reduce" }));
  await page.goto(`${server.url}/console/#code=${code}`);
  await page.getByRole("link", { name: "Open Chandlery" }).click();
  await page.getByRole("link", { name: "Look and words" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.locator("h2", { hasText: "Chandlery" }).waitFor();

  await page.getByLabel("Headline").fill("<b>Rope?</b> Ask.");
  await preview.getByText("<b>Rope?</b> Ask.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await preview.getByText("<b>Rope?</b> Ask.").waitFor({ state: "detached" });
  await page.getByLabel("Headline").fill("Rope and more");
  const logo = page.locator("#logo");
  await logo.setInputFiles({ name: "big.svg", mimeType: "image/svg+xml", buffer: Buffer.alloc(33 * 1_024) });
  await page.getByText("That file is larger than 32 KB.").waitFor();
  await logo.setInputFiles({ name: "logo.svg", mimeType: "image/svg+xml", buffer: Buffer.from(HOSTILE) });
  await preview.locator(".hello .logo img").waitFor();
  // A panel that comes after another one begins as clean.
  expect(await part(page, "panel").innerText()).not.toContain("[object");

  await page.getByLabel("Add a language").selectOption("de");
  expect(await violationsInBoth(page)).toEqual([]);
  expect(await page.getByLabel("Greeting").first().inputValue()).toBe("");
  await page.getByLabel("Greeting").last().fill("Guten Tag, womit kann ich helfen?");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/^Saved\./).waitFor();
  const { theme, texts } = await api<Settings>("GET", "/v1/bot", key);
  expect(theme["headline"]).toBe("Rope and more");
  expect(atob(theme["logo"]!.split(",")[1]!)).toBe(
    '<svg viewBox="0 0 8 8" xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"></path></svg>',
  );
  expect(texts).toEqual({ de: { greeting: "Guten Tag, womit kann ich helfen?" } });
  expect(await api<Settings>("GET", "/v1/bot", other.key)).toMatchObject({ theme: {}, texts: {} });

  await logo.setInputFiles({ name: "no.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<html/>") });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("theme.logo: That is no SVG.").waitFor();
  expect(errors.filter((error) => !error.includes("status of 400"))).toEqual([]);
});
