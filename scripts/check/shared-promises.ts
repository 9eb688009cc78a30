/**
 * Finds promises that outlive a request of the Worker. A promise belongs to the request that began it: another one that
 * awaits it fails with it, or hangs when the first client leaves. Objects of `durable/` are one context each and may.
 */

import type { Violation } from "./arrows.ts";

const ELSEWHERE = /^worker\/(durable|test)\/|\.test\.ts$|\.test-d\.ts$/;
/** A variable or field that holds a promise, or a map or set of them. A function that returns one is none. */
const HOLDS =
  /\b(?:let|var|const|readonly)\s+#?\w+\s*:\s*(?:\w+<)*(?:Promise|PromiseLike)<|\bnew (?:Weak)?(?:Map|Set)<[^()]*\bPromise<(?![^<>]*>\s*=>)/;

/** @param path from the repository root, with forward slashes */
export function findSharedPromises(path: string, source: string): Violation[] {
  if (!path.startsWith("worker/") || ELSEWHERE.test(path)) return [];
  return source
    .split("\n")
    .flatMap((line, index) =>
      HOLDS.test(line)
        ? [{ at: `${path}:${index + 1}`, why: "requests share values, never promises: see worker/once.ts" }]
        : [],
    );
}
