import { describe, expect, test } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import type { Metadata } from "../ports.ts";
import { andFilters, FILTER_LIMITS, matchesFilter, parseFilter, type MetadataFilter } from "./filter.ts";

const RECORD: Metadata = {
  genre: "drama",
  year: 2020,
  rating: 7.5,
  dubbed: false,
  tags: ["new", "long"],
  blank: "",
  none: [],
};

describe("matchesFilter", () => {
  test.each<[filter: MetadataFilter, matches: boolean]>([
    [{}, true],
    // A bare value means $eq.
    [{ genre: "drama" }, true],
    [{ genre: "Drama" }, false],
    [{ dubbed: false }, true],
    [{ year: 2020 }, true],
    [{ missing: "x" }, false],
    [{ blank: "" }, true],
    [{ missing: "" }, false],
    // $eq compares without converting; a list matches on any element.
    [{ genre: { $eq: "drama" } }, true],
    [{ year: { $eq: "2020" } }, false],
    [{ dubbed: { $eq: 0 } }, false],
    [{ tags: { $eq: "long" } }, true],
    [{ tags: { $eq: "short" } }, false],
    [{ none: { $eq: "" } }, false],
    // $ne is its negation, missing fields included.
    [{ genre: { $ne: "drama" } }, false],
    [{ genre: { $ne: "comedy" } }, true],
    [{ tags: { $ne: "long" } }, false],
    [{ tags: { $ne: "short" } }, true],
    [{ missing: { $ne: "x" } }, true],
    // Comparisons are for numbers alone.
    [{ year: { $gt: 2019 } }, true],
    [{ year: { $gt: 2020 } }, false],
    [{ year: { $gte: 2020 } }, true],
    [{ year: { $gte: 2020.5 } }, false],
    [{ rating: { $lt: 8 } }, true],
    [{ rating: { $lt: 7.5 } }, false],
    [{ rating: { $lte: 7.5 } }, true],
    [{ rating: { $lte: 7 } }, false],
    [{ genre: { $gt: 0 } }, false],
    [{ dubbed: { $lte: 1 } }, false],
    [{ tags: { $gte: 0 } }, false],
    [{ missing: { $lt: 1 } }, false],
    [{ year: { $gt: 2000, $lt: 2030 } }, true],
    [{ year: { $gt: 2000, $lt: 2010 } }, false],
    // $in and $nin.
    [{ genre: { $in: ["comedy", "drama"] } }, true],
    [{ genre: { $in: ["comedy"] } }, false],
    [{ genre: { $in: [] } }, false],
    [{ year: { $in: [2020, "x"] } }, true],
    [{ year: { $in: ["2020"] } }, false],
    [{ tags: { $in: ["x", "new"] } }, true],
    [{ missing: { $in: ["x"] } }, false],
    [{ genre: { $nin: ["comedy"] } }, true],
    [{ genre: { $nin: ["drama"] } }, false],
    [{ tags: { $nin: ["x", "new"] } }, false],
    [{ tags: { $nin: ["x"] } }, true],
    [{ genre: { $nin: [] } }, true],
    [{ missing: { $nin: ["x"] } }, true],
    // $exists.
    [{ genre: { $exists: true } }, true],
    [{ genre: { $exists: false } }, false],
    [{ blank: { $exists: true } }, true],
    [{ missing: { $exists: true } }, false],
    [{ missing: { $exists: false } }, true],
    // Fields are ANDed; $and, $or, and both inside one another.
    [{ genre: "drama", year: 2020 }, true],
    [{ genre: "drama", year: 2021 }, false],
    [{ $and: [{ genre: "drama" }, { year: { $gte: 2020 } }] }, true],
    [{ $and: [{ genre: "drama" }, { year: { $gt: 2020 } }] }, false],
    [{ $or: [{ genre: "comedy" }, { year: 2020 }] }, true],
    [{ $or: [{ genre: "comedy" }, { year: 2021 }] }, false],
    [{ $or: [{ genre: "comedy" }, { $and: [{ dubbed: false }, { tags: "new" }] }] }, true],
    [{ genre: "drama", $or: [{ year: 1 }, { year: 2 }] }, false],
    [{ $and: [{ genre: "drama" }], $or: [{ year: 1 }, { year: 2020 }] }, true],
  ])("%j → %s", (filter, matches) => expect(matchesFilter(parseFilter(filter), RECORD)).toBe(matches));

  test("what every object inherits is no field", () => {
    for (const field of ["constructor", "toString", "hasOwnProperty", "__proto__"]) {
      const exists = parseFilter(JSON.parse(`{${JSON.stringify(field)}: {"$exists": true}}`));
      expect(Object.keys(exists)).toEqual([field]);
      expect(matchesFilter(exists, RECORD)).toBe(false);
      expect(matchesFilter(exists, JSON.parse(`{${JSON.stringify(field)}: "x"}`))).toBe(true);
    }
  });
});

function issuesOf(input: unknown): string[] {
  try {
    parseFilter(input);
  } catch (error) {
    if (error instanceof ProblemError && error.slug === "invalid-request")
      return error.issues?.map(({ path }) => path) ?? [];
    throw error;
  }
  return [];
}

describe("parseFilter", () => {
  test.each<[input: unknown, path: string]>([
    [null, "filter"],
    ["genre", "filter"],
    [[], "filter"],
    [{ genre: null }, "filter.genre"],
    [{ genre: ["drama"] }, "filter.genre"],
    [{ genre: {} }, "filter.genre"],
    [{ genre: NaN }, "filter.genre"],
    [{ genre: { $regex: "d.*" } }, "filter.genre.$regex"],
    [{ genre: { drama: 1 } }, "filter.genre.drama"],
    [{ genre: { $eq: null } }, "filter.genre.$eq"],
    [{ genre: { $eq: ["drama"] } }, "filter.genre.$eq"],
    [{ year: { $gt: "2019" } }, "filter.year.$gt"],
    [{ year: { $lte: Infinity } }, "filter.year.$lte"],
    [{ genre: { $in: "drama" } }, "filter.genre.$in"],
    [{ genre: { $in: [["drama"]] } }, "filter.genre.$in"],
    [{ genre: { $nin: [null] } }, "filter.genre.$nin"],
    [{ genre: { $exists: 1 } }, "filter.genre.$exists"],
    [{ genre: { $and: [] } }, "filter.genre.$and"],
    [JSON.parse('{"genre": {"__proto__": 1}}'), "filter.genre.__proto__"],
    [{ genre: { constructor: 1 } }, "filter.genre.constructor"],
    [{ $not: { genre: "drama" } }, "filter.$not"],
    [{ $eq: "drama" }, "filter.$eq"],
    [{ "": "drama" }, "filter."],
    [{ $and: {} }, "filter.$and"],
    [{ $or: [] }, "filter.$or"],
    [{ $or: [{ genre: "drama" }, 5] }, "filter.$or.1"],
    [{ $and: [{ $or: [{ genre: { $x: 1 } }] }] }, "filter.$and.0.$or.0.genre.$x"],
  ])("%j is refused at %s", (input, path) => expect(issuesOf(input)).toEqual([path]));

  test("ten thousand values are taken, one more is not", () => {
    const values = Array.from({ length: FILTER_LIMITS.listValues }, (_, index) => `v${index}`);
    expect(matchesFilter(parseFilter({ genre: { $in: [...values, "drama"].slice(1) } }), RECORD)).toBe(true);
    expect(issuesOf({ genre: { $in: [...values, "drama"] } })).toEqual(["filter.genre.$in"]);
  });

  test("depth and number of conditions are bounded", () => {
    const nested = (levels: number): unknown => (levels === 0 ? { genre: "drama" } : { $and: [nested(levels - 1)] });
    expect(issuesOf(nested(FILTER_LIMITS.depth - 1))).toEqual([]);
    expect(issuesOf(nested(FILTER_LIMITS.depth))).toHaveLength(1);
    expect(issuesOf(nested(500))).toHaveLength(1);
    const wide = (count: number): unknown =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
    expect(issuesOf(wide(FILTER_LIMITS.conditions))).toEqual([]);
    expect(issuesOf(wide(FILTER_LIMITS.conditions + 1))).toHaveLength(1);
    expect(issuesOf({ $or: Array.from({ length: 10_000 }, () => ({ genre: "drama" })) })).toEqual(["filter.$or"]);
    expect(issuesOf(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}`, null])))).toHaveLength(
      FILTER_LIMITS.issues,
    );
  });

  test("what comes out shares nothing with what came in", () => {
    const input = { genre: { $in: ["drama"] } };
    const filter = parseFilter(input);
    input.genre.$in[0] = "comedy";
    expect(matchesFilter(filter, RECORD)).toBe(true);
  });
});

describe("andFilters", () => {
  test("all must hold, and none can widen another", () => {
    const locked = parseFilter({ $or: [{ genre: "comedy" }] });
    const visitors = parseFilter({ $or: [{ genre: "drama" }, { year: { $gt: 0 } }] });
    expect(matchesFilter(andFilters(locked, visitors) ?? {}, RECORD)).toBe(false);
    expect(matchesFilter(andFilters(visitors, { year: 2020 }) ?? {}, RECORD)).toBe(true);
  });

  test("nothing to hold is undefined, one filter is itself", () => {
    expect(andFilters(undefined, null, {})).toBeUndefined();
    expect(andFilters(undefined, { genre: "drama" })).toEqual({ genre: "drama" });
  });
});

test("only numbers have an order: neither text, nor a list, nor nothing stands before or behind one", () => {
  for (const level of ["7", ["7"], "", true, undefined] as const) {
    const record = level === undefined ? {} : { level: level as string };
    for (const filter of [{ $lt: 9 }, { $lte: 9 }, { $gt: 1 }, { $gte: 1 }, { $gte: 0 }, { $lt: 1 }])
      expect(matchesFilter(parseFilter({ level: filter }), record), JSON.stringify([level, filter])).toBe(false);
  }
  expect(matchesFilter(parseFilter({ level: { $lt: 9, $gt: 1 } }), { level: 7 })).toBe(true);
});

test("a number of a filter is a finite number, and a field that is not there is in no list", () => {
  for (const bound of ["7", true, null, [7], {}, Number.POSITIVE_INFINITY])
    expect(() => parseFilter({ level: { $lt: bound } }), JSON.stringify(bound)).toThrow();
  expect(matchesFilter(parseFilter({ level: { $in: ["undefined", 0, false, ""] } }), {})).toBe(false);
  expect(matchesFilter(parseFilter({ level: { $nin: ["undefined"] } }), {})).toBe(true);
});

test("of a filter with many faults the first are told", () => {
  try {
    parseFilter(Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`$bad${at}`, 1])));
    expect.unreachable();
  } catch (error) {
    expect((error as { issues: unknown[] }).issues.length).toBe(FILTER_LIMITS.issues);
  }
});
