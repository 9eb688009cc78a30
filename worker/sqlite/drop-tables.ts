/** Takes every table of a Durable Object away but the facts. A virtual table takes those that stand behind it along. */
export function dropTables(sql: SqlStorage): void {
  for (const kind of ["CREATE VIRTUAL TABLE", "CREATE TABLE"]) {
    const tables = sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE ? || '%' AND name <> 'facts' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'",
        kind,
      )
      .toArray();
    for (const { name } of tables) sql.exec(`DROP TABLE IF EXISTS "${name}"`);
  }
}
