/**
 * Tokens signed with real keys, whatever their headers and claims say: for tests of what must be believed
 * and what must not. Works under Node and inside workerd.
 */

import { CompactSign, generateKeyPair } from "jose";
import { beforeAll, expect } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { type SigningAlgorithm, type VerificationKey, verifyEmbedToken } from "../tenancy/embed-token.ts";

export const NOW = 1_790_000_000_000;
export const SECONDS = NOW / 1_000;
export const BOT = "bot_1";
export const encoder = new TextEncoder();

interface KeyPair {
  alg: SigningAlgorithm;
  sign: CryptoKey | Uint8Array;
  verify: CryptoKey | Uint8Array;
}
export const pairs = new Map<string, KeyPair>();
export const keys = new Map<string, VerificationKey>();

beforeAll(async () => {
  for (const alg of ["EdDSA", "ES256", "RS256"] as const) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    pairs.set(alg, { alg, sign: privateKey, verify: publicKey });
  }
  const secret = encoder.encode("s".repeat(50));
  pairs.set("HS256", { alg: "HS256", sign: secret, verify: secret });
  for (const [name, { alg, verify }] of pairs)
    keys.set(`kid_${name}`, { issuer: "owner", alg, key: verify, botId: BOT });
  keys.set("edge", { issuer: "edge", alg: "EdDSA", key: pairs.get("EdDSA")!.verify, botId: undefined });
});

export const CLAIMS = { iss: "owner", aud: "vegarag", sub: "v", iat: SECONDS, exp: SECONDS + 600, jti: "j" };
export const EDGE = { ...CLAIMS, iss: "edge", bot: "bot_9", key: "sk_1" };

interface Spec {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  pair?: string;
  payload?: string;
}

/** Signed with a real key, whatever the header and the claims say. */
export async function forge({ claims = CLAIMS, header = {}, pair = "HS256", payload }: Spec = {}): Promise<string> {
  const { alg, sign } = pairs.get(pair)!;
  const kid = claims["iss"] === "edge" ? "edge" : `kid_${pair}`;
  const all = { alg, kid, typ: "vegarag-embed+jwt", ...header };
  const signed = [all, payload ?? claims]
    .map((part) => base64url(typeof part === "string" ? part : JSON.stringify(part)))
    .join(".");
  // Signed by hand where jose would not: it refuses to make what it should refuse to read.
  const signature =
    sign instanceof Uint8Array
      ? await hmac(sign, signed)
      : (
          await new CompactSign(encoder.encode(payload ?? JSON.stringify(claims)))
            .setProtectedHeader(all as { alg: string })
            .sign(sign, { crit: { b64: true, x: true } })
        ).split(".")[2]!;
  return `${signed}.${signature}`;
}

export async function hmac(secret: Uint8Array, text: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    secret as Uint8Array<ArrayBuffer>,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

export function base64url(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString("base64url");
}

export function verify(token: string, now = NOW): ReturnType<typeof verifyEmbedToken> {
  return verifyEmbedToken(token, async (kid) => keys.get(kid), now);
}

export async function expectRefused(token: string, slug = "unauthenticated", now = NOW): Promise<void> {
  const error: unknown = await verify(token, now).then(
    (accepted) => `accepted: ${JSON.stringify(accepted)}`,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).slug, (error as ProblemError).detail).toBe(slug);
}
