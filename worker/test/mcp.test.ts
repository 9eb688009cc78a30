import { expect, it } from "vitest";
import { createTenant, get } from "./harness.ts";

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
