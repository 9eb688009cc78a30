/**
 * What is said and cited as one: a paragraph, a list with what announces it, the rows of a table that were asked
 * for. From the unit that answers best to the whole it cannot be understood, or is not complete, without.
 */

import { termOfTopic } from "../../../knowledge/language/terms.ts";
import type { Question } from "./question.ts";
import { type Match, shareOf } from "./score.ts";
import { namesPrice, type Unit, type UnitSource } from "./units.ts";

export interface Block {
  from: UnitSource;
  /** In reading order. */
  units: readonly Unit[];
  /** Said above it, and not cited: the heading of a section nested in the one that answers. */
  heading?: string;
}

const BLOCK = {
  /** A paragraph up to this long is said whole. */
  paragraph: 600,
  /** So is a longer one, or a section, unless a sentence says this share of the question. */
  long: 1_200,
  section: 1_100,
  direct: 0.92,
  items: 14,
  listCharacters: 1_100,
  rows: 10,
  answerCharacters: 800,
  codeCharacters: 1_500,
  /** Share of the question that an item must say itself to be the answer without its neighbours. */
  item: 0.4,
};

const HOURS = termOfTopic("hours");

/** Openings that point back: such a sentence needs the one before it. */
const POINTS_BACK =
  /^(?:it|this|that|these|those|they|he|she|such|otherwise|however|therefore|thus|then|also|in (?:this|that|such) case|if (?:so|not)|additionally|instead|similarly|for example|er|sie|es|dies\p{L}*|das|sonst|außerdem|il|elle|cela|ceci|esto|eso|isso|isto|questo|dit|dat)(?![\p{L}\p{N}])/iu;
const ANNOUNCES = /[:：]\W*$/u;

export const announces = (unit: Unit): boolean => ANNOUNCES.test(unit.plain);

/** @param match as of `createMatcher`, for this question */
export function blockAround(question: Question, match: Match, unit: Unit, from: UnitSource): Block {
  const { units } = from;
  if (unit.kind === "row") return { from, units: rowsOf(question, match, unit, units) };
  if (unit.kind === "code") return { from, units: codeWithLead(unit, units) };
  const answer = answerOf(question, match, unit, units);
  if (answer !== undefined) return { from, units: answer };
  if (unit.list !== undefined) return { from, units: itemsOf(question, match, unit, units) };
  return { from, units: sectionOf(question, match, unit, units) ?? paragraphOf(question, match, unit, units) };
}

/**
 * All that stands under the heading of a paragraph, where that is little and no sentence says nearly all that is
 * asked: the answer may stand beside the sentence that has most of the words.
 */
function sectionOf(question: Question, match: Match, unit: Unit, units: readonly Unit[]): Unit[] | undefined {
  if (isDirect(question, match, unit)) return undefined;
  const first = units.slice(0, unit.at).findLastIndex(({ kind }) => kind === "heading") + 1;
  const next = units.findIndex(({ kind }, at) => at > unit.at && kind === "heading");
  const section = units.slice(first, next < 0 ? units.length : next);
  // What answers several questions of the page is no whole, and makes no sense without them.
  if (section.some(({ isQuestion }) => isQuestion)) return undefined;
  // Nor are steps that stand beside it.
  if (section.some(({ marker = "" }) => /\d/.test(marker))) return undefined;
  const characters = section.reduce((sum, { plain }) => sum + plain.length, 0);
  return characters <= BLOCK.section && section.every(({ kind }) => kind === "sentence") ? section : undefined;
}

const isDirect = (question: Question, match: Match, { stems }: Unit): boolean =>
  shareOf(question, match(stems)) >= BLOCK.direct;

/** All that stands under the page's own question, where that is what was asked. */
function answerOf(question: Question, match: Match, unit: Unit, units: readonly Unit[]): Unit[] | undefined {
  if (unit.answers.size === 0 || shareOf(question, match(unit.answers)) < 0.5) return undefined;
  const isPart = (other: Unit | undefined): other is Unit =>
    other !== undefined && other.answers === unit.answers && other.kind !== "heading" && !other.isQuestion;
  let first = unit.at;
  while (isPart(units[first - 1])) first--;
  const found: Unit[] = [];
  let characters = 0;
  for (let at = first; isPart(units[at]); at++) {
    characters += units[at]!.plain.length;
    if (found.length > 0 && characters > BLOCK.answerCharacters) break;
    found.push(units[at]!);
  }
  // A long answer whose best sentence lies beyond what is said: that sentence alone.
  return found.includes(unit) ? found : undefined;
}

function paragraphOf(question: Question, match: Match, unit: Unit, units: readonly Unit[]): Unit[] {
  const whole = units.filter(({ block, isQuestion }) => block === unit.block && !isQuestion);
  const length = whole.reduce((sum, { plain }) => sum + plain.length, 0);
  const before = units[unit.at - 1];
  const pointsBack = before?.block === unit.block && !before.isQuestion && POINTS_BACK.test(unit.plain);
  const most = isDirect(question, match, unit) ? BLOCK.paragraph : BLOCK.long;
  const said = length <= most ? whole : pointsBack ? [before, unit] : [unit];
  return [...said, ...announced(said.at(-1)!, units)];
}

/** What a unit that ends in a colon promises: the list, the rows or the code behind it. */
function announced(unit: Unit, units: readonly Unit[]): Unit[] {
  if (!announces(unit)) return [];
  const next = units[unit.at + 1];
  if (next?.kind === "code") return next.text.length <= BLOCK.codeCharacters ? [next] : [];
  if (next?.kind === "row") return units.slice(next.at).filter(inRun(next)).slice(0, BLOCK.rows);
  if (next?.list === undefined) return [];
  // Of a nested list only what is nested deeper.
  const nested = next.list === unit.list;
  const items = [];
  for (let at = next.at; at < units.length && items.length < BLOCK.items; at++) {
    const item = units[at]!;
    if (item.list !== next.list || (nested && item.indent <= unit.indent)) break;
    items.push(item);
  }
  return items;
}

const inRun = (first: Unit) => (other: Unit) => other.block === first.block;

/** The whole list where it is the answer together, else the item with the branch it hangs from. */
function itemsOf(question: Question, match: Match, unit: Unit, units: readonly Unit[]): Unit[] {
  const list = units.filter((other) => other.list === unit.list);
  const own = shareOf(question, match(new Set([...unit.stems, ...unit.branch.flatMap(({ stems }) => [...stems])])));
  const length = list.reduce((sum, { plain }) => sum + plain.length, 0);
  const fits = list.length <= BLOCK.items && length <= BLOCK.listCharacters;
  if (own < BLOCK.item && fits) return [...introOf(list[0]!, units), ...list];
  const item = units.filter(({ block, isQuestion }) => block === unit.block && !isQuestion);
  const below = list.filter((other) => other.branch.some(({ block }) => block === unit.block));
  const children = below.length <= BLOCK.items ? below : [];
  const intro = own < 0.75 ? introOf(list[0]!, units) : [];
  return [...intro, ...unit.branch.filter(({ isQuestion }) => !isQuestion), ...item, ...children].toSorted(
    (a, b) => a.at - b.at,
  );
}

/** The sentence that announces a list. */
function introOf(first: Unit, units: readonly Unit[]): Unit[] {
  const intro = units[first.at - 1];
  return intro?.kind === "sentence" && announces(intro) ? [intro] : [];
}

/** The head of the table, and the rows that say as much of the question as the best one; all where none is singled out. */
function rowsOf(question: Question, match: Match, unit: Unit, units: readonly Unit[]): Unit[] {
  const rows = units.filter((other) => other.kind === "row" && other.block === unit.block);
  const head = rows.filter(({ isTableHead }) => isTableHead);
  const body = rows.filter(({ isTableHead }) => !isTableHead);
  const found = body.map((row) => match(row.stems));
  // A word that stands in every row tells none from another, nor does "closed" where it is asked when somebody is there.
  const tells = question.terms.map(({ topics }, at) => !topics.includes(HOURS) && found.some((row) => row[at]! < 0.5));
  const saysOf = (row: readonly number[]) =>
    question.terms.reduce((sum, { share }, at) => sum + (tells[at] ? share * row[at]! : 0), 0);
  const most = Math.max(...found.map(saysOf));
  const priced = question.wantsPrice ? body.filter(namesPrice) : [];
  const all = priced.length > 0 ? priced : body;
  const asked = most === 0 ? all.slice(0, BLOCK.rows) : body.filter((_row, at) => saysOf(found[at]!) >= most * 0.9);
  return [...head, ...(asked.length <= BLOCK.rows ? asked : [unit])];
}

/** Code is said with the sentence that leads to it, which is what can be cited. */
function codeWithLead(unit: Unit, units: readonly Unit[]): Unit[] {
  const lead = units.slice(0, unit.at).findLast(({ kind }) => kind !== "code");
  return lead?.kind === "sentence" && !lead.isQuestion ? [lead, unit] : [unit];
}
