/**
 * Takes off what some models put around a whole answer: a fence of Markdown, a tag, the word "Answer:". Within a fence
 * nothing could be cited. What stands further on is the answer's own.
 */

export interface FrameFilter {
  push(text: string): string;
  /** What was held back, once no more comes. */
  end(): string;
}

const TAGS = "answer|final_answer|response|final_response|output|reply";
const OPENING = new RegExp(
  String.raw`^\s*(?:(?<fence>\x60{3,}|~{3,})[ \t]*(?:markdown|md|mdx)[ \t]*\n|<(?<tag>${TAGS})>\s*|(?:\*\*|#{1,6} )?(?:Final )?Answer(?::\*\*|\*\*:|:|(?<=#.*)(?=\n))\s+)`,
  "i",
);
/** What may still become an opening. */
const BEGUN = new RegExp(
  String.raw`^\s*(?:[\x60~]{0,12}[ \t]*(?:m?a?r?k?d?o?w?n?|mdx?)[ \t]*|<[a-z_]{0,14}(?:>\s*)?|(?:\*{0,2}|#{0,6} ?)(?:${begunWord("final answer")})[:*]{0,3}\s*)$`,
  "i",
);
/** Of a closing mark with its blanks. */
const LONGEST = 40;

/** Every beginning of a word, as alternatives. */
function begunWord(words: string): string {
  const last = words.slice(words.indexOf(" ") + 1);
  return [words, last]
    .flatMap((word) => Array.from(word, (_, at) => word.slice(0, at + 1)))
    .concat("")
    .toSorted((a, b) => b.length - a.length)
    .join("|");
}

export function createFrameFilter(): FrameFilter {
  let held = "";
  let begun = false;
  let isStart = true;
  let wasOpened = false;
  let closing: RegExp | undefined;

  function begin(final: boolean): string {
    const opening = OPENING.exec(held);
    if (opening === null) {
      if (!final && BEGUN.test(held)) return "";
      begun = true;
      return pass(final);
    }
    held = held.slice(opening[0].length).trimStart();
    const { fence, tag } = opening.groups!;
    if (closing !== undefined) return begin(final);
    if (fence !== undefined) closing = new RegExp(String.raw`\n[ \t]*${fence}[ \t]*\s*$`);
    else if (tag !== undefined) closing = new RegExp(String.raw`\s*</${tag}>\s*$`, "i");
    wasOpened = true;
    // Some put one into another.
    return begin(final);
  }

  /** The end of a frame is at the end of the answer, or it is none. */
  function pass(final: boolean): string {
    if (isStart && wasOpened) held = held.trimStart();
    isStart &&= held === "";
    if (closing === undefined) {
      const text = held;
      held = "";
      return text;
    }
    if (final) return held.replace(closing, "");
    const from = Math.max(0, held.length - LONGEST);
    const tail = held.slice(from).search(/\s*(?:\n|<)[^\n]*\s*$/);
    const keep = tail < 0 ? held.length : from + tail;
    const text = held.slice(0, keep);
    held = held.slice(keep);
    return text;
  }

  return {
    push(text) {
      held += text;
      return begun ? pass(false) : begin(false);
    },
    end() {
      return begun ? pass(true) : begin(true);
    },
  };
}
