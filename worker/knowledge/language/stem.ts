/**
 * One stem for the forms of a word, by language: Porter's for English, for the others endings (and a few
 * beginnings) taken off in steps, as `facts/` lists them. Works on folded words, so that a stem is the
 * same with and without the accents that people leave out. Published stemmers want them.
 */

import { FACTS, type Language } from "./languages.ts";
import { stem as stemEnglish } from "./porter.ts";

/** One character of these scripts is a piece of a word (`cut.ts`); there is nothing to take off. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const LETTERS_ALONE = /^[\p{L}\p{M}'-]+$/u;
/** Words of a text repeat: most stems are looked up. A bound, because an isolate lives long. */
const REMEMBERED = 20_000;

interface Stemmer {
  beginnings: readonly string[];
  /** Longest first. */
  steps: readonly (readonly string[])[];
  shortest: number;
  finish: (stem: string) => string;
  known: Map<string, string>;
}

const stemmers = new Map<Language, Stemmer>();

/** @param word folded (`fold.ts`) */
export function stemOf(word: string, language: Language): string {
  let stemmer = stemmers.get(language);
  if (stemmer === undefined) stemmers.set(language, (stemmer = createStemmer(language)));
  let stem = stemmer.known.get(word);
  if (stem === undefined) {
    stem = language === "en" ? stemEnglish(word) : reduce(word, language, stemmer);
    if (stemmer.known.size >= REMEMBERED) stemmer.known.clear();
    stemmer.known.set(word, stem);
  }
  return stem;
}

function createStemmer(language: Language): Stemmer {
  const { beginnings, endings, shortest, finish } = FACTS[language];
  const longestFirst = (list = "") =>
    list
      .split(" ")
      .filter(Boolean)
      .sort((a, b) => b.length - a.length);
  return {
    beginnings: longestFirst(beginnings),
    steps: (endings ?? []).map(longestFirst),
    shortest: shortest ?? 3,
    finish: finish ?? ((stem) => stem),
    known: new Map(),
  };
}

function reduce(word: string, language: Language, { beginnings, steps, shortest, finish }: Stemmer): string {
  if (!LETTERS_ALONE.test(word) || UNSPACED.test(word)) return word;
  let stem = language === "de" ? spellGermanOneWay(word) : word;
  const beginning = beginnings.find((each) => stem.length - each.length >= shortest && stem.startsWith(each));
  if (beginning !== undefined) stem = stem.slice(beginning.length);
  for (const endings of steps) {
    const ending = endings.find((each) => stem.length - each.length >= shortest && stem.endsWith(each));
    if (ending !== undefined) stem = stem.slice(0, -ending.length);
  }
  return finish(stem);
}

/** What a German verb is parted by: "zurückzuschicken" and "zurückgeschickt" are "zurückschicken". */
const PARTED = /^(zuruck|ab|an|auf|aus|ein|mit|nach|um|vor|weg)(?:zu|ge)(?=\p{L}{4})/u;

/** `ae`, `oe` and `ue` are how ä, ö and ü are typed without an umlaut, but not behind another vowel or q. */
function spellGermanOneWay(word: string): string {
  return word.replace(/(?<![aeqiou])ue|[ao]e/g, (pair) => pair.charAt(0)).replace(PARTED, "$1");
}
