/**
 * Reports on their way to another object. Stored in one transaction with what they report, sent until
 * they are taken; the receiver knows each by its id, so that sending twice counts once.
 */

export interface Outbox<Report> {
  create(): void;
  add(id: string, report: Report): void;
  /**
   * Sends what waits, oldest first, and forgets what was taken.
   *
   * @returns false where something was not taken and has to be sent again later
   */
  deliver(send: (report: Report) => Promise<void>): Promise<boolean>;
}

export function createOutbox<Report>(sql: SqlStorage): Outbox<Report> {
  return {
    create() {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS outbox (position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, report TEXT NOT NULL) STRICT",
      );
    },
    add(id, report) {
      sql.exec("INSERT OR REPLACE INTO outbox (id, report) VALUES (?, ?)", id, JSON.stringify(report));
    },
    async deliver(send) {
      const waiting = sql
        .exec<{ id: string; report: string }>("SELECT id, report FROM outbox ORDER BY position")
        .toArray();
      for (const { id, report } of waiting) {
        try {
          await send(JSON.parse(report) as Report);
        } catch (error) {
          console.error("a report was not taken, trying again later", error);
          return false;
        }
        // Everything may have been erased while the report was on its way.
        if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").toArray().length === 0) return true;
        sql.exec("DELETE FROM outbox WHERE id = ?", id);
      }
      return true;
    },
  };
}
