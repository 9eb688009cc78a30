import { describe, expect, it } from "vitest";
import { parsePace, POLITE, slowerOf } from "./pace.ts";

describe("parsePace", () => {
  it("takes some or all of a pace", () => {
    expect(parsePace("{}")).toEqual(POLITE);
    expect(parsePace('{"spacing_ms":0}')).toEqual({ ...POLITE, spacing_ms: 0 });
  });

  it.each([
    "",
    "1",
    "null",
    "[]",
    '{"per_host":0}',
    '{"in_flight":7}',
    '{"spacing_ms":-1}',
    '{"spacing_ms":"0"}',
    '{"speed":1}',
  ])("refuses %s", (text) => {
    expect(parsePace(text)).toBeUndefined();
  });
});

describe("slowerOf", () => {
  it("takes the slower of each", () => {
    const quick = { in_flight: 6, per_host: 6, spacing_ms: 0 };
    expect(slowerOf({ in_flight: 2, per_host: 6, spacing_ms: 100 }, POLITE)).toEqual({
      in_flight: 2,
      per_host: 2,
      spacing_ms: 500,
    });
    expect(slowerOf(quick, quick)).toEqual(quick);
  });
});
