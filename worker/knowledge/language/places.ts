/**
 * Countries, by whichever name: "UK" for "United Kingdom", "Deutschland" for "Germany". The long names are the platform's
 * own, in every language; here stands what people write in their place, and which countries Europe has.
 */

import { wordsOfFolded } from "./cut.ts";
import { foldText } from "./fold.ts";
import type { Language } from "./languages.ts";
import { stemOf } from "./stem.ts";

/** By the region's code, folded, parted by `|`: the same in every language. */
const SHORT: Readonly<Record<string, string>> = {
  AE: "uae|emirates|dubai",
  BA: "bosnia|bosnien|bosnie",
  CH: "swiss|switzerland",
  CZ: "czechia|czech republic|tschechische republik|republique tcheque|republica checa|repubblica ceca",
  EU: "eu|european union|ue|ес",
  GB: "uk|gb|great britain|britain|england|scotland|wales|grossbritannien|grande bretagne|angleterre|royaume uni|reino unido|gran bretana|inglaterra|regno unito|gran bretagna|inghilterra|groot brittannie|engeland|wielka brytania|anglia|великобритания|англия|英国",
  KR: "korea|coree|corea",
  NL: "holland|netherlands|hollande|holanda|olanda|holandia",
  US: "usa|america|united states of america|amerika|amerique|eeuu|ee uu|estados unidos|stati uniti|etats unis|сша|америка|美国|アメリカ|米国|미국",
};

const EUROPE: ReadonlySet<string> = new Set(
  "AD AL AT BA BE BG CH CY CZ DE DK EE ES EU FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM UA".split(
    " ",
  ),
);

/** "US" and "U.K.", which would be read as "us" and as letters. */
const LETTERS = /(?<![\p{L}\p{N}.])(U\.?S|U\.?K|E\.?U)\.?(?:A\.?)?(?![\p{L}\p{N}])/gu;
const WRITTEN: Readonly<Record<string, string>> = { US: "USA", UK: "UK", EU: "EU" };

export const writePlaces = (text: string): string =>
  text.replace(LETTERS, (whole, letters: string) => WRITTEN[letters.replace(".", "")] ?? whole);

export interface Place {
  code: string;
  /** The words of the text it is named by, folded. */
  words: readonly string[];
}

interface Names {
  display: Intl.DisplayNames;
  /** In how many names a stem stands: "united" in several. */
  often: ReadonlyMap<string, number>;
  /** Stems joined by a space → code. */
  codes: ReadonlyMap<string, string>;
}

const byLanguage = new Map<Language, Names>();
const MOST_WORDS = 4;

/** The countries that a text names. @param text as it is written */
export function placesIn(text: string, language: Language): Place[] {
  const { codes } = namesOf(language);
  const words = wordsOfFolded(foldText(text));
  const found: Place[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let length = Math.min(MOST_WORDS, words.length - from); length > 0; length--) {
      const named = words.slice(from, from + length);
      const code = codes.get(keyOf(named, language));
      if (code === undefined) continue;
      found.push({ code, words: named });
      from += length - 1;
      break;
    }
  }
  return found;
}

/** What a page in a language may call it: each name as its stems. */
export function namesOfPlace(code: string, language: Language): string[][] {
  const long = namesOf(language).display.of(code);
  const names = [...(long === undefined ? [] : [foldText(long)]), ...(SHORT[code]?.split("|") ?? [])];
  return names.map((name) => wordsOfFolded(name).map((word) => stemOf(word, language)));
}

/** The word of a name that fewest other countries have: "kingdom" of "united kingdom". */
export function tellingStem(name: readonly string[], language: Language): string {
  const { often } = namesOf(language);
  return name.toSorted((a, b) => (often.get(a) ?? 0) - (often.get(b) ?? 0))[0] ?? "";
}

/** Where it lies, as the shops of Europe see it. */
export const reachOfPlace = (code: string): "europe" | "far" => (EUROPE.has(code) ? "europe" : "far");

/** "FX" is called France as well, and "UK" the United Kingdom. */
const isFormer = (code: string): boolean => Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`;

function namesOf(language: Language): Names {
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const display = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  const codes = new Map<string, string>();
  const often = new Map<string, number>();
  for (const first of LATIN) {
    for (const second of LATIN) {
      const code = first + second;
      const name = isFormer(code) ? undefined : display.of(code);
      if (name === undefined) continue;
      const key = keyOf(wordsOfFolded(foldText(name)), language);
      codes.set(key, code);
      for (const stem of key.split(" ")) often.set(stem, (often.get(stem) ?? 0) + 1);
    }
  }
  for (const [code, names] of Object.entries(SHORT))
    for (const name of names.split("|")) codes.set(keyOf(wordsOfFolded(name), language), code);
  const made = { display, often, codes };
  byLanguage.set(language, made);
  return made;
}

const LATIN = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

const keyOf = (words: readonly string[], language: Language): string =>
  words.map((word) => stemOf(word, language)).join(" ");
