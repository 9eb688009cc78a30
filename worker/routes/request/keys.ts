/** What the routes that make and list keys of any kind share. */

import * as v from "valibot";
import { LIMITS } from "../../../shared/config.ts";
import { invalidField, parsePage } from "../../http/route.ts";
import { strictFields } from "../../tenancy/json-object.ts";

/** What the owner calls a key, to know it again in a list. */
export const keyNameSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.check((name) => name.isWellFormed() && name.trim() !== "", "Must not be empty."),
);

/** Body of every call that makes a key; none at all does too. */
export const newKeySchema = strictFields({ name: v.optional(keyNameSchema) });

/**
 * A list short enough to be read whole, and so given unless a limit is said; it reads like every other list.
 *
 * @param idOf the cursor of a record: what follows it does not move when another record goes
 */
export function wholeList<T>(url: URL, records: readonly T[], idOf: (record: T) => string): Response {
  const { limit, cursor } = parsePage(url, undefined, LIMITS.pageMost);
  const before = cursor === undefined ? -1 : records.findIndex((record) => idOf(record) === cursor);
  if (cursor !== undefined && before === -1)
    throw invalidField("cursor", "Not in this list, or not any more: begin without a cursor.");
  const data = records.slice(before + 1, before + 1 + limit);
  const last = data.at(-1);
  const isMore = before + 1 + limit < records.length;
  return Response.json({ data, next_cursor: isMore && last !== undefined ? idOf(last) : null });
}
