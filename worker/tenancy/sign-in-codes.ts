/** One-time codes, made with an account key. Each opens the console once, within ten minutes. */

import { CONSOLE } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { hashKey } from "./secrets.ts";

export type SignInCodes = ReturnType<typeof createSignInCodes>;

export function createSignInCodes(db: D1Database, now: () => number) {
  return {
    async create(accountId: string, keyId: string): Promise<{ code: string; expires_in: number }> {
      const code = randomId(40);
      await db.batch([
        db.prepare("DELETE FROM sign_in_codes WHERE expires_at <= ?").bind(now()),
        db
          .prepare("INSERT INTO sign_in_codes (hash, account_id, key_id, expires_at) VALUES (?, ?, ?, ?)")
          .bind(await hashKey(code), accountId, keyId, now() + CONSOLE.codeSeconds * 1_000),
      ]);
      return { code, expires_in: CONSOLE.codeSeconds };
    },

    /** Whose code it was. Undefined where it was used, is over, or never was. */
    async use(code: string): Promise<{ accountId: string; keyId: string } | undefined> {
      // Taken and read in one statement: of two who come at once one gets in.
      const row = await db
        .prepare("DELETE FROM sign_in_codes WHERE hash = ? AND expires_at > ? RETURNING account_id, key_id")
        .bind(await hashKey(code), now())
        .first<{ account_id: string; key_id: string }>();
      return row === null ? undefined : { accountId: row.account_id, keyId: row.key_id };
    },
  };
}
