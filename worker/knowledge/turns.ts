/**
 * Long steps take turns. On one machine everything of all bots runs on one thread: while a large document is read or taken
 * in, nobody is answered. So there is one such step at a time, and after it a pause, longer than it was, in which others are
 * served. Where objects have threads of their own it costs the wait alone.
 */

/** Bytes below which a step is short. */
const LARGE = 100_000;
/** So many times as long as the step was. */
const PAUSE = 2;
/** A step that does not come back holds up the others no longer. */
const LONGEST_MS = 10_000;
const LOOK_MS = 5;

/** When the next step may begin. A number and no promise: what waits belongs to different requests. */
let freeAt = 0;

/** @param bytes how much the step goes through */
export async function inTurn<T>(bytes: number, step: () => T | Promise<T>): Promise<T> {
  if (bytes < LARGE) return step();
  while (Date.now() < freeAt) await wait(Math.max(LOOK_MS, Math.min(freeAt - Date.now(), 50)));
  const begun = Date.now();
  freeAt = begun + LONGEST_MS;
  try {
    return await step();
  } finally {
    // The clock stands still while a step runs.
    await wait(0);
    freeAt = Date.now() + PAUSE * (Date.now() - begun);
  }
}

/** The same pause after a short step, which takes no turn. @param begun when it began */
export async function restAfter(begun: number): Promise<void> {
  await wait(0);
  await wait(PAUSE * (Date.now() - begun));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
