/** Tokens that must be believed, and claims that must not. */

import { describe, expect, it } from "vitest";
import { BOT, CLAIMS, EDGE, expectRefused, forge, NOW, SECONDS, verify } from "../test/forge-token.ts";

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
