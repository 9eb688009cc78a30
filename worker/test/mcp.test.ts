import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { compose } from "../compose.ts";
import { createMcpServer } from "../dialects/mcp/tools.ts";
import type { BotCall } from "../http/route.ts";
import { call, createTenant, get, ORIGIN, putDocument, type Tenant } from "./harness.ts";

interface Reply {
  result?: { isError: boolean; structuredContent: Record<string, unknown> };
  error?: { code: number; message: string };
}

async function connect({ secretKey }: Tenant) {
  const { key } = await get<{ key: string }>("/v1/mcp-keys", { method: "POST", key: secretKey });
  const use = (name: string, args: object) =>
    call("/mcp", { key, body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } } });
  return {
    key,
    use,
    call: async (name: string, args: object): Promise<Reply> => (await use(name, args)).json<Reply>(),
  };
}

it("tells the model what is wrong with a tool's arguments, so that it can mend them", async () => {
  const agent = await connect(await createTenant("Agents"));
  const use = async (name: string, args: object) => {
    const { isError, structuredContent } = (await agent.call(name, args)).result!;
    return [isError, structuredContent["error"], structuredContent["detail"]];
  };
  expect(await use("fetch", {})).toEqual([true, "invalid-request", "id: Missing."]);
  expect(await use("search", { query: "" })).toEqual([true, "invalid-request", "query: Must not be empty."]);
  expect(await use("ask", { question: "x", colour: "red" })).toEqual([
    true,
    "invalid-request",
    "colour: Unknown field.",
  ]);
});

it("answers no page but the deployment's own, so that a name that leads to this machine opens nothing", async () => {
  const { key } = await connect(await createTenant("Agents"));
  const list = (headers: Record<string, string>) =>
    call("/mcp", { key, headers, body: { jsonrpc: "2.0", id: 1, method: "tools/list" } });
  const statuses = await Promise.all(
    [{}, { origin: ORIGIN }, { origin: "https://evil.example" }, { origin: "null" }].map((headers) => list(headers)),
  );
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
});

describe("a tool", () => {
  const { engines } = compose(env);
  const { generator } = engines;

  afterEach(() => {
    engines.generator = generator;
    vi.restoreAllMocks();
  });

  it("that there is none of is said to be none, by whatever name objects inherit", async () => {
    const agent = await connect(await createTenant("Agents"));
    for (const name of ["remove", "constructor", "toString", "hasOwnProperty", "__proto__"]) {
      const { result, error } = await agent.call(name, { id: "a" });
      expect([result, error], name).toEqual([undefined, { code: -32_602, message: `There is no tool ${name}.` }]);
    }
  });

  it("says of a document that is not there that it is not", async () => {
    const [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
    await putDocument(other, "guide.md", `# Guide\n\nThe code is ${other.canary}.`);
    const agent = await connect(mine);
    expect((await agent.call("fetch", { id: "guide.md" })).result).toMatchObject({
      isError: true,
      structuredContent: { error: "not-found", detail: "There is no document of this id." },
    });
  });

  it("gives as much of a document as fits beside everything else, and says that there is more", async () => {
    const [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
    await putDocument(mine, "long.md", `# Long\n\n${"The ferry leaves at noon. ".repeat(1_500)}`);
    await putDocument(other, "long.md", `# Short\n\nThe code is ${other.canary}.`);
    const fetched = async (tenant: Tenant): Promise<Record<string, unknown>> =>
      (await (await connect(tenant)).call("fetch", { id: "long.md" })).result!.structuredContent;
    const { text, truncated } = await fetched(mine);
    expect([(text as string).length, truncated]).toEqual([25_000, true]);
    const short = await fetched(other);
    expect(short["text"]).toContain(other.canary);
    expect(short).not.toHaveProperty("truncated");
  });

  it("names the document of each quote, whether it has an address or none", async () => {
    const tenant = await createTenant("Agents");
    await putDocument(tenant, "ferry.md", "# The ferry\n\nThe ferry leaves at noon.");
    await putDocument(tenant, "tower.md", "# The tower\n\nThe lighthouse is painted yellow.", { url: null });
    const agent = await connect(tenant);
    for (const [question, title, url] of [
      [
        "When does the ferry leave?",
        "The ferry",
        `${tenant.pageOrigin}/ferry.md#:~:text=The%20ferry%20leaves%20at%20noon.`,
      ],
      ["What is the lighthouse painted?", "The tower", null],
    ] as const) {
      const { result } = await agent.call("ask", { question });
      expect(result, question).toMatchObject({ isError: false, structuredContent: { citations: [{ title, url }] } });
    }
  });

  it("says that the model failed, instead of half an answer", async () => {
    const tenant = await createTenant("Agents");
    await putDocument(tenant, "ferry.md", "# The ferry\n\nThe ferry leaves at noon.");
    engines.generator = {
      model: "test:failing",
      costsTokens: false,
      extractive: false,
      async *generate() {
        yield { type: "text", text: "The ferry leaves at" };
        throw new ProblemError("upstream-failed", { detail: "The language model failed." });
      },
    };
    const { result } = await (await connect(tenant)).call("ask", { question: "When does the ferry leave?" });
    expect(result).toMatchObject({ isError: true, structuredContent: { error: "upstream-failed" } });
    expect(result?.structuredContent).not.toHaveProperty("answer");
  });

  it("tells the model nothing of what went wrong inside", async () => {
    const fault = new Error("disk is full");
    const knowledgeBase = { contentOf: () => Promise.reject(fault) };
    const broken = { bot: { settings: { name: "Agents" } }, scope: { knowledgeBase } } as unknown as BotCall;
    await expect(createMcpServer(broken, "1").call("fetch", { id: "a" })).rejects.toBe(fault);
  });

  it("is called so often a minute and no more, by a key", async () => {
    const tenant = await createTenant("Agents");
    const [busy, calm] = [await connect(tenant), await connect(tenant)];
    const allowed: string[] = [];
    vi.spyOn(env.SESSION_RATE, "limit").mockImplementation(async ({ key }) => {
      const success = !allowed.includes(key);
      allowed.push(key);
      return { success };
    });
    const statuses: number[] = [];
    for (const agent of [busy, busy, calm, calm]) statuses.push((await agent.use("fetch", { id: "a" })).status);
    expect(statuses).toEqual([200, 429, 200, 429]);
  });

  it("is called by JSON that says so, which no form of a page can", async () => {
    const { key } = await connect(await createTenant("Agents"));
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    for (const [type, status] of [
      ["application/json", 200],
      ["application/json; charset=utf-8", 200],
      ["text/plain", 415],
      ["application/x-www-form-urlencoded", 415],
      ["application/jsonp", 415],
    ] as const)
      expect((await call("/mcp", { key, body, headers: { "content-type": type } })).status, type).toBe(status);
  });
});
