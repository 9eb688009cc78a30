/** Plain text → paragraphs; also for Markdown that is too shredded to be parsed. */

import type { Block } from "./blocks.ts";

/** More lines than any page has: paragraphs of such a text are joined, so that their number stays bounded. */
export const MANY_LINES = 200_000;
const JOINED_CHARACTERS = 600;

/** Plain text has paragraphs, parted by blank lines, and nothing else. */
export function extractPlainText(text: string): { text: string; blocks: Block[] } {
  const blocks: Block[] = [];
  const headingPath: string[] = [];
  const least = countLines(text) > MANY_LINES ? JOINED_CHARACTERS : 0;
  let start = -1;
  let end = 0;
  const push = () => {
    if (start >= 0) blocks.push({ kind: "paragraph", text: text.slice(start, end), start, end, headingPath });
    start = -1;
  };
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf("\n", at);
    const stop = newline < 0 ? text.length : newline;
    if (text.slice(at, stop).trim() === "") {
      if (end - start >= least) push();
    } else {
      if (start < 0) start = at;
      end = stop;
    }
    at = stop + 1;
  }
  push();
  return { text, blocks };
}

export function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
