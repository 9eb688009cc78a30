import { describe, expect, test } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { METADATA_BYTES, verifyMetadata, verifyRecordSize } from "./metadata.ts";

describe("verifyMetadata", () => {
  test("takes flat values and returns a copy", () => {
    const given = { lang: "de", year: 2024.5, live: false, tags: ["a", "größe"], "": undefined };
    delete (given as Record<string, unknown>)[""];
    const taken = verifyMetadata(given);
    expect(taken).toEqual(given);
    given.tags.push("later");
    expect(taken["tags"]).toEqual(["a", "größe"]);
  });

  const refused: [unknown, string][] = [
    [null, "metadata"],
    ["text", "metadata"],
    [["list"], "metadata"],
    [{ gone: null }, "metadata.gone"],
    [{ deep: { er: 1 } }, "metadata.deep"],
    [{ mixed: ["a", 1] }, "metadata.mixed"],
    [{ lists: [["a"]] }, "metadata.lists"],
    [{ huge: Number.POSITIVE_INFINITY }, "metadata.huge"],
    [{ $eq: 1 }, "metadata.$eq"],
    [{ "": 1 }, "metadata."],
    [{ url: "https://x.test" }, "metadata.url"],
    [{ document_id: "x" }, "metadata.document_id"],
    [{ half: "\ud800" }, "metadata.half"],
    [{ ["\udc00"]: 1 }, "metadata.\udc00"],
    [{ text: "ü".repeat(METADATA_BYTES / 2) }, "metadata"],
  ];
  test.for(refused)("refuses %j and names the field", ([metadata, path]) => {
    let problem: unknown;
    try {
      verifyMetadata(metadata);
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(ProblemError);
    expect((problem as ProblemError).slug).toBe("invalid-request");
    expect((problem as ProblemError).issues?.map((issue) => issue.path)).toEqual([path]);
  });

  test("a field named __proto__ stays a field", () => {
    const taken = verifyMetadata(JSON.parse('{"__proto__": "kept"}'));
    expect(Object.keys(taken)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>)["kept"]).toBeUndefined();
  });

  test("an endless list of faults is told short", () => {
    const bad = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}`, null]));
    expect(() => verifyMetadata(bad)).toThrow(ProblemError);
    try {
      verifyMetadata(bad);
    } catch (error) {
      expect((error as ProblemError).issues).toHaveLength(20);
    }
  });
});

describe("verifyRecordSize", () => {
  const fields = { document_id: "d", url: "https://x.test/", text: "x".repeat(37_000) };

  test("takes what an owner may send beside an id and a URL of common length", () => {
    expect(() => verifyRecordSize(fields)).not.toThrow();
  });

  test("refuses what is too large together with a long URL, in bytes as the index counts them", () => {
    const url = `https://x.test/${"ü".repeat(2_000)}`;
    try {
      verifyRecordSize({ ...fields, url });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ProblemError);
      expect(error).toMatchObject({ slug: "invalid-request", issues: [{ path: "metadata" }] });
    }
  });
});
