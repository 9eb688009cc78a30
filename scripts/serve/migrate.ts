/** Applies D1 migrations to the local database, and notes them as `wrangler d1 migrations apply` does. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unstable_splitSqlQuery as splitSql } from "wrangler";

interface Statement {
  bind(...values: string[]): Statement;
  all(): Promise<{ results: unknown[] }>;
}

/** The part of a D1 database that this needs. */
export interface MigratedDatabase {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}

/** Each migration is applied whole or not at all, in the order of its number. @throws Error that names the migration */
export async function applyMigrations(database: MigratedDatabase, folder: string): Promise<void> {
  await database
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
       )`,
    )
    .all();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all();
  const applied = new Set((results as { name: string }[]).map((row) => row.name));
  const waiting = readdirSync(folder)
    .filter((name) => name.endsWith(".sql") && !applied.has(name))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || a.localeCompare(b));
  for (const name of waiting) {
    const statements = splitSql(readFileSync(join(folder, name), "utf8")).map((sql) => database.prepare(sql));
    const note = database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
    try {
      await database.batch([...statements, note]);
    } catch (error) {
      throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
    }
  }
}
