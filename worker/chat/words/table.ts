/** What a bot says of itself and understands of small talk, in every language it speaks. One more is a file and a line here. */

import type { Language } from "../../knowledge/language/terms.ts";
import { ARABIC } from "./ar.ts";
import { CZECH } from "./cs.ts";
import { GERMAN } from "./de.ts";
import { GREEK } from "./el.ts";
import { ENGLISH } from "./en.ts";
import { SPANISH } from "./es.ts";
import { PERSIAN } from "./fa.ts";
import { FRENCH } from "./fr.ts";
import { HEBREW } from "./he.ts";
import { HINDI } from "./hi.ts";
import { ITALIAN } from "./it.ts";
import { JAPANESE } from "./ja.ts";
import { KOREAN } from "./ko.ts";
import { DUTCH } from "./nl.ts";
import { POLISH } from "./pl.ts";
import { PORTUGUESE } from "./pt.ts";
import { RUSSIAN } from "./ru.ts";
import { SWEDISH } from "./sv.ts";
import { THAI } from "./th.ts";
import { TURKISH } from "./tr.ts";
import { UKRAINIAN } from "./uk.ts";
import { VIETNAMESE } from "./vi.ts";
import { CHINESE } from "./zh.ts";
import type { ChatWords } from "./words.ts";

/** In the order in which a message that is small talk in several is read. */
export const CHAT_WORDS: Readonly<Record<Language, ChatWords>> = {
  en: ENGLISH,
  de: GERMAN,
  es: SPANISH,
  fr: FRENCH,
  it: ITALIAN,
  nl: DUTCH,
  sv: SWEDISH,
  pl: POLISH,
  pt: PORTUGUESE,
  ru: RUSSIAN,
  uk: UKRAINIAN,
  tr: TURKISH,
  el: GREEK,
  cs: CZECH,
  ar: ARABIC,
  he: HEBREW,
  fa: PERSIAN,
  hi: HINDI,
  ja: JAPANESE,
  zh: CHINESE,
  ko: KOREAN,
  th: THAI,
  vi: VIETNAMESE,
};
