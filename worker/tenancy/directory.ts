/**
 * Key → bot, the one reader that has no scope yet. It answers from a small cache, so that a chat costs
 * no read of D1; what the cache holds is at most `CACHE_MS` old, and that bounds how late a revocation can be.
 */

import { importJWK, importSPKI } from "jose";
import { type BotSettings, parseStoredSettings } from "./bot-settings.ts";
import type { SigningAlgorithm, VerificationKey } from "./embed-token.ts";
import { decryptSecret, hashKey, isKey } from "./secrets.ts";

/** Well inside the 60 s in which a revocation has to work everywhere. */
export const CACHE_MS = 20_000;
const CACHE_ENTRIES = 5_000;
/** A page with an old key asks again and again. What is made later has an id that nobody can have asked for before. */
const MISS_MS = 1_000;
/** Kept apart: made-up keys must not push real ones out of the cache. */
const MISSES = 1_000;

export interface BotRecord {
  botId: string;
  accountId: string;
  settings: BotSettings;
  /** Milliseconds since 1970. */
  tokensValidAfter: number;
  createdAt: number;
  /** Ids of every live secret and publishable key: a token minted with another has lost its key. */
  liveKeyIds: ReadonlySet<string>;
}

export interface KeyRecord {
  keyId: string;
  botId: string;
}

export interface AccountKeyRecord {
  keyId: string;
  accountId: string;
}

export interface Directory {
  findAccountKey(key: string): Promise<AccountKeyRecord | undefined>;
  /**
   * Ids of the account's live keys; undefined where there is no such account.
   *
   * @param keyId one that it is asked for: what is remembered from before that key was made is read again
   */
  findAccount(accountId: string, keyId?: string): Promise<{ liveKeyIds: ReadonlySet<string> } | undefined>;
  findSecretKey(key: string): Promise<KeyRecord | undefined>;
  findPublishableKey(key: string): Promise<KeyRecord | undefined>;
  findMcpKey(key: string): Promise<KeyRecord | undefined>;
  findSigningKey(kid: string): Promise<VerificationKey | undefined>;
  /** @param keyId as with `findAccount` */
  findBot(botId: string, keyId?: string): Promise<BotRecord | undefined>;
  /** Drops what is cached here of a bot or a key that was just changed: here the change shows at once. */
  forget(): void;
}

/** @param now milliseconds since 1970 */
export function createDirectory(
  db: D1Database,
  keyEncryptionKey: Uint8Array<ArrayBuffer>,
  now: () => number,
): Directory {
  // Values and no promises: one that another request awaits ends with the request that began it.
  const cache = new Map<string, { until: number; value: unknown }>();
  const misses = new Map<string, number>();
  let changes = 0;

  function noteMiss(name: string): void {
    misses.delete(name);
    if (misses.size >= MISSES) misses.delete(misses.keys().next().value!);
    misses.set(name, now() + MISS_MS);
  }

  async function remember<T>(name: string, load: () => Promise<T | undefined>): Promise<T | undefined> {
    const hit = cache.get(name);
    if (hit !== undefined && hit.until > now()) return hit.value as T;
    if ((misses.get(name) ?? 0) > now()) return undefined;
    const until = now() + CACHE_MS;
    const before = changes;
    const value = await load();
    // What was read before a change may be what was changed.
    if (before !== changes) return value;
    if (value === undefined) {
      noteMiss(name);
      return undefined;
    }
    if (cache.size >= CACHE_ENTRIES) cache.delete(cache.keys().next().value!);
    cache.delete(name);
    cache.set(name, { until, value });
    return value;
  }

  /** Without the key that it is asked for it may be from before that was made, here or elsewhere: read again, once a second. */
  async function rememberWith<T extends { liveKeyIds: ReadonlySet<string> }>(
    name: string,
    keyId: string | undefined,
    load: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const found = await remember(name, load);
    if (found === undefined || keyId === undefined || found.liveKeyIds.has(keyId)) return found;
    const without = `${name} ${keyId}`;
    if ((misses.get(without) ?? 0) > now()) return found;
    cache.delete(name);
    const anew = await remember(name, load);
    if (anew !== undefined && !anew.liveKeyIds.has(keyId)) noteMiss(without);
    return anew;
  }

  async function findKey(kind: "secret" | "publishable" | "mcp", key: string): Promise<KeyRecord | undefined> {
    if (!isKey(key)) return undefined;
    // Asked for again and again, and not worth a hash each time.
    const text = `text ${kind} ${key}`;
    if ((misses.get(text) ?? 0) > now()) return undefined;
    // Stands in every page that holds it: only secrets are kept as their hash.
    const name = kind === "publishable" ? key : await hashKey(key);
    const before = changes;
    const found = await remember(`key ${kind} ${name}`, async () => {
      const row = await db
        .prepare("SELECT key_id, bot_id FROM keys WHERE hash = ? AND kind = ?")
        .bind(await hashKey(key), kind)
        .first<{ key_id: string; bot_id: string }>();
      return row === null ? undefined : { keyId: row.key_id, botId: row.bot_id };
    });
    if (found === undefined && before === changes) noteMiss(text);
    return found;
  }

  return {
    async findAccountKey(key) {
      if (!isKey(key)) return undefined;
      const hash = await hashKey(key);
      return remember(`key account ${hash}`, async () => {
        const row = await db
          .prepare("SELECT key_id, account_id FROM keys WHERE hash = ? AND kind = 'account'")
          .bind(hash)
          .first<{ key_id: string; account_id: string }>();
        return row === null ? undefined : { keyId: row.key_id, accountId: row.account_id };
      });
    },

    findAccount(accountId, keyId) {
      return rememberWith(`account ${accountId}`, keyId, async () => {
        // An account always has a key: its last one cannot be deleted.
        const { results } = await db
          .prepare("SELECT key_id FROM keys WHERE account_id = ? AND kind = 'account'")
          .bind(accountId)
          .all<{ key_id: string }>();
        return results.length === 0 ? undefined : { liveKeyIds: new Set(results.map((row) => row.key_id)) };
      });
    },

    findSecretKey: (key) => findKey("secret", key),
    findPublishableKey: (key) => findKey("publishable", key),
    findMcpKey: (key) => findKey("mcp", key),

    findSigningKey(kid) {
      return remember(`kid ${kid}`, async () => {
        const row = await db
          .prepare("SELECT bot_id, alg, public_jwk, ciphertext FROM keys WHERE key_id = ? AND kind = 'signing'")
          .bind(kid)
          .first<{ bot_id: string; alg: SigningAlgorithm; public_jwk: string | null; ciphertext: string | null }>();
        if (row === null) return undefined;
        const key =
          row.ciphertext === null
            ? await importJWK(JSON.parse(row.public_jwk ?? "null"), row.alg)
            : new TextEncoder().encode(await decryptSecret(keyEncryptionKey, row.ciphertext, kid));
        return { issuer: "owner", alg: row.alg, key, botId: row.bot_id };
      });
    },

    findBot(botId, keyId) {
      return rememberWith(`bot ${botId}`, keyId, async () => {
        const [bots, keys] = await db.batch<Record<string, string & number>>([
          db
            .prepare("SELECT account_id, settings, tokens_valid_after, created_at FROM bots WHERE bot_id = ?")
            .bind(botId),
          db.prepare("SELECT key_id FROM keys WHERE bot_id = ? AND kind IN ('secret', 'publishable')").bind(botId),
        ]);
        const row = bots?.results[0];
        if (row === undefined) return undefined;
        return {
          botId,
          accountId: row["account_id"]!,
          settings: parseStoredSettings(row["settings"]!),
          tokensValidAfter: row["tokens_valid_after"]!,
          createdAt: row["created_at"]!,
          liveKeyIds: new Set(keys?.results.map((key) => key["key_id"]!)),
        };
      });
    },

    forget() {
      changes++;
      cache.clear();
      misses.clear();
    },
  };
}

/** Reads an uploaded public key, PEM or JWK, and returns it as a public JWK. @throws TypeError with a plain sentence */
export async function parsePublicKey(alg: Exclude<SigningAlgorithm, "HS256">, input: unknown): Promise<JsonWebKey> {
  const text = typeof input === "string" ? input.trim() : undefined;
  let jwk: JsonWebKey;
  if (text?.startsWith("-----BEGIN")) {
    if (!text.startsWith("-----BEGIN PUBLIC KEY-----"))
      throw new TypeError("Send the public key only, as SPKI PEM or JWK.");
    try {
      const key = await importSPKI(text, alg, { extractable: true });
      jwk = (await crypto.subtle.exportKey("jwk", key as CryptoKey)) as JsonWebKey;
    } catch (cause) {
      throw new TypeError(`This is not a public key for ${alg}.`, { cause });
    }
  } else {
    try {
      jwk = (text === undefined ? input : JSON.parse(text)) as JsonWebKey;
    } catch (cause) {
      throw new TypeError("Send the public key as SPKI PEM or as JWK.", { cause });
    }
  }
  if (typeof jwk !== "object" || jwk === null) throw new TypeError("Send the public key as SPKI PEM or as JWK.");
  // A private key must never be stored here, not even by accident of its owner.
  if (jwk.d !== undefined || jwk.k !== undefined)
    throw new TypeError("This is a private key. Keep it, and send the public one.");
  const fields = { EdDSA: ["crv", "x"], ES256: ["crv", "x", "y"], RS256: ["n", "e"] } as const;
  const kty = { EdDSA: "OKP", ES256: "EC", RS256: "RSA" } as const;
  if (jwk.kty !== kty[alg]) throw new TypeError(`This is not a public key for ${alg}.`);
  const bare: JsonWebKey = { kty: kty[alg] };
  for (const field of fields[alg]) {
    const value = jwk[field];
    if (typeof value !== "string") throw new TypeError(`This is not a public key for ${alg}.`);
    bare[field] = value;
  }
  if (alg === "RS256" && (bare.n ?? "").length < 342) throw new TypeError("RS256 needs a key of at least 2,048 bits.");
  if (alg === "EdDSA" && bare.crv !== "Ed25519") throw new TypeError("EdDSA needs an Ed25519 key.");
  if (alg === "ES256" && bare.crv !== "P-256") throw new TypeError("ES256 needs a P-256 key.");
  try {
    await importJWK(bare, alg);
  } catch (cause) {
    throw new TypeError(`This is not a public key for ${alg}.`, { cause });
  }
  return bare;
}
