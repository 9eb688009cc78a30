/**
 * From scored units to the few that make an answer: the best ones, without repeats, with the neighbours
 * that complete a thought, in reading order.
 */

import type { Question } from "./question.ts";
import type { ScoredUnit } from "./score.ts";
import type { Unit, UnitSource } from "./units.ts";

/** Units of one source that stand together in the answer. */
export interface Selection {
  from: UnitSource;
  /** In reading order. */
  units: Unit[];
}

/** How much is said. Chosen on `npm run bench`'s sets. */
const SELECTION = {
  sentences: 4,
  characters: 700,
  /** A further sentence must be nearly as good as the best one. */
  nearly: 0.75,
  /** One of another source more so. */
  nearlyElsewhere: 0.85,
  /** Share of its words that may have been said before. */
  repeats: 0.6,
  items: 10,
  codeCharacters: 1_500,
};

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
    // What the columns are called is no sentence of its own.
    if (!unit.isTableHead) sentences++;
  };

  for (const { unit, from, score } of ranked) {
    const isBest = unit === best.unit;
    if (sentences >= SELECTION.sentences || score < best.score * SELECTION.nearly) break;
    if (has(from, unit)) continue;
    if (from !== best.from && score < best.score * SELECTION.nearlyElsewhere) continue;
    if (!isBest && (unit.kind === "code" || characters + unit.plain.length > SELECTION.characters)) continue;
    if (!isBest && repeats(unit, chosen)) continue;
    const others = companions(question, unit, from, isBest);
    // A promise of a list that stands in another chunk.
    if (!isBest && others.length === 0 && ANNOUNCES.test(unit.plain)) continue;
    add(from, unit);
    for (const other of others) add(from, other);
  }
  return [...chosen].map(([from, units]) => ({ from, units: [...units].sort((a, b) => a.at - b.at) }));
}

/** What a unit cannot be understood, or is not complete, without. */
function companions(question: Question, unit: Unit, from: UnitSource, isBest: boolean): Unit[] {
  const { units } = from;
  const found: Unit[] = [];
  const before = units[unit.at - 1];
  if (unit.kind === "code") {
    // Code is shown with the sentence that leads to it, which is what can be cited.
    const lead = units.slice(0, unit.at).findLast(({ kind }) => kind !== "code");
    return lead?.kind === "sentence" ? [lead] : [];
  }
  if (before !== undefined && before.block === unit.block && POINTS_BACK.test(unit.plain)) found.push(before);
  // What its cells are.
  const head = unit.kind === "row" && units.find(({ isTableHead, block }) => isTableHead && block === unit.block);
  if (head) found.push(head);
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
    else if (list !== undefined && (list !== unit.list || units[next]!.indent > unit.indent)) {
      // Of a nested list only what is nested deeper.
      while (found.length < SELECTION.items && isPartOf(units[next], list, list === unit.list ? unit.indent + 1 : 0))
        found.push(units[next++]!);
    } else if (units[next]?.kind === "row") {
      while (units[next]?.kind === "row" && found.length < SELECTION.items) found.push(units[next++]!);
    }
  } else if (isBest && question.wantsSteps) {
    // The code that a section about doing something ends in.
    const code = units.slice(next, next + 3).find(({ kind }) => kind === "code" || kind === "heading");
    if (code?.kind === "code") found.push(...shortCode(code));
  }
  return found;
}

const isPartOf = (unit: Unit | undefined, list: number, indent: number): boolean =>
  unit !== undefined && unit.list === list && unit.kind === "sentence" && unit.indent >= indent;

const shortCode = (unit: Unit): Unit[] => (unit.text.length <= SELECTION.codeCharacters ? [unit] : []);

function repeats(unit: Unit, chosen: ReadonlyMap<UnitSource, ReadonlySet<Unit>>): boolean {
  for (const units of chosen.values()) {
    for (const other of units) {
      const shared = [...unit.stems].filter((stem) => other.stems.has(stem)).length;
      if (shared / Math.max(1, Math.min(unit.stems.size, other.stems.size)) > SELECTION.repeats) return true;
    }
  }
  return false;
}
