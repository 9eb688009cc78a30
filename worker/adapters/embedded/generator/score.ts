/**
 * How well each unit answers the question, and whether anything does. Words are weighed by how rare they
 * are; a unit is read with what stands around it, since "The default is 100." answers only under its
 * heading.
 */

import { likeness } from "./alike.ts";
import type { Question } from "./question.ts";
import type { Unit, UnitSource } from "./units.ts";

export interface ScoredUnit {
  unit: Unit;
  from: UnitSource;
  /** About 0 to 1. */
  score: number;
  /** Share of the question that the unit itself says. */
  own: number;
}

/**
 * What a word of the question is worth where it stands near the unit and not in it, and what else adds to a
 * score. Chosen on `npm run bench`'s sets; small changes change little.
 */
export const SCORING = {
  /** In the sentence before, or the next one of the same paragraph. */
  neighbour: 0.6,
  heading: 0.8,
  /** In the name of a column: of the cell that is as good as said. No set asks for cells, so this is not measured. */
  column: 1,
  title: 0.7,
  /** Elsewhere in the chunk. */
  chunk: 0.2,
  /** Two words of the question side by side, as they are asked for. */
  pair: 0.15,
  /** Taken off per place in the ranking: the search knows what words of one sentence do not show. */
  rank: 0.01,
  /** Lets a rare word count less than its rarity: 1 is the inverse document frequency itself. */
  flatten: 0.75,
  number: 0.1,
};

const HAS_NUMBER =
  /\p{Nd}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|half|once|twice|daily|weekly|monthly|yearly|annual(?:ly)?|hourly|unlimited|free|no limit|never|always)\b/iu;
const HAS_REASON =
  /\b(?:because|since|so that|due to|in order to|therefore|as a result|thus|otherwise|this means|must|requires?|if)\b/iu;
const HAS_NAME = /[\p{Ll},;] (?:\*\*)?\p{Lu}\p{Ll}+/u;

export function scoreUnits(question: Question, sources: readonly UnitSource[]): ScoredUnit[] {
  const match = createMatcher(question);
  const scored: ScoredUnit[] = [];
  for (const from of sources) {
    const title = match(from.title);
    const headings = match(from.headings);
    const chunk = match(from.stems);
    const own = from.units.map((unit) => match(unit.stems));
    from.units.forEach((unit, at) => {
      if (unit.kind === "heading" || unit.isTableHead) return;
      const heading = match(unit.heading);
      const columns = match(unit.columns);
      const before = from.units[at - 1]?.kind === "heading" ? undefined : own[at - 1];
      const after = from.units[at + 1]?.block === unit.block ? own[at + 1] : undefined;
      let score = 0;
      let said = 0;
      question.terms.forEach(({ share }, term) => {
        const here = own[at]![term]!;
        said += share * here;
        score +=
          share *
          Math.max(
            here,
            SCORING.neighbour * Math.max(before?.[term] ?? 0, after?.[term] ?? 0),
            SCORING.heading * Math.max(heading[term]!, headings[term]!),
            SCORING.column * columns[term]!,
            SCORING.title * title[term]!,
            SCORING.chunk * chunk[term]!,
          );
      });
      score +=
        SCORING.pair * pairShare(question, unit) +
        fits(question, unit) -
        SCORING.rank * from.rank -
        shape(question, unit);
      scored.push({ unit, from, score, own: said });
    });
  }
  return scored.sort((a, b) => b.score - a.score || a.from.rank - b.from.rank || a.unit.at - b.unit.at);
}

/** Share of the question that stands in the unit as neighbours that are neighbours in the question too. */
function pairShare({ terms, pairs }: Question, { pairs: said }: Unit): number {
  let share = 0;
  for (const [first, second] of pairs) {
    if (said.has(`${terms[first]!.stem} ${terms[second]!.stem}`)) share += terms[first]!.share + terms[second]!.share;
  }
  return Math.min(1, share);
}

/** What the sort of answer asked for adds. */
function fits(question: Question, unit: Unit): number {
  let bonus = 0;
  if (question.wantsNumber) bonus += HAS_NUMBER.test(unit.plain) ? SCORING.number : -SCORING.number / 2;
  if (question.wantsReason && HAS_REASON.test(unit.plain)) bonus += 0.05;
  if (question.wantsPerson && HAS_NAME.test(unit.plain)) bonus += 0.04;
  return bonus;
}

/** What tells against a unit whatever it says: code, a fragment, a question, a wall of text. */
function shape({ wantsSteps }: Question, unit: Unit): number {
  let malus = 0;
  if (unit.kind === "code") malus += wantsSteps ? 0.15 : 0.25;
  else if (unit.marker === undefined && /^\p{Ll}/u.test(unit.plain)) malus += 0.05;
  if (unit.stems.size < 3) malus += 0.08;
  if (/[?？؟]\W*$/u.test(unit.plain)) malus += 0.2;
  if (unit.plain.length > 400) malus += 0.08;
  return malus;
}

/** For a set of stems: how well each term of the question is found in it, 0 to 1. */
export function createMatcher(question: Question): (stems: ReadonlySet<string>) => number[] {
  const cache = new Map<string, number[]>();
  const scoresOf = (stem: string): number[] => {
    let scores = cache.get(stem);
    if (scores === undefined) cache.set(stem, (scores = question.terms.map((term) => likeness(term.stem, stem))));
    return scores;
  };
  return (stems) => {
    const found = question.terms.map(({ stem }): number => (stems.has(stem) ? 1 : 0));
    for (const stem of stems) {
      const scores = scoresOf(stem);
      for (let at = 0; at < found.length; at++) if (scores[at]! > found[at]!) found[at] = scores[at]!;
    }
    return found;
  };
}
