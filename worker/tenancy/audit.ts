/** The audit log in D1: who changed keys, origins, settings, webhooks and bots, when, and from which credential. */

import { AUDIT } from "../../shared/config.ts";
import type { Page, PageRequest } from "./accounts.ts";
import type { VerifiedCredential } from "./credential.ts";

export type Detail = Readonly<Record<string, string | readonly string[] | null>>;

export interface AuditEntry {
  at: string;
  action: string;
  bot_id: string | null;
  detail: Detail;
  credential: { kind: string; key_id: string | null; via: string | null; email: string | null };
}

interface AuditRow {
  audit_id: number;
  bot_id: string | null;
  action: string;
  detail: string;
  principal: string;
  key_id: string | null;
  via: string | null;
  email: string | null;
  at: number;
}

export type Audit = ReturnType<typeof createAudit>;

export function createAudit(db: D1Database, now: () => number) {
  const oldest = (): number => now() - AUDIT.days * 86_400_000;
  return {
    async note(
      { principal, keyId, session }: VerifiedCredential,
      accountId: string,
      botId: string | null,
      action: string,
      detail: Detail,
    ): Promise<void> {
      const insert = db.prepare(
        `INSERT INTO audit (account_id, bot_id, action, detail, principal, key_id, via, email, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      await db.batch([
        insert.bind(
          accountId,
          botId,
          action,
          JSON.stringify(detail),
          principal,
          keyId ?? session?.keyId ?? null,
          session?.via ?? null,
          session?.email ?? null,
          now(),
        ),
        // Each write also deletes expired rows, of all accounts: an index leads to what is over, which is mostly nothing.
        db.prepare("DELETE FROM audit WHERE at < ?").bind(oldest()),
      ]);
    },

    /** Newest first: of one bot, or of the account with all its bots. */
    async list(
      owner: { botId: string } | { accountId: string },
      { limit, cursor }: PageRequest,
    ): Promise<Page<AuditEntry>> {
      // A deleted bot's log is its account's alone: its own keys may be believed for some seconds more.
      const [which, id] =
        "botId" in owner
          ? ["bot_id = (SELECT bot_id FROM bots WHERE bot_id = ?)", owner.botId]
          : ["account_id = ?", owner.accountId];
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
      const { results } = await db
        .prepare(`SELECT * FROM audit WHERE ${which} AND audit_id < ? AND at >= ? ORDER BY audit_id DESC LIMIT ?`)
        .bind(id, before, oldest(), limit + 1)
        .all<AuditRow>();
      const shown = results.slice(0, limit);
      return {
        data: shown.map(entryOf),
        next_cursor: results.length > limit ? String(shown.at(-1)!.audit_id) : null,
      };
    },
  };
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    at: new Date(row.at).toISOString(),
    action: row.action,
    bot_id: row.bot_id,
    detail: JSON.parse(row.detail) as Detail,
    credential: { kind: row.principal, key_id: row.key_id, via: row.via, email: row.email },
  };
}
