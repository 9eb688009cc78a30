/**
 * Whether the sources answer the question at all. Judged by how much of the question's words, weighed by
 * how rare they are, the best sentence says, alone and with what stands around it. A name nobody wrote
 * about counts against an answer more than any other word.
 */

import type { Question } from "./question.ts";
import type { Match, ScoredUnit } from "./score.ts";
import type { UnitSource } from "./units.ts";

/** Fitted on judged questions with their pages present and with them taken away (`bench/answers`). */
const SUPPORT = {
  /** Of the best unit's score, of what it says by itself, of what its chunk says. */
  best: 0.4,
  own: 0.4,
  chunk: 0.2,
  /** Taken off for the share of the question that no source says. */
  absent: 0.25,
  /** The same among a handful of sources, where less comes near by chance. */
  absentOfFew: 0.1,
  /** Taken off for the share of the heaviest name missing from every source, and again for one missing from this chunk. */
  name: 0.3,
  /** A long question has more words that no answer repeats. Per term over or under the middle. */
  term: 0.01,
  middle: 5,
  mostTerms: 10,
};
/** Lower answers more questions and declines fewer that have no answer. */
const ENOUGH = 0.48;
/** Of a handful of passages few come near by chance. */
const ENOUGH_OF_FEW = 0.38;
const FEW = 8;

/** About 0 to 1: how well the best unit is supported as the answer; undefined where there is no unit. */
export function measureSupport(
  question: Question,
  match: Match,
  ranked: readonly ScoredUnit[],
  sources: readonly UnitSource[],
): number | undefined {
  const best = ranked[0];
  if (best === undefined) return undefined;
  const found = new Map(sources.map((source) => [source, match(source.stems)]));
  const here = found.get(best.from) ?? [];
  const anywhere = question.terms.map((_term, at) => Math.max(...Array.from(found.values(), (each) => each[at] ?? 0)));
  const chunk = question.terms.reduce((sum, { share }, at) => sum + share * (here[at] ?? 0), 0);
  const missingName = (present: readonly number[]) =>
    Math.max(0, ...question.terms.map(({ share, isName }, at) => (isName ? share * (1 - (present[at] ?? 0)) : 0)));
  return (
    SUPPORT.best * best.score +
    SUPPORT.own * best.own +
    SUPPORT.chunk * chunk -
    (sources.length < FEW ? SUPPORT.absentOfFew : SUPPORT.absent) *
      question.terms.reduce((sum, { share }, at) => sum + share * (1 - (anywhere[at] ?? 0)), 0) -
    SUPPORT.name * (missingName(anywhere) + missingName(here)) +
    SUPPORT.term * (Math.min(question.terms.length, SUPPORT.mostTerms) - SUPPORT.middle)
  );
}

export function isAnswered(support: number | undefined, sources: readonly UnitSource[]): boolean {
  return (support ?? 0) >= (sources.length < FEW ? ENOUGH_OF_FEW : ENOUGH);
}
