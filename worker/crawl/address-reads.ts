/** What is asked of the addresses of a source, and changes none of them. */

import type { PageStatus } from "../page-status.ts";
import { type Address, type AddressRow, DONE } from "./address.ts";

export function createAddressQueries(sql: SqlStorage) {
  return {
    all: (where: string, ...bindings: (string | number)[]): Address[] =>
      sql.exec<AddressRow>(`SELECT * FROM addresses ${where}`, ...bindings).toArray(),
    number: (query: string, ...bindings: (string | number)[]): number =>
      Number(Object.values(sql.exec(query, ...bindings).one())[0] ?? 0),
  };
}

export function createAddressReads(sql: SqlStorage) {
  const { all, number } = createAddressQueries(sql);
  return {
    find: (key: string): Address | undefined => all("WHERE key = ?", key)[0],

    answering: (): number => number("SELECT count(*) FROM addresses WHERE document_id IS NOT NULL"),

    /** Another page that answers with the very same text. */
    withText: (textHash: string, key: string): Address | undefined =>
      all(
        `WHERE text_hash = ? AND key <> ? AND document_id IS NOT NULL AND status IN ('queued', 'indexed', 'unchanged', 'stale')
         ORDER BY id LIMIT 1`,
        textHash,
        key,
      )[0],

    inStatus: (statuses: readonly PageStatus[]): Address[] =>
      all(`WHERE status IN (${statuses.map(() => "?").join(", ")})`, ...statuses),

    withDocument: (statuses: readonly PageStatus[]): Address[] =>
      all(`WHERE document_id IS NOT NULL AND status IN (${statuses.map(() => "?").join(", ")})`, ...statuses),

    documentIds: (): string[] =>
      sql
        .exec<{ document_id: string }>("SELECT document_id FROM addresses WHERE document_id IS NOT NULL")
        .toArray()
        .map((row) => row.document_id),

    fetchedSince: (since: number): number =>
      number("SELECT count(*) FROM addresses WHERE kind IN ('page', 'start') AND fetched_at >= ?", since),

    /** Of those that are done. */
    countByStatus(): Map<PageStatus, number> {
      const rows = sql.exec<{ status: PageStatus; count: number }>(
        `SELECT status, count(*) AS count FROM addresses WHERE kind IN ('page', 'start') AND state = ${DONE} GROUP BY status`,
      );
      return new Map(rows.toArray().map(({ status, count }) => [status, count]));
    },

    /** In order of their finding, from just after `cursor`. @param query a part of the address */
    list(request: {
      limit: number;
      cursor: number;
      status?: PageStatus | undefined;
      query?: string | undefined;
    }): (Address & { id: number })[] {
      return sql
        .exec<AddressRow & { id: number }>(
          `SELECT * FROM addresses WHERE kind IN ('page', 'start') AND id > ? AND (? = '' OR status = ?) AND instr(lower(url), ?) > 0
           ORDER BY id LIMIT ?`,
          request.cursor,
          request.status ?? "",
          request.status ?? "",
          (request.query ?? "").toLowerCase(),
          request.limit,
        )
        .toArray();
    },
  };
}
