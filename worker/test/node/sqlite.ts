/** `node:sqlite` behind the interface the knowledge modules use, so that tests and benchmarks run the product's own code. */

import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Sql } from "../../sqlite/sql.ts";

/** An empty database in memory. Like a Durable Object's, it hands out ArrayBuffers and binds 100 values at most. */
export function createMemorySql(): Sql {
  const db = new DatabaseSync(":memory:");
  const statements = new Map<string, StatementSync>();
  return {
    exec(query, ...bindings) {
      if (bindings.length > 100) throw new RangeError(`${bindings.length} bindings, a Durable Object takes 100.`);
      let statement = statements.get(query);
      if (statement === undefined) statements.set(query, (statement = db.prepare(query)));
      const values = bindings.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
      return statement.all(...values).map((row) =>
        // node:sqlite gives views, possibly into a larger buffer.
        Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            value instanceof Uint8Array ? value.slice().buffer : value,
          ]),
        ),
      );
    },
  };
}
