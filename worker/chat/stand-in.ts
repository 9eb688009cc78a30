/** Answers put together from sentences while the model is down, where the owner wants them rather than an error. */

import { ProblemError } from "../../shared/problem.ts";
import type { GeneratorDelta } from "../ports.ts";

/**
 * The model's deltas, or the stand-in's where it fails before its first word.
 *
 * @param standIn undefined where there is none, or the owner wants none
 */
export async function* orStandIn(
  deltas: AsyncIterable<GeneratorDelta>,
  standIn: (() => AsyncIterable<GeneratorDelta>) | undefined,
  signal: AbortSignal,
): AsyncGenerator<GeneratorDelta, void> {
  let hasSpoken = false;
  try {
    for await (const delta of deltas) {
      hasSpoken = true;
      yield delta;
    }
  } catch (error) {
    const isDown = error instanceof ProblemError && error.slug.startsWith("upstream-");
    if (hasSpoken || signal.aborted || !isDown || standIn === undefined) throw error;
    console.error("the model is down, the answer is put together from sentences", error);
    yield* standIn();
  }
}
