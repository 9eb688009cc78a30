/** What every vector store must do, embedded or hosted. Both adapters run this same suite. */

import { beforeAll, describe, expect, test } from "vitest";
import { ProblemError } from "../../../shared/problem.ts";
import type { MetadataFilter } from "../../knowledge/filter.ts";
import type { Metadata, TenantVectors, VectorRecord, VectorStore } from "../../ports.ts";
import type { TenantScope } from "../../tenancy/scope.ts";

export interface VectorStoreHarness {
  store: VectorStore;
  scopeOf(botId: string): TenantScope;
  /** Of the vectors the store was made for: at least 4. */
  dimensions: number;
  /** Makes what was written visible to queries, where the store is ever behind. */
  settle?(): Promise<void>;
}

let bots = 0;

/** Ids that differ in the last place alone: as alike as two bots can be. */
function freshBot(): string {
  bots += 1;
  return `bot_${"a".repeat(20)}${String(bots).padStart(5, "0")}`;
}

export function describeVectorStore(name: string, create: () => Promise<VectorStoreHarness>): void {
  describe(`vector store: ${name}`, () => {
    let harness: VectorStoreHarness;

    beforeAll(async () => {
      harness = await create();
    });

    function tenant(botId = freshBot()): TenantVectors {
      return harness.store.within(harness.scopeOf(botId));
    }

    /** A unit vector that leans to axis `main` and by `lean` to the next one. */
    function direction(main: number, lean = 0): Float32Array {
      const values = new Float32Array(harness.dimensions);
      values[main % harness.dimensions] = Math.sqrt(1 - lean * lean);
      values[(main + 1) % harness.dimensions] = lean;
      return values;
    }

    function record(id: string, values: Float32Array, metadata: Metadata = {}): VectorRecord {
      return { id, values, metadata };
    }

    async function write(vectors: TenantVectors, records: VectorRecord[]): Promise<void> {
      const mark = await vectors.upsert(records);
      await harness.settle?.();
      expect(await vectors.isVisible(mark)).toBe(true);
    }

    async function idsOf(vectors: TenantVectors, filter?: MetadataFilter): Promise<string[]> {
      const matches = await vectors.query({ values: direction(0), topK: 1_000, ...(filter ? { filter } : {}) });
      return matches.map(({ id }) => id).toSorted();
    }

    test("finds the nearest first, with the cosine as the score", async () => {
      const vectors = tenant();
      await write(vectors, [
        record("far:1:0", direction(2)),
        record("near:1:0", direction(0, 0.6)),
        record("same:1:0", direction(0)),
        record(
          "opposite:1:0",
          direction(0).map((value) => -value),
        ),
      ]);
      const matches = await vectors.query({ values: direction(0), topK: 4 });
      expect(matches.map(({ id }) => id)).toEqual(["same:1:0", "near:1:0", "far:1:0", "opposite:1:0"]);
      const expected = [1, 0.8, 0, -1];
      matches.forEach(({ score }, at) => expect(score).toBeCloseTo(expected[at]!, 3));
    });

    test("a bot without vectors has no matches, and no error", async () => {
      expect(await tenant().query({ values: direction(0), topK: 5 })).toEqual([]);
    });

    test("bots with nearly the same id share nothing, even under the same record ids", async () => {
      const [one, two] = [tenant(), tenant()];
      await write(one, [record("doc:1:0", direction(0)), record("doc:1:1", direction(1))]);
      await write(two, [record("doc:1:0", direction(3))]);
      expect(await idsOf(one)).toEqual(["doc:1:0", "doc:1:1"]);
      expect(await idsOf(two)).toEqual(["doc:1:0"]);
      await two.remove(["doc:1:1"]);
      await two.removeAll();
      await harness.settle?.();
      expect(await idsOf(two)).toEqual([]);
      expect(await idsOf(one)).toEqual(["doc:1:0", "doc:1:1"]);
      const [first] = await one.query({ values: direction(0), topK: 1 });
      expect(first?.id).toBe("doc:1:0");
      expect(first?.score).toBeCloseTo(1, 3);
    });

    test("topK bounds the matches, and what is no count from 1 to 1,000 is refused", async () => {
      const vectors = tenant();
      await write(
        vectors,
        [0, 1, 2].map((at) => record(`d:1:${at}`, direction(at))),
      );
      expect(await vectors.query({ values: direction(0), topK: 1 })).toHaveLength(1);
      expect(await vectors.query({ values: direction(0), topK: 1_000 })).toHaveLength(3);
      for (const topK of [0, -1, 1.5, 1_001, Number.NaN]) {
        await expect(vectors.query({ values: direction(0), topK })).rejects.toBeInstanceOf(ProblemError);
      }
    });

    test("writing again changes nothing; a new value under the same id replaces vector and metadata", async () => {
      const vectors = tenant();
      const records = [record("d:1:0", direction(0), { lang: "de", draft: true }), record("d:1:1", direction(1))];
      await write(vectors, records);
      await write(vectors, records);
      expect(await idsOf(vectors)).toEqual(["d:1:0", "d:1:1"]);
      await write(vectors, [record("d:1:0", direction(2), { lang: "fr" })]);
      expect(await idsOf(vectors)).toEqual(["d:1:0", "d:1:1"]);
      expect(await idsOf(vectors, { lang: "fr" })).toEqual(["d:1:0"]);
      expect(await idsOf(vectors, { lang: "de" })).toEqual([]);
      expect(await idsOf(vectors, { draft: true })).toEqual([]);
      const [first] = await vectors.query({ values: direction(2), topK: 1 });
      expect(first?.id).toBe("d:1:0");
    });

    test("of one id twice in a call the last counts; equal vectors under two ids are both found", async () => {
      const vectors = tenant();
      await write(vectors, [
        record("d:1:0", direction(3), { turn: 1 }),
        record("d:1:0", direction(0), { turn: 2 }),
        record("d:1:1", direction(0)),
      ]);
      expect(await idsOf(vectors)).toEqual(["d:1:0", "d:1:1"]);
      expect(await idsOf(vectors, { turn: 2 })).toEqual(["d:1:0"]);
      expect(await idsOf(vectors, { turn: 1 })).toEqual([]);
    });

    test("removes ids, and takes unknown ids, unknown bots and nothing at all for done", async () => {
      const vectors = tenant();
      await write(
        vectors,
        [0, 1, 2].map((at) => record(`d:1:${at}`, direction(at))),
      );
      await vectors.remove(["d:1:1", "never:1:0"]);
      await vectors.remove([]);
      await harness.settle?.();
      expect(await idsOf(vectors)).toEqual(["d:1:0", "d:1:2"]);
      await tenant().remove(["d:1:0"]);
      await tenant().removeAll();
      expect(await vectors.upsert([])).toBe(null);
    });

    test("after everything was removed the bot starts again from nothing", async () => {
      const vectors = tenant();
      await write(vectors, [record("old:1:0", direction(0))]);
      await vectors.removeAll();
      await vectors.removeAll();
      await harness.settle?.();
      expect(await idsOf(vectors)).toEqual([]);
      await write(vectors, [record("new:1:0", direction(0))]);
      expect(await idsOf(vectors)).toEqual(["new:1:0"]);
    });

    test("an aborted write throws the reason, and the same write afterwards ends in the same set", async () => {
      const vectors = tenant();
      const records = Array.from({ length: 2_300 }, (_, at) => record(`d:1:${at}`, direction(at, 0.1)));
      const reason = new Error("enough");
      await expect(vectors.upsert(records, AbortSignal.abort(reason))).rejects.toBe(reason);
      await expect(vectors.query({ values: direction(0), topK: 1, signal: AbortSignal.abort(reason) })).rejects.toBe(
        reason,
      );
      await harness.settle?.();
      expect(await idsOf(vectors)).toEqual([]);
      const half = new AbortController();
      const writing = vectors.upsert(records, half.signal);
      half.abort(reason);
      // A store that is quick enough may have taken it all.
      await writing.catch((error: unknown) => expect(error).toBe(reason));
      await write(vectors, records);
      const filled = await vectors.query({ values: direction(0), topK: 1_000 });
      expect(new Set(filled.map(({ id }) => id)).size).toBe(1_000);
      await vectors.remove(records.slice(10).map(({ id }) => id));
      await harness.settle?.();
      expect(await idsOf(vectors)).toEqual(
        records
          .slice(0, 10)
          .map(({ id }) => id)
          .toSorted(),
      );
    });

    test("vectors of another length are refused, in a write and in a query", async () => {
      const vectors = tenant();
      await write(vectors, [record("d:1:0", direction(0))]);
      const short = new Float32Array(harness.dimensions - 1).fill(1 / Math.sqrt(harness.dimensions - 1));
      await expect(vectors.upsert([record("d:1:1", short)])).rejects.toBeInstanceOf(ProblemError);
      await expect(vectors.query({ values: short, topK: 1 })).rejects.toBeInstanceOf(ProblemError);
      expect(await idsOf(vectors)).toEqual(["d:1:0"]);
    });

    describe("filters", () => {
      let vectors: TenantVectors;

      beforeAll(async () => {
        vectors = tenant();
        await write(vectors, [
          record("a", direction(0), {
            lang: "de",
            year: 2024,
            live: true,
            tags: ["api", "größe"],
            url: "https://x.test/a",
          }),
          record("b", direction(1), { lang: "en", year: 2025, live: false, tags: ["api"], url: "https://x.test/b" }),
          record("c", direction(2), { lang: "日本語", year: 2026.5, tags: [], "odd key.$": 'o\'clock "quoted" 🦊' }),
          record("d", direction(3), {}),
        ]);
      });

      const all = ["a", "b", "c", "d"];
      const table: [MetadataFilter, string[]][] = [
        [{}, all],
        [{ lang: "de" }, ["a"]],
        [{ lang: { $eq: "de" } }, ["a"]],
        [{ lang: "日本語" }, ["c"]],
        [{ lang: "d" }, []],
        [{ "odd key.$": 'o\'clock "quoted" 🦊' }, ["c"]],
        [{ year: 2024 }, ["a"]],
        [{ year: { $eq: 2026.5 } }, ["c"]],
        [{ year: "2024" }, []],
        [{ live: true }, ["a"]],
        [{ live: false }, ["b"]],
        [{ live: "true" }, []],
        [{ lang: { $ne: "de" } }, ["b", "c", "d"]],
        [{ tags: { $ne: "api" } }, ["c", "d"]],
        [{ year: { $gt: 2024 } }, ["b", "c"]],
        [{ year: { $gte: 2024 } }, ["a", "b", "c"]],
        [{ year: { $lt: 2025 } }, ["a"]],
        [{ year: { $lte: 2025 } }, ["a", "b"]],
        [{ year: { $gt: 2024, $lt: 2026 } }, ["b"]],
        [{ lang: { $gt: 1 } }, []],
        [{ lang: { $in: ["de", "日本語", "xx"] } }, ["a", "c"]],
        [{ lang: { $in: [] } }, []],
        [{ lang: { $nin: ["de", "en"] } }, ["c", "d"]],
        [{ lang: { $nin: [] } }, all],
        [{ tags: "api" }, ["a", "b"]],
        [{ tags: "größe" }, ["a"]],
        [{ tags: { $in: ["größe", "other"] } }, ["a"]],
        [{ tags: { $nin: ["größe"] } }, ["b", "c", "d"]],
        [{ live: { $in: [true, false] } }, ["a", "b"]],
        [{ year: { $in: [2024, "2025", true] } }, ["a"]],
        [{ live: { $nin: [true, "x", 1] } }, ["b", "c", "d"]],
        [{ $or: [{ live: { $in: [false, 1] } }, { lang: "de" }], year: { $nin: [2025, "x"] } }, ["a"]],
        [{ live: { $exists: true } }, ["a", "b"]],
        [{ live: { $exists: false } }, ["c", "d"]],
        [{ lang: "de", year: 2024 }, ["a"]],
        [{ lang: "de", year: 2025 }, []],
        [{ $and: [{ tags: "api" }, { year: { $gt: 2024 } }] }, ["b"]],
        [{ $or: [{ lang: "de" }, { year: { $gt: 2026 } }] }, ["a", "c"]],
        [{ $or: [{ $and: [{ live: false }, { lang: "en" }] }, { lang: "日本語" }], year: { $gte: 2025 } }, ["b", "c"]],
        [{ $and: [{ $or: [{ lang: "de" }, { lang: "en" }] }, { $or: [{ live: false }, { year: 1 }] }] }, ["b"]],
        [{ $and: [{}, { lang: "de" }] }, ["a"]],
        [{ $or: [{}, { lang: "de" }] }, all],
        [{ nowhere: "x" }, []],
      ];
      test.for(table)("%j", async ([filter, expected]) => {
        expect(await idsOf(vectors, filter)).toEqual(expected);
      });

      test("a filter narrows before the cut to topK, not after it", async () => {
        const matches = await vectors.query({ values: direction(0), topK: 1, filter: { lang: "日本語" } });
        expect(matches.map(({ id }) => id)).toEqual(["c"]);
      });
    });
  });
}
