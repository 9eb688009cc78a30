import { describe, expect, it } from "vitest";
import { answerMcp, type McpServer } from "./protocol.ts";

const server: McpServer = {
  name: "Bot",
  version: "1",
  instructions: "Ask.",
  tools: [{ name: "echo", title: "Echo", description: "", inputSchema: { type: "object" }, annotations: {} }],
  call: (name, args) => (name === "echo" ? Promise.resolve({ structuredContent: args }) : undefined),
};

interface Reply {
  id: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; data?: Record<string, unknown> };
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; reply: Reply }> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await answerMcp(server, text, new Headers(headers));
  const answered = await response.text();
  return { status: response.status, reply: (answered === "" ? {} : JSON.parse(answered)) as Reply };
}

const META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const modern = (method: string, params: object = {}, meta: object = META) => ({
  jsonrpc: "2.0",
  id: 7,
  method,
  params: { ...params, _meta: meta },
});
const headersOf = (method: string, more: Record<string, string> = {}) => ({
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  ...more,
});

describe("a request of 2026-07-28", () => {
  it("is answered whole, by itself", async () => {
    const discovered = await post(modern("server/discover"), headersOf("server/discover"));
    expect(discovered.reply).toMatchObject({
      id: 7,
      result: { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: { tools: {} } },
    });
    const list = await post(modern("tools/list"), headersOf("tools/list"));
    expect(list.reply.result).toMatchObject({
      resultType: "complete",
      cacheScope: "private",
      tools: [{ name: "echo" }],
    });
    const called = await post(
      modern("tools/call", { name: "echo", arguments: { a: 1 } }),
      headersOf("tools/call", { "mcp-name": "echo" }),
    );
    expect(called.reply.result).toMatchObject({
      content: [{ type: "text", text: '{"a":1}' }],
      structuredContent: { a: 1 },
      isError: false,
    });
  });

  it("is refused where its headers do not say what its body says", async () => {
    for (const headers of [
      {},
      headersOf("tools/list"),
      headersOf("tools/call"),
      headersOf("tools/call", { "mcp-name": "other" }),
      { ...headersOf("tools/call", { "mcp-name": "echo" }), "mcp-protocol-version": "2025-11-25" },
    ]) {
      const { status, reply } = await post(modern("tools/call", { name: "echo" }), headers);
      expect([status, reply.error?.code], JSON.stringify(headers)).toEqual([400, -32_020]);
    }
  });

  it("is told which versions there are, and which methods and envelopes there are not", async () => {
    const other = { ...META, "io.modelcontextprotocol/protocolVersion": "2030-01-01" };
    const version = await post(modern("tools/list", {}, other), headersOf("tools/list"));
    expect(version).toMatchObject({
      status: 400,
      reply: { error: { code: -32_022, data: { supported: ["2026-07-28"] } } },
    });
    const method = await post(modern("resources/list"), headersOf("resources/list"));
    expect(method).toMatchObject({ status: 404, reply: { id: 7, error: { code: -32_601 } } });
    const bare = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
    expect(await post(modern("tools/list", {}, bare), headersOf("tools/list"))).toMatchObject({
      reply: { error: { code: -32_602 } },
    });
  });
});

describe("a client that opens with initialize", () => {
  it.each([
    ["2025-11-25", "2025-11-25"],
    ["2025-03-26", "2025-03-26"],
    ["2099-01-01", "2025-11-25"],
  ])("and asks for %s gets %s", async (asked, spoken) => {
    const { reply } = await post({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: asked } });
    expect(reply.result).toMatchObject({ protocolVersion: spoken, serverInfo: { name: "Bot" } });
  });

  it("is not answered where it only tells", async () => {
    expect((await post({ jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
    expect((await post({ jsonrpc: "2.0", id: 3, result: {} })).status).toBe(202);
  });

  it("calls tools as before", async () => {
    const { reply } = await post({
      jsonrpc: "2.0",
      id: 2,
      method: "tools/call",
      params: { name: "echo", arguments: {} },
    });
    expect(reply.result).toEqual({ content: [{ type: "text", text: "{}" }], structuredContent: {}, isError: false });
    const none = await post({ jsonrpc: "2.0", id: 2, method: "tools/call", params: { name: "toString" } });
    expect([none.status, none.reply.error?.code]).toEqual([200, -32_602]);
    const unknown = await post({ jsonrpc: "2.0", id: 2, method: "resources/list" });
    expect([unknown.status, unknown.reply.error?.code]).toEqual([200, -32_601]);
  });
});

it.each([
  "",
  "{",
  "[]",
  "null",
  '"x"',
  '{"jsonrpc":"1.0","id":1,"method":"ping"}',
  '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  '{"jsonrpc":"2.0","id":1}',
])("%s is refused as no request", async (body) => {
  const { status, reply } = await post(body);
  expect(status).toBe(400);
  expect([-32_700, -32_600]).toContain(reply.error?.code);
});
