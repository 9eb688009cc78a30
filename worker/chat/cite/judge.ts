/**
 * What a marker is worth: the source it names, and a quote of it that supports the claim. Knows all sources, because a
 * claim that another passage supports far better was not taken from this one.
 */

import type { Named } from "./marker.ts";
import type { CiteSource } from "./cite.ts";
import { LEAST_EVIDENCE, LEAST_SHARE } from "./evidence.ts";
import type { Names } from "./names.ts";
import { type Claim, createSupport, type Known, type NamedQuote, type Support } from "./support.ts";

export interface Verdict {
  source: CiteSource;
  /** Verbatim from its text. */
  quote: string;
}

/** Share of a claim's words in another passage that speaks against the one a model named, where that one has far fewer. */
const ELSEWHERE = 0.4;
const FEWER = 0.5;
/** Words that two sources of one language have in common, of the shorter one's. */
const SHARED = 0.15;

export function createJudge(sources: readonly CiteSource[]): (named: Named, claim: Claim) => Verdict | undefined {
  const byNumber = new Map(sources.map((source) => [source.number, source]));
  const supports = new Map<number, Support>();
  const knowns = new Map<number, Known>();
  let names: Names | undefined;
  let subjects: Set<string> | undefined;

  const supportOf = (source: CiteSource): Support => kept(supports, source.number, () => createSupport(source));

  function knownTo(source: CiteSource): Known {
    const all = sources.map(supportOf);
    names ??= {
      proper: new Set(all.flatMap((each) => [...each.names.proper])),
      codes: new Set(all.flatMap((each) => [...each.names.codes])),
    };
    const { words } = supportOf(source);
    const alike = all.filter((each) => isOfOneLanguage(words, each.words));
    subjects ??= new Set(all.flatMap((each) => [...each.subjects]));
    return { names, subjects, words: new Set(alike.flatMap((each) => [...each.words])) };
  }

  function isNearest(claim: Claim, source: CiteSource, quote: NamedQuote): boolean {
    // Two languages have few words in common: numbers and names had to agree, and there is no more to go by.
    if (quote.share === undefined) return true;
    if (quote.share === 0) return false;
    const elsewhere = Math.max(
      ...sources.map((each) => supportOf(each).share(claim, each === source ? quote : undefined)),
    );
    return elsewhere < ELSEWHERE || quote.share >= FEWER * elsewhere;
  }

  const rarities = new Map<string, number>();
  const rarity = (term: string): number =>
    kept(rarities, term, () => {
      const having = sources.filter((each) => supportOf(each).mentions(term));
      return 1 / Math.max(1, new Set(having.map((each) => each.document ?? each.number)).size);
    });

  /** Where no passage repeats the claim: the one that has most in common with it, where no other source has more. */
  function nearestIn(source: CiteSource, claim: Claim, known: Known): string | undefined {
    const near = supportOf(source).nearest(claim, known, rarity);
    if (near === undefined || near.weight < LEAST_EVIDENCE || near.share < LEAST_SHARE) return undefined;
    const isNearer = sources.every((each) => {
      const other = each === source ? undefined : supportOf(each).nearest(claim, known, rarity);
      return other === undefined || other.weight <= near.weight;
    });
    return isNearer ? near.text : undefined;
  }

  return ({ number, passage }, claim) => {
    const source = byNumber.get(number);
    if (source === undefined) return undefined;
    const support = supportOf(source);
    const known = kept(knowns, number, () => knownTo(source));
    if (passage !== undefined) {
      const quote = support.namedQuote(claim, passage, known);
      if (quote !== "not there") {
        return quote !== undefined && isNearest(claim, source, quote) ? { source, quote: quote.text } : undefined;
      }
    }
    const quote = support.quoteFor(claim, known) ?? nearestIn(source, claim, known);
    return quote === undefined ? undefined : { source, quote };
  };
}

function isOfOneLanguage(words: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  const [few, many] = words.size < others.size ? [words, others] : [others, words];
  return [...few].filter((word) => many.has(word)).length >= SHARED * few.size;
}

function kept<Key, Value>(values: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) values.set(key, (value = create()));
  return value;
}
