/** Objects from outside: of any fields, such as a filter or a profile, and of known fields alone. */

import * as v from "valibot";

/** Deep enough for anything meant; far from where JSON.stringify runs out of stack. */
const DEPTH = 32;

/**
 * The value as it came. Not `v.record`, which drops fields called `constructor`, `prototype` or `__proto__`
 * without a word: of a locked filter that would be the condition that locks it.
 */
export const jsonObjectSchema = v.pipe(
  v.custom<Record<string, unknown>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "Must be an object.",
  ),
  v.check((value) => nestsAtMost(value, DEPTH), `Must not nest deeper than ${DEPTH} levels.`),
);

function nestsAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => nestsAtMost(part, depth - 1));
}

/** An object of these fields alone. One that is not known is refused by its name: it would be ignored without a word. */
export function strictFields<const Entries extends v.ObjectEntries>(entries: Entries) {
  return noList(
    v.strictObject(entries, (issue) => (issue.expected === "never" ? "Unknown field." : "Must be an object.")),
  );
}

/** The library takes a list for an object: where every field is optional, an empty one would pass for a change. */
export function noList<Schema extends v.GenericSchema>(schema: Schema): Schema {
  return {
    ...schema,
    "~run": (dataset, config) =>
      schema["~run"](Array.isArray(dataset.value) ? { ...dataset, value: null } : dataset, config),
  } satisfies v.GenericSchema as Schema;
}
