/**
 * Takes off what some models put around a whole answer: a fence, an object of JSON, a tag, the word "Answer:". Within a
 * fence nothing could be cited. What stands further on is the answer's own.
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
/** Only the end of the answer tells whether this is a frame. */
const WHOLE = /^\s*(?:(?<fence>`{3,}|~{3,})[ \t]*(?:json|text|txt)?[ \t]*\n|(?=\{\s*"))/i;
const WHOLE_BEGUN = /^\s*(?:[`~]{1,12}[ \t]*(?:j|js|jso|json|t|te|tex|text|tx|txt)?[ \t]*|\{\s*)$/i;
/** A longer answer is sent as it is, so that a stream is not held without end. */
const MOST_WHOLE = 20_000;
/** An answer that was cut off has no end of its string. */
const JSON_ANSWER = /^\s*\{[^]*?"(?:answer|final_answer|response|reply)"\s*:\s*"(?<text>(?:[^"\\]|\\[^])*)/i;
const MARKED = /[[【]\d{1,3}[\]】:,†]/;
/** A marker behind words or the end of a sentence, as no code has it. */
const MARKED_PROSE =
  /(?:\p{L}[.!?]["”»)*]*[ \n]?|[。！？]|(?:\p{L}{2,}[ ,]+){3}[^\n=;(){}<>[]{0,200} )[[【]\d{1,3}[\]】:,†]/u;
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

function mayBeWhole(text: string): boolean {
  const opening = WHOLE.exec(text);
  if (opening === null) return false;
  const fence = opening.groups!["fence"];
  // With more behind its end it is a block of the answer.
  return fence === undefined || !new RegExp(String.raw`\n[ \t]*${fence}[ \t]*\n\s*\S`).test(text);
}

/** What stands within a frame that only its end tells, or all of it where it is none. */
function withinWhole(text: string): string {
  const opening = WHOLE.exec(text)!;
  const fence = opening.groups!["fence"];
  const body = text.slice(opening[0].length);
  const inner = fence === undefined ? body : body.replace(new RegExp(String.raw`\n[ \t]*${fence}\s*$`), "");
  if (fence !== undefined && new RegExp(String.raw`^[ \t]*${fence}`, "m").test(inner)) return text;
  const answer = jsonAnswer(inner);
  if (answer !== undefined) return fence === undefined || MARKED.test(answer) ? answer : text;
  return fence !== undefined && MARKED_PROSE.test(inner) ? inner : text;
}

function jsonAnswer(text: string): string | undefined {
  const found = JSON_ANSWER.exec(text)?.groups!["text"];
  if (found === undefined) return undefined;
  try {
    // Some write line ends as they are.
    return JSON.parse(`"${found.replaceAll("\n", "\\n").replaceAll("\t", "\\t")}"`) as string;
  } catch {
    return undefined;
  }
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
      if (!final && (BEGUN.test(held) || WHOLE_BEGUN.test(held))) return "";
      if (closing === undefined && mayBeWhole(held)) {
        if (!final && held.length < MOST_WHOLE) return "";
        if (final) held = withinWhole(held);
      }
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
