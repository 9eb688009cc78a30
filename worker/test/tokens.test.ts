/** Tokens over HTTP: signing keys of every kind, origins, anonymous visitors, and how all of them end. */

import { env } from "cloudflare:workers";
import { exportSPKI, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
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
      const facts = { name: null, created_at: expect.any(String) as string, last_used_at: null };
      expect(made).toEqual({ kid: made.kid, key_id: made.kid, alg, ...facts });
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

  it("cannot be dated ahead of a revocation", async () => {
    const tenant = await createTenant("Ahead");
    const key = tenant.secretKey;
    const signed = await get<{ kid: string; secret: string }>("/v1/signing-keys", { key, body: { alg: "HS256" } });
    const ahead = await signEmbedToken({ ...signed, visitorId: "v" }, Date.now() + 55_000);
    expect(await status(ahead)).toBe(200);
    await call("/v1/bot/revoke-tokens", { method: "POST", key });
    expect(await status(ahead)).toBe(401);
    // Tokens of this deployment carry its own clock, and are good again at once.
    expect(await status(await mintToken(tenant))).toBe(200);
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
    for (const ttl_seconds of [1, 600]) {
      const before = Date.now();
      const { expires_at } = await get<{ expires_at: string }>("/v1/embed-tokens", {
        key: bot.secretKey,
        body: { ttl_seconds },
      });
      expect(Math.abs(Date.parse(expires_at) - before - ttl_seconds * 1_000)).toBeLessThan(5_000);
    }
    for (const ttl_seconds of [0, -1, 601, 3_600, 1e300, "600", 60.5, null])
      expect((await getProblem("/v1/embed-tokens", { key: bot.secretKey, body: { ttl_seconds } })).slug).toBe(
        "invalid-request",
      );
  });
});
