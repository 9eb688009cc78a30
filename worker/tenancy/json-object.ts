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
  return v.strictObject(entries, (issue) => (issue.expected === "never" ? "Unknown field." : "Must be an object."));
}
