/**
 * Chosen blocks as Markdown: prose, lists, tables and code, each block followed by the passage of its source
 * that it says. Adds no word; what it takes away is markup that would not work outside its page.
 */

import { plainText } from "../../../knowledge/extract/plain-text.ts";
import type { GeneratorDelta } from "../../../ports.ts";
import type { Block } from "./blocks.ts";
import { cellsOf, type Unit } from "./units.ts";

type Piece = Exclude<GeneratorDelta, { type: "finish" }>;

/** Of a passage that is cited; a block that is longer is cited by its beginning. */
const QUOTE_CHARACTERS = 1_200;

/** The answer in pieces of a few words. @param heading said above it all */
export function* writeAnswer(blocks: readonly Block[], heading?: string): Generator<Piece, void> {
  let isFirst = true;
  const say = function* (text: string): Generator<Piece, void> {
    yield* inPieces(isFirst ? text.trimStart() : text);
    isFirst = false;
  };
  if (heading !== undefined) yield* say(bold(heading));
  for (const [at, block] of blocks.entries()) {
    const { units, from } = block;
    if (block.heading !== undefined) yield* say(`\n\n${bold(block.heading)}`);
    const [first] = units;
    if (first === undefined) continue;
    const { number } = from.source;
    if (units.every(({ kind }) => kind === "code")) {
      for (const unit of units) yield* say(`\n\n${codeOf(unit)}`);
      // Code needs no passage of its own behind a sentence that has one.
      const isLed = at > 0 && blocks[at - 1]!.from === from && blocks[at - 1]!.units.at(-1)?.kind !== "code";
      if (!isLed) {
        yield* say("\n\n");
        yield { type: "quote", number, quote: quoteOf(block) };
      }
      continue;
    }
    const quoted = units.findLastIndex(({ kind }) => kind !== "code");
    for (const [index, unit] of units.entries()) {
      yield* say(separator(units[index - 1], unit) + write(unit, units));
      if (index === quoted) yield { type: "quote", number, quote: quoteOf(block) };
      if (unit.kind === "row" && hasHead(units)) yield* say(" |");
    }
  }
}

const bold = (heading: string): string => `**${heading.replace(/\s+/g, " ").replace(/[*\\]/g, "\\$&")}**`;

const widthOf = (units: readonly Unit[]): number => Math.max(...units.map(({ text }) => cellsOf(text).length));

const hasHead = (units: readonly Unit[]): boolean => units.some(({ isTableHead }) => isTableHead);

/** The longest verbatim stretch from the first unit on; of units that do not follow each other, the last of them. */
function quoteOf({ from, units }: Block): string {
  const cited = units.filter(({ isTableHead }) => !isTableHead);
  const shown = cited.length > 0 && cited.every(({ kind }) => kind === "code") ? cited : cited.filter(isProse);
  const first = shown[0] ?? units[0]!;
  let last = first;
  for (const unit of shown.slice(1)) {
    const between = from.units.slice(last.at + 1, unit.at).filter(isProse);
    if (between.length > 0) return unit.text;
    if (unit.end - first.start > QUOTE_CHARACTERS) break;
    last = unit;
  }
  return from.source.text.slice(first.start, last.end);
}

const isProse = ({ kind }: Unit): boolean => kind !== "code";

function separator(before: Unit | undefined, unit: Unit): string {
  if (before === undefined) return "\n\n";
  // Scripts without spaces have none between sentences either.
  if (unit.block === before.block && unit.kind === "sentence") return unit.start === before.end ? "" : " ";
  if (unit.kind === "row" && before.kind === "row") return "\n";
  if (unit.list !== undefined && unit.list === before.list) return "\n";
  return "\n\n";
}

function write(unit: Unit, units: readonly Unit[]): string {
  switch (unit.kind) {
    case "code":
      return codeOf(unit);
    case "heading":
      return bold(unit.plain);
    case "row":
      return hasHead(units) ? rowOf(unit, widthOf(units)) : `- ${readable(unit).replace(/\s*[|\t]\s*/g, " | ")}`;
    default: {
      // What hangs from an item that is said too stands under it.
      const depth = unit.branch.filter((item) => units.includes(item)).length;
      const indent = unit.list === undefined ? "" : "   ".repeat(depth);
      const bullet = unit.marker === undefined ? "" : /\d/.test(unit.marker) ? `${unit.marker} ` : "- ";
      return `${bullet === "" ? "" : indent}${bullet}${readable(unit)}`;
    }
  }
}

function codeOf(unit: Unit): string {
  const fence = "`".repeat(Math.max(3, ...Array.from(unit.text.matchAll(/`+/g), ([run]) => run.length + 1)));
  return `${fence}${unit.language}\n${unit.text}\n${fence}`;
}

/** Without the bar that closes it, before which the passage is named. @param width cells of the widest row that is said with it */
function rowOf(unit: Unit, width: number): string {
  const written = unit.text.includes("\t")
    ? cellsOf(unit.text).map((cell) => cell.replaceAll("|", "\\|"))
    : cellsOf(readable(unit));
  // The corner of a table whose rows have names is empty.
  const cells = unit.isTableHead && written.length === width - 1 ? ["", ...written] : written;
  const row = `| ${cells.join(" | ")}`;
  return unit.isTableHead ? `${row} |\n|${" --- |".repeat(cells.length).slice(0, -2)}` : row;
}

const TAG = /<\/?[A-Za-z][^>\n]*>/;
/** `[!NOTE]` of GitHub: a box where it came from, noise here. */
const ALERT = /^\[!\w+\]\s*/;
const CODE_SPAN = /(`+)[^`]*\1/g;
/** Links that lead nowhere outside the page they were written for; an image has nothing to show here. */
const LINK = /!?\[([^\][]*)\]\((?!https?:|mailto:)(?:[^()\n]|\([^()\n]*\))*\)|!\[([^\][]*)\]\([^)\n]*\)/g;

/** `[label][name]`, whose target stands elsewhere on the page. */
const REFERENCE = /\[([^\][]+)\]\[[^\][\n]*\]/g;

/** One line that reads the same anywhere. */
function readable(unit: Unit): string {
  const text = unit.text.replace(/\s*\n[ \t>]*/g, " ").replace(ALERT, "");
  const bare = text.replace(CODE_SPAN, "");
  if (TAG.test(bare)) return plainText(text).replace(/\s+/g, " ");
  return text.replace(LINK, (_link, label?: string, alt?: string) => label ?? alt ?? "").replace(REFERENCE, "$1");
}

/** Cut behind white space, a few words at a time; the pieces join to `text`. */
function* inPieces(text: string): Generator<Piece, void> {
  for (const [piece] of text.matchAll(/\s*(?:\S+\s*){1,4}|\s+$/g)) yield { type: "text", text: piece };
}
