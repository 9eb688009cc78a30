/** When two stems are as good as the same word for finding an answer: compounds, other inflections, synonyms, far places. */

import { synonymsOf } from "../../../knowledge/language/synonyms.ts";
import { LANGUAGES, reachOfPlace, stemOf, wordsOf } from "../../../knowledge/language/terms.ts";

/** Parts of the world that are no countries. */
const FAR = "america africa asia oceania amerika afrika asien ozeanien amérique afrique asie océanie américa áfrica";
/** What pages say that name no country, in words: of all countries that are not theirs, of those of Europe and of all others. */
const ABROAD =
  "abroad worldwide international internationally overseas everywhere ausland weltweit monde extranjero mundo";
const EUROPE = "europe european europa eu union continent ue";
const OUTSIDE = "outside außerhalb hors fuera";

let words: { far: ReadonlySet<string>; europe: readonly string[]; outside: readonly string[] } | undefined;

/**
 * The words that speak of a place which is named by none of them; none where the word is no such place.
 *
 * @param code of the country it names
 */
export function wordsForPlace(word: string, code: string | undefined): readonly string[] {
  const stemsOf = (text: string): string[] => [
    ...new Set(wordsOf(text).flatMap((each) => [each, ...LANGUAGES.map((language) => stemOf(each, language))])),
  ];
  words ??= {
    far: new Set(wordsOf(FAR)),
    europe: stemsOf(`${ABROAD} ${EUROPE}`),
    outside: stemsOf(`${ABROAD} ${OUTSIDE}`),
  };
  if (code !== undefined) return reachOfPlace(code) === "far" ? words.outside : words.europe;
  return words.far.has(word) ? words.outside : [];
}

const INFLECTION = 0.8;
const PART = 0.5;
/** Of a word that is glued together, as "Versand" of "Versandkosten". */
const COMPOUND = 0.7;
const SYNONYM = 0.6;
/** Shorter stems begin and end too many words. */
const SHORTEST = 4;

/**
 * 0 to 1; 1 for the same stem.
 *
 * @param compounds whether words of the language are glued together
 */
export function likeness(asked: string, said: string, compounds = false): number {
  if (asked === said) return 1;
  // A topic is no word, and holds one only by its name.
  if (said.includes(":")) return 0;
  if (synonymsOf(asked).has(said)) return SYNONYM;
  const [short, long] = asked.length < said.length ? [asked, said] : [said, asked];
  if (short.length < SHORTEST || /^\p{Nd}/u.test(short)) return 0;
  if (long.startsWith(short)) return short.length / long.length >= 0.6 ? INFLECTION : compounds ? COMPOUND : PART;
  if (long.endsWith(short)) return compounds ? COMPOUND : PART;
  return 0;
}
