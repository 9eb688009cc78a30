/**
 * Whether the sources answer the question at all. Judged by how much of the question's words, weighed by how rare
 * they are, the best unit says with what stands around it, and by how far it stands out from what other pages
 * say: what many pages say about as well is about something else on most of them. A name nobody wrote about counts
 * against an answer more than any other word.
 */

import type { Question } from "./question.ts";
import { type Match, type ScoredUnit, shareOf } from "./score.ts";
import { pageOf } from "./sections.ts";
import { repeats, type UnitSource } from "./units.ts";

/**
 * Fitted on judged questions, half of each set held out, with their pages present and with them taken away; a wrong
 * answer shown weighs half as much again as a right one lost (`docs/decisions/0093-standing-out.md`).
 */
const SUPPORT = {
  none: -3.9,
  /** Of the best unit's score. */
  best: 1.11,
  /** What its chunk says. */
  chunk: 1.11,
  /** What the headings above it say. */
  headings: 1.32,
  /** How far its score stands above the best one of any other page that does not say the same. */
  gap: 11.2,
  mostGap: 0.25,
  /** Taken off for the share of the question that no source says, and again for the heaviest word of it. */
  absent: -2.89,
  absentWord: -0.6,
  /** And once more where as much of it is missing, of many sources and of few. */
  much: 0.3,
  muchOfFew: 0.55,
  muchAbsent: -1,
  /** Taken off for the share of names that stand neither in the unit nor around it. */
  name: -4.5,
  /**
   * Taken off for what a question of few words asks and the passage is silent on: "gift card" is not about every card.
   * Not where a figure is asked for: the passage that has one says "two years" where the question says "how long".
   */
  shortAbsent: -1,
  short: 2,
  /** A long question has more words that no answer repeats. */
  term: 0.19,
  mostTerms: 10,
  /** Among a handful of sources less comes near by chance. */
  few: 1.51,
};
const FEW = 8;

/** Above 0 where they do; undefined where there is no unit. */
export function measureSupport(
  question: Question,
  match: Match,
  ranked: readonly ScoredUnit[],
  sources: readonly UnitSource[],
): number | undefined {
  const best = ranked[0];
  if (best === undefined) return undefined;
  const { unit, from } = best;
  const found = sources.map((source) => match(source.stems));
  const missing = question.terms.map(({ share }, at) => share * (1 - Math.max(...found.map((each) => each[at]!))));
  const isMissing = question.terms.map((_term, at) => found.every((each) => each[at]! < 0.5));
  const absent = missing.reduce((sum, each) => sum + each, 0);
  const around = aroundOf(best, match);
  const headings = most([match(unit.heading), match(from.headings)]);
  const other = ranked.find((each) => pageOf(each.from) !== pageOf(from) && !repeats(each.unit, unit));
  const gap = other === undefined ? SUPPORT.mostGap : Math.min(best.score - other.score, SUPPORT.mostGap);
  const heaviest = (holds: (at: number) => number): number =>
    Math.max(0, ...question.terms.map(({ share }, at) => share * holds(at)));
  return (
    SUPPORT.none +
    SUPPORT.best * best.score +
    SUPPORT.chunk * shareOf(question, match(from.stems)) +
    SUPPORT.headings * shareOf(question, headings) +
    SUPPORT.gap * gap +
    SUPPORT.absent * absent +
    SUPPORT.absentWord * heaviest((at) => (isMissing[at] ? 1 : 0)) +
    SUPPORT.name *
      question.terms.reduce((sum, { share, isName }, at) => (isName ? sum + share * (1 - around[at]!) : sum), 0) +
    (question.terms.length <= SUPPORT.short && !question.wantsNumber && !question.wantsPrice
      ? SUPPORT.shortAbsent * question.terms.reduce((sum, { share }, at) => sum + share * (1 - around[at]!), 0)
      : 0) +
    SUPPORT.term * Math.min(question.terms.length, SUPPORT.mostTerms) +
    (sources.length < FEW ? SUPPORT.few : 0) +
    (absent >= (sources.length < FEW ? SUPPORT.muchOfFew : SUPPORT.much) ? SUPPORT.muchAbsent : 0)
  );
}

/** What the unit says with its paragraph, its neighbours, its headings and the title of its page. */
function aroundOf({ unit, from }: ScoredUnit, match: Match): number[] {
  const near = from.units.filter(({ block, at }) => block === unit.block || Math.abs(at - unit.at) === 1);
  const sets = [
    ...[unit, ...near, ...unit.branch].map(({ stems }) => stems),
    unit.answers,
    unit.columns,
    unit.heading,
    from.headings,
    from.title,
  ];
  return most(sets.map((stems) => match(stems)));
}

const most = (found: readonly number[][]): number[] =>
  found[0]!.map((_share, at) => Math.max(...found.map((each) => each[at]!)));

export const isAnswered = (support: number | undefined): boolean => (support ?? -1) >= 0;
