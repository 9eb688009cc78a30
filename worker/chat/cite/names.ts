/**
 * Names in a text: what is written with a capital within a sentence, in capitals, or with a digit among its
 * letters. A claim about "Team" is not supported by a passage about "Basic", however alike the two are.
 */

import { splitSentences } from "../../knowledge/extract/plain-text.ts";
import { foldText } from "../../knowledge/language/terms.ts";

const WORD = /[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*/gu;
const CODE = /\p{N}/u;
/** Above this share of capitals a language writes its nouns with them, and they name nobody. */
const NOUNS = 0.22;

/** Folded. */
export interface Names {
  /** With a capital, where the language does not give it to every noun. */
  proper: Set<string>;
  /** `POCS-30017`, `ES2022`: letters and digits in one, whatever the language. */
  codes: Set<string>;
}

/** What the sources name, and so a claim can name wrongly. */
export function namesOf(text: string): Names {
  const proper = new Set<string>();
  const codes = new Set<string>();
  let words = 0;
  let capitals = 0;
  for (const { text: unit, kind } of splitSentences(text)) {
    if (kind === "code" || kind === "heading") continue;
    const found = [...unit.matchAll(WORD)];
    // The first cell of a row says what the row is about.
    const isRow = kind === "row";
    found.forEach(([word], at) => {
      if (isCode(word)) codes.add(foldText(word));
      if (at === 0 && !isRow) return;
      if (!isRow) words++;
      if (!/^\p{Lu}/u.test(word) || word.length < 2) return;
      if (!isRow) capitals++;
      if (!isRow || at === 0) proper.add(foldText(word));
    });
  }
  if (words > 0 && capitals / words > NOUNS) proper.clear();
  return { proper, codes };
}

/** The words of a claim that may be names. The first one has its capital from the sentence. */
export function capitalsOf(claim: string): { proper: string[]; codes: string[] } {
  const words = [...claim.matchAll(WORD)].map(([word]) => word);
  return {
    proper: words.filter((word) => /^\p{Lu}/u.test(word) && word.length > 1).map(foldText),
    codes: words.filter(isCode).map(foldText),
  };
}

function isCode(word: string): boolean {
  return CODE.test(word) && /\p{L}{2,}|\p{Lu}/u.test(word) && !/^\p{N}+\p{L}{1,3}$/u.test(word);
}

const BESIDE = /(?<![\p{L}\p{N}])(\p{Lu}[\p{L}\p{M}\p{N}]+)[ -](\p{Ll}[\p{L}\p{M}]+)/gu;

/** "The Basic plan" of one that speaks of the Enterprise plan: another of its kind, whether or not any source knows it. */
export function namesAnother(claim: string, quote: string): boolean {
  const told = new Map<string, Set<string>>();
  for (const [, name, kind] of quote.matchAll(BESIDE)) {
    const all = told.get(foldText(kind!)) ?? new Set();
    told.set(foldText(kind!), all.add(foldText(name!)));
  }
  const words = new Set([...quote.matchAll(WORD)].map(([word]) => foldText(word)));
  return [...claim.matchAll(BESIDE)].some(([, name, kind], at) => {
    // The first word of a sentence has its capital from there.
    if (at === 0 && claim.trimStart().startsWith(name!)) return false;
    const others = told.get(foldText(kind!));
    return others !== undefined && !words.has(foldText(name!));
  });
}
