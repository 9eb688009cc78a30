/** Vectors that stores still have to forget, with the space that each stands in. */

import { vectorIdOf, type VectorSpace } from "./spaces.ts";

export function createRemovals(sql: SqlStorage) {
  return {
    create(): void {
      sql.exec(`CREATE TABLE IF NOT EXISTS removals (
        vector_id TEXT NOT NULL, space TEXT NOT NULL, PRIMARY KEY (vector_id, space)) STRICT, WITHOUT ROWID`);
    },

    owe(space: VectorSpace, chunkIds: Iterable<string>): void {
      const key = JSON.stringify(space);
      for (const chunkId of chunkIds) {
        sql.exec("INSERT OR IGNORE INTO removals VALUES (?, ?)", vectorIdOf(chunkId, space), key);
      }
    },

    isOwed: (): boolean => sql.exec("SELECT 1 FROM removals LIMIT 1").toArray().length > 0,

    /** Spaces that still have to forget something. */
    owing: (): VectorSpace[] =>
      sql
        .exec<{ space: string }>("SELECT DISTINCT space FROM removals ORDER BY space")
        .toArray()
        .map((row) => JSON.parse(row.space) as VectorSpace),

    /** Some of the vectors that a space still has to forget. */
    some(from: VectorSpace, limit: number): string[] {
      return sql
        .exec<{ vector_id: string }>(
          "SELECT vector_id FROM removals WHERE space = ? LIMIT ?",
          JSON.stringify(from),
          limit,
        )
        .toArray()
        .map((removal) => removal.vector_id);
    },

    removed(from: VectorSpace, vectorIds: readonly string[]): void {
      const key = JSON.stringify(from);
      for (const vectorId of vectorIds)
        sql.exec("DELETE FROM removals WHERE vector_id = ? AND space = ?", vectorId, key);
    },
  };
}
