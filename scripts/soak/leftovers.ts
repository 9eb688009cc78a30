/** What the databases of a server that has ended still hold, table by table. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface Rows {
  /** Of the class of objects, or the database. */
  where: string;
  table: string;
  rows: number;
}

/** @param state folder of the server */
export function listRows(state: string): Rows[] {
  const found = new Map<string, Rows>();
  for (const entry of readdirSync(join(state, "data"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".sqlite")) continue;
    const where = entry.parentPath.split("/").at(-1)!;
    const database = new DatabaseSync(join(entry.parentPath, entry.name), { readOnly: true });
    try {
      const tables = database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all() as {
        name: string;
        sql: string | null;
      }[];
      for (const { name, sql } of tables) {
        // What a full-text index keeps of itself; its own rows are counted by its `_docsize`.
        if (/VIRTUAL TABLE/i.test(sql ?? "") || /_(?:config|data|idx)$/.test(name) || name === "sqlite_sequence")
          continue;
        // Keys of accounts stay with them; those of bots are another thing.
        const ofBots = name === "keys" ? "WHERE kind <> 'account'" : "";
        const { rows } = database.prepare(`SELECT count(*) AS rows FROM "${name}" ${ofBots}`).get() as { rows: number };
        if (rows === 0) continue;
        const key = `${where} ${name}`;
        const known = found.get(key);
        if (known === undefined) found.set(key, { where, table: name, rows });
        else known.rows += rows;
      }
    } finally {
      database.close();
    }
  }
  return [...found.values()].sort((a, b) => `${a.where} ${a.table}`.localeCompare(`${b.where} ${b.table}`));
}
