/**
 * A website that is being read is stopped, and one that would lose most of its pages waits for its owner: what each state
 * looks like and asks of the server. The server's part is walked in `sources.e2e.ts`; here it answers as it would then.
 */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { violations } from "./axe.ts";
import { createConsoles, goTo } from "./console-steps.ts";

const server = inject("server");
let browser: Browser;
const { makeOwner, openByCode } = createConsoles(() => browser, server.url, server.operator_key);

beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

const counts = {
  started_at: "2026-11-29T08:00:00Z",
  finished_at: null,
  indexed: 2,
  unchanged: 0,
  failed: 0,
  skipped: {},
};
const SOURCE = {
  source_id: "src_1",
  url: "https://www.example.com/",
  kind: "site",
  include: [],
  exclude: [],
  max_pages: 1_000,
  max_depth: 10,
  every: null,
  selectors: [],
  headers: [],
  pace: { in_flight: 6, per_host: 2, spacing_ms: 500 },
  problem: null,
  created_at: "2026-11-29T08:00:00Z",
};
const SYNCING = {
  ...SOURCE,
  status: "syncing",
  progress: { ...counts, found: 40, fetched: 3, removed: 0 },
  last_sync: null,
};
const STOPPED = {
  ...SOURCE,
  status: "stopped",
  progress: null,
  last_sync: { ...counts, found: 40, fetched: 3, removed: 0 },
};
const WAITING = {
  ...SOURCE,
  status: "needs-confirmation",
  problem: { code: "would-remove-most", detail: "It would remove 30 of 40 pages." },
  progress: null,
  last_sync: { ...counts, found: 10, fetched: 10, removed: 0 },
};
const DONE = {
  ...WAITING,
  status: "idle",
  problem: null,
  last_sync: { ...counts, found: 10, fetched: 10, removed: 30 },
};

it.each([
  ["Stop", "stop", SYNCING, STOPPED, "Stopped"],
  ["Go on and remove them", "confirm", WAITING, DONE, "In step"],
])("%s asks for it once, and shows what came of it", async (button, verb, before, after, state) => {
  const owner = await makeOwner("Reader");
  const { page, errors } = await openByCode(owner, "home");
  const asked: string[] = [];
  let now: object = before;
  await page.route(/\/v1\/sources(\?|\/|$)/, (route) => {
    const { pathname } = new URL(route.request().url());
    if (route.request().method() === "POST") {
      asked.push(pathname);
      now = after;
      return route.fulfill({ json: now });
    }
    const list = pathname.endsWith("/pages") ? [] : [now];
    return route.fulfill({ json: pathname.endsWith("/src_1") ? now : { data: list, next_cursor: null } });
  });
  await goTo(page, owner.bot_id, "websites");
  if (before === WAITING) await page.getByText("It would remove 30 of 40 pages.").waitFor();
  else await page.getByRole("progressbar").first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.locator(".state").getByText(state, { exact: true }).waitFor();
  expect(await page.getByRole("button", { name: button, exact: true }).count()).toBe(0);
  expect(asked).toEqual([`/v1/sources/src_1/${verb}`]);
  expect(errors).toEqual([]);
  await page.context().close();
});
