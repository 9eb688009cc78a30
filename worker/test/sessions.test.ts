/** Origins, and anonymous visitors: who may open a session, who comes back, and how sessions end. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import type { EmbedSession } from "../../shared/chat.ts";
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
