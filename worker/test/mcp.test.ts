import { expect, it } from "vitest";
import { call, createTenant, get, ORIGIN } from "./harness.ts";

it("tells the model what is wrong with a tool's arguments, so that it can mend them", async () => {
  const { secretKey } = await createTenant("Agents");
  const { key } = await get<{ key: string }>("/v1/mcp-keys", { method: "POST", key: secretKey });
  const use = async (name: string, args: object) => {
    const params = { name, arguments: args };
    const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
    const { result } = await get<{ result: { isError: boolean; structuredContent: Record<string, unknown> } }>("/mcp", {
      key,
      body,
    });
    return [result.isError, result.structuredContent["error"], result.structuredContent["detail"]];
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
  const { secretKey } = await createTenant("Agents");
  const { key } = await get<{ key: string }>("/v1/mcp-keys", { method: "POST", key: secretKey });
  const list = (headers: Record<string, string>) =>
    call("/mcp", { key, headers, body: { jsonrpc: "2.0", id: 1, method: "tools/list" } });
  const statuses = await Promise.all(
    [{}, { origin: ORIGIN }, { origin: "https://evil.example" }, { origin: "null" }].map((headers) => list(headers)),
  );
  expect(statuses.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
});
