/**
 * Leaves out what an open model thinks aloud before its answer, on servers that do not part the two: it
 * speaks of the instructions, and is no answer.
 */

import { overlap } from "./sentinel.ts";

export interface ThoughtFilter {
  /** What of the answer can be told so far. */
  push(text: string): string;
  /** What was held back, once no more comes. Thoughts that never ended are not told. */
  end(): string;
}

const OPENING = "<think>";
const CLOSING = "</think>";

/** Only at the beginning: further on it may be a word of the documents. */
export function createThoughtFilter(): ThoughtFilter {
  let held = "";
  let at: "beginning" | "thoughts" | "answer" = "beginning";
  return {
    push(text) {
      if (at === "answer") return text;
      held += text;
      if (at === "beginning") {
        const begun = held.trimStart();
        if (OPENING.startsWith(begun)) {
          if (begun !== OPENING) return "";
        } else if (!begun.startsWith(OPENING)) {
          at = "answer";
          return held;
        }
        at = "thoughts";
        held = begun.slice(OPENING.length);
      }
      const end = held.indexOf(CLOSING);
      if (end < 0) {
        // No more is kept than what may be the beginning of its end.
        const length = overlap(held, CLOSING);
        held = length === 0 ? "" : held.slice(-length);
        return "";
      }
      at = "answer";
      return held.slice(end + CLOSING.length);
    },
    end: () => (at === "beginning" ? held : ""),
  };
}
