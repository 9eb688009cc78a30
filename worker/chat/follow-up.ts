/**
 * What a question that leans on the one before it asks for, without a model: "and on Bun?" puts another word into
 * the last question, "it" is the last thing that was named, "why?" is about what was just quoted. Whether a question
 * leans at all is `rewrite`'s.
 */

import { detectLanguage, readQuery, type Topic, withoutPoliteness, wordOfTopic } from "../knowledge/language/terms.ts";

/** How a follow-up takes up what was said. */
export type FollowUpKind =
  /** Puts another word in the place of one of the last question. */
  | "slot"
  /** Asks something else about the last thing named. */
  | "thing"
  /** Asks on about what was just quoted: why, how, are you sure. */
  | "quoted"
  /** Asks for what was not said yet. */
  | "more"
  /** Anything else: the last question stands behind it. */
  | "joined";

export interface FollowUp {
  kind: FollowUpKind;
  /** To be searched with. */
  standalone: string;
}

/** Openings that carry on, and say nothing of what is asked. */
const OPENING = new RegExp(
  `^(?:(?:${[
    "no|sorry|ok|okay|and|or|but|also|then|so|even|same|likewise|what about|how about|what if(?: it(?:'s| is))?|what is it|same (?:for|with)|i (?:meant|mean)|i was asking about|instead",
    "nein|und|oder|aber|auch|dann|was ist mit|wie ist es mit|wie ist das mit|wie sieht es mit|wie steht es mit|und was ist mit|ich (?:meine|meinte)|gilt das auch",
    "non|et|ou|mais|qu['’]en est-il de|aussi|alors|je (?:parle|parlais) de",
    "y|o|pero|qué hay de|qué pasa con|qué tal|también|entonces|digo",
    "e|mas|também|então|ma|che ne dici di|anche|allora|intendo",
    "en|of|maar|hoe zit het met|ook|ik bedoel",
    "a|i|co z|ve|ya|peki|och|и|а|но|та",
  ].join("|")})(?=[\\s,]|$)[\\s,]*)+`,
  "iu",
);

/** Says where, for whom, with what: the words behind it may stand in the place of others. */
const PREPOSITION =
  /^(?:for|on|in|with|without|from|at|to|as|by|via|under|over|after|before|during|für|bei|mit|ohne|auf|im|ins|in|am|an|nach|von|zu|zum|zur|per|über|pour|avec|sans|dans|chez|sur|en|à|au|para|con|sin|a|com|sem|no|na|senza|nel|voor|met|zonder|op|bij|naar|dla|na|w|do|z|för|på|till|utan|для|на|в|с|без|из)(?=\s)/iu;
const ARTICLE =
  /^(?:the|a|an|der|die|das|den|dem|des|ein|eine|einen|einem|einer|le|la|les|l['’]|un|une|el|los|las|una|il|lo|gli|uno|de|het|een|o|os|as|um|uma|den|det|en|ett)(?=\s|$)\s*/iu;

/** A verb of its own makes a question, not the rest of one. */
export const VERB =
  /\b(?:take|cost|work|weigh|last|include|contain|mean|come|ship|run|open|is|are|was|were|do|does|did|can|could|may|must|should|will|would|have|has|had|need|get|make|works?|costs?|takes?|ist|sind|kann|können|muss|hat|haben|wird|gibt|kostet|dauert|geht|est|sont|peut|coûte|puede|cuesta|hay|é|são|pode|custa|è|sono|può|costa|zijn|kan|kost)\b/iu;
const ASKS =
  /\b(?:which|what|who|how|when|where|why|welche[rsnm]?|was|wer|wie|wann|wo|warum|wieso|quel(?:le)?s?|qui|quand|où|comment|qué|cuál|quién|cuándo|dónde|cómo)\b/iu;

/** Asks on about the answer, with nothing of its own to look for. */
export const ABOUT_THE_ANSWER =
  /^(?:why|why not|how|how so|how come|really|(?:are you )?sure|more|(?:tell me |say |a bit |any )?more(?: details?| info| information)?|(?:for |an? )?examples?|such as|like what|go on|continue|explain(?: that| it| this)?(?: please)?|what do you mean(?: by that)?|what does that mean|details?|what else|anything else|warum|warum nicht|wieso|weshalb|wie|wie genau|wirklich|(?:bist du |sind sie )?sicher|mehr(?: dazu| details)?|erzähl mehr|(?:ein |zum )?beispiel|was heißt das|was bedeutet das|genauer|pourquoi|comment|encore|plus de détails|un exemple|por qué|cómo|más|un ejemplo|porquê|mais|um exemplo|perché|come|di più|un esempio|waarom|hoe|meer|een voorbeeld|dlaczego|jak|więcej|varför|hur|mer|proč|neden|niçin|nasıl|daha fazla|почему|как|подробнее|なぜ|どうして|もっと|为什么|為什麼|怎么|怎麼|왜|어떻게|لماذا|كيف|क्यों|कैसे)$/iu;

const MORE =
  /^(?:more|(?:tell me |say |a bit |any )?more(?: details?| info| information)?|go on|continue|details?|what else|anything else|mehr(?: dazu| details)?|erzähl mehr|encore|plus de détails|más|mais|di più|meer|więcej|mer|daha fazla|подробнее|もっと)$/iu;

/** Stand for the last thing named. */
const PRONOUN =
  /(?<![\p{L}\p{M}])(?:it|its|they|them|their|this|that|these|those|one|he|she|er|sie|es|ihn|ihm|ihr|deren|dessen|damit|dafür|davon|dazu|das|il|elle|ils|elles|ça|cela|ello|eso|esto|él|ella|isso|isto|ele|ela|esso|essa|questo|het|dat|hij|daarvan|daarmee)(?![\p{L}\p{M}])/iu;
/** Asks for one thing of several: the answer names it. */
const NAMES_IN_ANSWER =
  /^(?:and |so |und )?(?:which|who|welche[rsnm]?|wer|what (?!is\b|are\b|does\b|do\b|about\b)|quel(?:le)?s?|cuál|quién|qual|quale)\b/iu;

const END = /[?？!！.。…؟;,，\s]+$/u;
/** "When exactly?" */
const EXACTLY =
  /(?<=\p{L}\s)(?:exactly|precisely|genau|exactement|exactamente|esattamente|precies|exatamente|dokładnie)$/iu;
/** The question without the marks and the politeness around it. */
export function bareOf(question: string): string {
  const bare = question.trim().replace(/\s+/g, " ").replace(END, "").replace(EXACTLY, "").trim();
  return withoutPoliteness(bare.replace(/^[¿¡"'\s]+/u, ""));
}
const NAME = /(?:[\p{Lu}\p{Lt}][\p{L}\p{M}\p{N}+#.'’-]*[\p{L}\p{N}+#]|\p{Lu}|[\p{L}\p{N}]*\p{N}[\p{L}\p{N}.+-]*)/u;
/** Names side by side, with a small word for the thing behind them: "Cloudflare Workers", "Team plan". */
const NAMES = new RegExp(`(?<![\\p{L}\\p{N}])${NAME.source}(?:[ -]${NAME.source})*`, "gu");

/**
 * @param question leans on `last`
 * @param last the question before it, made to stand alone itself
 * @param answer the beginning of what was said to it
 */
export function followUp(question: string, last: string, answer: string): FollowUp {
  const bare = bareOf(question);
  const rest = bare.replace(OPENING, "").replace(END, "");
  if (rest === "" || ABOUT_THE_ANSWER.test(rest) || ABOUT_THE_ANSWER.test(bare))
    return joined(MORE.test(rest) ? "more" : "quoted", question, last);
  if (!VERB.test(rest) && !ASKS.test(rest) && rest.split(" ").length <= 5) {
    const standalone = putInto(last.replace(END, ""), rest) ?? priceOf(rest, last);
    return standalone === undefined ? joined("joined", question, last) : { kind: "slot", standalone: `${standalone}?` };
  }
  if (PRONOUN.test(rest)) {
    const thing = lastThing(last, answer);
    if (thing !== undefined) return { kind: "thing", standalone: `${thing}: ${question.trim()}` };
  }
  return joined("joined", question, last);
}

const joined = (kind: FollowUpKind, question: string, last: string): FollowUp => ({
  kind,
  standalone: `${question.trim()} ${last}`,
});

const PRICED: ReadonlySet<Topic> = new Set(["delivery", "return", "repair", "gift"]);

/** "And shipping?" behind the price of a thing asks what that costs. */
function priceOf(rest: string, last: string): string | undefined {
  const language = detectLanguage(last);
  const topicsOf = (text: string): Topic[] => readQuery(text, language).words.flatMap(({ topics }) => topics);
  if (!topicsOf(rest).some((topic) => PRICED.has(topic))) return undefined;
  const isPrice = topicsOf(last).includes("cost") || /\bhow much (?:is|are|does|do|for)\b/i.test(last);
  return isPrice && !topicsOf(last).some((topic) => topic !== "cost")
    ? `${rest} ${wordOfTopic("cost", language)}`
    : undefined;
}

/** The last question with the rest of one in the place of what it stands for; undefined where it has no such place. */
function putInto(last: string, rest: string): string | undefined {
  const preposition = PREPOSITION.exec(rest)?.[0];
  const words = rest.slice(preposition?.length ?? 0).trim();
  if (preposition !== undefined) {
    const same = phraseBehind(last, preposition);
    if (same !== undefined) return last.slice(0, same.start) + rest + last.slice(same.end);
  }
  const bare = words.replace(ARTICLE, "");
  if (!isName(bare)) return undefined;
  const name = lastName(last);
  if (name === undefined) return undefined;
  // "to Cloudflare Workers" gives way to "on Bun" whole.
  const before = last.slice(0, name.start);
  const own = /(\S+)\s+(?:(?:the|a|an|der|die|das|den|dem|la|le|el|il|de|het)\s+)?$/iu.exec(before);
  const from = preposition !== undefined && own !== null && PREPOSITION.test(`${own[1]} x`) ? own.index : name.start;
  return last.slice(0, from) + (preposition === undefined ? bare : rest) + last.slice(name.end);
}

/** Where `preposition` and the words that belong to it stand, up to the next preposition. */
function phraseBehind(last: string, preposition: string): { start: number; end: number } | undefined {
  const at = new RegExp(`(?<![\\p{L}])${preposition}\\s+`, "giu");
  const found = Array.from(last.matchAll(at)).at(-1);
  if (found === undefined) return undefined;
  const from = found.index + found[0].length;
  const article = ARTICLE.exec(last.slice(from))?.[0].length ?? 0;
  // A name ends where its capitals end; anything else where the next preposition or the verb comes.
  const name = new RegExp(`^${NAMES.source}`, "u").exec(last.slice(from + article));
  if (name !== null) return { start: found.index, end: from + article + name[0].length };
  const words = last.slice(from).split(" ");
  const next = words.findIndex((word, index) => index > 0 && (PREPOSITION.test(`${word} x`) || VERB.test(word)));
  const phrase = (next < 0 ? words : words.slice(0, next)).join(" ");
  return { start: found.index, end: from + phrase.length };
}

/** One that is written like a name in every language that has capitals; German nouns are. */
const isName = (words: string): boolean => new RegExp(`^${NAME.source}`, "u").test(words);

/** The last name in a question, without the word it opens with and without question words. */
function lastName(text: string): { start: number; end: number; name: string } | undefined {
  const names = Array.from(text.matchAll(NAMES)).flatMap(({ 0: name, index }) => {
    if (index > 0) return [{ start: index, end: index + name.length, name }];
    // The word a question opens with is a capital in any case: what stands behind it may be a name.
    const rest = name.slice(name.search(/[ -]|$/) + 1);
    return rest === "" || rest === name ? [] : [{ start: name.length - rest.length, end: name.length, name: rest }];
  });
  return names.at(-1);
}

/** What a text names that the question did not. The word a sentence opens with is the last to be taken for a name. */
function namedIn(text: string, question: string): string | undefined {
  const known = new Set(question.split(/[^\p{L}\p{N}]+/u));
  const names = Array.from(text.matchAll(NAMES)).filter(
    ({ 0: name }) => !name.split(/[ -]/).some((word) => known.has(word)),
  );
  return (names.find(({ 0: name, index }) => index > 0 || /[ -]|\p{Ll}\p{Lu}|\p{N}/u.test(name)) ?? names[0])?.[0];
}

const THING =
  /(?<![\p{L}])(?:the|a|an|your|der|die|das|den|dem|ein|eine|einen|einem|einer|le|la|les|un|une|el|los|las|il|lo|o|os|de|het|een)\s+((?:[\p{L}\p{M}\p{N}-]+\s?){1,3})/giu;

/** What "it" is: what the answer named where the question asked which, else the last thing the question names. */
function lastThing(last: string, answer: string): string | undefined {
  if (NAMES_IN_ANSWER.test(last)) {
    const marked = /[*_`]{1,2}([^*_`\n]{2,40})[*_`]{1,2}/u.exec(answer.slice(0, 400))?.[1];
    const named = marked ?? namedIn(answer.slice(0, 200), last);
    if (named !== undefined) return named;
  }
  const name = lastName(last);
  if (name !== undefined) {
    // With the kind of thing it is: "Team plan".
    const kind = /^\s+\p{Ll}[\p{L}-]+/u.exec(last.slice(name.end))?.[0] ?? "";
    return VERB.test(kind) || PREPOSITION.test(`${kind.trim()} x`) ? name.name : name.name + kind;
  }
  const phrase = Array.from(last.matchAll(THING)).at(-1)?.[1]?.trim().split(" ");
  const end = phrase?.findIndex((word, at) => at > 0 && (VERB.test(word) || PREPOSITION.test(`${word} x`))) ?? -1;
  return phrase === undefined ? undefined : phrase.slice(0, end < 0 ? phrase.length : end).join(" ");
}
