/** When two stems are as good as the same word for finding an answer: compounds, other inflections, synonyms, far places. */

import { synonymsOf } from "../../../knowledge/language/synonyms.ts";
import { LANGUAGES, stemOf, wordsOf } from "../../../knowledge/language/terms.ts";

/** Places that shops are asked about and rarely name: pages say "outside Europe", "worldwide". */
const FAR =
  "usa us states america canada mexico brazil argentina chile colombia australia zealand japan china india korea singapore taiwan russia africa asia dubai emirates israel turkey amerika kanada mexiko brasilien argentinien australien neuseeland indien russland afrika asien emirate türkei états-unis amérique brésil australie japon chine inde russie afrique asie estados unidos américa canadá méxico brasil japón rusia áfrica";
/** What such pages say, in words and as topics. */
const ABROAD =
  "outside abroad worldwide international internationally overseas everywhere europe eu continent außerhalb ausland weltweit international europa hors étranger monde extranjero fuera mundo resto";

let places: { far: ReadonlySet<string>; abroad: readonly string[] } | undefined;

/** The words that speak of a place which is named by none of them; none where the word is no such place. */
export function wordsForPlace(word: string): readonly string[] {
  places ??= {
    far: new Set(wordsOf(FAR)),
    abroad: [
      ...new Set(wordsOf(ABROAD).flatMap((each) => [each, ...LANGUAGES.map((language) => stemOf(each, language))])),
    ],
  };
  return places.far.has(word) ? places.abroad : [];
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
