/** What the directory remembers: nothing for longer than its word, and enough that chats read no D1. */

import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Accounts, createAccounts } from "./accounts.ts";
import { createAuthenticate } from "./authenticate.ts";
import { CACHE_MS, createDirectory, type Directory } from "./directory.ts";
import { createConsoleTokens } from "./console-token.ts";
import { createKeys, type Keys } from "./keys.ts";
import { signEmbedToken } from "./embed-token.ts";
import type { EdgeSigningKey } from "./edge-keys.ts";

const ENCRYPTION_KEY = crypto.getRandomValues(new Uint8Array(32));
const jwk = (JSON.parse(env.EDGE_SIGNING_KEYS) as { keys: (JsonWebKey & { kid: string })[] }).keys[0]!;
const edge: EdgeSigningKey = { kid: jwk.kid, alg: "EdDSA", jwk };

let now: number;
let reads: number;
let accounts: Accounts;
let keys: Keys;
/** As in another isolate: it is never told of a change. */
let elsewhere: Directory;
let bot: Awaited<ReturnType<Accounts["createBot"]>>;
let accountId: string;

/** D1 that counts how often it is asked. */
function counting(db: D1Database): D1Database {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...parameters: unknown[]): unknown => {
        if (name === "prepare" || name === "batch") reads++;
        return (value as (...parameters: unknown[]) => unknown).apply(target, parameters);
      };
    },
  });
}

beforeEach(async () => {
  now = 1_790_000_000_000;
  reads = 0;
  keys = createKeys(env.DB, ENCRYPTION_KEY, () => now);
  accounts = createAccounts(env.DB, keys, () => now);
  elsewhere = createDirectory(counting(env.DB), ENCRYPTION_KEY, () => now);
  accountId = (await accounts.createAccount("Test")).account_id;
  bot = await accounts.createBot(accountId, { name: "Bot" });
});

function authenticateElsewhere(): ReturnType<typeof createAuthenticate> {
  return createAuthenticate({
    directory: elsewhere,
    operatorKey: "o".repeat(30),
    edgeSigningKeys: [edge],
    consoleTokens: createConsoleTokens(ENCRYPTION_KEY, () => now),
    now: () => now,
  });
}

async function mint(): Promise<string> {
  const keyId = (await keys.list({ botId: bot.bot_id }, "secret"))[0]!.key_id;
  return (await signEmbedToken(edge, { botId: bot.bot_id, visitorId: "v", ttlSeconds: 600, keyId }, now)).token;
}

describe("a hundred chats", () => {
  it.each(["token", "secret key"])("with a %s read D1 for the first alone, until the memory ends", async (kind) => {
    const authenticate = authenticateElsewhere();
    const header = `Bearer ${kind === "token" ? await mint() : bot.secret_key}`;
    await authenticate(header, null);
    const first = reads;
    expect(first).toBeGreaterThan(0);
    for (let turn = 1; turn < 100; turn++) {
      now += Math.floor(CACHE_MS / 101);
      expect((await authenticate(header, null)).bot?.botId).toBe(bot.bot_id);
    }
    expect(reads).toBe(first);
    now += CACHE_MS;
    await authenticate(header, null);
    expect(reads).toBe(2 * first);
  });

  it("wait for no read but their own: one whose client has left may never end", async () => {
    let stuck = true;
    const stalling = new Proxy(env.DB, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...parameters: unknown[]): unknown => {
          if (name === "batch" && stuck) return new Promise(() => {});
          return (value as (...parameters: unknown[]) => unknown).apply(target, parameters);
        };
      },
    });
    const directory = createDirectory(stalling, ENCRYPTION_KEY, () => now);
    void directory.findBot(bot.bot_id);
    stuck = false;
    expect((await directory.findBot(bot.bot_id))?.botId).toBe(bot.bot_id);
  });

  it("remember nothing that was read before a change", async () => {
    let release: (() => void) | undefined;
    const slow = new Proxy(env.DB, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name !== "batch") return value.bind(target) as unknown;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const result: unknown = await (value as (...parameters: unknown[]) => unknown).apply(target, parameters);
          if (release === undefined) await new Promise<void>((resolve) => (release = resolve));
          return result;
        };
      },
    });
    const directory = createDirectory(slow as unknown as D1Database, ENCRYPTION_KEY, () => now);
    const early = directory.findBot(bot.bot_id);
    await vi.waitFor(() => expect(release).toBeDefined());
    await accounts.patchBot(bot.bot_id, { greeting: "New" });
    directory.forget();
    release!();
    await early;
    expect((await directory.findBot(bot.bot_id))?.settings.greeting).toBe("New");
  });
});

describe("a change made elsewhere", () => {
  const changes: [string, () => Promise<unknown>, () => Promise<string>][] = [
    ["tokens are revoked", () => accounts.revokeTokens(bot.bot_id), mint],
    [
      "the secret key is deleted, and with it its tokens",
      async () =>
        keys.delete({ botId: bot.bot_id }, "secret", (await keys.list({ botId: bot.bot_id }, "secret"))[0]!.key_id),
      mint,
    ],
    [
      "the secret key is deleted",
      async () =>
        keys.delete({ botId: bot.bot_id }, "secret", (await keys.list({ botId: bot.bot_id }, "secret"))[0]!.key_id),
      async () => bot.secret_key,
    ],
    ["the bot is deleted", () => accounts.removeBot(accountId, bot.bot_id), mint],
    [
      "the bot is deleted, and its key with it",
      () => accounts.removeBot(accountId, bot.bot_id),
      async () => bot.secret_key,
    ],
  ];

  it.each(changes)("shows at the latest when the memory ends: %s", async (_, change, credential) => {
    const authenticate = authenticateElsewhere();
    const header = `Bearer ${await credential()}`;
    await authenticate(header, null);
    await change();
    now += CACHE_MS;
    await expect(authenticate(header, null)).rejects.toMatchObject({ slug: "unauthenticated" });
    expect(CACHE_MS).toBeLessThan(60_000);
  });

  it.each(changes)("shows at once where it was made: %s", async (_, change, credential) => {
    const authenticate = authenticateElsewhere();
    const header = `Bearer ${await credential()}`;
    await authenticate(header, null);
    await change();
    elsewhere.forget();
    await expect(authenticate(header, null)).rejects.toMatchObject({ slug: "unauthenticated" });
  });

  it("shows at once where it is a key: what is signed with one that was made a moment ago is good", async () => {
    const authenticate = authenticateElsewhere();
    await authenticate(`Bearer ${await mint()}`, null);
    const { key_id: keyId } = await keys.createSecretKey(bot.bot_id);
    const { token } = await signEmbedToken(edge, { botId: bot.bot_id, visitorId: "v", ttlSeconds: 600, keyId }, now);
    expect((await authenticate(`Bearer ${token}`, null)).bot?.botId).toBe(bot.bot_id);
    // One that is gone is looked for once a second, however often it is tried.
    await keys.delete({ botId: bot.bot_id }, "secret", keyId);
    elsewhere.forget();
    const before = reads;
    for (let turn = 0; turn < 5; turn++)
      await expect(authenticate(`Bearer ${token}`, null)).rejects.toMatchObject({ slug: "unauthenticated" });
    const cost = reads - before;
    await expect(authenticate(`Bearer ${token}`, null)).rejects.toMatchObject({ slug: "unauthenticated" });
    expect(reads - before).toBe(cost);
  });

  it("is not hidden by a read that was under way", async () => {
    const slow = elsewhere.findSecretKey(bot.secret_key);
    await accounts.removeBot(accountId, bot.bot_id);
    elsewhere.forget();
    await slow;
    expect(await elsewhere.findSecretKey(bot.secret_key)).toBeUndefined();
  });
});

describe("the live keys", () => {
  it("of a bot are its own secret and publishable ones", async () => {
    const other = await accounts.createBot(accountId, { name: "Other" });
    await keys.createSigningKey(bot.bot_id, "HS256", undefined);
    const idsOf = async (botId: string): Promise<string[]> =>
      (await Promise.all((["secret", "publishable"] as const).map((kind) => keys.list({ botId }, kind))))
        .flat()
        .map((key) => key.key_id)
        .sort();
    for (const id of [bot.bot_id, other.bot_id])
      expect([...(await elsewhere.findBot(id))!.liveKeyIds].sort()).toEqual(await idsOf(id));
  });

  it("of an account are its own, and an account without any is none", async () => {
    const other = (await accounts.createAccount("Other")).account_id;
    for (const id of [accountId, other]) {
      const own = (await keys.list({ accountId: id }, "account")).map((key) => key.key_id);
      expect([...(await elsewhere.findAccount(id, undefined))!.liveKeyIds]).toEqual(own);
    }
    expect(await elsewhere.findAccount("acc_none", undefined)).toBeUndefined();
  });

  it("of a bot that went elsewhere a moment ago are none, also for a key that was never remembered", async () => {
    await elsewhere.findBot(bot.bot_id);
    await accounts.removeBot(accountId, bot.bot_id);
    expect(await elsewhere.findBot(bot.bot_id, "sk_new")).toBeUndefined();
  });
});

describe("what is not there", () => {
  it("is looked up once a second where it is a bot, too", async () => {
    for (let turn = 0; turn < 5; turn++) expect(await elsewhere.findBot("bot_none")).toBeUndefined();
    const first = reads;
    now += 1_001;
    await elsewhere.findBot("bot_none");
    expect(reads).toBe(2 * first);
  });

  it("is there as soon as it is made, also while it was being looked for", async () => {
    const { secret_key: made, key_id: keyId } = await keys.createSecretKey(bot.bot_id);
    const row = await env.DB.prepare("SELECT * FROM keys WHERE key_id = ?").bind(keyId).first();
    await env.DB.prepare("DELETE FROM keys WHERE key_id = ?").bind(keyId).run();
    // A change is noted while the database is being read.
    const db = new Proxy(env.DB, {
      get(target, name) {
        if (name === "prepare") directory.forget();
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
    });
    const directory = createDirectory(db, ENCRYPTION_KEY, () => now);
    expect(await directory.findSecretKey(made)).toBeUndefined();
    const names = Object.keys(row!);
    await env.DB.prepare(`INSERT INTO keys (${names.join()}) VALUES (${names.map(() => "?").join()})`)
      .bind(...Object.values(row!))
      .run();
    expect(await directory.findSecretKey(made)).toMatchObject({ botId: bot.bot_id });
  });

  it("is looked up once a second however often it is asked for, and not at all where it can be no key", async () => {
    const key = `vrs_${"q".repeat(40)}`;
    for (let turn = 0; turn < 5; turn++) expect(await elsewhere.findSecretKey(key)).toBeUndefined();
    expect(reads).toBe(1);
    now += 1_001;
    expect(await elsewhere.findSecretKey(key)).toBeUndefined();
    expect(reads).toBe(2);
    for (const none of ["", "vrs_", "vrs_none", key.toUpperCase(), `${key}0`, `${key} `, `x${key}`]) {
      expect(await elsewhere.findSecretKey(none)).toBeUndefined();
      expect(await elsewhere.findAccountKey(none)).toBeUndefined();
    }
    expect(reads).toBe(2);
    // Whoever makes up keys pushes out none that are.
    await elsewhere.findSecretKey(bot.secret_key);
    const before = reads;
    for (let made = 0; made < 1_100; made++) await elsewhere.findBot(`bot_${made}`);
    await elsewhere.findSecretKey(bot.secret_key);
    expect(reads - before).toBe(1_100 * 3);
  });

  it("hides nothing: a key works as soon as it exists", async () => {
    expect(await elsewhere.findBot("bot_0")).toBeUndefined();
    expect(await elsewhere.findSecretKey("vrs_none")).toBeUndefined();
    const { secret_key } = await keys.createSecretKey(bot.bot_id);
    expect(await elsewhere.findSecretKey(secret_key)).toMatchObject({ botId: bot.bot_id });
  });

  it("is not remembered when the database fails either", async () => {
    let broken = true;
    const db = new Proxy(env.DB, {
      get(target, name) {
        if (broken && name === "prepare") throw new Error("D1 is down");
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value as () => unknown).bind(target) : value;
      },
    });
    const directory = createDirectory(db, ENCRYPTION_KEY, () => now);
    await expect(directory.findSecretKey(bot.secret_key)).rejects.toThrow("D1 is down");
    broken = false;
    expect(await directory.findSecretKey(bot.secret_key)).toMatchObject({ botId: bot.bot_id });
  });

  it("is never a key of another kind, or one that is spelled alike", async () => {
    for (const key of [
      bot.publishable_key,
      bot.secret_key.toUpperCase(),
      `${bot.secret_key} `,
      "",
      "%",
      "' OR 1=1 --",
      "\0",
    ]) {
      expect(await elsewhere.findSecretKey(key)).toBeUndefined();
      expect(await elsewhere.findAccountKey(key)).toBeUndefined();
      expect(await elsewhere.findSigningKey(key)).toBeUndefined();
    }
    expect(await elsewhere.findPublishableKey(bot.secret_key)).toBeUndefined();
    const secretKeyId = (await keys.list({ botId: bot.bot_id }, "secret"))[0]!.key_id;
    expect(await elsewhere.findSigningKey(secretKeyId)).toBeUndefined();
  });
});

describe("a signing secret", () => {
  it("is encrypted under the deployment's key and bound to its kid", async () => {
    const { kid, secret } = await keys.createSigningKey(bot.bot_id, "HS256", undefined);
    const row = await env.DB.prepare("SELECT * FROM keys WHERE key_id = ?").bind(kid).first<{ ciphertext: string }>();
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(await elsewhere.findSigningKey(kid)).toMatchObject({
      alg: "HS256",
      botId: bot.bot_id,
      key: new TextEncoder().encode(secret),
    });
    const other = await keys.createSigningKey(bot.bot_id, "HS256", undefined);
    await env.DB.prepare("UPDATE keys SET ciphertext = ? WHERE key_id = ?").bind(row!.ciphertext, other.kid).run();
    await expect(elsewhere.findSigningKey(other.kid)).rejects.toThrow();
    const stranger = createDirectory(env.DB, crypto.getRandomValues(new Uint8Array(32)), () => now);
    await expect(stranger.findSigningKey(kid)).rejects.toThrow();
  });

  it("exists at most ten times a bot, however many are asked for at once", async () => {
    const made = await Promise.allSettled(
      Array.from({ length: 15 }, () => keys.createSigningKey(bot.bot_id, "HS256", undefined)),
    );
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    for (const outcome of made)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ slug: "conflict" });
  });
});
