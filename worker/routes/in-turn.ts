/**
 * Questions of one moment go on to their conversations one at a time. A conversation that is woken keeps the thread
 * of this isolate busy, and a busy thread reads no answer of a service: fifty in one go would keep every search
 * waiting for the last of them.
 */

import { onItsWay } from "../chat/on-its-way.ts";

/** Not longer than it takes to wake a conversation. */
const TURN_MS = 2;
/** Longer than fifty turns take, with what they begin. */
const WAIT_AT_MOST_MS = 600;

/**
 * Resolves when what the caller has begun is on its way, it is the caller's turn, and the network has been looked at
 * since the turn before. Costs a few timers of no length where nobody else is there, and a few more in a crowd: each
 * looks for its turn by itself, since what one request resolves must not go on in another.
 *
 * @param waitUntil keeps the turn from ending with a visitor who leaves in it
 */
export type InTurn = (waitUntil: (turn: Promise<void>) => void) => Promise<void>;

/**
 * One line an isolate.
 *
 * @param now milliseconds since 1970
 */
export function createTurns(now: () => number): InTurn {
  // Those who have come and not gone on, in order: the first has the turn.
  const line: object[] = [];

  async function comeUp(): Promise<void> {
    const me = {};
    line.push(me);
    const until = now() + WAIT_AT_MOST_MS;
    await onItsWay();
    // Whoever is far behind looks again when it may be near: looks at every turn would cost a crowd as much as its turns.
    for (let before, left; (before = line.indexOf(me)) > 0 && (left = until - now()) > 0;) {
      await scheduler.wait(Math.min(before * TURN_MS, left));
    }
    await scheduler.wait(0);
    // Whoever is still before this one is gone with its request, or has waited long enough too.
    line.splice(0, line.indexOf(me) + 1);
  }

  return (waitUntil) => {
    const turn = comeUp();
    waitUntil(turn);
    return turn;
  };
}
