/**
 * Chosen units as Markdown: prose, lists, tables and code, each unit followed by the number of its source.
 * Adds no word; what it takes away is markup that would not work outside its page.
 */

import { plainText } from "../../../knowledge/extract/plain-text.ts";
import type { Selection } from "./select.ts";
import type { Unit } from "./units.ts";

/** The answer in pieces of a few words. */
export function* writeAnswer(selections: readonly Selection[]): Generator<string, void> {
  let before: { unit: Unit; number: number } | undefined;
  for (const { from, units } of selections) {
    const { number } = from.source;
    const tables = new Set(units.filter(({ isTableHead }) => isTableHead).map(({ block }) => block));
    for (const unit of units) {
      // Code needs no number of its own behind a sentence that has one.
      const isLed = before?.number === number && before.unit.kind !== "code";
      const written = tables.has(unit.block) ? writeRow(unit, number) : write(unit, number, isLed);
      yield* inPieces(separator(before, unit, number) + written);
      before = { unit, number };
    }
  }
}

function separator(before: { unit: Unit; number: number } | undefined, unit: Unit, number: number): string {
  if (before === undefined) return "";
  const together = before.number === number;
  if (together && unit.block === before.unit.block && unit.kind === "sentence") return " ";
  if (together && unit.kind === "row" && unit.block === before.unit.block) return "\n";
  if (together && unit.list !== undefined && unit.list === before.unit.list) return "\n";
  return "\n\n";
}

function write(unit: Unit, number: number, isLed: boolean): string {
  const marker = `[${number}]`;
  switch (unit.kind) {
    case "code": {
      const fence = "`".repeat(Math.max(3, ...Array.from(unit.text.matchAll(/`+/g), ([run]) => run.length + 1)));
      return `${fence}${unit.language}\n${unit.text}\n${fence}${isLed ? "" : `\n\n${marker}`}`;
    }
    case "row":
      return `- ${readable(unit).replace(/\s*[|\t]\s*/g, " | ")} ${marker}`;
    default: {
      const bullet = unit.marker === undefined ? "" : /\d/.test(unit.marker) ? `${unit.marker} ` : "- ";
      return `${bullet}${readable(unit)} ${marker}`;
    }
  }
}

/** Of a table whose head is there too. */
function writeRow(unit: Unit, number: number): string {
  const cells = unit.text.includes("\t")
    ? unit.text.split("\t").map((cell) => cell.trim().replaceAll("|", "\\|"))
    : readable(unit)
        .replace(/^\s*\||(?<!\\)\|\s*$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim());
  const row = `| ${cells.join(" | ")}`;
  return unit.isTableHead ? `${row} |\n|${" --- |".repeat(cells.length)}` : `${row} [${number}] |`;
}

const TAG = /<\/?[A-Za-z][^>\n]*>/;
/** `[!NOTE]` of GitHub: a box where it came from, noise here. */
const ALERT = /^\[!\w+\]\s*/;
const CODE_SPAN = /(`+)[^`]*\1/g;
/** Links that lead nowhere outside the page they were written for; an image has nothing to show here. */
const LINK = /!?\[([^\][]*)\]\((?!https?:|mailto:)(?:[^()\n]|\([^()\n]*\))*\)|!\[([^\][]*)\]\([^)\n]*\)/g;

/** One line that reads the same anywhere. */
function readable(unit: Unit): string {
  const text = unit.text.replace(/\s*\n[ \t>]*/g, " ").replace(ALERT, "");
  const bare = text.replace(CODE_SPAN, "");
  if (TAG.test(bare)) return plainText(text).replace(/\s+/g, " ");
  return text.replace(LINK, (_link, label?: string, alt?: string) => label ?? alt ?? "");
}

/** Cut behind white space, a few words at a time; the pieces join to `text`. */
function* inPieces(text: string): Generator<string, void> {
  for (const [piece] of text.matchAll(/\s*(?:\S+\s*){1,4}/g)) yield piece;
}
