/** What the lists of the owner's log have in common: their cursors, and the times they are narrowed to. */

import * as v from "valibot";
import { csvResponse, wantsCsv } from "../../http/csv.ts";
import { type Call, invalidField } from "../../http/route.ts";
import { type LogCursor, type LogEntry, NEWEST } from "../../durable/owner-log-lists.ts";
import type { Page } from "../../tenancy/accounts.ts";

const DAY_MS = 86_400_000;

const writtenTime = v.pipe(
  v.string(),
  v.regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/,
    "Must be a day (2026-11-29) or a time with its zone (2026-11-29T08:00:00Z).",
  ),
  v.check((text) => isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)), "There is no such day or time."),
);

/** A moment, or the beginning of a day (UTC), in ISO 8601. As milliseconds since 1970. */
export const timeSchema = v.pipe(
  writtenTime,
  v.transform((text) => Date.parse(text)),
);

/** Where a list ends: before a moment, or with the end of the last day that is to be seen (UTC). */
export const endSchema = v.pipe(
  writtenTime,
  v.transform((text) => Date.parse(text) + (text.includes("T") ? 0 : DAY_MS)),
);

/** The 30th of February parses, as the 2nd of March. */
function isDay(text: string): boolean {
  const day = Date.parse(text);
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text);
}

/** Query parameters but those of the page, to be parsed by a schema. */
export function askedOf({ searchParams }: URL): Record<string, string> {
  const { limit: _limit, cursor: _cursor, ...asked } = Object.fromEntries(searchParams);
  return asked;
}

/** @throws ProblemError `invalid-request` */
export function parseCursor(cursor: string | undefined): LogCursor {
  if (cursor === undefined) return NEWEST;
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor);
  if (match === null) throw invalidField("cursor", "Not a cursor of this list.");
  return { at: Number(match[1]), row: Number(match[2]) };
}

/** A page of rows that each bring their own cursor. @param rows up to `limit + 1` of them */
export function logPage<T>(rows: LogEntry<T>[], limit: number): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map((row) => row.summary),
    next_cursor: rows.length > limit && last !== undefined ? `${last.cursor.at}.${last.cursor.row}` : null,
  };
}

/** As JSON, or as CSV where that is asked for. @param fields the columns */
export function listResponse<T extends object>(call: Call, page: Page<T>, fields: readonly string[]): Response {
  return wantsCsv(call) ? csvResponse(fields, page.data, page.next_cursor) : Response.json(page);
}
