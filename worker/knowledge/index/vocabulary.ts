/**
 * The words that a bot's documents are written in, as they are written: what a question's misspelled word
 * may have meant, and what glued words may be made of. Words are added as chunks are; one whose last chunk
 * is gone stays and counts for nothing, because the caller knows how often a word is found.
 */

import type { Sql } from "../../sqlite/sql.ts";
import { foldText } from "../language/terms.ts";

export interface Vocabulary {
  /** Makes the table where it is missing. */
  create(): void;
  /** Adds the words of some texts. */
  learn(texts: Iterable<string>): void;
  /**
   * The nearest words to one that nobody wrote: one slip away, from eight letters on two. Nearest first, at most 20.
   * Words that differ as two words do, and not as one that is mistyped, are left out.
   *
   * @param word folded
   */
  near(word: string): Neighbour[];
  /** Words that begin or end with this one, the shortest first. @param word folded */
  compoundsOf(word: string): string[];
  /** Two known words that this one is glued of; undefined where there are none. @param word folded */
  partsOf(word: string): [string, string] | undefined;
}

export interface Neighbour {
  /** Folded. */
  word: string;
  /** With its accents, in lower case. */
  shown: string;
  /** Slips: a letter too many, too few, another, or two neighbours swapped. */
  distance: number;
}

const SHORTEST = 4;
/** From this length on two slips are forgiven. */
const LONG = 8;
/** What is looked at for one word at most, of words that begin like it and of words that end like it. */
const MOST_LOOKED_AT = 2_000;
const MOST_NEAR = 20;
const MOST_COMPOUNDS = 8;
/** Of a compound, on either side. */
const SHORTEST_PART = 4;
const LINKS = ["", "s", "es", "n", "en", "e"];
/** Words of this isolate's texts that are known to stand in the table. */
const REMEMBERED = 50_000;
/** Values of one statement: 33 rows. */
const MOST_VALUES = 99;
/**
 * New words wait in the order they came until there are so many, or until somebody asks: each stands on another page
 * of the table and of its index, and a document with a few new words would write all of these pages again.
 */
const MOST_WAITING = 4_000;

// Anything but blanks, figures and the marks of ASCII: nearly always a word, and soon found.
const RUN = /[^\s\d!-@[-`{-~]{4,}/g;
const WORDS = /[\p{L}\p{M}]{4,40}/gu;
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

export function createVocabulary(sql: Sql): Vocabulary {
  const known = new Set<string>();
  /** Undefined where they are to be counted. */
  let waiting: number | undefined;

  function wait(words: readonly string[]): void {
    if (words.length === 0) return;
    waiting = countWaiting() + words.length;
    sql.exec("INSERT INTO vocabulary_waiting VALUES (?, ?)", words.length, words.join(" "));
    if (waiting >= MOST_WAITING) settle();
  }

  function countWaiting(): number {
    if (waiting === undefined) {
      const [row] = [...sql.exec("SELECT coalesce(sum(count), 0) AS count FROM vocabulary_waiting")];
      waiting = Number(row!["count"]);
    }
    return waiting;
  }

  function settle(): void {
    if (countWaiting() === 0) return;
    const rows = Array.from(sql.exec("SELECT words FROM vocabulary_waiting"), ({ words }) => String(words).split(" "))
      .flat()
      .flatMap((shown) => {
        const word = foldText(shown);
        return [word, turn(word), shown];
      });
    for (let at = 0; at < rows.length; at += MOST_VALUES) {
      const some = rows.slice(at, at + MOST_VALUES);
      const slots = Array(some.length / 3).fill("(?, ?, ?)");
      sql.exec(`INSERT OR IGNORE INTO vocabulary VALUES ${slots.join(", ")}`, ...some);
    }
    sql.exec("DELETE FROM vocabulary_waiting");
    // Counted again: a transaction that is rolled back brings them back.
    waiting = undefined;
  }

  function between(column: "word" | "turned", start: string, length: number, slips: number): Neighbour[] {
    return Array.from(
      sql.exec(
        `SELECT word, shown FROM vocabulary WHERE ${column} >= ? AND ${column} < ? AND length(word) BETWEEN ? AND ? LIMIT ?`,
        start,
        `${start}\u{10ffff}`,
        length - slips,
        length + slips,
        MOST_LOOKED_AT,
      ),
      ({ word, shown }) => ({ word: String(word), shown: String(shown), distance: 0 }),
    );
  }

  function among(words: readonly string[]): Neighbour[] {
    const slots = words.map(() => "?").join(", ");
    return Array.from(
      sql.exec(`SELECT word, shown FROM vocabulary WHERE word IN (${slots})`, ...words),
      ({ word, shown }) => ({ word: String(word), shown: String(shown), distance: 0 }),
    );
  }

  return {
    create() {
      sql.exec(`CREATE TABLE IF NOT EXISTS vocabulary (
        word TEXT PRIMARY KEY, turned TEXT NOT NULL, shown TEXT NOT NULL) STRICT, WITHOUT ROWID`);
      sql.exec("CREATE INDEX IF NOT EXISTS vocabulary_by_end ON vocabulary (turned)");
      sql.exec("CREATE TABLE IF NOT EXISTS vocabulary_waiting (count INTEGER NOT NULL, words TEXT NOT NULL) STRICT");
    },

    learn(texts) {
      if (known.size > REMEMBERED) known.clear();
      const fresh: string[] = [];
      for (const text of texts) {
        for (const run of text.match(RUN) ?? []) {
          if (known.has(run)) continue;
          known.add(run);
          for (const written of UNSPACED.test(run) ? [] : (run.match(WORDS) ?? [])) fresh.push(written.toLowerCase());
        }
      }
      wait(fresh);
    },

    near(word) {
      const { length } = word;
      if (length < SHORTEST || length > 40 || UNSPACED.test(word)) return [];
      settle();
      const slips = length >= LONG ? 2 : 1;
      // One slip leaves the first half of a word or the second; of two, most leave a few letters at an end.
      const half = slips === 2 ? 3 : length >> 1;
      const rest = slips === 2 ? 3 : length - half;
      const found = new Map<string, Neighbour>();
      for (const each of [
        ...between("word", word.slice(0, half), length, slips),
        ...between("turned", turn(word).slice(0, rest), length, slips),
        ...among(swaps(word)),
      ]) {
        if (found.has(each.word) || each.word === word) continue;
        const distance = distanceOf(word, each.word, slips);
        if (distance > slips || !isSlip(word, each.word)) continue;
        found.set(each.word, { ...each, distance });
      }
      return [...found.values()].sort((a, b) => a.distance - b.distance).slice(0, MOST_NEAR);
    },

    compoundsOf(word) {
      if (word.length < SHORTEST_PART + 1) return [];
      settle();
      return [
        ["word", word],
        ["turned", turn(word)],
      ].flatMap(([column, start]) =>
        Array.from(
          sql.exec(
            `SELECT word FROM vocabulary WHERE ${column} > ? AND ${column} < ? AND length(word) > ? ORDER BY length(word) LIMIT ?`,
            start!,
            `${start}\u{10ffff}`,
            word.length + 2,
            MOST_COMPOUNDS,
          ),
          (row) => String(row["word"]),
        ),
      );
    },

    partsOf(word) {
      if (word.length < 2 * SHORTEST_PART || word.length > 48) return undefined;
      settle();
      const splits: [string, string][] = [];
      for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at++) {
        const [first, last] = [word.slice(0, at), word.slice(at)];
        for (const link of LINKS) {
          const bare = first.slice(0, first.length - link.length);
          if (first.endsWith(link) && bare.length >= SHORTEST_PART) splits.push([bare, last]);
        }
      }
      const pieces = [...new Set(splits.flat())].slice(0, 100);
      const there = new Set(among(pieces).map((each) => each.word));
      return splits.find(([first, last]) => there.has(first) && there.has(last));
    },
  };
}

function turn(word: string): string {
  return Array.from(word).toReversed().join("");
}

/** The word with each pair of neighbours swapped. */
function swaps(word: string): string[] {
  const made: string[] = [];
  for (let at = 0; at + 1 < word.length; at++)
    made.push(word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2));
  return made;
}

const VOWEL = /[aeiouyаеёиоуыэюяєіїαεηιουω]/u;

/** Whether a hand slips so. "vegan" is no misspelled "began", and "connection" no "correction". */
function isSlip(typed: string, meant: string): boolean {
  const [first, second] = typed;
  const isSwapped = first === meant[1] && second === meant[0];
  const isLost = first === meant[1] && meant.length > typed.length;
  if (first !== meant[0] && !isSwapped && !isLost) return false;
  if (typed.length !== meant.length || swaps(typed).includes(meant)) return true;
  // A short word with another letter is more often another word.
  if (typed.length === SHORTEST) return false;
  // Of two letters that are others, one is a vowel for a vowel or stands where a word is inflected.
  const half = typed.length >> 1;
  const others = Array.from(typed).flatMap((letter, at) => (letter === meant[at] ? [] : [{ letter, at }]));
  return (
    others.length !== 2 ||
    others.some(({ letter, at }) => at >= half || (VOWEL.test(letter) && VOWEL.test(meant.charAt(at))))
  );
}

/** Damerau's distance in its restricted form; anything above `most` is `most + 1`. */
function distanceOf(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[other.length]!;
}
