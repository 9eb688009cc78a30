/**
 * A question for a person, or for a way to reach one. The answer is the owner's `contact`, and the line of
 * a page that gives one, where there is such a line. A passage that happens to hold the word does not help a visitor
 * who asks for a person.
 */

import type { Contact } from "../../shared/chat.ts";
import { plainText, splitSentences } from "../knowledge/extract/plain-text.ts";
import { CONTACT_PHRASES } from "./contact-phrases.ts";

/** Longer messages are about something else, even where they end in a wish for a person. */
const MOST_LENGTH = 120;
/** Lines of pages that are shown. */
const MOST_LINES = 2;

const POLITE =
  "(?:hi|hello|please|pls|hey|thanks|sorry|ok|and|so|bitte|hallo|und|sil ?vous plait|svp|bonjour|por favor|hola|per favore|ciao|alstublieft|graag|prosze|tack|prosim|lutfen|пожалуйста|будь ласка|παρακαλω|من فضلك|لطفا|בבקשה|कृपया|you|me|now)";

interface Reader {
  alone: RegExp;
  within: RegExp;
  words: string;
}

const HOURS =
  /\bhours\b|\bhoraires\b|offnungszeiten|oeffnungszeiten|\bhorarios?\b|\borari[oa]?\b|openingstijden|godziny|oppettider|oteviraci|calisma saat|часы|режим работы|години|ωραριο|ساعات|שעות|営業時間|营业时间|營業時間|영업시간|เวลาทำการ|gio mo/u;

let readers: readonly Reader[] | undefined;

/** The words a page that says how to reach somebody is found by; undefined where the question asks for something else. */
export function readContactQuestion(question: string): { words: string } | undefined {
  if (question.length > MOST_LENGTH) return undefined;
  const plain = foldPhrase(question);
  readers ??= CONTACT_PHRASES.map(({ alone, within, words }) => ({
    alone: new RegExp(`^(?:${POLITE} )*${alone}(?: ${POLITE})*$`, "u"),
    within: new RegExp(/[a-z]/.test(alone) ? `(?<![\\p{L}\\p{N}])(?:${within})(?![\\p{L}])` : `(?:${within})`, "u"),
    // Pages may be in another language, and mean the same by a word that all of them know.
    words: `${words} contact telephone`,
  }));
  // When somebody is there is a fact like any other: pages say it, or nobody does.
  if (HOURS.test(plain)) return undefined;
  return readers.find(({ alone, within }) => alone.test(plain) || within.test(plain));
}

/** Lower case, one form of letters that are written two ways, no punctuation, single spaces. */
function foldPhrase(text: string): string {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/([a-z\p{sc=Grek}])\p{M}+|[\u064b-\u065f]/gu, "$1")
    .normalize("NFC")
    .replace(/[łøßıđςةى]/gu, (letter) => FOLDED[letter] ?? letter)
    .replace(/([a-z])['’](?=(?:s|re|m|d|ll|ve|t)\b)/gu, "$1")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

const FOLDED: Record<string, string> = { ł: "l", ø: "o", ß: "ss", ı: "i", đ: "d", ς: "σ", ة: "ه", ى: "ي" };

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/u;
/**
 * At least seven digits that stand together; a date or a price has fewer, an order number no spaces or plus. Behind a word for a
 * telephone any.
 */
const PHONE =
  /(?:(?<!\p{L})(?:tel|tél|phone|telephone|telefon|téléphone|teléfono|telefono|telefoon|telefone|тел|телефон|τηλ|τηλέφωνο)(?:nummer|number)?|電話(?:番号)?|电话|전화)(?!\p{L})[^\p{Nd}.!?\n]{0,24}\.?[\s:]*(?=(?:\P{Nd}{0,3}\p{Nd}){7})\p{Nd}|(?:\+|\b00|\(0)\p{Nd}[\p{Nd} ()/.–-]{6,}\p{Nd}|\b0\p{Nd}{1,5}[ /-][\p{Nd} /-]{4,}\p{Nd}|\b\p{Nd}{3}[-. ]\p{Nd}{3,4}[-. ]\p{Nd}{4}\b/iu;

export interface ContactLine {
  /** Of the source. */
  number: number;
  /** On one line. */
  text: string;
  /** As it stands in the source. */
  quote: string;
}

/** Where sources say how to reach somebody: sentences with an address or a number, best source first. */
export function findContactLines(sources: readonly { number: number; text: string }[]): ContactLine[] {
  const found: (ContactLine & { plain: string })[] = [];
  for (const { number, text } of sources) {
    for (const unit of splitSentences(text)) {
      if (unit.kind === "code") continue;
      const plain = plainText(unit.text).replace(/\s+/g, " ").trim();
      if (!EMAIL.test(plain) && !PHONE.test(plain)) continue;
      // Every page's foot says the same.
      if (found.some((other) => other.plain === plain)) continue;
      found.push({ number, text: unit.text.replace(/\s+/g, " "), quote: unit.text, plain });
      if (found.length === MOST_LINES) return found;
    }
  }
  return found;
}

/** The owner's words and ways, as Markdown; undefined where there are none. A form is offered by who shows the answer. */
export function contactText({ text, email, url }: Contact): string | undefined {
  const ways = [email && `[${email}](mailto:${email})`, url && `[${url}](${url})`].filter(Boolean).join(" · ");
  const lines = [text, ways].filter(Boolean);
  return lines.length === 0 ? undefined : lines.join("\n\n");
}
