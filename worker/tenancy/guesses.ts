/**
 * Slows those who try operator keys. After some wrong ones in a minute an address waits in line, one try a second, before
 * a key is looked at: a right one waits as long, so that the wait tells nothing. Counted in each isolate.
 */

import { ProblemError } from "../../shared/problem.ts";

/** Wrong keys of one address in a minute that cost nothing. */
const FREE = 100;
const MINUTE_MS = 60_000;
const EACH_MS = 1_000;
/** A longer line is refused. */
const LINE_MS = 10_000;
const ADDRESSES = 10_000;

export interface Guesses {
  /** Resolves when a key of this address may be looked at. @throws ProblemError `rate-limited` where the line is long */
  turn(address: string): Promise<void>;
  wrong(address: string): void;
}

interface Guesser {
  wrong: number;
  since: number;
  next: number;
}

/** @param wait resolves after so many milliseconds */
export function createGuesses(now: () => number, wait: (ms: number) => Promise<unknown>): Guesses {
  const guessers = new Map<string, Guesser>();

  function find(address: string): Guesser | undefined {
    const found = guessers.get(address);
    if (found !== undefined && now() - found.since > MINUTE_MS && found.next <= now()) {
      guessers.delete(address);
      return undefined;
    }
    return found;
  }

  return {
    async turn(address) {
      const guesser = find(address);
      if (guesser === undefined || guesser.wrong < FREE) return;
      const at = Math.max(now(), guesser.next);
      if (at - now() > LINE_MS) {
        throw new ProblemError("rate-limited", {
          detail: "Too many wrong keys from this address. Try again in a minute.",
          retryAfter: MINUTE_MS / 1_000,
        });
      }
      guesser.next = at + EACH_MS;
      await wait(at - now());
    },

    wrong(address) {
      const guesser = find(address) ?? { wrong: 0, since: now(), next: 0 };
      guesser.wrong++;
      // The newest stand last: the oldest makes room.
      guessers.delete(address);
      if (guessers.size >= ADDRESSES) guessers.delete(guessers.keys().next().value!);
      guessers.set(address, guesser);
    },
  };
}
