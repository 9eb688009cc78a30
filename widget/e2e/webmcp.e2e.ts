/**
 * An agent of the visitor's uses the bot as a tool of the page: in a stand-in that refuses what the specification
 * refuses, and in Chromium's own WebMCP where the one that is installed has it behind its flag.
 */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ANSWER } from "./answers.ts";
import { ask, launchBrowser, openPanel, part, waitForAnswer } from "./steps.ts";
import { startWalk, type Walk } from "./walk.ts";

interface Tool {
  name: string;
  description: string;
  inputSchema?: object;
  annotations?: object;
}
interface ModelContext {
  getTools: () => Promise<Tool[]>;
  executeTool: (tool: Tool, input: object, options?: { signal: AbortSignal }) => Promise<string>;
}

/** What the page sees where Chromium has no WebMCP. Runs in the page. */
function standIn(): void {
  type Full = Tool & { execute: (input: object, call: object) => Promise<unknown> };
  const tools = new Map<string, Full>();
  const modelContext = {
    async registerTool(tool: Full, { signal }: { signal?: AbortSignal } = {}) {
      if (!/^[\w.-]{1,128}$/.test(tool.name) || !tool.description) throw new DOMException("name", "InvalidStateError");
      if (tools.has(tool.name)) throw new DOMException("twice", "InvalidStateError");
      if (typeof tool.execute !== "function") throw new TypeError("execute");
      if (JSON.stringify(tool.inputSchema) === undefined) throw new TypeError("inputSchema");
      signal?.throwIfAborted();
      tools.set(tool.name, tool);
      signal?.addEventListener("abort", () => tools.delete(tool.name));
    },
    getTools: async () => [...tools.values()].map((tool) => structuredClone({ ...tool, execute: undefined })),
    async executeTool({ name }: Tool, input: unknown, { signal }: { signal?: AbortSignal } = {}) {
      if (typeof input !== "object" || input === null) throw new TypeError("not an object");
      const result = await tools
        .get(name)!
        .execute(structuredClone(input), { signal: signal ?? new AbortController().signal });
      return typeof result === "string" ? result : JSON.stringify(result);
    },
  };
  Object.defineProperty(document, "modelContext", { value: modelContext });
}

const browser: Browser = await launchBrowser(["--enable-features=WebMCP"]);
const walk: Walk = await startWalk();
await walk.reset();
const isBuiltIn = await (async () => {
  const page = await browser.newPage();
  await page.goto(walk.host.origin);
  const found = await page.evaluate(() => "modelContext" in document);
  await page.close();
  return found;
})();

beforeEach(() => walk.reset());
afterAll(async () => {
  await browser.close();
  await walk.close();
});

const WITH = 'data-key="vrp_test" data-webmcp';

/** Set by the suites: which of the two the pages have. */
let isStandIn = true;

async function visit(script: string): Promise<{ page: Page; requests: string[] }> {
  walk.host.pages.set("/", { script });
  const page = await browser.newPage();
  const requests: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(walk.host.origin)) requests.push(new URL(request.url()).pathname);
  });
  if (isStandIn) await page.addInitScript(standIn);
  await page.goto(walk.host.origin);
  return { page, requests };
}

const tools = (page: Page) =>
  page.evaluate(async () => {
    const { modelContext } = document as Document & { modelContext?: ModelContext };
    return (await modelContext!.getTools()).map(({ name, description, annotations }) => ({
      name,
      description,
      annotations,
    }));
  });

/** As an agent calls it. @returns what the agent is told */
const call = (page: Page, input: object) =>
  page.evaluate(async (input) => {
    const { modelContext } = document as Document & { modelContext?: ModelContext };
    const [tool] = await modelContext!.getTools();
    return JSON.parse(await modelContext!.executeTool(tool!, input)) as Record<string, unknown>;
  }, input);

describe.each([
  ["a strict stand-in of WebMCP", true],
  ...(isBuiltIn ? [["Chromium's own WebMCP", false] as const] : []),
] as const)("a page's agent, in %s,", (_which, isStrange) => {
  beforeAll(() => void (isStandIn = isStrange));

  it("finds one tool that only reads, and nobody is called before it is used", async () => {
    const { page } = await visit(WITH);
    await expect.poll(async () => (await tools(page)).length, { timeout: 15_000 }).toBe(1);
    const [tool] = await tools(page);
    expect(tool).toMatchObject({
      name: "ask_site_assistant",
      annotations: { readOnlyHint: true, untrustedContentHint: true },
    });
    expect(tool!.description).toContain(new URL(walk.host.origin).host);
    expect(walk.fake.calls).toEqual([]);
    await page.evaluate("VegaRAG.destroy()");
    await expect.poll(async () => (await tools(page)).length).toBe(0);
  });

  it("asks in the chat, where the visitor sees it, in the visitor's own session", async () => {
    const { page } = await visit(WITH);
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await tools(page)).length).toBe(1);
    const told = await call(page, { question: " How do I clean the mirror? " });
    expect(told).toMatchObject({ answer: ANSWER, status: "complete", answered: true });
    expect(told.sources).toContainEqual({ id: "2", title: "Care and cleaning", url: "https://docs.example.com/care" });
    expect(await part(page, "panel").isVisible()).toBe(true);
    await part(page, "messages").getByText("How do I clean the mirror?").waitFor();
    // One visitor, one conversation: nothing of the agent's own.
    expect(walk.fake.calls.filter((made) => made === "POST /v1/embed-sessions")).toHaveLength(1);
    const asked = walk.fake.bodies.filter((body) => Object.hasOwn(body as object, "message")) as { id: string }[];
    expect(asked).toHaveLength(2);
    expect(asked[0]!.id).toBe(asked[1]!.id);
  });

  it("is told of the visitor's limits, of an answer that runs, and of nothing asked", async () => {
    const { page } = await visit(WITH);
    await openPanel(page);
    await expect.poll(async () => (await tools(page)).length).toBe(1);
    expect(await call(page, { question: "  " })).toEqual({ error: "The question is empty." });
    expect(await call(page, { question: 7 })).toEqual({ error: "The question is empty." });
    expect(walk.chats()).toBe(0);
    walk.fake.faults.push({ match: /POST \/v1\/chat$/, times: 1, problem: "rate-limited", retryAfter: 30 });
    expect(await call(page, { question: "Which mount?" })).toEqual({ error: "No answer: rate-limited" });
    walk.fake.hold = 3;
    await ask(page, "And the price?");
    await part(page, "stop").waitFor();
    expect((await call(page, { question: "Another?" })).error).toMatch(/it is answering/);
    expect(await part(page, "input").inputValue()).toBe("Another?");
    walk.fake.release();
  });

  it("does not agree for the visitor", async () => {
    walk.fake.config.notice = { consent: true };
    const { page } = await visit(WITH);
    // The field is there only until the settings are.
    await part(page, "launcher").click();
    await part(page, "consent").waitFor();
    await expect.poll(async () => (await tools(page)).length).toBe(1);
    expect((await call(page, { question: "Which mount?" })).error).toMatch(/consent/);
    expect(walk.chats()).toBe(0);
  });

  it("finds nothing where the owner has not said so, and the page pays nothing for it", async () => {
    const { page, requests } = await visit('data-key="vrp_test"');
    await openPanel(page);
    await ask(page, "Which mount?");
    await waitForAnswer(page);
    expect(await tools(page)).toEqual([]);
    expect(requests.filter((path) => path.includes("webmcp"))).toEqual([]);
  });
});
