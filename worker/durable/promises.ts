/**
 * Tokens that the answers of one bot which are being written may still cost. What an answer costs is known
 * at its end alone: without this, fifty questions in one moment would all be let in by the last token of a
 * budget. Kept on disk, because the answers are written elsewhere and go on when this object is put away.
 */

/** What an answer is given at the most: it reads as much as fits, and is never asked for more. */
export const MOST_TOKENS = 28_000;
/** With less an answer is not begun: rules, question, a source and some words take as much. */
export const LEAST_TOKENS = 3_000;
/** Longer than an answer takes, and its report after a crash. */
const FORGET_MS = 600_000;

export function createPromises(sql: SqlStorage, now: () => number) {
  let waiting = Promise.withResolvers<void>();

  return {
    create(): void {
      sql.exec(`CREATE TABLE IF NOT EXISTS promises (
        answer_id TEXT PRIMARY KEY, tokens INTEGER NOT NULL, at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID`);
    },

    sum(): number {
      return sql
        .exec<{ tokens: number }>(
          "SELECT coalesce(sum(tokens), 0) AS tokens FROM promises WHERE at > ?",
          now() - FORGET_MS,
        )
        .one().tokens;
    },

    make(id: string, tokens: number): void {
      sql.exec("DELETE FROM promises WHERE at <= ?", now() - FORGET_MS);
      sql.exec("INSERT INTO promises VALUES (?, ?, ?)", id, tokens, now());
    },

    /** The answer has ended: what it came to is counted. */
    settle(id: string): void {
      sql.exec("DELETE FROM promises WHERE answer_id = ?", id);
      waiting.resolve();
      waiting = Promise.withResolvers();
    },

    /** Resolves when the next answer has ended. */
    next: (): Promise<void> => waiting.promise,
  };
}
