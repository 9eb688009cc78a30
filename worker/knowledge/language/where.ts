/** "Where are you?" has no word that a page would say. */

import { asksOf } from "./asks.ts";
import { detectLanguage, isBareQuestion, isStopWord, type Language, wordOfTopic, wordsOf } from "./terms.ts";

/** With the word for an address, where a question asks for nothing but a place; else the question. */
export function placeInWords(question: string, language: Language = detectLanguage(question)): string {
  if (!asksOf(question, language).has("place") || !isBareQuestion(question, language)) return question;
  const word = wordOfTopic("place", language);
  // Its small words tell the language; other verbs of the asking would be looked for.
  const isSmall = wordsOf(question).every((each) => isStopWord(each, language));
  return isSmall ? `${question.replace(/[^\p{L}\p{N}]+$/u, "")} ${word}` : word;
}
