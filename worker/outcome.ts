/**
 * What a call to a Durable Object came to. A refusal is an answer, not a crash: thrown across the
 * boundary the runtime would log it as an uncaught exception of the object.
 */

import { ProblemError, type ProblemDetails, type ProblemSlug } from "../shared/problem.ts";

export interface Refusal {
  refused: Omit<ProblemDetails, "cause"> & { slug: ProblemSlug };
}

/** The value, or the refusal in place of a `ProblemError`. Anything else is still thrown. */
export async function settle<T>(work: () => Promise<T> | T): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { slug, detail, retryAfter, issues } = error;
    return {
      refused: {
        slug,
        detail,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(issues === undefined ? {} : { issues }),
      },
    };
  }
}

/** @throws ProblemError where the call was refused */
export function unwrap<Outcome extends object>(outcome: Outcome): Exclude<Outcome, Refusal> {
  if ("refused" in outcome) {
    const { slug, ...details } = (outcome as unknown as Refusal).refused;
    throw new ProblemError(slug, details);
  }
  return outcome as Exclude<Outcome, Refusal>;
}
