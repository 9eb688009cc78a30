/**
 * Tells an answer from the model's words for "the sources do not answer" and "they only come near" while it streams.
 * The first characters are held back until the two can be told apart; later on the words are cut out.
 */

import { NO_ANSWER, UNSURE } from "./rules.ts";

export interface SentinelFilter {
  /** What may be shown now. */
  push(text: string): string;
  /** What was held back, once no more comes. */
  end(): string;
  /** Set once the answer has turned out to be one of the words, whatever stands around it. */
  readonly verdict: "no-answer" | "unsure" | undefined;
  /** True once the model talks on after the word. */
  readonly isOver: boolean;
}

/** As models write them, in capitals or with underscores: in plain letters they are words like any other. */
const WORDS = [
  NO_ANSWER,
  "NO_ANSWER_IN_THE_SOURCES",
  "NO_ANSWER_IN_SOURCE",
  "NO_ANSWER_IN_THE_SOURCE",
  "NO_ANSWERS_IN_SOURCES",
  "NO_ANSWER_FOUND_IN_SOURCES",
  "NO_ANSWER_FOUND",
  "NO_ANSWER_AVAILABLE",
  "NO_ANSWER",
  "NOT_IN_SOURCES",
  "NOT_ANSWERED_IN_SOURCES",
  UNSURE,
  "UNSURE_FROM_THE_SOURCES",
  "UNSURE_IN_SOURCES",
];
const LONGEST = Math.max(...WORDS.map((word) => word.length));
const spelled = (word: string): string => word.replaceAll("_", String.raw`(?:\\?_|[ -])`);
const CAPITALS = WORDS.toSorted((a, b) => b.length - a.length)
  .map(spelled)
  .join("|");
const SMALL = WORDS.toSorted((a, b) => b.length - a.length)
  .map((word) => word.replaceAll("_", String.raw`\\?_`))
  .join("|");
const FOUND = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${CAPITALS})(?![\p{L}\p{N}_])`, "gu");
const FOUND_SMALL = new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${SMALL.toLowerCase()})(?![\p{L}\p{N}_])`, "gu");
/** Marks that models put around a word they were told to say exactly, and what they introduce it with. */
const BARE = /^[\s\p{Cf}*_`"'“”„«»>#([\]).:!,-]*$/u;
/** A sentence that begins so may turn out to be one around the word. */
const REGRETS =
  "based on|the sources|the provided|there is no|my answer|i reply|i must reply|i'm sorry|i’m sorry|i'm very sorry|i am sorry|sorry|i apologize|i apologise|apologies|unfortunately|regrettably|i cannot|i can't|i can’t|i could not|i couldn't|i do not|i don't|i don’t|es tut mir|leider|entschuldigung|désolé|je suis désolé|malheureusement|lo siento|lamentablemente|desculpe|infelizmente|mi dispiace|purtroppo|helaas|к сожалению|извините|抱歉|很抱歉|申し訳".split(
    "|",
  );
const MARKS = /^[\s\p{Cf}*_`"'“>#-]*/u;
/** How much of such a sentence is waited for, UTF-16 units. */
const REGRET_LENGTH = 240;
const SENTENCE = /[.!?。！？]["'”»]?\s|\n/u;

export function createSentinelFilter(): SentinelFilter {
  let held = "";
  let shown = false;
  let verdict: SentinelFilter["verdict"];
  let isOver = false;

  function release(atEnd: boolean): string {
    const word = firstWord(held);
    if (!shown) {
      if (word !== undefined && isWhole(held, word.end, atEnd)) {
        if (isAlone(held.slice(0, word.start))) {
          verdict = word.verdict;
          isOver = !BARE.test(held.slice(word.end));
          return "";
        }
      } else if (!atEnd && (BARE.test(held) || mayBegin(held) || isRegret(held))) {
        return "";
      }
      held = held.trimStart();
    }
    const text = cutWords(held, atEnd);
    const keep = atEnd ? text.length : startOfWord(text);
    held = text.slice(keep);
    const free = text.slice(0, keep);
    if (free !== "") shown = true;
    return free;
  }

  return {
    push(text) {
      if (verdict !== undefined) {
        isOver ||= text.trim() !== "";
        return "";
      }
      held += text;
      return release(false);
    },
    end() {
      return verdict === undefined ? release(true) : "";
    },
    get verdict() {
      return verdict;
    },
    get isOver() {
      return isOver;
    },
  };
}

function firstWord(text: string): { start: number; end: number; verdict: "no-answer" | "unsure" } | undefined {
  let first: RegExpExecArray | undefined;
  for (const pattern of [FOUND, FOUND_SMALL]) {
    pattern.lastIndex = 0;
    const match = pattern.exec(text);
    if (match !== null && (first === undefined || match.index < first.index)) first = match;
  }
  if (first === undefined) return undefined;
  const verdict = /^UNSURE/i.test(first[0]) ? "unsure" : "no-answer";
  return { start: first.index, end: first.index + first[0].length, verdict };
}

/** A word at the end of what has come may go on: `NO_ANSWER`, `NO_ANSWER_IN_SOURCES`. */
const isWhole = (text: string, end: number, atEnd: boolean): boolean =>
  atEnd || end < text.length || text.endsWith(NO_ANSWER) || text.endsWith(UNSURE);

/** Nothing but marks, or one sentence of regret, stands before it. */
function isAlone(before: string): boolean {
  return BARE.test(before) || isRegret(before);
}

function isRegret(text: string): boolean {
  if (text.length > REGRET_LENGTH || /\[\d/.test(text)) return false;
  const begun = text.replace(MARKS, "").toLowerCase();
  if (!REGRETS.some((regret) => begun.startsWith(regret) || regret.startsWith(begun))) return false;
  const end = SENTENCE.exec(text);
  // Behind its end only the word itself is still waited for.
  const rest = end === null ? "" : text.slice(end.index + end[0].length);
  return BARE.test(rest) || startOfWord(rest) === 0;
}

function cutWords(text: string, atEnd: boolean): string {
  const cut = (match: string, offset: number) => (atEnd || offset + match.length < text.length ? "" : match);
  return text.replace(FOUND, cut).replace(FOUND_SMALL, cut);
}

/** Whether what has come so far is marks and the beginning of a word. */
function mayBegin(text: string): boolean {
  const at = text.search(/[\p{L}\p{N}]/u);
  return at >= 0 && startOfWord(text) <= at;
}

/** Where the end of the text begins to look like one of the words; its length where it does not. */
function startOfWord(text: string): number {
  for (let at = Math.max(0, text.length - LONGEST); at < text.length; at++) {
    if (at > 0 && /[\p{L}\p{N}_]/u.test(text[at - 1]!)) continue;
    const begun = text.slice(at).replaceAll("\\", "");
    const letters = begun.replaceAll(/[ -]/g, "_").toUpperCase();
    if (letters === "" || !/^[\p{L}]/u.test(letters)) continue;
    if (!WORDS.some((word) => word.startsWith(letters))) continue;
    // In small letters only with its underscores.
    if (begun === begun.toUpperCase() || (begun === begun.toLowerCase() && !/[ -]/.test(begun))) return at;
  }
  return text.length;
}

/** Length of the longest end of `text` that begins `word`. */
export function overlap(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
