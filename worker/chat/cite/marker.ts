/**
 * Reads one citation marker, in the form the prompt asks for (`[1: "first words … last words"]`) and in the
 * styles that models fall into: `[1]`, `[1, 2]`, `【1†source】`, `[^1]`, `[Source 1]`, `**[1]**`, `([1])`,
 * `<sup>1</sup>`, `(1)`, `.¹`. Where markers stand in a text is `scan`'s, what one is worth `cite`'s.
 */

import { westernDigits } from "./numbers.ts";

/** One source that a marker names. */
export interface Named {
  number: number;
  /** The passage as the model wrote it: whole, or its first and last words around an ellipsis. */
  passage?: string;
}

export interface Marker {
  /** Offset behind it. */
  end: number;
  named: Named[];
  /** The same characters may be no marker at all: where nothing supports it, it stays text. */
  isUnsure: boolean;
}

/** `cut`: what follows decides. */
export type Reading = Marker | "text" | "cut";

/** A longer one is text, so that an open bracket holds little back. */
const PLAIN_LENGTH = 60;
/** With the words of a passage in it. */
const NAMING_LENGTH = 700;
/** Sources that one `[2-9]` may name. */
const RANGE_LENGTH = 10;

const CLOSING: Record<string, string> = {
  "[": "]",
  "【": "】",
  "［": "］",
  "⟦": "⟧",
  "〔": "〕",
  "(": ")",
  "（": "）",
};
const LABELS =
  "source sources src ref refs reference references doc docs document documents passage passages chunk chunks cite citation citations context quelle quellen fuente fuentes fonte fonti fontes bron bronnen источник kaynak źródło 来源 來源 出典 資料 资料 출처 المصدر مصدر מקור".split(
    " ",
  );
const LABEL = `(?:(?:${LABELS.join("|")})s?[ \\t]*[:#.№-]?[ \\t]*)`;
const WHOLE_LABEL = new RegExp(`^${LABEL}$`, "iu");
const JOINT = String.raw`[ \t]*(?:[,;&/–-]|and|und|et|y|e|en|и|、|，)[ \t]*|[ \t]+`;
const NUMBER = String.raw`[*_]{0,2}\p{Nd}{1,3}[*_]{0,2}`;
const LIST = new RegExp(
  String.raw`^[ \t]*[\^#№]?[ \t]*${LABEL}?${NUMBER}(?:(?:${JOINT})[\^#]?${LABEL}?${NUMBER})*[ \t]*$`,
  "iu",
);
/** OpenAI's own: `1†source`, `1:0†L3-L9`. */
const DAGGER = /^[ \t]*(\p{Nd}{1,3})(?::\p{Nd}{1,3})?[ \t]*†[^\]】]{0,40}$/u;
const HEAD_SOURCE = String.raw`[ \t]*${LABEL}?(\p{Nd}{1,3})[ \t]*[:,|–-]?[ \t]*["“„«「『]`;
const HEAD = new RegExp(HEAD_SOURCE, "iuy");
const TAIL = new RegExp(String.raw`["”“»」』][ \t]*(?:((?=[\]】］⟧〕)）]))|[,;](?=${HEAD_SOURCE}))`, "giu");
/** The words without quotation marks, or a title, a page. */
const BARE = new RegExp(
  String.raw`^[ \t]*(${LABEL})?(\p{Nd}{1,3})[ \t]*(?:[:|]|,(?=[ \t])|[ \t][–—-](?=[ \t]))[ \t]*([^\n[\]]{2,300})$`,
  "iu",
);
/** What can still become the inside of a marker. */
const INSIDE = new RegExp(
  String.raw`^[ \t]*[\^#№]?[ \t]*[*_]{0,2}(?:${LABEL}?(?:${NUMBER}(?:${JOINT}|${LABEL}|[\^#*_])*)+(?::\p{Nd}{0,3})?(?:†[^\]】]{0,40})?)?$`,
  "iu",
);
const QUOTED = String.raw`["“„«「『](?:[^\n]|\n(?![ \t]*\n))*`;
const INSIDE_NAMING = new RegExp(
  String.raw`^[ \t]*${LABEL}?\p{Nd}{1,3}[ \t]*[:,|–-]?[ \t]*(?:${QUOTED})?$|^[ \t]*${LABEL}?\p{Nd}{1,3}[ \t]*[:|,–—-][^\n[\]]{0,300}$`,
  "iu",
);
const CUT_OFF = new RegExp(String.raw`^[ \t]*${LABEL}?(\p{Nd}{1,3})[ \t]*[:|]`, "iu");
const NAMING_BEGUN = new RegExp(String.raw`^[ \t]*${LABEL}?\p{Nd}{1,3}[ \t]*[:|][ \t]*(?:${QUOTED})?$`, "iu");
/** `^1^`, `$^{1}$`, `$^{[1]}$`, which are powers behind a unit. */
const POWER = /\$\^\{?\[?(\p{Nd}{1,3}(?:, ?\p{Nd}{1,3})*)\]?\}?\$|\^(\p{Nd}{1,3})\^/uy;
const POWER_BEGUN = /^(?:\$(?:\^\{?\[?[\p{Nd}, ]{0,12}\]?\}?)?|\^\p{Nd}{0,3})$/u;
/** `<sup>1</sup>`, `<ref id="1"/>`, `<cite>[1]</cite>`. */
const TAG = /<(sup|cite|citation|ref|reference|source)((?:\s[^<>]{0,60})?)>/iy;
const TAG_BEGUN = /^<(?:[a-z]{0,8}|(?:sup|cite|citation|ref|reference|source)\s[^<>]{0,60})$/i;
/** All of a marker in tags, from its first `<`. */
const TAG_LENGTH = 120;
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const WRAPS = ["***", "**", "*", "___", "__", "_", "^", "\\"] as const;
/** What follows code that is a marker, where no sentence ends before it. */
const CODE_ENDS = /^[ \t]*(?:[\n.,;:!?。，；！？|]|`\[)/u;
const CODE_ENDS_BEGUN = /^[ \t]*`?$/u;
/** Words that may stand in parentheses before a marker. */
const SEE =
  /^[(（](?:see|cf\.|per|siehe|vgl\.|voir|ver|véase|vedi|zie|см\.|sources?|quellen?|fuentes?|font[ei]|bron(?:nen)?)?:?[ \t]*/iu;
const SEE_BEGUN = /^[(（][\p{L}.]{0,8}:?[ \t]*$/u;

/** Characters a marker may begin with. */
export const BEGINS = /[[【［⟦〔(（*_<^$`\\⁰¹²³⁴⁵⁶⁷⁸⁹]/u;
/** Directions and joints that nobody sees. */
export const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/**
 * @param final no more text comes
 * @param before what stood in front of the input
 */
export function readMarker(input: string, at: number, final: boolean, before: string): Reading {
  const behind = (before + input.slice(Math.max(0, at - 12), at)).slice(-12);
  // The end of a text is the end of a line.
  const reading = readAny(final ? `${input}\n` : input, at, behind);
  if (final && typeof reading === "string") return readCutOff(input, at);
  return reading === "cut" && input.length - at > NAMING_LENGTH ? "text" : reading;
}

/** The end of an answer may be the middle of a marker: `[1: "first wo`. */
function readCutOff(input: string, at: number): Marker | "text" {
  const rest = input.slice(at + 1);
  const [, number] = CUT_OFF.exec(rest) ?? [];
  if (number === undefined || !"[【".includes(input[at]!) || !INSIDE_NAMING.test(rest)) return "text";
  return { end: input.length, named: [{ number: toNumber(number) }], isUnsure: false };
}

function readAny(input: string, at: number, before: string): Reading {
  const char = input[at]!;
  if (SUPERSCRIPTS.includes(char)) return readSuperscript(input, at, before);
  if (char === "(" || char === "（") return readParenthesis(input, at, before);
  if (Object.hasOwn(CLOSING, char)) return readBrackets(input, at);
  if (char === "<") return readTag(input, at, before);
  if (char === "`") return readCode(input, at, before);
  if (char === "$" || char === "^") {
    const power = readPower(input, at, before);
    if (power !== "text" || char === "$") return power;
  }
  return readWrapped(input, at);
}

/** `**[1]**`, `^[1]`, `\[1\]`. */
function readWrapped(input: string, at: number): Reading {
  const rest = input.slice(at, at + 6);
  if (WRAPS.some((wrap) => wrap.length > rest.length && wrap.startsWith(rest))) return "cut";
  const wrap = WRAPS.find((each) => input.startsWith(each, at));
  if (wrap === undefined) return "text";
  const inside = at + wrap.length;
  if (inside >= input.length) return "cut";
  if (wrap === "\\") return readEscaped(input, inside);
  const group = Object.hasOwn(CLOSING, input[inside]!) ? readGroup(input, inside) : "text";
  if (group === "text" || group === "cut") return group;
  const close = input.slice(group.end, group.end + wrap.length);
  if (close === wrap) return { ...group, end: group.end + wrap.length };
  if (wrap === "^" && close !== "") return group;
  return close.length < wrap.length && wrap.startsWith(close) ? "cut" : "text";
}

/** A marker as code, `[1]`: only at the end of what it is of, because an index of a list is code as well. */
function readCode(input: string, at: number, before: string): Reading {
  const inside = at + 1;
  if (inside >= input.length) return "cut";
  if (!"[【".includes(input[inside]!)) return "text";
  const group = readGroup(input, inside);
  if (group === "text" || group === "cut") return group;
  if (group.end >= input.length) return "cut";
  const end = group.end + 1;
  if (input[group.end] !== "`") return "text";
  const behind = input.slice(end, end + 16);
  if (behind === "") return "cut";
  if (behind.startsWith("`")) return "text";
  if (/[.!?。！？]["”»']?[ \t]*$/u.test(before) || CODE_ENDS.test(behind)) return { ...group, end, isUnsure: true };
  return CODE_ENDS_BEGUN.test(behind) && behind.length < 16 ? "cut" : "text";
}

function readTag(input: string, at: number, before: string): Reading {
  TAG.lastIndex = at;
  const tag = TAG.exec(input);
  if (tag === null) return TAG_BEGUN.test(input.slice(at, at + TAG_LENGTH)) ? "cut" : "text";
  const [opening, name, attributes] = tag;
  if (attributes!.endsWith("/")) {
    const number = /\p{Nd}{1,3}(?!\p{Nd})/u.exec(attributes!)?.[0];
    if (number === undefined) return "text";
    return { end: at + opening.length, named: [{ number: toNumber(number) }], isUnsure: false };
  }
  const inside = input.slice(at + opening.length, at + TAG_LENGTH);
  const close = inside.search(new RegExp(`</${name}>`, "i"));
  if (close < 0) return at + TAG_LENGTH > input.length && !/[\n.]/.test(inside) ? "cut" : "text";
  const content = inside.slice(0, close);
  const plain = content
    .replace(/<[^<>]*>|\(#?[^()]*\)/g, "")
    .replace(/^\[|\]$/g, "")
    .replaceAll("][", ",");
  const isPower = name!.toLowerCase() === "sup" && !content.includes("[") && !isRaised(before) && !/\s$/.test(before);
  if (!LIST.test(plain) || isPower) return "text";
  return { end: at + opening.length + close + name!.length + 3, named: namedIn(plain), isUnsure: false };
}

function readPower(input: string, at: number, before: string): Reading {
  POWER.lastIndex = at;
  const power = POWER.exec(input);
  if (power === null) return POWER_BEGUN.test(input.slice(at)) ? "cut" : "text";
  if (!isRaised(before) && !/\S\s+$/.test(before)) return "text";
  return { end: POWER.lastIndex, named: namedIn(power[1] ?? power[2]!), isUnsure: true };
}

function readEscaped(input: string, at: number): Reading {
  if (input[at] !== "[") return "text";
  const end = input.indexOf("\\]", at);
  const content = input.slice(at + 1, end < 0 ? input.length : end);
  if (end < 0) return INSIDE.test(content.replace(/\\$/, "")) ? "cut" : "text";
  return LIST.test(content) ? { end: end + 2, named: namedIn(content), isUnsure: false } : "text";
}

/** `([1])`, `(see [1], [2])`, `(Source 1)`, and `(1)`, which may be anything. */
function readParenthesis(input: string, at: number, before: string): Reading {
  const see = SEE.exec(input.slice(at, at + 14))!;
  const inside = at + see[0].length;
  if (inside >= input.length || (SEE_BEGUN.test(input.slice(at, at + 14)) && at + 14 >= input.length)) return "cut";
  const closing = CLOSING[input[at]!]!;
  if ("[【［⟦".includes(input[inside]!)) {
    const group = readGroup(input, inside);
    if (group === "text" || group === "cut") return group;
    if (group.end >= input.length) return "cut";
    return input[group.end] === closing ? { ...group, end: group.end + 1 } : "text";
  }
  const naming = readNaming(input, at + 1, closing);
  if (naming !== undefined) return naming;
  if (NAMING_BEGUN.test(input.slice(at + 1))) return "cut";
  const close = input.indexOf(closing, at + 1);
  const content = input.slice(at + 1, close < 0 ? input.length : close);
  if (content.length > PLAIN_LENGTH) return "text";
  if (close < 0) return beginsLabel(content) || INSIDE.test(content) ? "cut" : "text";
  if (!LIST.test(content)) return "text";
  const isLabelled = /\p{L}/u.test(content.replace(/\b(?:and|und|et|y|e|en)\b/giu, ""));
  if (isLabelled) return { end: close + 1, named: namedIn(content), isUnsure: false };
  // A bare number in parentheses cites only where a sentence ends.
  if (/[\p{L}\p{N}]$/u.test(before)) return "text";
  const next = input[close + 1];
  if (next === undefined) return "cut";
  const ends = /[.!?。！？]["”»']?[ \t]*$/u.test(before) || /[\n.,;:!?。，；！？]/u.test(next);
  return ends ? { end: close + 1, named: namedIn(content), isUnsure: true } : "text";
}

/** One or more brackets, with what may stand between them. */
function readGroup(input: string, at: number): Reading {
  let group = readBrackets(input, at);
  if (group === "text" || group === "cut") return group;
  for (;;) {
    const gap: number = /^[ \t]*[,;&]?[ \t]*/.exec(input.slice(group.end, group.end + 8))![0].length;
    const next = group.end + gap;
    if (next >= input.length && gap > 0) return "cut";
    if (next >= input.length || !"[【［⟦".includes(input[next]!)) return group;
    const more = readBrackets(input, next);
    if (more === "cut") return more;
    if (more === "text") return group;
    group = { end: more.end, named: [...group.named, ...more.named], isUnsure: group.isUnsure || more.isUnsure };
  }
}

function readBrackets(input: string, at: number): Reading {
  const open = input[at]!;
  const isDouble = input[at + 1] === open;
  const from = at + (isDouble ? 2 : 1);
  const closing = CLOSING[open]!.repeat(isDouble ? 2 : 1);
  const naming = readNaming(input, from, closing);
  if (naming !== undefined) return naming;
  const close = input.indexOf(closing, from);
  const content = input
    .slice(from, close < 0 ? Math.min(input.length, from + NAMING_LENGTH) : close)
    .replace(INVISIBLE, "");
  if (close < 0) {
    const begun = closing.length === 2 && content.endsWith(closing[0]!) ? content.slice(0, -1) : content;
    const isPlain = begun.length < PLAIN_LENGTH && (beginsLabel(begun) || INSIDE.test(begun));
    return isPlain || (begun.length < NAMING_LENGTH && INSIDE_NAMING.test(begun)) ? "cut" : "text";
  }
  const end = close + closing.length;
  if (content.length <= PLAIN_LENGTH) {
    if (LIST.test(content)) return { end, named: namedIn(content), isUnsure: false };
    const dagger = DAGGER.exec(content);
    if (dagger) return { end, named: [{ number: toNumber(dagger[1]!) }], isUnsure: false };
  }
  const [, label, number, words = ""] = BARE.exec(content) ?? [];
  if (number !== undefined && /\p{L}/u.test(words)) {
    const isPlain =
      label !== undefined || (/^[^,–—-]*[:|]/u.test(content) && /\S\s+\S/u.test(words) && words.length > 7);
    return { end, named: [{ number: toNumber(number), passage: words.trim() }], isUnsure: !isPlain };
  }
  // Half a quotation before the bracket: the words themselves hold one.
  return INSIDE_NAMING.test(content) && input.length - at < NAMING_LENGTH && /["“„«「『]/.test(content)
    ? "cut"
    : "text";
}

/** `1: "words … words"`, and several of them. */
function readNaming(input: string, from: number, closing: string): Marker | undefined {
  const named: Named[] = [];
  for (let at = from; ;) {
    HEAD.lastIndex = at;
    const head = HEAD.exec(input);
    if (head === null) return undefined;
    const begins = HEAD.lastIndex;
    TAIL.lastIndex = begins;
    const tail = findTail(input, begins, closing);
    if (tail === undefined) return undefined;
    named.push({ number: toNumber(head[1]!), passage: input.slice(begins, tail.index) });
    if (tail.isLast) return { end: tail.end, named, isUnsure: false };
    at = tail.end;
  }
}

/** The quotation mark that ends a passage: with a bracket or another entry behind it, not one within its words. */
function findTail(
  input: string,
  from: number,
  closing: string,
): { index: number; end: number; isLast: boolean } | undefined {
  for (let match = TAIL.exec(input); match !== null; match = TAIL.exec(input)) {
    if (match.index - from > NAMING_LENGTH || /\n[ \t]*\n/.test(input.slice(from, match.index))) return undefined;
    const isLast = match[1] !== undefined;
    if (isLast && !input.startsWith(closing, TAIL.lastIndex)) continue;
    return { index: match.index, end: TAIL.lastIndex + (isLast ? closing.length : 0), isLast };
  }
  return undefined;
}

function readSuperscript(input: string, at: number, before: string): Reading {
  let end = at;
  while (end < input.length && SUPERSCRIPTS.includes(input[end]!)) end++;
  if (end >= input.length) return "cut";
  const isMarked = isRaised(before);
  const standsAlone = /\S[ \t]+$/u.test(before) && !/[\p{L}\p{N}]/u.test(input[end]!);
  if (!isMarked && !standsAlone) return "text";
  const digits = Array.from(input.slice(at, end), (char) => SUPERSCRIPTS.indexOf(char)).join("");
  return { end, named: [{ number: Number(digits) }], isUnsure: true };
}

/** Squares and cubes stand behind a unit or a number; a note of the page's own begins its line. */
function isRaised(before: string): boolean {
  return /[.!?,;:。！？"”)\]]$|\p{L}{4,}$/u.test(before);
}

function beginsLabel(text: string): boolean {
  const begun = text
    .slice(0, PLAIN_LENGTH)
    .trimStart()
    .replace(/^[\^#*_]+/, "")
    .toLowerCase();
  return begun !== "" && (LABELS.some((label) => label.startsWith(begun)) || WHOLE_LABEL.test(begun));
}

/** `1, 3-5` → 1, 3, 4, 5. */
function namedIn(content: string): Named[] {
  const named: Named[] = [];
  for (const [, first, last] of content.matchAll(/(\p{Nd}+)(?:[ \t]*[–-][ \t]*(\p{Nd}+))?/gu)) {
    const low = toNumber(first!);
    const high = Math.min(last === undefined ? low : toNumber(last), low + RANGE_LENGTH - 1);
    for (let number = low; number <= Math.max(low, high); number++) named.push({ number });
  }
  return named;
}

function toNumber(digits: string): number {
  return Number(westernDigits(digits));
}
