/**
 * Cuts the blocks of one section into ranges of about the target length. Prefers to cut between blocks,
 * then between list items or rows, then between sentences; never inside one of these unless it alone is
 * too long, and never between a code block and the sentence that introduces it. Linear in the length.
 */

import { countLines } from "./extract/text.ts";
import type { Block } from "./extract/blocks.ts";
import { isItem, isTableRule, linesOf, markerLength } from "./extract/markdown-lines.ts";
import { splitSentences } from "./sentences.ts";

export interface Range {
  start: number;
  end: number;
}

/** The smallest thing a cut may not fall into. `cost` is the harm of a cut directly before it. */
interface Atom extends Range {
  cost: number;
}

const COST = { block: 0, item: 1, nested: 2, list: 2, sentence: 4, line: 5, glued: 6, forced: 9 } as const;

/** A longer block is looked at in windows, so that 4 MB in one block need little memory. */
const WINDOW = 64 * 1024;

export function packBlocks(blocks: readonly Block[], target: number, codeCharacters: number): Range[] {
  const ranges: Range[] = [];
  const least = target * 0.45;
  let run: Atom[] = [];
  const runEnd = () => run.at(-1)!.end;
  const emit = (count: number) => {
    ranges.push({ start: run[0]!.start, end: run[count - 1]!.end });
    run = run.slice(count);
  };

  for (const atom of atomsOf(blocks, target, codeCharacters)) {
    while (run.length > 0 && atom.end - run[0]!.start > target) {
      const cut = bestCut(run, atom, least);
      if (cut === 0) {
        const whole = atom.end - run[0]!.start;
        // A short lead-in goes with what it leads to, even where that is long.
        if (whole <= target * 1.4 || (runEnd() - run[0]!.start < target * 0.25 && whole <= codeCharacters * 1.2)) break;
        emit(run.length);
      } else {
        emit(cut);
      }
    }
    run.push(atom);
  }
  if (run.length > 0) {
    const last = ranges.at(-1);
    const tail = runEnd() - run[0]!.start;
    if (last && tail < target * 0.3 && runEnd() - last.start <= target * 1.4) last.end = runEnd();
    else emit(run.length);
  }
  return ranges;
}

/** How many atoms of `run` to emit: the cheapest cut that leaves at least `least` characters, the last one of equals; 0 for none. */
function bestCut(run: readonly Atom[], next: Atom, least: number): number {
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let count = run.length; count > 0; count--) {
    if (run[count - 1]!.end - run[0]!.start < least) break;
    const { cost } = run[count] ?? next;
    if (cost < bestCost) {
      best = count;
      bestCost = cost;
    }
  }
  return best;
}

function* atomsOf(blocks: readonly Block[], target: number, codeCharacters: number): Generator<Atom> {
  let previous: Block | undefined;
  // Held back for as long as the next block may have to stay with it.
  let held: Atom | undefined;
  for (const block of blocks) {
    const leadsIn = previous?.kind === "paragraph" && held !== undefined;
    const atoms = atomsOfBlock(block, target, codeCharacters);
    if (leadsIn && block.kind === "code" && block.text.length <= codeCharacters) {
      yield { start: held!.start, end: block.end, cost: held!.cost };
      held = undefined;
      previous = block;
      continue;
    }
    // A colon or a question waits for what follows.
    const waits = leadsIn && /[:：?？؟][*_"'”»)]*$/.test(previous!.text.slice(-6));
    const cost = waits ? COST.glued : leadsIn && block.kind === "list" ? COST.list : COST.block;
    let first = true;
    for (const atom of atoms) {
      if (held) yield held;
      held = first ? { ...atom, cost } : atom;
      first = false;
    }
    previous = block;
  }
  if (held) yield held;
}

function* atomsOfBlock(block: Block, target: number, codeCharacters: number): Generator<Atom> {
  const whole = block.kind === "code" ? codeCharacters : 0;
  if (block.text.length <= whole) {
    yield { start: block.start, end: block.end, cost: COST.block };
    return;
  }
  for (const window of windowsOf(block)) {
    const text = block.text.slice(window.start - block.start, window.end - block.start);
    const cuts = block.kind === "code" || isShredded(text) ? codeCuts(text) : proseCuts(text);
    let { start } = window;
    let cost: number = COST.forced;
    const close = (end: number) => forceShort(block, { start, end, cost }, target);
    for (const cut of cuts) {
      const at = window.start + cut.at;
      if (at <= start) continue;
      yield* close(at);
      start = at;
      cost = cut.cost;
    }
    yield* close(window.end);
  }
}

function* windowsOf({ text, start }: Block): Generator<Range> {
  for (let at = 0; at < text.length;) {
    let end = Math.min(at + WINDOW, text.length);
    if (end < text.length) {
      const line = text.lastIndexOf("\n", end);
      const space = text.lastIndexOf(" ", end);
      if (line > at + WINDOW / 2) end = line + 1;
      else if (space > at + WINDOW / 2) end = space + 1;
      else if (isLowSurrogate(text, end)) end--;
    }
    yield { start: start + at, end: start + end };
    at = end;
  }
}

/** Nobody writes thousands of lines of a few characters: sentences are not worth looking for in them. */
function isShredded(text: string): boolean {
  return text.length > WINDOW / 2 && countLines(text) > text.length / 10;
}

interface Cut {
  at: number;
  cost: number;
}

/** Before each list item, row and sentence. */
function* proseCuts(text: string): Generator<Cut> {
  let afterHeader = false;
  let lineStart = 0;
  let lineEnd = -1;
  let opening = 0;
  let item = false;
  for (const unit of splitSentences(text)) {
    // Looked at once a line, however many units stand on it.
    if (unit.start > lineEnd) {
      lineStart = text.lastIndexOf("\n", unit.start - 1) + 1;
      const newline = text.indexOf("\n", unit.start);
      lineEnd = newline < 0 ? text.length : newline;
      const line = text.slice(lineStart, lineEnd);
      opening = lineStart + Math.max(markerLength(line), line.length - line.trimStart().length);
      item = isItem(line);
    }
    const opens = unit.start <= opening;
    if (unit.kind === "row") {
      // The first row stays with the header, which says what its cells mean.
      yield { at: lineStart, cost: afterHeader ? COST.glued : COST.item };
      const next = text.slice(lineEnd + 1, (text.indexOf("\n", lineEnd + 1) + 1 || text.length + 1) - 1);
      afterHeader = isTableRule(next);
    } else if (opens && item) {
      yield { at: lineStart, cost: /[ \t]/.test(text[lineStart]!) ? COST.nested : COST.item };
    } else if (unit.kind === "code") {
      yield { at: fenceStart(text, lineStart), cost: COST.glued };
    } else {
      yield { at: opens ? lineStart : unit.start, cost: COST.sentence };
    }
  }
}

/** The line above the code where that opens its fence. */
function fenceStart(text: string, lineStart: number): number {
  const above = text.lastIndexOf("\n", lineStart - 2) + 1;
  return /^[ \t>]*(?:`{3,}|~{3,})/.test(text.slice(above, lineStart)) ? above : lineStart;
}

/** Before each line; where a blank line or a new top-level statement is, more gladly. */
function* codeCuts(text: string): Generator<Cut> {
  let afterBlank = false;
  for (const { start, line } of linesOf(text)) {
    if (line.trim() === "") {
      afterBlank = true;
      continue;
    }
    yield { at: start, cost: afterBlank ? (/^\s/.test(line) ? COST.nested : COST.item) : COST.line };
    afterBlank = false;
  }
}

/** An atom that alone is too long is cut at white space, or anywhere where there is none. */
function* forceShort({ text, start: origin }: Block, atom: Atom, target: number): Generator<Atom> {
  let { start, cost } = atom;
  while (atom.end - start > target * 1.4) {
    let end = start + target;
    const piece = text.slice(start - origin, end - origin);
    const space = Math.max(piece.lastIndexOf(" "), piece.lastIndexOf("\n"), piece.lastIndexOf("\t"));
    if (space > target / 2) end = start + space + 1;
    else if (isLowSurrogate(text, end - origin)) end--;
    yield { start, end, cost };
    start = end;
    cost = COST.forced;
  }
  if (start < atom.end) yield { start, end: atom.end, cost };
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}
