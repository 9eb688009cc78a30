/** What every walk starts from: the widget as it is built, the fake server, a host page and a browser. */

import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { ASSETS, type FakeServer, startFakeServer } from "./fake-server.ts";
import { type Host, startHost } from "./host-page.ts";
import { launchBrowser } from "./steps.ts";

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Addresses of all requests that did not go to the host page's own origin. */
  requests: string[];
  /** Uncaught errors and `console.error` of the page, policy violations included. */
  errors: string[];
}

export interface Walk {
  /** Where the built widget lies, with a slash at the end: what else is put there is served as well. */
  assets: string;
  fake: FakeServer;
  host: Host;
  browser: Browser;
  /** A fresh visitor on a page of the host. */
  visit: (path: string, options?: BrowserContextOptions, before?: (page: Page) => Promise<unknown>) => Promise<Visit>;
  /** Another tab of the same visitor. */
  tab: (context: BrowserContext, path: string) => Promise<Visit>;
  /** How many times a question was sent. */
  chats: () => number;
  /** The ids of the questions that were sent, in order, one for each time. */
  questions: () => string[];
  /** Everything as it was before the last walk. */
  reset: () => Promise<void>;
  close: () => Promise<void>;
}

export async function startWalk(): Promise<Walk> {
  const assets = `${await mkdtemp(join(tmpdir(), "vegarag-widget-"))}/`;
  // `npm test` has built it: a copy, because a walk may put more beside it.
  await cp(ASSETS, assets, { recursive: true });
  const fake = await startFakeServer({ assets });
  const host = await startHost(() => fake.origin);
  const browser = await launchBrowser();
  const fresh = { ...fake, config: structuredClone(fake.config) };

  async function watch(
    context: BrowserContext,
    path: string,
    before?: (page: Page) => Promise<unknown>,
  ): Promise<Visit> {
    const page = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(host.origin)) requests.push(request.url());
    });
    page.on("pageerror", (error) => errors.push(`${error}`));
    page.on("console", (message) => {
      // A site icon that is missing is no fault of anybody here.
      if (message.type() === "error" && !/favicon/.test(message.location().url)) errors.push(message.text());
    });
    if (process.env.WALK_MS) page.setDefaultTimeout(Number(process.env.WALK_MS));
    await before?.(page);
    await page.goto(host.origin + path);
    return { page, context, requests, errors };
  }

  return {
    assets,
    fake,
    host,
    browser,
    async visit(path, options = {}, before) {
      return watch(await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options }), path, before);
    },
    tab: (context, path) => watch(context, path),
    chats: () => fake.calls.filter((call) => call === "POST /v1/chat").length,
    questions: () =>
      fake.bodies.flatMap((body) => {
        const { message } = body as { message?: { id: string } };
        return message ? [message.id] : [];
      }),
    async reset() {
      for (const context of browser.contexts()) await context.close();
      fake.release();
      host.pages.clear();
      Object.assign(fake, {
        config: structuredClone(fresh.config),
        script: fresh.script,
        pace: 2,
        faults: [],
        calls: [],
        bodies: [],
        feedback: [],
        handoffs: [],
        generations: 0,
        allowed: new Set(["*"]),
      });
      fake.tokens.dead.clear();
      host.pages.set("/", {});
      host.pages.set("/guide", {});
    },
    async close() {
      await browser.close();
      await fake.close();
      await host.close();
      await rm(assets, { recursive: true, force: true });
    },
  };
}
