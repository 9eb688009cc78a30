/**
 * Anonymous visitors of one bot that were erased, for as long as a handle of theirs may live: it must not bring the same
 * visitor back. Their ids are random and say nothing about a person.
 */

import { HANDLE_SECONDS } from "../tenancy/visitor-handle.ts";

export type Forgotten = ReturnType<typeof createForgotten>;

/** @param now milliseconds since 1970 */
export function createForgotten(sql: SqlStorage, now: () => number) {
  return {
    create(): void {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS forgotten (visitor_id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    },

    add(visitorId: string): void {
      sql.exec("DELETE FROM forgotten WHERE at < ?", now() - HANDLE_SECONDS * 1_000);
      sql.exec("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", visitorId, now());
    },

    has(visitorId: string): boolean {
      return sql.exec("SELECT 1 FROM forgotten WHERE visitor_id = ?", visitorId).toArray().length > 0;
    },
  };
}
