/** From which origins pages have asked for a session of one bot, and how often. Whether they got one is for the settings to say. */

import type { OriginNote } from "../tenancy/origin-notes.ts";

export interface OriginSeen {
  origin: string;
  count: number;
  last_at: string;
}

/** Anybody can send any origin: those that asked longest ago make room. */
const ORIGINS_MOST = 500;

export type OriginsSeen = ReturnType<typeof createOriginsSeen>;

export function createOriginsSeen(sql: SqlStorage) {
  const noted = new Map<string, { count: number; at: number }>();

  function write(): void {
    if (noted.size === 0) return;
    for (const [origin, { count, at }] of noted) {
      sql.exec(
        "INSERT INTO origins VALUES (?1, ?2, ?3) ON CONFLICT (origin) DO UPDATE SET count = count + ?2, last_at = ?3",
        origin,
        count,
        at,
      );
    }
    noted.clear();
    sql.exec(
      "DELETE FROM origins WHERE origin IN (SELECT origin FROM origins ORDER BY last_at DESC LIMIT -1 OFFSET ?)",
      ORIGINS_MOST,
    );
  }

  return {
    create(): void {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS origins (origin TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    },

    /**
     * In memory until `write`: a site that is refused asks again and again, and must not cost a write each time.
     *
     * @returns true for the first since then
     */
    note(notes: readonly OriginNote[]): boolean {
      const isFirst = noted.size === 0;
      for (const { origin, count, at } of notes) {
        const before = noted.get(origin) ?? { count: 0, at: 0 };
        noted.set(origin, { count: before.count + count, at: Math.max(before.at, at) });
      }
      if (noted.size > ORIGINS_MOST) write();
      return isFirst;
    },

    write,

    /** Those that asked last come first. */
    list(): OriginSeen[] {
      write();
      return sql
        .exec<{ origin: string; count: number; last_at: number }>("SELECT * FROM origins ORDER BY last_at DESC, origin")
        .toArray()
        .map((row) => ({ ...row, last_at: new Date(row.last_at).toISOString() }));
    },

    clear(): void {
      noted.clear();
      sql.exec("DELETE FROM origins");
    },
  };
}
