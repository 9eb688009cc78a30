/**
 * The Model Context Protocol as its official clients speak it, the old one and the new one, to a real server: tools are
 * listed and called, of one bot alone.
 */

import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { createApi } from "../scripts/serve/api.ts";

interface Called {
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}
/** What both clients can do. */
interface AnyClient {
  listTools(): Promise<{ tools: { name: string; annotations?: { readOnlyHint?: boolean } }[] }>;
  callTool(params: { name: string; arguments: Record<string, unknown> }): Promise<unknown>;
  close(): Promise<void>;
}

const server = inject("server");
const address = new URL(`${server.url}/mcp`);
const api = createApi(server.url);
let keys: { first: string; second: string };

const options = (key: string) => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } });

async function connectLegacy(key: string): Promise<AnyClient> {
  const client = new LegacyClient({ name: "test", version: "1" });
  // Its types are of another setting of the compiler: optional fields that may be undefined.
  await client.connect(new LegacyTransport(address, options(key)) as Parameters<LegacyClient["connect"]>[0]);
  return client as unknown as AnyClient;
}

async function connectModern(key: string): Promise<AnyClient> {
  const client = new ModernClient({ name: "test", version: "1" }, {
    versionNegotiation: { mode: { pin: "2026-07-28" } },
  } as ConstructorParameters<typeof ModernClient>[1]);
  await client.connect(new ModernTransport(address, options(key)));
  return client as unknown as AnyClient;
}

async function connectDefault(key: string): Promise<AnyClient> {
  const client = new ModernClient({ name: "test", version: "1" });
  await client.connect(new ModernTransport(address, options(key)));
  return client as unknown as AnyClient;
}

beforeAll(async () => {
  const makeKey = async (secretKey: string): Promise<string> =>
    (await api<{ key: string }>("POST", "/v1/mcp-keys", secretKey, { name: "Editor" })).key;
  keys = { first: await makeKey(server.secret_key), second: await makeKey(server.second_secret_key) };
});

describe.each([
  ["the client of 2025", connectLegacy],
  ["the client of 2026, as it comes", connectDefault],
  ["the client of 2026, held to 2026-07-28", connectModern],
])("%s", (_, connect) => {
  it("lists the tools, all of them for reading", async () => {
    const client = await connect(keys.first);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["search", "fetch", "ask"]);
    for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);
    await client.close();
  });

  it("searches, reads what was found, and asks", async () => {
    const client = await connect(keys.first);
    const call = async (name: string, args: Record<string, unknown>): Promise<Called> =>
      (await client.callTool({ name, arguments: args })) as Called;
    const found = await call("search", { query: "shipping" });
    const [result] = found.structuredContent!["results"] as { id: string; title: string; text: string }[];
    expect(result!.title).not.toBe("");
    const read = await call("fetch", { id: result!.id });
    expect(read.structuredContent).toMatchObject({ id: result!.id, title: result!.title });
    const asked = await call("ask", { question: `What does the page ${result!.title} say about shipping?` });
    expect(asked.structuredContent).toMatchObject({ answer: expect.any(String) as string });

    // Another bot's document is like one that is not there.
    const other = await connect(keys.second);
    const none = (await other.callTool({ name: "fetch", arguments: { id: result!.id } })) as Called;
    const here = await api("GET", `/v1/documents/${encodeURIComponent(result!.id)}`, server.second_secret_key).then(
      () => true,
      () => false,
    );
    expect(none.isError === true).toBe(!here);
    await Promise.all([client.close(), other.close()]);
  });

  it("is told by the tool what went wrong, and by the protocol what it called wrongly", async () => {
    const client = await connect(keys.first);
    expect(await client.callTool({ name: "fetch", arguments: { id: "no-such-page" } })).toMatchObject({
      isError: true,
      structuredContent: { error: "not-found" },
    });
    expect(await client.callTool({ name: "search", arguments: { query: "" } })).toMatchObject({
      isError: true,
      structuredContent: { error: "invalid-request", detail: "query: Must not be empty." },
    });
    await expect(client.callTool({ name: "delete", arguments: {} })).rejects.toThrow("delete");
    await client.close();
  });
});

it("A key that is not known, or opens something else, opens nothing here", async () => {
  for (const key of [server.secret_key, server.account_key, server.publishable_key, `vrm_${"0".repeat(40)}`]) {
    await expect(connectLegacy(key)).rejects.toThrow();
  }
  await expect(api("GET", "/v1/documents", keys.first)).rejects.toThrow("403");
});
