/** Questions of a day (UTC), by the bot's visitors and by those who ask from one place: exact and durable. */

export type Asked = ReturnType<typeof createAsked>;

/** The sum over the bot stands in `days`, which is `spending`'s. */
export function createAsked(sql: SqlStorage) {
  function read(query: string, day: string, name: string): number {
    return sql.exec<{ asked: number }>(`SELECT coalesce((${query}), 0) AS asked`, day, name).one().asked;
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS visitor_days (
          day TEXT NOT NULL, visitor_id TEXT NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (day, visitor_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS sender_days (
          day TEXT NOT NULL, name TEXT NOT NULL, asked INTEGER NOT NULL, PRIMARY KEY (day, name)
        ) STRICT, WITHOUT ROWID;
      `);
    },

    byVisitor: (day: string, visitorId: string): number =>
      read("SELECT asked FROM visitor_days WHERE day = ? AND visitor_id = ?", day, visitorId),

    fromPlace: (day: string, name: string): number =>
      read("SELECT asked FROM sender_days WHERE day = ? AND name = ?", day, name),

    /** @param places names of where it came from */
    count(day: string, visitorId: string, places: readonly string[]): void {
      sql.exec(
        "INSERT INTO visitor_days VALUES (?, ?, 1) ON CONFLICT (day, visitor_id) DO UPDATE SET asked = asked + 1",
        day,
        visitorId,
      );
      for (const place of places) {
        sql.exec(
          "INSERT INTO sender_days VALUES (?, ?, 1) ON CONFLICT (day, name) DO UPDATE SET asked = asked + 1",
          day,
          place,
        );
      }
    },

    /** Days that are over count for nothing any more. */
    tidy(today: string): void {
      for (const table of ["visitor_days", "sender_days"]) sql.exec(`DELETE FROM ${table} WHERE day < ?`, today);
    },

    forgetVisitor(visitorId: string): void {
      sql.exec("DELETE FROM visitor_days WHERE visitor_id = ?", visitorId);
    },

    clear(): void {
      sql.exec("DELETE FROM visitor_days; DELETE FROM sender_days");
    },
  };
}
