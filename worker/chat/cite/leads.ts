/**
 * Words that lead to a marker and mean nothing without it: "According to [1], …", "(…), see [1]", "[1] and [2]". Where
 * a marker goes they go with it. A text that arrives in pieces is held back where it may be about to end in them.
 */

const FORWARD =
  "according to|as stated in|as described in|as noted in|as explained in|as per|per|based on|laut|gemäß|nach|selon|d'après|d’après|según|segundo|secondo|volgens|согласно|według|source|quelle|fuente|fonte|bron".split(
    "|",
  );
const BACK =
  "see also|see|source:|sources:|siehe|vgl.|quelle:|quellen:|voir|ver|véase|vedi|zie|см.|fuente:|fuentes:|fonte:|bron:|źródło:".split(
    "|",
  );
// "Source:" before "Source".
const PHRASES = [...BACK, ...FORWARD];
const INITIALS = new Set(PHRASES.map((phrase) => phrase[0]!));
const LABELS = ["source", "sources", "document", "documents", "passage", "quelle", "fuente", "fonte"];
const LONGEST = 36;

const anyOf = (words: readonly string[]): string => words.map((word) => word.replaceAll(".", "\\.")).join("|");
const LEAD = new RegExp(
  String.raw`(?:[,;–—][ \t]*)?(?<![\p{L}\p{N}])(?:${anyOf(PHRASES)})(?:[ \t]+(?:the[ \t]+)?(?:${anyOf(LABELS)}))?[ \t]*$|[ \t][–—][ \t]*$`,
  "iu",
);
const IS_BACK = new RegExp(`^[ \\t]*[,;–—]?[ \\t]*(?:${anyOf(BACK)}|$)`, "iu");
const JOINT = /^[ \t]*(?:[,;&/]|(?:and|und|et|y|e|en|or|oder|ou|o|и)(?=[ \t]))?[ \t]*$/iu;
const JOINT_BEGUN = /^[ \t]*(?:[,;&/]|\p{L}{0,4})?[ \t]*$/u;

export interface Lead {
  /** Offset in the text at which it begins. */
  start: number;
  /** Whether the marker's sentence follows it. */
  isForward: boolean;
}

/** The lead at the very end of the text. @param before the last character in front of the text */
export function leadOf(text: string, before: string): Lead | undefined {
  const window = text.slice(-LONGEST);
  const found = LEAD.exec(window);
  if (
    found === null ||
    (found.index === 0 && window.length === text.length && /[\p{L}\p{N}]$/u.test(before) && /^[\p{L}]/u.test(found[0]))
  )
    return undefined;
  return {
    start: text.length - window.length + found.index,
    isForward: !IS_BACK.test(found[0]),
  };
}

/** Where a lead may be about to stand at the end of the text: its length where none. */
export function leadBegins(text: string, before: string): number {
  const from = Math.max(0, text.length - LONGEST);
  for (let at = from; at < text.length; at++) {
    const previous = at === 0 ? before.slice(-1) : text[at - 1]!;
    if (/[\p{L}\p{N}[]/u.test(previous) && /[\p{L}\p{N}]/u.test(text[at]!)) continue;
    if (mayLead(text.slice(at))) return at;
  }
  return text.length;
}

function mayLead(text: string): boolean {
  const begun = text.replace(/^[ \t]*[,;–—]?[ \t]*/, "").toLowerCase();
  if (begun === "") return true;
  if (!INITIALS.has(begun[0]!)) return false;
  return PHRASES.some((phrase) => {
    if (phrase.startsWith(begun)) return true;
    if (!begun.startsWith(phrase)) return false;
    const rest = begun.slice(phrase.length);
    const label = rest.trimStart().replace(/^the[ \t]+/, "");
    return (
      /^[ \t]*$/.test(rest) ||
      (/^[ \t]/.test(rest) && ("the".startsWith(label) || LABELS.some((each) => each.startsWith(label.trimEnd()))))
    );
  });
}

/** What joins two markers: blanks, a comma, an "and". */
export const isJoint = (text: string): boolean => JOINT.test(text);
export const mayJoin = (text: string): boolean => JOINT_BEGUN.test(text);
