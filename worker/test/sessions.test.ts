/** Origins, and anonymous visitors: who may open a session, who comes back, and how sessions end. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import type { EmbedSession } from "../../shared/chat.ts";
import { compose } from "../compose.ts";
import { ask, call, createTenant, get, getProblem, mintToken, type Tenant } from "./harness.ts";

let bot: Tenant;
let other: Tenant;

const QUESTION = "When does the ferry leave?";

beforeAll(async () => {
  [bot, other] = await Promise.all([createTenant("Ferry"), createTenant("Train")]);
});

const status = async (key: string, headers: Record<string, string> = {}): Promise<number> =>
  (await call("/v1/embed-config", { key, headers })).status;

const BAD_ORIGINS = [
  "https://evil.example",
  "http://good.example",
  "https://good.example:444",
  "https://good.example:443",
  "https://good.example.evil.com",
  "https://evilgood.example",
  "https://sub.good.example",
  "https://GOOD.example",
  "HTTPS://good.example",
  "https://good.example/",
  "https://good.example.",
  "https://user@good.example",
  "https://good.example@evil.com",
  "null",
  "",
  "*",
  "file://",
  "localhost",
  "http://localhost",
  "https://localhost:3000",
  "good.example",
  "https://good.example, https://evil.example",
  "chrome-extension://abcdef",
  "https://gооd.example",
].filter((origin) => /^[\x20-\xff]*$/.test(origin));

describe("the origins of a token", () => {
  it("are the only ones a browser may come from", async () => {
    const key = await mintToken(bot, { origins: ["https://good.example", "http://localhost:3000"] });
    for (const origin of ["https://good.example", "http://localhost:3000"]) {
      const response = await call("/v1/embed-config", { key, headers: { origin } });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
    }
    // An empty header does not arrive at all.
    for (const origin of BAD_ORIGINS.filter((text) => text !== "")) {
      expect(await status(key, { origin }), origin).toBe(403);
    }
    // No browser: whoever forges a request can forge the header as well.
    expect(await status(key)).toBe(200);
  });

  it("must be exact origins where they are given", async () => {
    for (const origins of [
      [],
      ["good.example"],
      ["https://good.example/path"],
      ["*"],
      ["null"],
      "https://good.example",
      [7],
      Array.from({ length: 6 }, (_, at) => `https://x${at}.example`),
    ])
      expect((await getProblem("/v1/embed-tokens", { key: bot.secretKey, body: { origins } })).slug).toBe(
        "invalid-request",
      );
  });
});

describe("a session of an anonymous visitor", () => {
  const open = (
    tenant: Tenant,
    headers: Record<string, string>,
    more: Record<string, unknown> = {},
  ): Promise<Response> =>
    call("/v1/embed-sessions", { headers, body: { publishable_key: tenant.publishableKey, ...more } });

  it("is for exactly the origins the owner listed", async () => {
    const tenant = await createTenant("Listed", {
      allowed_origins: ["https://good.example", "HTTP://LOCALHOST:3000/"],
    });
    for (const origin of ["https://good.example", "http://localhost:3000"]) {
      const response = await open(tenant, { origin });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("vary")).toContain("Origin");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
      const { token } = await response.json<EmbedSession>();
      expect(await status(token, { origin })).toBe(200);
      expect(await status(token, { origin: "https://evil.example" })).toBe(403);
    }
    for (const origin of BAD_ORIGINS) expect((await open(tenant, { origin })).status, origin).toBe(403);
    expect((await open(tenant, {})).status).toBe(403);
    expect((await open(tenant, { referer: "https://good.example/" })).status).toBe(403);
  });

  it("is for nobody where the list is empty", async () => {
    const tenant = await createTenant("Empty", { allowed_origins: [] });
    for (const headers of [{ origin: "https://empty.example" }, { origin: "null" }, { origin: "" }, {}])
      expect((await open(tenant, headers)).status).toBe(403);
  });

  it("is not opened by any other key", async () => {
    for (const publishable_key of [
      bot.secretKey,
      bot.accountKey,
      bot.botId,
      "",
      "vrp_",
      bot.publishableKey.slice(0, -1),
      `${bot.publishableKey} `,
      bot.publishableKey.toUpperCase(),
      env.OPERATOR_KEY,
    ])
      expect(
        (await call("/v1/embed-sessions", { headers: { origin: bot.pageOrigin }, body: { publishable_key } })).status,
      ).toBe(401);
  });

  it("is opened so often a minute and no more, by a key and an address", async () => {
    const { settings } = compose(env);
    const header = settings.addressHeader;
    onTestFinished(() => {
      settings.addressHeader = header;
      vi.restoreAllMocks();
    });
    settings.addressHeader = "x-real-ip";
    const [busy, calm] = await Promise.all([createTenant("Busy"), createTenant("Calm")]);
    const taken = new Set<string>();
    vi.spyOn(env.SESSION_RATE, "limit").mockImplementation(({ key }) => {
      const success = !taken.has(key);
      taken.add(key);
      return Promise.resolve({ success });
    });
    const openFrom = (tenant: Tenant, address: string): Promise<Response> =>
      open(tenant, { origin: tenant.pageOrigin, "x-real-ip": address });
    expect((await openFrom(busy, "203.0.113.7")).status).toBe(200);
    const refused = await openFrom(busy, "203.0.113.7");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(await refused.text()).not.toContain("token");
    expect((await openFrom(busy, "203.0.113.8")).status).toBe(200);
    expect((await openFrom(calm, "203.0.113.7")).status).toBe(200);
  });

  it("goes on for whoever brings the handle back, and for nobody else", async () => {
    const origin = { origin: bot.pageOrigin };
    const first = await (await open(bot, origin)).json<EmbedSession>();
    expect([599, 600]).toContain(first.expires_in);
    await ask(bot, QUESTION, { key: first.token, headers: origin, conversation: "anonymous" });
    const again = await (await open(bot, origin, { visitor_handle: first.visitor_handle })).json<EmbedSession>();
    expect(await seen(again.token, origin)).toBe(200);
    for (const visitor_handle of [undefined, "", "x", first.token, `${first.visitor_handle}x`, "x".repeat(20_000)]) {
      const response = await open(bot, origin, visitor_handle === undefined ? {} : { visitor_handle });
      expect(response.status).toBe(200);
      expect(await seen((await response.json<EmbedSession>()).token, origin)).toBe(404);
    }
    const elsewhere = await (
      await open(other, { origin: other.pageOrigin }, { visitor_handle: first.visitor_handle })
    ).json<EmbedSession>();
    expect(await seen(elsewhere.token, { origin: other.pageOrigin })).toBe(404);
    for (const path of ["/v1/embed-config", "/v1/chat/anonymous"])
      expect((await call(path, { key: first.visitor_handle, headers: origin })).status).toBe(401);
  });

  describe("and not once its owner has ended it", () => {
    const ends: Record<string, (tenant: Tenant, visitorId: string) => Promise<unknown>> = {
      "every token is revoked": (tenant) => call("/v1/bot/revoke-tokens", { method: "POST", key: tenant.secretKey }),
      "its publishable key is deleted": async (tenant) => {
        const { data } = await get<{ data: { key_id: string }[] }>("/v1/publishable-keys", { key: tenant.secretKey });
        const made = await get<{ publishable_key: string }>("/v1/publishable-keys", {
          method: "POST",
          key: tenant.secretKey,
        });
        await call(`/v1/publishable-keys/${data[0]!.key_id}`, { method: "DELETE", key: tenant.secretKey });
        tenant.publishableKey = made.publishable_key;
      },
      "its visitor is erased": (tenant, visitorId) =>
        call(`/v1/visitors/${visitorId}`, { method: "DELETE", key: tenant.secretKey }),
    };
    it.each(Object.keys(ends))("%s", async (end) => {
      const tenant = await createTenant("Ended");
      const neighbour = await createTenant("Neighbour");
      const visitorOf = (token: string): string => (JSON.parse(atob(token.split(".")[1]!)) as { sub: string }).sub;
      const begin = async (
        whose: Tenant,
      ): Promise<{ handle: string; visitorId: string; origin: { origin: string } }> => {
        const origin = { origin: whose.pageOrigin };
        const session = await (await open(whose, origin)).json<EmbedSession>();
        await ask(whose, QUESTION, { key: session.token, headers: origin, conversation: "anonymous" });
        return { handle: session.visitor_handle, visitorId: visitorOf(session.token), origin };
      };
      const renew = async (whose: Tenant, { handle, origin }: { handle: string; origin: { origin: string } }) =>
        visitorOf((await (await open(whose, origin, { visitor_handle: handle })).json<EmbedSession>()).token);
      const [visitor, another] = [await begin(tenant), await begin(neighbour)];
      expect(await renew(tenant, visitor)).toBe(visitor.visitorId);
      await ends[end]!(tenant, visitor.visitorId);
      expect(await renew(tenant, visitor)).not.toBe(visitor.visitorId);
      // The other bot's visitor stays who he is.
      expect(await renew(neighbour, another)).toBe(another.visitorId);
    });
  });

  const seen = async (key: string, headers: Record<string, string>): Promise<number> =>
    (await call("/v1/chat/anonymous", { key, headers })).status;

  it("is refused where the owner wants to know who it is, from the very next session on", async () => {
    const tenant = await createTenant("Strict");
    const origin = { origin: tenant.pageOrigin };
    expect((await open(tenant, origin)).status).toBe(200);
    const { token } = await (await open(tenant, origin)).json<EmbedSession>();
    await get("/v1/bot", { method: "PATCH", key: tenant.secretKey, body: { require_identity: true } });
    expect((await open(tenant, origin)).status).toBe(403);
    expect(await status(token, origin)).toBe(403);
    expect(await status(await mintToken(tenant, { visitor_id: "known" }), origin)).toBe(200);
  });

  it("ends with its key, and with those of its kind when they are revoked", async () => {
    const tenant = await createTenant("Ending");
    const origin = { origin: tenant.pageOrigin };
    const { token } = await (await open(tenant, origin)).json<EmbedSession>();
    const { data } = await get<{ data: { key_id: string }[] }>("/v1/publishable-keys", { key: tenant.secretKey });
    const minted = await mintToken(tenant);
    await call(`/v1/publishable-keys/${data[0]!.key_id}`, { method: "DELETE", key: tenant.secretKey });
    expect([await status(token, origin), (await open(tenant, origin)).status]).toEqual([401, 401]);
    expect(await status(minted)).toBe(200);
    await call("/v1/bot/revoke-tokens", { method: "POST", key: tenant.secretKey });
    expect(await status(minted)).toBe(401);
    expect((await call("/v1/bot", { key: tenant.secretKey })).status).toBe(200);
  });
});
