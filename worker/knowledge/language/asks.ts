/** What a question asks for, by the words it is asked with: a number, a time, a place, a person, a reason, steps. */

import type { Ask } from "./facts/facts.ts";
import { foldText } from "./fold.ts";
import { FACTS, type Language } from "./languages.ts";

export type { Ask } from "./facts/facts.ts";

const UNSPACED: ReadonlySet<Language> = new Set(["ja", "zh", "ko", "th"]);
const patterns = new Map<Language, ReadonlyMap<Ask, RegExp>>();

/** Several where several fit: "how much does it cost and when will it come?". */
export function asksOf(question: string, language: Language): Set<Ask> {
  const folded = foldText(question).replace(/[^\p{L}\p{M}\p{N}]+/gu, " ");
  return new Set(Array.from(patternsOf(language)).flatMap(([ask, pattern]) => (pattern.test(folded) ? [ask] : [])));
}

function patternsOf(language: Language): ReadonlyMap<Ask, RegExp> {
  const known = patterns.get(language);
  if (known !== undefined) return known;
  const made = new Map<Ask, RegExp>();
  for (const [ask, words] of Object.entries(FACTS[language].asks) as [Ask, string][]) {
    const any = words
      .split("|")
      .map((phrase) => foldText(phrase).replace(/[^\p{L}\p{M}\p{N}]+/gu, " "))
      .join("|");
    made.set(ask, UNSPACED.has(language) ? new RegExp(any, "u") : new RegExp(`(?<=^| )(?:${any})(?= |$)`, "u"));
  }
  patterns.set(language, made);
  return made;
}
