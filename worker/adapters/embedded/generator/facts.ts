/** From scored units to the few blocks that make an answer: the best one first, then what supports it, without repeats. */

import { announces, type Block, blockAround } from "./blocks.ts";
import type { Question } from "./question.ts";
import type { Match, ScoredUnit } from "./score.ts";
import type { Unit } from "./units.ts";

/** How much is said. Chosen on `npm run bench`'s sets. */
const FACTS = {
  blocks: 3,
  characters: 800,
  /** A further block must be nearly as good as the best one. */
  nearly: 0.8,
  /** One of another source more so. */
  nearlyElsewhere: 0.88,
  /** Share of its words that may have been said before. */
  repeats: 0.6,
};

export function selectFacts(question: Question, match: Match, ranked: readonly ScoredUnit[]): Block[] {
  const best = ranked[0];
  if (best === undefined) return [];
  const blocks: Block[] = [];
  const said = new Set<Unit>();
  let characters = 0;
  const add = (block: Block) => {
    blocks.push(block);
    for (const unit of block.units) {
      said.add(unit);
      if (unit.kind !== "code") characters += unit.plain.length;
    }
  };
  for (const heading of headingThatAnswers(question, best)) add(heading);
  // What something is, is said once.
  const most = (question.wantsMeaning ? 1 : FACTS.blocks) + blocks.length;
  for (const { unit, from, score } of ranked) {
    const isBest = unit === best.unit;
    const nearly = from === best.from ? FACTS.nearly : FACTS.nearlyElsewhere;
    if (blocks.length === most || score < best.score * FACTS.nearly) break;
    if (said.has(unit) || score < best.score * nearly) continue;
    if (!isBest && (unit.kind === "code" || repeats(unit, said))) continue;
    const around = blockAround(question, match, unit, from);
    const block = { ...around, units: around.units.filter((other) => !said.has(other)) };
    const length = block.units.reduce((sum, { plain }) => sum + plain.length, 0);
    if (!isBest && characters + length > FACTS.characters) continue;
    // A promise of a list that stands in another chunk.
    if (!isBest && block.units.length === 1 && announces(unit)) continue;
    add(block);
  }
  return blocks;
}

/** "Version 2.4 · 12 April 2024": asked for a number, the heading above the best unit may be what holds it. */
function headingThatAnswers(question: Question, { unit, from }: ScoredUnit): Block[] {
  if (!question.wantsNumber) return [];
  const heading = from.units.slice(0, unit.at).findLast(({ kind }) => kind === "heading");
  if (heading !== undefined) return holdsNumber(heading.plain) ? [{ from, units: [heading] }] : [];
  const above = from.source.headingPath.at(-1);
  return above !== undefined && holdsNumber(above) ? [{ from, units: [], heading: above }] : [];
}

/** A date, a version, an amount: not the number of the section, and not a letter's. */
const holdsNumber = (heading: string): boolean =>
  /(?<![\p{L}\p{N}])v?\p{Nd}[\p{Nd}.,/-]*(?![\p{L}\p{N}])/u.test(
    heading.replace(/^\s*\p{Nd}+(?:\.\p{Nd}+)*[.):]?\s/u, ""),
  );

function repeats(unit: Unit, said: ReadonlySet<Unit>): boolean {
  for (const other of said) {
    const shared = unit.stems.intersection(other.stems).size;
    if (shared / Math.max(1, Math.min(unit.stems.size, other.stems.size)) > FACTS.repeats) return true;
  }
  return false;
}
