/**
 * What was said last, kept in this tab so that the next page shows it in its first frame. The server's own
 * record follows and replaces it.
 */

import type { Memory } from "./memory.ts";
import type { State, Turn } from "./state.ts";

/** Turns and characters: enough for what is in sight. */
const TURNS = 12;
const CHARACTERS = 60_000;

interface Said {
  conversation: string;
  turns: Turn[];
}

export function keepTurns(memory: Memory, { conversation, turns }: State): void {
  let room = CHARACTERS;
  let from = turns.length;
  while (from > 0 && turns.length - from < TURNS && (room -= turns[from - 1]!.text.length) >= 0) from--;
  // An answer without its question would stand for another's.
  while (turns[from]?.role === "assistant") from++;
  const last = turns.slice(from);
  memory.keep("said", last.length ? ({ conversation, turns: last } satisfies Said) : null);
}

/** Empty where nothing was said, where it was another conversation, and where what is there was not written by us. */
export function recallTurns(memory: Memory, conversation: string): Turn[] {
  const said = memory.recall("said") as Partial<Said> | undefined;
  if (said?.conversation !== conversation || !Array.isArray(said.turns)) return [];
  for (const turn of said.turns) if (!isTurn(turn)) return [];
  return said.turns;
}

function isTurn(turn: Partial<Turn> | null): boolean {
  if (typeof turn?.id !== "string" || typeof turn.text !== "string" || !Array.isArray(turn.sources)) return false;
  for (const { id, title } of turn.sources) if (typeof id !== "string" || typeof title !== "string") return false;
  if (!Array.isArray(turn.citations)) return false;
  for (const { quote, source_id } of turn.citations)
    if (typeof quote !== "string" || typeof source_id !== "string") return false;
  return true;
}
