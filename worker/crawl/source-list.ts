/** The sources of one bot by id, in the bot's own database: each is an object of its own, and this is how they are found. */

import { ProblemError } from "../../shared/problem.ts";
import { SOURCE_LIMITS } from "./source-config.ts";

export type SourceList = ReturnType<typeof createSourceList>;

export function createSourceList(sql: SqlStorage) {
  return {
    create(): void {
      sql.exec("CREATE TABLE IF NOT EXISTS sources (source_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID");
    },

    /** @throws ProblemError `conflict` where the bot has as many as it may */
    add(sourceId: string): { sourceId: string } {
      const { count } = sql.exec<{ count: number }>("SELECT count(*) AS count FROM sources").one();
      if (count >= SOURCE_LIMITS.sourcesPerBot) {
        throw new ProblemError("conflict", {
          detail: `A bot has at most ${SOURCE_LIMITS.sourcesPerBot} sources: delete one first.`,
        });
      }
      sql.exec("INSERT OR IGNORE INTO sources VALUES (?)", sourceId);
      return { sourceId };
    },

    drop(sourceId: string): void {
      sql.exec("DELETE FROM sources WHERE source_id = ?", sourceId);
    },

    /** In order of id, from just after `cursor`. */
    list: (limit: number, cursor = ""): string[] =>
      sql
        .exec<{ source_id: string }>(
          "SELECT source_id FROM sources WHERE source_id > ? ORDER BY source_id LIMIT ?",
          cursor,
          limit,
        )
        .toArray()
        .map(({ source_id }) => source_id),
  };
}
