/**
 * Full text of one bot's chunks: SQLite FTS5 with Porter stems, in the bot's own database. Holds no
 * text that can be read back (the table is contentless): titles, headings and texts go in, row ids and
 * scores come out. Knows nothing of documents or filters beyond a predicate over row ids.
 */

import type { Sql } from "../../sqlite/sql.ts";
import { contentWords, foldText, stem } from "../language/terms.ts";

export interface FullTextFields {
  /** Of the document. */
  title: string;
  /** The headings above the chunk, joined. */
  headings: string;
  /** What the chunk says, without markup. */
  text: string;
}

export interface FullTextMatch {
  rowid: number;
  /** Above 0, higher is better. Comparable within one search only. */
  score: number;
}

export interface TermStatistics {
  /** Chunks in the index. */
  chunks: number;
  /** Each asked-for stem with its inverse document frequency, above 0; an unknown stem weighs the most. */
  idf: Map<string, number>;
}

export interface FullTextIndex {
  /** Makes the tables where they are missing. */
  create(): void;
  /** Adds or replaces one chunk. */
  add(rowid: number, fields: FullTextFields): void;
  /** An unknown row is no error. */
  remove(rowid: number): void;
  removeAll(): void;
  /**
   * Best first, ties by row id. Any string is safe to search for.
   *
   * @param accepts asked for candidates, best first, until `limit` were accepted: a filtered search
   *   still returns `limit` where that many exist
   */
  search(query: string, limit: number, accepts?: (rowid: number) => boolean): FullTextMatch[];
  /** How much each stem tells chunks apart (see `termsOf`). Of more than a hundred only the first hundred are looked up. */
  statistics(stems: readonly string[]): TermStatistics;
}

/** How scores come about. */
export interface FullTextWeights {
  /** Of the columns in BM25. */
  title: number;
  headings: number;
  text: number;
  /** Share of the BM25 of the question's pairs of neighbouring words that is added to that of its words. */
  pairs: number;
}

/**
 * What `npm run bench` found best on the shared sets. A word in the title says more about a page than
 * one in its text; headings also stand in the text of their chunks.
 */
export const FULL_TEXT_WEIGHTS: Readonly<FullTextWeights> = { title: 3, headings: 0.5, text: 1, pairs: 0.2 };

/** Distinct words of one query: what a search costs at most. A pasted log is not a longer question. */
const MOST_WORDS = 64;
/** Candidates whose order pairs can change. */
const CANDIDATES = 100;
/** Stems whose frequencies are looked up in one statement (a Durable Object binds 100 at most). */
const MOST_STEMS = 100;

/**
 * Of a handful of chunks each word is in most: their frequencies would make every word they hold
 * worthless and one they lack decisive. A smaller index counts as one of this many chunks.
 */
const SMALL_INDEX = 200;

export function createFullTextIndex(sql: Sql, weights: Readonly<FullTextWeights> = FULL_TEXT_WEIGHTS): FullTextIndex {
  const bm25 = `bm25(full_text, ${Number(weights.title)}, ${Number(weights.headings)}, ${Number(weights.text)})`;

  // SQLite's bm25 is negative, so that ascending order is best first.
  const ranked = `SELECT rowid, -${bm25} AS score FROM full_text WHERE full_text MATCH ?
    ORDER BY score DESC, rowid LIMIT ? OFFSET ?`;

  function rank(expression: string, limit: number, offset: number): FullTextMatch[] {
    return Array.from(sql.exec(ranked, expression, limit, offset), (row) => ({
      rowid: Number(row["rowid"]),
      score: Number(row["score"]),
    }));
  }

  /** The best rows that are accepted, by words alone. */
  function rankAccepted(expression: string, limit: number, accepts?: (rowid: number) => boolean): FullTextMatch[] {
    if (accepts === undefined) return rank(expression, limit, 0);
    const matches: FullTextMatch[] = [];
    // Nobody knows beforehand how many candidates a predicate refuses: pages that grow fourfold reach
    // any depth at little more than the cost of the last one, and none leaves a cursor open.
    for (let page = limit * 2, seen = 0; ; seen += page, page *= 4) {
      const rows = rank(expression, page, seen);
      for (const row of rows) {
        if (accepts(row.rowid)) matches.push(row);
        if (matches.length === limit) return matches;
      }
      if (rows.length < page) return matches;
    }
  }

  // Counting walks the whole index, so the count is kept until the next write.
  let chunkCount: number | undefined;

  function countChunks(): number {
    if (chunkCount !== undefined) return chunkCount;
    for (const row of sql.exec("SELECT count(*) AS chunks FROM full_text_docsize"))
      return (chunkCount = Number(row["chunks"]));
    return 0;
  }

  return {
    create() {
      // The categories are those of `terms.ts`: without marks, Hindi and Thai words fall into pieces.
      sql.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS full_text USING fts5(
        title, headings, text, content = '', contentless_delete = 1,
        tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")`);
      sql.exec("CREATE VIRTUAL TABLE IF NOT EXISTS full_text_terms USING fts5vocab(full_text, 'row')");
    },

    add(rowid, { title, headings, text }) {
      chunkCount = undefined;
      sql.exec(
        "INSERT OR REPLACE INTO full_text (rowid, title, headings, text) VALUES (?, ?, ?, ?)",
        rowid,
        foldText(title),
        foldText(headings),
        foldText(text),
      );
    },

    remove(rowid) {
      chunkCount = undefined;
      sql.exec("DELETE FROM full_text WHERE rowid = ?", rowid);
    },

    removeAll() {
      chunkCount = undefined;
      sql.exec("INSERT INTO full_text (full_text) VALUES ('delete-all')");
    },

    search(query, limit, accepts) {
      const { words, pairs } = matchExpressions(query);
      if (words === "" || limit < 1) return [];
      const matches = rankAccepted(words, Math.max(limit, CANDIDATES), accepts);
      if (pairs !== "" && weights.pairs > 0) {
        const scores = new Map(rank(pairs, CANDIDATES * 2, 0).map(({ rowid, score }) => [rowid, score]));
        for (const match of matches) match.score += weights.pairs * (scores.get(match.rowid) ?? 0);
        matches.sort((a, b) => b.score - a.score || a.rowid - b.rowid);
      }
      return matches.slice(0, limit);
    },

    statistics(stems) {
      const distinct = [...new Set(stems)].slice(0, MOST_STEMS);
      const chunks = countChunks();
      const size = Math.max(chunks, SMALL_INDEX);
      const idf = new Map(distinct.map((term) => [term, inverseFrequency(0, size)]));
      if (distinct.length === 0) return { chunks, idf };
      const slots = distinct.map(() => "?").join(", ");
      for (const row of sql.exec(`SELECT term, doc FROM full_text_terms WHERE term IN (${slots})`, ...distinct)) {
        idf.set(String(row["term"]), inverseFrequency(Number(row["doc"]), size));
      }
      return { chunks, idf };
    },
  };
}

/** BM25's, in the form that never falls below 0. */
function inverseFrequency(containing: number, chunks: number): number {
  return Math.log(1 + (chunks - containing + 0.5) / (containing + 0.5));
}

/**
 * A question's words and its pairs of neighbouring words, each joined by OR. Every word is letters, digits
 * and marks, and stands in quotes: nothing of the question can be an operator, a column or a quote of
 * FTS5's own language.
 */
function matchExpressions(query: string): { words: string; pairs: string } {
  const words = new Map<string, string>();
  const pairs = new Set<string>();
  let before: string | undefined;
  for (const word of contentWords(query)) {
    const key = stem(word);
    if (!words.has(key)) words.set(key, `"${word}"`);
    if (before !== undefined) pairs.add(`"${before} ${word}"`);
    before = word;
    if (words.size === MOST_WORDS || pairs.size === MOST_WORDS) break;
  }
  return { words: [...words.values()].join(" OR "), pairs: [...pairs].join(" OR ") };
}
