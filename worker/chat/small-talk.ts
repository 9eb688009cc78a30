/**
 * Answers greetings, thanks and the like without a search. Only where the whole message is small
 * talk: "hi, how do I reset my password?" is a question. The phrases are `words/`.
 */

import { foldText, type Language, languagesOfScript } from "../knowledge/language/terms.ts";
import { CHAT_WORDS } from "./words/table.ts";
import type { SmallTalk } from "./words/words.ts";

export type { SmallTalk } from "./words/words.ts";

/** Longer messages are never small talk, and matching stays cheap. */
const MOST_LENGTH = 80;

/** What a message of several kinds is answered as: the question in it first, the farewell before the thanks. */
const KINDS: readonly SmallTalk[] = ["language", "who-are-you", "how-are-you", "goodbye", "thanks", "greeting"];

const EMOJI: readonly (readonly [RegExp, SmallTalk])[] = [
  [/[👋🤗]/u, "greeting"],
  [/[🙏👍❤💖💯🎉👏👌😊🙂😀😃😄]/u, "thanks"],
];

/** Phrases and fillers of one message. */
const MOST_PHRASES = 8;

/** What is known of one language: each phrase with what it is; fillers are nothing. */
interface Lexicon {
  kindsOf: ReadonlyMap<string, readonly SmallTalk[]>;
  /** Words of the longest phrase, or characters where a space need not stand between words. */
  longest: number;
}

const lexicons = new Map<Language, Lexicon>();

/** What kind of small talk the whole message is, or undefined where it asks or says anything else. */
export function smallTalk(text: string): SmallTalk | undefined {
  return readSmallTalk(text)?.kind;
}

/**
 * A short polite reply in the visitor's language, or undefined where the message is not small talk.
 *
 * @param likely what the visitor most likely writes in: decides for "ok" and "hi", which are said in many
 * @param greetingIn what the owner greets with in a language, where they wrote it
 */
export function replyToSmallTalk(
  text: string,
  botName: string,
  likely: Language = "en",
  greetingIn: (language: Language) => string | undefined = () => undefined,
): string | undefined {
  const found = readSmallTalk(text, likely);
  if (found === undefined) return undefined;
  const own = found.kind === "greeting" ? greetingIn(found.language) : undefined;
  // A function, since `$` in a name would be read as a pattern.
  return own ?? CHAT_WORDS[found.language].replies[found.kind].replace("{name}", () => botName);
}

function readSmallTalk(text: string, likely: Language = "en"): { kind: SmallTalk; language: Language } | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  const plain = normalise(text);
  if (plain === "") {
    // Only pictures: "?" and "1" are no small talk.
    if (/[\p{L}\p{N}?？]/u.test(text)) return undefined;
    const emoji = EMOJI.find(([pattern]) => pattern.test(text));
    return emoji && { kind: emoji[1], language: likely };
  }
  const candidates = languagesOfScript(plain);
  const languages = (Object.keys(CHAT_WORDS) as Language[]).filter((each) => candidates.includes(each));
  for (const language of new Set([likely, ...languages])) {
    const kinds = kindsIn(plain, language);
    const kind = KINDS.find((each) => kinds?.has(each));
    if (kind !== undefined) return { kind, language };
  }
  return undefined;
}

/** What the phrases are that make up the whole text; undefined where anything else stands in it. */
function kindsIn(plain: string, language: Language): Set<SmallTalk> | undefined {
  let lexicon = lexicons.get(language);
  if (lexicon === undefined) lexicons.set(language, (lexicon = createLexicon(language)));
  const { kindsOf, longest } = lexicon;
  const [units, joint] = unitsOf(plain, language);
  const dead = new Set<string>();

  // The longest phrase first, so that "good morning" is not read as "good" and a rest.
  function read(from: number, phrases: number): SmallTalk[] | undefined {
    if (from === units.length) return [];
    if (phrases === MOST_PHRASES || dead.has(`${from} ${phrases}`)) return undefined;
    for (let to = Math.min(units.length, from + longest); to > from; to--) {
      const kinds = kindsOf.get(units.slice(from, to).join(joint));
      const rest = kinds && read(to, phrases + 1);
      if (kinds !== undefined && rest !== undefined) return [...kinds, ...rest];
    }
    dead.add(`${from} ${phrases}`);
    return undefined;
  }
  const kinds = read(0, 0);
  return kinds && new Set(kinds);
}

function unitsOf(plain: string, language: Language): [units: string[], joint: string] {
  return CHAT_WORDS[language].unspaced ? [Array.from(plain.replaceAll(" ", "")), ""] : [plain.split(" "), " "];
}

function createLexicon(language: Language): Lexicon {
  const { phrases, fillers } = CHAT_WORDS[language];
  const kindsOf = new Map<string, SmallTalk[]>();
  let longest = 0;
  const add = (phrase: string, kinds: readonly SmallTalk[]): void => {
    const [units, joint] = unitsOf(normalise(phrase), language);
    const key = units.join(joint);
    kindsOf.set(key, [...(kindsOf.get(key) ?? []), ...kinds]);
    longest = Math.max(longest, units.length);
  };
  for (const kind of KINDS) for (const phrase of phrases[kind].split("|")) add(phrase, [kind]);
  for (const filler of fillers.split("|")) add(filler, []);
  return { kindsOf, longest };
}

/** Folded, no punctuation or pictures, drawn-out letters short, single spaces. */
function normalise(text: string): string {
  return foldText(text)
    .replace(/([a-z])'(?=(?:s|re|m|d|ll|ve|t)\b)/gu, "$1")
    .replace(/([a-z])\1{2,}/gu, "$1")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}
