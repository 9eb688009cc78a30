/** Which documents a list shows, in which order, and from where it goes on. */

import type { DocumentRow, DocumentStatus } from "./document-view.ts";

export const SORTS = ["document_id", "created_at", "updated_at"] as const;
export type SortField = (typeof SORTS)[number];

export interface ListRequest {
  /** Rows at most. */
  limit: number;
  /** As `cursorOf` made it for the last row of the page before. */
  cursor: string | undefined;
  sort: SortField;
  descending: boolean;
  status?: DocumentStatus;
  sourceId?: string;
  /** A part of the id, title or URL, in any case of ASCII letters. */
  query?: string;
}

/** What stands behind WHERE, with its bindings. Undefined where the cursor is none of ours. */
export function listClause({
  limit,
  cursor,
  sort,
  descending,
  status,
  sourceId,
  query,
}: ListRequest): { clause: string; bindings: (string | number)[] } | undefined {
  const wheres = ["1"];
  const bindings: (string | number)[] = [];
  const add = (where: string, ...values: (string | number)[]) => {
    wheres.push(where);
    bindings.push(...values);
  };
  if (status !== undefined) add("status = ?", status);
  if (sourceId !== undefined) add("source_id = ?", sourceId);
  // LIKE would be a pattern, and a Durable Object takes short ones only.
  if (query !== undefined)
    add("instr(lower(document_id || char(10) || title || char(10) || ifnull(url, '')), lower(?)) > 0", query);
  if (cursor !== undefined) {
    const after = parseCursor(cursor, sort);
    if (after === undefined) return undefined;
    const than = descending ? "<" : ">";
    if (sort === "document_id") add(`document_id ${than} ?`, after.documentId);
    else add(`(${sort}, document_id) ${than} (?, ?)`, after.value, after.documentId);
  }
  const direction = descending ? "DESC" : "ASC";
  const order = sort === "document_id" ? `document_id ${direction}` : `${sort} ${direction}, document_id ${direction}`;
  return { clause: `${wheres.join(" AND ")} ORDER BY ${order} LIMIT ?`, bindings: [...bindings, limit] };
}

export function cursorOf(row: Pick<DocumentRow, "document_id" | "created_at" | "updated_at">, sort: SortField): string {
  return sort === "document_id" ? row.document_id : `${row[sort]}:${row.document_id}`;
}

function parseCursor(cursor: string, sort: SortField): { value: number; documentId: string } | undefined {
  if (sort === "document_id") return { value: 0, documentId: cursor };
  const match = /^(\d{1,16}):(.+)$/s.exec(cursor);
  return match ? { value: Number(match[1]), documentId: match[2]! } : undefined;
}
