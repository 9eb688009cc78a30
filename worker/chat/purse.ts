/**
 * What one answer may still cost. The ledger gave it so many tokens, and everything it asks a service for is cut to fit
 * before it is asked: what is spent is known too late.
 */

import type { Usage } from "../../shared/chat.ts";

export interface Purse {
  /** Tokens that are neither spent nor set aside; Infinity where no budget is set. */
  left(): number;
  /** Sets aside what a call may cost at the most. @returns what puts it back once the call is counted; undefined where it is too much */
  setAside(tokens: number): (() => void) | undefined;
  /** Gives back what is not needed: from here on it takes no more than this. @returns all that the answer may cost then; undefined where no budget is set */
  keep(most: number): number | undefined;
}

/** @param spent counts up while the answer is written */
export function createPurse(tokens: number | undefined, spent: Usage): Purse {
  let given = tokens ?? Infinity;
  let aside = 0;
  const gone = (): number => spent.input_tokens + spent.output_tokens + aside;
  const left = (): number => given - gone();
  return {
    left,
    setAside(some) {
      if (some > left()) return undefined;
      aside += some;
      return () => {
        aside -= some;
        some = 0;
      };
    },
    keep(most) {
      given = Math.min(given, gone() + most);
      return tokens === undefined ? undefined : given;
    },
  };
}

/** Tokens of a question's vector at the most: no tokenizer makes more of a text than it has bytes, and a call may be repeated. */
export function vectorTokens(text: string): number {
  return 3 * new TextEncoder().encode(text).length;
}
