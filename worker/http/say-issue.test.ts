import * as v from "valibot";
import { expect, it } from "vitest";
import { parseWith } from "./read-body.ts";
import { noList, strictFields } from "../tenancy/json-object.ts";

const SCHEMAS = {
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(3)),
  key: v.pipe(v.string(), v.minLength(2)),
  number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)),
  flag: v.boolean(),
  list: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(2)),
  record: noList(v.record(v.string(), v.string())),
  object: strictFields({ a: v.optional(v.string()) }),
  one: v.picklist(["only"]),
  choice: v.picklist(["up", "down", "none"]),
  either: v.union([v.string(), v.record(v.string(), v.unknown())]),
  odd: v.pipe(v.string(), v.uuid()),
};

it.each([
  ["text", 5, "Must be text."],
  ["text", null, "Must be text."],
  ["text", undefined, "Missing."],
  ["text", "", "Must not be empty."],
  ["text", "abcd", "At most 3 characters."],
  ["key", "a", "At least 2 characters."],
  ["number", "5", "Must be a number."],
  ["number", 1.5, "Must be a whole number."],
  ["number", 0, "Must be at least 1."],
  ["number", 10, "Must be at most 9."],
  ["flag", "yes", "Must be true or false."],
  ["list", {}, "Must be a list."],
  ["list", [], "At least 1 entry."],
  ["list", ["a", "b", "c"], "At most 2 entries."],
  ["record", [], "Must be an object."],
  ["record", "x", "Must be an object."],
  ["object", [], "Must be an object."],
  ["object", { b: 1 }, "Unknown field."],
  ["one", "x", "Must be only."],
  ["choice", "UP", "Must be up, down or none."],
  ["either", 5, "Must be text or an object."],
  ["odd", "x", "Is not valid."],
] as const)("a %s that is %j is refused in plain words", (field, value, message) => {
  const path = field === "object" && JSON.stringify(value) === '{"b":1}' ? "object.b" : field;
  expect(() => parseWith(v.object({ [field]: SCHEMAS[field] }), { [field]: value })).toThrow(
    expect.objectContaining({ slug: "invalid-request", detail: `${path}: ${message}` }),
  );
});
