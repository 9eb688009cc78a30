/** The languages whose words are known. One more is a file in `facts/` and a line here. */

import { ARABIC as ar } from "./facts/ar.ts";
import { CZECH as cs } from "./facts/cs.ts";
import { GERMAN as de } from "./facts/de.ts";
import { GREEK as el } from "./facts/el.ts";
import { ENGLISH as en } from "./facts/en.ts";
import { SPANISH as es } from "./facts/es.ts";
import { PERSIAN as fa } from "./facts/fa.ts";
import type { LanguageFacts } from "./facts/facts.ts";
import { FRENCH as fr } from "./facts/fr.ts";
import { HEBREW as he } from "./facts/he.ts";
import { HINDI as hi } from "./facts/hi.ts";
import { ITALIAN as it } from "./facts/it.ts";
import { JAPANESE as ja } from "./facts/ja.ts";
import { KOREAN as ko } from "./facts/ko.ts";
import { DUTCH as nl } from "./facts/nl.ts";
import { POLISH as pl } from "./facts/pl.ts";
import { PORTUGUESE as pt } from "./facts/pt.ts";
import { RUSSIAN as ru } from "./facts/ru.ts";
import { SWEDISH as sv } from "./facts/sv.ts";
import { THAI as th } from "./facts/th.ts";
import { TURKISH as tr } from "./facts/tr.ts";
import { UKRAINIAN as uk } from "./facts/uk.ts";
import { VIETNAMESE as vi } from "./facts/vi.ts";
import { CHINESE as zh } from "./facts/zh.ts";

/** By ISO 639-1. */
const KNOWN = {
  en,
  de,
  es,
  fr,
  it,
  nl,
  pl,
  pt,
  ru,
  uk,
  tr,
  el,
  sv,
  cs,
  ar,
  he,
  fa,
  hi,
  ja,
  zh,
  ko,
  th,
  vi,
} satisfies Record<string, LanguageFacts>;

export type Language = keyof typeof KNOWN;

export const LANGUAGES = Object.keys(KNOWN) as Language[];

export const FACTS: Readonly<Record<Language, LanguageFacts>> = KNOWN;

/** A tag such as `de-AT` or `zh_Hant` as one of ours; undefined where it names none. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const primary = tag?.trim().toLowerCase().split(/[-_]/)[0];
  return LANGUAGES.find((language) => language === primary);
}
