/** Databases that an older version made: what is in them is understood, and nothing of it is lost. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { randomId } from "../../shared/ids.ts";
import { createFacts } from "../sqlite/facts.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { indexNext } from "./ingest.ts";
import { createLiveChunks } from "./live-chunks.ts";
import { createSearchIndex } from "./search-index.ts";
import { createDocumentTables } from "./tables.ts";
import { createVectorBook } from "./vectors/vector-book.ts";

/** The tables as they were before documents told where they came from. */
const OLD_TABLES = `
  CREATE TABLE documents (
    document_id TEXT PRIMARY KEY, status TEXT NOT NULL, version INTEGER NOT NULL, live_version INTEGER,
    title TEXT NOT NULL, url TEXT, content_type TEXT NOT NULL, metadata TEXT NOT NULL, hash TEXT NOT NULL,
    chunks INTEGER NOT NULL DEFAULT 0, problem TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE pending (
    document_id TEXT PRIMARY KEY, version INTEGER NOT NULL, title TEXT, url TEXT, content_type TEXT NOT NULL,
    metadata TEXT NOT NULL, hash TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, queued_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE pending_parts (
    document_id TEXT NOT NULL, part INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (document_id, part)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, version INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, heading_path TEXT NOT NULL, text TEXT NOT NULL, generation INTEGER
  ) STRICT;`;

function withOldBot(run: (documents: Documents, sql: SqlStorage) => Promise<void> | void): Promise<void> {
  const bot = env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", `bot_${randomId()}`]));
  return runInDurableObject(bot, async (_, { storage }) => {
    const { sql } = storage;
    for (const table of ["documents", "pending", "pending_bytes", "chunks"]) sql.exec(`DROP TABLE ${table}`);
    sql.exec(OLD_TABLES);
    const book = createVectorBook(sql, createFacts(sql));
    const documents = createDocuments(storage, createLiveChunks(sql, createSearchIndex(sql), book), () => 0);
    await run(documents, sql);
  });
}

function insertDocument(sql: SqlStorage, id: string, metadata: unknown, more: { problem?: string } = {}): void {
  sql.exec(
    "INSERT INTO documents VALUES (?, ?, 1, 1, 'Title', NULL, 'text/plain', ?, 'hash', 1, ?, 0, 0)",
    id,
    more.problem === undefined ? "ready" : "failed",
    JSON.stringify(metadata),
    more.problem ?? null,
  );
}

test("a folder that was fed is known again, and its owner's own metadata stays", () =>
  withOldBot((documents, sql) => {
    insertDocument(sql, "fed", { ingest: "docs", source_hash: "abc", product: "shop" });
    insertDocument(sql, "own", { ingest: "docs", year: 2026 });
    documents.create();
    // Every start does it again.
    documents.create();
    expect(documents.view("fed", "off")).toMatchObject({
      source_id: "ingest:docs",
      sent_hash: "abc",
      metadata: { product: "shop" },
      warnings: [],
      language: null,
    });
    expect(documents.view("own", "off")).toMatchObject({
      source_id: null,
      metadata: { ingest: "docs", year: 2026 },
    });
  }));

test("a problem that was a sentence keeps it", () =>
  withOldBot((documents, sql) => {
    insertDocument(sql, "failed", {}, { problem: "There is no text." });
    documents.create();
    expect(documents.view("failed", "off")?.problem).toEqual({ code: "internal", detail: "There is no text." });
  }));

test("text that waited in parts is read, whatever it says of its encoding", () =>
  withOldBot(async (documents, sql) => {
    insertDocument(sql, "waits", {});
    sql.exec("INSERT INTO pending VALUES ('waits', 1, NULL, NULL, 'text/html', '{}', 'hash', 1, 0)");
    sql.exec("INSERT INTO pending_parts VALUES ('waits', 0, '<meta charset=windows-1252><p>Die Fähre fährt')");
    sql.exec("INSERT INTO pending_parts VALUES ('waits', 1, ' nach Föhr 🚢.')");
    createDocumentTables(sql);
    while (await indexNext(documents));
    const chunks = sql.exec<{ text: string }>("SELECT text FROM chunks").toArray();
    expect(chunks.map(({ text }) => text)).toEqual(["Die Fähre fährt nach Föhr 🚢."]);
  }));
