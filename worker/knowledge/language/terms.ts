/**
 * Text to terms: how a text is split, folded and stemmed, in any script, in time linear in its
 * length. One rule for the full-text index, the hashed embedder and the answerability score, in step
 * with SQLite's `porter unicode61 remove_diacritics 2`, which does the same to what `foldText` returns.
 */

import { stem } from "./stem.ts";
import { STOP_WORDS } from "./stop-words.ts";

export { stem };

/** What counts as part of a word. The full-text index is created with the same categories. */
const WORD = /[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}]+/gu;

// Scripts that put no space between words, or (Korean) glue particles to them: cut into overlapping
// pieces, because the tokeniser of SQLite would take a whole clause for one word.
const PAIRED = "\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}\\u30fc\\u3005";
const TRIPLED = "\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}";
const UNSPACED = new RegExp(`[${PAIRED}]+|[${TRIPLED}]+`, "gu");
const HAS_UNSPACED = new RegExp(`[${PAIRED}${TRIPLED}]`, "u");
const IS_TRIPLED = new RegExp(`^[${TRIPLED}]`, "u");
const IS_HAN = /\p{sc=Han}/u;

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const NOT_ASCII = /[^\x00-\x7f]/;
const LATIN_MARKS = /([a-z])[\u0300-\u036f]+/gi;
// What composition leaves over belongs to no letter of any alphabet; й and ё have been composed again.
const LOOSE_MARKS = /[\u0300-\u036f]/g;
// Arabic and Hebrew vowel points, the hamza and madda left by decomposition, and the tatweel.
const SEMITIC_MARKS =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0640]/g;
const LETTERS_WRITTEN_TWO_WAYS = /[ßςىة]/g;
const ONE_WAY: Record<string, string> = { ß: "ss", ς: "σ", ى: "ي", ة: "ه" };

/**
 * The text with case, accents and compatibility forms folded, and scripts without spaces cut into
 * overlapping pieces. What the full-text index is given, of documents and questions alike.
 */
export function foldText(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  const folded = text
    .normalize("NFKD")
    .replace(LATIN_MARKS, "$1")
    .replace(SEMITIC_MARKS, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(LOOSE_MARKS, "")
    .replace(LETTERS_WRITTEN_TWO_WAYS, (letter) => ONE_WAY[letter] ?? letter);
  return HAS_UNSPACED.test(folded) ? folded.replace(UNSPACED, cutRun) : folded;
}

/** The words of a text in order, folded and not stemmed, repeats kept. */
export function wordsOf(text: string): string[] {
  return foldText(text).match(WORD) ?? [];
}

/** The stems of a text in order, repeats kept. What an embedder or an index counts. */
export function termsOf(text: string): string[] {
  return wordsOf(text).map(stem);
}

/** The words that carry a question's meaning, folded and not stemmed; all of them where nothing else remains. */
export function contentWords(text: string): string[] {
  const words = wordsOf(text);
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : words;
}

/** The stems that carry a text's meaning, in order, repeats kept; all stems where nothing else remains. */
export function contentTerms(text: string): string[] {
  return contentWords(text).map(stem);
}

/**
 * Pairs of neighbours, and each Han character by itself, since one of them can be a word; triples where
 * characters are letters of an alphabet. Runs that are shorter stand as they are.
 */
function cutRun(run: string): string {
  const characters = Array.from(run);
  const size = IS_TRIPLED.test(run) ? 3 : 2;
  let pieces = " ";
  if (characters.length < size) return ` ${run} `;
  for (let at = 0; at < characters.length; at++) {
    if (at + size <= characters.length) pieces += `${characters.slice(at, at + size).join("")} `;
    const character = characters[at] ?? "";
    if (size === 2 && IS_HAN.test(character)) pieces += `${character} `;
  }
  return pieces;
}
