/** A document as its owner sees it: the row of its table, told in the API's words. */

import type { Metadata } from "./metadata.ts";
import type { ContentType, DocumentProblem, DocumentProblemCode, DocumentWarning } from "./extract/formats.ts";

export const DOCUMENT_STATUSES = ["queued", "indexing", "ready", "failed"] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

export interface DocumentView {
  document_id: string;
  status: DocumentStatus;
  /** The version that was sent last; `live_version` is the one that answers. */
  version: number;
  live_version: number | null;
  title: string;
  url: string | null;
  content_type: ContentType;
  /** As the document declares it. */
  language: string | null;
  metadata: Metadata;
  /** What keeps it in step, such as a source or a folder that is fed. */
  source_id: string | null;
  /** As the sender gave it, to know by it what has changed. */
  sent_hash: string | null;
  /** Chunks of the live version. */
  chunks: number;
  /**
   * `ready`: every chunk can be found by vector too; `partial`: an engine did not take some of them, which full
   * text alone finds; `pending`: full text already answers, vectors follow; `off`: no embedder.
   */
  vectors: "ready" | "partial" | "pending" | "off";
  /** Why the version that was sent last says nothing. */
  problem?: DocumentProblem;
  /** What could not be read of the live version. */
  warnings: DocumentWarning[];
  /** With `partial`, how many; with `pending`, what last went wrong where something did (it is tried again). */
  vectors_problem?: string;
  created_at: string;
  updated_at: string;
}

export interface DocumentRow extends Record<string, SqlStorageValue> {
  document_id: string;
  status: DocumentStatus;
  version: number;
  live_version: number | null;
  title: string;
  url: string | null;
  content_type: ContentType;
  language: string | null;
  metadata: string;
  source_id: string | null;
  sent_hash: string | null;
  hash: string;
  chunks: number;
  problem: string | null;
  problem_code: DocumentProblemCode | null;
  warnings: string;
  created_at: number;
  updated_at: number;
  pending_vectors: number;
  refused_vectors: number;
}

/** What is said of the vectors of a document all of whose chunks have one. */
export type VectorsState = "ready" | "pending" | "off";

/** @param vectors what holds for a document whose chunks all have one */
export function viewOf(row: DocumentRow, vectors: VectorsState): DocumentView {
  const partial = vectors !== "off" && row.refused_vectors > 0;
  const state = partial ? "partial" : vectors;
  const waits = vectors === "ready" && (row.pending_vectors > 0 || row.live_version === null);
  return {
    document_id: row.document_id,
    status: row.status,
    version: row.version,
    live_version: row.live_version,
    title: row.title,
    url: row.url,
    content_type: row.content_type,
    language: row.language,
    metadata: JSON.parse(row.metadata) as Metadata,
    source_id: row.source_id,
    sent_hash: row.sent_hash,
    chunks: row.chunks,
    vectors: waits || vectors === "pending" ? "pending" : state,
    // Before there were codes a problem was a sentence alone.
    ...(row.problem === null ? {} : { problem: { code: row.problem_code ?? "internal", detail: row.problem } }),
    warnings: JSON.parse(row.warnings) as DocumentWarning[],
    ...(partial
      ? {
          vectors_problem: `${row.refused_vectors} of ${row.chunks} passages are found by full text alone: no vector was taken for them.`,
        }
      : {}),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  };
}
