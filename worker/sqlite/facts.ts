/** Single values that a Durable Object remembers by name: marks, times, counts of failures. */

export interface Facts {
  create(): void;
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  drop(name: string): void;
  startingWith(prefix: string): [name: string, value: string][];
}

export function createFacts(sql: SqlStorage): Facts {
  return {
    create() {
      sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID");
    },
    get(name) {
      return sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray()[0]?.value;
    },
    set(name, value) {
      sql.exec("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value);
    },
    drop(name) {
      sql.exec("DELETE FROM facts WHERE name = ?", name);
    },
    startingWith(prefix) {
      return sql
        .exec<{ name: string; value: string }>(
          "SELECT name, value FROM facts WHERE substr(name, 1, ?) = ? ORDER BY name",
          prefix.length,
          prefix,
        )
        .toArray()
        .map(({ name, value }) => [name, value]);
    },
  };
}
