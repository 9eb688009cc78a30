/**
 * Whether the sources answer the question at all. Full of judgement: what was found of the question's
 * words, weighed by how rare they are, in the best sentence, in its chunk, and anywhere.
 */

import type { Question } from "./generator-question.ts";
import { createMatcher, type ScoredUnit } from "./generator-score.ts";
import type { UnitSource } from "./generator-units.ts";

export interface Signs {
  /** Score of the best unit. */
  best: number;
  /** Share of the question that the best unit says by itself. */
  own: number;
  /** Share found in the chunk of the best unit, and in the best chunk. */
  chunk: number;
  bestChunk: number;
  /** Share found in any source. */
  anywhere: number;
  /** Share of the heaviest word that the chunk of the best unit lacks. */
  missing: number;
  terms: number;
}

export function readSigns(
  question: Question,
  ranked: readonly ScoredUnit[],
  sources: readonly UnitSource[],
): Signs | undefined {
  const best = ranked[0];
  if (best === undefined) return undefined;
  const match = createMatcher(question);
  const shareOf = (found: readonly number[]) =>
    question.terms.reduce((sum, { share }, at) => sum + share * found[at]!, 0);
  const found = sources.map(({ stems }) => match(stems));
  const here = found[best.from.rank]!;
  return {
    best: best.score,
    own: best.own,
    chunk: shareOf(here),
    bestChunk: Math.max(...found.map(shareOf)),
    anywhere: shareOf(question.terms.map((_term, at) => Math.max(...found.map((each) => each[at]!)))),
    missing: Math.max(0, ...question.terms.map(({ share }, at) => share * (1 - here[at]!))),
    terms: question.terms.length,
  };
}

export function isAnswered(question: Question, ranked: readonly ScoredUnit[], sources: readonly UnitSource[]): boolean {
  const signs = readSigns(question, ranked, sources);
  return signs !== undefined && signs.chunk >= 0.45 && signs.best >= 0.45;
}
