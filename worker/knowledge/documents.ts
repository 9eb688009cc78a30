/**
 * The documents of one bot, in the SQLite of its own Durable Object: the truth that every index is checked
 * against. A version takes over whole, in one transaction, or not at all. What waits to be read is `queue`,
 * what answers is `live-chunks`.
 */

import { ProblemError } from "../../shared/problem.ts";
import { createAddresses } from "./addresses.ts";
import { cursorOf, listClause, type ListRequest } from "./document-list.ts";
import { type DocumentRow, type DocumentView, type VectorsState, viewOf } from "./document-view.ts";
import type { DocumentProblem } from "./extract/formats.ts";
import type { LiveChunks } from "./live-chunks.ts";
import { createQueue, type DocumentInput, type QueuedVersion } from "./queue.ts";
import type { Reading } from "./read.ts";
import { createDocumentTables } from "./tables.ts";
import { REFUSED } from "./vectors/vector-book.ts";

const VECTOR_COUNTS = `
  (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id AND generation IS NULL) AS pending_vectors,
  (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id AND generation = ${REFUSED}) AS refused_vectors`;

/** A page that no answer has cited. */
export interface UncitedPage {
  document_id: string;
  title: string;
  url: string | null;
}

export type Documents = ReturnType<typeof createDocuments>;

export function createDocuments(storage: DurableObjectStorage, chunks: LiveChunks, now: () => number) {
  const { sql } = storage;
  const queue = createQueue(sql, now);

  const row = (documentId: string): DocumentRow | undefined =>
    sql.exec<DocumentRow>(`SELECT *, ${VECTOR_COUNTS} FROM documents WHERE document_id = ?`, documentId).toArray()[0];

  /** Makes or moves on the document's row. Title, URL and metadata stay those of the live version until the new one takes over. */
  function noteVersion(input: DocumentInput, known: DocumentRow | undefined): number {
    // Counting goes on after a deletion: a late removal of an old vector must not hit a new one's id.
    const version = (known?.version ?? deletedVersion(sql, input.documentId)) + 1;
    if (known === undefined) {
      sql.exec(
        `INSERT INTO documents (document_id, status, version, title, url, content_type, metadata, hash, created_at, updated_at)
         VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)`,
        input.documentId,
        version,
        input.title ?? input.fileName ?? input.documentId,
        input.url,
        input.contentType,
        JSON.stringify(input.metadata),
        input.hash,
        now(),
        now(),
      );
    } else {
      sql.exec(
        `UPDATE documents SET status = 'queued', version = ?, hash = ?, problem = NULL, problem_code = NULL, updated_at = ?
         WHERE document_id = ?`,
        version,
        input.hash,
        now(),
        input.documentId,
      );
    }
    return version;
  }

  function commit(input: QueuedVersion, reading: Exclude<Reading, { problem: DocumentProblem }>): void {
    const title = reading.title || input.documentId;
    const declared = reading.language ?? null;
    chunks.replace(input, { title, keywords: reading.keywords, declared }, reading.chunks);
    sql.exec(
      `UPDATE documents SET status = 'ready', live_version = version, title = ?, url = ?, content_type = ?, language = ?,
       metadata = ?, chunks = ?, problem = NULL, problem_code = NULL, warnings = ?, updated_at = ? WHERE document_id = ?`,
      title,
      input.url,
      input.contentType,
      declared,
      JSON.stringify(input.metadata),
      reading.chunks.length,
      JSON.stringify(reading.warnings),
      now(),
      input.documentId,
    );
  }

  /** The version is given up; an older one that is live stays live. */
  function fail(documentId: string, { code, detail }: DocumentProblem): void {
    sql.exec(
      "UPDATE documents SET status = 'failed', problem = ?, problem_code = ?, updated_at = ? WHERE document_id = ?",
      detail,
      code,
      now(),
      documentId,
    );
  }

  return {
    create: () => createDocumentTables(sql),

    /** Keeps the bytes of a version until they are read. Nothing is queued where this very content is live or waits already. */
    put(input: DocumentInput): { queued: boolean } {
      return storage.transactionSync(() => {
        const known = row(input.documentId);
        const queued = known === undefined || known.hash !== input.hash || known.status === "failed";
        if (queued) queue.add(input, noteVersion(input, known));
        sql.exec(
          "UPDATE documents SET source_id = ?, sent_hash = ? WHERE document_id = ?",
          input.sourceId,
          input.sentHash,
          input.documentId,
        );
        return { queued };
      });
    },

    /**
     * What was read of a version: it takes over and the old one is gone, or it has failed and the old one stays.
     * Nothing happens where a newer one was sent meanwhile or the document was deleted.
     */
    take(documentId: string, version: number, reading: Reading): void {
      const input = queue.find(documentId, version);
      if (input === undefined) return;
      const giveUp = (problem: DocumentProblem) =>
        storage.transactionSync(() => {
          fail(documentId, problem);
          queue.drop(documentId);
        });
      if ("problem" in reading) {
        giveUp(reading.problem);
        return;
      }
      try {
        storage.transactionSync(() => {
          commit(input, reading);
          queue.drop(documentId);
        });
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        giveUp({ code: "bot-full", detail: error.detail });
      }
    },

    /** The oldest version that waits and that nobody is reading, marked as being read; undefined where there is none. */
    takeNext(): (QueuedVersion & { bytes: Uint8Array }) | undefined {
      return storage.transactionSync(() => {
        const next = queue.takeNext();
        if (next) sql.exec("UPDATE documents SET status = 'indexing' WHERE document_id = ?", next.documentId);
        return next;
      });
    },

    release: queue.release,
    releaseAll: queue.releaseAll,
    nextDue: queue.nextDue,
    isPending: queue.has,

    view(documentId: string, vectors: VectorsState): DocumentView | undefined {
      const found = row(documentId);
      return found === undefined ? undefined : viewOf(found, vectors);
    },

    /** With the cursor of each. Empty where the request's cursor is none of ours. */
    list(request: ListRequest, vectors: VectorsState): { cursor: string; view: DocumentView }[] {
      const found = listClause(request);
      if (found === undefined) return [];
      return sql
        .exec<DocumentRow>(`SELECT *, ${VECTOR_COUNTS} FROM documents WHERE ${found.clause}`, ...found.bindings)
        .toArray()
        .map((each) => ({ cursor: cursorOf(each, request.sort), view: viewOf(each, vectors) }));
    },

    /** Gone from every answer and search when this returns. False where there was none. */
    remove(documentId: string): boolean {
      return storage.transactionSync(() => {
        const known = row(documentId);
        if (known === undefined) return false;
        sql.exec("INSERT OR REPLACE INTO deleted VALUES (?, ?)", documentId, known.version);
        chunks.drop(documentId);
        queue.drop(documentId);
        sql.exec("DELETE FROM documents WHERE document_id = ?", documentId);
        return true;
      });
    },

    /** @returns false where no chunk was left that an earlier version indexed */
    indexAgain: (limit: number): boolean => storage.transactionSync(() => chunks.indexAgain(limit)),

    lacksVectors(): boolean {
      return sql.exec("SELECT 1 FROM chunks WHERE generation IS NULL LIMIT 1").toArray().length > 0;
    },

    /** Live ones whose address, or title where they have none, is not among `cited`; the oldest first. */
    without(cited: readonly string[], limit: number): UncitedPage[] {
      return sql
        .exec<{ document_id: string; title: string; url: string | null }>(
          `SELECT document_id, title, url FROM documents WHERE live_version IS NOT NULL
             AND coalesce(url, title) NOT IN (SELECT value FROM json_each(?)) ORDER BY created_at, document_id LIMIT ?`,
          JSON.stringify(cited),
          limit,
        )
        .toArray();
    },

    ...createAddresses(sql),

    count: (): number => sql.exec<{ n: number }>("SELECT count(*) AS n FROM documents").one().n,

    counts(): { documents: number; chunks: number; pending: number } {
      return sql
        .exec<{ documents: number; chunks: number; pending: number }>(
          "SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM chunks) AS chunks, (SELECT count(*) FROM pending) AS pending",
        )
        .one();
    },
  };
}

function deletedVersion(sql: SqlStorage, documentId: string): number {
  const [deleted] = sql
    .exec<{ version: number }>("SELECT version FROM deleted WHERE document_id = ?", documentId)
    .toArray();
  return deleted?.version ?? 0;
}
