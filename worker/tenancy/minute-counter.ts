/**
 * Counts events of the last minute by name, as a sliding window of two fixed ones. Pure but for its memory, which its
 * holder may write down and give back after a rest or a restart.
 */

const MINUTE_MS = 60_000;

export interface MinuteCounter {
  /** Seconds until every name is below its limit again; 0 where all of them are now. `null` limits nothing. */
  wait(now: number, limits: readonly (readonly [name: string, limit: number | null])[]): number;
  count(now: number, names: readonly string[]): void;
  /** Nothing was counted of it. */
  forget(name: string): void;
  /** What was counted since this was last asked, as sums: those of a minute that is over need no keeping. */
  changed(): Counted[];
  /** Gives back what was written down. */
  restore(now: number, counted: readonly Counted[]): void;
}

/** How many events of a name there were in one minute. @see `Math.floor(milliseconds since 1970 / 60_000)` */
export interface Counted {
  minute: number;
  name: string;
  count: number;
}

export function createMinuteCounter(): MinuteCounter {
  let minute = 0;
  let current = new Map<string, number>();
  let previous = new Map<string, number>();
  let unsaved = new Set<string>();

  function turn(now: number): void {
    const next = Math.floor(now / MINUTE_MS);
    if (next === minute) return;
    // Two windows are all that is kept: memory is bounded by the names of two minutes.
    previous = next === minute + 1 ? current : new Map();
    current = new Map();
    minute = next;
  }

  return {
    wait(now, limits) {
      turn(now);
      const into = (now % MINUTE_MS) / MINUTE_MS;
      let wait = 0;
      for (const [name, limit] of limits) {
        if (limit === null) continue;
        const minutes = minutesUntilRoom(previous.get(name) ?? 0, current.get(name) ?? 0, limit, into);
        if (minutes > 0) wait = Math.max(wait, 1, Math.ceil((minutes * MINUTE_MS) / 1_000));
      }
      return wait;
    },
    count(now, names) {
      turn(now);
      for (const name of names) {
        current.set(name, (current.get(name) ?? 0) + 1);
        unsaved.add(name);
      }
    },
    forget(name) {
      for (const counted of [current, previous, unsaved]) counted.delete(name);
    },
    changed() {
      const names = unsaved;
      unsaved = new Set();
      return [...names].flatMap((name) => {
        const count = current.get(name);
        return count === undefined ? [] : [{ minute, name, count }];
      });
    },
    restore(now, counted) {
      turn(now);
      for (const { minute: of, name, count } of counted) {
        if (of === minute) current.set(name, count);
        else if (of === minute - 1) previous.set(name, count);
      }
    },
  };
}

/** @param into how much of the present minute has passed, 0 to 1 */
function minutesUntilRoom(before: number, here: number, limit: number, into: number): number {
  if (before * (1 - into) + here + 1 <= limit) return 0;
  // Either the past minute fades far enough within this one, or this one has to fade within the next.
  if (here + 1 <= limit) return 1 - (limit - here - 1) / before - into;
  return 1 - into + Math.max(0, Math.min(1, 1 - (limit - 1) / here));
}
