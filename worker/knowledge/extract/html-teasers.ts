/**
 * Teasers of other stories beside a story: a row of headings that are links, each with a few words of its own. By their
 * sentences they are like the story itself; what tells them is that they lead away, one after the other.
 */

import type { VisibleBlock } from "./html-blocks.ts";

/** Fewer are no row. */
const LEAST = 3;
/** What stands under one of them. */
const MOST_BLOCKS = 3;
const MOST_CHARACTERS = 400;

/** The blocks of a page's rows of teasers, their headings among them. */
export function findTeasers(visible: readonly VisibleBlock[]): ReadonlySet<VisibleBlock> {
  const found = new Set<VisibleBlock>();
  let row: VisibleBlock[][] = [];
  const end = (): void => {
    if (row.length >= LEAST) for (const block of row.flat()) found.add(block);
    row = [];
  };
  for (let at = 0; at < visible.length;) {
    const teaser = readTeaser(visible, at);
    if (teaser === undefined) {
      // Between two rows nothing stands but the end of a part.
      if (visible[at]!.kind !== "end") end();
      at++;
    } else {
      row.push(teaser);
      at += teaser.length;
    }
  }
  end();
  return found;
}

/** A heading that is a link, and what stands under it; undefined where it is none, or says too much for one. */
export function readTeaser(visible: readonly VisibleBlock[], at: number): VisibleBlock[] | undefined {
  const heading = visible[at]!;
  if (heading.kind !== "heading" || heading.linked < heading.text.length * 0.8) return undefined;
  let characters = 0;
  let to = at + 1;
  for (; to < visible.length && visible[to]!.kind !== "heading" && visible[to]!.kind !== "end"; to++) {
    characters += visible[to]!.text.length;
    if (to - at > MOST_BLOCKS || characters > MOST_CHARACTERS) return undefined;
  }
  return visible.slice(at, to);
}
