/**
 * What visitors of any shop or product ask about, whichever word and whichever language they take for it:
 * "Can I send it back?" is answered under "Returns". Only words that mean a topic on any site.
 */

import { wordsOfFolded } from "./cut.ts";
import { TOPICS, type Topic } from "./facts/facts.ts";
import { foldText } from "./fold.ts";
import { FACTS, type Language } from "./languages.ts";
import { stemOf } from "./stem.ts";

/** A shorter part of a compound begins too many words; fewer end in one. */
const SHORTEST_BEGINNING = 5;
const SHORTEST_END = 4;

interface LanguageTopics {
  /** By stem. */
  words: ReadonlyMap<string, ReadonlySet<Topic>>;
  /** Of a language without spaces: what to look for in the text itself. */
  inside: readonly (readonly [string, Topic])[];
  phrases: readonly (readonly [RegExp, Topic])[];
  /** Of glued words: every stem that may be a part of one. */
  parts: readonly string[];
  known: Map<string, ReadonlySet<Topic>>;
}

const NONE: ReadonlySet<Topic> = new Set();
const UNSPACED: ReadonlySet<Language> = new Set(["ja", "zh", "ko", "th"]);
const REMEMBERED = 20_000;

const byLanguage = new Map<Language, LanguageTopics>();

/** The topics that one stem means. */
export function topicsOfStem(stem: string, language: Language): ReadonlySet<Topic> {
  const { words, parts, known } = topicsOf(language);
  const exact = words.get(stem);
  if (exact !== undefined) return exact;
  if (parts.length === 0 || stem.length < SHORTEST_BEGINNING + SHORTEST_END - 1) return NONE;
  let found = known.get(stem);
  if (found === undefined) {
    const held = parts.filter(
      (part) => stem.endsWith(part) || (part.length >= SHORTEST_BEGINNING && stem.startsWith(part)),
    );
    found = new Set(held.flatMap((part) => [...words.get(part)!]));
    if (known.size >= REMEMBERED) known.clear();
    known.set(stem, found);
  }
  return found;
}

/** The topics of each piece that a text without spaces is cut into: those of the words that it is a part of. */
export function topicsOfPieces(folded: string, language: Language): ReadonlyMap<string, ReadonlySet<Topic>> {
  const found = new Map<string, Set<Topic>>();
  for (const [word, topic] of topicsOf(language).inside) {
    if (!folded.includes(word)) continue;
    for (const piece of wordsOfFolded(word)) found.set(piece, (found.get(piece) ?? new Set()).add(topic));
  }
  return found;
}

/**
 * The topics that a text is about.
 *
 * @param stems of the text, in the same language
 * @param onPhrase told each topic that several words of it mean together
 */
export function topicsOfText(
  folded: string,
  stems: Iterable<string>,
  language: Language,
  onPhrase?: (topic: Topic) => void,
): Set<Topic> {
  const found = new Set<Topic>();
  if (UNSPACED.has(language)) {
    for (const [word, topic] of topicsOf(language).inside) if (folded.includes(word)) found.add(topic);
  } else {
    for (const stem of stems) for (const topic of topicsOfStem(stem, language)) found.add(topic);
    for (const [phrase, topic] of topicsOf(language).phrases) {
      if (!phrase.test(folded)) continue;
      found.add(topic);
      onPhrase?.(topic);
    }
  }
  return found;
}

/**
 * The question with each phrase for a topic as a word for it: "can I send it back" asks for a return. What stands between the
 * first word of the phrase and the last one stays, and so does a phrase of one word.
 */
export function writeTopics(question: string, language: Language): string {
  return topicsOf(language).phrases.reduce(
    (text, [phrase, topic]) =>
      text.replace(phrase, (found) => {
        const words = found.split(" ");
        return [wordOfTopic(topic, language), ...(words.length === 1 ? words : words.slice(1, -1))].join(" ");
      }),
    question,
  );
}

/** The word that a language has for a topic first of all. */
export const wordOfTopic = (topic: Topic, language: Language): string => FACTS[language].topics[topic].split(" ")[0]!;

function topicsOf(language: Language): LanguageTopics {
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  const words = new Map<string, Set<Topic>>();
  const inside: [string, Topic][] = [];
  for (const topic of TOPICS) {
    for (const written of FACTS[language].topics[topic].split(" ")) {
      const folded = foldText(written);
      inside.push([folded, topic]);
      const [word, ...more] = wordsOfFolded(folded);
      if (word === undefined || more.length > 0) continue;
      const stem = stemOf(word, language);
      words.set(stem, (words.get(stem) ?? new Set()).add(topic));
    }
  }
  const parts = FACTS[language].compounds ? [...words.keys()].filter((stem) => stem.length >= SHORTEST_END) : [];
  const phrases = Object.entries(FACTS[language].phrases ?? {}).map(([topic, written]) => {
    // As it is written, and folded.
    const any = `${written}|${foldText(written)}`.replaceAll(" * ", "(?: [^ ]+){0,3} ");
    return [new RegExp(`(?<!\\p{L})(?:${any})(?!\\p{L})`, "iu"), topic as Topic] as const;
  });
  const made: LanguageTopics = {
    words,
    phrases,
    inside: UNSPACED.has(language) ? inside : [],
    parts,
    known: new Map(),
  };
  byLanguage.set(language, made);
  return made;
}
