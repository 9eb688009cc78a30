/** Answers put together from sentences while the model is down, where the owner wants them rather than an error. */

import { ProblemError } from "../../shared/problem.ts";

/**
 * What the model says, or the stand-in where it fails before its first word.
 *
 * @param standIn undefined where there is none, or the owner wants none
 */
export async function* orStandIn<Piece>(
  pieces: AsyncIterable<Piece>,
  standIn: (() => AsyncIterable<Piece>) | undefined,
  signal: AbortSignal,
): AsyncGenerator<Piece, void> {
  let hasSpoken = false;
  try {
    for await (const piece of pieces) {
      hasSpoken = true;
      yield piece;
    }
  } catch (error) {
    const isDown = error instanceof ProblemError && error.slug.startsWith("upstream-");
    if (hasSpoken || signal.aborted || !isDown || standIn === undefined) throw error;
    console.error("the model is down, the answer is put together from sentences", error);
    yield* standIn();
  }
}
