/**
 * Keys of accounts and of bots in D1: made, listed, deleted, and when they were last used. A key's value is
 * given once, when it is made. Every statement names the owner, so that somebody else's key is the same as none.
 */

import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { parsePublicKey } from "./directory.ts";
import type { SigningAlgorithm } from "./embed-token.ts";
import { createKey, encryptSecret, hashKey } from "./secrets.ts";

export type KeyKind = "account" | "secret" | "publishable" | "signing" | "mcp";

/** Whose keys: an account's, or one bot's. */
export type KeyOwner = { accountId: string } | { botId: string };

export interface KeyView {
  key_id: string;
  name: string | null;
  created_at: string;
  /** To the hour; null: never. */
  last_used_at: string | null;
}

interface KeyRow {
  key_id: string;
  name: string | null;
  value: string | null;
  alg: string | null;
  created_at: number;
  last_used_at: number | null;
}

interface NewKey {
  keyId: string;
  owner: KeyOwner;
  kind: KeyKind;
  name: string | undefined;
  hash?: string;
  value?: string;
  alg?: string;
  jwk?: string;
  ciphertext?: string;
}

export type Keys = ReturnType<typeof createKeys>;

const HOUR_MS = 3_600_000;

export function createKeys(db: D1Database, keyEncryptionKey: Uint8Array<ArrayBuffer>, now: () => number) {
  let hour = 0;
  let noted = new Set<string>();

  /** The count stands in the statement: two requests at once cannot make an eleventh key. */
  function insert({ owner, ...row }: NewKey): D1PreparedStatement {
    const [column, id] = whereOf(owner);
    return db
      .prepare(
        `INSERT INTO keys (key_id, ${column}, kind, name, hash, value, alg, public_jwk, ciphertext, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
         WHERE (SELECT count(*) FROM keys WHERE ${column} = ?2 AND kind = ?3) < ?11
           AND EXISTS (SELECT 1 FROM ${column === "bot_id" ? "bots" : "accounts"} WHERE ${column} = ?2)`,
      )
      .bind(
        row.keyId,
        id,
        row.kind,
        row.name ?? null,
        row.hash ?? null,
        row.value ?? null,
        row.alg ?? null,
        row.jwk ?? null,
        row.ciphertext ?? null,
        now(),
        LIMITS.liveKeysPerKind,
      );
  }

  async function add(key: NewKey): Promise<KeyView> {
    const { meta } = await insert(key).run();
    if (meta.changes === 0) {
      const [column, id] = whereOf(key.owner);
      const table = column === "bot_id" ? "bots" : "accounts";
      const owner = await db.prepare(`SELECT 1 FROM ${table} WHERE ${column} = ?`).bind(id).first();
      // A deleted bot's key may be believed for some seconds more, but it makes no others.
      if (owner === null) throw notFound();
      throw new ProblemError("conflict", {
        detail: `There are at most ${LIMITS.liveKeysPerKind} live ${key.kind} keys: delete one first.`,
      });
    }
    return {
      key_id: key.keyId,
      name: key.name ?? null,
      created_at: new Date(now()).toISOString(),
      last_used_at: null,
    };
  }

  /** A key that is its own secret. */
  async function addHashed<K extends keyof typeof HASHED>(owner: KeyOwner, kind: K, name: string | undefined) {
    const { id, prefix } = HASHED[kind];
    const key = createKey(prefix);
    const view = await add({
      keyId: `${id}_${randomId()}`,
      owner,
      kind,
      name,
      hash: await hashKey(key),
      ...(kind === "publishable" ? { value: key } : {}),
    });
    return { view, key };
  }

  return {
    /** Statements that give a new account or bot its first keys, for the batch that makes it. */
    async firstKeys<K extends keyof typeof HASHED>(owner: KeyOwner, ...kinds: K[]) {
      const keys = {} as Record<K, string>;
      const statements: D1PreparedStatement[] = [];
      for (const kind of kinds) {
        const { id, prefix } = HASHED[kind];
        const key = (keys[kind] = createKey(prefix));
        const value = kind === "publishable" ? { value: key } : {};
        const hash = await hashKey(key);
        statements.push(insert({ keyId: `${id}_${randomId()}`, owner, kind, name: undefined, hash, ...value }));
      }
      return { keys, statements };
    },

    async createAccountKey(accountId: string, name?: string) {
      const { view, key } = await addHashed({ accountId }, "account", name);
      return { ...view, key };
    },

    async createSecretKey(botId: string, name?: string) {
      const { view, key } = await addHashed({ botId }, "secret", name);
      return { ...view, secret_key: key };
    },

    async createPublishableKey(botId: string, name?: string) {
      const { view, key } = await addHashed({ botId }, "publishable", name);
      return { ...view, publishable_key: key };
    },

    async createMcpKey(botId: string, name?: string) {
      const { view, key } = await addHashed({ botId }, "mcp", name);
      return { ...view, key };
    },

    async createSigningKey(
      botId: string,
      alg: SigningAlgorithm,
      publicKey: unknown,
      name?: string,
    ): Promise<KeyView & { kid: string; alg: string; secret?: string }> {
      const kid = `kid_${randomId()}`;
      const key = { keyId: kid, owner: { botId }, kind: "signing", alg, name } as const;
      if (alg === "HS256") {
        if (publicKey !== undefined) {
          throw new ProblemError("invalid-request", {
            detail: "HS256 has no public key: leave public_key out and keep the secret you get.",
          });
        }
        const secret = randomId(50);
        const ciphertext = await encryptSecret(keyEncryptionKey, secret, kid);
        return { ...(await add({ ...key, ciphertext })), kid, alg, secret };
      }
      const jwk = JSON.stringify(await readPublicKey(alg, publicKey));
      return { ...(await add({ ...key, jwk })), kid, alg };
    },

    /** In order of their age. */
    async list(owner: KeyOwner, kind: KeyKind): Promise<(KeyView & { value: string | null; alg: string | null })[]> {
      const [column, id] = whereOf(owner);
      const { results } = await db
        .prepare(
          `SELECT key_id, name, value, alg, created_at, last_used_at FROM keys
           WHERE ${column} = ? AND kind = ? ORDER BY created_at, key_id`,
        )
        .bind(id, kind)
        .all<KeyRow>();
      return results.map((row) => ({
        ...row,
        created_at: new Date(row.created_at).toISOString(),
        last_used_at: row.last_used_at === null ? null : new Date(row.last_used_at).toISOString(),
      }));
    },

    /**
     * @throws ProblemError `not-found`; `conflict` for an account's last key, without which nobody could open it again
     */
    async delete(owner: KeyOwner, kind: KeyKind, keyId: string): Promise<void> {
      const [column, id] = whereOf(owner);
      const { meta } = await db
        .prepare(
          `DELETE FROM keys WHERE ${column} = ?1 AND kind = ?2 AND key_id = ?3
             AND (?2 <> 'account' OR (SELECT count(*) FROM keys WHERE ${column} = ?1 AND kind = ?2) > 1)`,
        )
        .bind(id, kind, keyId)
        .run();
      if (meta.changes > 0) return;
      const live = await db
        .prepare(`SELECT 1 FROM keys WHERE ${column} = ? AND kind = ? AND key_id = ?`)
        .bind(id, kind, keyId)
        .first();
      if (live === null) throw notFound();
      throw new ProblemError("conflict", {
        detail: "This is the account's last key: make another first, or nobody can open the account again.",
      });
    },

    /** Writes down that a key was used: once an hour in each isolate, never in anybody's way. */
    async noteUse(keyId: string): Promise<void> {
      const current = now() - (now() % HOUR_MS);
      if (current !== hour) [hour, noted] = [current, new Set()];
      if (noted.has(keyId)) return;
      noted.add(keyId);
      await db
        .prepare("UPDATE keys SET last_used_at = ?1 WHERE key_id = ?2 AND coalesce(last_used_at, 0) < ?1")
        .bind(current, keyId)
        .run();
    },
  };
}

const HASHED = {
  account: { id: "ak", prefix: "vra" },
  secret: { id: "sk", prefix: "vrs" },
  publishable: { id: "pk", prefix: "vrp" },
  mcp: { id: "mk", prefix: "vrm" },
} as const;

function whereOf(owner: KeyOwner): ["account_id" | "bot_id", string] {
  return "botId" in owner ? ["bot_id", owner.botId] : ["account_id", owner.accountId];
}

async function readPublicKey(alg: Exclude<SigningAlgorithm, "HS256">, publicKey: unknown): Promise<JsonWebKey> {
  try {
    return await parsePublicKey(alg, publicKey);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ProblemError("invalid-request", {
      detail: error.message,
      cause: error,
      issues: [{ path: "public_key", message: error.message }],
    });
  }
}

function notFound(): ProblemError {
  return new ProblemError("not-found", { detail: "There is no such thing here." });
}
