import { beforeEach, describe, expect, test } from "vitest";
import { ProblemError } from "../../../shared/problem.ts";
import { createVectorIndex, type VectorIndex } from "../../knowledge/vectors/vector-index.ts";
import type { Sql } from "../../sqlite/sql.ts";
import type { Metadata, VectorRecord } from "../../ports.ts";
import { createMemorySql } from "./sqlite.ts";

/** Repeatable numbers from 0 to 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function unitVector(random: () => number, dimensions: number): Float32Array {
  // Sums of three are bell-shaped enough: components as an encoder makes them.
  const values = Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function unit(...values: number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

function record(id: string, values: Float32Array, metadata: Metadata = {}): VectorRecord {
  return { id, values, metadata };
}

function bruteForce(records: readonly VectorRecord[], query: Float32Array, topK: number): string[] {
  return records
    .map(({ id, values }) => ({ id, score: values.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
    .map(({ id }) => id);
}

describe.each([
  ["packed in memory", undefined],
  ["read from SQLite", 0],
])("%s", (_where, memoryBytes) => {
  let sql: Sql;
  let index: VectorIndex;
  const options = memoryBytes === undefined ? {} : { memoryBytes };

  beforeEach(() => {
    sql = createMemorySql();
    index = createVectorIndex(sql, options);
    index.create();
  });

  const idsFor = (values: Float32Array, topK = 10, filter?: Parameters<VectorIndex["query"]>[2]): string[] =>
    index.query(values, topK, filter).map(({ id }) => id);

  test("nearest first, with cosine scores, no more than asked for", () => {
    index.upsert([record("x", unit(1, 0, 0)), record("xy", unit(1, 1, 0)), record("z", unit(0, 0, -1))]);
    const matches = index.query(unit(1, 0, 0), 2);
    expect(matches.map(({ id }) => id)).toEqual(["x", "xy"]);
    expect(matches[0]?.score).toBeCloseTo(1, 6);
    expect(matches[1]?.score).toBeCloseTo(Math.SQRT1_2, 6);
    expect(index.query(unit(0, 0, 1), 3).at(-1)?.score).toBeCloseTo(-1, 6);
    for (const topK of [0, -1, 1.5, 1_001, NaN]) expect(() => idsFor(unit(1, 0, 0), topK)).toThrow(ProblemError);
  });

  test("an empty index has no matches", () => {
    expect(idsFor(unit(1, 0, 0))).toEqual([]);
    index.remove(["nothing"]);
    index.removeAll();
    expect(index.size()).toBe(0);
  });

  test("writes after the first query are seen: new, replaced, removed, doubled", () => {
    index.upsert([record("a", unit(1, 0, 0), { v: 1 }), record("b", unit(0, 1, 0)), record("c", unit(0, 0, 1))]);
    expect(idsFor(unit(1, 0, 0), 1)).toEqual(["a"]);
    index.upsert([record("a", unit(0, 1, 0), { v: 2 }), record("d", unit(1, 0, 0)), record("d", unit(0, 0, -1))]);
    expect(index.size()).toBe(4);
    expect(idsFor(unit(0, 1, 0), 2)).toEqual(["a", "b"]);
    expect(idsFor(unit(0, 0, -1), 1)).toEqual(["d"]);
    expect(idsFor(unit(0, 1, 0), 5, { v: 1 })).toEqual([]);
    expect(idsFor(unit(0, 1, 0), 5, { v: 2 })).toEqual(["a"]);
    index.remove(["a", "unknown", "c"]);
    expect(idsFor(unit(0, 1, 0)).sort()).toEqual(["b", "d"]);
    index.removeAll();
    expect(idsFor(unit(0, 1, 0))).toEqual([]);
    index.upsert([record("e", unit(0, 1, 0))]);
    expect(idsFor(unit(0, 1, 0))).toEqual(["e"]);
  });

  test("another index over the same database finds what the first one stored", () => {
    index.upsert([record("a", unit(1, 0, 0), { lang: "en" })]);
    expect(createVectorIndex(sql, options).query(unit(1, 0, 0), 1, { lang: "en" })).toEqual([{ id: "a", score: 1 }]);
  });

  test("a filter that few match still gets its top k", () => {
    const random = createRandom(1);
    index.upsert(
      Array.from({ length: 3_000 }, (_, at) =>
        record(`r${at}`, unitVector(random, 3), {
          n: at,
          odd: at % 2 === 1,
          tags: at % 500 === 0 ? ["rare", "x"] : ["x"],
        }),
      ),
    );
    expect(idsFor(unit(1, 0, 0), 5, { tags: "rare" })).toHaveLength(5);
    expect(idsFor(unit(1, 0, 0), 10, { $and: [{ odd: true }, { n: { $lt: 5 } }] }).sort()).toEqual(["r1", "r3"]);
    expect(idsFor(unit(1, 0, 0), 10, { n: { $gt: 3_000 } })).toEqual([]);
  });

  test("a filter asks nothing but the record's own fields", () => {
    index.upsert([record("a", unit(1, 0, 0), { document_id: "docs/é 🙂.md" }), record("b", unit(1, 0, 0))]);
    expect(idsFor(unit(1, 0, 0), 5, { document_id: "docs/é 🙂.md" })).toEqual(["a"]);
    expect(idsFor(unit(1, 0, 0), 5, { document_id: { $exists: false } })).toEqual(["b"]);
  });

  test("equal scores keep the order of arrival", () => {
    index.upsert(Array.from({ length: 40 }, (_, at) => record(`r${at}`, unit(0, 1, 0))));
    expect(idsFor(unit(0, 1, 0), 30)).toEqual(Array.from({ length: 30 }, (_, at) => `r${at}`));
  });

  test("other dimensions are refused until everything is removed", () => {
    index.upsert([record("a", unit(1, 0, 0))]);
    const conflict = expect.objectContaining({ slug: "conflict", detail: expect.stringContaining("3 dimensions") });
    expect(() => index.upsert([record("b", unit(1, 0))])).toThrow(conflict);
    expect(() => index.query(unit(1, 0), 1)).toThrow(conflict);
    const other = createVectorIndex(sql);
    expect(() => other.query(unit(1, 0), 1)).toThrow(conflict);
    expect(() => other.upsert([record("b", unit(1, 0))])).toThrow(conflict);
    expect(idsFor(unit(1, 0, 0))).toEqual(["a"]);
    other.removeAll();
    other.upsert([record("b", unit(1, 0))]);
    expect(other.query(unit(1, 0), 1)).toHaveLength(1);
    other.remove(["b"]);
    other.upsert([record("c", unit(1, 0, 0))]);
    expect(other.query(unit(1, 0, 0), 1)).toHaveLength(1);
  });

  test("a vector that is no vector is refused and nothing of its batch is written", () => {
    expect(() => index.upsert([record("a", unit(1, 0, 0)), record("b", Float32Array.of(NaN, 0, 0))])).toThrow(
      ProblemError,
    );
    expect(index.size()).toBe(0);
  });

  test("a view into a larger buffer stores its own floats alone", () => {
    index.upsert([record("a", Float32Array.of(9, 9, 1, 0, 0, 9).subarray(2, 5))]);
    expect(index.query(unit(1, 0, 0), 1)).toEqual([{ id: "a", score: 1 }]);
  });
});

test("the ten nearest are those of brute force in float32, dense and sparse", () => {
  const random = createRandom(7);
  const dimensions = 96;
  const sparse = (): Float32Array => unitVector(random, dimensions).map((value) => (random() < 0.9 ? 0 : value));
  const records = Array.from({ length: 4_000 }, (_, at) =>
    record(`r${at}`, at % 2 ? unitVector(random, dimensions) : sparse()),
  );
  const index = createVectorIndex(createMemorySql());
  index.create();
  index.upsert(records);
  let found = 0;
  const queries = Array.from({ length: 100 }, (_, at) => (at % 2 ? unitVector(random, dimensions) : sparse()));
  for (const query of queries) {
    const ids = new Set(index.query(query, 10).map(({ id }) => id));
    found += bruteForce(records, query, 10).filter((id) => ids.has(id)).length;
  }
  expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(0.999);
});

test("after hundreds of random writes memory and database still agree", () => {
  const random = createRandom(11);
  const sql = createMemorySql();
  const index = createVectorIndex(sql);
  index.create();
  for (let step = 0; step < 300; step++) {
    const ids = Array.from({ length: 20 }, () => `r${Math.floor(random() * 1_500)}`);
    if (random() < 0.3) index.remove(ids);
    else index.upsert(ids.map((id) => record(id, unitVector(random, 8), { step: step % 7 })));
    if (step % 50 === 0) index.query(unitVector(random, 8), 5);
  }
  const query = unitVector(random, 8);
  const fresh = createVectorIndex(sql);
  for (const filter of [undefined, { step: { $in: [1, 4] } }]) {
    expect(index.query(query, 50, filter)).toEqual(fresh.query(query, 50, filter));
  }
  expect(index.query(query, 1_000)).toHaveLength(Math.min(1_000, index.size()));
});
