/** How much of what was said before goes into an answer: the same bounds wherever the turns come from. */

import { splitSentences } from "../knowledge/extract/plain-text.ts";
import type { CitedTurn, PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";

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

/**
 * What was said before without what a document supported that is gone since: a model that is told a deleted sentence says
 * it again. Costs a call where an answer cited anything.
 */
export async function withoutDead(scope: TenantScope, history: readonly PromptTurn[]): Promise<PromptTurn[]> {
  const quotes = history.flatMap(({ cited = [] }) => cited.map(({ quote, url, title }) => ({ quote, url, title })));
  if (quotes.length === 0) return [...history];
  const live = await scope.knowledgeBase.liveQuotes(quotes);
  let at = 0;
  return history.map((turn) => {
    const dead = (turn.cited ?? []).filter(() => !live[at++]);
    return { role: turn.role, text: dead.length === 0 ? turn.text : cutSentences(turn.text, dead) };
  });
}

/** Without the sentences that these markers stand at, list items and rows of tables among them. */
function cutSentences(text: string, markers: readonly CitedTurn[]): string {
  const units = splitSentences(text);
  const gone = markers.map(({ start }) => {
    // A marker behind its sentence belongs to it, and not to the next one.
    const at = units.findLastIndex(
      (unit) => /[\p{L}\p{N}]/u.test(text.slice(unit.start, Math.min(unit.end, start))) && unit.start < start,
    );
    return units[Math.max(0, at)];
  });
  let rest = "";
  let from = 0;
  for (const unit of new Set(gone)) {
    if (unit === undefined || unit.start < from) continue;
    rest += text.slice(from, unit.start);
    const marker = /^(?:\s*\[\d+\])+/.exec(text.slice(unit.end))?.[0].length ?? 0;
    from = unit.end + marker;
  }
  return (rest + text.slice(from))
    .replace(/^[ \t]*(?:[-*+]|\d+[.)])[ \t]*$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
