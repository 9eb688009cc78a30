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
const DEFINITION = /^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S/;

export interface Fence {
  /** Backticks or tildes. */
  mark: string;
  length: number;
}

/** The fence this line opens, or undefined. */
export function opensFence(line: string): Fence | undefined {
  const match = FENCE.exec(line);
  if (!match) return undefined;
  const run = match[1]!;
  // An info string of a backtick fence holds no backtick: otherwise it is a code span on one line.
  if (run[0] === "`" && match[2]!.includes("`")) return undefined;
  return { mark: run[0]!, length: run.length };
}

export function closesFence(line: string, fence: Fence): boolean {
  const match = FENCE.exec(line);
  return match !== null && match[1]![0] === fence.mark && match[1]!.length >= fence.length && match[2]!.trim() === "";
}

export const isBlank = (line: string): boolean => line.trim() === "";
export const isHeading = (line: string): boolean => HEADING.test(line);
export const isItem = (line: string): boolean => ITEM.test(line) && !RULE.test(line);
export const isRule = (line: string): boolean => RULE.test(line);
export const isSetextUnderline = (line: string): boolean => SETEXT.test(line);
export const isTableRule = (line: string): boolean => line.includes("|") && TABLE_RULE.test(line);
/** Markup for the site generator that no reader sees. */
export const isScaffold = (line: string): boolean => CONTAINER.test(line) || TEMPLATE.test(line);
export const isDefinition = (line: string): boolean => DEFINITION.test(line);

/** Length of the markers a line starts with: quote signs, a list marker with its task box, heading signs. */
export function markerLength(line: string): number {
  const match =
    /^[ \t]*(?:>[ \t]?)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$))?(?:#{1,6}(?:[ \t]+|$))?/.exec(
      line,
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
