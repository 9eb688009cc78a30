/**
 * What speaks for a passage where a claim does not repeat its words. A model that rewords or translates keeps some
 * things: a figure, a rare word, what it is about. They do not prove that the passage says it, so they count only in
 * comparison: the source that the marker names has to have more of them than any other that the model read.
 */

import {
  detectLanguage,
  foldText,
  type Language,
  stemOf,
  type Topic,
  wordsOf,
} from "../../knowledge/language/terms.ts";
import { topicsOfText } from "../../knowledge/language/topics.ts";

/** Two rare words, or one and a figure. What a model makes up has one word of its subject in it as a rule. */
export const LEAST_EVIDENCE = 1.4;
/** Of all that a claim says: a single word of a long sentence tells nothing. */
export const LEAST_SHARE = 0.15;
/** A topic is shared by many sentences about one subject. */
const TOPIC = 0.6;
const LONG_NUMBER = 1;
/** Small numbers stand everywhere. */
const SHORT_NUMBER = 0.5;
/** Beginnings of two stems that are taken for one word: "deliver" and "delivery". */
const ALIKE_LENGTH = 5;

export interface Evidence {
  weight: number;
  /** Of what all of the claim would weigh. */
  share: number;
}

/** What a claim says, as far as it can be found in other words. */
export interface Said {
  terms: readonly string[];
  numbers: readonly string[][];
  topics: ReadonlySet<Topic>;
}

/** What a passage holds of it. */
export interface Held {
  terms: Stems;
  numbers: ReadonlySet<string>;
  topics: ReadonlySet<Topic>;
}

export interface Stems {
  /** Whether a stem is among them, or one that begins like it. */
  hasAlike(term: string): boolean;
}

export function createStems(terms: ReadonlySet<string>): Stems {
  let begun: Set<string> | undefined;
  return {
    hasAlike(term) {
      if (terms.has(term)) return true;
      if (term.length < ALIKE_LENGTH) return false;
      begun ??= new Set(Array.from(terms, (each) => each.slice(0, ALIKE_LENGTH)));
      return begun.has(term.slice(0, ALIKE_LENGTH));
    },
  };
}

/** @param rarity of a term among the sources, 0 to 1; 1 where one alone has it, or none */
export function evidenceOf(said: Said, held: Held, rarity: (term: string) => number): Evidence {
  let weight = 0;
  let all = 0;
  for (const term of said.terms) {
    const counts = rarity(term);
    all += counts;
    if (held.terms.hasAlike(term)) weight += counts;
  }
  for (const ways of said.numbers) {
    all += weightOf(ways);
    weight += weightOf(ways.filter((way) => held.numbers.has(way)));
  }
  for (const topic of said.topics) if (held.topics.has(topic)) weight += TOPIC;
  return { weight, share: all === 0 ? 0 : Math.min(1, weight / all) };
}

function weightOf(ways: readonly string[]): number {
  if (ways.length === 0) return 0;
  return ways.some((way) => way.length > 1) ? LONG_NUMBER : SHORT_NUMBER;
}

export function topicsIn(text: string, language: Language = detectLanguage(text)): Set<Topic> {
  return topicsOfText(
    foldText(text),
    wordsOf(text).map((word) => stemOf(word, language)),
    language,
  );
}
