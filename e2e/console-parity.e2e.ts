/**
 * Whatever the console does, a program can do: each call that its code names, and each that its pages make, is one of the
 * documented API, with the parameters that are documented.
 */

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { launchBrowser } from "../widget/e2e/steps.ts";
import { createConsoles, goTo, SCREEN_NAMES } from "./console-steps.ts";

interface Operation {
  parameters?: { name: string; in: string }[];
}
type Paths = Record<string, Record<string, Operation>>;

const server = inject("server");
const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Paths };
let browser: Browser;
const { makeOwner, ask, openByCode } = createConsoles(() => browser, server.url, server.operator_key);

beforeAll(async () => {
  browser = await launchBrowser([], inject("chromium"));
});
afterAll(() => browser?.close());

/** The documented call that this is one of, or undefined. */
function documented(method: string, path: string): Operation | undefined {
  for (const [pattern, operations] of Object.entries(paths)) {
    const matcher = new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`);
    const operation = operations[method.toLowerCase()];
    if (operation !== undefined && matcher.test(path)) return operation;
  }
  return undefined;
}

it("Each path in the console's code is a documented one", () => {
  const folder = join(import.meta.dirname, "..", "console");
  const patterns = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, "{}"));
  const named = new Set<string>();
  for (const file of globSync("**/*.{ts,tsx}", { cwd: folder })) {
    if (file.includes(".test.")) continue;
    for (const [, path = ""] of readFileSync(join(folder, file), "utf8").matchAll(/["`](\/v1\/[^"`?]*)/g)) {
      named.add(path.replaceAll(/\$\{[^}]*\}/g, "{}"));
    }
  }
  expect(named.size).toBeGreaterThan(20);
  // What is put together of parts begins with one.
  const unknown = [...named].filter(
    (path) => !patterns.some((known) => known === path || known.startsWith(`${path}/`)),
  );
  expect(unknown).toEqual([]);
});

it("Each call that the pages make is documented, with its parameters", async () => {
  const owner = await makeOwner("Parity");
  await ask(owner, "Do you repair zeppelins?");
  const { page } = await openByCode(owner);
  const made = new Map<string, { method: string; url: URL }>();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^\/v1\/|^\/mcp/.test(url.pathname)) made.set(`${request.method()} ${url}`, { method: request.method(), url });
  });
  for (const [screen] of SCREEN_NAMES) await goTo(page, owner.bot_id, screen);
  const query = "query=x&outcome=declined&rating=down&from=2026-01-01&to=2026-12-31&visitor_id=v";
  await goTo(page, owner.bot_id, "conversations", `?${query}`);
  await goTo(page, owner.bot_id, "conversations", "?conversation=conversation-1&visitor=visitor-1");
  await goTo(page, owner.bot_id, "documents", "?query=x");
  const undocumented = [...made.values()].flatMap(({ method, url }) => {
    const operation = documented(method, url.pathname);
    if (operation === undefined) return [`${method} ${url.pathname}`];
    const known = (operation.parameters ?? []).filter((each) => each.in === "query").map(({ name }) => name);
    return [...url.searchParams.keys()]
      .filter((name) => !known.includes(name))
      .map((name) => `${url.pathname}?${name}`);
  });
  expect(undocumented).toEqual([]);
  expect(made.size).toBeGreaterThan(20);
  await page.context().close();
});
