/**
 * Full text of one bot's chunks: SQLite FTS5 over terms that `language/terms.ts` makes, in the bot's own
 * database. Holds no text that can be read back (the table is contentless): titles, headings and texts go
 * in, row ids and scores come out. Knows nothing of documents or filters but the row ids that are left.
 *
 * An index that an older version of this code made goes on answering beside the new one, for the rows that
 * have not been added again: each row stands in one of the two.
 */

import type { Sql } from "../../sqlite/sql.ts";
import type { RowsWithin } from "../filter-rows.ts";
import { indexTerms, type Language, type Query, termOfLanguage } from "../language/terms.ts";

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

export interface FullTextIndex {
  /** Makes the tables where they are missing. */
  create(): void;
  /** Adds or replaces one chunk. @param language of its document */
  add(rowid: number, fields: FullTextFields, language: Language): void;
  /** An unknown row is no error. */
  remove(rowid: number): void;
  removeAll(): void;
  /**
   * Best first, ties by row id.
   *
   * @param within the only rows that are looked at: a filtered search still returns `limit` where that many exist
   */
  search(query: Query, limit: number, within?: RowsWithin): FullTextMatch[];
  /** Chunks in the index. */
  count(): number;
  /** How many chunks hold each term, in their text or beside it; 0 for one that none holds. Of more than a hundred only the first hundred are looked up. */
  frequencies(terms: readonly string[], where?: "text" | "beside"): Map<string, number>;
  /** Which of these rows hold any of the terms, in their text or beside it. At most 90 rows and 50 terms. */
  holding(rowids: readonly number[], terms: readonly string[], where?: "text" | "beside"): Set<number>;
  /** Some of the rows that only an older index holds; none where all have been added again. */
  outdated(limit: number): number[];
}

/** How scores come about. */
export interface FullTextWeights {
  /** Of the columns in BM25. */
  title: number;
  headings: number;
  text: number;
  /** Share of the BM25 of the question's pairs of neighbouring words that is added to that of its words. */
  pairs: number;
  /** Share of the BM25 of other forms and topics that is added: what is said in other words than asked. */
  beside: number;
  /** Share of the BM25 of neighbours of the question that are one word in a chunk, such as `bodyLimit`. */
  joined: number;
}

/**
 * What `npm run bench` found best on the shared sets. A word in the title says more about a page than
 * one in its text; headings also stand in the text of their chunks.
 */
export const FULL_TEXT_WEIGHTS: Readonly<FullTextWeights> = {
  title: 3,
  headings: 0.5,
  text: 1,
  pairs: 0.2,
  beside: 0.5,
  joined: 0.2,
};

/** Counts up whenever terms of the same text change: what an older version indexed is indexed again. */
const VERSION = 6;
/** From here on tables hold terms of `language/terms`; before, words that their own tokeniser stemmed. */
const FIRST_OF_TERMS = 2;
const TABLE = `full_text_${VERSION}`;
/** Other forms of what a chunk names, and its topics, in a table of their own: in the chunk's they would change its length. */
const BESIDE = `beside_${VERSION}`;

/**
 * Of a handful of chunks each word is in most, and BM25 would make every word they hold worthless. So many rows of
 * the usual length that hold nothing make an index large enough to tell rare from common. Their ids are below 0.
 */
const FILLERS = 50;
const FILLER = "_";
const FILLER_LENGTH = { [TABLE]: 120, [BESIDE]: 6 };

/** Distinct words of one query: what a search costs at most. A pasted log is not a longer question. */
const MOST_WORDS = 64;
/** Candidates whose order pairs can change. */
const CANDIDATES = 100;
/** Share of the rows from which on it is dearer to name those that pass than to find some that do not. */
const MANY = 0.2;
/** Terms whose frequencies are looked up in one statement (a Durable Object binds 100 at most). */
const MOST_TERMS = 100;

export function createFullTextIndex(sql: Sql, weights: Readonly<FullTextWeights> = FULL_TEXT_WEIGHTS): FullTextIndex {
  // SQLite's bm25 is negative, so that ascending order is best first.
  const rankedIn = (table: string): string =>
    `SELECT rowid, -bm25(${table}, ${Number(weights.title)}, ${Number(weights.headings)}, ${Number(weights.text)}) AS score
     FROM ${table} WHERE ${table} MATCH ?`;
  const ranked = rankedIn(TABLE);
  const besideRankedIn = (table: string): string =>
    `SELECT rowid, -bm25(${table}) AS score FROM ${table} WHERE ${table} MATCH ?`;
  /** Tables of older versions that still hold rows. */
  let older: OlderTables[] | undefined;

  function olderTables(): OlderTables[] {
    older ??= Array.from(
      sql.exec(
        "SELECT name FROM sqlite_master WHERE name GLOB 'full_text*' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5(%' AND name <> ?",
        TABLE,
      ),
      ({ name }) => {
        const version = Number(/\d+$/.exec(String(name))?.[0] ?? 1);
        return { text: String(name), beside: version < FIRST_OF_TERMS ? undefined : `beside_${version}` };
      },
    );
    return older;
  }

  const textTables = (): string[] => [TABLE, ...olderTables().map(({ text }) => text)];
  const besideTables = (): string[] => [BESIDE, ...olderTables().flatMap(({ beside }) => beside ?? [])];

  function readAll(statement: string, expression: string, limit: number): FullTextMatch[] {
    return toMatches(sql.exec(`${statement} ORDER BY score DESC, rowid LIMIT ?`, expression, limit));
  }

  /** Where many rows pass, those that do not are left out of what was found; else only the few are looked at. */
  function read(statement: string, expression: string, limit: number, within: Within | undefined): FullTextMatch[] {
    if (within === undefined) return readAll(statement, expression, limit);
    if (within.share >= MANY) {
      const size = Math.ceil((limit * 1.5) / within.share);
      const found = readAll(statement, expression, size);
      const passing = found.filter(({ rowid }) => within.has(rowid));
      if (passing.length >= limit || found.length < size) return passing.slice(0, limit);
    }
    // With the sign no row is looked up by its id: that would be a search for each of them.
    const narrowed = `${statement} AND +rowid IN (SELECT value FROM json_each(?)) ORDER BY score DESC, rowid LIMIT ?`;
    return toMatches(sql.exec(narrowed, expression, within.list(), limit));
  }

  function rank({ now, before }: Expression, limit: number, within: Within | undefined): FullTextMatch[] {
    const found = read(ranked, now, limit, within);
    if (olderTables().length === 0) return found;
    // Scores of two indexes differ in what is rare there, which is near enough for as long as it takes.
    const others = olderTables().flatMap(({ text, beside }) =>
      read(rankedIn(text), beside === undefined ? before : now, limit, within),
    );
    return [...found, ...others].sort(byScore).slice(0, limit);
  }

  // Counting walks the whole index, so the count is kept until the next write.
  let chunkCount: number | undefined;
  let isFilled = false;

  function fill(): void {
    isFilled ||= [...sql.exec(`SELECT 1 FROM ${TABLE}_docsize WHERE id < 0 LIMIT 1`)].length > 0;
    if (isFilled) return;
    for (let row = -FILLERS; row < 0; row++) {
      for (const [table, length] of Object.entries(FILLER_LENGTH)) {
        const column = table === TABLE ? "text" : "terms";
        sql.exec(`INSERT INTO ${table} (rowid, ${column}) VALUES (?, ?)`, row, `${FILLER} `.repeat(length));
      }
    }
    isFilled = true;
  }

  function removeFromOlder(rowid: number): void {
    for (const tables of olderTables()) {
      for (const table of namesOf(tables)) sql.exec(`DELETE FROM ${table} WHERE rowid = ?`, rowid);
      if (rowsOf(tables.text, 1).length === 0) dropOlder(tables);
    }
  }

  /** Of chunks alone. */
  function rowsOf(table: string, limit: number): number[] {
    const rows = sql.exec(`SELECT id FROM ${table}_docsize WHERE id >= 0 LIMIT ?`, limit);
    return Array.from(rows, ({ id }) => Number(id));
  }

  function dropOlder(tables: OlderTables): void {
    for (const table of namesOf(tables)) {
      sql.exec(`DROP TABLE IF EXISTS ${table}_terms`);
      sql.exec(`DROP TABLE ${table}`);
    }
    older = undefined;
  }

  return {
    create() {
      // The categories are those of `language/cut.ts`: without marks, Hindi and Thai words fall into pieces. What
      // comes is terms already, parted by spaces; the other characters stand inside figures, dates and topics.
      for (const [table, columns] of [
        [TABLE, "title, headings, text"],
        [BESIDE, "terms"],
      ]) {
        sql.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS ${table} USING fts5(
          ${columns}, content = '', contentless_delete = 1,
          tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc' tokenchars '.:-_'")`);
        sql.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS ${table}_terms USING fts5vocab(${table}, 'row')`);
      }
    },

    add(rowid, { title, headings, text }, language) {
      chunkCount = undefined;
      fill();
      removeFromOlder(rowid);
      const columns = [title, headings, text].map((column) => indexTerms(column, language));
      sql.exec(
        `INSERT OR REPLACE INTO ${TABLE} (rowid, title, headings, text) VALUES (?, ?, ?, ?)`,
        rowid,
        ...columns.map(({ stems }) => stems.join(" ")),
      );
      const [ofTitle = [], ...others] = columns.map((each) => each.beside);
      const beside = [...ofTitle, ...ofTitle, ...new Set([...ofTitle, ...others.flat()]), termOfLanguage(language)];
      sql.exec(`INSERT OR REPLACE INTO ${BESIDE} (rowid, terms) VALUES (?, ?)`, rowid, beside.join(" "));
    },

    remove(rowid) {
      chunkCount = undefined;
      removeFromOlder(rowid);
      for (const table of [TABLE, BESIDE]) sql.exec(`DELETE FROM ${table} WHERE rowid = ?`, rowid);
    },

    removeAll() {
      chunkCount = undefined;
      isFilled = false;
      olderTables().forEach(dropOlder);
      for (const table of [TABLE, BESIDE]) sql.exec(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`);
    },

    search(query, limit, rows) {
      const { words, pairs, beside, joined } = matchExpressions(query);
      if (words.now === "" || limit < 1 || rows?.share === 0) return [];
      let list: string | undefined;
      const within = rows && { ...rows, list: () => (list ??= JSON.stringify(rows.rows())) };
      const wanted = Math.max(limit, CANDIDATES);
      const matches = new Map(rank(words, wanted, within).map((match) => [match.rowid, match]));
      const add = (expression: string, statements: readonly string[], weight: number): void => {
        if (expression === "" || weight === 0) return;
        for (const found of statements.flatMap((statement) => read(statement, expression, wanted, within))) {
          const match = matches.get(found.rowid) ?? { rowid: found.rowid, score: 0 };
          match.score += weight * found.score;
          matches.set(found.rowid, match);
        }
      };
      add(beside, besideTables().map(besideRankedIn), weights.beside);
      add(joined, [ranked], weights.joined);
      if (pairs.now !== "" && weights.pairs > 0) {
        for (const { rowid, score } of rank(pairs, CANDIDATES * 2, within)) {
          const match = matches.get(rowid);
          if (match !== undefined) match.score += weights.pairs * score;
        }
      }
      return [...matches.values()].sort(byScore).slice(0, limit);
    },

    count() {
      chunkCount ??= textTables().reduce((sum, table) => {
        const [row] = sql.exec(`SELECT count(*) AS chunks FROM ${table}_docsize WHERE id >= 0`);
        return sum + Number(row?.["chunks"] ?? 0);
      }, 0);
      return chunkCount;
    },

    frequencies(terms, where = "text") {
      const found = new Map([...new Set(terms)].slice(0, MOST_TERMS).map((term) => [term, 0]));
      if (found.size === 0) return found;
      const slots = Array.from(found, () => "?").join(", ");
      for (const table of where === "beside" ? besideTables() : textTables()) {
        for (const row of sql.exec(`SELECT term, doc FROM ${table}_terms WHERE term IN (${slots})`, ...found.keys()))
          found.set(String(row["term"]), found.get(String(row["term"]))! + Number(row["doc"]));
      }
      return found;
    },

    holding(rowids, terms, where = "text") {
      if (rowids.length === 0 || terms.length === 0) return new Set();
      const slots = rowids.map(() => "?").join(", ");
      const any = terms.map(quote).join(" OR ");
      const held = (where === "beside" ? besideTables() : textTables()).flatMap((table) => [
        ...sql.exec(`SELECT rowid FROM ${table} WHERE ${table} MATCH ? AND rowid IN (${slots})`, any, ...rowids),
      ]);
      return new Set(held.map(({ rowid }) => Number(rowid)));
    },

    outdated(limit) {
      const [tables] = olderTables();
      if (tables === undefined) return [];
      const rows = rowsOf(tables.text, limit);
      if (rows.length === 0) dropOlder(tables);
      return rows.length > 0 ? rows : this.outdated(limit);
    },
  };
}

/** Of one older version. */
interface OlderTables {
  text: string;
  /** The first version had none. */
  beside: string | undefined;
}

const namesOf = ({ text, beside }: OlderTables): string[] => (beside === undefined ? [text] : [text, beside]);

/** With a JSON list of its rows, made where it is needed. */
type Within = RowsWithin & { list(): string };

function toMatches(rows: Iterable<Record<string, unknown>>): FullTextMatch[] {
  return Array.from(rows, ({ rowid, score }) => ({ rowid: Number(rowid), score: Number(score) }));
}

function byScore(a: FullTextMatch, b: FullTextMatch): number {
  return b.score - a.score || a.rowid - b.rowid;
}

/** What to match in the index, and in that of the first version, whose tokeniser stems words itself. */
interface Expression {
  now: string;
  before: string;
}

interface Expressions {
  words: Expression;
  pairs: Expression;
  /** In the table beside, which the first version does not have. */
  beside: string;
  joined: string;
}

/**
 * A question's terms and its pairs of neighbouring words, each joined by OR. Every term is letters, digits,
 * marks and the few characters that stand inside terms, and is quoted: nothing of the question can be an
 * operator, a column or a quote of FTS5's own language.
 */
function matchExpressions({ words, pairs, forms, beside, joined }: Query): Expressions {
  const terms = [...words.flatMap(({ stems }) => stems), ...forms];
  const any = (list: Iterable<string>): string => [...new Set(list)].slice(0, MOST_WORDS).map(quote).join(" OR ");
  return {
    words: { now: any(terms), before: any(words.map(({ word }) => word)) },
    pairs: {
      now: any(pairs.map(({ stems }) => stems.join(" "))),
      before: any(pairs.map((pair) => pair.words.join(" "))),
    },
    beside: any([...forms, ...beside]),
    joined: any(joined),
  };
}

function quote(term: string): string {
  return `"${term}"`;
}
