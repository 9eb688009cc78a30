/**
 * Text to terms, and questions to terms: the one rule for full text, the hashed embedder and the generator.
 *
 * A text is read in its document's language (`detectLanguage`, stored with the document), a question in its
 * own. `indexTerms` is what an index holds of a text, `contentTerms` what of it carries meaning, `readQuery`
 * what to look for. Terms of one language meet only terms of the same: `readQuery` takes all the languages
 * that a bot's documents are in, and gives each word's stem in each of them.
 */

import { wordsOfFolded } from "./cut.ts";
import type { Topic } from "./facts/facts.ts";
import { foldText } from "./fold.ts";
import { familiesOf, formsOf } from "./forms.ts";
import { FACTS, type Language } from "./languages.ts";
import { namesOfPlace, placesIn, tellingStem, writePlaces } from "./places.ts";
import { isSegmented, meaningOf, withoutSmallWords } from "./segments.ts";
import { stemOf } from "./stem.ts";
import { namesStreet, STREET } from "./streets.ts";
import { topicsOfPieces, topicsOfStem, topicsOfText, wordOfTopic, writeTopics } from "./topics.ts";

export { detectLanguage, type LanguageHints, languagesOfScript } from "./detect.ts";
export type { Topic } from "./facts/facts.ts";
export { isDay } from "./days.ts";
export { foldText } from "./fold.ts";
export { type Language, LANGUAGES, languageOf } from "./languages.ts";
export { reachOfPlace } from "./places.ts";
export { stem } from "./porter.ts";
export { withoutPoliteness } from "./segments.ts";
export { stemOf } from "./stem.ts";
export { STREET } from "./streets.ts";
export { topicsOfStem, wordOfTopic } from "./topics.ts";

/** A word of a question that says what it is about. */
export interface QueryWord {
  /** Folded, as it was asked. */
  word: string;
  /** What documents may hold of it: first the stem in the question's own language, then those of others that differ. */
  stems: readonly string[];
  /** What it means whichever word is taken for it. */
  topics: readonly Topic[];
  /** Whether words of this language are glued together. */
  compounds: boolean;
}

export interface Query {
  language: Language;
  /** In order, without repeats. All words where the question has only small ones. */
  words: readonly QueryWord[];
  /** Neighbours, as they were asked: folded, and as stems of the question's own language. */
  pairs: readonly { words: readonly [string, string]; stems: readonly [string, string] }[];
  /** Neighbours as one word, as stems: "POCS 30017", "body limit" and "wi fi" where documents have one. */
  joined: readonly string[];
  /** Other spellings of what was asked, as `indexTerms` holds them: `pocs30017`, `2024-04-12`. */
  forms: readonly string[];
  /** Looser ones, as stems, for where one of these words stands nowhere: `email` for "e-mail", `body limit` for "bodyLimit". */
  otherwise: readonly { words: readonly string[]; forms: readonly string[] }[];
  /** Countries it names: by which words, as stems, what else pages call them, each name as stems, and of each the stem that tells it. */
  places: readonly {
    code: string;
    words: readonly string[];
    names: readonly (readonly string[])[];
    telling: readonly string[];
  }[];
  /** Words that may replace a word which no text holds; the caller knows the index. */
  beside: readonly string[];
}

/** How a topic stands among the terms of an index, where no word can. */
export function termOfTopic(topic: Topic): string {
  return `topic:${topic}`;
}

export const isTopic = (term: string): boolean => term.startsWith("topic:");

/** How the language of a chunk stands beside it. */
export function termOfLanguage(language: Language): string {
  return `language:${language}`;
}

/** The words of a text in order, folded and not stemmed, repeats kept. */
export function wordsOf(text: string): string[] {
  return wordsOfFolded(foldText(text));
}

/** The stems of a text in order, repeats kept. */
export function termsOf(text: string, language: Language = "en"): string[] {
  return wordsOf(text).map((word) => stemOf(word, language));
}

/** What an index holds of a text. */
export interface IndexTerms {
  /** Its words as of `wordsOf`. */
  words: readonly string[];
  /** Its stems, in order. */
  stems: string[];
  /** Other forms of what it names, and its topics: beside the stems, so that they change nothing of how long a text is. */
  beside: string[];
}

export function indexTerms(text: string, language: Language): IndexTerms {
  const folded = foldText(text);
  const words = wordsOfFolded(folded);
  const stems = words.map((word) => stemOf(word, language));
  const { exact, loose } = formsOf(text, folded, words, language);
  const forms = new Set([...exact, ...familiesOf(words), ...loose.flatMap((each) => each.forms)]);
  const others = Array.from(forms, (form) => stemOf(form, language));
  // "Wi-Fi" is two words, and means what "wifi" does.
  const ofPhrases: string[] = [];
  const topics = topicsOfText(folded, [...stems, ...others], language, (topic) => {
    // "Send it back" is as good as a return; "getting here" is no address.
    if (topic !== "place") ofPhrases.push(stemOf(wordOfTopic(topic, language), language));
  });
  const street = namesStreet(folded) ? [STREET] : [];
  return { words, stems, beside: [...others, ...ofPhrases, ...street, ...Array.from(topics, termOfTopic)] };
}

/**
 * The words that carry a text's meaning, folded and not stemmed, repeats kept; all of them where nothing else remains.
 *
 * @param read the text's `wordsOf`, where the caller has them
 */
export function contentWords(text: string, language: Language = "en", read?: readonly string[]): readonly string[] {
  const words = read === undefined || isSegmented(language) ? wordsOfFolded(meaningOf(text, language)) : read;
  const content = words.filter((word) => !isStopWord(word, language));
  return content.length > 0 ? content : words;
}

/** The stems that carry a text's meaning, in order, repeats kept; all stems where nothing else remains. */
export function contentTerms(text: string, language: Language = "en", read?: readonly string[]): string[] {
  return contentWords(text, language, read).map((word) => stemOf(word, language));
}

/**
 * A question as it is looked for.
 *
 * @param others languages of the documents; the question's own may be among them
 */
export function readQuery(asked: string, language: Language, others: readonly Language[] = []): Query {
  const question = writeTopics(writePlaces(asked), language);
  const languages = [language, ...others.filter((each) => each !== language)];
  const inOrder = contentWords(question, language);
  const words = new Map<string, QueryWord>();
  const folded = foldText(question);
  const pieces = topicsOfPieces(folded, language);
  for (const word of inOrder) {
    const stems = [...new Set(languages.map((each) => stemOf(word, each)))];
    const topics = [...topicsOfStem(stems[0]!, language).union(pieces.get(word) ?? new Set<Topic>())];
    if (!words.has(stems[0]!))
      words.set(stems[0]!, { word, stems, topics, compounds: FACTS[language].compounds ?? false });
  }
  const { exact, loose } = formsOf(question, folded, wordsOfFolded(folded), language);
  const forms = new Set(Array.from(exact, (form) => stemOf(form, language)));
  return {
    language,
    words: [...words.values()],
    joined: inOrder.slice(1).map((word, at) => stemOf(`${inOrder[at]}${word}`, language)),
    pairs: inOrder.slice(1).map((word, at) => {
      const before = inOrder[at]!;
      return { words: [before, word], stems: [stemOf(before, language), stemOf(word, language)] };
    }),
    forms: [...forms].filter((form) => !words.has(form)),
    otherwise: loose.map((each) => ({
      words: each.words.map((word) => stemOf(word, language)),
      forms: each.forms.map((form) => stemOf(form, language)),
    })),
    places: placesIn(question, language).map(({ code, words: named }) => ({
      code,
      words: named.map((word) => stemOf(word, language)),
      names: languages.flatMap((each) => namesOfPlace(code, each)),
      telling: languages.flatMap((each) => namesOfPlace(code, each).map((name) => tellingStem(name, each))),
    })),
    // Where words are told apart by no space, a topic is told by the text.
    beside: words.values().some((each) => each.topics.length > 0)
      ? []
      : Array.from(topicsOfText(folded, [], language), termOfTopic),
  };
}

const lightStems = new Map<Language, ReadonlySet<string>>();

/** Whether a stem says how something is asked for rather than what. */
export function isLightStem(stem: string, language: Language): boolean {
  let known = lightStems.get(language);
  if (known === undefined) {
    known = new Set(wordsOf(FACTS[language].light ?? "").map((word) => stemOf(word, language)));
    lightStems.set(language, known);
  }
  return known.has(stem);
}

/** Whether a question has nothing to look for: small words, and verbs of the asking. */
export function isBareQuestion(question: string, language: Language): boolean {
  return wordsOfFolded(withoutSmallWords(question, language)).every(
    (word) => isStopWord(word, language) || isLightStem(stemOf(word, language), language),
  );
}

const stopWords = new Map<Language, ReadonlySet<string>>();

/** @param word folded */
export function isStopWord(word: string, language: Language): boolean {
  let known = stopWords.get(language);
  if (known === undefined) stopWords.set(language, (known = new Set(wordsOf(FACTS[language].stopWords))));
  return known.has(word);
}

/** Whether nouns begin with a capital, so that a capital inside a sentence tells no name. */
export function capitalisesNouns(language: Language): boolean {
  return FACTS[language].capitalNouns ?? false;
}
