/** Answers put together from sentences while the model is down or too dear, where the owner wants them rather than an error. */

import type { Degraded } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";

/**
 * What the model says, or the stand-in where it fails before its first word.
 *
 * @param standIn undefined where the owner wants none for this reason
 */
export async function* orStandIn<Piece>(
  pieces: AsyncIterable<Piece>,
  standIn: (why: Degraded) => AsyncIterable<Piece> | undefined,
  signal: AbortSignal,
): AsyncGenerator<Piece, void> {
  let hasSpoken = false;
  try {
    for await (const piece of pieces) {
      hasSpoken = true;
      yield piece;
    }
  } catch (error) {
    const why = reasonOf(error);
    const instead = hasSpoken || signal.aborted || why === undefined ? undefined : standIn(why);
    if (instead === undefined) throw error;
    if (why === "down") console.error("the model is down, the answer is put together from sentences", error);
    yield* instead;
  }
}

function reasonOf(error: unknown): Degraded | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  if (error.slug === "budget-exhausted") return "budget";
  return error.slug.startsWith("upstream-") ? "down" : undefined;
}
