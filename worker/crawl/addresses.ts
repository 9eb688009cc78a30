/**
 * Every address of one source, with what became of it and what is to be done: the crawl's whole memory, in the
 * SQLite of the source's own object. A request is written down before it is made and after it was answered, so
 * that a crash repeats at most what was under way.
 */

import { type Address, type AddressKind, ASKED, DONE, KINDS, type NewAddress, type Outcome, WAITS } from "./address.ts";
import { namesUser } from "./page-address.ts";
import { createAddressQueries, createAddressReads } from "./address-reads.ts";

/** The origin of an address that is refused as it stands: nothing is asked for its sake, robots.txt neither. */
const NO_SITE = "";
const REFUSED = { status: "refused-address", reason: "An address must not hold a user name or a password." } as const;

/** What is to be done with every address, and {@link createAddressReads}. */
export type Addresses = ReturnType<typeof createAddresses>;

export function createAddresses(sql: SqlStorage) {
  const { all, number } = createAddressQueries(sql);
  const isPage = (kind: AddressKind): boolean => kind === "page" || kind === "start";
  /** Those whose robots.txt has a row. */
  const origins = new Set<string>();
  /** Pages, and those of them that count for `max_pages`; counted again by `measure`. */
  const size = { known: 0, taken: 0, lists: 0 };

  function insert(address: NewAddress, origin: string): boolean {
    const { key, url, kind, depth, found_by, status = "queued", reason = null, hops = 0 } = address;
    const added = sql.exec(
      `INSERT INTO addresses (key, url, kind, rank, origin, depth, found_by, status, reason, hops, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
      key,
      url,
      kind,
      KINDS.indexOf(kind),
      origin,
      depth,
      found_by,
      status,
      reason,
      hops,
      status === "queued" ? WAITS : DONE,
    );
    return added.rowsWritten > 0;
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS addresses (
          id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, url TEXT NOT NULL, kind TEXT NOT NULL, rank INTEGER NOT NULL,
          origin TEXT NOT NULL, depth INTEGER NOT NULL, found_by TEXT NOT NULL, status TEXT NOT NULL, reason TEXT,
          http_status INTEGER, target TEXT, etag TEXT, last_modified TEXT, body_hash TEXT, text_hash TEXT, document_id TEXT,
          misses INTEGER NOT NULL DEFAULT 0, fetched_at INTEGER, changed_at INTEGER, hops INTEGER NOT NULL DEFAULT 0,
          tries INTEGER NOT NULL DEFAULT 0, own_text INTEGER NOT NULL DEFAULT 0, state INTEGER NOT NULL,
          due_at INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX IF NOT EXISTS addresses_by_work ON addresses (state, rank, depth, id);
        CREATE INDEX IF NOT EXISTS addresses_by_origin ON addresses (state, origin, due_at);
        CREATE INDEX IF NOT EXISTS addresses_by_text ON addresses (text_hash);
        CREATE INDEX IF NOT EXISTS addresses_by_status ON addresses (status);
      `);
    },

    /** False where it is known already; one that is known stays as it is. A new origin brings its robots.txt. */
    add(address: NewAddress): boolean {
      const isRefused = namesUser(address.url);
      const origin = isRefused ? NO_SITE : new URL(address.url).origin;
      if (!isRefused && !origins.has(origin)) {
        origins.add(origin);
        const robots = { key: `robots ${origin}`, url: `${origin}/robots.txt`, depth: 0 };
        insert({ ...robots, kind: "robots", found_by: "robots" }, origin);
      }
      const row: NewAddress = isRefused ? { ...address, ...REFUSED } : address;
      if (!insert(row, origin)) return false;
      if (isPage(row.kind)) {
        size.known++;
        if (row.status === undefined) size.taken++;
      } else size.lists++;
      return true;
    },

    /** The next that waits on one of these origins and is due. */
    next(origins: readonly string[], kinds: readonly AddressKind[], now: number): Address | undefined {
      const some = (list: readonly string[]): string => list.map(() => "?").join(", ");
      return all(
        `WHERE state = ${WAITS} AND due_at <= ? AND kind IN (${some(kinds)}) AND origin IN (${some(origins)})
         ORDER BY rank, depth, id LIMIT 1`,
        now,
        ...kinds,
        ...origins,
      )[0];
    },

    /** Origins on which something waits; where their robots.txt has to be read first, that alone. */
    waiting(): { origin: string; due: number; robots: boolean }[] {
      const hosts = sql.exec<{ origin: string; state: number; due_at: number }>(
        "SELECT origin, state, due_at FROM addresses WHERE state IN (0, 1, 2) AND rank = 0",
      );
      return hosts
        .toArray()
        .flatMap(({ origin, state, due_at }): { origin: string; due: number; robots: boolean }[] => {
          if (state === WAITS) return [{ origin, due: due_at, robots: true }];
          if (state === ASKED) return [];
          const { due } = sql
            .exec<{ due: number | null }>(
              `SELECT min(due_at) AS due FROM addresses WHERE state = ${WAITS} AND origin = ?`,
              origin,
            )
            .one();
          return due === null ? [] : [{ origin, due, robots: false }];
        });
    },

    /** Written down before the request goes out. */
    asks(key: string): void {
      sql.exec(`UPDATE addresses SET state = ${ASKED}, tries = tries + 1 WHERE key = ?`, key);
    },

    /** After a crash: what was under way is asked once more. */
    askAgain(): void {
      sql.exec(`UPDATE addresses SET state = ${WAITS} WHERE state = ${ASKED}`);
    },

    /** Asked later, in this sync still. */
    postpone(key: string, dueAt: number): void {
      sql.exec(`UPDATE addresses SET state = ${WAITS}, due_at = ? WHERE key = ?`, dueAt, key);
    },

    /** Not asked after all, and due later: this was no try. */
    putBack(key: string, dueAt: number): void {
      sql.exec(
        `UPDATE addresses SET state = ${WAITS}, due_at = ?, tries = tries - 1 WHERE key = ? AND state = ${ASKED}`,
        dueAt,
        key,
      );
    },

    /** What became of it. Columns that are not named stay as they are. */
    finish(key: string, outcome: Outcome, again = false): void {
      const given = Object.entries({ reason: null, ...outcome }).filter(([, value]) => value !== undefined);
      sql.exec(
        `UPDATE addresses SET ${given.map(([name]) => `${name} = ?`).join(", ")}, state = ${again ? WAITS : DONE} WHERE key = ?`,
        ...given.map(([, value]) => value as SqlStorageValue),
        key,
      );
    },

    dropDocument(key: string): void {
      sql.exec(
        "UPDATE addresses SET document_id = NULL, etag = NULL, last_modified = NULL, body_hash = NULL, text_hash = NULL WHERE key = ?",
        key,
      );
    },

    /** Everything known is looked at once more; lists are found anew, and what is gone is forgotten. */
    restart(maxPages: number): void {
      sql.exec(
        "DELETE FROM addresses WHERE kind NOT IN ('page', 'start', 'robots') OR status IN ('gone', 'too-many-pages')",
      );
      sql.exec(
        `UPDATE addresses SET state = ${WAITS}, due_at = 0, tries = 0, hops = 0, own_text = 0 WHERE origin <> ?`,
        NO_SITE,
      );
      // Its owner may have lowered the limit since.
      sql.exec(
        `UPDATE addresses SET state = ${DONE}, status = 'too-many-pages' WHERE id IN (
           SELECT id FROM addresses WHERE document_id IS NOT NULL ORDER BY id LIMIT -1 OFFSET ?)`,
        maxPages,
      );
    },

    /** Nothing that was read before counts as known. */
    forgetBodies(): void {
      sql.exec("UPDATE addresses SET etag = NULL, last_modified = NULL, body_hash = NULL, text_hash = NULL");
    },

    forget(key: string): void {
      sql.exec("DELETE FROM addresses WHERE key = ?", key);
    },

    hasWork: (): boolean => sql.exec("SELECT 1 FROM addresses WHERE state IN (1, 2) LIMIT 1").toArray().length > 0,

    /** Lists and pages that there are rows for, and those that wait, are being read or answer: what `max_pages` counts. */
    size: (): Readonly<typeof size> => size,

    measure(): void {
      size.known = number("SELECT count(*) FROM addresses WHERE kind IN ('page', 'start')");
      size.taken = number(
        "SELECT count(*) FROM addresses WHERE kind IN ('page', 'start') AND (state <> 0 OR document_id IS NOT NULL)",
      );
      size.lists = number("SELECT count(*) FROM addresses WHERE kind IN ('llms', 'sitemap', 'feed')");
      for (const { origin } of all("WHERE state IN (0, 1, 2) AND rank = 0")) origins.add(origin);
    },

    ...createAddressReads(sql),
  };
}
