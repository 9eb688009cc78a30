/**
 * Accounts, bots and keys in D1: the writes, and the lists their owners may see. Every statement names
 * the owner in its WHERE clause, so that somebody else's row is the same as none.
 */

import { randomId } from "../../shared/ids.ts";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type BotPatch, type BotSettings, createSettings, parseStoredSettings, patchSettings } from "./bot-settings.ts";
import { issueCredential, type VerifiedCredential } from "./credential.ts";
import { parsePublicKey } from "./directory.ts";
import type { SigningAlgorithm } from "./embed-token.ts";
import { createKey, encryptSecret, hashKey } from "./secrets.ts";

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

export interface PageRequest {
  limit: number;
  cursor: string | undefined;
}

export interface BotView extends BotSettings {
  bot_id: string;
  created_at: string;
}

export interface KeyView {
  key_id: string;
  created_at: string;
}

interface BotRow {
  bot_id: string;
  settings: string;
  created_at: number;
}

interface KeyRow {
  key_id: string;
  value: string | null;
  alg: string | null;
  created_at: number;
}

export interface Accounts {
  createAccount(name: string): Promise<{ account_id: string; account_key: string }>;
  listAccounts(page: PageRequest): Promise<Page<{ account_id: string; name: string; created_at: string }>>;
  createBot(
    accountId: string,
    patch: BotPatch & { name: string },
  ): Promise<BotView & { secret_key: string; publishable_key: string }>;
  listBots(accountId: string, page: PageRequest): Promise<Page<BotView>>;
  /** @throws ProblemError `not-found` for a bot of somebody else, as for none */
  getBot(accountId: string, botId: string): Promise<BotView>;
  /**
   * All keys of the bot are dead when this returns. The credential proves that the account owns the bot.
   *
   * @throws ProblemError `not-found`
   */
  killKeys(accountId: string, botId: string): Promise<VerifiedCredential>;
  deleteBot(accountId: string, botId: string): Promise<void>;
  patchBot(botId: string, patch: BotPatch): Promise<BotView>;
  viewBot(botId: string): Promise<BotView>;
  revokeTokens(botId: string): Promise<void>;
  createSecretKey(botId: string): Promise<KeyView & { secret_key: string }>;
  createPublishableKey(botId: string): Promise<KeyView & { publishable_key: string }>;
  createSigningKey(
    botId: string,
    alg: SigningAlgorithm,
    publicKey: unknown,
  ): Promise<KeyView & { kid: string; alg: string; secret?: string }>;
  listKeys(botId: string, kind: KeyKind): Promise<KeyRow[]>;
  deleteKey(botId: string, kind: KeyKind, keyId: string): Promise<void>;
}

export type KeyKind = "secret" | "publishable" | "signing";

export function createAccounts(db: D1Database, keyEncryptionKey: Uint8Array<ArrayBuffer>, now: () => number): Accounts {
  const notFound = (): ProblemError => new ProblemError("not-found", { detail: "There is no such thing here." });

  function insertKey(row: {
    keyId: string;
    botId: string;
    kind: KeyKind;
    hash?: string;
    value?: string;
    alg?: string;
    jwk?: string;
    ciphertext?: string;
  }) {
    // The count stands in the statement: two requests at once cannot make an eleventh key.
    return db
      .prepare(
        `INSERT INTO keys (key_id, bot_id, kind, hash, value, alg, public_jwk, ciphertext, created_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
         WHERE (SELECT count(*) FROM keys WHERE bot_id = ?2 AND kind = ?3) < ?10
           AND EXISTS (SELECT 1 FROM bots WHERE bot_id = ?2)`,
      )
      .bind(
        row.keyId,
        row.botId,
        row.kind,
        row.hash ?? null,
        row.value ?? null,
        row.alg ?? null,
        row.jwk ?? null,
        row.ciphertext ?? null,
        now(),
        LIMITS.liveKeysPerKind,
      );
  }

  async function addKey(row: Parameters<typeof insertKey>[0]): Promise<KeyView> {
    const { meta } = await insertKey(row).run();
    if (meta.changes === 0) {
      // A deleted bot's key may be believed for some seconds more, but it makes no others.
      await botRow("bot_id = ?", row.botId);
      throw new ProblemError("conflict", {
        detail: `A bot has at most ${LIMITS.liveKeysPerKind} live ${row.kind} keys: delete one first.`,
      });
    }
    return { key_id: row.keyId, created_at: new Date(now()).toISOString() };
  }

  async function botRow(where: string, ...bindings: string[]): Promise<BotRow> {
    const row = await db
      .prepare(`SELECT bot_id, settings, created_at FROM bots WHERE ${where}`)
      .bind(...bindings)
      .first<BotRow>();
    if (row === null) throw notFound();
    return row;
  }

  return {
    async createAccount(name) {
      const account = { account_id: `acc_${randomId()}`, account_key: createKey("vra") };
      await db
        .prepare("INSERT INTO accounts (account_id, name, key_hash, created_at) VALUES (?, ?, ?, ?)")
        .bind(account.account_id, name, await hashKey(account.account_key), now())
        .run();
      return account;
    },

    async listAccounts(page) {
      const { results } = await db
        .prepare("SELECT account_id, name, created_at FROM accounts WHERE account_id > ? ORDER BY account_id LIMIT ?")
        .bind(page.cursor ?? "", page.limit + 1)
        .all<{ account_id: string; name: string; created_at: number }>();
      const rows = results.map((row) => ({ ...row, created_at: iso(row.created_at) }));
      return toPage(rows, page.limit, (row) => row.account_id);
    },

    async createBot(accountId, patch) {
      const botId = `bot_${randomId()}`;
      const settings = createSettings(patch);
      const secretKey = createKey("vrs");
      const publishableKey = createKey("vrp");
      const createdAt = now();
      await db.batch([
        db
          .prepare("INSERT INTO bots (bot_id, account_id, settings, created_at) VALUES (?, ?, ?, ?)")
          .bind(botId, accountId, JSON.stringify(settings), createdAt),
        insertKey({ keyId: `sk_${randomId()}`, botId, kind: "secret", hash: await hashKey(secretKey) }),
        insertKey({
          keyId: `pk_${randomId()}`,
          botId,
          kind: "publishable",
          hash: await hashKey(publishableKey),
          value: publishableKey,
        }),
      ]);
      return {
        bot_id: botId,
        secret_key: secretKey,
        publishable_key: publishableKey,
        created_at: iso(createdAt),
        ...settings,
      };
    },

    async listBots(accountId, page) {
      const { results } = await db
        .prepare(
          "SELECT bot_id, settings, created_at FROM bots WHERE account_id = ? AND bot_id > ? ORDER BY bot_id LIMIT ?",
        )
        .bind(accountId, page.cursor ?? "", page.limit + 1)
        .all<BotRow>();
      return toPage(results.map(viewOf), page.limit, (bot) => bot.bot_id);
    },

    getBot: async (accountId, botId) => viewOf(await botRow("account_id = ? AND bot_id = ?", accountId, botId)),
    viewBot: async (botId) => viewOf(await botRow("bot_id = ?", botId)),

    async killKeys(accountId, botId) {
      await botRow("account_id = ? AND bot_id = ?", accountId, botId);
      await db.batch([
        db.prepare("DELETE FROM keys WHERE bot_id = ?").bind(botId),
        // Edge tokens may have been made a moment ago, by a key that is gone now.
        db
          .prepare("UPDATE bots SET tokens_valid_after = ? WHERE bot_id = ?")
          .bind(now() + LIMITS.edgeTokenSeconds * 1_000, botId),
      ]);
      return issueCredential({ principal: "account", accountId, botId });
    },

    async deleteBot(accountId, botId) {
      await db.batch([
        // Of keys that were made while the bot was being erased.
        db
          .prepare("DELETE FROM keys WHERE bot_id = (SELECT bot_id FROM bots WHERE bot_id = ? AND account_id = ?)")
          .bind(botId, accountId),
        db.prepare("DELETE FROM bots WHERE bot_id = ? AND account_id = ?").bind(botId, accountId),
      ]);
    },

    async patchBot(botId, patch) {
      // Read and write in a loop: two patches at once both take effect.
      for (;;) {
        const row = await botRow("bot_id = ?", botId);
        const settings = patchSettings(parseStoredSettings(row.settings), patch);
        const { meta } = await db
          .prepare("UPDATE bots SET settings = ? WHERE bot_id = ? AND settings = ?")
          .bind(JSON.stringify(settings), botId, row.settings)
          .run();
        if (meta.changes > 0) return viewOf({ ...row, settings: JSON.stringify(settings) });
      }
    },

    async revokeTokens(botId) {
      await db.prepare("UPDATE bots SET tokens_valid_after = ? WHERE bot_id = ?").bind(now(), botId).run();
    },

    async createSecretKey(botId) {
      const key = createKey("vrs");
      return {
        ...(await addKey({ keyId: `sk_${randomId()}`, botId, kind: "secret", hash: await hashKey(key) })),
        secret_key: key,
      };
    },

    async createPublishableKey(botId) {
      const key = createKey("vrp");
      const view = await addKey({
        keyId: `pk_${randomId()}`,
        botId,
        kind: "publishable",
        hash: await hashKey(key),
        value: key,
      });
      return { ...view, publishable_key: key };
    },

    async createSigningKey(botId, alg, publicKey) {
      const kid = `kid_${randomId()}`;
      if (alg === "HS256") {
        if (publicKey !== undefined) {
          throw new ProblemError("invalid-request", {
            detail: "HS256 has no public key: leave public_key out and keep the secret you get.",
          });
        }
        const secret = randomId(50);
        const ciphertext = await encryptSecret(keyEncryptionKey, secret, kid);
        return { ...(await addKey({ keyId: kid, botId, kind: "signing", alg, ciphertext })), kid, alg, secret };
      }
      let jwk: JsonWebKey;
      try {
        jwk = await parsePublicKey(alg, publicKey);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        throw new ProblemError("invalid-request", {
          detail: error.message,
          cause: error,
          issues: [{ path: "public_key", message: error.message }],
        });
      }
      return { ...(await addKey({ keyId: kid, botId, kind: "signing", alg, jwk: JSON.stringify(jwk) })), kid, alg };
    },

    async listKeys(botId, kind) {
      const { results } = await db
        .prepare(
          "SELECT key_id, value, alg, created_at FROM keys WHERE bot_id = ? AND kind = ? ORDER BY created_at, key_id",
        )
        .bind(botId, kind)
        .all<KeyRow>();
      return results;
    },

    async deleteKey(botId, kind, keyId) {
      const { meta } = await db
        .prepare("DELETE FROM keys WHERE bot_id = ? AND kind = ? AND key_id = ?")
        .bind(botId, kind, keyId)
        .run();
      if (meta.changes === 0) throw notFound();
    },
  };
}

/** @param rows up to `limit + 1` of them: the one too many says that there is a next page */
export function toPage<T>(rows: T[], limit: number, cursorOf: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

function viewOf(row: BotRow): BotView {
  return { bot_id: row.bot_id, created_at: iso(row.created_at), ...parseStoredSettings(row.settings) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
