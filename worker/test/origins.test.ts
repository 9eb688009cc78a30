/** Origins of a bot: added and taken off one at a time, exact or with a star, and counted as pages ask. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { call, createTenant, get, getProblem, type Tenant } from "./harness.ts";

let mine: Tenant;
let other: Tenant;

interface Seen {
  origin: string;
  count: number;
  last_at: string | null;
}

const open = (tenant: Tenant, origin: string): Promise<Response> =>
  call("/v1/embed-sessions", { body: { publishable_key: tenant.publishableKey }, headers: { origin } });
const list = async (tenant: Tenant, which: "allowed" | "refused"): Promise<Seen[]> =>
  (await get<{ data: Seen[] }>(`/v1/bot/${which}-origins`, { key: tenant.secretKey })).data;

beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

describe("an origin that asks and is not listed", () => {
  it("is refused, counted for its bot alone, and allowed by one call", async () => {
    const origin = "https://preview-1.shop.example";
    for (let turn = 0; turn < 3; turn++) expect((await open(mine, origin)).status).toBe(403);
    await vi.waitFor(async () => {
      expect(await list(mine, "refused")).toEqual([{ origin, count: 3, last_at: expect.any(String) as string }]);
    });
    expect(await list(other, "refused")).toEqual([]);

    const key = mine.secretKey;
    await get("/v1/bot/allowed-origins", { key, body: { origin: "https://preview-*.shop.example" } });
    expect((await open(mine, origin)).status).toBe(200);
    expect((await open(other, origin)).status).toBe(403);
    await vi.waitFor(async () => {
      expect(await list(mine, "refused")).toEqual([]);
      expect(await list(mine, "allowed")).toEqual([
        { origin: mine.pageOrigin, count: 0, last_at: null },
        { origin: "https://preview-*.shop.example", count: 4, last_at: expect.any(String) as string },
      ]);
    });
    const path = `/v1/bot/allowed-origins?origin=${encodeURIComponent("https://preview-*.shop.example")}`;
    expect((await call(path, { method: "DELETE", key: other.secretKey })).status).toBe(404);
    expect((await call(path, { method: "DELETE", key })).status).toBe(204);
    expect((await open(mine, origin)).status).toBe(403);
  });

  it("asks for nothing but the owner's list to know of it, however often it asks, and of every time", async () => {
    const tenant = await createTenant("Asked");
    const limiter = vi.spyOn(env.SESSION_RATE, "limit");
    const ledgers = vi.spyOn(env.LEDGER, "getByName");
    const origin = "https://evil.example";
    for (let turn = 0; turn < 40; turn++) expect((await open(tenant, origin)).status).toBe(403);
    // Another second may have begun meanwhile.
    expect(limiter.mock.calls.length).toBeLessThan(20);
    expect(ledgers.mock.calls.length).toBeLessThan(20);
    vi.restoreAllMocks();
    expect(await list(tenant, "refused")).toEqual([{ origin, count: 40, last_at: expect.any(String) as string }]);
    expect((await list(other, "refused")).map((seen) => seen.origin)).not.toContain(origin);
  });

  it("reaches the books without anybody asking for the list", async () => {
    const tenant = await createTenant("Told");
    await open(tenant, "https://evil.example");
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", tenant.botId]));
    await expect.poll(() => ledger.originsSeen()).toMatchObject([{ origin: "https://evil.example", count: 1 }]);
  });

  it("is told what helps where it is no origin at all", async () => {
    const problem = await getProblem("/v1/embed-sessions", {
      body: { publishable_key: mine.publishableKey },
      headers: { origin: "null" },
    });
    expect(problem.detail).toContain("allow-same-origin");
    expect(problem.detail).not.toContain("Add null");
  });
});

describe("an origin that cannot be allowed", () => {
  it.each(["https://*.vercel.app", "x.example", "*", "https://*.com", "null", "https://x.example/docs"])(
    "%s: the answer says why, in the whole list as one at a time",
    async (origin) => {
      const key = mine.secretKey;
      const one = await getProblem("/v1/bot/allowed-origins", { key, body: { origin } });
      const whole = await getProblem("/v1/bot", { method: "PATCH", key, body: { allowed_origins: [origin] } });
      expect(one.issues![0]!.path).toBe("origin");
      expect(whole.issues![0]!.path).toBe("allowed_origins.0");
      expect(whole.issues![0]!.message).toBe(one.issues![0]!.message);
      expect(one.detail).not.toContain("Missing");
    },
  );

  it("is one more than a bot may have", async () => {
    const { secretKey: key } = await createTenant("Full", {
      allowed_origins: Array.from({ length: 100 }, (_, at) => `https://s${at}.example.com`),
    });
    const problem = await getProblem("/v1/bot/allowed-origins", { key, body: { origin: "https://one.example.com" } });
    expect(problem.slug).toBe("invalid-request");
    await get("/v1/bot/allowed-origins", { key, body: { origin: "https://s1.example.com" } });
  });
});
