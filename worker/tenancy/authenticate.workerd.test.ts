/** Each refusal of a credential by itself: with a directory that would believe anything else. */

import { env } from "cloudflare:workers";
import { exportJWK } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { BOT, CLAIMS, EDGE, forge, NOW, pairs, SECONDS } from "../test/forge-token.ts";
import { authenticatePublishable, createAuthenticate } from "./authenticate.ts";
import { createSettings } from "./bot-settings.ts";
import { type ConsoleSession, createConsoleTokens } from "./console-token.ts";
import type { BotRecord, Directory } from "./directory.ts";
import { TenantScope } from "./scope.ts";

const OPERATOR_KEY = "an-operator-key-of-this-test-alone";
const SECRET = `vrs_${"a".repeat(40)}`;
const ACCOUNT = `vra_${"a".repeat(40)}`;
const MCP = `vrm_${"a".repeat(40)}`;

let bot: BotRecord | undefined;
let known: Partial<Directory>;
let now = NOW;
const consoleTokens = createConsoleTokens(crypto.getRandomValues(new Uint8Array(32)), () => now);

beforeEach(() => {
  now = NOW;
  bot = {
    botId: "bot_9",
    accountId: "acc_1",
    settings: createSettings({ name: "Bot" }),
    tokensValidAfter: 0,
    createdAt: 0,
    liveKeyIds: new Set(["sk_1", "pk_1"]),
  };
  known = {};
});

async function authenticate(authorization: string | null, origin: string | null = null) {
  const nobody = async (): Promise<undefined> => undefined;
  const directory: Directory = {
    findAccountKey: nobody,
    findSecretKey: nobody,
    findPublishableKey: nobody,
    findMcpKey: nobody,
    findAccount: async () => ({ liveKeyIds: new Set(["ak_1"]) }),
    findSigningKey: async (kid) => {
      const pair = pairs.get(kid.replace("kid_", ""));
      return pair && { issuer: "owner", alg: pair.alg, key: pair.verify, botId: BOT };
    },
    findBot: async (botId) => bot && { ...bot, botId },
    forget: () => {},
    ...known,
  };
  const jwk = await exportJWK(pairs.get("EdDSA")!.sign as CryptoKey);
  const edgeSigningKeys = [{ kid: "edge", alg: "EdDSA" as const, jwk: jwk as JsonWebKey }];
  return createAuthenticate({ directory, operatorKey: OPERATOR_KEY, edgeSigningKeys, consoleTokens, now: () => now })(
    authorization,
    origin,
  );
}

const bearer = (credential: string): string => `Bearer ${credential}`;
const edge = async (change: object = {}): Promise<string> =>
  bearer(await forge({ claims: { ...EDGE, ...change }, pair: "EdDSA", header: { kid: "edge" } }));
const owner = async (change: object = {}): Promise<string> => bearer(await forge({ claims: { ...CLAIMS, ...change } }));
const expectRefusal = (authorization: string | null, words: string, origin: string | null = null): Promise<void> =>
  expect(authenticate(authorization, origin)).rejects.toMatchObject({ detail: expect.stringContaining(words) });

describe("an embed token", () => {
  it("is the bot's, and says which of the owner's keys signed it", async () => {
    const { credential } = await authenticate(await edge());
    expect([credential.principal, credential.botId, credential.keyId]).toEqual(["embed", "bot_9", undefined]);
    const signed = (await authenticate(await owner())).credential;
    expect([signed.botId, signed.keyId]).toEqual([BOT, "kid_HS256"]);
  });

  it("ends with its bot", async () => {
    bot = undefined;
    await expectRefusal(await edge(), "belongs to a bot that is gone");
  });

  it("ends with a revocation, to the millisecond, and an owner's with a minute of leeway", async () => {
    bot = { ...bot!, tokensValidAfter: NOW };
    await expectRefusal(await edge(), "has been revoked");
    await authenticate(await edge({ iat: SECONDS + 0.001 }));
    await expectRefusal(await owner({ iat: SECONDS + 60 }), "has been revoked");
    now = NOW + 61_000;
    await authenticate(await owner({ iat: SECONDS + 61 }));
  });

  it("ends with the key that it was minted with, which an owner's has not", async () => {
    bot = { ...bot!, liveKeyIds: new Set(["pk_1"]) };
    await expectRefusal(await edge(), "made with is gone");
    await authenticate(await edge({ key: "pk_1" }));
    await authenticate(await owner());
  });

  it("of an anonymous visitor ends where the owner wants to know who it is", async () => {
    bot = { ...bot!, settings: { ...bot!.settings, require_identity: true } };
    await expectRefusal(await edge({ key: "pk_1" }), "no anonymous visitors");
    await authenticate(await edge());
    await authenticate(await owner());
    bot = { ...bot, settings: { ...bot.settings, require_identity: false } };
    await authenticate(await edge({ key: "pk_1" }));
  });

  it("is for browsers of its origins alone", async () => {
    const bound = await edge({ org: ["https://shop.example"] });
    await authenticate(bound, "https://shop.example");
    await authenticate(bound, null);
    await expectRefusal(bound, "not made for pages of https://evil.example", "https://evil.example");
    await expectRefusal(bound, "not made for pages of null", "null");
    await expectRefusal(bound, "not made for pages of", `https://${"x".repeat(300)}.example`);
    await authenticate(await edge(), "https://evil.example");
  });

  it("of the deployment's key is never looked up among the owners'", async () => {
    known = {
      findSigningKey: async () => ({ issuer: "owner", alg: "EdDSA", key: pairs.get("EdDSA")!.verify, botId: BOT }),
    };
    expect((await authenticate(await edge())).credential.botId).toBe("bot_9");
    await expect(authenticate(bearer(await forge({ pair: "EdDSA", header: { kid: "edge" } })))).rejects.toMatchObject({
      slug: "unauthenticated",
    });
  });
});

describe("a console token", () => {
  const session: ConsoleSession = {
    accountId: "acc_1",
    via: "key",
    keyId: "ak_1",
    email: undefined,
    signedInAt: SECONDS,
  };
  const token = async (change: Partial<ConsoleSession> = {}, botId?: string): Promise<string> =>
    bearer((await consoleTokens.sign({ ...session, ...change }, botId)).token);

  it("is the account's, or one bot's of it", async () => {
    const wide = (await authenticate(await token())).credential;
    expect([wide.principal, wide.accountId, wide.botId]).toEqual(["console-account", "acc_1", undefined]);
    const one = (await authenticate(await token({}, "bot_9"))).credential;
    expect([one.principal, one.accountId, one.botId]).toEqual(["console", "acc_1", "bot_9"]);
  });

  it("ends with its account and with the key that opened it, and with no key where none did", async () => {
    known = { findAccount: async () => undefined };
    await expectRefusal(await token(), "account key that this console session was opened with is gone");
    await expectRefusal(await token({ via: "access", keyId: undefined }), "sign in again");
    known = { findAccount: async () => ({ liveKeyIds: new Set(["ak_2"]) }) };
    await expectRefusal(await token(), "account key that this console session was opened with is gone");
    await authenticate(await token({ via: "access", keyId: undefined }));
  });

  it("opens no bot that is gone or another account's", async () => {
    bot = { ...bot!, accountId: "acc_2" };
    await expectRefusal(await token({}, "bot_9"), "bot of this console token is gone");
    bot = undefined;
    await expectRefusal(await token({}, "bot_9"), "bot of this console token is gone");
  });
});

describe("a key", () => {
  it("opens what its row says", async () => {
    known = {
      findSecretKey: async () => ({ keyId: "sk_1", botId: "bot_9" }),
      findMcpKey: async () => ({ keyId: "mk_1", botId: "bot_9" }),
      findAccountKey: async () => ({ keyId: "ak_1", accountId: "acc_1" }),
    };
    const opened = async (key: string) => {
      const { credential, bot: found } = await authenticate(bearer(key));
      return [credential.principal, credential.accountId, credential.botId, credential.keyId, found?.botId];
    };
    expect(await opened(SECRET)).toEqual(["secret", undefined, "bot_9", "sk_1", "bot_9"]);
    expect(await opened(MCP)).toEqual(["mcp", undefined, "bot_9", "mk_1", "bot_9"]);
    expect(await opened(ACCOUNT)).toEqual(["account", "acc_1", undefined, "ak_1", undefined]);
  });

  it.each([
    [SECRET, "This secret key is not known."],
    [MCP, "This MCP key is not known."],
    [ACCOUNT, "This account key is not known."],
    [`vrp_${"a".repeat(40)}`, "A publishable key gives nothing by itself"],
    ["whatever", "This credential is not known."],
    [`${OPERATOR_KEY}x`, "This credential is not known."],
    [OPERATOR_KEY.slice(1), "This credential is not known."],
    [OPERATOR_KEY.toUpperCase(), "This credential is not known."],
  ])("that nobody has opens nothing: %s", (key, words) => expectRefusal(bearer(key), words));

  it("of a bot that is gone opens nothing, though its row is still remembered", async () => {
    known = {
      findSecretKey: async () => ({ keyId: "sk_1", botId: "bot_9" }),
      findMcpKey: async () => ({ keyId: "mk_1", botId: "bot_9" }),
    };
    bot = undefined;
    await expectRefusal(bearer(SECRET), "This secret key is not known.");
    await expectRefusal(bearer(MCP), "This MCP key is not known.");
  });

  it("of the operator gives no bot's data", async () => {
    const { credential } = await authenticate(bearer(OPERATOR_KEY));
    expect([credential.principal, credential.accountId, credential.botId]).toEqual(["operator", undefined, undefined]);
    expect(() => TenantScope.of(credential, env)).toThrow("gives no access to a bot's data");
  });
});

it("asks for a credential where none came", () =>
  expect(authenticate(null)).rejects.toMatchObject({ detail: "Send a credential as Authorization: Bearer …" }));

it("a publishable key says which bot a page asks for, while both are there", async () => {
  const found = { keyId: "pk_1", botId: "bot_9" };
  const asked: unknown[] = [];
  const directory = (key: typeof found | undefined, of: BotRecord | undefined): Directory =>
    ({
      findPublishableKey: async () => key,
      findBot: async (...args: unknown[]) => {
        asked.push(args);
        return of;
      },
    }) as unknown as Directory;
  const known = await authenticatePublishable(directory(found, bot), "vrp_x");
  expect([known?.credential.principal, known?.credential.botId, known?.credential.keyId]).toEqual([
    "publishable",
    "bot_9",
    "pk_1",
  ]);
  expect(asked).toEqual([["bot_9", "pk_1"]]);
  expect(await authenticatePublishable(directory(undefined, bot), "vrp_x")).toBeUndefined();
  expect(await authenticatePublishable(directory(found, undefined), "vrp_x")).toBeUndefined();
});

it.each([
  null,
  "",
  "Bearer",
  "Bearer ",
  `Basic ${OPERATOR_KEY}`,
  OPERATOR_KEY,
  `Bearer ${OPERATOR_KEY} more`,
  `Bearer\t${OPERATOR_KEY}`,
])("a header of %j is no credential", async (header) => {
  await expect(authenticate(header)).rejects.toMatchObject({
    slug: "unauthenticated",
    detail: expect.stringMatching(/Bearer/),
  });
});
