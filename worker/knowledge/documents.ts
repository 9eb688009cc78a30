/**
 * The documents of one bot and their chunks, in the SQLite of its own Durable Object: the truth that
 * every index is checked against. A version takes over whole, in one transaction, or not at all.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { Metadata } from "../ports.ts";
import type { Chunk } from "./chunk.ts";
import type { FullTextIndex } from "./index/full-text.ts";
import { plainText } from "./extract/plain-text.ts";
import { REFUSED, type VectorBook } from "./vectors/vector-book.ts";

export type DocumentStatus = "queued" | "indexing" | "ready" | "failed";
export type ContentType = "text/plain" | "text/markdown" | "text/html";

/** A document as its owner sends it. */
export interface DocumentInput {
  documentId: string;
  title: string | undefined;
  url: string | null;
  content: string;
  contentType: ContentType;
  metadata: Metadata;
  /** SHA-256 over everything above, hex: the same hash is the same document. */
  hash: string;
}

/** A document as its owner sees it. */
export interface DocumentView {
  document_id: string;
  status: DocumentStatus;
  /** The version that was sent last; `live_version` is the one that answers. */
  version: number;
  live_version: number | null;
  title: string;
  url: string | null;
  content_type: ContentType;
  metadata: Metadata;
  /** Chunks of the live version. */
  chunks: number;
  /**
   * `ready`: every chunk can be found by vector too; `partial`: an engine did not take some of them, which full
   * text alone finds; `pending`: full text already answers, vectors follow; `off`: no embedder.
   */
  vectors: "ready" | "partial" | "pending" | "off";
  problem?: string;
  /** With `partial`, how many; with `pending`, what last went wrong where something did (it is tried again). */
  vectors_problem?: string;
  created_at: string;
  updated_at: string;
}

/** A chunk of a live version, with what a citation needs. */
export interface LiveChunk {
  chunkId: string;
  documentId: string;
  version: number;
  title: string;
  url: string | null;
  contentType: ContentType;
  metadata: Metadata;
  headingPath: string[];
  /** Verbatim. */
  text: string;
}

interface DocumentRow extends Record<string, SqlStorageValue> {
  document_id: string;
  status: DocumentStatus;
  version: number;
  live_version: number | null;
  title: string;
  url: string | null;
  content_type: ContentType;
  metadata: string;
  hash: string;
  chunks: number;
  problem: string | null;
  created_at: number;
  updated_at: number;
  pending_vectors: number;
  refused_vectors: number;
}

/** What is said of the vectors of a document all of whose chunks have one. */
export type VectorsState = "ready" | "pending" | "off";

/** What a chunk and the fields retrieval shows come from, where the version of the document is live. */
const LIVE_CHUNKS = `FROM chunks JOIN documents ON documents.document_id = chunks.document_id AND documents.live_version = chunks.version`;

const VECTOR_COUNTS = `
  (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id AND generation IS NULL) AS pending_vectors,
  (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id AND generation = ${REFUSED}) AS refused_vectors`;

/** A row of a Durable Object holds at most 2 MB, and a UTF-16 unit at most 3 bytes. */
const PART_UNITS = 500_000;
/** A statement in a Durable Object takes at most this many bindings. */
const BINDINGS = 100;
/** Vectors of this many chunks still fit an isolate's memory beside everything else. */
export const CHUNKS_PER_BOT = 100_000;

export type Documents = ReturnType<typeof createDocuments>;

/** @param fullText and @param book are kept in step with the chunks, inside the same transactions */
export function createDocuments(
  storage: DurableObjectStorage,
  fullText: FullTextIndex,
  book: VectorBook,
  now: () => number,
) {
  const { sql } = storage;

  function create(): void {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS documents (
        document_id TEXT PRIMARY KEY, status TEXT NOT NULL, version INTEGER NOT NULL, live_version INTEGER,
        title TEXT NOT NULL, url TEXT, content_type TEXT NOT NULL, metadata TEXT NOT NULL, hash TEXT NOT NULL,
        chunks INTEGER NOT NULL DEFAULT 0, problem TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS pending (
        document_id TEXT PRIMARY KEY, version INTEGER NOT NULL, title TEXT, url TEXT, content_type TEXT NOT NULL,
        metadata TEXT NOT NULL, hash TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, queued_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE IF NOT EXISTS pending_parts (
        document_id TEXT NOT NULL, part INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document_id, part)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS chunks (
        id INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, version INTEGER NOT NULL,
        ordinal INTEGER NOT NULL, heading_path TEXT NOT NULL, text TEXT NOT NULL, generation INTEGER
      ) STRICT;
      CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (document_id, version, ordinal);
      CREATE INDEX IF NOT EXISTS chunks_by_generation ON chunks (generation);
      CREATE TABLE IF NOT EXISTS deleted (document_id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `);
    fullText.create();
  }

  function row(documentId: string): DocumentRow | undefined {
    return [
      ...sql.exec<DocumentRow>(
        `SELECT *, ${VECTOR_COUNTS}
         FROM documents WHERE document_id = ?`,
        documentId,
      ),
    ][0];
  }

  function chunksWhere(where: string, value: number | null, limit: number): (LiveChunk & { id: number })[] {
    return sql
      .exec<Record<string, string | number | null>>(
        `SELECT id, chunk_id, documents.document_id, chunks.version, title, url, content_type, metadata, heading_path, text ${LIVE_CHUNKS}
         WHERE ${where} ORDER BY id LIMIT ?`,
        value,
        limit,
      )
      .toArray()
      .map((chunk) => ({ ...liveChunkOf(chunk), id: Number(chunk["id"]) }));
  }

  function deletedVersion(documentId: string): number {
    const deleted = sql
      .exec<{ version: number }>("SELECT version FROM deleted WHERE document_id = ?", documentId)
      .toArray()[0];
    return deleted?.version ?? 0;
  }

  /** Takes the chunks of a document out of every index and queues their vectors for removal. */
  function dropChunks(documentId: string): void {
    for (const chunk of sql.exec<{ id: number }>("SELECT id FROM chunks WHERE document_id = ?", documentId).toArray()) {
      fullText.remove(chunk.id);
    }
    book.dropDocument(documentId);
    sql.exec("DELETE FROM chunks WHERE document_id = ?", documentId);
  }

  function dropPending(documentId: string): void {
    sql.exec("DELETE FROM pending WHERE document_id = ?", documentId);
    sql.exec("DELETE FROM pending_parts WHERE document_id = ?", documentId);
  }

  return {
    create,

    /** Queues a version, or answers `unchanged` where this very content is live or already queued. */
    put(input: DocumentInput): { queued: boolean } {
      return storage.transactionSync(() => {
        const known = row(input.documentId);
        if (known !== undefined && known.hash === input.hash && known.status !== "failed") return { queued: false };
        // Counting goes on after a deletion: a late removal of an old vector must not hit a new one's id.
        const version = (known?.version ?? deletedVersion(input.documentId)) + 1;
        const title = input.title ?? known?.title ?? input.documentId;
        dropPending(input.documentId);
        sql.exec(
          "INSERT INTO pending (document_id, version, title, url, content_type, metadata, hash, queued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          input.documentId,
          version,
          input.title ?? null,
          input.url,
          input.contentType,
          JSON.stringify(input.metadata),
          input.hash,
          now(),
        );
        for (let start = 0, part = 0; start < input.content.length; part++) {
          let end = Math.min(start + PART_UNITS, input.content.length);
          // A surrogate pair cut in two would come back as two replacement characters.
          const last = input.content.charCodeAt(end - 1);
          if (end < input.content.length && last >= 0xd800 && last <= 0xdbff) end--;
          sql.exec(
            "INSERT INTO pending_parts VALUES (?, ?, ?)",
            input.documentId,
            part,
            input.content.slice(start, end),
          );
          start = end;
        }
        if (known === undefined) {
          sql.exec(
            `INSERT INTO documents (document_id, status, version, title, url, content_type, metadata, hash, created_at, updated_at)
             VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)`,
            input.documentId,
            version,
            title,
            input.url,
            input.contentType,
            JSON.stringify(input.metadata),
            input.hash,
            now(),
            now(),
          );
        } else {
          // Title, URL and metadata stay those of the live version until the new one takes over.
          sql.exec(
            "UPDATE documents SET status = 'queued', version = ?, hash = ?, problem = NULL, updated_at = ? WHERE document_id = ?",
            version,
            input.hash,
            now(),
            input.documentId,
          );
        }
        return { queued: true };
      });
    },

    view(documentId: string, vectors: VectorsState): DocumentView | undefined {
      const found = row(documentId);
      return found === undefined ? undefined : viewOf(found, vectors);
    },

    /** In order of id, from just after `cursor`. */
    list(limit: number, cursor: string | undefined, vectors: VectorsState): DocumentView[] {
      return sql
        .exec<DocumentRow>(
          `SELECT *, ${VECTOR_COUNTS}
           FROM documents WHERE document_id > ? ORDER BY document_id LIMIT ?`,
          cursor ?? "",
          limit,
        )
        .toArray()
        .map((found) => viewOf(found, vectors));
    },

    /** Gone from every answer and search when this returns. False where there was none. */
    remove(documentId: string): boolean {
      return storage.transactionSync(() => {
        const known = row(documentId);
        if (known === undefined) return false;
        sql.exec("INSERT OR REPLACE INTO deleted VALUES (?, ?)", documentId, known.version);
        dropChunks(documentId);
        dropPending(documentId);
        sql.exec("DELETE FROM documents WHERE document_id = ?", documentId);
        return true;
      });
    },

    /** The oldest queued version, marked as being indexed, with one more attempt counted; undefined where none waits. */
    takePending(): (DocumentInput & { version: number; attempts: number }) | undefined {
      return storage.transactionSync(() => {
        const next = sql
          .exec<{
            document_id: string;
            version: number;
            title: string | null;
            url: string | null;
            content_type: ContentType;
            metadata: string;
            hash: string;
            attempts: number;
          }>("SELECT * FROM pending ORDER BY queued_at, document_id LIMIT 1")
          .toArray()[0];
        if (next === undefined) return undefined;
        // Counted before the work: content that kills the process is not tried for ever.
        sql.exec("UPDATE pending SET attempts = attempts + 1 WHERE document_id = ?", next.document_id);
        sql.exec("UPDATE documents SET status = 'indexing' WHERE document_id = ?", next.document_id);
        let content = "";
        for (const part of sql.exec<{ text: string }>(
          "SELECT text FROM pending_parts WHERE document_id = ? ORDER BY part",
          next.document_id,
        )) {
          content += part.text;
        }
        return {
          documentId: next.document_id,
          version: next.version,
          title: next.title ?? undefined,
          url: next.url,
          content,
          contentType: next.content_type,
          metadata: JSON.parse(next.metadata) as Metadata,
          hash: next.hash,
          attempts: next.attempts + 1,
        };
      });
    },

    isPending(documentId: string): boolean {
      return sql.exec("SELECT 1 FROM pending WHERE document_id = ?", documentId).toArray().length > 0;
    },

    hasPending(): boolean {
      return sql.exec("SELECT 1 FROM pending LIMIT 1").toArray().length > 0;
    },

    lacksVectors(): boolean {
      return sql.exec("SELECT 1 FROM chunks WHERE generation IS NULL LIMIT 1").toArray().length > 0;
    },

    /** The new version takes over, the old one is gone. Nothing happens where a newer one was queued meanwhile or the document was deleted. */
    commit(
      input: DocumentInput & { version: number },
      { title, keywords }: { title: string; keywords: string },
      chunks: readonly Chunk[],
    ): void {
      storage.transactionSync(() => {
        if (row(input.documentId)?.version !== input.version) return;
        const others = sql
          .exec<{ n: number }>("SELECT count(*) AS n FROM chunks WHERE document_id <> ?", input.documentId)
          .one().n;
        if (others + chunks.length > CHUNKS_PER_BOT) {
          throw new ProblemError("conflict", {
            detail: `This bot is full: it holds at most ${CHUNKS_PER_BOT} chunks. Delete documents first.`,
          });
        }
        dropChunks(input.documentId);
        const key = documentKey(input.documentId, input.hash);
        for (const chunk of chunks) {
          const { id } = sql
            .exec<{ id: number }>(
              "INSERT INTO chunks (chunk_id, document_id, version, ordinal, heading_path, text) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
              `${key}:${input.version}:${chunk.ordinal}`,
              input.documentId,
              input.version,
              chunk.ordinal,
              JSON.stringify(chunk.headingPath),
              chunk.text,
            )
            .one();
          fullText.add(id, {
            title,
            // Every chunk of a page is found by what its author says the page is about.
            headings: [...chunk.headingPath, keywords].join("\n"),
            text: indexedText(input.contentType, chunk.text),
          });
        }
        sql.exec(
          `UPDATE documents SET status = 'ready', live_version = version, title = ?, url = ?, content_type = ?, metadata = ?, chunks = ?,
           problem = NULL, updated_at = ? WHERE document_id = ?`,
          title,
          input.url,
          input.contentType,
          JSON.stringify(input.metadata),
          chunks.length,
          now(),
          input.documentId,
        );
        dropPending(input.documentId);
      });
    },

    /** The version is given up; an older one that is live stays live. */
    fail(documentId: string, version: number, problem: string): void {
      storage.transactionSync(() => {
        if (row(documentId)?.version !== version) return;
        sql.exec(
          "UPDATE documents SET status = 'failed', problem = ?, updated_at = ? WHERE document_id = ?",
          problem,
          now(),
          documentId,
        );
        dropPending(documentId);
      });
    },

    /** The live chunks among these ids, keyed by id: whatever an index still says, only these exist. */
    resolve(chunkIds: readonly string[]): Map<string, LiveChunk> {
      const found = new Map<string, LiveChunk>();
      for (let at = 0; at < chunkIds.length; at += BINDINGS) {
        const some = chunkIds.slice(at, at + BINDINGS);
        for (const row of sql.exec<Record<string, string | number | null>>(
          `SELECT chunk_id, documents.document_id, chunks.version, title, url, content_type, metadata, heading_path, text ${LIVE_CHUNKS}
           WHERE chunk_id IN (${slots(some)})`,
          ...some,
        )) {
          const chunk = liveChunkOf(row);
          found.set(chunk.chunkId, chunk);
        }
      }
      return found;
    },

    /** Chunk and document ids of rows of the full-text index, keyed by row. One statement a hundred rows. */
    chunksOfRows(rows: readonly number[]): Map<number, { chunkId: string; documentId: string }> {
      const found = new Map<number, { chunkId: string; documentId: string }>();
      for (let at = 0; at < rows.length; at += BINDINGS) {
        const some = rows.slice(at, at + BINDINGS);
        for (const chunk of sql.exec<{ id: number; chunk_id: string; document_id: string }>(
          `SELECT id, chunk_id, document_id FROM chunks WHERE id IN (${slots(some)})`,
          ...some,
        )) {
          found.set(chunk.id, { chunkId: chunk.chunk_id, documentId: chunk.document_id });
        }
      }
      return found;
    },

    /** What filters see of a document. */
    filterableOf(documentId: string): Metadata | undefined {
      const found = sql
        .exec<{ url: string | null; metadata: string }>(
          "SELECT url, metadata FROM documents WHERE document_id = ?",
          documentId,
        )
        .toArray()[0];
      return found === undefined
        ? undefined
        : filterable(documentId, found.url, JSON.parse(found.metadata) as Metadata);
    },

    /** Live chunks that have no vector yet, oldest first. */
    withoutVector: (limit: number): (LiveChunk & { id: number })[] => chunksWhere("generation IS ?", null, limit),

    /** A live chunk that has a vector of this generation, where there is one. */
    withVector(generation: number): (LiveChunk & { id: number }) | undefined {
      return chunksWhere("generation = ?", generation, 1)[0];
    },

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

function slots(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

/** What filters see: the owner's metadata and the fields we reserve. */
export function filterable(documentId: string, url: string | null, metadata: Metadata): Metadata {
  return { ...metadata, document_id: documentId, ...(url === null ? {} : { url }) };
}

/** Words as a reader sees them: Markdown marks and link targets would only be noise in the index. */
export function indexedText(contentType: ContentType, text: string): string {
  if (contentType === "text/plain") return text;
  // HTML was made plain when it was extracted, but for the marks at line starts that keep its structure.
  return plainText(text, { inline: contentType === "text/markdown" });
}

/** Every vector store takes printable ASCII of some length: other document ids are stood for by their hash. */
function documentKey(documentId: string, hash: string): string {
  return /^[\x21-\x7e]{1,400}$/.test(documentId) ? documentId : `sha256-${hash}`;
}

/** @param vectors what holds for a document whose chunks all have one */
function viewOf(row: DocumentRow, vectors: VectorsState): DocumentView {
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
    metadata: JSON.parse(row.metadata) as Metadata,
    chunks: row.chunks,
    vectors: waits || vectors === "pending" ? "pending" : state,
    ...(row.problem === null ? {} : { problem: row.problem }),
    ...(partial
      ? {
          vectors_problem: `${row.refused_vectors} of ${row.chunks} passages are found by full text alone: no vector was taken for them.`,
        }
      : {}),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  };
}

function liveChunkOf(row: Record<string, string | number | null>): LiveChunk {
  return {
    chunkId: String(row["chunk_id"]),
    documentId: String(row["document_id"]),
    version: Number(row["version"]),
    title: String(row["title"]),
    url: row["url"] === null ? null : String(row["url"]),
    contentType: row["content_type"] as ContentType,
    metadata: JSON.parse(String(row["metadata"])) as Metadata,
    headingPath: JSON.parse(String(row["heading_path"])) as string[],
    text: String(row["text"]),
  };
}
