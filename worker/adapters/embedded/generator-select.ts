/**
 * From scored units to the few that make an answer: the best ones, without repeats, with the neighbours
 * that complete a thought, in reading order.
 */

import type { Question } from "./generator-question.ts";
import type { ScoredUnit } from "./generator-score.ts";
import type { Unit, UnitSource } from "./generator-units.ts";

/** Units of one source that stand together in the answer. */
export interface Selection {
  from: UnitSource;
  /** In reading order. */
  units: Unit[];
}

const MOST_SENTENCES = 4;
const MOST_CHARACTERS = 700;
/** A further sentence must be nearly as good as the best one. */
const NEARLY = 0.75;
const REPEATS = 0.6;
const MOST_ITEMS = 10;
const MOST_CODE = 1_500;

/** Openings that point back: such a sentence needs the one before it. */
const POINTS_BACK =
  /^(?:it|this|that|these|those|they|he|she|such|otherwise|however|therefore|thus|then|also|in (?:this|that|such) case|if (?:so|not)|additionally|instead|similarly|for example|er|sie|es|dies\w*|das|sonst|außerdem|il|elle|cela|ceci|esto|eso|isso|isto|questo|dit|dat)\b/iu;
const ANNOUNCES = /[:：]\W*$/u;

export function selectUnits(question: Question, ranked: readonly ScoredUnit[]): Selection[] {
  const best = ranked[0];
  if (best === undefined) return [];
  const chosen = new Map<UnitSource, Set<Unit>>();
  let sentences = 0;
  let characters = 0;
  const has = (from: UnitSource, unit: Unit) => chosen.get(from)?.has(unit) ?? false;
  const add = (from: UnitSource, unit: Unit) => {
    if (has(from, unit)) return;
    chosen.set(from, (chosen.get(from) ?? new Set()).add(unit));
    if (unit.kind !== "code") characters += unit.plain.length;
    sentences++;
  };

  for (const { unit, from, score } of ranked) {
    if (sentences >= MOST_SENTENCES || score < best.score * NEARLY) break;
    if (has(from, unit) || (unit !== best.unit && unit.kind === "code")) continue;
    if (characters + unit.plain.length > MOST_CHARACTERS && unit !== best.unit) continue;
    if (unit !== best.unit && repeats(unit, chosen)) continue;
    add(from, unit);
    for (const other of companions(question, unit, from, unit === best.unit)) add(from, other);
  }
  return [...chosen].map(([from, units]) => ({ from, units: [...units].sort((a, b) => a.at - b.at) }));
}

/** What a unit cannot be understood, or is not complete, without. */
function companions(question: Question, unit: Unit, from: UnitSource, isBest: boolean): Unit[] {
  const { units } = from;
  const found: Unit[] = [];
  const before = units[unit.at - 1];
  if (before !== undefined && before.block === unit.block && POINTS_BACK.test(unit.plain)) found.push(before);
  // The sentence that announces the list this item stands in.
  if (unit.list !== undefined) {
    const first = units.findIndex(({ list }) => list === unit.list);
    const intro = units[first - 1];
    if (intro?.kind === "sentence" && ANNOUNCES.test(intro.plain)) found.push(intro);
  }
  let next = unit.at + 1;
  if (ANNOUNCES.test(unit.plain)) {
    const list = units[next]?.list;
    if (units[next]?.kind === "code") found.push(...shortCode(units[next]!));
    else if (list !== undefined && list !== unit.list) {
      const items = units.filter((each) => each.list === list && each.kind === "sentence");
      found.push(...items.slice(0, MOST_ITEMS));
    } else if (units[next]?.kind === "row") {
      while (units[next]?.kind === "row" && found.length < MOST_ITEMS) found.push(units[next++]!);
    }
  } else if (isBest && question.wantsSteps) {
    // The code that a section about doing something ends in.
    const code = units.slice(next, next + 3).find(({ kind }) => kind === "code" || kind === "heading");
    if (code?.kind === "code") found.push(...shortCode(code));
  }
  return found;
}

const shortCode = (unit: Unit): Unit[] => (unit.text.length <= MOST_CODE ? [unit] : []);

function repeats(unit: Unit, chosen: ReadonlyMap<UnitSource, ReadonlySet<Unit>>): boolean {
  for (const units of chosen.values()) {
    for (const other of units) {
      const shared = [...unit.stems].filter((stem) => other.stems.has(stem)).length;
      if (shared / Math.max(1, Math.min(unit.stems.size, other.stems.size)) > REPEATS) return true;
    }
  }
  return false;
}
