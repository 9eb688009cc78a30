/**
 * What a chunk that begins inside of a block needs from further up to be understood: the head of its table, the
 * items that its list item belongs to. Verbatim lines; linear over a document whose ranges come in reading order.
 */

import type { Block } from "./extract/blocks.ts";
import { isItem, linesOf } from "./extract/markdown-lines.ts";

/** A longer head or branch would be most of the chunk. */
const HEAD_CHARACTERS = 400;
const BRANCH_CHARACTERS = 300;
/** Nobody nests deeper. */
const MOST_LEVELS = 12;

interface Branch {
  block: Block;
  /** Offset up to which the items are known. */
  at: number;
  /** Items that are open there, outermost first. */
  items: { indent: number; line: string }[];
}

/** @returns lines to put before the slice that starts at `start`, with their line end; empty where none are needed */
export function createCarry(text: string, blocks: readonly Block[]): (start: number) => string {
  let next = 0;
  let branch: Branch | undefined;
  return (start) => {
    while (next < blocks.length && blocks[next]!.end <= start) next++;
    const block = blocks[next];
    if (block === undefined || block.start >= start) return "";
    if (block.kind === "table") {
      const head = block.text.slice(0, block.head ?? 0);
      return head === "" || head.length > HEAD_CHARACTERS || start < block.start + head.length ? "" : `${head}\n`;
    }
    if (block.kind !== "list") return "";
    if (branch?.block !== block) branch = { block, at: block.start, items: [] };
    return branchAbove(text, branch, start);
  };
}

function branchAbove(text: string, branch: Branch, start: number): string {
  // Up to the line that the slice begins in.
  const until = Math.max(branch.at, text.lastIndexOf("\n", start - 1) + 1);
  for (const { line } of linesOf(text, branch.at, until)) {
    if (!isItem(line)) continue;
    closeItems(branch, indentOf(line));
    if (branch.items.length < MOST_LEVELS) branch.items.push({ indent: indentOf(line), line });
  }
  branch.at = until;
  const newline = text.indexOf("\n", until);
  const first = text.slice(until, newline < 0 ? branch.block.end : Math.min(newline, branch.block.end));
  const open = branch.items.filter(({ indent }) => indent < indentOf(first));
  const lines = open.map(({ line }) => `${line}\n`).join("");
  return lines.length > BRANCH_CHARACTERS ? "" : lines;
}

function closeItems({ items }: Branch, indent: number): void {
  while (items.length > 0 && items.at(-1)!.indent >= indent) items.pop();
}

/** A tab counts as four. */
function indentOf(line: string): number {
  let indent = 0;
  for (const char of line) {
    if (char === " ") indent++;
    else if (char === "\t") indent += 4;
    else break;
  }
  return indent;
}
