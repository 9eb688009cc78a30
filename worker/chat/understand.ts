/**
 * The search for a question that leans on what was said before. The question joined with those before it is searched at
 * once, and a form that a model makes of it beside that: who asks does not wait for a slow one.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { OnUsage } from "../ports.ts";
import type { PromptTurn } from "../prompt.ts";

export interface Understanding<Found> {
  standalone: string;
  found: Found;
}

export interface UnderstandRequest<Found> {
  /** What is searched where nothing better comes in time. */
  joined: string;
  /** Absent where the engine has no such skill. */
  rewrite: ((signal: AbortSignal) => Promise<string | undefined>) | undefined;
  search(query: string, signal: AbortSignal): Promise<Found>;
  signal: AbortSignal;
  /** Resolves when nobody waits for the rewriting any more. */
  patience?: (signal: AbortSignal) => Promise<void>;
}

export type Rewrite = (
  question: string,
  history: readonly PromptTurn[],
  signal: AbortSignal,
  onUsage?: OnUsage,
) => Promise<string | undefined>;

const PATIENCE_MS = 1_500;

export async function understand<Found>({
  joined,
  rewrite,
  search,
  signal,
  patience = waitFor,
}: UnderstandRequest<Found>): Promise<Understanding<Found>> {
  if (rewrite === undefined) return { standalone: joined, found: await search(joined, signal) };
  const rewriting = new AbortController();
  const searching = new AbortController();
  const found = search(joined, AbortSignal.any([signal, searching.signal]));
  // It may fail while nobody waits for it yet.
  found.catch(() => undefined);
  const better = await Promise.race([
    rewrite(AbortSignal.any([signal, rewriting.signal])).catch((error: unknown) => sayFailed(error, signal)),
    patience(AbortSignal.any([signal, rewriting.signal])),
  ]);
  signal.throwIfAborted();
  rewriting.abort();
  if (better === undefined || better === joined) return { standalone: joined, found: await found };
  searching.abort();
  return { standalone: better, found: await search(better, signal) };
}

/** The earlier questions themselves are nearly as good to search by; the answer need not fail for it. */
function sayFailed(error: unknown, signal: AbortSignal): undefined {
  signal.throwIfAborted();
  if (error instanceof ProblemError)
    console.error("the question was not rewritten, it is searched with those before it", error);
}

/** Ends with the signal as well: what no longer counts keeps no timer. */
function waitFor(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, PATIENCE_MS);
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
