/**
 * What the extractive generator knows of a question: its telling words and their weights, and what sort
 * of answer it asks for. Finding that answer is `generator-score`.
 */

import { contentTerms, isStopWord, type Language, wordsOf } from "../../../knowledge/language/terms.ts";
import type { Prompt } from "../../../ports.ts";
import { SCORING } from "./score.ts";

export interface QuestionTerm {
  stem: string;
  /** Share of the whole question; all shares sum to 1. */
  share: number;
  /** Written like a name: `Netflix`, `GraphQL`, `MQTT`, `2024`. */
  isName: boolean;
}

export interface Question {
  terms: readonly QuestionTerm[];
  /** Neighbours, as indexes into `terms`. */
  pairs: readonly (readonly [number, number])[];
  /** A count, a size, a price, a time. */
  wantsNumber: boolean;
  wantsReason: boolean;
  /** How to do something: a block of code or steps may be the answer. */
  wantsSteps: boolean;
  wantsPerson: boolean;
}

/** Terms beyond these are looked at by nobody; a pasted log is not a longer question. */
const MOST_TERMS = 40;
/** Words of earlier questions count, but an answer about "Safari" need not name the browser asked for before. */
const EARLIER = 0.4;

const NUMBER =
  /\b(?:how (?:many|much|long|often|far|big|large|old|high|small|fast|soon|late|early)|what (?:number|percentage|percent|share|size|length|limit|price|amount|year|age|time|date|version|port|status)|which (?:year|version|port|date)|when|maximum|minimum|cost|costs|price|wie (?:viele?|lange|oft|gro(?:ß|ss)|hoch|teuer)|wann|combien|quand|cu[aá]nt[oa]s?|cu[aá]ndo|quant[oaie]s?|quando|hoeveel|wanneer|ka[cç]|ne kadar|ne zaman)\b|كم|متى|कितन|कब|いくら|いくつ|何(?:日|時|回|人|個|年)|いつ|多少|几|幾|什么时候|什麼時候|얼마|언제|몇/iu;
const REASON =
  /\b(?:why|how come|reason|what causes|warum|wieso|weshalb|pourquoi|por qu[eéê]|perch[eé]|waarom|neden|ni[cç]in)\b|なぜ|どうして|为什么|為什麼|왜|لماذا|क्यों/iu;
const STEPS =
  /\b(?:how (?:do|can|could|should|would|to|does one)|what (?:should|do|must) (?:i|we|you) (?:do|change|set|use|run|call|write)|show me|example|steps|wie (?:kann|muss|soll|geht|mache|richte|stelle|installiere)|comment|c[oó]mo|come (?:posso|si|fare)|hoe (?:kan|moet|doe)|nas[iı]l)\b|方法|やり方|どうやって|如何|怎么|怎麼|어떻게|كيف|कैसे/iu;
const PERSON = /\b(?:who|whom|whose|wer|wem|wen|qui|qui[eé]n(?:es)?|quem|chi|wie is|kim)\b|誰|谁|누가|누구/iu;

/** @returns undefined where the question has no word to look for */
export function readQuestion(
  prompt: Pick<Prompt, "question" | "standaloneQuestion" | "termWeights">,
  frequencies: (stem: string) => number,
  language: Language,
): Question | undefined {
  const { question, standaloneQuestion, termWeights } = prompt;
  const own = telling(question, language);
  const all = telling(standaloneQuestion, language);
  const leans = standaloneQuestion !== question && standaloneQuestion.startsWith(question.trim());
  const stems = [...new Set([...(own.length > 0 || all.length === 0 ? own : []), ...all])].slice(0, MOST_TERMS);
  if (stems.length === 0) return undefined;

  const heaviest = termWeights && Math.max(...termWeights.values(), 1);
  const asked = new Set(own);
  const weights = stems.map((stem) => {
    const weight = termWeights && heaviest ? (termWeights.get(stem) ?? heaviest) : frequencies(stem);
    return Math.max(weight, 0.01) ** SCORING.flatten * (leans && asked.size > 0 && !asked.has(stem) ? EARLIER : 1);
  });
  const names = readNames(question, language);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return {
    pairs: own.slice(1).flatMap((stem, at) => {
      const pair = [stems.indexOf(own[at]!), stems.indexOf(stem)] as const;
      return pair[0] < 0 || pair[1] < 0 || pair[0] === pair[1] ? [] : [pair];
    }),
    terms: stems.map((stem, at) => ({ stem, share: weights[at]! / sum, isName: names.has(stem) })),
    wantsNumber: NUMBER.test(question),
    wantsReason: REASON.test(question),
    wantsSteps: STEPS.test(question),
    wantsPerson: PERSON.test(question),
  };
}

/** The stems that carry meaning, none where there are only stop words. */
function telling(text: string, language: Language): string[] {
  return wordsOf(text).some((word) => !isStopWord(word, language)) ? contentTerms(text, language) : [];
}

const WORD = /[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’.+#-]*/gu;

/** Stems of words that are capitals inside a sentence, or hold digits. Empty where most words are: a title, or German. */
function readNames(question: string, language: Language): Set<string> {
  const words = Array.from(question.matchAll(WORD));
  const named = words.filter(({ 0: word, index }) => {
    if (/^\p{N}/u.test(word)) return word.length >= 3;
    if (/.\p{Lu}/u.test(word)) return true;
    return /^\p{Lu}/u.test(word) && word.length > 1 && index > 0 && !/[.!?:"“(]\s*$/.test(question.slice(0, index));
  });
  const content = words.filter(({ 0: word }) => telling(word, language).length > 0);
  if (named.length > 2 && named.length > content.length / 2) return new Set();
  return new Set(named.flatMap(({ 0: word }) => telling(word, language)));
}
