/**
 * Exact vector search over the vectors of one bot, inside its Durable Object. The truth is SQLite, one
 * row a vector, float32 little-endian; a packed copy in memory, made at the first query and kept in
 * step, finds the candidates, and the stored floats settle scores and order.
 */

import { ProblemError } from "../../../shared/problem.ts";
import { matchesFilter, type MetadataFilter } from "../filter.ts";
import type { Sql } from "../../sqlite/sql.ts";
import type { Metadata } from "../metadata.ts";
import type { VectorMatch, VectorRecord } from "./records.ts";
import { createBestOf } from "./best-of.ts";
import { createPackedVectors, type PackedVectors } from "./packed-vectors.ts";

export interface VectorIndexOptions {
  /** A table of its own for vectors that must not mix with others: letters, digits and `_`. */
  table?: string;
  /**
   * Bytes of packed components held in memory at the most (an isolate has 128 MB, shared with other
   * bots). An index with more is read from SQLite at each query: slower, and as exact.
   */
  memoryBytes?: number;
}

export interface VectorIndex {
  /** Makes the table where it is missing. */
  create(): void;
  size(): number;
  /**
   * All or nothing. The first vector of an empty index decides the dimensions.
   *
   * @throws ProblemError `conflict` where the dimensions are others, `invalid-request` for what is no vector
   */
  upsert(records: readonly VectorRecord[]): void;
  /** Unknown ids are no error. */
  remove(ids: readonly string[]): void;
  /** Also the way to other dimensions. */
  removeAll(): void;
  /**
   * Best first, ties in the order of arrival. The filter is applied before the cut: `topK` come back
   * where that many match.
   *
   * @throws ProblemError `conflict` as `upsert`; `invalid-request` where `topK` is not from 1 to 1,000
   */
  query(values: Float32Array, topK: number, filter?: MetadataFilter): VectorMatch[];
  /** Drops what is in memory: call it after a transaction that wrote here was rolled back. */
  forget(): void;
}

const MEMORY_BYTES = 48 * 1024 * 1024;
const MOST_MATCHES = 1_000;
/** Rows read at once while loading or scanning: 2 MB of 512 dimensions. */
const PAGE = 1_000;
/** Bindings a Durable Object takes in one statement. */
const MOST_BINDINGS = 100;

export function createVectorIndex(
  sql: Sql,
  { table = "vector_index", memoryBytes = MEMORY_BYTES }: VectorIndexOptions = {},
): VectorIndex {
  if (!/^\w+$/.test(table)) throw new TypeError(`${table} is no name of a table.`);
  let packed: PackedVectors | undefined;
  let knownDimensions: number | undefined;

  /** Of the stored vectors; undefined where there are none. */
  function storedDimensions(): number | undefined {
    if (knownDimensions !== undefined) return knownDimensions;
    for (const row of sql.exec(`SELECT length(vector) AS bytes FROM ${table} LIMIT 1`)) {
      knownDimensions = Number(row["bytes"]) / Float32Array.BYTES_PER_ELEMENT;
    }
    return knownDimensions;
  }

  function forget(): void {
    packed = undefined;
    knownDimensions = undefined;
  }

  function size(): number {
    for (const row of sql.exec(`SELECT count(*) AS vectors FROM ${table}`)) return Number(row["vectors"]);
    return 0;
  }

  /** All rows in order of arrival, a page at a time, so that no cursor stays open between them. */
  function* rows(): Generator<{ rowid: number; vector: Float32Array; metadata: string }> {
    for (let after = 0; ;) {
      const page = [
        ...sql.exec(`SELECT rowid, vector, metadata FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`, after),
      ];
      for (const row of page) {
        after = Number(row["rowid"]);
        yield {
          rowid: after,
          vector: new Float32Array(row["vector"] as ArrayBuffer),
          metadata: String(row["metadata"]),
        };
      }
      if (page.length < PAGE) return;
    }
  }

  /** Undefined where the vectors would take too much memory. */
  function load(dimensions: number): PackedVectors | undefined {
    if (packed !== undefined && packed.size * dimensions > memoryBytes) packed = undefined;
    if (packed !== undefined || size() * dimensions > memoryBytes) return packed;
    packed = createPackedVectors(dimensions);
    for (const { rowid, vector, metadata } of rows()) packed.set(rowid, vector, metadata);
    return packed;
  }

  /** Ids and exact scores of some rows. */
  function rescore(rowids: readonly number[], query: Float32Array, topK: number): VectorMatch[] {
    const best = createBestOf(topK);
    const ids = new Map<number, string>();
    for (const part of batches(rowids, MOST_BINDINGS)) {
      const slots = part.map(() => "?").join(", ");
      for (const row of sql.exec(`SELECT rowid, id, vector FROM ${table} WHERE rowid IN (${slots})`, ...part)) {
        const rowid = Number(row["rowid"]);
        ids.set(rowid, String(row["id"]));
        best.offer(rowid, dotProduct(query, new Float32Array(row["vector"] as ArrayBuffer)));
      }
    }
    return best.take().map(({ key, score }) => ({ id: ids.get(key) as string, score }));
  }

  function scan(query: Float32Array, topK: number, filter?: MetadataFilter): number[] {
    const best = createBestOf(topK);
    let [last, matches] = ["", true];
    for (const { rowid, vector, metadata } of rows()) {
      // Chunks of one document lie side by side and share their metadata.
      if (filter !== undefined && metadata !== last) {
        [last, matches] = [metadata, matchesFilter(filter, JSON.parse(metadata) as Metadata)];
      }
      if (matches) best.offer(rowid, dotProduct(query, vector));
    }
    return best.take().map(({ key }) => key);
  }

  return {
    create() {
      sql.exec(`CREATE TABLE IF NOT EXISTS ${table} (
        rowid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, vector BLOB NOT NULL, metadata TEXT NOT NULL)`);
    },

    size,

    upsert(records) {
      let dimensions = storedDimensions();
      for (const { values } of records) {
        dimensions ??= values.length;
        if (values.length !== dimensions) throw mismatch(values.length, dimensions);
        if (values.length === 0 || !values.every(Number.isFinite)) {
          throw new ProblemError("invalid-request", { detail: "A vector is a list of finite numbers." });
        }
      }
      try {
        for (const { id, values, metadata } of records) {
          const json = JSON.stringify(metadata);
          const written = sql.exec(
            `INSERT INTO ${table} (id, vector, metadata) VALUES (?, ?, ?)
              ON CONFLICT (id) DO UPDATE SET vector = excluded.vector, metadata = excluded.metadata RETURNING rowid`,
            id,
            // A copy of exactly these floats: the array may be a view into a larger buffer.
            values.slice().buffer,
            json,
          );
          for (const row of written) packed?.set(Number(row["rowid"]), values, json);
        }
      } catch (error) {
        // The caller's transaction takes the rows back; the copy must not keep them.
        forget();
        throw error;
      }
    },

    remove(ids) {
      for (const part of batches(ids, MOST_BINDINGS)) {
        const slots = part.map(() => "?").join(", ");
        const removed = sql.exec(`DELETE FROM ${table} WHERE id IN (${slots}) RETURNING rowid`, ...part);
        for (const row of removed) packed?.delete(Number(row["rowid"]));
      }
      // An index that was emptied takes any dimensions again.
      knownDimensions = undefined;
    },

    removeAll() {
      sql.exec(`DELETE FROM ${table}`);
      forget();
    },

    query(values, topK, filter) {
      if (!Number.isInteger(topK) || topK < 1 || topK > MOST_MATCHES) {
        throw new ProblemError("invalid-request", {
          detail: `top_k must be a whole number from 1 to ${MOST_MATCHES}.`,
        });
      }
      const dimensions = storedDimensions();
      if (dimensions === undefined) return [];
      if (values.length !== dimensions) throw mismatch(values.length, dimensions);
      // Four times as many candidates, and fifty: the packed order is off by a few places, not by dozens.
      const candidates = load(dimensions)?.nearest(values, topK * 4 + 50, filter) ?? scan(values, topK, filter);
      return rescore(candidates, values, topK);
    },

    forget,
  };
}

function mismatch(given: number, stored: number): ProblemError {
  return new ProblemError("conflict", {
    detail: `The index holds vectors of ${stored} dimensions and was given ${given}: after a change of the embedder the documents must be embedded again.`,
  });
}

function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function* batches<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
