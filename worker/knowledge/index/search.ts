/**
 * A question against the full text of one bot: read in its language, its misspelled words put right from
 * the bot's own vocabulary, searched, and what it asks for weighed.
 */

import {
  detectLanguage,
  isDay,
  type Language,
  type Query,
  type QueryWord,
  readQuery,
  stemOf,
  STREET,
  termOfLanguage,
  termOfTopic,
  wordsOf,
} from "../language/terms.ts";
import { synonymsOf } from "../language/synonyms.ts";
import type { FullTextIndex, FullTextMatch } from "./full-text.ts";
import type { RowsWithin } from "../filter-rows.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface TextSearch {
  /** Best first, of the question as it is or with its spelling put right. */
  matches: FullTextMatch[];
  language: Language;
  /** The question that was searched with, where a word of it was put right. */
  corrected: string | undefined;
  /** Each stem that was looked for with its inverse document frequency, above 0; one that no chunk holds weighs the most. */
  weights: Map<string, number>;
  /** How much of what was asked for the best matches hold, 0 to 1, by weight. */
  coverage: number;
}

export interface TextSearchRequest {
  question: string;
  limit: number;
  /** The only rows that are looked at. */
  within?: RowsWithin | undefined;
  /** Languages of the bot's documents, the commonest first. */
  languages: readonly Language[];
  /** Words that stand for each other on this bot's pages, as its owner has said. */
  synonyms?: readonly (readonly string[])[] | undefined;
}

/**
 * Of a handful of chunks each word is in most: their frequencies would make every word they hold
 * worthless and one they lack decisive. A smaller index counts as one of this many chunks.
 */
const SMALL_INDEX = 200;
/** Words of one question that are put right; each costs two short reads. */
const MOST_CORRECTED = 4;
/** Matches that are asked how much of the question they hold. */
const BEST = 2;
/** Matches whose language is asked for. */
const PREFERRED = 90;
/** What a match in the question's own language is worth more. Two pages that say the same differ by less. */
const OWN_LANGUAGE = 1.5;
/** Of one word. */
const MOST_STAND_INS = 40;

export function searchFullText(
  fullText: FullTextIndex,
  vocabulary: Vocabulary,
  request: TextSearchRequest,
): TextSearch {
  const { question, limit, within, languages, synonyms = [] } = request;
  const language = detectLanguage(question, { likely: languages });
  const read = (text: string): Query => withSynonyms(readQuery(text, language, languages), synonyms, languages);
  let query = read(question);
  let corrected: string | undefined;
  let found = fullText.frequencies(termsOf(query));
  const unknown = wordsNobodyWrote(query, found, fullText);
  if (unknown.length > 0 && fullText.count() > 0) {
    const right = languages.includes(language) ? correct(unknown, query, fullText, vocabulary, languages) : new Map();
    if (right.size > 0) {
      corrected = rewrite(question, right);
      query = read(corrected);
    }
    query = withCompounds(withOtherForms(query, unknown), unknown, vocabulary, languages);
    query = withAlike(query, unknown);
    found = fullText.frequencies(termsOf(query));
  }
  const absent = query.words.filter((word) => !isFound(word, found));
  query = {
    ...query,
    beside: [...query.beside, ...absent.flatMap(standIns), ...topicsToo(query, languages)],
    joined: query.joined.filter((term) => found.get(term)),
  };
  const matches = preferLanguage(fullText.search(query, limit, within), language, languages, fullText);
  const weights = weigh(query, found, fullText.count());
  return { matches, language, corrected, weights, coverage: coverageOf(query, weights, found, fullText, matches) };
}

function termsOf({ words, forms, joined }: Query): string[] {
  return [...words.flatMap(({ stems }) => stems), ...forms, ...joined];
}

function isFound({ stems }: QueryWord, found: ReadonlyMap<string, number>): boolean {
  return stems.some((stem) => found.get(stem));
}

/** What a chunk may hold for a word that no text does. */
function standIns({ stems, topics }: QueryWord): string[] {
  return [...stems, ...topics.map(termOfTopic)];
}

/**
 * Looked for beside the words themselves: a price, since the row of a table has none of the words for it, and all topics where no
 * document is in the language of the question.
 */
function topicsToo({ language, words }: Query, languages: readonly Language[]): string[] {
  const isForeign = !languages.includes(language);
  // An address alone is what a street says.
  if (words.length > 0 && words.every(({ topics }) => topics.includes("place"))) return [termOfTopic("place"), STREET];
  return words.flatMap(({ topics }) => topics.filter((topic) => isForeign || topic === "cost").map(termOfTopic));
}

/** Neither in a text nor beside one. */
function wordsNobodyWrote(
  query: Query,
  found: ReadonlyMap<string, number>,
  fullText: FullTextIndex,
): readonly QueryWord[] {
  const absent = query.words.filter((word) => !isFound(word, found));
  if (absent.length === 0) return absent;
  const beside = fullText.frequencies(
    absent.flatMap(({ stems }) => stems),
    "beside",
  );
  return absent.filter((word) => !isFound(word, beside));
}

/** A word of one of the owner's groups is looked for as any other of it. */
function withSynonyms(query: Query, synonyms: readonly (readonly string[])[], languages: readonly Language[]): Query {
  if (synonyms.length === 0) return query;
  const all = new Set([query.language, ...languages]);
  const stemsOf = (text: string): string[] =>
    wordsOf(text).flatMap((word) => Array.from(all, (each) => stemOf(word, each)));
  const asked = new Set(query.words.flatMap(({ stems }) => stems));
  const more = synonyms
    .map((group) => group.map(stemsOf))
    .filter((group) => group.some((stems) => stems.some((stem) => asked.has(stem))))
    .flatMap((group) => group.flat());
  return { ...query, forms: [...new Set([...query.forms, ...more])].filter((form) => !asked.has(form)) };
}

/** What each misspelled word most likely was: the nearest word that is found, and of equals the commonest. */
function correct(
  unknown: readonly QueryWord[],
  { otherwise }: Query,
  fullText: FullTextIndex,
  vocabulary: Vocabulary,
  languages: readonly Language[],
): Map<string, string> {
  const right = new Map<string, string>();
  for (const { word, stems, topics } of unknown.slice(0, MOST_CORRECTED)) {
    const [stem = ""] = stems;
    // The name of a day that stands within others is spelled well enough.
    if (otherwise.some(({ words, forms }) => words.includes(stem) && forms.some(isDay))) continue;
    // So is a word that is known to mean something here.
    if (topics.length > 0 || synonymsOf(stemOf(word, "en")).size > 0 || vocabulary.partsOf(word) !== undefined)
      continue;
    const near = vocabulary.near(word).map((each) => ({ ...each, stem: stemsIn(each.word, languages) }));
    const found = fullText.frequencies(near.flatMap(({ stem }) => stem));
    const often = (stems: readonly string[]): number => stems.reduce((sum, stem) => sum + (found.get(stem) ?? 0), 0);
    const [best] = near
      .filter((each) => often(each.stem) > 0 && isLikelySlip(word, each.word))
      .sort((a, b) => a.distance - b.distance || often(b.stem) - often(a.stem));
    if (best !== undefined) right.set(word, best.shown);
  }
  return right;
}

/** Words of fewer letters are other words as often as slips: "black" is not "back". */
const LONG_ENOUGH = 6;

/** Of a short word only letters that are swapped, or doubled where they are not. */
function isLikelySlip(asked: string, known: string): boolean {
  if (asked.length >= LONG_ENOUGH) return true;
  const lettersOf = (word: string): string => [...word].sort().join("");
  const singleOf = (word: string): string => word.replace(/(.)\1+/gu, "$1");
  return lettersOf(asked) === lettersOf(known) || singleOf(asked) === singleOf(known);
}

function stemsIn(word: string, languages: readonly Language[]): string[] {
  return [...new Set(languages.map((language) => stemOf(word, language)))];
}

/** The question with some of its words replaced, a capital where there was one. */
function rewrite(question: string, right: ReadonlyMap<string, string>): string {
  return question.replace(/[\p{L}\p{M}]+/gu, (written) => {
    const [word] = wordsOf(written);
    const shown = word === undefined ? undefined : right.get(word);
    if (shown === undefined) return written;
    return /^\p{Lu}/u.test(written) ? shown.charAt(0).toUpperCase() + shown.slice(1) : shown;
  });
}

function withOtherForms(query: Query, unknown: readonly QueryWord[]): Query {
  const missing = new Set(unknown.flatMap(({ stems }) => stems));
  const more = query.otherwise.filter(({ words }) => words.some((word) => missing.has(word)));
  return { ...query, forms: [...query.forms, ...more.flatMap(({ forms }) => forms)] };
}

/** A word that stands nowhere is looked for by others that mean the same. */
function withAlike(query: Query, unknown: readonly QueryWord[]): Query {
  const missing = new Set(unknown.map(({ word }) => word));
  const words = query.words.map((each) => {
    if (!missing.has(each.word)) return each;
    return { ...each, stems: [...new Set([...each.stems, ...synonymsOf(each.stems[0]!)])] };
  });
  // A country is looked for by its other names, beside the word.
  const stems = new Set(unknown.map((word) => word.stems[0]!));
  const named = query.places.filter((place) => place.words.some((word) => stems.has(word)));
  return { ...query, words, forms: [...new Set([...query.forms, ...named.flatMap(({ telling }) => telling)])] };
}

/** A glued word that stands nowhere is looked for by its parts, and any word by what it is glued into. */
function withCompounds(
  query: Query,
  unknown: readonly QueryWord[],
  vocabulary: Vocabulary,
  languages: readonly Language[],
): Query {
  const missing = new Set(unknown.map(({ word }) => word));
  const words = query.words.map((each) => {
    if (!missing.has(each.word) || !each.compounds) return each;
    const others = [...(vocabulary.partsOf(each.word) ?? []), ...vocabulary.compoundsOf(each.word)];
    return { ...each, stems: [...new Set([...each.stems, ...others.flatMap((other) => stemsIn(other, languages))])] };
  });
  return { ...query, words };
}

/** Sites say a thing in several languages: a question in one of them prefers pages in it. */
function preferLanguage(
  matches: readonly FullTextMatch[],
  language: Language,
  languages: readonly Language[],
  fullText: FullTextIndex,
): FullTextMatch[] {
  if (languages.length < 2) return [...matches];
  const first = matches.slice(0, PREFERRED).map(({ rowid }) => rowid);
  const same = fullText.holding(first, [termOfLanguage(language)], "beside");
  return matches
    .map(({ rowid, score }) => ({ rowid, score: same.has(rowid) ? score * OWN_LANGUAGE : score }))
    .sort((a, b) => b.score - a.score || a.rowid - b.rowid);
}

/** Stem → inverse document frequency, above 0; one that no chunk holds weighs the most. */
export function weighStems(fullText: FullTextIndex, stems: readonly string[]): Map<string, number> {
  const chunks = fullText.count();
  const size = Math.max(chunks, SMALL_INDEX);
  return new Map(
    fullText
      .frequencies(stems)
      .entries()
      .map(([stem, n]) => [stem, inverseFrequency(n, size)]),
  );
}

function weigh(query: Query, found: ReadonlyMap<string, number>, chunks: number): Map<string, number> {
  const size = Math.max(chunks, SMALL_INDEX);
  const weights = new Map<string, number>();
  for (const { stems } of query.words) {
    const holding = stems.reduce((sum, stem) => sum + (found.get(stem) ?? 0), 0);
    for (const stem of stems) weights.set(stem, inverseFrequency(Math.min(holding, chunks), size));
  }
  for (const form of query.forms) if (found.get(form)) weights.set(form, inverseFrequency(found.get(form)!, size));
  return weights;
}

/** BM25's, in the form that never falls below 0. */
function inverseFrequency(containing: number, chunks: number): number {
  return Math.log(1 + (chunks - containing + 0.5) / (containing + 0.5));
}

function coverageOf(
  { words }: Query,
  weights: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
  fullText: FullTextIndex,
  matches: readonly FullTextMatch[],
): number {
  const best = matches.slice(0, BEST).map(({ rowid }) => rowid);
  if (best.length === 0) return 0;
  const held = new Map(best.map((rowid) => [rowid, 0]));
  let all = 0;
  for (const word of words) {
    const weight = weights.get(word.stems[0]!) ?? 0;
    all += weight;
    // What some text holds is looked for in texts, and the rest beside them.
    const holding = isFound(word, found)
      ? fullText.holding(best, word.stems.slice(0, MOST_STAND_INS))
      : fullText.holding(best, standIns(word).slice(0, MOST_STAND_INS), "beside");
    for (const rowid of holding) held.set(rowid, held.get(rowid)! + weight);
  }
  return all === 0 ? 0 : Math.max(...held.values()) / all;
}
