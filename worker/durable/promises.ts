/**
 * Tokens that the answers of one bot which are being written may still cost. What an answer costs is known
 * at its end alone: without this, fifty questions in one moment would all be let in by the last token of a
 * budget. In memory alone, because what it is about ends with the process or is reported.
 */

/** No answer costs more: instructions, sources, history, question and answer at their limits, and a rewritten question. */
const MOST_TOKENS = 20_000;
/** Longer than an answer takes. One that is not heard of by then will not be reported to this object. */
const FORGET_MS = 600_000;

export type Promises = ReturnType<typeof createPromises>;

export function createPromises(now: () => number) {
  const open = new Map<string, { tokens: number; at: number }>();
  let sum = 0;
  /** The most that an answer of this bot has cost: nearer the truth than the most that one can. */
  let largest = 0;
  let waiting = Promise.withResolvers<void>();

  function drop(id: string): void {
    const promise = open.get(id);
    if (promise === undefined) return;
    open.delete(id);
    sum -= promise.tokens;
  }

  return {
    sum(): number {
      for (const [id, { at }] of open) {
        if (at > now() - FORGET_MS) break;
        drop(id);
      }
      return sum;
    },

    make(id: string): void {
      const tokens = largest === 0 ? MOST_TOKENS : largest;
      open.set(id, { tokens, at: now() });
      sum += tokens;
    },

    /** The answer has ended. @param tokens what it came to */
    settle(id: string, tokens: number): void {
      largest = Math.max(largest, tokens);
      drop(id);
      waiting.resolve();
      waiting = Promise.withResolvers();
    },

    /** Resolves when the next answer has ended. */
    next: (): Promise<void> => waiting.promise,
  };
}
