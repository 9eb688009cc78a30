import { describe, expect, test } from "vitest";
import { diversify, fuse, type Scored } from "./fuse.ts";

function list(...pairs: [id: string, score: number][]): Scored<string>[] {
  return pairs.map(([id, score]) => ({ id, score }));
}

const TEXT = list(["a", 12], ["b", 8], ["c", 4]);
const VECTORS = list(["c", 0.9], ["d", 0.5], ["a", 0.1]);

describe("fuse", () => {
  test("both sides count on the same scale, by their weight", () => {
    const fused = fuse(TEXT, VECTORS, 0.25);
    expect(fused.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
    expect(fused.map(({ score }) => score)).toEqual([0.75, 0.375, 0.25, 0.125]);
    expect(fuse(TEXT, VECTORS, 0.75).map(({ id }) => id)).toEqual(["c", "d", "a", "b"]);
  });

  test("weight 0 is full text alone, weight 1 the vectors alone", () => {
    expect(fuse(TEXT, VECTORS, 0)).toEqual(list(["a", 1], ["b", 0.5], ["c", 0]));
    expect(fuse(TEXT, VECTORS, 1).map(({ id }) => id)).toEqual(["c", "d", "a"]);
  });

  test("a side that found nothing leaves the whole ranking to the other", () => {
    expect(fuse(TEXT, [], 0.9)).toEqual(list(["a", 1], ["b", 0.5], ["c", 0]));
    expect(fuse([], VECTORS, 0.1).map(({ id, score }) => [id, score])).toEqual([
      ["c", 1],
      ["d", 0.5],
      ["a", 0],
    ]);
    expect(fuse([], [], 0.5)).toEqual([]);
  });

  test("an id given twice counts once, with its best score", () => {
    expect(fuse(list(["a", 1], ["b", 5], ["a", 9]), [], 0)).toEqual(
      list(["a", 1], ["b", 0.5]).map((m, at) => (at ? { ...m, score: 0 } : m)),
    );
  });

  test("ties keep the order they came in; a single match and equal scores are full marks", () => {
    expect(fuse(list(["x", 3], ["y", 3], ["z", 3]), [], 0)).toEqual(list(["x", 1], ["y", 1], ["z", 1]));
    expect(fuse(list(["only", -7]), [], 0)).toEqual(list(["only", 1]));
  });

  test("scores that are no numbers are left out; weights outside 0 to 1 are a fault", () => {
    expect(fuse(list(["a", NaN], ["b", 2], ["c", Infinity]), [], 0)).toEqual(list(["b", 1]));
    for (const weight of [-0.1, 1.1, NaN]) expect(() => fuse(TEXT, VECTORS, weight)).toThrow(RangeError);
  });
});

describe("diversify", () => {
  const pageOf = (chunk: string): string => chunk.charAt(0);

  test("other pages come before further chunks of the same one, nothing is lost", () => {
    expect(diversify(["a1", "a2", "b1", "a3", "c1", "b2", "d1"], pageOf, { window: 3 })).toEqual([
      "a1",
      "b1",
      "c1",
      "a2",
      "a3",
      "b2",
      "d1",
    ]);
  });

  test("as many of one page as allowed", () => {
    expect(diversify(["a1", "a2", "a3", "b1", "c1"], pageOf, { window: 3, perGroup: 2 })).toEqual([
      "a1",
      "a2",
      "b1",
      "a3",
      "c1",
    ]);
  });

  test("where there is one page alone the order stays", () => {
    expect(diversify(["a1", "a2", "a3"], pageOf)).toEqual(["a1", "a2", "a3"]);
    expect(diversify([], pageOf)).toEqual([]);
  });
});
