import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { jsonObjectSchema, strictFields } from "./json-object.ts";
import { BOT_LIMITS, lowerLimits, tokenLimitsSchema } from "./limits.ts";

const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
const passes = (value: unknown): boolean => v.safeParse(jsonObjectSchema, value).success;

describe("an object of any fields", () => {
  it.each([[{}], [{ a: 1 }], [nested(31)], [{ list: [null, [1], { b: "c" }] }]])("is %j as it came", (value) => {
    expect(v.parse(jsonObjectSchema, value)).toBe(value);
  });

  it.each([[null], [[]], [[{}]], ["{}"], [7], [true], [undefined]])("is not %j", (value) => {
    expect(passes(value)).toBe(false);
  });

  it("nests no deeper than 32 levels, in lists as well", () => {
    expect(passes(nested(32))).toBe(false);
    expect(passes({ a: [nested(31)] })).toBe(false);
    let deep: unknown[] = [];
    for (let level = 0; level < 40; level++) deep = [deep];
    expect(passes({ deep, shallow: 1 })).toBe(false);
    expect(passes({ shallow: 1, deep })).toBe(false);
  });
});

it("an object of known fields has no others, and is no list", () => {
  const schema = strictFields({ a: v.optional(v.number()) });
  expect(v.safeParse(schema, { a: 1 }).success).toBe(true);
  expect(v.safeParse(schema, { b: 1 }).issues?.[0].message).toBe("Unknown field.");
  expect(v.safeParse(schema, 7).issues?.[0].message).toBe("Must be an object.");
  expect(v.safeParse(schema, []).issues?.[0].message).toBe("Must be an object.");
});

describe("the limits of a token", () => {
  it.each([
    [[]],
    [null],
    ["x"],
    [{ message_per_minute: 1 }],
    [{ messages_per_minute: -1 }],
    [{ messages_per_day: 0.5 }],
  ])("are not %j", (limits) => {
    expect(v.safeParse(tokenLimitsSchema, limits).success).toBe(false);
  });

  it("lower the bot's and never raise them", () => {
    const bot = { ...BOT_LIMITS, messages_per_minute: 10, messages_per_day: null };
    expect(lowerLimits(bot, undefined)).toBe(bot);
    expect(lowerLimits(bot, { messages_per_minute: 3 })).toEqual({ ...bot, messages_per_minute: 3 });
    expect(lowerLimits(bot, { messages_per_minute: 30 })).toEqual(bot);
    expect(lowerLimits(bot, { messages_per_day: 5 })).toEqual({ ...bot, messages_per_day: 5 });
    expect(lowerLimits(bot, {})).toEqual(bot);
  });
});
