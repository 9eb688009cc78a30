/**
 * Accounts and bots in D1: the writes, and the lists their owners may see. Every statement names
 * the owner in its WHERE clause, so that somebody else's row is the same as none. Their keys are `keys`'.
 */

import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type BotPatch, type BotSettings, createSettings, parseStoredSettings, patchSettings } from "./bot-settings.ts";
import { issueCredential, type VerifiedCredential } from "./credential.ts";
import type { Keys } from "./keys.ts";
import { withSafeLogo } from "./logo/safe-logo.ts";

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
   * Proves that the account owns the bot, or did until it deleted it: a deletion that failed half way can be sent again
   * until all is erased.
   *
   * @throws ProblemError `not-found`
   */
  ownBot(accountId: string, botId: string): Promise<VerifiedCredential>;
  /**
   * In one commit the bot is there with all its keys, or for nobody any more.
   *
   * @returns false where it had gone before
   */
  removeBot(accountId: string, botId: string): Promise<boolean>;
  hasBot(botId: string): Promise<boolean>;
  /** Forgets the name of a removed bot, whose data has been erased. */
  endDeletion(botId: string): Promise<void>;
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
      const settings = createSettings(await withSafeLogo(patch));
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

    async ownBot(accountId, botId) {
      const row = await db
        .prepare(
          `SELECT 1 FROM bots WHERE bot_id = ?1 AND account_id = ?2
           UNION ALL SELECT 1 FROM deletions WHERE bot_id = ?1 AND account_id = ?2`,
        )
        .bind(botId, accountId)
        .first();
      if (row === null) throw notFound();
      return issueCredential({ principal: "account", accountId, botId });
    },

    async removeBot(accountId, botId) {
      const own = "bot_id = ?1 AND account_id = ?2";
      const [noted] = await db.batch([
        db
          .prepare(`INSERT INTO deletions SELECT bot_id, account_id, ?3 FROM bots WHERE ${own}`)
          .bind(botId, accountId, now()),
        db.prepare(`DELETE FROM keys WHERE bot_id = (SELECT bot_id FROM bots WHERE ${own})`).bind(botId, accountId),
        db.prepare(`DELETE FROM bots WHERE ${own}`).bind(botId, accountId),
      ]);
      return noted!.meta.changes > 0;
    },

    hasBot: async (botId) => (await db.prepare("SELECT 1 FROM bots WHERE bot_id = ?").bind(botId).first()) !== null,

    async endDeletion(botId) {
      await db.prepare("DELETE FROM deletions WHERE bot_id = ?").bind(botId).run();
    },

    async patchBot(botId, change) {
      // Read and write in a loop: two patches at once both take effect.
      for (;;) {
        const row = await botRow("bot_id = ?", botId);
        const stored = parseStoredSettings(row.settings);
        const patch = typeof change === "function" ? change(stored) : change;
        const settings = patchSettings(stored, await withSafeLogo(patch));
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
