/**
 * What is wrong with a field, where its schema has no words of its own: the schema library's speak of its types and
 * operators, and repeat what was received.
 */

import type * as v from "valibot";

const NAMES: Record<string, string> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  Array: "a list",
  Object: "an object",
};

export function sayIssue({ kind, type, expected, requirement, input }: v.BaseIssue<unknown>): string {
  if (kind === "schema") return `Must be ${list(typesOf(expected))}.`;
  const count = Number(requirement);
  const parts = typeof input === "string" ? "character" : typeof input === "object" ? "entry" : "";
  switch (type) {
    case "min_length":
      return count === 1 && parts === "character" ? "Must not be empty." : `At least ${counted(count, parts)}.`;
    case "max_length":
      return `At most ${counted(count, parts)}.`;
    case "min_value":
      return `Must be at least ${count}.`;
    case "max_value":
      return `Must be at most ${count}.`;
    case "integer":
      return "Must be a whole number.";
    default:
      return "Is not valid.";
  }
}

/** Of the library's `string`, `"a"` or `("a" | Array)`. */
function typesOf(expected: string | null): string[] {
  const types = (expected ?? "").replace(/^\((.*)\)$/s, "$1").split(" | ");
  return types.map((type) => NAMES[type] ?? type.replace(/^"(.*)"$/s, "$1"));
}

function list(words: string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : one.replace(/y$/, "ie")}${count === 1 ? "" : "s"}`;
}
