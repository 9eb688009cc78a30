/** Proofs of work that were used, for as long as they would be taken again. */

export type WorkTaken = ReturnType<typeof createWorkTaken>;

/** @param now milliseconds since 1970 */
export function createWorkTaken(sql: SqlStorage, now: () => number) {
  return {
    create(): void {
      sql.exec(
        "CREATE TABLE IF NOT EXISTS work_taken (id TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
      );
    },

    /** False where it was taken before. */
    take(id: string, until: number): boolean {
      sql.exec("DELETE FROM work_taken WHERE until < ?", now());
      return sql.exec("INSERT OR IGNORE INTO work_taken VALUES (?, ?)", id, until).rowsWritten > 0;
    },

    clear(): void {
      sql.exec("DELETE FROM work_taken");
    },
  };
}
