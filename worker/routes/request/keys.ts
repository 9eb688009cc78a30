/** What the routes that make and list keys of any kind share. */

import * as v from "valibot";
import { strictFields } from "../../tenancy/json-object.ts";

/** What the owner calls a key, to know it again in a list. */
export const keyNameSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.check((name) => name.isWellFormed() && name.trim() !== "", "Must not be empty."),
);

/** Body of every call that makes a key; none at all does too. */
export const newKeySchema = strictFields({ name: v.optional(keyNameSchema) });

/** Lists of at most ten need no second page, but read like every other list. */
export function wholeList(data: unknown[]): Response {
  return Response.json({ data, next_cursor: null });
}
