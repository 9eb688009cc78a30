/**
 * Accounts and bots in D1: the writes, and the lists their owners may see. Every statement names
 * the owner in its WHERE clause, so that somebody else's row is the same as none. Their keys are `keys`'.
 */

import { randomId } from "../../shared/ids.ts";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type BotPatch, type BotSettings, createSettings, parseStoredSettings, patchSettings } from "./bot-settings.ts";
import { issueCredential, type VerifiedCredential } from "./credential.ts";
import type { Keys } from "./keys.ts";

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

interface BotRow {
  bot_id: string;
  settings: string;
  created_at: number;
}

export interface Accounts {
  createAccount(name: string): Promise<{ account_id: string; account_key: string }>;
  listAccounts(page: PageRequest): Promise<Page<{ account_id: string; name: string; created_at: string }>>;
  createBot(
    accountId: string,
    patch: BotPatch & { name: string },
  ): Promise<BotView & { secret_key: string; publishable_key: string }>;
  /** Without logos, which would make a page of a hundred bots one of megabytes. */
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
  /** @param change the patch, or what makes it of the settings as they are; called again where they change meanwhile */
  patchBot(botId: string, change: BotPatch | ((settings: BotSettings) => BotPatch)): Promise<BotView>;
  viewBot(botId: string): Promise<BotView>;
  revokeTokens(botId: string): Promise<void>;
}

export function createAccounts(db: D1Database, keys: Keys, now: () => number): Accounts {
  const notFound = (): ProblemError => new ProblemError("not-found", { detail: "There is no such thing here." });

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
      const accountId = `acc_${randomId()}`;
      const first = await keys.firstKeys({ accountId }, "account");
      await db.batch([
        db.prepare("INSERT INTO accounts (account_id, name, created_at) VALUES (?, ?, ?)").bind(accountId, name, now()),
        ...first.statements,
      ]);
      return { account_id: accountId, account_key: first.keys.account };
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
      const first = await keys.firstKeys({ botId }, "secret", "publishable");
      const createdAt = now();
      await db.batch([
        db
          .prepare("INSERT INTO bots (bot_id, account_id, settings, created_at) VALUES (?, ?, ?, ?)")
          .bind(botId, accountId, JSON.stringify(settings), createdAt),
        ...first.statements,
      ]);
      return {
        bot_id: botId,
        secret_key: first.keys.secret,
        publishable_key: first.keys.publishable,
        created_at: iso(createdAt),
        ...settings,
      };
    },

    async listBots(accountId, page) {
      const { results } = await db
        .prepare(
          `SELECT bot_id, json_remove(settings, '$.theme.logo') AS settings, created_at
           FROM bots WHERE account_id = ? AND bot_id > ? ORDER BY bot_id LIMIT ?`,
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

    async patchBot(botId, change) {
      // Read and write in a loop: two patches at once both take effect.
      for (;;) {
        const row = await botRow("bot_id = ?", botId);
        const stored = parseStoredSettings(row.settings);
        const settings = patchSettings(stored, typeof change === "function" ? change(stored) : change);
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
