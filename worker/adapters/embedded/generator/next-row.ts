/**
 * A follow-up that stays in the table which was quoted last: "and for children?" behind the price of an adult's ticket asks for
 * another row, "and online?" for another column of the same one.
 */

import { contentTerms, indexTerms, type Language } from "../../../knowledge/language/terms.ts";
import type { CitedTurn } from "../../../prompt.ts";
import type { Block } from "./blocks.ts";
import type { Question } from "./question.ts";
import type { Match } from "./score.ts";
import { cellsOf, type Unit, type UnitSource } from "./units.ts";

/** From here on a word counts as said. */
const SAID = 0.5;
const MOST_ROWS = 5;

/** The rows with their head; undefined where the question is about something else. */
export function selectNextRows(
  question: Question,
  match: Match,
  quoted: readonly CitedTurn[],
  sources: readonly UnitSource[],
): Block | undefined {
  const asked = question.terms.flatMap(({ isNew }, at) => (isNew ? [at] : []));
  if (asked.length === 0) return undefined;
  for (const { quote } of quoted) {
    for (const from of sources) {
      const last = from.units.filter((unit) => isRow(unit) && quote.includes(unit.text));
      const [first] = last;
      if (first === undefined) continue;
      const table = from.units.filter(({ kind, block }) => kind === "row" && block === first.block);
      const rows = table.filter(isRow);
      const heads = table.filter(({ isTableHead }) => isTableHead);
      const saidBy = (stems: Iterable<string>): number[] => match(new Set(stems));
      const isSaid = (found: readonly number[]): boolean => asked.every((at) => found[at]! >= SAID);
      const named = rows.map((row) => saidBy(termsOf(cellsOf(row.plain)[0] ?? "", from.language)));
      const meant = named.some(isSaid)
        ? rows.filter((_row, at) => isSaid(named[at]!))
        : heads.some(({ stems }) => isSaid(saidBy(stems)))
          ? last
          : [];
      if (meant.length === 0 || meant.length > MOST_ROWS) continue;
      return { from, units: [...heads, ...meant] };
    }
  }
  return undefined;
}

/** With other forms of what it names: "Tuesday to Friday" holds Wednesday. */
const termsOf = (cell: string, language: Language): string[] => [
  ...contentTerms(cell, language),
  ...indexTerms(cell, language).beside,
];

const isRow = ({ kind, isTableHead }: Unit): boolean => kind === "row" && !isTableHead;
