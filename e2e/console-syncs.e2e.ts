/**
 * An owner minds websites that are read again: one that is stopped and goes on, one that lost most of its pages and is to lose
 * them, and one that lost them by mistake and has them back. The sites, their pages and every sync are real.
 */

import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type SpawnedServer, spawnServer } from "../scripts/serve/spawn-server.ts";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { violationsInBoth } from "./axe.ts";
import { createConsoles, goTo } from "./console-steps.ts";

const PAGES = 8;
/** A source is read again at most twice a minute, so that its owner has to wait. */
const PATIENCE = { timeout: 60_000, interval: 1_000 };

const NOT_READ = `<html><meta name="robots" content="noindex"><main>Not for you.</main></html>`;

class Site {
  /** How many of its pages are to be read: the rest say by themselves that they are not. */
  pages = PAGES;
  /** Until it is undefined again, who asks for a page waits. */
  held: ServerResponse[] | undefined;
  readonly topic: string;
  readonly #server: Server;

  constructor(topic: string) {
    this.topic = topic;
    this.#server = createServer((request, response) => {
      const n = Number(/^\/p\/(\d+)$/.exec(request.url ?? "")?.[1] ?? NaN);
      if (request.url === "/")
        this.#send(
          response,
          "Start",
          Array.from({ length: PAGES }, (_, at) => `/p/${at}`),
        );
      else if (Number.isNaN(n)) response.writeHead(404).end();
      else if (n >= this.pages) response.writeHead(200, { "content-type": "text/html" }).end(NOT_READ);
      else if (this.held !== undefined) this.held.push(response);
      else this.#send(response, `${this.topic} ${n}`, []);
    }).listen(0, "127.0.0.1");
  }

  #send(response: ServerResponse, title: string, links: string[]): void {
    const list = links.map((path) => `<a href="${path}">${path}</a>`).join(" ");
    const text = `The ${title} costs ${title.length * 7} euro a night, water and power included.`;
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<html><title>${title}</title><main><h1>${title}</h1><p>${text}</p>${list}</main></html>`);
  }

  async start(): Promise<string> {
    if (!this.#server.listening) await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const response of held) this.#send(response, this.topic, []);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

const sites = { slow: new Site("Slow berth"), smaller: new Site("Old berth"), broken: new Site("Dear berth") };
let state: string;
let server: SpawnedServer;
let browser: Browser;

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), "vegarag-syncs-"));
  const quick = ["--var", 'CRAWL_PACE_FASTEST:{"per_host":6,"spacing_ms":0}'];
  server = await spawnServer(["--port", "0", "--state", state, "--no-demo", "--allow-private", ...quick]);
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  for (const site of Object.values(sites)) site.stop();
  rmSync(state, { recursive: true, force: true });
});

it(
  "stops one and goes on, lets one lose its pages, and keeps those of one that has them back",
  { timeout: 240_000 },
  async () => {
    const { url, operator_key } = server.ready;
    const { makeOwner, openByCode, call } = createConsoles(() => browser, url, operator_key);
    const owner = await makeOwner("Marina");
    const urls = {
      slow: await sites.slow.start(),
      smaller: await sites.smaller.start(),
      broken: await sites.broken.start(),
    };
    sites.slow.held = [];
    for (const site of Object.values(urls)) {
      await call("POST", "/v1/sources", owner.secret_key, { url: site, pace: { per_host: 6, spacing_ms: 0 } });
    }
    const { page, errors } = await openByCode(owner, "websites");
    const card = (site: keyof typeof urls) => page.getByRole("region", { name: urls[site], exact: true });
    const press = (site: keyof typeof urls, name: string) =>
      card(site).getByRole("button", { name, exact: true }).click();
    const told = (site: keyof typeof urls, words: string) => card(site).locator(".state").getByText(words).waitFor();
    /** As often as it takes; that it is too early is said each time. */
    const readNow = async (site: keyof typeof urls, then: string) => {
      await expect
        .poll(async () => {
          const [reply] = await Promise.all([page.waitForResponse(/\/sync$/), press(site, "Read now")]);
          if (reply.status() === 429)
            await card(site)
              .getByText(/Try again in \d+ s/)
              .waitFor();
          return reply.status();
        }, PATIENCE)
        .toBe(202);
      await told(site, then);
    };
    const found = async (topic: string): Promise<string> =>
      JSON.stringify(await call("POST", "/v1/search", owner.secret_key, { query: `${topic} 7` }));

    await told("smaller", "In step");
    await told("broken", "In step");
    await expect.poll(() => sites.slow.held?.length).toBeGreaterThan(0);
    await press("slow", "Stop");
    await told("slow", "Stopped");
    sites.slow.release();

    // Of nine pages, start and two are left.
    sites.smaller.pages = sites.broken.pages = 2;
    await readNow("smaller", "Waits for you");
    await readNow("broken", "Waits for you");
    await card("smaller")
      .getByText(`This sync would remove ${PAGES - 2} of ${PAGES + 1} pages.`)
      .waitFor();
    await readNow("slow", "In step");
    await card("slow")
      .getByText(`Pages: ${PAGES + 1} found`)
      .waitFor();
    await told("slow", "In step");
    expect(await violationsInBoth(page)).toEqual([]);
    // What waits answers on, and stands on the first screen.
    expect(await found("Old berth")).toContain("Old berth 7 costs");
    await goTo(page, owner.bot_id, "home");
    await page.getByText("would lose more than half of its pages, and waits for you.").nth(1).waitFor();
    await goTo(page, owner.bot_id, "websites");

    await press("smaller", "Go on and remove them");
    await told("smaller", "In step");
    await card("smaller")
      .getByText(`${PAGES - 2} removed`)
      .waitFor();
    expect(await card("smaller").getByRole("button", { name: "Go on and remove them" }).count()).toBe(0);
    expect(await found("Old berth")).not.toContain("Old berth 7 costs");

    sites.broken.pages = PAGES;
    await readNow("broken", "In step");
    await card("broken").getByText("0 removed").waitFor();
    expect(await found("Dear berth")).toContain("Dear berth 7 costs");
    await documentsOf(page, owner.bot_id, "Dear berth", PAGES);
    await documentsOf(page, owner.bot_id, "Old berth", 2);
    expect(errors.filter((error) => !error.includes("429"))).toEqual([]);
  },
);

async function documentsOf(page: Page, botId: string, topic: string, count: number): Promise<void> {
  await goTo(page, botId, "documents", `?${new URLSearchParams({ query: topic })}`);
  await expect.poll(() => page.locator(".rows > li", { hasText: topic }).count()).toBe(count);
}
