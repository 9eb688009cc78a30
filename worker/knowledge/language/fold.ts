/**
 * Text as it is compared: one form for what people type in several. Case, accents, ligatures, full width,
 * digits of other scripts, Arabic and Persian letters, both scripts of Chinese. Knows no language: what
 * one language alone writes in two ways (`ae` for `ä`) is `stem.ts`.
 */

import { simplifyHan } from "./han.ts";

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const NOT_ASCII = /[^\x00-\x7f]/;
/** Marks on Latin and Greek letters say how a word sounds, and are often left out. */
const MARKS_LEFT_OUT = /([A-Za-z\p{sc=Greek}])[\u0300-\u036f]+/gu;
// Of Cyrillic marks the stress and the two dots of ё; й and ї are letters of their own.
const CYRILLIC_MARKS = /(\p{sc=Cyrl})\u0301|([еЕ])\u0308/gu;
// What composition leaves over belongs to no letter of any alphabet.
const LOOSE_MARKS = /[\u0300-\u036f]/g;
// Arabic and Hebrew vowel points, the hamza and madda left by decomposition, and the tatweel.
const SEMITIC_MARKS =
  /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0640]/g;
/** Letters and marks that people type for one another. */
const ONE_WAY: Record<string, string> = {
  ß: "ss",
  ς: "σ",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ى: "ي",
  ی: "ي",
  ې: "ي",
  ے: "ي",
  ک: "ك",
  ة: "ه",
  ۀ: "ه",
  ۃ: "ه",
  "\u0901": "\u0902",
  "\u093c": "",
  "’": "'",
  ʼ: "'",
  "‐": "-",
  "‑": "-",
  "–": "-",
  "—": " - ",
  "“": '"',
  "”": '"',
  "„": '"',
  "•": " ",
  "«": '"',
  "»": '"',
  ך: "כ",
  ם: "מ",
  ן: "נ",
  ף: "פ",
  ץ: "צ",
};
const WRITTEN_TWO_WAYS = new RegExp(Object.keys(ONE_WAY).join("|"), "g");
const OTHER_DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59]/g;
const HAS_HAN = /\p{sc=Han}/u;

/** The text in the form in which words are compared. */
export function foldText(text: string): string {
  if (!NOT_ASCII.test(text)) return text.toLowerCase();
  const folded = text
    .normalize("NFKD")
    .replace(MARKS_LEFT_OUT, "$1")
    .replace(CYRILLIC_MARKS, "$1$2")
    .replace(SEMITIC_MARKS, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(LOOSE_MARKS, "")
    .replace(WRITTEN_TWO_WAYS, (letter) => ONE_WAY[letter] ?? letter)
    .replace(OTHER_DIGITS, (digit) => String(digitOf(digit.charCodeAt(0))));
  return HAS_HAN.test(folded) ? simplifyHan(folded) : folded;
}

function digitOf(code: number): number {
  return code < 0x06f0 ? code - 0x0660 : code < 0x0966 ? code - 0x06f0 : code < 0x0e50 ? code - 0x0966 : code - 0x0e50;
}
