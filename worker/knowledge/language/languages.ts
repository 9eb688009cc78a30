/** The languages whose words are known. One more is a file in `facts/` and a line here. */

import { ARABIC } from "./facts/ar.ts";
import { CZECH } from "./facts/cs.ts";
import { GERMAN } from "./facts/de.ts";
import { GREEK } from "./facts/el.ts";
import { ENGLISH } from "./facts/en.ts";
import { SPANISH } from "./facts/es.ts";
import { PERSIAN } from "./facts/fa.ts";
import type { LanguageFacts } from "./facts/facts.ts";
import { FRENCH } from "./facts/fr.ts";
import { HEBREW } from "./facts/he.ts";
import { HINDI } from "./facts/hi.ts";
import { ITALIAN } from "./facts/it.ts";
import { JAPANESE } from "./facts/ja.ts";
import { KOREAN } from "./facts/ko.ts";
import { DUTCH } from "./facts/nl.ts";
import { POLISH } from "./facts/pl.ts";
import { PORTUGUESE } from "./facts/pt.ts";
import { RUSSIAN } from "./facts/ru.ts";
import { SWEDISH } from "./facts/sv.ts";
import { THAI } from "./facts/th.ts";
import { TURKISH } from "./facts/tr.ts";
import { UKRAINIAN } from "./facts/uk.ts";
import { VIETNAMESE } from "./facts/vi.ts";
import { CHINESE } from "./facts/zh.ts";

/** ISO 639-1. */
export const LANGUAGES = [
  "en",
  "de",
  "es",
  "fr",
  "it",
  "nl",
  "pl",
  "pt",
  "ru",
  "uk",
  "tr",
  "el",
  "sv",
  "cs",
  "ar",
  "he",
  "fa",
  "hi",
  "ja",
  "zh",
  "ko",
  "th",
  "vi",
] as const;

export type Language = (typeof LANGUAGES)[number];

export const FACTS: Readonly<Record<Language, LanguageFacts>> = {
  en: ENGLISH,
  de: GERMAN,
  es: SPANISH,
  fr: FRENCH,
  it: ITALIAN,
  nl: DUTCH,
  pl: POLISH,
  pt: PORTUGUESE,
  ru: RUSSIAN,
  uk: UKRAINIAN,
  tr: TURKISH,
  el: GREEK,
  sv: SWEDISH,
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

/** A tag such as `de-AT` or `zh_Hant` as one of ours; undefined where it names none. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}
