/**
 * Things that are told apart by a number, as "berth 12" or "Fono 15". Where the sources number such things and never
 * with the number asked for, what they say is about another one.
 */

import { foldText, isStopWord, type Language, stemOf, topicsOfStem } from "../../../knowledge/language/terms.ts";
import type { UnitSource } from "./units.ts";

export interface Numbered {
  word: string;
  number: string;
}

/** A word and a number behind it, which is no amount, no decimal and no time. */
const PAIR =
  /(\p{L}[\p{L}\p{M}'’-]+)[ \u00a0](?:no\. ?|nr\. ?|n° ?|№ ?|#)?(\d{1,5})(?![\p{N}\p{L}%:]|[.,]\d|[ \u00a0]?[%€$£¥°])/gu;
/** Words that stand before amounts and are no stop words in their language. Folded. */
const BEFORE_AMOUNTS = new Set(
  "within until till over under above below about around nearly almost exactly least most than only another next last every takes take innerhalb binnen etwa rund mindestens hochstens circa alle sous environ moins plus dentro hasta unos menos mas entro almeno oltre ate cerca mais ongeveer minstens ciagu okolo najmniej".split(
    " ",
  ),
);
/** "18 or later", "1 to 4", "1, 2 and 3": the number stands for others. */
const OPEN = /^ ?(?:[+,/–—-]|(?:or|and|to|bis|und|oder|ou|et|à|o|y|a|e|of|en|och|eller|i|lub|и|или)(?!\p{L}))/u;
/** One number may stand behind a word by chance, as in "bring 1 dog", but not in a title. */
const SERIES = 2;

/** @param text as it is written */
export function readNumbered(text: string, language: Language): Numbered[] {
  return Array.from(foldText(text).matchAll(PAIR), ([, word = "", number = ""]) => ({ word, number })).filter(
    ({ word }) =>
      !BEFORE_AMOUNTS.has(word) &&
      !isStopWord(word, language) &&
      topicsOfStem(stemOf(word, language), language).size === 0,
  );
}

/** Whether one of these things is asked for and the sources know only others of its kind. */
export function asksForAnother(asked: readonly Numbered[], sources: readonly UnitSource[]): boolean {
  return asked.some(({ word, number }) => {
    const others = new Set<string>();
    let isTitled = false;
    for (const { source, language } of sources) {
      const stem = stemOf(word, language);
      const above = [source.title, ...source.headingPath].join("\n");
      const text = foldText(`${above}\n${source.text}`);
      for (const match of text.matchAll(PAIR)) {
        const [whole, said = "", other = ""] = match;
        if (said !== word && stemOf(said, language) !== stem) continue;
        if (other === number || OPEN.test(text.slice(match.index + whole.length))) return false;
        others.add(other);
        isTitled ||= match.index < above.length;
      }
    }
    return isTitled || others.size >= SERIES;
  });
}
