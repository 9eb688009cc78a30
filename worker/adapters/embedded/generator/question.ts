/**
 * What the extractive generator knows of a question: its telling words and their weights, and what sort
 * of answer it asks for. Finding that answer is `score`.
 */

import { asksOf } from "../../../knowledge/language/asks.ts";
import {
  capitalisesNouns,
  detectLanguage,
  isDay,
  isLightStem,
  isStopWord,
  type Language,
  type Query,
  type QueryWord,
  readQuery,
  stemOf,
  STREET,
  termOfTopic,
  withoutPoliteness,
  wordsOf,
} from "../../../knowledge/language/terms.ts";
import type { Prompt } from "../../../prompt.ts";
import { wordsForPlace } from "./alike.ts";
import { type Numbered, readNumbered } from "./numbered.ts";
import { MEANING, RELATES, STEPS } from "./reach.ts";
import { SCORING } from "./score.ts";
import { sizeAskedFor } from "./sizes.ts";

export interface QuestionTerm {
  stem: string;
  /** Stems of the same word in the languages of the sources. */
  also: readonly string[];
  /** What it means whichever word is taken for it, as terms of an index. */
  topics: readonly string[];
  /** Whether words of its language are glued together. */
  compounds: boolean;
  /** Share of the whole question; all shares sum to 1. */
  share: number;
  /** Written like a name: `Netflix`, `GraphQL`, `MQTT`, `2024`. */
  isName: boolean;
  /** Of a follow-up: asked now, and not by the question before it. */
  isNew: boolean;
  /** Says how something is asked for rather than what: "sell", "offer". */
  isLight: boolean;
  /** A day of the week, or several. */
  isDay: boolean;
}

export interface Question {
  terms: readonly QuestionTerm[];
  /** Other spellings and names of what is asked for, as stems that stand together, each with the terms it stands for, as indexes into `terms`. */
  forms: readonly (readonly [form: readonly string[], terms: readonly number[]])[];
  /** Things it asks for by their number. */
  numbered: readonly Numbered[];
  /** Neighbours, as indexes into `terms`, and the stem of both in one word: "set a cookie" is what `setCookie` does. */
  pairs: readonly (readonly [first: number, second: number, joined: string])[];
  /** Those of them with no small word between: "company car", and not "discounts for schools". */
  names: Question["pairs"];
  /** Its first word where that is a small one, folded: "which", "can". */
  opener: string | undefined;
  /** A follow-up without a word of its own to look for: "why?", "when?". */
  isBare: boolean;
  /** A count, a size, a price, a time. */
  wantsNumber: boolean;
  /** What something costs. */
  wantsPrice: boolean;
  /** When something is, or how long it takes. */
  wantsTime: boolean;
  wantsReason: boolean;
  /** How to do something, or an example of it: a section with its steps and code is the answer. */
  wantsSteps: boolean;
  wantsPerson: boolean;
  /** Whether something may be done. */
  wantsLeave: boolean;
  /** Whether something is needed: "do I need an account". */
  wantsNeed: boolean;
  /** Which of several is the most or the least of something: "the cheapest room". */
  wantsExtreme: boolean;
  /** Whether something is to be had: "do you sell". */
  wantsOffer: boolean;
  /** Which one to take: a recommendation. */
  wantsChoice: boolean;
  /** What something is: the sentence that introduces it is the answer. */
  wantsMeaning: boolean;
  /** No source is in its language: of its words only names, figures and topics can be said by them. */
  isForeign: boolean;
}

/** Terms beyond these are looked at by nobody; a pasted log is not a longer question. */
const MOST_TERMS = 40;
/** A longer question is pasted or rambling: words that no source has are noise in it, not what is asked for. */
const RAMBLING = 14;
/** Words of earlier questions count, but an answer about "Safari" need not name the browser asked for before. */
const EARLIER = 0.4;

/** Of a condition behind what is asked: "if they don't fit". Pages say what may be done, and seldom why somebody would. */
const CONDITION =
  /(?<=\p{L}\p{M}*\W+)(?:if|in case|because|wenn|falls|weil|si (?:ça|c['’]|je|on|elle|il|le|la|les)|parce que|si (?:no|es|me|el|la|lo)|porque|se (?:non|è|il|la|mi)|perché|als het|omdat|jeśli|bo)(?!\p{L}).*$/iu;
const CONDITIONAL = 0.4;

/** Of a word that says how something is asked for rather than what: rare in pages, and nothing to answer by. */
const LIGHTER = 0.35;
/** A word that no source has, and that is no name: as often a verb of the asking as what is asked for. */
const UNKNOWN = 0.7;
/** And in another language than all sources: whether they say it, nobody can tell. */
const UNKNOWN_ABROAD = 0.3;
/** Where words are cut into pieces that overlap: most of those of an inflected word stand nowhere. */
const UNKNOWN_PIECE = 0.25;
const UNSPACED: ReadonlySet<Language> = new Set(["ja", "zh", "ko", "th"]);
/** Of "how many", "how long" the sort of answer is known already. */
const AMOUNT = lazySet("many much long often far fast soon quick quickly time times");

/** Of the noun of a size, where a source has it. */
const SIZE = 0.7;

/** Stems of English words, made at first use: a new isolate should not wait for them. */
function lazySet(words: string): { has(stem: string): boolean } {
  let stems: Set<string> | undefined;
  return {
    has: (stem) => (stems ??= new Set(words.split(" ").map((word) => stemOf(word, "en")))).has(stem),
  };
}

const NUMBER =
  /\b(?:how (?:many|much|long|often|far|big|large|old|high|small|fast|soon|late|early)|what (?:number|percentage|percent|share|size|length|limit|price|amount|year|age|time|date|version|port|status)|which (?:year|version|port|date)|when|maximum|minimum|cost|costs|price|wie (?:viele?|lange|oft|gro(?:ß|ss)|hoch|teuer)|wann|combien|quand|cu[aá]nt[oa]s?|cu[aá]ndo|quant[oaie]s?|quando|hoeveel|wanneer|ka[cç]|ne kadar|ne zaman)\b|كم|متى|कितन|कब|いくら|いくつ|何(?:日|時|回|人|個|年)|いつ|多少|几|幾|什么时候|什麼時候|얼마|언제|몇/iu;
/** "How much is it", and not "how much water". */
const PRICE =
  /\bhow much(?= (?:is|are|does|do|would|will|for|to|it|if|the|a|an)\b|\W*$|[?,])|(?<!\p{L})(?:c['’]est combien|combien (?:c['’]est|ça (?:fait|coûte)|pour)|was macht das|wie ?viel (?:macht|ist) das|cu[aá]nto (?:es|vale|son|ser[ií]a)|quant['’]è|quanto (?:è|viene|fa|é|fica)|hoeveel is|ile to)(?!\p{L})|^\P{L}*(?:(?:und|et|y|e|en|a|i) )?(?:combien|cu[aá]nto|quanto|hoeveel|ile|wie ?viel)\W*$/iu;
/** "How much does it weigh": of something else than money. */
const OTHER_AMOUNT =
  /\bhow much\b.*\b(?:weighs?|holds?|contains?|fits?|needs?|uses?|takes?|lasts?|stores?|carry|carries|lifts?|drinks?|eats?|earns?|grows?|time|space|memory|storage|water|power|longer|bigger|faster)\b/iu;
/** Whether something costs anything: "is breakfast free", and not "is it gluten free". */
const FREE =
  /^\P{L}*(?:and |but |so )?(?:(?:is|are)(?! there)|ist|sind|est|sont|c['’]est|es|son|está|è|sono|zijn|czy|é|são)(?![\p{L}]).*(?<!\b(?:gluten|lactose|dairy|sugar|alcohol|nut|plastic|peat|fat|meat|smoke|car|step|barrier|hands|caffeine|wheat|soy|duty|tax)[ -])(?<![\p{L}-])(?:free|kostenlos|umsonst|gratis|gratuit\p{L}*|darmow\p{L}*|bezpłatn\p{L}*)(?![\p{L}-])/iu;
const FREE_WORD = /^(?:free|kostenlos|umsonst|gratis|gratuit.*|darmow.*|bezplatn.*)$/u;
/** When, or for how long: no amount of money is the answer. */
const TIME =
  /\b(?:how (?:long|soon|fast|many (?:days|hours|weeks|months|years|minutes))|when|what time|wie (?:lange|schnell|viele (?:tage|stunden|wochen))|wann|combien de (?:temps|jours)|quand|cu[aá]nto (?:tiempo|tarda|dura|demora)|cu[aá]ndo|quanto (?:tempo|dura|demora|ci (?:vuole|mette))|quando|hoe (?:lang|snel)|hoelang|wanneer|jak długo|ile (?:trwa|czasu)|kiedy|hur länge|när)(?![\p{L}])/iu;
/** What is asked about a choice: "which … should I use". */
const CHOICE =
  /\b(?:which|what)\b.*\b(?:should|recommend(?:ed)?|best|suit(?:s|ed|able)?|choose|prefer(?:red)?)\b|\bwelche[rns]?\b.*\b(?:sollte?|empfehl\p{L}*|am besten|eignet|geeignet)\b|\bquel(?:le)?s?\b.*\b(?:devrais|recommand\p{L}*|meilleur)/iu;
/** Which one *not* to take. */
const NEGATES = /(?<![\p{L}])(?:not|never|avoid|\p{L}+n['’]t|nicht|kein\p{L}*|pas|jamais)(?![\p{L}])/iu;
const REASON =
  /\b(?:why|how come|reason|what causes|warum|wieso|weshalb|pourquoi|por qu[eéê]|perch[eé]|waarom|neden|ni[cç]in)\b|なぜ|どうして|为什么|為什麼|왜|لماذا|क्यों/iu;
/**
 * Asks what became of something of the visitor's own, which no page knows: "where is my order". A page answers it where it
 * says how to follow it, and not by naming orders.
 */
const OWN =
  /\b(?:where(?:['’]?s| is| are) (?:my|our)|wo (?:ist|bleibt|sind|bleiben) mein\p{L}*|o[uù] (?:est|sont|en est) (?:ma|mon|mes)|d[oó]nde est[aá]n? mis?|dov['’ ]?[eèé] (?:il |la )?mi[oa]|onde est[aá] (?:o |a )?(?:meu|minha)|waar (?:is|blijft) mijn|gdzie (?:jest )?(?:moje|moja|mój|moj)|var är (?:min|mitt)|kde je (?:moje|můj|muj)|siparişim nerede)(?![\p{L}])|(?:где|де) (?:мой|моя|мое|моё|моє|мій)|που είναι .* μου|πού είναι .* μου|איפה .* שלי|(?:أين|اين|وين) (?:طلبي|طلبيتي|شحنتي)|मेर[ाीे] .* कहाँ|(?:注文|荷物).*どこ|(?:订单|快递|包裹|訂單|包裹).*哪|(?:주문|택배).*어디|(?:พัสดุ|ของ).*(?:ถึงไหน|อยู่ไหน)/iu;
/** Whether something may be done, or is. */
const LEAVE =
  /^\P{L}*(?:are|is|sind|ist|les|los|las|i|le|zijn|czy) .*(?:allowed|permitted|erlaubt|gestattet|zugelassen|admis\p{L}*|autorisé\p{L}*|permitid\p{L}*|ammess\p{L}*|toegestaan|dozwolon\p{L}*)\W*$|^\P{L}*(?:and |but |so )?(?:can|could|may|am i allowed|are we allowed|is it (?:ok|okay|possible|allowed|permitted)|kann|können|darf|dürfen|geht|ist es (?:möglich|erlaubt)|puedo|se puede|podemos|puis[- ]je|peut[- ]on|est[- ]ce (?:que je peux|qu['’]on peut)|je peux|posso|si può|si possono|kan|mag|kunnen|czy (?:mog[ęe]|można|mozna)|można|posso|dá p(?:a)?ra|можно|могу|чи можна|kan jag|får jag|můžu|mohu|lze|μπορώ)(?![\p{L}])/iu;
/** Whether something is needed. */
const NEED =
  /^\P{L}*(?:and |but |so )?(?:(?:do|would) (?:i|we|you) (?:really )?(?:need|have to)|must (?:i|we)|is (?:it|there|an?|the) .*(?:needed|required|necessary)|(?:brauche?|benötige|muss|müssen) (?:ich|wir|man)|(?:brauch|muss) ich|(?:est-ce que )?(?:j['’]ai besoin|je dois|il faut)|dois[- ]je|faut[- ]il|ai[- ]je besoin|(?:necesito|tengo que|hay que|debo)|(?:devo|serve|ho bisogno)|(?:heb|moet) ik|preciso|tenho que)(?!\p{L})/iu;
/**
 * Which of several is the most or the least of something. Not "best" and "newest", which pages say of one thing themselves, nor "at most",
 * which asks for a limit.
 */
const EXTREME =
  /(?<!\p{L})(?:(?:most|least) (?:expensive|costly|pricey)|cheapest|priciest|dearest|biggest|largest|smallest|longest|shortest|heaviest|lightest|fastest|slowest|highest|lowest|(?:teuerst|günstigst|guenstigst|billigst|größt|groesst|kleinst|längst|kürzest|schwerst|leichtest|schnellst|langsamst|höchst|niedrigst)(?:e[rnms]?|en)|(?:le|la|les) (?:plus|moins) (?:cher|chère|grand|petit|long|lourd|léger|rapide)(?:e?s?)|más (?:car|barat|grande|pequeñ|larg|cort|pesad|liger|rápid)(?:[oa]?s?)|(?:il|la|le|i|gli) (?:più|meno) (?:car[oaie]|economic[oai]|costos[oaie]|grand[ei]|piccol[oaie])|goedkoopste|duurste|grootste|kleinste)(?!\p{L})/iu;
/** Whether something is to be had. */
const OFFER =
  /^\P{L}*(?:and |but |so )?(?:(?:do|can|would) (?:you|they) (?:guys |also |still |even )?(?:have|sell|make|offer|stock|carry|provide|do)|does (?:the |your )?(?:[\p{L}\p{N}&.'’-]+ ){1,3}(?:have|sell|make|offer|stock|carry|provide|come with|include)|(?:have|do) you got|(?:is|are) there|(?:hab(?:t ihr|en sie)(?!.* (?:auf|offen|geöffnet)(?![\p{L}]))|verkauf(?:t ihr|en sie)|biete(?:t ihr|n sie)|f(?:ü|ue?)hr(?:t ihr|en sie)|gibt(?: es|['’]?s))|(?:est[- ]ce que )?vous (?:avez|vendez|proposez)|(?:avez|vendez|proposez)[- ]vous|(?:est-ce qu['’]il )?y a(?:-t-il|[- ]t[- ]il)?|(?:ten[eé]is|tienen|vend[eé]is|venden|ofrec[eé]is|ofrecen|hay))(?![\p{L}])/iu;
const PERSON = /\b(?:who|whom|whose|wer|wem|wen|qui|qui[eé]n(?:es)?|quem|chi|wie is|kim)\b|誰|谁|누가|누구/iu;

/** Whether a text says itself which one is the most or the least, or where prices begin. */
export const saysExtreme = (plain: string): boolean => EXTREME.test(plain) || FROM.test(plain);
const FROM = /(?<!\p{L})(?:from|starting at|ab|dès|à partir de|desde|a partire da|da|vanaf)\s*[$€£¥]?\s?\p{Nd}/iu;

const COST = termOfTopic("cost");

/** What the sources say of a stem. */
export interface Sources {
  /** Of their texts, the best one's first. */
  languages: readonly Language[];
  /** How rare it is among their units; only asked where the whole knowledge base is not known. */
  frequencies(stem: string): number;
  isKnown(stem: string): boolean;
}

/** @returns undefined where the question has no word to look for */
export function readQuestion(
  prompt: Pick<Prompt, "question" | "standaloneQuestion" | "termWeights"> & Partial<Pick<Prompt, "history">>,
  { languages, frequencies, isKnown }: Sources,
): Question | undefined {
  const { question, standaloneQuestion, termWeights, history = [] } = prompt;
  const language = detectLanguage(standaloneQuestion, { likely: languages });
  const leans = standaloneQuestion !== question && standaloneQuestion.startsWith(question.trim());
  // A question that was put into another one is asked as that one.
  const whole = leans ? question : standaloneQuestion;
  const isAsked = isTelling(whole, language);
  // "And why?" asks for what was asked before.
  const asked = isAsked ? whole : standaloneQuestion;
  if (!isTelling(asked, language)) return undefined;
  const isForeign = languages.length > 0 && !languages.includes(language);
  const query = readQuery(asked, language, languages);
  const all = readQuery(standaloneQuestion, language, languages);
  const sort = leans ? sortOfFollowUp(question, standaloneQuestion, isAsked, language) : readSort(asked, language);
  const words = tellingWords(query, all, sort.wantsNumber, isKnown);
  if (words.length === 0) return undefined;

  const heaviest = termWeights && Math.max(...termWeights.values(), 1);
  const typed = new Set(query.words.map(({ stems }) => stems[0]!));
  const names = readNames(whole, language);
  const before = standaloneQuestion === question ? undefined : history.findLast(({ role }) => role === "user")?.text;
  const stemsOf = (text: string): Set<string> => new Set(readQuery(text, language).words.map(({ stems }) => stems[0]!));
  const isNew = before === undefined ? new Set<string>() : stemsOf(question).difference(stemsOf(before));
  const condition = CONDITION.exec(asked);
  const main = condition === null ? asked : asked.slice(0, condition.index);
  const mainWords = condition === null ? [] : readQuery(main, language).words;
  const inMain = new Set(mainWords.map(({ stems }) => stems[0]!));
  // "What does it cost if the belt is torn" asks for what the condition names.
  const hasMain = mainWords.some(({ stems, topics }) => !isLightStem(stems[0]!, language) && !topics.includes("cost"));
  const weights = words.map(({ stems, topics }) => {
    const [stem = ""] = stems;
    const known = Math.min(...stems.flatMap((each) => termWeights?.get(each) ?? []));
    const isUnknown = !stems.some(isKnown) && !topics.some((topic) => isKnown(termOfTopic(topic))) && !names.has(stem);
    const rarity = termWeights && heaviest ? (Number.isFinite(known) ? known : heaviest) : frequencies(stem);
    const unknown = isForeign ? UNKNOWN_ABROAD : UNSPACED.has(language) ? UNKNOWN_PIECE : UNKNOWN;
    const weight = isUnknown ? rarity * unknown : rarity;
    const isEarlier = leans && isAsked && !typed.has(stem);
    return (
      Math.max(weight, 0.01) ** SCORING.flatten *
      (isEarlier ? EARLIER : 1) *
      (hasMain && !inMain.has(stem) ? CONDITIONAL : 1) *
      (isLightStem(stem, language) ? LIGHTER : 1)
    );
  });
  const readSize = (text: string): { stem: string; weight: number }[] => {
    const size = language === "en" ? sizeAskedFor(text) : undefined;
    const stem = size === undefined ? "" : stemOf(size, language);
    return isKnown(stem) && !words.some(({ stems }) => stems.includes(stem)) ? [{ stem, weight: SIZE }] : [];
  };
  const beside = [...(OWN.test(asked) ? [{ stem: termOfTopic("track"), weight: 1 }] : []), ...readSize(asked)];
  const most = Math.max(...weights);
  weights.push(...beside.map(({ weight }) => weight * most));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const isFree = FREE.test(asked);
  const days = new Set(query.otherwise.flatMap(({ words: named, forms }) => (forms.some(isDay) ? named : [])));
  const isPlace = words.every((each) => each.topics.includes("place"));
  const wordsAbroad = (word: string, stem: string): readonly string[] =>
    wordsForPlace(word, all.places.find((place) => place.words.includes(stem))?.code);
  const terms = words.map(({ word, stems: [stem = "", ...also], topics, compounds }, at): QuestionTerm => ({
    stem,
    also,
    topics: [
      ...topics.map(termOfTopic),
      ...(isFree && FREE_WORD.test(word) ? [COST] : []),
      ...(isPlace ? [STREET] : []),
      ...([stem, ...also].some(isKnown) ? [] : wordsAbroad(word, stem)),
    ],
    compounds,
    share: weights[at]! / sum,
    isName: names.has(stem),
    isNew: isNew.has(stem),
    isLight: isLightStem(stem, language),
    isDay: days.has(stem),
  }));
  beside.forEach(({ stem }, at) => {
    const none = { also: [], topics: [], compounds: false, isName: false, isNew: false, isLight: false, isDay: false };
    terms.push({ ...none, stem, share: weights[words.length + at]! / sum });
  });
  const pairs = readPairs(query, terms, language);
  const inOrder = ` ${wordsOf(asked).join(" ")} `;
  return {
    terms,
    pairs,
    names: pairs.filter(([first, second]) => inOrder.includes(` ${words[first]?.word} ${words[second]?.word} `)),
    forms: readForms({ ...query, places: all.places }, terms),
    numbered: readNumbered(asked, language),
    opener: wordsOf(asked)
      .slice(0, 1)
      .find((word) => isStopWord(word, language)),
    ...sort,
    isForeign,
    isBare: leans && !isAsked,
    // "What is the price of a plan" asks for something of the plan, not for what it is.
    wantsMeaning: MEANING.test(whole) && query.words.length <= 3 && !RELATES.test(whole),
  };
}

type Sort = Pick<
  Question,
  | "wantsNumber"
  | "wantsPrice"
  | "wantsTime"
  | "wantsReason"
  | "wantsSteps"
  | "wantsPerson"
  | "wantsLeave"
  | "wantsNeed"
  | "wantsExtreme"
  | "wantsOffer"
  | "wantsChoice"
>;

/** What sort of answer is asked for. */
function readSort(text: string, language: Language): Sort {
  const asks = asksOf(text, language);
  const wantsNumber = asks.has("number") || asks.has("time") || NUMBER.test(text);
  const isPrice = () =>
    (PRICE.test(text) && !OTHER_AMOUNT.test(text)) ||
    readQuery(text, language).words.some(({ topics }) => topics.includes("cost"));
  return {
    wantsNumber,
    wantsPrice: FREE.test(text) || (wantsNumber && isPrice()),
    wantsTime: wantsNumber && TIME.test(text),
    wantsReason: asks.has("reason") || REASON.test(text),
    wantsSteps: STEPS.test(text) || (language !== "en" && asks.has("steps")),
    wantsPerson: asks.has("person") || PERSON.test(text),
    wantsLeave: LEAVE.test(text),
    wantsNeed: NEED.test(text),
    wantsExtreme: EXTREME.test(text),
    wantsOffer: OFFER.test(text),
    wantsChoice: CHOICE.test(text) && !NEGATES.test(text),
  };
}

/** "Was kostet das?" and then "wann?": what is asked for last counts. "And in winter?" asks for what was asked for before. */
function sortOfFollowUp(question: string, standalone: string, isAsked: boolean, language: Language): Sort {
  const own = readSort(question, language);
  if (Object.values(own).some(Boolean)) return own;
  const before = readSort(standalone, language);
  // Where another thing is named, nobody knows whether its price is meant.
  return isAsked ? { ...before, wantsPrice: false, wantsLeave: false } : before;
}

/** The words to look for, the question's own first. */
function tellingWords(query: Query, all: Query, wantsNumber: boolean, isKnown: (stem: string) => boolean): QueryWord[] {
  const words = new Map([...query.words, ...all.words].map((word) => [word.stems[0]!, word]));
  const telling = [...words.values()].filter(({ stems }) => !wantsNumber || !AMOUNT.has(stems[0]!));
  const known = telling.length > RAMBLING ? telling.filter(({ stems }) => stems.some(isKnown)) : telling;
  return (known.length > 0 ? known : telling).slice(0, MOST_TERMS);
}

/** Side by side as they are asked, but for words that only say how. */
function readPairs(
  { pairs }: Query,
  terms: readonly QuestionTerm[],
  language: Language,
): [first: number, second: number, joined: string][] {
  return pairs.flatMap(({ words, stems }) => {
    const [first, second] = stems.map((stem) =>
      terms.findIndex((term) => term.stem === stem && !isLightStem(stem, language)),
    );
    return first === undefined || second === undefined || first < 0 || second < 0 || first === second
      ? []
      : [[first, second, stemOf(words.join(""), language)] as [number, number, string]];
  });
}

function readForms({ forms, otherwise, places: named }: Query, terms: readonly QuestionTerm[]): [string[], number[]][] {
  const places = (words: readonly string[]) =>
    words.map((word) => terms.findIndex(({ stem }) => stem === word)).filter((at) => at >= 0);
  return [
    // A part number in one word stands for its parts.
    ...forms.map((form): [string[], number[]] => [
      [form],
      places(terms.flatMap(({ stem }) => (form.includes(stem) ? [stem] : []))),
    ]),
    // The parts of a name stand for it together: a body alone is no `bodyLimit`.
    ...otherwise.map((each): [string[], number[]] => [[...each.forms], places(each.words)]),
    ...named.flatMap(({ words, names }) => names.map((name): [string[], number[]] => [[...name], places(words)])),
  ];
}

/** Whether anything but small words is asked. */
function isTelling(text: string, language: Language): boolean {
  const words = wordsOf(withoutPoliteness(text.replace(/[\s?？!！.。]+$/u, "")));
  return words.some((word) => !isStopWord(word, language));
}

const WORD = /[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’.+#-]*/gu;

/** Stems of words that are capitals inside a sentence, or hold digits. Empty where most words are: a title. */
function readNames(question: string, language: Language): Set<string> {
  const words = Array.from(question.matchAll(WORD)).filter(({ 0: word }) => isTelling(word, language));
  const nouns = capitalisesNouns(language);
  const named = words.filter(({ 0: word, index }) => {
    if (/^\p{N}/u.test(word)) return word.length >= 3;
    if (/.\p{Lu}/u.test(word)) return true;
    if (nouns) return false;
    return /^\p{Lu}/u.test(word) && word.length > 1 && index > 0 && !/[.!?:"“(]\s*$/.test(question.slice(0, index));
  });
  if (named.length > 2 && named.length > words.length / 2) return new Set();
  return new Set(named.flatMap(({ 0: word }) => wordsOf(word).map((each) => stemOf(each, language))));
}
