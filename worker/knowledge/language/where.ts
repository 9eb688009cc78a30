/** "Where are you?" has no word that a page would say. */

import { asksOf } from "./asks.ts";
import { detectLanguage, isBareQuestion, type Language, wordOfTopic } from "./terms.ts";

/** The word for an address, where a question asks for nothing but a place; else the question. */
export function placeInWords(question: string, language: Language = detectLanguage(question)): string {
  const isWhere = asksOf(question, language).has("place") && isBareQuestion(question, language);
  return isWhere ? wordOfTopic("place", language) : question;
}
