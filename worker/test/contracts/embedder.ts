/** What every embedder must do, embedded or hosted. Both adapters run this same suite. */

import { beforeAll, describe, expect, test } from "vitest";
import type { Embedder } from "../../ports.ts";

export function describeEmbedder(name: string, create: () => Promise<Embedder>): void {
  describe(`embedder: ${name}`, () => {
    let embedder: Embedder;

    beforeAll(async () => {
      embedder = await create();
    });

    test("says what it is", () => {
      expect(embedder.model).toMatch(/^[a-z]+:\S+$/);
      expect(embedder.dimensions).toBeGreaterThan(1);
      expect(embedder.batchSize).toBeGreaterThan(0);
      expect(embedder.weight).toBeGreaterThanOrEqual(0);
      expect(embedder.weight).toBeLessThanOrEqual(1);
    });

    test("makes one vector of unit length a text, and none of none", async () => {
      expect(await embedder.embed([], "document")).toEqual([]);
      const texts = [
        "How do I reset my password?",
        "größere Datenmengen",
        "日本語のテキスト 🦊",
        "?!",
        "a".repeat(4_000),
      ];
      const vectors = await embedder.embed(texts, "document");
      expect(vectors).toHaveLength(texts.length);
      for (const vector of vectors) {
        expect(vector).toBeInstanceOf(Float32Array);
        expect(vector).toHaveLength(embedder.dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      }
    });

    test("keeps the order, also over more texts than one batch takes", async () => {
      const count = embedder.batchSize + 3;
      const texts = Array.from({ length: count }, (_, at) => `chapter ${at % 7} of the handbook`);
      const vectors = await embedder.embed(texts, "document");
      expect(vectors).toHaveLength(count);
      const alone = await embedder.embed(texts.slice(0, 7), "document");
      vectors.forEach((vector, at) => expect(cosine(vector, alone[at % 7]!)).toBeCloseTo(1, 4));
      expect(cosine(alone[0]!, alone[1]!)).toBeLessThan(0.9999);
    });

    test("gives the same text the same vector, and a related one a nearer vector than another", async () => {
      const [query] = await embedder.embed(["shipping costs for parcels"], "query");
      const [near, far, again] = await embedder.embed(
        [
          "The shipping costs of parcels depend on weight.",
          "Our office dog likes swimming.",
          "The shipping costs of parcels depend on weight.",
        ],
        "document",
      );
      expect(cosine(near!, again!)).toBeCloseTo(1, 4);
      expect(cosine(query!, near!)).toBeGreaterThan(cosine(query!, far!));
    });

    test("an abort throws the caller's reason", async () => {
      const reason = new Error("enough");
      await expect(embedder.embed(["text"], "query", AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
