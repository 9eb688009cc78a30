/** The section that tells how to do something, whole: heading, lead, every step, code. */

import { isTopic } from "../../../knowledge/language/terms.ts";
import { announces, type Block } from "./blocks.ts";
import type { Question } from "./question.ts";
import { type Match, type ScoredUnit, SCORING, shareOf, titleWeightOf } from "./score.ts";
import { lengthOf, type PlacedUnit, type Section } from "./sections.ts";
import type { Unit } from "./units.ts";

/** Chosen on `npm run bench`'s sets. */
const STEPS = {
  /** Of the question's words: in the heading or the title; anywhere in the section; in its best unit. */
  heading: 0.45,
  body: 0.25,
  unit: 0.3,
  /** For a page whose whole title is asked for. */
  titled: 0.2,
  /** For a heading that says nothing else. */
  precise: 0.15,
  /** For steps, and for code, the more so where they hold the words. */
  shows: 0.15,
  rank: 0.025,
  characters: 1_400,
  tooLong: 0.04,
  /** Units whose sections are looked at. */
  candidates: 24,
};

export interface Told {
  heading: string;
  blocks: Block[];
}

/** @param ranked best first */
export function selectSection(
  question: Question,
  match: Match,
  ranked: readonly ScoredUnit[],
  sections: readonly Section[],
): Told | undefined {
  const scores = new Map(ranked.slice(0, STEPS.candidates).map(({ unit, score }) => [unit, score]));
  const [best] = rankSections(question, match, scores, sections);
  return best && { heading: best.section.heading, blocks: blocksOf(best.section.content, scores) };
}

export interface ScoredSection {
  section: Section;
  /** About 0 to 1. */
  score: number;
}

/** Best first. @param scores of the units whose sections are looked at */
export function rankSections(
  question: Question,
  match: Match,
  scores: ReadonlyMap<Unit, number>,
  sections: readonly Section[],
): ScoredSection[] {
  return sections
    .flatMap((section) => withoutNested(section))
    .filter(({ content }) => content.some(({ unit }) => scores.has(unit)))
    .map((section) => ({ section, score: scoreSection(question, match, scores, section) }))
    .sort((a, b) => b.score - a.score);
}

function scoreSection(
  question: Question,
  match: Match,
  scores: ReadonlyMap<Unit, number>,
  { content, stems, rank }: Section,
): number {
  const { from } = content[0]!;
  const title = match(from.title);
  const titleWeight = titleWeightOf(from, match);
  const above = match(stems).map((found, at) => Math.max(found, titleWeight * title[at]!));
  const body = match(content.reduce((sum, { unit }) => sum.union(unit.stems), new Set(stems)));
  const shown = content.filter(showsHow).map(({ unit }) => 0.3 + 0.7 * shareOf(question, match(unit.stems)));
  return (
    STEPS.heading * shareOf(question, above) +
    STEPS.precise * precisionOf(stems, match) +
    STEPS.body * shareOf(question, body) +
    STEPS.unit * Math.max(...content.map(({ unit }) => scores.get(unit) ?? 0)) +
    STEPS.shows * Math.max(0, ...shown) -
    STEPS.rank * rank +
    (titleWeight > SCORING.title ? STEPS.titled : 0) -
    (isTooLong(content) ? STEPS.tooLong : 0)
  );
}

/** Words of headings that name no other thing: "Regular cookies" are the cookies that are asked for, "Signed cookies" are not. */
const PLAIN =
  /^(?:regular|basic|simpl\w*|standard|normal|default|usag|us|exampl|overview|introduct\w*|gener(?:al)?|common|quick|start|guid|step|your|our)$/;

/** Share of the heading that is asked for; its number is none of it. */
function precisionOf(heading: ReadonlySet<string>, match: Match): number {
  const words = [...heading].filter((stem) => !/^\p{Nd}+$/u.test(stem) && !PLAIN.test(stem) && !isTopic(stem));
  const asked = words.filter((stem) => match(new Set([stem])).some((found) => found >= 0.6));
  return words.length === 0 ? 0 : asked.length / words.length;
}

/**
 * Of a section that is too long and holds others, or several questions of the page: what stands above the first of them. The
 * others are looked at by themselves.
 */
function withoutNested(section: Section): Section[] {
  const asks = section.content.filter(({ unit }) => unit.isQuestion).length > 1;
  if (!isTooLong(section.content) && !asks) return [section];
  const first = section.content.findIndex((placed) => isHeading(placed) || (asks && placed.unit.isQuestion));
  if (first < 0) return [section];
  return first === 0 ? [] : [{ ...section, content: section.content.slice(0, first) }];
}

const isTooLong = (content: Section["content"]): boolean => lengthOf(content) > STEPS.characters;
const isHeading = ({ unit }: PlacedUnit): boolean => unit.kind === "heading";
const showsHow = ({ unit }: PlacedUnit): boolean => unit.kind === "code" || /\d/.test(unit.marker ?? "");

/**
 * Whole blocks in reading order, as many as fit. Of a section that is too long, from its beginning, or where that would
 * leave out the block that answers best, up to that one and on.
 */
function blocksOf(content: readonly PlacedUnit[], scores: ReadonlyMap<Unit, number>): Block[] {
  const blocks: (Block & { units: Unit[] })[] = [];
  let heading: string | undefined;
  let before: PlacedUnit | undefined;
  for (const placed of content) {
    const { from, unit } = placed;
    if (unit.kind === "heading") {
      heading = unit.plain;
      before = undefined;
      continue;
    }
    const last = blocks.at(-1);
    if (last !== undefined && before?.from === from && goesOn(before.unit, unit)) last.units.push(unit);
    else blocks.push({ from, units: [unit], ...(heading === undefined ? {} : { heading }) });
    heading = undefined;
    before = placed;
  }
  const best = blocks.findIndex(({ units }) => units.some((unit) => scores.get(unit) === Math.max(...scores.values())));
  const said = whatFits(blocks, 0);
  return best < said.length ? said : whatFits(blocks, firstBefore(blocks, best));
}

const charactersOf = ({ units }: Block): number => units.reduce((sum, { plain }) => sum + plain.length, 0);

/** Where to begin so that the block is said too, with as much of what leads to it as fits. */
function firstBefore(blocks: readonly Block[], last: number): number {
  let first = last;
  let left = STEPS.characters - charactersOf(blocks[last]!);
  while (first > 0 && (left -= charactersOf(blocks[first - 1]!)) >= 0) first--;
  return first;
}

function whatFits(blocks: readonly Block[], from: number): Block[] {
  let left = STEPS.characters;
  const said: Block[] = [];
  for (const block of blocks.slice(from)) {
    left -= charactersOf(block);
    if (left < 0 && said.length > 0) break;
    said.push(block);
  }
  return said;
}

/** One block of the page, or a list with the line that announces it. */
function goesOn(before: Unit, unit: Unit): boolean {
  if (before.kind !== unit.kind) return false;
  if (before.block === unit.block || unit.kind === "code") return true;
  if (before.list !== undefined && before.list === unit.list) return true;
  return unit.list !== undefined && before.list === undefined && announces(before);
}
