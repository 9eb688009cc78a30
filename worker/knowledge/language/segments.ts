/**
 * What of a question in a language without spaces carries meaning: the platform's dictionaries tell its
 * words apart, so that the small ones can be left out before what remains is cut into pieces like any text.
 */

import { foldText } from "./fold.ts";
import { FACTS, type Language } from "./languages.ts";

const SEGMENTED: ReadonlySet<Language> = new Set(["ja", "zh", "th"]);
/** Particles and endings behind a Korean word, folded; the longest is taken off. */
const KOREAN_ENDINGS =
  /(?:인가요|입니까|이에요|예요|나요|까요|습니까|하나요|되나요|에서는|에서|에게|으로|까지|부터|처럼|보다|은|는|이|가|을|를|에|의|도|로|와|과|만|요)$/u;

/** From how many characters on a small word is taken for one wherever it stands: dictionaries cut longer ones. */
const PLAIN: Partial<Record<Language, number>> = { zh: 2, ja: 4, th: 5 };

/** Politeness behind a question word of a language without spaces: "なぜですか" is "なぜ". */
const POLITE_END =
  /(?<=^(?:なぜ|どうして|どうやって|いつ|どこ|いくら|誰|だれ|何\p{L}?|왜|어떻게|언제|어디|얼마|为什么|為什麼|怎么|怎麼|多少|何时|何時))(?:なん|なの|から|まで)?(?:ですか|でしょうか|ますか|예요|이에요|인가요|입니까|요|呢|啊|呀)$/u;

interface Known {
  segmenter: Intl.Segmenter;
  small: ReadonlySet<string>;
  plain: RegExp | undefined;
}

const known = new Map<Language, Known>();

/** Whether the words of a language have to be told apart, or freed of endings, before small ones are known. */
export function isSegmented(language: Language): boolean {
  return SEGMENTED.has(language) || language === "ko";
}

/** The question without its small words, folded; as it is where nothing else stands in it, or words have spaces. */
export function meaningOf(question: string, language: Language): string {
  const meaning = withoutSmallWords(question, language);
  return /[\p{L}\p{N}]/u.test(meaning) ? meaning : foldText(question);
}

/** Folded; nothing but white space where only small words stand in it. Of a language whose words have spaces, as it is. */
export function withoutSmallWords(question: string, language: Language): string {
  const folded = foldText(question);
  if (!isSegmented(language)) return folded;
  const { segmenter, small, plain } = knownOf(language);
  const kept: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(plain ? folded.replace(plain, " ") : folded)) {
    if (small.has(segment)) kept.push(" ");
    else kept.push(language === "ko" && isWordLike ? withoutEnding(segment) : segment);
  }
  return kept.join(SEGMENTED.has(language) ? "" : " ");
}

/** @param text without marks around it */
export const withoutPoliteness = (text: string): string => text.replace(POLITE_END, "");

function withoutEnding(word: string): string {
  const bare = word.replace(KOREAN_ENDINGS, "");
  return bare.length >= 2 ? bare : word;
}

function knownOf(language: Language): Known {
  let found = known.get(language);
  if (found === undefined) {
    const small = foldText(FACTS[language].stopWords).split(" ");
    const length = PLAIN[language];
    const plain = small.filter((word) => length !== undefined && word.length >= length);
    found = {
      segmenter: new Intl.Segmenter(language, { granularity: "word" }),
      small: new Set(small),
      plain: plain.length === 0 ? undefined : new RegExp(plain.sort((a, b) => b.length - a.length).join("|"), "gu"),
    };
    known.set(language, found);
  }
  return found;
}
