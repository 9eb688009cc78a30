/** From which origins pages have asked for a session of one bot, and how often. Whether they got one is for the settings to say. */

export interface OriginSeen {
  origin: string;
  count: number;
  last_at: string;
}

/** Anybody can send any origin: those that asked longest ago make room. */
const ORIGINS_MOST = 500;

export type OriginsSeen = ReturnType<typeof createOriginsSeen>;

export function createOriginsSeen(sql: SqlStorage) {
  return {
    create(): void {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS origins (origin TEXT PRIMARY KEY, count INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    },

    note(origin: string, at: number): void {
      sql.exec(
        "INSERT INTO origins VALUES (?1, 1, ?2) ON CONFLICT (origin) DO UPDATE SET count = count + 1, last_at = ?2",
        origin,
        at,
      );
      sql.exec(
        "DELETE FROM origins WHERE origin IN (SELECT origin FROM origins ORDER BY last_at DESC LIMIT -1 OFFSET ?)",
        ORIGINS_MOST,
      );
    },

    /** Those that asked last come first. */
    list(): OriginSeen[] {
      return sql
        .exec<{ origin: string; count: number; last_at: number }>("SELECT * FROM origins ORDER BY last_at DESC, origin")
        .toArray()
        .map((row) => ({ ...row, last_at: new Date(row.last_at).toISOString() }));
    },

    clear(): void {
      sql.exec("DELETE FROM origins");
    },
  };
}
