/** Tokens that must be believed, and claims that must not. */

import { describe, expect, it, vi } from "vitest";
import { BOT, CLAIMS, EDGE, expectRefused, forge, keys, NOW, pairs, SECONDS, verify } from "../test/forge-token.ts";
import { LIMITS } from "../../shared/config.ts";
import { type EdgeSigningKey, importVerificationKey } from "./edge-keys.ts";
import {
  type EmbedTokenRequest,
  parseHeader,
  signEmbedToken,
  verifyEmbedToken,
  verifySignature,
} from "./embed-token.ts";

describe("a sound token", () => {
  it.each(["HS256", "EdDSA", "ES256", "RS256"])("signed with %s is its key's bot's", async (pair) => {
    const { botId, claims } = await verify(await forge({ pair }));
    expect(botId).toBe(BOT);
    expect(claims).toMatchObject({ issuer: "owner", visitorId: "v", keyId: undefined });
  });

  it("may call EdDSA by its curve, as RFC 9864 does", async () => {
    const token = await forge({ pair: "EdDSA", header: { alg: "Ed25519" } });
    expect(await verify(token)).toMatchObject({ botId: BOT });
    await expectRefused(await forge({ pair: "ES256", header: { kid: "kid_EdDSA" } }));
    await expectRefused(await forge({ pair: "EdDSA", header: { alg: "Ed25519", kid: "kid_ES256" } }));
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
    { message_per_minute: 1 },
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

describe("what a token says of itself", () => {
  const NEW = { key: "sk_1", new: true };

  it("is its key and that its visitor is new, where the deployment has signed it and nobody else", async () => {
    const edge = (change: object): Promise<string> => forge({ claims: { ...EDGE, ...change }, pair: "EdDSA" });
    expect((await verify(await edge(NEW))).claims).toMatchObject({ keyId: "sk_1", isNewVisitor: true });
    expect((await verify(await edge({ new: false }))).claims.isNewVisitor).toBe(false);
    expect((await verify(await edge({}))).claims.isNewVisitor).toBe(false);
    const owner = await forge({ claims: { ...CLAIMS, ...NEW } });
    expect((await verify(owner)).claims).toMatchObject({ keyId: undefined, isNewVisitor: false });
  });

  it("is nothing where it says nothing", async () => {
    expect((await verify(await forge())).claims).toMatchObject({
      origins: undefined,
      filter: undefined,
      limits: undefined,
      profile: undefined,
    });
  });
});

/** Each by itself: where one of two goes, the other must not hide it. */
describe("the two looks at a token", () => {
  const EXPECTED = { audience: "vegarag", typ: "vegarag-embed+jwt", issuer: "owner", life: 3_600, now: NOW };
  const signature = async (
    spec: Parameters<typeof forge>[0],
    kid = "kid_HS256",
    expected = EXPECTED,
  ): Promise<unknown> => verifySignature(await forge(spec), keys.get(kid)!, expected);

  it("takes what is sound", async () => {
    expect(await signature({})).toMatchObject({ sub: "v" });
    expect(parseHeader(await forge(), "vegarag-embed+jwt")).toEqual({ alg: "HS256", kid: "kid_HS256" });
  });

  it.each([
    ["of another audience", { claims: { ...CLAIMS, aud: "vegarag-console" } }, "its aud claim"],
    ["of several audiences that it is not among", { claims: { ...CLAIMS, aud: ["a", "b"] } }, "its aud claim"],
    ["of another issuer", { claims: { ...CLAIMS, iss: "edge" }, header: { kid: "kid_HS256" } }, "its iss claim"],
    ["of another type", { header: { typ: "vegarag-visitor+jwt" } }, "its typ claim"],
    ["without a type", { header: { typ: undefined } }, "its typ claim"],
    ["without a visitor", { claims: { ...CLAIMS, sub: undefined } }, "its sub claim"],
    ["without an id", { claims: { ...CLAIMS, jti: undefined } }, "its jti claim"],
    ["without a beginning", { claims: { ...CLAIMS, iat: undefined } }, "its iat claim"],
    ["without an end", { claims: { ...CLAIMS, exp: undefined } }, "its exp claim"],
  ])("refuses by its signature's library what is %s", async (_what, spec, why) => {
    await expect(signature(spec)).rejects.toMatchObject({
      slug: "unauthenticated",
      detail: expect.stringContaining(why),
    });
  });

  it("refuses an algorithm that is not its key's, though the same key would do", async () => {
    const { createHmac } = await import("node:crypto");
    const secret = pairs.get("HS256")!.sign as Uint8Array;
    const [, body] = (await forge()).split(".");
    const head = Buffer.from(JSON.stringify({ alg: "HS512", kid: "kid_HS256", typ: "vegarag-embed+jwt" }));
    const signed = `${head.toString("base64url")}.${body}`;
    const token = `${signed}.${createHmac("sha512", secret).update(signed).digest("base64url")}`;
    await expect(verifySignature(token, keys.get("kid_HS256")!, EXPECTED)).rejects.toMatchObject({
      slug: "unauthenticated",
    });
    await expect(verify(token)).rejects.toMatchObject({
      detail: expect.stringContaining("another algorithm than its key"),
    });
  });

  it("names the claim that is wrong, as its owner will read it", async () => {
    const wrong = await forge({ claims: { ...CLAIMS, aud: "other" } });
    await expect(verify(wrong)).rejects.toMatchObject({ detail: expect.stringContaining("its aud claim") });
    const forged = `${(await forge()).split(".").slice(0, 2).join(".")}.${"A".repeat(43)}`;
    await expect(verify(forged)).rejects.toMatchObject({ detail: expect.stringContaining("not signed by the key") });
  });

  it.each([
    { alg: undefined },
    { alg: 7 },
    { kid: undefined },
    { kid: 7 },
    { kid: "" },
    { typ: "JWT" },
    { typ: undefined },
    { jwk: {} },
    { crit: [] },
  ])("refuses by its header alone what has %j", async (header) => {
    const token = await forge({ header });
    expect(() => parseHeader(token, "vegarag-embed+jwt")).toThrow(expect.objectContaining({ slug: "unauthenticated" }));
  });
});

describe("a token that the deployment mints", () => {
  const request: EmbedTokenRequest = { botId: "bot_9", visitorId: "v", ttlSeconds: 600, keyId: "sk_1" };
  const mint = async (change: Partial<EmbedTokenRequest>) => {
    const jwk = (await crypto.subtle.exportKey("jwk", pairs.get("EdDSA")!.sign as CryptoKey)) as JsonWebKey;
    const key: EdgeSigningKey = { kid: "edge", alg: "EdDSA", jwk };
    return (await signEmbedToken(key, { ...request, ...change }, NOW)).token;
  };

  it("says what was asked for, and is believed", async () => {
    const { claims, botId } = await verify(await mint({ isNewVisitor: true, profile: { name: "Zoë" } }));
    expect(botId).toBe("bot_9");
    expect(claims).toMatchObject({ visitorId: "v", isNewVisitor: true, profile: { name: "Zoë" }, keyId: "sk_1" });
    expect((await verify(await mint({ profile: { bio: "x".repeat(1_000) } }))).claims.profile).toBeDefined();
  });

  it("is signed with a key that is imported once, whoever asks", async () => {
    const jwk = (await crypto.subtle.exportKey("jwk", pairs.get("EdDSA")!.sign as CryptoKey)) as JsonWebKey;
    const key: EdgeSigningKey = { kid: "edge", alg: "EdDSA", jwk };
    const imports = vi.spyOn(crypto.subtle, "importKey");
    const tokens: string[] = [];
    for (let n = 0; n < 3; n++) tokens.push((await signEmbedToken(key, request, NOW)).token);
    for (let n = 0; n < 3; n++) await verifyEmbedToken(tokens[n]!, async () => importVerificationKey(key), NOW);
    expect(imports).toHaveBeenCalledTimes(2);
    imports.mockRestore();
  });

  it("is not made where nobody would believe it: over 1 KB of profile, over 2 KB in all", async () => {
    await expect(mint({ profile: { bio: "x".repeat(1_020) } })).rejects.toMatchObject({
      slug: "invalid-request",
      issues: [{ path: "profile" }],
    });
    const filter = { team: { $in: Array.from({ length: 40 }, (_, at) => `${"x".repeat(40)}${at}`) } };
    await expect(mint({ filter })).rejects.toMatchObject({
      slug: "invalid-request",
      detail: expect.stringContaining("larger than 2 KB"),
    });
    expect((await mint({ filter: { team: "x" } })).length).toBeLessThan(LIMITS.tokenBytes);
  });
});
