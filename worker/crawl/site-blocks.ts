/**
 * What stands on many pages of one site is said once: blocks are counted by what they say, and one on more than
 * three pages in ten (of a small site: on every page) belongs to the site and not to the page. It is not lost: a document of the site's own
 * holds it, so that the address in every footer is still an answer.
 */

import type { Block } from "../knowledge/extract/blocks.ts";
import type { ExtractedDocument } from "../knowledge/extract/extract.ts";
import type { PageText } from "./read-page.ts";

/** Fewer pages say nothing by a share. */
const LEAST_PAGES = 8;
/** Of fewer still not even what stands on all of them is the site's: two pages may say the same. */
const FEWEST_PAGES = 3;
const COMMON_SHARE = 0.3;
/** Pages whose blocks are kept at the first sync, until it can be told what is common. */
export const HELD_PAGES = 24;
/** A row holds at most 2 MB. */
const HELD_CHARACTERS = 600_000;
/** Of these alone: a heading is part of its section, and a command stands where it is needed. */
const COUNTED = new Set(["paragraph", "list", "table"]);
/** Shorter blocks, "Read more", say nothing by themselves. */
const FACT_CHARACTERS = 20;

export type SiteBlocks = ReturnType<typeof createSiteBlocks>;

export function createSiteBlocks(sql: SqlStorage) {
  const pages = (): number => Number(sql.exec("SELECT count(*) AS n FROM block_pages").one()["n"]);

  /** @param whole the site has been read to its end: what the first three of its pages say may stand on no other */
  function isCommon(count: number, of: number, whole: boolean): boolean {
    return of >= LEAST_PAGES ? count > COMMON_SHARE * of : whole && of >= FEWEST_PAGES && count === of;
  }

  return {
    create(): void {
      sql.exec(`
        CREATE TABLE IF NOT EXISTS block_pages (key TEXT PRIMARY KEY, hashes TEXT NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS blocks (hash TEXT PRIMARY KEY, pages INTEGER NOT NULL, text TEXT) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS held (key TEXT PRIMARY KEY, extracted TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
      `);
    },

    pages,

    /** Counts the blocks of a page, in place of those it had. */
    record(key: string, { blocks }: ExtractedDocument): void {
      this.forget(key);
      const hashes = [...new Set(blocks.filter(({ kind }) => COUNTED.has(kind)).map(({ text }) => hashOf(text)))];
      sql.exec("INSERT INTO block_pages VALUES (?, ?)", key, JSON.stringify(hashes));
      for (const hash of hashes)
        sql.exec("INSERT INTO blocks VALUES (?, 1, NULL) ON CONFLICT (hash) DO UPDATE SET pages = pages + 1", hash);
    },

    forget(key: string): void {
      const had = sql.exec<{ hashes: string }>("SELECT hashes FROM block_pages WHERE key = ?", key).toArray()[0];
      sql.exec("DELETE FROM held WHERE key = ?", key);
      if (had === undefined) return;
      for (const hash of JSON.parse(had.hashes) as string[])
        sql.exec("UPDATE blocks SET pages = pages - 1 WHERE hash = ?", hash);
      sql.exec("DELETE FROM block_pages WHERE key = ?", key);
      sql.exec("DELETE FROM blocks WHERE pages <= 0");
    },

    /** The page without what belongs to the site; headings with nothing left below them go too. */
    ownBlocks(extracted: ExtractedDocument, whole = false): ExtractedDocument {
      const of = pages();
      const dropped = new Set<Block>();
      for (const block of extracted.blocks) {
        if (!COUNTED.has(block.kind)) continue;
        const hash = hashOf(block.text);
        const counted = sql.exec<{ pages: number }>("SELECT pages FROM blocks WHERE hash = ?", hash).toArray()[0];
        if (counted === undefined || !isCommon(counted.pages, of, whole)) continue;
        sql.exec("UPDATE blocks SET text = coalesce(text, ?) WHERE hash = ?", block.text, hash);
        dropped.add(block);
      }
      if (dropped.size === 0) return extracted;
      const blocks = withoutEmptySections(extracted.blocks, dropped);
      // A page of nothing else would answer nothing at all.
      return blocks.some(({ kind }) => kind !== "heading") ? { ...extracted, blocks } : extracted;
    },

    hold(key: string, { extracted, bytes }: PageText): void {
      const text = JSON.stringify(extracted);
      if (text.length + bytes.length <= HELD_CHARACTERS)
        sql.exec("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", key, text, bytes);
    },

    /** A page that was held; undefined where none is left. */
    takeHeld(): ({ key: string } & PageText) | undefined {
      const held = sql
        .exec<{ key: string; extracted: string; bytes: ArrayBuffer }>("SELECT * FROM held LIMIT 1")
        .toArray()[0];
      if (held === undefined) return undefined;
      const extracted = JSON.parse(held.extracted) as ExtractedDocument;
      return {
        key: held.key,
        extracted,
        contentType: "text/html",
        bytes: new Uint8Array(held.bytes),
        charset: "utf-8",
      };
    },

    dropHeld(key: string): void {
      sql.exec("DELETE FROM held WHERE key = ?", key);
    },

    /** What belongs to the site once it has been read, the commonest first. */
    facts(): string[] {
      const of = pages();
      return sql
        .exec<{ text: string; pages: number }>(
          "SELECT text, pages FROM blocks WHERE text IS NOT NULL ORDER BY pages DESC, hash LIMIT 200",
        )
        .toArray()
        .filter(({ text, pages }) => isCommon(pages, of, true) && text.length >= FACT_CHARACTERS)
        .map(({ text }) => text);
    },
  };
}

/** A heading goes where everything below it that was not a heading has gone. */
function withoutEmptySections(blocks: readonly Block[], dropped: ReadonlySet<Block>): Block[] {
  interface Section {
    heading: Block;
    keeps: boolean;
    lost: boolean;
  }
  const empty = new Set<Block>();
  /** Those around the block that is looked at, each of a deeper level than the one before: six at most. */
  const open: Section[] = [];
  const closeFrom = (level: number): void => {
    while (open.length > 0 && open.at(-1)!.heading.level! >= level) {
      const { heading, keeps, lost } = open.pop()!;
      if (lost && !keeps) empty.add(heading);
    }
  };
  for (const block of blocks) {
    if (block.kind === "heading") {
      closeFrom(block.level!);
      open.push({ heading: block, keeps: false, lost: false });
    } else {
      for (const section of open) {
        if (dropped.has(block)) section.lost = true;
        else section.keeps = true;
      }
    }
  }
  closeFrom(0);
  return blocks.filter((block) => !dropped.has(block) && !empty.has(block));
}

/** Two words of FNV-1a over the text without its white space: enough to tell a site's blocks apart. */
function hashOf(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32) continue;
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return (low >>> 0).toString(36) + (high >>> 0).toString(36);
}
