/** Two questions in one message, as "how much is it and where are you": told apart where each has an opening of its own. */

import { isStopWord, type Language, wordsOf } from "../../../knowledge/language/terms.ts";
import { placeInWords } from "../../../knowledge/language/where.ts";

const OPENS = [
  "how|what|when|where|who|which|why|do|does|did|can|could|is|are|will|would|should|may",
  "wie|was|wann|wo|wer|wem|welche[rsnm]?|warum|kann|kannst|können|könnt|darf|habt|hast|haben|gibt|ist|sind|seid|muss|liefert",
  "combien|quand|où|qui|quel(?:le)?s?|comment|pourquoi|est-ce|peut-on|puis-je|avez-vous|y a-t-il|c['’]est",
  "cuánt[oa]s?|cuando|cuándo|dónde|quién|qué|cuál(?:es)?|cómo|puedo|se puede|hay|tienen|tenéis|es|está",
  "quanto|dove|chi|quale|quali|posso|avete|c['’]è",
  "hoe|hoeveel|wat|wanneer|waar|wie|welke|kan|mag|is|hebben",
].join("|");
const SPLIT = new RegExp(
  `[?？]\\s+(?:(?:and|und|et|y|e|en)\\s+)?(?=(?:${OPENS})(?!\\p{L}))|[,;]?\\s+(?:and|und|et|y|e|en)(?:\\s+also)?\\s+(?=(?:${OPENS})(?!\\p{L}))`,
  "iu",
);
const POINTS_BACK =
  /(?<!\p{L})(?:it|its|they|them|that|this|those|these|one|er|sie|es|das|ihn|die|il|elle|ça|cela|lo|eso|esto|het|dat)(?!\p{L})/iu;

export interface Part {
  question: string;
  /** With the other part behind it, where it leans on that. */
  standalone: string;
}

/** A longer message tells a story, and asks one thing of it. */
const MOST_LENGTH = 120;

/** Undefined where it is one question. */
export function splitQuestion(text: string, language: Language): [Part, Part] | undefined {
  const cut = text.length > MOST_LENGTH ? null : SPLIT.exec(text);
  if (cut === null) return undefined;
  const [first, second] = [text.slice(0, cut.index), text.slice(cut.index + cut[0].length)].map((part) =>
    placeInWords(part.trim(), language),
  ) as [string, string];
  if (!isTelling(first, language) || SPLIT.test(second)) return undefined;
  const leans = POINTS_BACK.test(second) || !isTelling(second, language);
  return [
    { question: first, standalone: first },
    { question: second, standalone: leans ? `${second} ${first}` : second },
  ];
}

const isTelling = (text: string, language: Language): boolean =>
  wordsOf(text).some((word) => !isStopWord(word, language));
