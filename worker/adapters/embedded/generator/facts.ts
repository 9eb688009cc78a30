/** From scored units to the few blocks that make an answer: the best one first, then what supports it, without repeats. */

import { announces, type Block, blockAround } from "./blocks.ts";
import type { Question } from "./question.ts";
import { type Match, saidBy, type ScoredUnit, shareOf } from "./score.ts";
import { namesPrice, repeats, type Unit, type UnitSource } from "./units.ts";

/** How much is said. Chosen on `npm run bench`'s sets. */
const FACTS = {
  blocks: 3,
  characters: 1_100,
  /** A further block must be nearly as good as the best one. */
  nearly: 0.8,
  /** One of another source more so. */
  nearlyElsewhere: 0.88,
  /** What is no longer than this is said with its heading, which may be its subject. */
  bare: 100,
  /** From here on a word counts as said. */
  said: 0.5,
  /** Of a question with so few telling words, another section has to speak of the same. */
  short: 3,
};

export function selectFacts(question: Question, match: Match, ranked: readonly ScoredUnit[]): Block[] {
  const best = ranked[0];
  if (best === undefined) return [];
  const blocks: Block[] = [];
  const said = new Set<Unit>();
  let characters = 0;
  let covered: number[] = question.terms.map(() => 0);
  const add = (block: Block) => {
    blocks.push(block);
    for (const unit of block.units) {
      said.add(unit);
      if (unit.kind !== "code") characters += unit.plain.length;
    }
  };
  const core = coreOf(question, match, best);
  const isShort = question.terms.length <= FACTS.short;
  for (const heading of headingThatAnswers(question, best)) add(heading);
  // What something is, is said once.
  const most = (question.wantsMeaning ? 1 : FACTS.blocks) + blocks.length;
  for (const { unit, from, score } of ranked) {
    const isBest = unit === best.unit;
    const nearly = from === best.from ? FACTS.nearly : FACTS.nearlyElsewhere;
    if (blocks.length === most || score < best.score * FACTS.nearly) break;
    if (said.has(unit) || score < best.score * nearly) continue;
    if (!isBest && question.wantsPrice && !namesPrice(unit)) continue;
    if (!isBest && (unit.kind === "code" || said.values().some((other) => repeats(unit, other)))) continue;
    if (!isBest && isShort && !speaksOf(match, unit, core)) continue;
    const around = blockAround(question, match, unit, from);
    const units = around.units.filter((other) => !said.has(other));
    const name = isBest && blocks.length === 0 ? nameOf(match, unit, from, around.units) : undefined;
    const block = { ...around, units, ...(name === undefined ? {} : { heading: name }) };
    const length = block.units.reduce((sum, { plain }) => sum + plain.length, 0);
    if (!isBest && characters + length > FACTS.characters) continue;
    // A promise of a list that stands in another chunk.
    if (!isBest && block.units.length === 1 && announces(unit)) continue;
    const covers = coverOf(match, around.units, covered);
    // What another page or section says has to add something to what was said.
    // Of a few words most pages say one; of many, what says them again is seldom about something else.
    const isBeside = from === best.from && (!isShort || unit.heading === best.unit.heading);
    if (!isBest && !isBeside && shareOf(question, covers) <= shareOf(question, covered)) continue;
    covered = covers;
    add(block);
  }
  return blocks;
}

/** Terms of the question that the best unit says itself or right above, but for those that weigh little. */
function coreOf({ terms }: Question, match: Match, { unit }: ScoredUnit): number[] {
  const said = saidBy(match, unit);
  const most = Math.max(...terms.map(({ share }) => share));
  return terms.flatMap(({ share }, at) => (said[at]! >= FACTS.said && share >= most / 2 ? [at] : []));
}

/** What stands on the same page and shares only its title is about something else. */
function speaksOf(match: Match, unit: Unit, core: readonly number[]): boolean {
  const said = saidBy(match, unit);
  return core.every((at) => said[at]! >= FACTS.said);
}

/** How well each term of the question is said by the units or was before. */
function coverOf(match: Match, units: readonly Unit[], before: readonly number[]): number[] {
  return units.reduce<number[]>(
    (sum, unit) => saidBy(match, unit).map((found, at) => Math.max(found, sum[at]!)),
    [...before],
  );
}

/** "Version 2.4 · 12 April 2024": asked for a number, the heading above the best unit may be what holds it. */
function headingThatAnswers(question: Question, { unit, from }: ScoredUnit): Block[] {
  if (!question.wantsNumber) return [];
  const heading = from.units.slice(0, unit.at).findLast(({ kind }) => kind === "heading");
  if (heading !== undefined) return holdsNumber(heading.plain) ? [{ from, units: [heading] }] : [];
  const above = from.source.headingPath.at(-1);
  return above !== undefined && holdsNumber(above) ? [{ from, units: [], heading: above }] : [];
}

/** The heading of what is said in so few words that nobody can tell what they are about, where the question does not name it. */
function nameOf(match: Match, unit: Unit, from: UnitSource, units: readonly Unit[]): string | undefined {
  const length = units.reduce((sum, { plain }) => sum + plain.length, 0);
  if (length > FACTS.bare || unit.kind !== "sentence" || unit.list !== undefined) return undefined;
  const heading = from.units.slice(0, unit.at).findLast(({ kind }) => kind === "heading");
  if (heading === undefined || heading.isQuestion || match(heading.stems).some((found) => found > 0)) return undefined;
  return heading.plain;
}

/** A date, a version, an amount: not the number of the section, and not a letter's. */
const holdsNumber = (heading: string): boolean =>
  /(?<![\p{L}\p{N}])v?\p{Nd}[\p{Nd}.,/-]*(?![\p{L}\p{N}])/u.test(
    heading.replace(/^\s*\p{Nd}+(?:\.\p{Nd}+)*[.):]?\s/u, ""),
  );
