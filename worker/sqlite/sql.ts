/**
 * The little of SQLite that is needed: a Durable Object's `SqlStorage` is one, and so is a thin wrapper
 * over `node:sqlite`. At most 100 bindings; rows may be read lazily.
 */
export interface Sql {
  exec(query: string, ...bindings: (string | number | ArrayBuffer | null)[]): Iterable<Record<string, unknown>>;
}
