/**
 * Follow-ups without a model: tells whether a question leans on what was said before, and makes it
 * stand alone by what it takes from there. Engines with a language model do it better.
 */

import type { PromptTurn } from "../prompt.ts";
import { detectLanguage, isStopWord, readQuery, wordsOf } from "../knowledge/language/terms.ts";
import { asksOf } from "../knowledge/language/asks.ts";
import { ABOUT_THE_ANSWER, bareOf, type FollowUp, followUp, VERB as OWN_VERB } from "./follow-up.ts";
import { smallTalk } from "./small-talk.ts";

/** Earlier questions taken in, newest first. */
const MOST_TURNS = 3;
/** UTF-16 units of each. */
const MOST_LENGTH = 300;

/** Openings that carry on: what follows them is a part of a question. */
const CARRIES_ON = new RegExp(
  `^(?:${[
    "and|no|sorry|i meant|i mean|what about|how about|or|but|also|then|so|what if|even|same for|same with|likewise|ok and|okay and",
    "und|nein|ich meinte|ich meine|oder|aber|was ist mit|wie ist es mit|wie sieht es mit|wie steht es mit|auch|dann",
    "et|ou|mais|qu['’]en est-il|aussi|alors",
    "y|o|pero|qué hay de|qué pasa con|qué tal|también|entonces",
    "e|mas|também|então",
    "ma|che ne dici|anche|allora",
    "en|of|maar|hoe zit het met|ook",
    "ve|ya|peki|ama",
    "и|а|но",
  ].join("|")})(?=[\\s,]|$)`,
  "iu",
);
const CARRIES_ON_UNSPACED =
  /^(?:じゃあ|では|それでは|それは|それ|その場合|あと|また|そして|那么|那麼|那|還有|还有|它|这个|這個|그럼|그러면|그리고|그건|وماذا عن|ماذا عن|و(?=\p{L})|और|तो)/u;

/** Nothing but these: a question about the last answer. */
const BARE =
  /^(?:why|why not|how|how so|how come|when|where|who|which(?: one)?|really|(?:are you )?sure|how (?:much|many|long|often|far|big)|more|(?:tell me |say |a bit |any )?more(?: details?| info| information)?|(?:for |an? )?examples?|such as|like what|go on|continue|explain(?: that| it| this)?(?: please)?|details?|what else|anything else|and|warum|wieso|weshalb|wie|wann|wo|wie viel|wie lange|mehr|beispiel|pourquoi|comment|quand|combien|où|encore|por qué|cómo|cuándo|cuánto|dónde|más|porquê|como|quando|quanto|onde|mais|perché|come|dove|di più|waarom|hoe|wanneer|hoeveel|waar|meer|neden|niçin|nasıl|ne zaman|nerede|kaç|なぜ|どうして|どうやって|いつ|いくら|为什么|為什麼|怎么|多少|何时|왜|어떻게|언제|얼마|لماذا|كيف|متى|أين|كم|क्यों|कैसे|कब|कितना|कहाँ|почему|как|когда|где|сколько)$/iu;

/** Stand for something named before. */
const STANDS_FOR =
  /^(?:it|its|they|them|their|theirs|those|these|this|that|one|ones|he|him|his|she|her|hers|there|former|latter|same|er|sie|ihn|ihm|ihr|deren|dessen|damit|dafür|davon|dazu|darüber|il|elle|ils|elles|ça|cela|celui|celle|ceux|ello|eso|esto|esa|ese|él|ella|ellos|isso|isto|ele|ela|eles|esso|essa|questo|quello|het|dat|hij|zij|daarvan|daarmee|bu|şu|onu|onun|bunu|هذا|هذه|ذلك|यह|वह|इसे)$/iu;
/** The German article is a pronoun where no noun follows. */
const DAS =
  /(?<![\p{L}\p{M}])das(?: (?:denn|so|auch|dann|genau|alles|eigentlich))*(?: (?:bei|auf|in|mit|ohne|für) .+)?$/iu;
/** "it" and "there" that stand for nothing: "is it possible to …", "is there a …", "how long does it take to …". */
const STANDS_FOR_NOTHING =
  /\b(?:is|was|would|will|be|makes?) (?:it|this|that) (?:possible|necessary|required|safe|legal|allowed|ok|okay|fine|true|worth|sense|hard|easy|better|recommended)\b|\bdoes it (?:take|cost|matter|make sense)\b.* (?:to|if|whether|when)\b|\bit(?:['’]s| is) (?:possible|necessary|required)\b|\bthere(?:['’]s| is| are)\b|\b(?:is|are|was|were|will) there\b/giu;
/** "the fact that", "a plan that costs": not the pronoun. */
const JOINS =
  /\b\p{L}{3,} that (?=\p{L}+)|\bso that\b|\bthis (?:site|page|company|product|website|service|year|month|week|chat|bot)\b/giu;
/** A question that opens with one of these and has no verb of its own is the rest of the last one. */
const PREPOSITION =
  /^(?:for|on|in|with|without|from|at|to|as|by|via|under|over|after|before|during|für|bei|mit|ohne|auf|im|in|am|von|pour|avec|sans|dans|chez|sur|para|con|sin|en|com|sem|no|na|per|senza|nel|voor|met|zonder|op|bij)\s/iu;
const VERB =
  /\b(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|have|has|had|need|use|get|make|work|works|ist|sind|kann|muss|hat|est|sont|peut|es|son|puede|é|são|pode|è|sono|può|zijn|kan|which|what|who|how|when|where|why)\b/iu;

/** Content words a question may have and still lean on another by a pronoun or by how it opens. */
const FEW_WORDS = 4;
/** Words, or characters of a script without spaces, of one that opens like a follow-up. What is longer is a question of its own. */
const FEW_CARRIED = 8;
const FEW_CARRIED_CHARACTERS = 16;

/** Whether the question can only be understood with what the visitor asked before. */
export function leansOnHistory(question: string, history: readonly PromptTurn[]): boolean {
  return lastQuestion(history) >= 0 && leans(question);
}

/** Whether it would lean on what was asked before, if anything was. */
export function leans(question: string): boolean {
  const bare = bareOf(question);
  if (bare === "" || BARE.test(bare) || ABOUT_THE_ANSWER.test(bare)) return true;
  const language = detectLanguage(bare);
  const words = new Set(wordsOf(bare).filter((word) => !isStopWord(word, language))).size;
  if (words === 0) return true;
  if (CARRIES_ON.test(bare) && bare.split(" ").length <= FEW_CARRIED) return true;
  if (CARRIES_ON_UNSPACED.test(bare) && bare.length <= FEW_CARRIED_CHARACTERS) return true;
  // "How many seats?" counts those of what was spoken of.
  const counted = words - (/^how (?:many|much|long|often|far|big) /i.test(bare) ? 1 : 0);
  const query = readQuery(bare, language);
  const asks = asksOf(bare, language);
  // "At what time?", and not "opening hours".
  const isTime = asks.has("time") && isStopWord(wordsOf(bare)[0]!, language);
  if (counted === 1 && !OWN_VERB.test(bare) && (asks.has("number") || isTime)) return true;
  // "How much does that cost?" is about a price alone, whatever words a language takes for it.
  if (bare.includes(" ") && query.words.every(({ topics }) => topics.length === 1 && topics[0] === "cost")) return true;
  if (words > FEW_WORDS) return false;
  if (PREPOSITION.test(bare) && !VERB.test(bare)) return true;
  if (DAS.test(bare)) return true;
  const naming = bare.replace(STANDS_FOR_NOTHING, " ").replace(JOINS, " ");
  return (naming.match(/[\p{L}\p{M}]+/gu) ?? []).some((word) => STANDS_FOR.test(word));
}

/**
 * What the question asks for, with what it takes from the turns before it; undefined where it leans on nothing.
 * Written to be searched with, not to be shown.
 */
export function readFollowUp(question: string, history: readonly PromptTurn[]): FollowUp | undefined {
  return resolve(question, history, MOST_TURNS);
}

function resolve(question: string, history: readonly PromptTurn[], turns: number): FollowUp | undefined {
  if (turns === 0 || !leansOnHistory(question, history)) return undefined;
  const at = lastQuestion(history);
  const text = history[at]!.text.trim().slice(0, MOST_LENGTH).toWellFormed();
  const before = resolve(text, history.slice(0, at), turns - 1);
  const answer = history.slice(at + 1).find(({ role }) => role === "assistant")?.text ?? "";
  return followUp(question, before?.standalone ?? text, answer);
}

/** Index of the newest turn that asks something, -1 where there is none. */
function lastQuestion(history: readonly PromptTurn[]): number {
  return history.findLastIndex(
    ({ role, text }) => role === "user" && text.trim() !== "" && smallTalk(text) === undefined,
  );
}
