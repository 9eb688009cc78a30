/** Lists as CSV (RFC 4180), for spreadsheets: a cell with a visitor's text must not run as a formula. */

import type { Call } from "./route.ts";

/** What a spreadsheet takes for the beginning of a formula. */
const ACTS = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** Whether CSV is asked for, and JSON not more than it. */
export function wantsCsv({ request }: Pick<Call, "request">): boolean {
  const weights = new Map(
    (request.headers.get("accept") ?? "").split(",").map((range) => {
      const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [type, weight === undefined ? 1 : Number(weight)];
    }),
  );
  const csv = weights.get("text/csv") ?? 0;
  return csv > 0 && csv >= (weights.get("application/json") ?? 0);
}

/**
 * One row a record, under the names of its fields. What is no plain value stands as JSON.
 *
 * @param fields in the order of the columns
 */
export function csvResponse(fields: readonly string[], records: readonly object[], next: string | null): Response {
  const rows = records.map((record) => fields.map((field) => cellOf((record as Record<string, unknown>)[field])));
  const text = [fields, ...rows].map((row) => row.map(quote).join(",")).join("\r\n");
  return new Response(`${text}\r\n`, {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": 'attachment; filename="vegarag.csv"',
      ...(next === null ? {} : { "x-next-cursor": next }),
    },
  });
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  // A number begins with a minus sign and is one.
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return ACTS.test(text) ? `'${text}` : text;
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
