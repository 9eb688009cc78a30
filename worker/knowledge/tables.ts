/**
 * The tables of one bot's documents, and how older shapes of them become today's. Runs whenever the object
 * wakes, before anything reads; a second run changes nothing.
 */

/** A row of a Durable Object holds at most 2 MB. */
export const PART_BYTES = 1_500_000;

export function createDocumentTables(sql: SqlStorage): void {
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
    CREATE TABLE IF NOT EXISTS pending_bytes (
      document_id TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (document_id, part)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS chunks (
      id INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL, version INTEGER NOT NULL,
      ordinal INTEGER NOT NULL, heading_path TEXT NOT NULL, text TEXT NOT NULL, generation INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS chunks_by_document ON chunks (document_id, version, ordinal);
    CREATE INDEX IF NOT EXISTS chunks_by_generation ON chunks (generation);
    CREATE TABLE IF NOT EXISTS deleted (document_id TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `);
  addColumns(sql, "documents", {
    source_id: "TEXT",
    sent_hash: "TEXT",
    language: "TEXT",
    // What its words are read in, and what its author says it is about: of documents of earlier versions
    // neither is known until they are indexed again.
    read_in: "TEXT",
    keywords: "TEXT",
    problem_code: "TEXT",
    warnings: "TEXT NOT NULL DEFAULT '[]'",
  });
  // `due_at`: nobody else reads it before then, because somebody is reading it.
  addColumns(sql, "pending", { charset: "TEXT", due_at: "INTEGER NOT NULL DEFAULT 0" });
  addColumns(sql, "chunks", { carried: "INTEGER NOT NULL DEFAULT 0", page: "INTEGER" });
  sql.exec("CREATE INDEX IF NOT EXISTS documents_by_source ON documents (source_id)");
  adoptIngestMetadata(sql);
  adoptPendingText(sql);
}

function addColumns(sql: SqlStorage, table: string, columns: Record<string, string>): void {
  const known = new Set(
    sql
      .exec<{ name: string }>("SELECT name FROM pragma_table_info(?)", table)
      .toArray()
      .map(({ name }) => name),
  );
  for (const [name, type] of Object.entries(columns)) {
    if (!known.has(name)) sql.exec(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
  }
}

/** `npm run ingest` once kept where a document came from in its owner's metadata. */
function adoptIngestMetadata(sql: SqlStorage): void {
  sql.exec(`
    UPDATE documents SET source_id = 'ingest:' || json_extract(metadata, '$.ingest'),
      sent_hash = json_extract(metadata, '$.source_hash'), metadata = json_remove(metadata, '$.ingest', '$.source_hash')
    WHERE source_id IS NULL AND json_type(metadata, '$.ingest') = 'text' AND json_type(metadata, '$.source_hash') = 'text'
  `);
}

/** What waits was once kept as text. */
function adoptPendingText(sql: SqlStorage): void {
  const old = sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pending_parts'").toArray();
  if (old.length === 0) return;
  const ids = sql.exec<{ document_id: string }>("SELECT DISTINCT document_id FROM pending_parts").toArray();
  for (const { document_id: documentId } of ids) {
    const parts = sql
      .exec<{ text: string }>("SELECT text FROM pending_parts WHERE document_id = ? ORDER BY part", documentId)
      .toArray();
    keepBytes(sql, documentId, new TextEncoder().encode(parts.map(({ text }) => text).join("")));
    sql.exec("UPDATE pending SET charset = 'utf-8' WHERE document_id = ?", documentId);
  }
  sql.exec("DROP TABLE pending_parts");
}

export function keepBytes(sql: SqlStorage, documentId: string, bytes: Uint8Array): void {
  for (let start = 0, part = 0; start < bytes.length; start += PART_BYTES, part++) {
    // A copy: the view may be into a larger buffer.
    const { buffer } = bytes.slice(start, start + PART_BYTES);
    sql.exec("INSERT INTO pending_bytes VALUES (?, ?, ?)", documentId, part, buffer);
  }
}
