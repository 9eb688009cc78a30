/** How much of what was said before goes into an answer: the same bounds wherever the turns come from. */

import type { PromptTurn } from "../ports.ts";

/** Questions with their answers. */
export const HISTORY_TURNS = 6;
/** UTF-16 units of all of them together. */
export const HISTORY_CHARACTERS = 8_000;

/** The newest turns that fit whole, in their order. @param turns oldest first */
export function boundHistory(
  turns: readonly PromptTurn[],
  most = HISTORY_TURNS,
  characters = HISTORY_CHARACTERS,
): PromptTurn[] {
  const newest = turns.slice(-most * 2);
  let left = characters;
  let from = newest.length;
  while (from > 0 && (left -= newest[from - 1]!.text.length) >= 0) from--;
  return newest.slice(from);
}
