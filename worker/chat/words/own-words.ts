/** What a bot says without quoting anybody: in its owner's words where there are any in that language, else in the product's. */

import { BOT_DEFAULTS } from "../../../shared/config.ts";
import { detectLanguage, type Language, languageOf } from "../../knowledge/language/terms.ts";
import { CHAT_WORDS } from "./table.ts";
import type { ChatWords } from "./words.ts";

/** What an owner has said of languages. */
export interface OwnerTexts {
  noAnswerText: string;
  /** Of the text above, as a tag; null where the owner did not say. */
  language: string | null;
  /** By language, as tags. */
  texts: Readonly<Record<string, { greeting?: string; no_answer_text?: string }>>;
}

/** What the owner wrote for a language. */
function textsIn(language: Language, { texts }: Pick<OwnerTexts, "texts">) {
  return Object.entries(texts).find(([tag]) => languageOf(tag) === language)?.[1];
}

/** What the owner greets with in a language; undefined where they wrote nothing for it. */
export function greetingIn(language: Language, owner: Pick<OwnerTexts, "texts">): string | undefined {
  return textsIn(language, owner)?.greeting;
}

/** What is said in a language, of a question that is in it. */
export function ownWords(language: Language, owner: OwnerTexts): ChatWords["says"] {
  const { says } = CHAT_WORDS[language];
  const own = textsIn(language, owner);
  return {
    ...says,
    noAnswer: own?.no_answer_text ?? (isIn(language, owner) ? owner.noAnswerText : says.noAnswer),
  };
}

/** Whether the owner's one text is in this language. The one that every bot begins with is nobody's. */
function isIn(language: Language, { noAnswerText, language: tag }: OwnerTexts): boolean {
  if (noAnswerText === BOT_DEFAULTS.no_answer_text) return language === "en";
  return (languageOf(tag) ?? detectLanguage(noAnswerText)) === language;
}
