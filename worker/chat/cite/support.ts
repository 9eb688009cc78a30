/**
 * Whether a source supports a sentence, and with which passage: the one that the model named, or else the one that
 * says the most of the sentence's words. What is certain is asked of either: numbers and names agree, and a "not" has
 * neither appeared nor vanished. Markers and numbering are `cite`'s.
 */

import { plainText, splitSentences } from "../../knowledge/extract/plain-text.ts";
import { contentTerms, detectLanguage, type Language, type Topic, wordsOf } from "../../knowledge/language/terms.ts";
import { createStems, type Evidence, evidenceOf, type Stems, topicsIn } from "./evidence.ts";
import { capitalsOf, type Names, namesAnother, namesOf } from "./names.ts";
import { isNumber, numbersOf, statedNumbers } from "./numbers.ts";
import { findPassage, type Letters, lettersOf, type Span } from "./passage.ts";
import { agreesInPolarity, readPolarity, type Polarity } from "./polarity.ts";

export interface Support {
  /** What the source names. */
  readonly names: Names;
  readonly words: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** A verbatim slice of the source's text, or undefined where the source does not support the claim. */
  quoteFor(claim: Claim, known: Known): string | undefined;
  /**
   * The passage a model named, in whole sentences where they are short. Undefined where it says something
   * else in what can be told for certain.
   */
  namedQuote(claim: Claim, passage: string, known: Known): NamedQuote | "not there" | undefined;
  /** The largest share of the claim's words in one passage, 0 to 1. @param except what does not count */
  share(claim: Claim, except?: Span): number;
  /**
   * The sentence that has the most in common with the claim and does not contradict it. Undefined where one that does
   * contradict it has far more.
   */
  nearest(claim: Claim, known: Known, rarity: (term: string) => number): Near | undefined;
  /** Whether a word stands in it, or one that begins like it. */
  mentions(term: string): boolean;
}

/** What all sources together know. */
export interface Known {
  names: Names;
  /** What sentences of theirs begin with. */
  subjects: ReadonlySet<string>;
  /** Words of the sources that are in one language with this one. */
  words: ReadonlySet<string>;
}

export interface NamedQuote extends Span {
  text: string;
  /** Share of the claim's words that it has; undefined where the two are in different languages. */
  share: number | undefined;
}

export interface Near extends Evidence {
  text: string;
}

/** A sentence of an answer, read once for every source it is held against. */
export interface Claim {
  text: string;
  plain: string;
  /** Stems without numbers, stop words and repeats. */
  terms: readonly string[];
  words: readonly string[];
  /** Each in all its ways. */
  numbers: readonly string[][];
  polarity: Polarity;
  topics: ReadonlySet<Topic>;
}

/** Share of the claim's words that one passage must hold. Below a half, an unrelated sentence about the same subject passes. */
const ENOUGH = 0.5;
/** Passages that run over a sentence end are taken only when they say clearly more. */
const PASSAGE_SENTENCES = 3;
const PASSAGE_LENGTH = 700;
const CLAIM_TERMS = 80;
/** Words, those that say nothing included, that two texts of one language have in common. */
const SAME_LANGUAGE = 0.3;
/** A named passage is shown in whole sentences up to this length. */
const WHOLE_LENGTH = 500;
/** Of what a passage that contradicts the claim has in common with it. */
const DENIED = 0.5;

/** What two sentences have in common that differ in who they speak of. */
const SAME_REST = 3;
const SAME_SHARE = 0.75;

/** A figure that does not stand everywhere. */
const TELLING_DIGITS = 2;

interface Passage extends Span {
  sentences: number;
  isHeading: boolean;
  terms: ReadonlySet<string>;
  stems: Stems;
  numbers: ReadonlySet<string>;
  polarity: Polarity;
}

export function readClaim(text: string): Claim {
  const plain = plainText(text).replace(/^\s*\d{1,2}[.)]\s+/, "");
  const terms = [...new Set(contentTermsOf(plain))].filter((term) => !isNumber(term));
  let topics: ReadonlySet<Topic> | undefined;
  return {
    get topics() {
      return (topics ??= topicsIn(plain));
    },
    text,
    plain,
    terms: terms.slice(0, CLAIM_TERMS),
    words: wordsOf(plain),
    numbers: statedNumbers(plain),
    polarity: readPolarity(plain),
  };
}

export function createSupport(source: { text: string; title?: string; headingPath?: readonly string[] }): Support {
  const units = splitSentences(source.text);
  const above = [source.title ?? "", ...(source.headingPath ?? [])].join("\n");
  const aboveTerms = new Set(contentTermsOf(above));
  const aboveNumbers = numbersOf(above);
  const aboveWords = wordsOf(above);
  const exact = new Map<string, string>();
  const parts = units.map((unit) => {
    const plain = unit.kind === "code" ? unit.text : plainText(unit.text);
    // The same sentence may come with its Markdown or without.
    exact.set(squash(plain), unit.text).set(squash(unit.text), unit.text);
    return { terms: contentTermsOf(plain), numbers: numbersOf(plain), polarity: readPolarity(plain) };
  });
  const passages: Passage[] = [];
  units.forEach((first, at) => {
    for (let to = at; to < Math.min(units.length, at + PASSAGE_SENTENCES); to++) {
      const last = units[to]!;
      if (last.end - first.start > PASSAGE_LENGTH && to > at) break;
      if (to > at && (first.kind === "heading" || last.kind === "heading")) break;
      const span = parts.slice(at, to + 1);
      const terms = new Set(span.flatMap((part) => part.terms));
      passages.push({
        start: first.start,
        end: last.end,
        sentences: to - at + 1,
        isHeading: first.kind === "heading",
        terms,
        stems: createStems(terms),
        numbers: new Set(span.flatMap(({ numbers }) => [...numbers])),
        polarity: new Map(span.flatMap(({ polarity }) => [...polarity])),
      });
    }
  });
  let letters: Letters | undefined;
  const topics = new Map<Passage, ReadonlySet<Topic>>();
  let language: Language | undefined;
  let stems: Stems | undefined;
  let words: Set<string> | undefined;
  const subjects = new Set(parts.flatMap(({ terms }) => terms.slice(0, 1)));
  let names: Names | undefined;

  /** The subject may stand in the title alone: "The default is 100 kB." */
  const freshOf = ({ terms }: Claim): readonly string[] => {
    const fresh = terms.filter((term) => !aboveTerms.has(term));
    return fresh.length > 0 ? fresh : terms;
  };

  const agreesInNumbers = (claim: Claim, numbers: ReadonlySet<string>): boolean =>
    claim.numbers.every((ways) => ways.some((way) => numbers.has(way) || aboveNumbers.has(way)));

  /** "The landlord may end the lease" is not what "The tenant may end the lease" says, where both are spoken of. */
  function isOfAnother({ terms }: Claim, quote: readonly string[], known: Known): boolean {
    const [own, ...rest] = terms;
    const [other] = quote;
    if (own === undefined || other === undefined || !known.subjects.has(own) || aboveTerms.has(own)) return false;
    if (quote.includes(own) || terms.includes(other)) return false;
    // Only where all the rest is the same: in other words a sentence may begin with anything.
    const shared = rest.filter((term) => quote.includes(term)).length;
    return shared >= SAME_REST && shared >= SAME_SHARE * rest.length;
  }

  /** Names that the sources know stand in the quote, above it, or before it where it names nobody. */
  function agreesInNames(claim: Claim, quote: Span, known: Names): boolean {
    const { proper, codes } = capitalsOf(claim.plain);
    const text = source.text.slice(quote.start, quote.end);
    const said = new Set([...wordsOf(text), ...capitalsOf(text).codes, ...aboveWords]);
    if (namesAnother(claim.plain, text)) return false;
    const own = capitalsOf(text).proper.some((name) => known.proper.has(name));
    if (!own)
      for (const word of wordsOf(source.text.slice(Math.max(0, quote.start - 300), quote.start))) said.add(word);
    const isSaid = (name: string): boolean => said.has(name) || name.split(/[-'’]/).every((part) => said.has(part));
    return (
      proper.every((name) => !known.proper.has(name) || isSaid(name)) &&
      codes.every((code) => !known.codes.has(code) || isSaid(code))
    );
  }

  /**
   * Two languages have no words to go by. Figures they share: a sentence that alone in its source has all those of the
   * claim is what the claim was taken from, where it has names in common too or a figure that does not stand anywhere.
   */
  function onlyOneWithItsNumbers(claim: Claim, known: Known): Passage | undefined {
    if (!claim.numbers.some((ways) => ways.some((way) => way.length >= TELLING_DIGITS))) return undefined;
    const having = passages.filter(
      ({ sentences, numbers }) =>
        sentences === 1 && claim.numbers.every((ways) => ways.some((way) => numbers.has(way))),
    );
    const [only] = having;
    return having.length === 1 && only !== undefined && agreesInNames(claim, only, known.names) ? only : undefined;
  }

  return {
    get words() {
      return (words ??= new Set(wordsOf(`${above}\n${source.text}`)));
    },

    subjects,

    get names() {
      return (names ??= namesOf(source.text));
    },

    quoteFor(claim, known) {
      const squashed = squash(claim.text);
      if (squashed === "") return undefined;
      const same = exact.get(squashed) ?? exact.get(squash(claim.plain));
      if (same !== undefined) return same;

      const { terms } = claim;
      const needed = freshOf(claim);
      if (needed.length === 0) return undefined;
      let best: Passage | undefined;
      let bestScore = 0;
      for (const passage of passages) {
        const found = needed.filter((term) => passage.terms.has(term)).length;
        const all = terms.filter((term) => passage.terms.has(term)).length;
        const share = found / needed.length;
        if (share < ENOUGH || all < Math.min(2, terms.length)) continue;
        if (!agreesInNumbers(claim, passage.numbers)) continue;
        if (!agreesInPolarity(claim.polarity, passage.polarity, terms)) continue;
        if (!agreesInNames(claim, passage, known.names)) continue;
        if (isOfAnother(claim, [...passage.terms], known)) continue;
        // Precise before long: what the passage says beyond the claim counts a little against it.
        const score =
          share + 0.5 * (all / terms.length) + 0.2 * (all / passage.terms.size) - 0.25 * (passage.sentences - 1);
        if (score > bestScore) {
          best = passage;
          bestScore = score;
        }
      }
      best ??= isOfOneLanguage(claim, known.words) ? undefined : onlyOneWithItsNumbers(claim, known);
      return best && source.text.slice(best.start, best.end);
    },

    namedQuote(claim, passage, known) {
      const named = findPassage((letters ??= lettersOf(source.text)), passage);
      if (named === undefined) return "not there";
      const touched = units.filter((unit) => unit.start < named.end && unit.end > named.start);
      const whole = { start: touched[0]?.start ?? 0, end: touched.at(-1)?.end ?? 0 };
      const span = touched.length > 0 && whole.end - whole.start <= WHOLE_LENGTH ? whole : named;
      const text = source.text.slice(span.start, span.end);
      const plain = plainText(text);
      if (!agreesInNumbers(claim, numbersOf(plain))) return undefined;
      if (!agreesInPolarity(claim.polarity, readPolarity(plain), claim.terms)) return undefined;
      if (!agreesInNames(claim, span, known.names)) return undefined;
      const quoted = contentTermsOf(plain);
      if (isOfAnother(claim, quoted, known)) return undefined;
      if (!isOfOneLanguage(claim, known.words)) return { ...span, text, share: undefined };
      const shared = alike(claim.terms, createStems(new Set(quoted))) + claim.numbers.length;
      return { ...span, text, share: shared / Math.max(1, claim.terms.length + claim.numbers.length) };
    },

    mentions(term) {
      stems ??= createStems(new Set(passages.flatMap((passage) => [...passage.terms])));
      return stems.hasAlike(term);
    },

    nearest(claim, known, rarity) {
      language ??= detectLanguage(source.text);
      let best: Near | undefined;
      let most = 0;
      for (const passage of passages) {
        if (passage.sentences > 1 || passage.isHeading || passage.end - passage.start > PASSAGE_LENGTH) continue;
        const text = source.text.slice(passage.start, passage.end);
        let about = topics.get(passage);
        if (about === undefined) topics.set(passage, (about = topicsIn(text, language)));
        const evidence = evidenceOf(claim, { terms: passage.stems, numbers: passage.numbers, topics: about }, rarity);
        most = Math.max(most, evidence.weight);
        if (evidence.weight <= (best?.weight ?? 0)) continue;
        if (!agreesInNumbers(claim, passage.numbers)) continue;
        if (!agreesInPolarity(claim.polarity, passage.polarity, claim.terms)) continue;
        if (!agreesInNames(claim, passage, known.names)) continue;
        if (isOfAnother(claim, [...passage.terms], known)) continue;
        best = { ...evidence, text };
      }
      return best !== undefined && best.weight >= DENIED * most ? best : undefined;
    },

    share(claim, except) {
      if (claim.terms.length === 0) return 0;
      let most = 0;
      for (const { start, end, stems: held, sentences } of passages) {
        if (sentences > 1 || (except !== undefined && start < except.end && end > except.start)) continue;
        most = Math.max(most, alike(claim.terms, held) / claim.terms.length);
      }
      return most;
    },
  };
}

function isOfOneLanguage({ words }: Claim, having: ReadonlySet<string>): boolean {
  return words.filter((word) => having.has(word)).length >= SAME_LANGUAGE * words.length;
}

/** How many of these stems a text has, or nearly has. */
const alike = (terms: readonly string[], having: Stems): number => terms.filter((term) => having.hasAlike(term)).length;

const squash = (text: string): string => text.replace(/\s+/g, " ").trim();

/** `contentTerms` answers all words where only stop words remain; a claim of those says nothing. */
function contentTermsOf(text: string): string[] {
  return /[\p{L}\p{N}]/u.test(text) ? contentTerms(text) : [];
}
