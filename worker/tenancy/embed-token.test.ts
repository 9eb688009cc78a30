/** Tokens that must be believed, and everything that looks like one and must not. */

import { existsSync, readFileSync } from "node:fs";
import { CompactSign, exportJWK, generateKeyPair, importJWK } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import type { EdgeSigningKey } from "../settings.ts";
import { parsePublicKey } from "./directory.ts";
import {
  signEmbedToken,
  signVisitorHandle,
  type SigningAlgorithm,
  type VerificationKey,
  verifyEmbedToken,
  verifyVisitorHandle,
} from "./embed-token.ts";

const NOW = 1_790_000_000_000;
const SECONDS = NOW / 1_000;
const BOT = "bot_1";
const encoder = new TextEncoder();

interface KeyPair {
  alg: SigningAlgorithm;
  sign: CryptoKey | Uint8Array;
  verify: CryptoKey | Uint8Array;
}
const pairs = new Map<string, KeyPair>();
const keys = new Map<string, VerificationKey>();

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

const CLAIMS = { iss: "owner", aud: "vegarag", sub: "v", iat: SECONDS, exp: SECONDS + 600, jti: "j" };
const EDGE = { ...CLAIMS, iss: "edge", bot: "bot_9", key: "sk_1" };

interface Spec {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  pair?: string;
  payload?: string;
}

/** Signed with a real key, whatever the header and the claims say. */
async function forge({ claims = CLAIMS, header = {}, pair = "HS256", payload }: Spec = {}): Promise<string> {
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

async function hmac(secret: Uint8Array, text: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    secret as Uint8Array<ArrayBuffer>,
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  return base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))));
}

function base64url(value: string | Uint8Array): string {
  return Buffer.from(value as string).toString("base64url");
}

function verify(token: string, now = NOW): ReturnType<typeof verifyEmbedToken> {
  return verifyEmbedToken(token, async (kid) => keys.get(kid), now);
}

async function expectRefused(token: string, slug = "unauthenticated", now = NOW): Promise<void> {
  const error: unknown = await verify(token, now).then(
    (accepted) => `accepted: ${JSON.stringify(accepted)}`,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).slug, (error as ProblemError).detail).toBe(slug);
}

describe("a sound token", () => {
  it.each(["HS256", "EdDSA", "ES256", "RS256"])("signed with %s is its key's bot's", async (pair) => {
    const { botId, claims } = await verify(await forge({ pair }));
    expect(botId).toBe(BOT);
    expect(claims).toMatchObject({ issuer: "owner", visitorId: "v", keyId: undefined });
  });

  it("of the deployment is the bot's that it names", async () => {
    expect(await verify(await forge({ claims: EDGE, pair: "EdDSA" }))).toMatchObject({
      botId: "bot_9",
      claims: { issuer: "edge", keyId: "sk_1" },
    });
  });

  it("may name the bot that its key already says", async () => {
    expect((await verify(await forge({ claims: { ...CLAIMS, bot: BOT } }))).botId).toBe(BOT);
  });

  it("brings claims that nobody knows, which change nothing", async () => {
    const { claims } = await verify(
      await forge({ claims: { ...CLAIMS, admin: true, principal: "secret", botId: "bot_2", scope: "*" } }),
    );
    expect(JSON.stringify(claims)).not.toMatch(/admin|secret|bot_2|\*/);
  });

  it("is read to the second: early, late, and leeway of a minute on both sides", async () => {
    for (const now of [NOW - 60_000, NOW, NOW + 599_000, NOW + 659_000]) await verify(await forge(), now);
    for (const now of [NOW - 61_000, NOW - 1e9]) await expectRefused(await forge(), "unauthenticated", now);
    for (const now of [NOW + 660_000, NOW + 1e9]) await expectRefused(await forge(), "token-expired", now);
  });

  it("keeps the types of its locked filter and its profile, field by field", async () => {
    const flt = JSON.parse('{"__proto__":"a","constructor":{"$in":["b"]},"n":1}') as object;
    const { claims } = await verify(await forge({ claims: { ...CLAIMS, flt, usr: { constructor: 1, name: "Zoë" } } }));
    expect(JSON.stringify(claims.filter)).toBe(JSON.stringify(flt));
    expect(claims.profile).toEqual({ constructor: 1, name: "Zoë" });
  });
});

const NOT_A_NUMBER = [undefined, null, "1790000000", true, [], {}, [SECONDS]];
const NOT_A_STRING = [undefined, null, 7, true, [], {}, ["v"]];
/** Claim → values that must be refused. */
const BAD_CLAIMS: Record<string, readonly unknown[]> = {
  iss: [undefined, null, "", "edge", "Owner", "owner ", ["owner"], 7],
  aud: [
    undefined,
    null,
    "",
    "vegarag ",
    "VEGARAG",
    "vegarag-visitor",
    [],
    ["other"],
    ["vegarag", "other"],
    ["vegarag"],
    { vegarag: 1 },
    7,
  ],
  sub: [...NOT_A_STRING, "", "x".repeat(129), "\ud800", ".", ".."],
  iat: [...NOT_A_NUMBER, SECONDS + 61, SECONDS + 1e6, -1, 0, SECONDS - 3_700, 1e300],
  exp: [...NOT_A_NUMBER, SECONDS + 3_601, 1e300, SECONDS, SECONDS - 30, NOW + 600_000],
  jti: [...NOT_A_STRING, "", "x".repeat(129)],
  nbf: [SECONDS + 61, "soon", null, {}],
  bot: ["bot_2", "", null, 7, ["bot_1"], "bot_1 ", "BOT_1"],
  org: [
    null,
    "https://x.example",
    [],
    [7],
    [null],
    ["x.example"],
    ["https://x.example/path"],
    ["*"],
    ["https://*.example"],
    ["null"],
    [""],
    Array.from({ length: 6 }, (_, at) => `https://x${at}.example`),
  ],
  flt: [null, "x", 7, [], { $or: [] }, { $bad: 1 }, { team: null }, { team: { $eq: {} } }, { "": 1 }, { $and: {} }],
  lim: [
    null,
    "x",
    7,
    [],
    { messages_per_minute: -1 },
    { messages_per_minute: "1" },
    { messages_per_day: 1.5 },
    { messages_per_minute: 1e9 },
    { messages_per_day: null },
  ],
  usr: [null, "x", 7, [], { bio: "x".repeat(1_100) }],
};

describe.each(Object.entries(BAD_CLAIMS))("the claim %s", (name, values) => {
  it.each(values.map((value) => [JSON.stringify(value)?.slice(0, 60), value]))("is refused as %s", async (_, value) => {
    const token = await forge({ claims: { ...CLAIMS, [name]: value } });
    const expired =
      (name === "exp" && typeof value === "number" && value < SECONDS - 60) ||
      (name === "iat" && typeof value === "number" && value < SECONDS - 3_600);
    await expectRefused(token, expired ? "token-expired" : "unauthenticated");
  });
});

describe("an edge token", () => {
  it.each([
    ["without a bot", { bot: undefined }],
    ["without its key", { key: undefined }],
    ["with a number for its key", { key: 7 }],
    ["that lives longer than ten minutes", { exp: SECONDS + 601 }],
    ["of an owner's issuer", { iss: "owner" }],
  ])("is refused %s", async (_, change) => {
    await expectRefused(await forge({ claims: { ...EDGE, ...change }, pair: "EdDSA", header: { kid: "edge" } }));
  });

  it("cannot be made with an owner's key", async () => {
    for (const claims of [EDGE, { ...EDGE, bot: BOT }])
      await expectRefused(await forge({ claims, header: { kid: "kid_HS256" } }));
  });
});

describe("a header", () => {
  const owner = {
    jwk: { kty: "oct", k: "eA" },
    jku: "https://evil.example/keys",
    x5u: "https://evil.example/x",
    x5c: ["MII"],
    x5t: "x",
    crit: ["b64"],
    b64: false,
    cty: "JWT",
    zip: "DEF",
    enc: "A128GCM",
    key: "x",
    url: "x",
    nonce: "x",
  };

  it.each(Object.entries(owner))("that brings %s is refused", async (name, value) => {
    await expectRefused(await forge({ header: { [name]: value } }));
  });

  it.each([
    undefined,
    null,
    "",
    "none",
    "NONE",
    "None",
    "nOnE",
    "hs256",
    "HS384",
    "HS512",
    "RS256",
    "PS256",
    "ES256",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "dir",
    7,
    ["HS256"],
    {},
  ])("with alg %j is refused: the key says which it is", async (alg) => {
    await expectRefused(await forge({ header: { alg } }));
    const [head, body] = (await forge({ header: { alg } })).split(".");
    await expectRefused(`${head}.${body}.`);
  });

  it.each([
    undefined,
    null,
    "",
    "JWT",
    "jwt",
    "at+jwt",
    "vegarag-visitor+jwt",
    "VEGARAG-EMBED+JWT",
    "application/vegarag-embed+jwt",
    7,
  ])("with typ %j is refused", async (typ) => {
    await expectRefused(await forge({ header: { typ } }));
  });

  it.each([
    undefined,
    null,
    "",
    7,
    ["kid_HS256"],
    {},
    "nobody",
    "kid_hs256",
    " kid_HS256",
    "kid_HS256 ",
    "kid_HS256\0",
    "../kid_HS256",
    "../../../../dev/null",
    "kid_HS256' OR '1'='1",
    "%",
    "kid_%",
    "*",
    "__proto__",
    "constructor",
    "x".repeat(1_500),
    "https://evil.example/key",
    "edge",
    "kid_EdDSA",
  ])("with kid %j is refused", async (kid) => {
    await expectRefused(await forge({ header: { kid } }));
  });

  it("cannot turn a public key into a secret", async () => {
    for (const pair of ["RS256", "ES256", "EdDSA"]) {
      const jwk = await exportJWK(pairs.get(pair)!.verify as CryptoKey);
      const raw = new Uint8Array(
        (await crypto.subtle.exportKey("spki", pairs.get(pair)!.verify as CryptoKey)) as ArrayBuffer,
      );
      const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(raw).toString("base64")}\n-----END PUBLIC KEY-----\n`;
      for (const secret of [
        raw,
        encoder.encode(pem),
        encoder.encode(pem.trim()),
        encoder.encode(JSON.stringify(jwk)),
        encoder.encode(jwk.n ?? jwk.x!),
        encoder.encode(`kid_${pair}`),
        encoder.encode(""),
      ]) {
        if (secret.length === 0) continue;
        const signed = [{ alg: "HS256", kid: `kid_${pair}`, typ: "vegarag-embed+jwt" }, CLAIMS]
          .map((part) => base64url(JSON.stringify(part)))
          .join(".");
        await expectRefused(`${signed}.${await hmac(secret, signed)}`);
      }
    }
  });
});

describe("the text of a token", () => {
  it("is refused when any character of it is another", async () => {
    const token = await forge();
    const before = await verify(token);
    for (let at = 0; at < token.length; at++) {
      for (const char of ["A", "z", "-", ".", "=", " ", "+", "/", "é", ""]) {
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        if (changed === token) continue;
        const outcome = await verify(changed).catch((error: unknown) => error);
        // Another spelling of the same bits may be believed, for it says the same.
        if (outcome instanceof ProblemError) expect(["unauthenticated", "token-expired"]).toContain(outcome.slug);
        else expect(outcome, `${at} ${char}`).toEqual(before);
      }
    }
  });

  it.each([
    ["empty", ""],
    ["dots", ".."],
    ["two parts", "e30.e30"],
    ["four parts", "e30.e30.e30.e30"],
    ["five parts, as of an encrypted one", "e30.e30.e30.e30.e30"],
    ["not base64", "%%%.%%%.%%%"],
    ["not JSON", "YQ.YQ.YQ"],
    ["null", "bnVsbA.bnVsbA.bnVsbA"],
    ["a list", "W10.W10.W10"],
  ])("is refused where it is %s", async (_, token) => {
    await expectRefused(token);
  });

  it.each(["", "null", "[]", "7", '"x"', "{", "\ufeff{}", "{}"])(
    "is refused where what was signed is %j",
    async (payload) => {
      await expectRefused(await forge({ payload }));
    },
  );

  it("is refused above 2 KB, however sound", async () => {
    const sized = async (length: number): Promise<string> => forge({ claims: { ...CLAIMS, pad: "x".repeat(length) } });
    let length = 1_000;
    while ((await sized(length + 1)).length <= 2_048) length++;
    expect((await verify(await sized(length))).botId).toBe(BOT);
    await expectRefused(await sized(length + 1));
    await expectRefused(await sized(100_000));
  });

  it("counts the last of two claims of one name, as it was signed, and still checks it", async () => {
    const payload = JSON.stringify(CLAIMS).replace("{", '{"bot":"bot_1",').replace(/}$/, ',"bot":"bot_2"}');
    await expectRefused(await forge({ payload }));
  });
});

describe("a visitor handle", () => {
  it("renews its visitor of its bot, and nothing else", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const edge: EdgeSigningKey = {
      kid: "edge",
      alg: "EdDSA",
      jwk: (await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey,
    };
    const handle = await signVisitorHandle(edge, BOT, "anonymous_1", NOW);
    const day = 86_400_000;
    expect(await verifyVisitorHandle(handle, [edge], BOT, NOW)).toBe("anonymous_1");
    expect(await verifyVisitorHandle(handle, [edge], BOT, NOW + 179 * day)).toBe("anonymous_1");
    expect(await verifyVisitorHandle(handle, [edge], BOT, NOW + 181 * day)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [edge], "bot_2", NOW)).toBeUndefined();
    expect(await verifyVisitorHandle(handle, [{ ...edge, kid: "other" }], BOT, NOW)).toBeUndefined();
    const other = await generateKeyPair("EdDSA", { extractable: true });
    expect(
      await verifyVisitorHandle(
        handle,
        [{ ...edge, jwk: (await crypto.subtle.exportKey("jwk", other.privateKey)) as JsonWebKey }],
        BOT,
        NOW,
      ),
    ).toBeUndefined();
    for (const bad of ["", "x", "..", `${handle}x`, handle.slice(0, -2), "x".repeat(10_000)])
      expect(await verifyVisitorHandle(bad, [edge], BOT, NOW)).toBeUndefined();
    // Neither is the other: a handle cannot chat, and a token cannot renew.
    keys.set("edge", { issuer: "edge", alg: "EdDSA", key: publicKey, botId: undefined });
    await expectRefused(handle);
    const { token } = await signEmbedToken(edge, { botId: BOT, visitorId: "v", ttlSeconds: 600, keyId: "k" }, NOW);
    expect((await verify(token)).claims.visitorId).toBe("v");
    expect(await verifyVisitorHandle(token, [edge], BOT, NOW)).toBeUndefined();
  });
});

const WYCHEPROOF = "../shared/data/security/wycheproof_jws.jsonl";

describe.skipIf(!existsSync(WYCHEPROOF))("the Wycheproof signatures", () => {
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
