/** Blocks that are written one below the other: their text, with a blank line between two, and where each stands in it. */

import type { Block, BlockKind } from "./blocks.ts";
import { createHeadingPath } from "./headings.ts";

export interface BlockList {
  readonly blocks: readonly Block[];
  /** What is above is no section of what follows any more: headings of this level and deeper ones end. */
  leave(level: number): void;
  heading(text: string, words: string, level: number): void;
  push(kind: BlockKind, text: string, head?: number): void;
  text(): string;
}

export function createBlockList(): BlockList {
  const blocks: Block[] = [];
  const parts: string[] = [];
  const path = createHeadingPath();
  let length = 0;
  const add = (kind: BlockKind, text: string, more: Partial<Block>) => {
    const start = length + (length > 0 ? 2 : 0);
    length = start + text.length;
    parts.push(text);
    blocks.push({ kind, text, start, end: length, headingPath: path.current(), ...more });
  };
  return {
    blocks,
    leave: path.leave,
    heading(text, words, level) {
      path.enter(level, words);
      add("heading", text, { level });
    },
    push: (kind, text, head = 0) => add(kind, text, head > 0 ? { head } : {}),
    text: () => parts.join("\n\n"),
  };
}
