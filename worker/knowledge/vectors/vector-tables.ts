/** The embedded vector store of one bot: a table of vectors in its own database for each mark. */

import type { VectorMatch, VectorQuery, VectorRecord } from "./records.ts";
import { parseVectorId } from "./spaces.ts";
import { createVectorIndex, type VectorIndex } from "./vector-index.ts";

export interface VectorTables {
  /** The nearest of one mark. Its table is made where there is none yet. */
  query(mark: number, query: Omit<VectorQuery, "signal">): VectorMatch[];
  upsert(records: readonly VectorRecord[]): void;
  remove(ids: readonly string[]): void;
  removeAll(): void;
}

export function createVectorTables(storage: DurableObjectStorage): VectorTables {
  const tables = new Map<number, VectorIndex>();

  /** Each mark has a table of its own: the dimensions of two spaces may differ. */
  function tableOf(mark: number): VectorIndex {
    let table = tables.get(mark);
    if (table === undefined) {
      table = createVectorIndex(storage.sql, { table: `vectors_${mark}` });
      table.create();
      tables.set(mark, table);
    }
    return table;
  }

  return {
    query: (mark, { values, topK, filter }) => tableOf(mark).query(values, topK, filter),

    upsert(records) {
      storage.transactionSync(() => {
        for (const [mark, some] of byMark(records, ({ id }) => id)) tableOf(mark).upsert(some);
      });
    },

    remove(ids) {
      storage.transactionSync(() => {
        for (const [mark, some] of byMark(ids, (id) => id)) tableOf(mark).remove(some);
      });
    },

    removeAll() {
      storage.transactionSync(() => {
        const found = storage.sql.exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE name GLOB 'vectors_[0-9]*'",
        );
        for (const { name } of found.toArray()) tableOf(Number(name.slice("vectors_".length))).removeAll();
      });
    },
  };
}

function byMark<T>(items: readonly T[], idOf: (item: T) => string): Map<number, T[]> {
  return Map.groupBy(items, (item) => parseVectorId(idOf(item)).mark);
}
