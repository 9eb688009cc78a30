/**
 * `node scripts/console-screenshots.ts [NAME …]`: the console with the demo and a small site in it, on a desk and on a phone,
 * light and dark, against a real server, into `docs/screenshots/`. With names, only those.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { createApi } from "./serve/api.ts";
import { spawnServer } from "./serve/spawn-server.ts";

const OUT = fileURLToPath(new URL("../docs/screenshots/", import.meta.url));
const wanted = process.argv.slice(2);

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

interface Shot {
  screen: string;
  viewport?: { width: number; height: number };
  dark?: boolean;
  locale?: string;
  walk?: (page: Page) => Promise<unknown>;
}

async function ask(page: Page, question: string): Promise<void> {
  const answers = page.locator(".said-back .link");
  const before = await answers.count();
  await page.getByLabel("Question", { exact: true }).fill(question);
  await page.keyboard.press("Enter");
  await answers.nth(before).waitFor();
}

async function tryQuestions(page: Page): Promise<void> {
  await ask(page, "Does the depth sounder work through a wooden hull?");
  await ask(page, "What does the Passage plan cost?");
}

/** Of the site below, which is not the demo's own. */
async function showPages(page: Page): Promise<void> {
  const card = page.getByRole("region", { name: "127.0.0.1" });
  await card.getByRole("button", { name: "Show pages" }).click();
  await card.evaluate((box) => scrollBy(0, box.getBoundingClientRect().top - 140));
}

const SHOTS: Record<string, Shot> = {
  home: { screen: "home" },
  questions: { screen: "questions" },
  playground: { screen: "playground", dark: true, walk: tryQuestions },
  websites: { screen: "websites", walk: showPages },
  look: { screen: "look" },
  install: { screen: "install" },
  "phone-websites": { screen: "websites", viewport: PHONE, dark: true, walk: showPages },
  "phone-playground": { screen: "playground", viewport: PHONE, walk: tryQuestions },
};

/** A site with pages of every fate. */
function answerAs(path: string): { status: number; body: string } {
  const n = Number(path.split("/")[2]);
  if (path === "/sitemap.xml") {
    const pages = Array.from({ length: 90 }, (_, page) => `<url><loc>/p/${page}</loc></url>`);
    return { status: 200, body: `<urlset>${pages.join("")}</urlset>` };
  }
  if (n % 17 === 5) return { status: 503, body: "" };
  if (n % 13 === 7) return { status: 200, body: `<meta name="robots" content="noindex"><p>Draft</p>` };
  if (n % 29 === 9) return { status: 200, body: `<div id="root"></div><script src="/app.js"></script>` };
  const name = Number.isNaN(n) ? "Marina" : `Berth ${n}`;
  const text = `${name} is ${n % 9 || 9} metres long, with water and power. A night costs ${20 + (n || 0)} euro.`;
  return { status: 200, body: `<title>${name}</title><main><h1>${name}</h1><p>${text}</p></main>` };
}

const state = await mkdtemp(join(tmpdir(), "vegarag-console-"));
const site = createServer((request, response) => {
  const { status, body } = answerAs(request.url ?? "/");
  const type = request.url === "/sitemap.xml" ? "application/xml" : "text/html";
  const absolute = body.replaceAll("<loc>", `<loc>http://${request.headers.host}`);
  response.writeHead(status, { "content-type": type }).end(type === "text/html" ? `<html>${body}</html>` : absolute);
}).listen(0, "127.0.0.1");
await once(site, "listening");
const pace = 'CRAWL_PACE_FASTEST:{"per_host":6,"spacing_ms":0}';
const server = await spawnServer(["--port", "0", "--state", state, "--allow-private", "--var", pace]);
const { url, secret_key, account_key } = server.ready;
const api = createApi(url);
const browser = await launchBrowser();

async function seed(): Promise<void> {
  const siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
  const source = { url: siteUrl, pace: { per_host: 6, spacing_ms: 0 } };
  const { source_id } = await api<{ source_id: string }>("POST", "/v1/sources", secret_key, source);
  const asked = ["Do you repair zeppelins?", "Can a zeppelin be repaired?", "What does the Passage plan cost?"];
  for (const [n, text] of [...asked, "Who built the pyramids?", "Is there a warranty?"].entries()) {
    const message = { id: `m${n}`, role: "user", parts: [{ type: "text", text }] };
    const response = await fetch(`${url}/v1/chat`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret_key}`, "content-type": "application/json" },
      body: JSON.stringify({ id: `c${n}`, message, visitor_id: `visitor-${n}` }),
    });
    await response.text();
  }
  for (;;) {
    const { status } = await api<{ status: string }>("GET", `/v1/sources/${source_id}`, secret_key);
    if (status !== "syncing") return;
    await new Promise((done) => setTimeout(done, 500));
  }
}

async function shoot(name: string, { screen, viewport = DESK, dark, locale = "en", walk }: Shot): Promise<void> {
  const colorScheme = dark ? "dark" : "light";
  const context = await browser.newContext({ viewport, locale, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const { code } = await api<{ code: string }>("POST", "/v1/account/sign-in-codes", account_key);
  await page.goto(`${url}/console/#code=${code}`);
  await page.getByRole("link", { name: /^Open / }).click();
  await page.waitForURL(/\/home$/);
  await page.evaluate((hash) => (location.hash = hash), page.url().replace(/.*#/, "#").replace(/home$/, screen));
  await page.locator("main .page > *").first().waitFor();
  await walk?.(page);
  await page.waitForLoadState("networkidle");
  const file = join(OUT, `console-${name}.png`);
  await page.screenshot({ path: file });
  await context.close();
  console.log(file);
}

try {
  await mkdir(OUT, { recursive: true });
  await seed();
  for (const [name, shot] of Object.entries(SHOTS)) {
    if (wanted.length === 0 || wanted.includes(name)) await shoot(name, shot);
  }
} finally {
  await browser.close();
  await server.stop();
  site.closeAllConnections();
  site.close();
  await rm(state, { recursive: true, force: true });
}
