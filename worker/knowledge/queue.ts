/**
 * Versions that were sent and are not read yet. Their bytes wait here, in the bot's own database, until what
 * was read of them is committed, so that no crash loses them. A reader has some time to finish;
 * after that, or after a restart, the next reader may try.
 */

import type { Metadata } from "./metadata.ts";
import type { ContentType } from "./extract/formats.ts";
import { keepBytes } from "./tables.ts";

/** A document as its owner sends it. */
export interface DocumentInput {
  documentId: string;
  title: string | undefined;
  /** Of an uploaded file: what it is called until something in it says more. */
  fileName?: string;
  url: string | null;
  contentType: ContentType;
  /** Of the bytes, as it was declared; undefined where nobody said. */
  charset: string | undefined;
  metadata: Metadata;
  /** What keeps it in step, such as a source or a folder that is fed; null for what was sent by hand. */
  sourceId: string | null;
  /** Of what the sender read, in the sender's own way: it asks for it again to know what has changed. */
  sentHash: string | null;
  bytes: Uint8Array;
  /** SHA-256 over all that a reader could see of it, hex: the same hash is the same document. */
  hash: string;
}

/** Everything of a version but what was read from it. */
export type QueuedVersion = Omit<DocumentInput, "bytes" | "fileName" | "sourceId" | "sentHash"> & {
  version: number;
  /** With this one. */
  attempts: number;
};

interface QueueRow extends Record<string, SqlStorageValue> {
  document_id: string;
  version: number;
  title: string | null;
  url: string | null;
  content_type: ContentType;
  charset: string | null;
  metadata: string;
  hash: string;
  attempts: number;
}

/** Longer than any reading takes. */
const READING_MS = 60_000;

export function createQueue(sql: SqlStorage, now: () => number) {
  function drop(documentId: string): void {
    sql.exec("DELETE FROM pending WHERE document_id = ?", documentId);
    sql.exec("DELETE FROM pending_bytes WHERE document_id = ?", documentId);
  }

  return {
    drop,

    /** In place of an earlier version that still waits. The call that sent it is reading it now: that is the first attempt. */
    add(input: DocumentInput, version: number): void {
      drop(input.documentId);
      sql.exec(
        `INSERT INTO pending (document_id, version, title, url, content_type, charset, metadata, hash, attempts, queued_at, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)`,
        input.documentId,
        version,
        input.title ?? null,
        input.url,
        input.contentType,
        input.charset ?? null,
        JSON.stringify(input.metadata),
        input.hash,
        now(),
        now() + READING_MS,
      );
      keepBytes(sql, input.documentId, input.bytes);
    },

    /** Undefined where another version waits, or none. */
    find(documentId: string, version: number): QueuedVersion | undefined {
      const row = sql
        .exec<QueueRow>("SELECT * FROM pending WHERE document_id = ? AND version = ?", documentId, version)
        .toArray()[0];
      return row && versionOf(row);
    },

    has: (documentId: string): boolean =>
      sql.exec("SELECT 1 FROM pending WHERE document_id = ?", documentId).toArray().length > 0,

    /** The oldest that nobody is reading, with one more attempt counted; undefined where none is due. */
    takeNext(): (QueuedVersion & { bytes: Uint8Array }) | undefined {
      const row = sql
        .exec<QueueRow>("SELECT * FROM pending WHERE due_at <= ? ORDER BY queued_at, document_id LIMIT 1", now())
        .toArray()[0];
      if (row === undefined) return undefined;
      // Counted before the work: content that kills the process is not tried for ever.
      sql.exec(
        "UPDATE pending SET attempts = attempts + 1, due_at = ? WHERE document_id = ?",
        now() + READING_MS,
        row.document_id,
      );
      return { ...versionOf(row), attempts: row.attempts + 1, bytes: bytesOf(row.document_id) };
    },

    /** It may be tried again at once: its reader has failed. */
    release(documentId: string): void {
      sql.exec("UPDATE pending SET due_at = 0 WHERE document_id = ?", documentId);
    },

    /** After a restart nobody is reading any of them here. */
    releaseAll(): void {
      sql.exec("UPDATE pending SET due_at = 0 WHERE due_at > 0");
    },

    /** When the next one is due, in milliseconds since 1970; undefined where none waits. */
    nextDue(): number | undefined {
      return sql.exec<{ due: number | null }>("SELECT min(due_at) AS due FROM pending").one().due ?? undefined;
    },
  };

  function bytesOf(documentId: string): Uint8Array {
    const parts = sql
      .exec<{ bytes: ArrayBuffer }>("SELECT bytes FROM pending_bytes WHERE document_id = ? ORDER BY part", documentId)
      .toArray();
    const bytes = new Uint8Array(parts.reduce((length, part) => length + part.bytes.byteLength, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(new Uint8Array(part.bytes), at);
      at += part.bytes.byteLength;
    }
    return bytes;
  }
}

function versionOf(row: QueueRow): QueuedVersion {
  return {
    documentId: row.document_id,
    version: row.version,
    title: row.title ?? undefined,
    url: row.url,
    contentType: row.content_type,
    charset: row.charset ?? undefined,
    metadata: JSON.parse(row.metadata) as Metadata,
    hash: row.hash,
    attempts: row.attempts,
  };
}
