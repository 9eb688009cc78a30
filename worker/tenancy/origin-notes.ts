/**
 * Origins that asked for a bot in the last second, kept in the isolate until they are told to its ledger together: a page that
 * is refused asks again and again, and its every try must not wake an object.
 */

/** How often an origin asked, and when last: milliseconds since 1970. */
export interface OriginNote {
  origin: string;
  count: number;
  at: number;
}

export const HOLD_MS = 1_000;
/** The request that was to report them may have been cut off: then the next one does. */
const LATE_MS = 10_000;
const ORIGINS = 100;
const BOTS = 1_000;

export interface OriginNotes {
  /** Counts one that is held already and will be told. False where it is not. */
  again(botId: string, origin: string): boolean;
  /** @returns whether the caller has to tell them, `HOLD_MS` later */
  add(botId: string, origin: string): boolean;
  /** What is held of a bot, which is then held no more. */
  take(botId: string): OriginNote[];
}

export function createOriginNotes(now: () => number): OriginNotes {
  const held = new Map<string, { late: number; notes: Map<string, OriginNote> }>();

  function count(botId: string, origin: string): boolean {
    const note = held.get(botId)?.notes.get(origin);
    if (note === undefined) return false;
    note.count++;
    note.at = now();
    return true;
  }

  return {
    again: (botId, origin) => (held.get(botId)?.late ?? 0) > now() && count(botId, origin),

    add(botId, origin) {
      const isFirst = !held.has(botId);
      if (count(botId, origin)) return isLate(botId);
      if (isFirst && held.size >= BOTS) held.delete(held.keys().next().value!);
      const { notes } = held.get(botId) ?? { notes: new Map<string, OriginNote>() };
      if (isFirst) held.set(botId, { late: now() + LATE_MS, notes });
      // The one that asked longest ago makes room.
      if (notes.size >= ORIGINS) notes.delete(notes.keys().next().value!);
      notes.set(origin, { origin, count: 1, at: now() });
      return isFirst || isLate(botId);
    },

    take(botId) {
      const notes = held.get(botId)?.notes.values().toArray() ?? [];
      held.delete(botId);
      return notes;
    },
  };

  function isLate(botId: string): boolean {
    const of = held.get(botId)!;
    if (of.late > now()) return false;
    of.late = now() + LATE_MS;
    return true;
  }
}
