import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { endSchema, timeSchema } from "./log.ts";

describe("a time in a query", () => {
  it.each([
    ["2026-11-29", Date.UTC(2026, 10, 29)],
    ["2028-02-29", Date.UTC(2028, 1, 29)],
    ["2026-11-29T08:00Z", Date.UTC(2026, 10, 29, 8)],
    ["2026-11-29T08:00:00+05:30", Date.UTC(2026, 10, 29, 2, 30)],
    // Python's isoformat.
    ["2026-11-29T08:00:00.123456+00:00", Date.UTC(2026, 10, 29, 8, 0, 0, 123)],
  ])("%s is known", (text, time) => {
    expect(v.parse(timeSchema, text)).toBe(time);
  });

  it.each([
    ["2026-11-29", Date.UTC(2026, 10, 30)],
    ["2026-11-30", Date.UTC(2026, 11, 1)],
    ["2026-11-29T08:00Z", Date.UTC(2026, 10, 29, 8)],
    ["2026-11-29T00:00:00Z", Date.UTC(2026, 10, 29)],
  ])("%s as an end has the whole day in it, or nothing behind the moment", (text, time) => {
    expect(v.parse(endSchema, text)).toBe(time);
  });

  it.each(["2026-02-30", "2026-02-29T08:00:00Z", "2026-13-01", "2026-11-31", "2026-11-29T25:00Z"])(
    "%s does not exist",
    (text) => {
      expect(v.safeParse(timeSchema, text).issues?.[0]?.message).toBe("There is no such day or time.");
    },
  );

  it.each(["", "yesterday", "1796007607", "2026-11", "2026-11-29T08:00", "2026-11-29T08:00:00 05:00"])(
    "%j is asked for in another form",
    (text) => {
      expect(v.safeParse(timeSchema, text).issues?.[0]?.message).toMatch(/^Must be a day/);
    },
  );
});
