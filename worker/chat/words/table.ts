/** What a bot says of itself and understands of small talk, in every language it speaks. One more is a file and a line here. */

import type { Language } from "../../knowledge/language/terms.ts";
import { ARABIC as ar } from "./ar.ts";
import { CZECH as cs } from "./cs.ts";
import { GERMAN as de } from "./de.ts";
import { GREEK as el } from "./el.ts";
import { ENGLISH as en } from "./en.ts";
import { SPANISH as es } from "./es.ts";
import { PERSIAN as fa } from "./fa.ts";
import { FRENCH as fr } from "./fr.ts";
import { HEBREW as he } from "./he.ts";
import { HINDI as hi } from "./hi.ts";
import { ITALIAN as it } from "./it.ts";
import { JAPANESE as ja } from "./ja.ts";
import { KOREAN as ko } from "./ko.ts";
import { DUTCH as nl } from "./nl.ts";
import { POLISH as pl } from "./pl.ts";
import { PORTUGUESE as pt } from "./pt.ts";
import { RUSSIAN as ru } from "./ru.ts";
import { SWEDISH as sv } from "./sv.ts";
import { THAI as th } from "./th.ts";
import { TURKISH as tr } from "./tr.ts";
import { UKRAINIAN as uk } from "./uk.ts";
import { VIETNAMESE as vi } from "./vi.ts";
import { CHINESE as zh } from "./zh.ts";
import type { ChatWords } from "./words.ts";

/** In the order in which a message that is small talk in several is read. */
export const CHAT_WORDS: Readonly<Record<Language, ChatWords>> = {
  en,
  de,
  es,
  fr,
  it,
  nl,
  sv,
  pl,
  pt,
  ru,
  uk,
  tr,
  el,
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
};
