/**
 * Answers greetings, thanks and the like without a search. Only where the whole message is small
 * talk: "hi, how do I reset my password?" is a question. The phrases are `small-talk-phrases`.
 */

import { LANGUAGES, type SmallTalk, type SmallTalkLanguage } from "./small-talk-phrases.ts";

export type { SmallTalk } from "./small-talk-phrases.ts";

/** Longer messages are never small talk, and matching stays cheap. */
const MOST_LENGTH = 80;

/** What a message of several kinds is answered as: the question in it first, the farewell before the thanks. */
const KINDS: readonly SmallTalk[] = ["who-are-you", "how-are-you", "goodbye", "thanks", "greeting"];

const EMOJI: readonly (readonly [RegExp, SmallTalk])[] = [
  [/[👋🤗]/u, "greeting"],
  [/[🙏👍❤💖💯🎉👏👌😊🙂😀😃😄]/u, "thanks"],
];

interface Matcher {
  language: SmallTalkLanguage;
  whole: RegExp;
  phrase: RegExp;
  kindsOf: ReadonlyMap<string, readonly SmallTalk[]>;
}

let matchers: readonly Matcher[] | undefined;

/** What kind of small talk the whole message is, or undefined where it asks or says anything else. */
export function smallTalk(text: string): SmallTalk | undefined {
  return readSmallTalk(text)?.kind;
}

/** A short polite reply in the visitor's language, or undefined where the message is not small talk. */
export function replyToSmallTalk(text: string, botName: string): string | undefined {
  const found = readSmallTalk(text);
  // A function, since `$` in a name would be read as a pattern.
  return found?.language.replies[found.kind].replace("{name}", () => botName);
}

function readSmallTalk(text: string): { kind: SmallTalk; language: SmallTalkLanguage } | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  const plain = normalise(text);
  if (plain === "") {
    // Only pictures: "?" and "1" are no small talk.
    if (/[\p{L}\p{N}?？]/u.test(text)) return undefined;
    const emoji = EMOJI.find(([pattern]) => pattern.test(text));
    return emoji && { kind: emoji[1], language: LANGUAGES[0]! };
  }
  matchers ??= LANGUAGES.map(createMatcher);
  for (const { language, whole, phrase, kindsOf } of matchers) {
    if (!whole.test(plain)) continue;
    const kinds = new Set(Array.from(plain.matchAll(phrase), ([found]) => kindsOf.get(found) ?? []).flat());
    const kind = KINDS.find((each) => kinds.has(each));
    if (kind !== undefined) return { kind, language };
  }
  return undefined;
}

function createMatcher(language: SmallTalkLanguage): Matcher {
  const { phrases, fillers, unspaced = false } = language;
  const kindsOf = new Map<string, SmallTalk[]>();
  for (const kind of KINDS) {
    for (const phrase of phrases[kind].split("|").map(normalise))
      kindsOf.set(phrase, [...(kindsOf.get(phrase) ?? []), kind]);
  }
  // The longest first, so that "good morning" is not read as "good" and a rest.
  const any = [...kindsOf.keys(), ...fillers.split("|").map(normalise)].sort((a, b) => b.length - a.length).join("|");
  const end = unspaced ? "" : "(?= |$)";
  return {
    language,
    whole: new RegExp(`^(?: ?(?:${any})${end}){1,8}$`, "u"),
    phrase: new RegExp(`${unspaced ? "" : "(?<=^| )"}(?:${any})${end}`, "gu"),
    kindsOf,
  };
}

/** Lower case, no accents on Latin letters, no Arabic vowel points, no punctuation or pictures, drawn-out letters short, single spaces. */
function normalise(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/([a-z])\p{M}+|[\u064b-\u065f]/gu, "$1")
    .normalize("NFC")
    .replace(/([a-z])['’](?=(?:s|re|m|d|ll|ve|t)\b)/gu, "$1")
    .replace(/([a-z])\1{2,}/gu, "$1")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
