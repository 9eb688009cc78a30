/**
 * Tells an answer from the model's word for "the sources do not answer" while it streams. The first
 * characters are held back until the two can be told apart; later on the word is cut out.
 */

export interface SentinelFilter {
  /** What may be shown now. */
  push(text: string): string;
  /** What was held back, once no more comes. */
  end(): string;
  /** True once the answer has turned out to be the word alone. */
  readonly noAnswer: boolean;
}

/** Marks that models put around a word they were told to say exactly. */
const DECORATION = /^[\s*_`"'“”„«»>#([-]+/;

export function createSentinelFilter(sentinel: string): SentinelFilter {
  let held = "";
  let shown = false;
  let noAnswer = false;

  function release(atEnd: boolean): string {
    if (!shown) {
      const core = held.replace(DECORATION, "");
      if (core.startsWith(sentinel)) {
        noAnswer = true;
        return "";
      }
      if (!atEnd && (core === "" || sentinel.startsWith(core))) return "";
      held = held.trimStart();
    }
    const text = held.replaceAll(sentinel, "");
    // The end of what is here may be the word's beginning.
    const keep = atEnd ? 0 : overlap(text, sentinel);
    held = keep === 0 ? "" : text.slice(-keep);
    const free = keep === 0 ? text : text.slice(0, -keep);
    if (free !== "") shown = true;
    return free;
  }

  return {
    push(text) {
      if (noAnswer) return "";
      held += text;
      return release(false);
    },
    end() {
      return noAnswer ? "" : release(true);
    },
    get noAnswer() {
      return noAnswer;
    },
  };
}

/** Length of the longest end of `text` that begins `word`. */
export function overlap(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
