/** Tokens over HTTP: signing keys of every kind, origins, anonymous visitors, and how all of them end. */

import { env } from "cloudflare:workers";
import { exportSPKI, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import type { EmbedSession } from "../../shared/chat.ts";
import { signEmbedToken } from "../../shared/sign-embed-token.ts";
import { ask, call, createTenant, get, getProblem, mintToken, putDocument, type Tenant } from "./harness.ts";
import { edgeKey } from "./principals.ts";

let bot: Tenant;
let other: Tenant;

const QUESTION = "When does the ferry leave?";

beforeAll(async () => {
  [bot, other] = await Promise.all([createTenant("Ferry"), createTenant("Train")]);
  for (const tenant of [bot, other])
    await putDocument(tenant, "times.md", `# Times\n\nThe ferry leaves at noon, says ${tenant.canary}.`);
});

const status = async (key: string, headers: Record<string, string> = {}): Promise<number> =>
  (await call("/v1/embed-config", { key, headers })).status;

const signWith = (key: CryptoKey, alg: string, kid: string, claims: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({ jti: "j", ...claims })
    .setProtectedHeader({ alg, kid, typ: "vegarag-embed+jwt" })
    .setIssuer("owner")
    .setAudience("vegarag")
    .setSubject("owner-visitor")
    .setIssuedAt()
    .setExpirationTime("10m")
    .sign(key);

describe("an uploaded public key", () => {
  describe.each(["EdDSA", "ES256", "RS256"] as const)("%s", (alg) => {
    it.each(["PEM", "JWK", "JWK as text"])("as %s signs tokens for its bot, until it is deleted", async (form) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = (await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey;
      const public_key = form === "PEM" ? await exportSPKI(publicKey) : form === "JWK" ? jwk : JSON.stringify(jwk);
      const made = await get<{ kid: string }>("/v1/signing-keys", { key: bot.secretKey, body: { alg, public_key } });
      expect(made).toEqual({ kid: made.kid, key_id: made.kid, alg, created_at: expect.any(String) as string });
      const token = await signWith(privateKey, alg, made.kid);
      const answer = await ask(bot, QUESTION, { key: token });
      expect(answer.text).toContain(bot.canary);
      expect(answer.text).not.toContain(other.canary);
      expect(await status(await signWith(privateKey, alg, made.kid, { bot: bot.botId }))).toBe(200);
      expect(await status(await signWith(privateKey, alg, made.kid, { bot: other.botId }))).toBe(401);
      // The deployment's own kid in an owner's token, and the owner's key under another bot's kid.
      expect(await status(await signWith(privateKey, alg, edgeKey().kid, { bot: other.botId }))).toBe(401);
      await call(`/v1/signing-keys/${made.kid}`, { method: "DELETE", key: bot.secretKey });
      expect(await status(token)).toBe(401);
    });

    it("is refused where it is private, of another algorithm, too weak, or none", async () => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = (await crypto.subtle.exportKey("jwk", publicKey)) as JsonWebKey;
      const wrong = { EdDSA: "ES256", ES256: "RS256", RS256: "EdDSA" }[alg];
      const weak = (await generateKeyPair("RS256", { extractable: true })).publicKey;
      const small = { ...((await crypto.subtle.exportKey("jwk", weak)) as JsonWebKey), n: "AQAB".repeat(40) };
      for (const [sent, as] of [
        [(await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey, alg],
        [{ ...jwk, k: "eA" }, alg],
        [jwk, wrong],
        [await exportSPKI(publicKey), wrong],
        [small, "RS256"],
        [{ ...jwk, x: "AA", n: "AA" }, alg],
        [{ kty: jwk.kty }, alg],
        [{}, alg],
        ["", alg],
        ["{", alg],
        ["null", alg],
        ["-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", alg],
        ["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", alg],
        [undefined, alg],
        [null, alg],
        [7, alg],
        [[], alg],
      ] as const) {
        const problem = await getProblem("/v1/signing-keys", {
          key: bot.secretKey,
          body: { alg: as, public_key: sent },
        });
        expect(problem.slug, JSON.stringify(sent)).toBe("invalid-request");
      }
    });
  });
});

describe("an HS256 secret", () => {
  it("is shown once, works with the helper of shared/, and is in no list", async () => {
    const { kid, secret } = await get<{ kid: string; secret: string }>("/v1/signing-keys", {
      key: bot.secretKey,
      body: { alg: "HS256" },
    });
    expect(secret.length).toBeGreaterThanOrEqual(43);
    const token = await signEmbedToken(
      { kid, secret, visitorId: "helper", filter: { document_id: "times.md" } },
      Date.now(),
    );
    expect((await ask(bot, QUESTION, { key: token })).text).toContain(bot.canary);
    const list = await (await call("/v1/signing-keys", { key: bot.secretKey })).text();
    expect(list).toContain(kid);
    expect(list).not.toContain(secret);
    const { results } = await env.DB.prepare("SELECT * FROM keys").all();
    expect(JSON.stringify(results)).not.toContain(secret);
    expect(await status(await signEmbedToken({ kid, secret: `${secret}x`, visitorId: "v" }, Date.now()))).toBe(401);
    const theirs = await get<{ kid: string }>("/v1/signing-keys", { key: other.secretKey, body: { alg: "HS256" } });
    expect(await status(await signEmbedToken({ kid: theirs.kid, secret, visitorId: "v" }, Date.now()))).toBe(401);
  });

  it("takes no public key, and no key is taken for another algorithm", async () => {
    for (const body of [
      { alg: "HS256", public_key: "x" },
      { alg: "none" },
      { alg: "HS512" },
      { alg: "hs256" },
      {},
      { alg: ["HS256"] },
    ]) {
      expect((await getProblem("/v1/signing-keys", { key: bot.secretKey, body })).slug).toBe("invalid-request");
    }
  });
});

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

describe("a minted token", () => {
  it("is never one that would be refused: too long, or with a profile over 1 KB", async () => {
    for (let size = 700; size < 1_500; size += 50) {
      for (const body of [{ profile: { bio: "x".repeat(size) } }, { filter: { field: "x".repeat(size) } }]) {
        const response = await call("/v1/embed-tokens", { key: bot.secretKey, body });
        if (response.status === 201)
          expect(await status((await response.json<{ token: string }>()).token), `${size}`).toBe(200);
        else expect(response.status).toBe(400);
      }
    }
  });

  it("lives as long as was asked for, at most ten minutes", async () => {
    for (const ttl_seconds of [30, 600]) {
      const before = Date.now();
      const { expires_at } = await get<{ expires_at: string }>("/v1/embed-tokens", {
        key: bot.secretKey,
        body: { ttl_seconds },
      });
      expect(Math.abs(Date.parse(expires_at) - before - ttl_seconds * 1_000)).toBeLessThan(5_000);
    }
    for (const ttl_seconds of [0, -1, 29, 601, 3_600, 1e300, "600", 60.5, null])
      expect((await getProblem("/v1/embed-tokens", { key: bot.secretKey, body: { ttl_seconds } })).slug).toBe(
        "invalid-request",
      );
  });
});
