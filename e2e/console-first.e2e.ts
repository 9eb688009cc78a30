/** A new owner's first minutes: from the one-time link to a bot of his own site that answers, and onto a page, in few clicks. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";
import { violationsInBoth } from "./axe.ts";
import { launchBrowser, part, watch } from "../widget/e2e/steps.ts";

const PAGES: Record<string, string> = {
  "/": `<meta property="og:site_name" content="Marina Skagen"><title>Marina</title><main><h1>Marina</h1><p>A harbour for small boats.</p><a href="/berths">Berths</a> <a href="/app">App</a> <a href="/draft">Draft</a></main>`,
  "/berths": `<title>Berths</title><main><h1>Berths</h1><p>A berth costs 40 euro a night, water and power included.</p></main>`,
  "/app": `<div id="root"></div><script src="/app.js"></script>`,
  "/draft": `<meta name="robots" content="noindex"><main>Not yet.</main>`,
};

let site: Server;
let siteUrl: string;
let state: string;
let server: SpawnedServer;
let browser: Browser;

beforeAll(async () => {
  site = createServer((request, response) => {
    const body = PAGES[request.url ?? ""];
    response
      .writeHead(body === undefined ? 404 : 200, { "content-type": "text/html" })
      .end(`<html>${body ?? ""}</html>`);
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  state = mkdtempSync(join(tmpdir(), "vegarag-first-"));
  server = await spawnServer(["--port", "0", "--state", state, "--no-demo", "--allow-private"]);
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  site.closeAllConnections();
  site.close();
  rmSync(state, { recursive: true, force: true });
});

/** Clicks that were meant as such: those that a key makes of itself are not. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    addEventListener("pointerdown", () => (sessionStorage["clicks"] = Number(sessionStorage["clicks"] ?? 0) + 1), true);
  });
  return async () => Number(await page.evaluate(() => (sessionStorage["clicks"] as string | undefined) ?? 0));
}

it("takes at most eight clicks to a bot of one's own site that answers, and two more to see it on a page", async ({
  annotate,
}) => {
  const { page, errors } = watch(await browser.newPage({ reducedMotion: "reduce" }));
  const clicks = await countClicks(page);
  const started = performance.now();
  await page.goto(server.ready.console_url);
  await page.getByLabel("Address of the website").click();
  await page.keyboard.type(siteUrl);
  await page.getByRole("button", { name: "Make the bot" }).click();

  const trial = page.getByRole("region", { name: "It answers already" });
  await page.getByText("Pages: 4 found").waitFor();
  await trial.getByLabel("Try a question of yours").click();
  await page.keyboard.type("What does a berth cost?");
  await page.keyboard.press("Enter");
  await trial.locator("mark", { hasText: "40 euro a night" }).waitFor();
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  await annotate(`From the console's address to an answer: ${seconds} s, ${await clicks()} clicks`);
  expect(await clicks()).toBeLessThanOrEqual(8);

  // The bot is called as the site calls itself, unless that is taken back.
  const rail = page.locator(".rail .bot");
  await expect.poll(() => rail.textContent()).toContain("Marina Skagen");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => rail.textContent()).toContain("127.0.0.1");
  await page.getByRole("button", { name: "Call the bot that" }).click();
  await expect.poll(() => rail.textContent()).toContain("Marina Skagen");

  // What became of each page, and what to do about it.
  const row = (path: string) => page.locator("tr", { hasText: path });
  await row("/berths").getByText("Answers", { exact: true }).waitFor();
  await row("/draft").getByText("Take noindex out").waitFor();
  expect(await violationsInBoth(page)).toEqual([]);
  await page.getByRole("button", { name: "Needs you 1" }).click();
  await row("/app").getByText("Needs JavaScript", { exact: true }).waitFor();
  expect(await row("/berths").count()).toBe(0);
  await page.getByRole("button", { name: "Rules" }).click();
  await page.getByLabel("Leave out these paths").fill("/draft");
  await page.getByLabel("Read it again").selectOption("Every day");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/\. Again /).waitFor();
  await page.getByRole("button", { name: "Rules" }).click();
  expect(await page.getByLabel("Leave out these paths").inputValue()).toBe("/draft");
  await row("/app").getByRole("link", { name: "Write it" }).click();
  expect(await page.getByLabel("Address it is shown under").inputValue()).toBe(`${siteUrl}/app`);

  await page.getByRole("link", { name: "Install", exact: true }).click();
  await page.locator("li code", { hasText: siteUrl }).waitFor();
  for (const [kind, holds] of [
    ["React", "useEffect"],
    ["Vue", "onMounted"],
    ["WordPress", "wp_footer"],
    ["Tag manager", "document.createElement"],
    ["HTML", "data-face="],
  ] as const) {
    await page.getByRole("button", { name: kind }).click();
    expect(await page.locator("pre").textContent()).toContain(holds);
  }
  const before = await clicks();
  await page.getByRole("button", { name: /^Allow .* and show it here$/ }).click();
  await part(page, "launcher").click();
  expect(await clicks()).toBe(before + 2);
  await part(page, "input").fill("What does a berth cost?");
  await part(page, "input").press("Enter");
  await part(page, "message").getByText("40 euro a night").waitFor();
  await page.getByRole("button", { name: "Put it away" }).click();
  await part(page, "launcher").waitFor({ state: "detached" });
  expect(errors).toEqual([]);
});
