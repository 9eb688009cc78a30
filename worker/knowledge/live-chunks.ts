/**
 * The chunks of a bot's live versions, in the SQLite of its own Durable Object: what is found, cited and
 * handed to the generator. Every index is checked against them and kept in step with them.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { MetadataFilter } from "./filter.ts";
import { createFilterRows, type RowsWithin } from "./filter-rows.ts";
import type { Metadata } from "./metadata.ts";
import type { Chunk } from "./chunk.ts";
import type { ContentType } from "./extract/formats.ts";
import type { Language } from "./language/terms.ts";
import type { IndexedChunk, SearchIndex } from "./search-index.ts";
import type { VectorBook } from "./vectors/vector-book.ts";

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
  /** Where the document has pages: the one on which the chunk begins. */
  page: number | null;
  /** What its document's words are read in. */
  language: Language;
}

/** A chunk with its place in its document, for the owner's view of what was read. */
export interface ChunkView {
  chunk_id: string;
  ordinal: number;
  heading_path: string[];
  text: string;
  /** How many characters at its start repeat what stands further up: a table's head, the branch of a list. */
  carried: number;
  page?: number;
}

/** What a chunk and the fields retrieval shows come from, where the version of the document is live. */
const LIVE_CHUNKS = `FROM chunks JOIN documents ON documents.document_id = chunks.document_id AND documents.live_version = chunks.version`;
const COLUMNS = `chunk_id, documents.document_id, chunks.version, title, url, content_type, metadata, heading_path, text, page, read_in`;

/** A statement in a Durable Object takes at most this many bindings. */
const BINDINGS = 100;
/** Vectors of this many chunks still fit an isolate's memory beside everything else. */
export const CHUNKS_PER_BOT = 100_000;

/** A version that is about to be live. */
export interface NewVersion {
  documentId: string;
  version: number;
  hash: string;
  contentType: ContentType;
}

export type LiveChunks = ReturnType<typeof createLiveChunks>;

/** @param index and @param book are kept in step with the chunks, inside the caller's transaction */
export function createLiveChunks(sql: SqlStorage, index: SearchIndex, book: VectorBook) {
  const filterRows = createFilterRows(sql);

  /** Takes the chunks of a document out of every index and queues their vectors for removal. */
  function drop(documentId: string): void {
    for (const chunk of sql.exec<{ id: number }>("SELECT id FROM chunks WHERE document_id = ?", documentId).toArray()) {
      index.remove(chunk.id);
    }
    book.dropDocument(documentId);
    sql.exec("DELETE FROM chunks WHERE document_id = ?", documentId);
    index.forgetLanguages();
    filterRows.forget();
  }

  function chunksWhere(where: string, value: number | null, limit: number): (LiveChunk & { id: number })[] {
    return sql
      .exec<Record<string, string | number | null>>(
        `SELECT id, ${COLUMNS} ${LIVE_CHUNKS} WHERE ${where} ORDER BY id LIMIT ?`,
        value,
        limit,
      )
      .toArray()
      .map((chunk) => ({ ...liveChunkOf(chunk), id: Number(chunk["id"]) }));
  }

  function firstTexts(documentId: string): string[] {
    return sql
      .exec<{ text: string }>("SELECT text FROM chunks WHERE document_id = ? ORDER BY ordinal LIMIT 4", documentId)
      .toArray()
      .map(({ text }) => text);
  }

  return {
    drop,

    /** In place of those of the version before. @throws ProblemError `conflict` where the bot would hold too many */
    replace(
      input: NewVersion,
      { title, keywords, declared }: { title: string; keywords: string; declared: string | null },
      chunks: readonly Chunk[],
    ): void {
      const { n: others } = sql
        .exec<{ n: number }>("SELECT count(*) AS n FROM chunks WHERE document_id <> ?", input.documentId)
        .one();
      if (others + chunks.length > CHUNKS_PER_BOT) {
        throw new ProblemError("conflict", {
          detail: `This bot is full: it holds at most ${CHUNKS_PER_BOT} chunks. Delete documents first.`,
        });
      }
      drop(input.documentId);
      const key = documentKey(input.documentId, input.hash);
      const texts = [title, ...chunks.values().map(({ text }) => text)];
      const language = index.readLanguage(input.documentId, texts, keywords, declared);
      // First all rows, then their words: before a statement with RETURNING SQLite writes out what the full-text
      // tables have gathered, and a flush a chunk was a quarter of what indexing cost.
      const rows = chunks.map((chunk) => {
        const { id } = sql
          .exec<{ id: number }>(
            `INSERT INTO chunks (chunk_id, document_id, version, ordinal, heading_path, text, carried, page)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
            `${key}:${input.version}:${chunk.ordinal}`,
            input.documentId,
            input.version,
            chunk.ordinal,
            JSON.stringify(chunk.headingPath),
            chunk.text,
            chunk.carried ?? 0,
            chunk.page ?? null,
          )
          .one();
        return { ...chunk, id, title, keywords, contentType: input.contentType, language };
      });
      index.add(rows);
    },

    /**
     * Brings some chunks that an earlier version indexed into the index of this one, inside the caller's transaction:
     * a crash leaves each chunk in the one or in the other.
     *
     * @returns false where none was left
     */
    indexAgain(limit: number): boolean {
      const rows = index.outdated(limit);
      const chunks = new Map(
        sql
          .exec<Record<string, string | number | null>>(
            `SELECT id, keywords, documents.language, ${COLUMNS} ${LIVE_CHUNKS} WHERE id IN (${slots(rows)})`,
            ...rows,
          )
          .toArray()
          .map((row) => [Number(row["id"]), row]),
      );
      const known = new Map<string, Language>();
      const again: (IndexedChunk & { id: number })[] = [];
      for (const id of rows) {
        const row = chunks.get(id);
        if (row === undefined) {
          index.remove(id);
          continue;
        }
        const chunk = liveChunkOf(row);
        const keywords = String(row["keywords"] ?? "");
        const language = row["read_in"] === null ? known.get(chunk.documentId) : chunk.language;
        const read =
          language ??
          index.readLanguage(
            chunk.documentId,
            [chunk.title, ...firstTexts(chunk.documentId)],
            keywords,
            row["language"] === null ? null : String(row["language"]),
          );
        known.set(chunk.documentId, read);
        again.push({ ...chunk, id, keywords, language: read });
      }
      index.add(again);
      return rows.length > 0;
    },

    /** The live chunks among these ids, keyed by id: whatever an index still says, only these exist. */
    resolve(chunkIds: readonly string[]): Map<string, LiveChunk> {
      const found = new Map<string, LiveChunk>();
      for (let at = 0; at < chunkIds.length; at += BINDINGS) {
        const some = chunkIds.slice(at, at + BINDINGS);
        for (const row of sql.exec<Record<string, string | number | null>>(
          `SELECT ${COLUMNS} ${LIVE_CHUNKS} WHERE chunk_id IN (${slots(some)})`,
          ...some,
        )) {
          const chunk = liveChunkOf(row);
          found.set(chunk.chunkId, chunk);
        }
      }
      return found;
    },

    /** Of one document's live version, in reading order, from just after `cursor`. */
    ofDocument(documentId: string, limit: number, cursor = -1): ChunkView[] {
      return sql
        .exec<Record<string, string | number | null>>(
          `SELECT chunk_id, ordinal, heading_path, text, page, carried ${LIVE_CHUNKS}
           WHERE documents.document_id = ? AND ordinal > ? ORDER BY ordinal LIMIT ?`,
          documentId,
          cursor,
          limit,
        )
        .toArray()
        .map((row) => ({
          chunk_id: String(row["chunk_id"]),
          ordinal: Number(row["ordinal"]),
          heading_path: JSON.parse(String(row["heading_path"])) as string[],
          text: String(row["text"]),
          ...(row["page"] === null ? {} : { page: Number(row["page"]) }),
          carried: Number(row["carried"]),
        }));
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

    /** The rows of the full-text index that pass a filter; undefined where all do. */
    within: (filter: MetadataFilter): RowsWithin | undefined => filterRows.within(filter),

    /** Live chunks that have no vector yet, oldest first. */
    withoutVector: (limit: number): (LiveChunk & { id: number })[] => chunksWhere("generation IS ?", null, limit),

    /** A live chunk that has a vector of this generation, where there is one. */
    withVector(generation: number): (LiveChunk & { id: number }) | undefined {
      return chunksWhere("generation = ?", generation, 1)[0];
    },
  };
}

function slots(values: readonly unknown[]): string {
  return values.map(() => "?").join(", ");
}

/** Every vector store takes printable ASCII of some length: other document ids are stood for by their hash. */
function documentKey(documentId: string, hash: string): string {
  return /^[\x21-\x7e]{1,400}$/.test(documentId) ? documentId : `sha256-${hash}`;
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
    page: row["page"] === null ? null : Number(row["page"]),
    language: (row["read_in"] ?? "en") as Language,
  };
}
