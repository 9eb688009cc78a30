/**
 * Which rows of a bot's full-text index a filter leaves, told from memory: what filters see of each document, and whose each
 * row is. Read at the first filtered search after a change; about 8 bytes a row beside the documents' metadata.
 */

import { matchesFilter, type MetadataFilter } from "./filter.ts";
import type { Metadata } from "./metadata.ts";

/** The rows that a search may find. */
export interface RowsWithin {
  /** Part of all rows, 0 to 1. */
  share: number;
  has(rowid: number): boolean;
  rows(): number[];
}

/** What filters see: the owner's metadata and the fields we reserve. */
export function filterable(documentId: string, url: string | null, metadata: Metadata): Metadata {
  return { ...metadata, document_id: documentId, ...(url === null ? {} : { url }) };
}

interface Known {
  documents: Metadata[];
  /** In order; `documentOf` has the document of each. */
  rowids: Int32Array;
  documentOf: Int32Array;
}

export function createFilterRows(sql: SqlStorage) {
  let known: Known | undefined;

  function load(): Known {
    const documents: Metadata[] = [];
    const at = new Map<string, number>();
    for (const { document_id, url, metadata } of sql.exec<{
      document_id: string;
      url: string | null;
      metadata: string;
    }>("SELECT document_id, url, metadata FROM documents WHERE live_version IS NOT NULL")) {
      at.set(document_id, documents.push(filterable(document_id, url, JSON.parse(metadata) as Metadata)) - 1);
    }
    const rows = sql
      .exec<{ id: number; document_id: string }>("SELECT id, document_id FROM chunks ORDER BY id")
      .toArray();
    return {
      documents,
      rowids: Int32Array.from(rows, ({ id }) => id),
      documentOf: Int32Array.from(rows, ({ document_id }) => at.get(document_id) ?? -1),
    };
  }

  return {
    /** To be called where documents or their chunks change. */
    forget(): void {
      known = undefined;
    },

    /** Each document is asked once. Undefined where all rows pass. */
    within(filter: MetadataFilter): RowsWithin | undefined {
      const { documents, rowids, documentOf } = (known ??= load());
      const passes = documents.map((metadata) => matchesFilter(filter, metadata));
      const passesAt = (at: number): boolean => passes[documentOf[at]!] === true;
      let count = 0;
      for (let at = 0; at < rowids.length; at++) if (passesAt(at)) count++;
      if (count === rowids.length) return undefined;
      return {
        share: count / rowids.length,
        has: (rowid) => {
          const at = indexOf(rowids, rowid);
          return at >= 0 && passesAt(at);
        },
        rows: () => Array.from(rowids).filter((_, at) => passesAt(at)),
      };
    },
  };
}

/** In a sorted list; -1 where it is not in there. */
function indexOf(sorted: Int32Array, wanted: number): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from <= to) {
    const middle = (from + to) >> 1;
    const found = sorted[middle]!;
    if (found === wanted) return middle;
    if (found < wanted) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}
