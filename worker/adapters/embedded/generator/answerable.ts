/**
 * Whether the sources answer the question at all. Judged by how much of the question's words, weighed by how rare
 * they are, the best unit says with what stands around it, and by how far it stands out from what other pages
 * say: what many pages say about as well is about something else on most of them. A name nobody wrote about counts
 * against an answer more than any other word.
 */

import { contentTerms, termOfTopic } from "../../../knowledge/language/terms.ts";
import { type Block, blockAround } from "./blocks.ts";
import { asksForAnother } from "./numbered.ts";
import { type Question, saysExtreme } from "./question.ts";
import {
  goesWith,
  isOtherAddress,
  isRowOfPrices,
  isStep,
  type Match,
  most,
  offers,
  saidBy,
  saysPair,
  type ScoredUnit,
  shareOf,
  wantsPlace,
} from "./score.ts";
import { pageOf } from "./sections.ts";
import { namesPrice, repeats, type Unit, type UnitSource } from "./units.ts";

/**
 * What each thing that is measured adds. Fitted on judged questions by logistic regression, with their pages present and with
 * them taken away, a part of each set held out; the later ones chosen on a grid (`docs/decisions/0093-standing-out.md`).
 */
const SUPPORT: Readonly<Record<keyof Measures, number>> = {
  one: -3.7,
  best: 1.11,
  chunk: 1.11,
  headings: 1.32,
  gap: 11.2,
  absent: -2.89,
  absentWord: -0.6,
  muchAbsent: -1,
  halfAbsent: -0.4,
  name: -4.5,
  shortAbsent: -1,
  terms: 0.19,
  few: 1.31,
  elsewhere: -0.3,
  titled: 2,
  page: -0.6,
  silent: -2.8,
  alone: -1.7,
  noPrice: -6,
  another: -6,
  byTheWay: -6,
  noAddress: -6,
  unread: -6,
  idle: -4,
  extreme: -6,
};

export interface Measures {
  one: number;
  /** Score of the best unit. */
  best: number;
  /** Share of the question that its chunk says. */
  chunk: number;
  /** And the headings above it. */
  headings: number;
  /** How far its score stands above the best one of any other page that does not say the same. */
  gap: number;
  /** Share of the question that no source says, and of the heaviest word of it. */
  absent: number;
  absentWord: number;
  /** 1 where that is much, of many sources and of few. */
  muchAbsent: number;
  /** 1 among a handful of sources where one word is nearly half of the question and none says it: "how old must I be to marry". */
  halfAbsent: number;
  /** Share of names that stand neither in the unit nor around it. */
  name: number;
  /**
   * What a question of few words asks and the passage is silent on: "gift card" is not about every card. Not where a
   * figure is asked for: the passage that has one says "two years" where the question says "how long".
   */
  shortAbsent: number;
  /** A long question has more words that no answer repeats. */
  terms: number;
  /** 1 among a handful of sources, where less comes near by chance. */
  few: number;
  /** Words of the question that other passages say and what would be shown does not, twice from the third on: it is about something beside what is asked. */
  elsewhere: number;
  /** Share of the question that the title of the page shown says. */
  titled: number;
  /** Place of that page among those found, from 0: the search knows of a whole page what one passage does not show. */
  page: number;
  /** 1 where other passages say a word of a short question and what would be shown does not: an order is meant, and a plan cancelled. */
  silent: number;
  /** 1 of a question of one word that no heading above names: many a passage has one word. */
  alone: number;
  /** 1 where a price is asked for and none would be shown, or that of something else. */
  noPrice: number;
  /** 1 where the sources, or the best one, number what is asked for with other numbers alone: nothing outweighs that. */
  another: number;
  /**
   * 1 where it is asked whether one thing is to be had, and the passage mentions it by the way: "ten minutes under engine" says of no
   * engine that it is sold. And where it is asked whether something may be done or is needed, and the passage is a step of something else.
   */
  byTheWay: number;
  /** 1 where an address alone is asked for, and the passage neither has a number nor stands below a heading that names it. */
  noAddress: number;
  /** 1 of a question in another language whose words, but for those of a price, are all unknown: what it asks for nobody can tell. */
  unread: number;
  /** 1 where it has nothing but verbs of the asking and no heading says them: "how fast can I get it". */
  idle: number;
  /** 1 where the most or the least of several is asked for, and some of them would be shown: which one it is nobody compared. */
  extreme: number;
}

const COST = termOfTopic("cost");
const MOST_GAP = 0.25;
const MOST_TERMS = 10;
const FEW = 8;
const SHORT = 2;
/** Words that any answer may leave to others. */
const FEW_ELSEWHERE = 2;
const MUCH = 0.3;
const MUCH_OF_FEW = 0.55;
const HALF = 0.4;
/** Share of a short question that a word has which is more than the asking. */
const WEIGHTY = 0.25;
/** From here on a word counts as said. */
const SAID = 0.5;

/** What would be said: its blocks, and the heading said above them. */
export interface Shown {
  blocks: readonly Block[];
  heading: string | undefined;
}

/** Above 0 where they do; undefined where there is no unit. */
export function measureSupport(
  question: Question,
  match: Match,
  ranked: readonly ScoredUnit[],
  sources: readonly UnitSource[],
  shown: Shown,
): number | undefined {
  const measures = measure(question, match, ranked, sources, shown);
  if (measures === undefined) return undefined;
  return Object.entries(SUPPORT).reduce((sum, [name, weight]) => sum + weight * measures[name as keyof Measures], 0);
}

function measure(
  question: Question,
  match: Match,
  ranked: readonly ScoredUnit[],
  sources: readonly UnitSource[],
  shown: Shown,
): Measures | undefined {
  const best = ranked[0];
  if (best === undefined) return undefined;
  const { terms } = question;
  const { unit, from } = best;
  const found = sources.map((source) => match(source.stems));
  const anywhere = most(found);
  const around = aroundOf(best, match);
  // "Breakfast: 7 to 10" is headed by its first word.
  const opening = new Set([...unit.stems].slice(0, 1));
  const named = most([unit.heading, from.headings, from.title, unit.answers, opening].map((stems) => match(stems)));
  const block = blockAround(question, match, unit, from).units;
  // Other prices of what is named in a price list are those of what it is a part of.
  const hasRival = !isRowOfPrices(question, unit) || saidBy(match, unit).some((said) => said < SAID);
  const other = hasRival
    ? ranked.find((each) => pageOf(each.from) !== pageOf(from) && !repeats(each.unit, unit))
    : undefined;
  const sumOf = (lacks: (at: number) => number): number =>
    terms.reduce((sum, { share }, at) => sum + share * lacks(at), 0);
  const heaviest = (holds: (at: number) => boolean): number =>
    Math.max(0, ...terms.map(({ share }, at) => (holds(at) ? share : 0)));
  const absent = sumOf((at) => 1 - anywhere[at]!);
  const absentWord = heaviest((at) => anywhere[at]! < SAID);
  const said = saidByShown(shown, best, match);
  const elsewhere = terms.filter((_term, at) => anywhere[at]! >= SAID && said[at]! < SAID).length;
  const page = shown.blocks[0]?.from ?? from;
  const pages = [...new Set(sources.map(pageOf))];
  const isFew = sources.length < FEW;
  const isFigure = question.wantsNumber || question.wantsPrice;
  return {
    one: 1,
    best: best.score,
    chunk: shareOf(question, match(from.stems)),
    headings: shareOf(question, most([match(unit.heading), match(from.headings)])),
    gap: other === undefined ? MOST_GAP : Math.min(best.score - other.score, MOST_GAP),
    absent,
    absentWord,
    muchAbsent: absent >= (isFew ? MUCH_OF_FEW : MUCH) ? 1 : 0,
    halfAbsent: isFew && absentWord >= HALF ? 1 : 0,
    name: sumOf((at) => (terms[at]!.isName ? 1 - around[at]! : 0)),
    shortAbsent: terms.length <= SHORT && !isFigure ? sumOf((at) => 1 - around[at]!) : 0,
    terms: Math.min(terms.length, MOST_TERMS),
    few: isFew ? 1 : 0,
    elsewhere: elsewhere + Math.max(0, elsewhere - FEW_ELSEWHERE),
    titled: shareOf(question, match(page.title)),
    // And so is their place in the search.
    page: hasRival ? pages.indexOf(pageOf(page)) : 0,
    silent: terms.length <= SHORT && heaviest((at) => anywhere[at]! >= SAID && around[at]! < SAID) >= WEIGHTY ? 1 : 0,
    alone: terms.length === 1 && !question.wantsOffer && named[0]! < SAID ? 1 : 0,
    noPrice: question.wantsPrice && (!block.some(namesPrice) || !isAbout(question, around)) ? 1 : 0,
    noAddress:
      wantsPlace(question) && named[0]! < SAID && (!/\p{Nd}/u.test(unit.plain) || isOtherAddress(unit)) ? 1 : 0,
    idle: !question.isBare && terms.every(({ isLight }) => isLight) && named.every((found) => found < SAID) ? 1 : 0,
    unread: question.isForeign && !isAbout(question, anywhere) ? 1 : 0,
    byTheWay:
      (question.wantsOffer && isByTheWay(question, named, best, match)) ||
      ((question.wantsLeave || question.wantsNeed) && isStep(unit))
        ? 1
        : 0,
    extreme: question.wantsExtreme && !comparesAll(shown, best) ? 1 : 0,
    another: asksForAnother(question.numbered, sources) || asksForAnother(question.numbered, [from]) ? 1 : 0,
  };
}

/** Of a question for one thing, or for one that has two words: a "company car" is no car of a rental company. */
function isByTheWay(
  { terms, names, isForeign }: Question,
  named: readonly number[],
  { unit }: ScoredUnit,
  match: Match,
): boolean {
  const things = terms.flatMap(({ isLight, isName }, at) => (isLight || (isName && terms.length > 2) ? [] : [at]));
  const [thing, second, ...others] = things;
  if (thing === undefined || others.length > 0 || things.every((at) => named[at]! >= SAID)) return false;
  const said = saidBy(match, unit);
  if (second === undefined) return !offers(unit) || said[thing]! < SAID;
  const pair = isForeign ? undefined : names.find(([first, last]) => first === thing && last === second);
  // Words of a row stand in cells of their own.
  return pair !== undefined && unit.kind !== "row" && !saysPair({ terms }, unit, pair);
}

/**
 * Whether all rows of the table, or items of the list, would be shown, or the page says itself which is the most or the least. Prose may
 * say it in words of its own.
 */
function comparesAll({ blocks }: Shown, { unit, from }: ScoredUnit): boolean {
  if ((unit.kind !== "row" && unit.list === undefined) || saysExtreme(unit.plain)) return true;
  const isOneOf = (other: Unit): boolean =>
    unit.kind === "row" ? other.kind === "row" && other.block === unit.block : other.list === unit.list;
  const shown = new Set(blocks.flatMap(({ units }) => units));
  return from.units.filter(isOneOf).every((other) => shown.has(other));
}

/** Whether anything of what is asked for is said, but for its price. */
function isAbout({ terms }: Question, around: readonly number[]): boolean {
  const things = terms.flatMap(({ topics }, at) => (topics.length === 1 && topics[0] === COST ? [] : [at]));
  return things.length === 0 || things.some((at) => around[at]! >= SAID);
}

/** What is said of each term by all that would be shown, under its headings and the titles of its pages. */
function saidByShown({ blocks, heading = "" }: Shown, { from }: ScoredUnit, match: Match): number[] {
  return most([
    match(new Set(contentTerms(heading, from.language))),
    ...blocks.flatMap((block) => [match(block.from.headings), match(block.from.title)]),
    ...blocks.flatMap(({ units }) => units.map((unit) => saidBy(match, unit))),
  ]);
}

/** What the unit says with its paragraph, its neighbours, its headings and the title of its page. */
function aroundOf({ unit, from }: ScoredUnit, match: Match): number[] {
  const near = from.units.filter(
    (other) =>
      (other.block === unit.block && other.kind !== "row") ||
      (other.at === unit.at - 1 && goesWith(other, unit)) ||
      (other.at === unit.at + 1 && goesWith(unit, other)),
  );
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

export const isAnswered = (support: number | undefined): boolean => (support ?? -1) >= 0;
