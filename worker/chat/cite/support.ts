/**
 * Chooses the passage of a source that supports a sentence, or finds that none does. Works on words:
 * what the sentence says must be found, its numbers must be there, and a "not" must not have appeared or
 * vanished. Markers and numbering are `cite`'s.
 */

import { plainText, splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms } from "../../knowledge/language/terms.ts";
import { agreesInPolarity, readPolarity, type Polarity } from "./polarity.ts";

export interface Support {
  /** A verbatim slice of the source's text, or undefined where the source does not support the claim. */
  quoteFor(claim: string): string | undefined;
}

/** Share of the claim's words that one passage must hold. Below a half, an unrelated sentence about the same subject passes. */
const ENOUGH = 0.5;
/** Passages that run over a sentence end are taken only when they say clearly more. */
const PASSAGE_SENTENCES = 3;
const PASSAGE_LENGTH = 700;
const CLAIM_TERMS = 80;

interface Passage {
  start: number;
  end: number;
  sentences: number;
  terms: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  polarity: Polarity;
}

export function createSupport(source: { text: string; title?: string; headingPath?: readonly string[] }): Support {
  const units = splitSentences(source.text);
  const above = [source.title ?? "", ...(source.headingPath ?? [])].join("\n");
  const aboveTerms = new Set(contentTermsOf(above));
  const aboveNumbers = numbersOf(above);
  const exact = new Map<string, string>();
  const passages: Passage[] = [];
  const parts = units.map((unit) => {
    const plain = unit.kind === "code" ? unit.text : plainText(unit.text);
    // The same sentence may come with its Markdown or without.
    exact.set(squash(plain), unit.text).set(squash(unit.text), unit.text);
    return { terms: contentTermsOf(plain), numbers: numbersOf(plain), polarity: readPolarity(plain) };
  });
  units.forEach((first, at) => {
    for (let to = at; to < Math.min(units.length, at + PASSAGE_SENTENCES); to++) {
      const last = units[to]!;
      if (last.end - first.start > PASSAGE_LENGTH && to > at) break;
      if (to > at && (first.kind === "heading" || last.kind === "heading")) break;
      const span = parts.slice(at, to + 1);
      passages.push({
        start: first.start,
        end: last.end,
        sentences: to - at + 1,
        terms: new Set(span.flatMap(({ terms }) => terms)),
        numbers: new Set(span.flatMap(({ numbers }) => [...numbers])),
        polarity: new Map(span.flatMap(({ polarity }) => [...polarity])),
      });
    }
  });

  return {
    quoteFor(claim) {
      const squashed = squash(claim);
      if (squashed === "") return undefined;
      const plain = plainText(claim);
      const same = exact.get(squashed) ?? exact.get(squash(plain));
      if (same !== undefined) return same;

      const terms = [...new Set(contentTermsOf(plain))].filter((term) => !isNumber(term)).slice(0, CLAIM_TERMS);
      const numbers = [...numbersOf(plain)].filter((number) => !aboveNumbers.has(number));
      const polarity = readPolarity(plain);
      // The subject may stand in the title alone: "The default is 100 kB."
      const fresh = terms.filter((term) => !aboveTerms.has(term));
      const needed = fresh.length > 0 ? fresh : terms;
      if (needed.length === 0) return undefined;

      let best: Passage | undefined;
      let bestScore = 0;
      for (const passage of passages) {
        const found = needed.filter((term) => passage.terms.has(term)).length;
        const all = terms.filter((term) => passage.terms.has(term)).length;
        const share = found / needed.length;
        if (share < ENOUGH || all < Math.min(2, terms.length)) continue;
        if (!numbers.every((number) => passage.numbers.has(number))) continue;
        if (!agreesInPolarity(polarity, passage.polarity, terms)) continue;
        // Precise before long: what the passage says beyond the claim counts a little against it.
        const score =
          share + 0.5 * (all / terms.length) + 0.2 * (all / passage.terms.size) - 0.25 * (passage.sentences - 1);
        if (score > bestScore) {
          best = passage;
          bestScore = score;
        }
      }
      return best && source.text.slice(best.start, best.end);
    },
  };
}

const squash = (text: string): string => text.replace(/\s+/g, " ").trim();

/** `contentTerms` answers all words where only stop words remain; a claim of those says nothing. */
function contentTermsOf(text: string): string[] {
  return /[\p{L}\p{N}]/u.test(text) ? contentTerms(text) : [];
}

const NUMBER_WORDS = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve"
    .split(" ")
    .map((word, at) => [word, String(at)]),
);
const NUMBER_WORD = new RegExp(`\\b(?:${[...NUMBER_WORDS.keys()].join("|")})\\b`, "gi");

/** Numbers are compared by what they mean, not as words. */
const isNumber = (term: string): boolean => /^\p{Nd}+$/u.test(term) || NUMBER_WORDS.has(term);

/** Numbers in one form: `1,000` and `1.000` and `1000` alike, digits of any script, small ones from words too. */
function numbersOf(text: string): Set<string> {
  const numbers = new Set<string>();
  for (const [digits] of text.matchAll(/\p{Nd}+(?:[.,'’\u00a0\u202f]\p{Nd}+)*/gu)) {
    const western = digits.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
    numbers.add(western.replace(/[.,'’\u00a0\u202f](?=\d{3}(?!\d))/g, "").replace(",", "."));
  }
  for (const [word] of text.matchAll(NUMBER_WORD)) {
    // "One" is more often a pronoun than a count.
    if (word.toLowerCase() !== "one") numbers.add(NUMBER_WORDS.get(word.toLowerCase())!);
  }
  return numbers;
}

/** Decimal digits stand in blocks of ten that start with their zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0)!;
  if (code < 128) return code - 48;
  let zero = code;
  while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return code - zero;
}
