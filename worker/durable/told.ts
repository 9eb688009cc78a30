/** Reports that were taken, by id: one that is sent again, because its answer was lost, counts nothing. */

import type { Sql } from "../sqlite/sql.ts";

/** Longer than any sender goes on trying. */
const KEPT_MS = 7 * 86_400_000;

export type Told = ReturnType<typeof createTold>;

export function createTold(sql: Sql, now: () => number) {
  return {
    create(): void {
      sql.exec("CREATE TABLE IF NOT EXISTS told (id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID");
    },

    /** Whether it is taken for the first time. To be called in one transaction with what is counted. */
    isNew(id: string): boolean {
      if ([...sql.exec("SELECT 1 FROM told WHERE id = ?", id)].length > 0) return false;
      sql.exec("DELETE FROM told WHERE at < ?", now() - KEPT_MS);
      sql.exec("INSERT INTO told VALUES (?, ?)", id, now());
      return true;
    },
  };
}
