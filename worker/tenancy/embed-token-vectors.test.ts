/** Visitor handles, and the Wycheproof signatures and keys: none of them passes for a token or a key of ours. */

import { existsSync, readFileSync } from "node:fs";
import { generateKeyPair, importJWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import type { EdgeSigningKey } from "./edge-keys.ts";
import { BOT, expectRefused, keys, NOW, verify } from "../test/forge-token.ts";
import { parsePublicKey } from "./directory.ts";
import { signEmbedToken, type VerificationKey, verifyEmbedToken } from "./embed-token.ts";
import { HANDLE_SECONDS, signVisitorHandle, verifyVisitorHandle } from "./visitor-handle.ts";

describe("a visitor handle", () => {
  it("renews its visitor of its bot, and nothing else", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const edge: EdgeSigningKey = {
      kid: "edge",
      alg: "EdDSA",
      jwk: (await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey,
    };
    const bot = { botId: BOT, liveKeyIds: new Set(["pk_1"]), tokensValidAfter: 0 };
    const handle = await signVisitorHandle(edge, { botId: BOT, keyId: "pk_1", visitorId: "anonymous_1" }, NOW);
    const day = 86_400_000;
    expect(await verifyVisitorHandle(handle, [edge], bot, NOW)).toBe("anonymous_1");
    expect(await verifyVisitorHandle(handle, [edge], bot, NOW + HANDLE_SECONDS * 1_000 - day)).toBe("anonymous_1");
    expect(await verifyVisitorHandle(handle, [edge], bot, NOW + HANDLE_SECONDS * 1_000 + day)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [edge], { ...bot, botId: "bot_2" }, NOW)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [{ ...edge, kid: "other" }], bot, NOW)).toBeUndefined();
    // It dies with its key and with a revocation, to the millisecond.
    expect(await verifyVisitorHandle(handle, [edge], { ...bot, liveKeyIds: new Set(["pk_2"]) }, NOW)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [edge], { ...bot, tokensValidAfter: NOW }, NOW)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [edge], { ...bot, tokensValidAfter: NOW - 1 }, NOW)).toBe("anonymous_1");
    const other = await generateKeyPair("EdDSA", { extractable: true });
    expect(
      await verifyVisitorHandle(
        handle,
        [{ ...edge, jwk: (await crypto.subtle.exportKey("jwk", other.privateKey)) as JsonWebKey }],
        bot,
        NOW,
      ),
    ).toBeUndefined();
    for (const bad of ["", "x", "..", `${handle}x`, handle.slice(0, -2), "x".repeat(10_000)])
      expect(await verifyVisitorHandle(bad, [edge], bot, NOW)).toBeUndefined();
    // Neither is the other: a handle cannot chat, and a token cannot renew.
    keys.set("edge", { issuer: "edge", alg: "EdDSA", key: publicKey, botId: undefined });
    await expectRefused(handle);
    const { token } = await signEmbedToken(edge, { botId: BOT, visitorId: "v", ttlSeconds: 600, keyId: "k" }, NOW);
    expect((await verify(token)).claims.visitorId).toBe("v");
    expect(await verifyVisitorHandle(token, [edge], bot, NOW)).toBeUndefined();
  });
});

describe("a visitor handle that was signed by hand with the deployment's own key", () => {
  const bot = { botId: BOT, liveKeyIds: new Set(["pk_1"]), tokensValidAfter: 0 };

  async function renew(
    change: {
      claims?: object;
      audience?: string;
      issuer?: string;
      typ?: string;
      kid?: string;
      alg?: "EdDSA" | "ES256";
    } = {},
  ): Promise<string | undefined> {
    const { privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const jwk = (await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey;
    const handle = await new SignJWT({ bot: BOT, key: "pk_1", iat: NOW / 1_000, sub: "anonymous_1", ...change.claims })
      .setProtectedHeader({ alg: "EdDSA", kid: "edge", typ: change.typ ?? "vegarag-visitor+jwt" })
      .setIssuer(change.issuer ?? "edge")
      .setAudience(change.audience ?? "vegarag-visitor")
      .setExpirationTime(NOW / 1_000 + 600)
      .sign(privateKey);
    return verifyVisitorHandle(handle, [{ kid: change.kid ?? "edge", alg: change.alg ?? "EdDSA", jwk }], bot, NOW);
  }

  it("is taken as it is made", async () => expect(await renew()).toBe("anonymous_1"));

  it.each([
    ["of a token's type", { typ: "vegarag-embed+jwt" }],
    ["for a token's audience", { audience: "vegarag" }],
    ["of an owner", { issuer: "owner" }],
    ["of another bot", { claims: { bot: "bot_2" } }],
    ["without a bot", { claims: { bot: undefined } }],
    ["without its key", { claims: { key: undefined } }],
    ["with a list for its key", { claims: { key: ["pk_1"] } }],
    ["of another key of the deployment", { kid: "other" }],
    ["with another algorithm than its key", { alg: "ES256" as const }],
    ["longer than any of ours", { claims: { padding: "x".repeat(2_000) } }],
    ["without a beginning", { claims: { iat: undefined } }],
  ])("is none where it is %s", async (_what, change) => expect(await renew(change)).toBeUndefined());
});

const WYCHEPROOF = "../shared/data/security/wycheproof_jws.jsonl";

describe.skipIf(!existsSync(WYCHEPROOF))("the Wycheproof signatures (needs ../shared/data)", () => {
  interface Vector {
    id: string;
    verify_key: JsonWebKey & { keys?: JsonWebKey[]; alg?: string };
    jws: unknown;
    expect: string;
  }
  const vectors = existsSync(WYCHEPROOF)
    ? readFileSync(WYCHEPROOF, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Vector)
    : [];
  const ALGORITHMS = ["HS256", "EdDSA", "ES256", "RS256"] as const;

  it("are none of them a token of ours, and none fails in another way", async () => {
    let tried = 0;
    for (const { id, verify_key, jws } of vectors) {
      for (const jwk of verify_key.keys ?? [verify_key]) {
        for (const alg of ALGORITHMS) {
          const key = await importJWK({ ...jwk, alg } as Parameters<typeof importJWK>[0], alg).catch(() => undefined);
          if (key === undefined) continue;
          tried++;
          const found: VerificationKey = { issuer: "owner", alg, key: key as CryptoKey, botId: BOT };
          const text = typeof jws === "string" ? jws : JSON.stringify(jws);
          const error: unknown = await verifyEmbedToken(text, async () => found, NOW).catch(
            (thrown: unknown) => thrown,
          );
          expect(error, id).toBeInstanceOf(ProblemError);
        }
      }
    }
    expect(tried).toBeGreaterThan(400);
  });

  it("have keys that are refused at upload unless they are public keys of the algorithm", async () => {
    let kept = 0;
    for (const { id, verify_key } of vectors) {
      for (const jwk of verify_key.keys ?? [verify_key]) {
        for (const alg of ["EdDSA", "ES256", "RS256"] as const) {
          const outcome = await parsePublicKey(alg, jwk).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome, id).toBeInstanceOf(TypeError);
            continue;
          }
          kept++;
          expect({ EdDSA: "OKP", ES256: "EC", RS256: "RSA" }[alg], id).toBe(jwk.kty);
          expect(
            Object.keys(outcome as object).every((field) => ["kty", "crv", "x", "y", "n", "e"].includes(field)),
            id,
          ).toBe(true);
        }
      }
    }
    expect(kept).toBeGreaterThan(100);
  });
});
