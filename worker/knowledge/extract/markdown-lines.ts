/**
 * What a single line of Markdown is, told from the line alone. The chunker, the stripper and the
 * sentence splitter see slices of a document, where a parser of whole documents would not help.
 */

/** Opens or may close a fence; the run is in group 1. */
const FENCE = /^[ \t>]*(`{3,}|~{3,})([^\n]*)$/;
const HEADING = /^ {0,3}#{1,6}(?=[ \t]|$)/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const SETEXT = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** `:::` of VitePress and Docusaurus, and lines of nothing but template tags. */
const CONTAINER = /^[ \t]*:{3,}/;
const TEMPLATE = /^[ \t]*(?:\{%[^%\n]*%\}[ \t]*)+$/;
const DEFINITION = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*(?:\S|$)/;

/** No rule, table head or template line is longer; the expressions for them must not meet 4 MB in one line. */
const LINE_CHARACTERS = 2_000;
const isShort = (line: string): boolean => line.length <= LINE_CHARACTERS;

export interface Fence {
  /** Backticks or tildes. */
  mark: string;
  length: number;
}

/** The fence this line opens, or undefined. */
export function opensFence(line: string): Fence | undefined {
  if (!/^[ \t>]*[`~]/.test(line)) return undefined;
  const match = FENCE.exec(line);
  if (!match) return undefined;
  const run = match[1]!;
  // An info string of a backtick fence holds no backtick: otherwise it is a code span on one line.
  if (run[0] === "`" && match[2]!.includes("`")) return undefined;
  return { mark: run[0]!, length: run.length };
}

export function closesFence(line: string, fence: Fence): boolean {
  if (!line.includes(fence.mark)) return false;
  const match = FENCE.exec(line);
  return match !== null && match[1]![0] === fence.mark && match[1]!.length >= fence.length && match[2]!.trim() === "";
}

export type LineKind =
  | "blank"
  | "heading"
  | "item"
  | "rule"
  | "table-rule"
  | "row"
  | "scaffold"
  | "definition"
  | "comment"
  | "text";

/**
 * What the line is where it starts a block and stands in no fence. `rule` may be the underline of a
 * heading; fences are told by `opensFence`.
 */
export function kindOf(line: string): LineKind {
  const trimmed = line.trimStart();
  switch (trimmed[0]) {
    case undefined:
      return "blank";
    case "#":
      return HEADING.test(line) ? "heading" : "text";
    case "|":
      return isTableRule(line) ? "table-rule" : "row";
    case "-":
    case "*":
    case "_":
    case "=":
    case "+":
      if (isTableRule(line)) return "table-rule";
      if (isShort(line) && (RULE.test(line) || SETEXT.test(line))) return "rule";
      return ITEM.test(line) ? "item" : "text";
    case ":":
      return isTableRule(line) ? "table-rule" : CONTAINER.test(line) ? "scaffold" : "text";
    case "{":
      return isScaffold(line) ? "scaffold" : "text";
    case "[":
      return isDefinition(line) ? "definition" : "text";
    case "<":
      return trimmed.startsWith("<!--") ? "comment" : "text";
    default:
      if (ITEM.test(line)) return "item";
      // The HTML extraction separates cells by tabs.
      return /\S\t+\S/.test(line) ? "row" : "text";
  }
}

export const isItem = (line: string): boolean => kindOf(line) === "item";
export const isSetextUnderline = (line: string): boolean => isShort(line) && SETEXT.test(line);
export const isTableRule = (line: string): boolean => isShort(line) && line.includes("|") && TABLE_RULE.test(line);
/** Markup for the site generator that no reader sees. */
export const isScaffold = (line: string): boolean => CONTAINER.test(line) || (isShort(line) && TEMPLATE.test(line));
export const isDefinition = (line: string): boolean => DEFINITION.test(line);

/** Length of the markers a line starts with: quote signs, a list marker with its task box, heading signs. */
export function markerLength(line: string): number {
  const match =
    /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$))?(?:#{1,6}(?:[ \t]+|$))?/.exec(
      line.slice(0, LINE_CHARACTERS),
    );
  return match ? match[0].length : 0;
}

/** Offsets at which the lines of `text` start between `start` and `end`; the first is `start`. */
export function* linesOf(
  text: string,
  start = 0,
  end = text.length,
): Generator<{ start: number; end: number; line: string }> {
  for (let at = start; at < end;) {
    const newline = text.indexOf("\n", at);
    const stop = newline < 0 || newline >= end ? end : newline;
    yield { start: at, end: stop, line: text.slice(at, stop) };
    at = stop + 1;
  }
}
