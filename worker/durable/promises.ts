/**
 * Tokens that the answers of one bot which are being written may still cost. What an answer costs is known
 * at its end alone: without this, fifty questions in one moment would all be let in by the last token of a
 * budget. Kept on disk, because the answers are written elsewhere and go on when this object is put away.
 *
 * The bound, in two steps. When a question is let in nothing is known of its prompt: it is promised MOST_TOKENS (and as many
 * as the owner's instructions have bytes), or what is left. When the prompt is written the promise falls to what can still
 * be spent: what was spent so far, the prompt at as many tokens as it has bytes (of our own rules at three letters a
 * token), the output limit that is sent with it, and the estimate of one prompt more, for a try that comes to nothing.
 * Each request is cut to what is left of that before it is sent.
 */

/** What an answer is given at first: it reads as much as fits, and is never asked for more. */
export const MOST_TOKENS = 28_000;
/** With less an answer is not begun: rules, question, a source and some words take as much. */
export const LEAST_TOKENS = 3_000;
/** Longer than an answer takes, and its report after a crash. */
const FORGET_MS = 600_000;

export function createPromises(sql: SqlStorage, now: () => number) {
  let waiting = Promise.withResolvers<void>();
  function wake(): void {
    waiting.resolve();
    waiting = Promise.withResolvers();
  }

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

    /** It needs no more than this. What it gives back is free at once. */
    lower(id: string, tokens: number): void {
      const lowered = sql.exec("UPDATE promises SET tokens = ?2 WHERE answer_id = ?1 AND tokens > ?2", id, tokens);
      if (lowered.rowsWritten > 0) wake();
    },

    /** The answer has ended: what it came to is counted. */
    settle(id: string): void {
      sql.exec("DELETE FROM promises WHERE answer_id = ?", id);
      wake();
    },

    /** Resolves when the next answer has ended, or gives back what it does not need. */
    next: (): Promise<void> => waiting.promise,
  };
}
