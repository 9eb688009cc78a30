/**
 * Which language a text is in: by its script, and where several languages share one by how many of its
 * words are the small ones of each. A few words are enough for a question.
 */

import { wordsOfFolded } from "./cut.ts";
import { foldText } from "./fold.ts";
import { FACTS, type Language } from "./languages.ts";

export interface LanguageHints {
  /** What a page or a browser says of itself, which is often what its template came with: decides where words do not. */
  declared?: Language | undefined;
  /** What is likely here, the likeliest first: the languages of a bot's documents. Decides where words are few. */
  likely?: readonly Language[];
  /** Of the whole text, as `wordsOfFolded` gives them, where the caller has them already. */
  words?: readonly string[];
}

/** UTF-16 units that are looked at. */
const SAMPLE = 4_000;

const OF_SCRIPT: readonly (readonly [RegExp, readonly Language[]])[] = [
  [/[\p{sc=Hira}\p{sc=Kana}]/gu, ["ja"]],
  [/\p{sc=Hang}/gu, ["ko"]],
  [/\p{sc=Han}/gu, ["zh", "ja"]],
  [/\p{sc=Thai}/gu, ["th"]],
  [/\p{sc=Hebrew}/gu, ["he"]],
  [/\p{sc=Greek}/gu, ["el"]],
  [/\p{sc=Deva}/gu, ["hi"]],
  [/\p{sc=Arab}/gu, ["ar", "fa"]],
  [/\p{sc=Cyrl}/gu, ["ru", "uk"]],
  [/\p{sc=Latn}/gu, ["en", "de", "es", "fr", "it", "nl", "pl", "pt", "tr", "sv", "cs", "vi"]],
];
/** A character of these is a syllable or a word; letters of other scripts are fewer to the word. */
const DENSE = 3;
/** Of a Japanese text every other character is kana or so; a Chinese one quotes some at most. */
const KANA_SHARE = 0.1;

/** Letters that only some of the languages of their script have, and what a word with one tells beside a small word. */
const LETTERS: readonly (readonly [RegExp, readonly Language[]])[] = [
  [/[ßẞ]/i, ["de"]],
  [/[äö]/i, ["de", "sv"]],
  [/ü/i, ["de", "tr"]],
  [/[ñ¿¡]/i, ["es"]],
  [/[ãõ]/i, ["pt"]],
  [/[łąęśćźżń]/i, ["pl"]],
  [/[řěůďťň]/i, ["cs"]],
  [/[ığş]/, ["tr"]],
  [/å/i, ["sv"]],
  [/[ơưđăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i, ["vi"]],
  [/[œêëïûæ]|[ldjqncs]['’](?=[a-zéàèê])/i, ["fr"]],
  [/[ìò]/i, ["it"]],
  [/[ыэъё]/i, ["ru"]],
  [/[іїєґ]/i, ["uk"]],
  [/[پچژگکی]/, ["fa"]],
  [/[ةيكى]/, ["ar"]],
];
const OF_LETTER = 0.6;
/** "USB-C" is no French. */
const OF_ONE_LETTER = 0.4;
/** What a visitor asks about tells the language too, and with which verb, but shops use the same words in many. */
const OF_TOPIC = 0.5;
/** What being likely counts for, in small words: "bin day" is English where pages are, though one of its words is German. */
const LIKELY = 1.05;
/** And where another language knows two words, or each, and the likely ones next to none: "ile trwa dostawa". */
const LESS_LIKELY = 0.3;
const NEXT_TO_NONE = 0.15;

/** Only a word with one of these can have a letter of `LETTERS`: of an English text almost none has. */
const SPECIAL = /[^\0-\x7f]|'/;

/** Without its marks its small words are those of all others: only a text that has some can be Vietnamese. */
const MARKED: Language = "vi";

const LATIN = OF_SCRIPT.at(-1)![1];
const ASCII = /[\0-\x7f]+/g;
const ASCII_LETTERS = /[A-Za-z]+/g;

/** What a word tells, as the languages that have it and what it counts for in each. */
let toldByWord: Map<string, [Language, number][]> | undefined;
let smallWords: ReadonlySet<string> | undefined;

/** English where nothing tells. */
export function detectLanguage(text: string, { declared, likely = [], words }: LanguageHints = {}): Language {
  const sample = text.slice(0, SAMPLE);
  const candidates = languagesOfScript(sample);
  if (candidates.length === 1) return candidates[0]!;
  const known = sample.length === text.length ? words : undefined;
  const readWords = known ?? wordsOfFolded(foldText(sample));
  const scores = scoreWords(sample, readWords, candidates);
  const first = [...likely, ...(declared === undefined ? [] : [declared])].filter((each) => candidates.includes(each));
  const knows = (language: Language, word: string): boolean =>
    toldByWord!.get(word)?.some(([each]) => each === language) ?? false;
  const isUntold =
    first.every((each) => scores.get(each)! <= NEXT_TO_NONE) &&
    candidates.some((each) => {
      const known = readWords.filter((word) => knows(each, word)).length;
      // One small word alone asks for nothing: "size" is Turkish as well.
      return (
        known >= 2 || (known > 0 && known === readWords.length && !readWords.every((word) => smallWords!.has(word)))
      );
    });
  for (const language of new Set(first))
    scores.set(language, scores.get(language)! + (isUntold ? LESS_LIKELY : LIKELY));
  const top = Math.max(...scores.values());
  // Of equals the likelier one, and the language of the script that most people write.
  return [...first, ...candidates].find((language) => scores.get(language) === top)!;
}

/** Those that are written in the script that most of the text is in; of a text without letters those of Latin letters. */
export function languagesOfScript(sample: string): readonly Language[] {
  // Of ASCII, which is most of most texts, nothing but letters has a script.
  const others = sample.replace(ASCII, "");
  if (others === "") return LATIN;
  const counts = OF_SCRIPT.map(([script], at) => (others.match(script)?.length ?? 0) * (at < 4 ? DENSE : 1));
  counts[counts.length - 1]! += sample.length - sample.replace(ASCII_LETTERS, "").length;
  const [kana = 0, , han = 0] = counts;
  if (kana > 0 && kana >= (kana + han) * KANA_SHARE) {
    counts[0] = kana + han;
    counts[2] = 0;
  }
  const most = Math.max(...counts);
  return most === 0 ? LATIN : OF_SCRIPT[counts.indexOf(most)]![1];
}

function scoreWords(sample: string, words: readonly string[], candidates: readonly Language[]): Map<Language, number> {
  const scores = new Map(candidates.map((language) => [language, 0]));
  const add = (language: Language, weight: number) => {
    const score = scores.get(language);
    if (score !== undefined) scores.set(language, score + weight);
  };
  toldByWord ??= listToldByWord();
  const isPlain = !SPECIAL.test(sample);
  for (const word of words) {
    const told = toldByWord.get(word);
    if (told !== undefined)
      for (const [language, weight] of told) if (!isPlain || language !== MARKED) add(language, weight);
  }
  if (isPlain) return scores;
  for (const word of sample.split(/\s+/)) {
    if (!SPECIAL.test(word)) continue;
    for (const [letter, of] of LETTERS)
      if (letter.test(word)) for (const language of of) add(language, OF_LETTER / of.length);
  }
  return scores;
}

function listToldByWord(): Map<string, [Language, number][]> {
  const told = new Map<string, [Language, number][]>();
  const addAll = (words: Map<string, Language[]>, weightOf: (word: string) => number) => {
    for (const [word, languages] of words) {
      const others = languages.filter((language) => language !== MARKED).length;
      const more = languages.map((language): [Language, number] => [language, weightOf(word) / Math.max(1, others)]);
      told.set(word, [...(told.get(word) ?? []), ...more]);
    }
  };
  const small = listWords((language) => FACTS[language].stopWords);
  smallWords = new Set(small.keys());
  addAll(small, (word) => (word.length === 1 ? OF_ONE_LETTER : 1));
  // Folded, the Vietnamese card is the English article: what is small in any language tells of no topic.
  const topics = listWords((language) =>
    [FACTS[language].light ?? "", ...Object.values(FACTS[language].topics)].join(" "),
  );
  addAll(new Map([...topics].filter(([word]) => !small.has(word))), () => OF_TOPIC);
  return told;
}

function listWords(wordsOf: (language: Language) => string): Map<string, Language[]> {
  const found = new Map<string, Language[]>();
  for (const language of OF_SCRIPT.flatMap(([, languages]) => languages)) {
    for (const word of new Set(wordsOfFolded(foldText(wordsOf(language)))))
      found.set(word, [...(found.get(word) ?? []), language]);
  }
  return found;
}
