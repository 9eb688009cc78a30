/** What owners may store: the limits of every store hold when a document is sent, not when its vectors are made. */

import { beforeAll, describe, expect, it } from "vitest";
import { call, createTenant, get, getProblem, type Tenant } from "./harness.ts";

describe("a document's metadata", () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await createTenant("Metadata");
  });

  function send(metadata: unknown, more: Record<string, unknown> = {}, id = "d") {
    const body = { content: "The lighthouse keeper sleeps.", content_type: "text/plain", metadata, ...more };
    return {
      path: `/v1/documents/${encodeURIComponent(id)}?wait=true`,
      options: { method: "PUT", key: tenant.secretKey, body },
    };
  }

  it.each([
    ["null", { a: null }],
    ["nested", { a: { b: 1 } }],
    ["a list of numbers", { a: [1] }],
    ["a reserved name", { $a: "x" }],
    ["too large", { a: "x".repeat(40_000) }],
  ])("that no index could hold is refused: %s", async (_, metadata) => {
    const { path, options } = send(metadata);
    const problem = await getProblem(path, options);
    expect([problem.slug, problem.issues?.[0]?.path]).toEqual(["invalid-request", expect.stringMatching(/^metadata/)]);
  });

  it("is measured with the id and the url beside it", async () => {
    const metadata = { a: "x".repeat(37_000) };
    expect(await get(send(metadata).path, send(metadata).options)).toMatchObject({ status: "ready" });
    const long = send(metadata, { url: `https://x.test/${"ü".repeat(1_000)}` }, "long");
    expect((await getProblem(long.path, long.options)).slug).toBe("invalid-request");
    expect((await call("/v1/documents/long", { key: tenant.secretKey })).status).toBe(404);
  });
});
