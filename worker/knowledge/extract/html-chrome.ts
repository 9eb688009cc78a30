/** Parts of a page around its content, told by their landmarks and by what sites call them. */

import { type Attributes, roleOf } from "./html-elements.ts";
import type { Region } from "./html-blocks.ts";

const CHROME = new Set(["header", "footer", "aside"]);
const CHROME_ROLES = new Set(["banner", "contentinfo", "complementary"]);

/** Around the content, and no part of it where they stand inside of it either. */
const NOISE =
  /^(?:.*[_-])?(?:cookies?|consent|gdpr|newsletter|subscri(?:be|ption)|breadcrumbs?|shar(?:e|ing)|sharebar|social|pagination|pager|skip(?:-?link|-?nav)?|comments?|commentlist|disqus|related|recommend(?:ed|ations)?|advert(?:isement)?|ads?|sponsored|paywall|popup|toc|tableofcontents)(?:[_-].*)?$/i;
/** Around the content only where they stand outside of it. */
const AROUND =
  /^(?:.*[_-])?(?:sidebar|side-?bar|nav|navbar|navigation|menu|masthead|footer|site-?header|topbar|widgets?|promo(?:tions?)?|banner|modal|toolbar|search(?:box|form)?|login|signin|tags?|tag-?list|byline|author(?:box|bio)?)(?:[_-].*)?$/i;
/** What follows an article in any length. */
const REPLIES = /^(?:.*[_-])?(?:comments|commentlist|disqus)(?:[_-].*)?$/i;
/** Names of more words are sentences, such as the id of a heading. */
const MOST_WORDS = 4;

/** A part that is named like something around the content. Whether it is, its size tells. */
export interface Zone {
  parent: Zone | undefined;
  isReplies: boolean;
  /** Characters of text in it, and how many of them are links. */
  size: number;
  linked: number;
}

/** Where the text of an element stands, given where the element does. */
export function regionOf(name: string, attributes: Attributes, around: Region): Region {
  if (around === "chrome") return around;
  const role = roleOf(attributes);
  if (name === "main" || role === "main") return "main";
  if (name === "article" && around !== "main") return "article";
  return around === "page" && (CHROME.has(name) || CHROME_ROLES.has(role)) ? "chrome" : around;
}

export function zoneOf(
  name: string,
  { id, class: classes }: Attributes,
  region: Region,
  parent: Zone | undefined,
): Zone | undefined {
  if ((id === undefined && classes === undefined) || name === "body" || name === "html" || name === "main")
    return parent;
  const names = `${id ?? ""} ${classes ?? ""}`
    .slice(0, 400)
    .split(/\s+/)
    .filter((word) => word.split(/[_-]/).length <= MOST_WORDS);
  const isNamed = names.some((word) => NOISE.test(word) || (region === "page" && AROUND.test(word)));
  if (!isNamed) return parent;
  return { parent, isReplies: names.some((word) => REPLIES.test(word)), size: 0, linked: 0 };
}

const OPEN =
  "(?<!\\p{L})(?:open|opens|closes?|closed|geöffnet|geschlossen|schließen|ouverts?|fermée?s?|abiertos?|cerrados?|aperto|chiuso|geopend|gesloten|åbent|lukket|öppet|stängt)(?!\\p{L})";
const TIME = String.raw`\b\d{1,2}(?:[:.]\d{2}|\s*(?:am|pm|Uhr|h)\b)`;
const CONTACT = [
  // A telephone number: a year or a price has fewer digits or other marks.
  /(?:\+|\b00|\b0|\()\d[\d\s()/.-]{6,}\d/,
  /[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,}/,
  // From when to when something is open.
  /\b\d{1,2}(?:[:.h]\d{2})?\s*(?:am|pm|Uhr|h)?\s*(?:–|—|-|to|bis|à|until|a|tot|do|до|から|至|and|und|et|y|en|och|og|e|i|и)\s*\d{1,2}(?:[:.h]\d{2}|\s*(?:am|pm|Uhr|h)\b)/i,
  // Open or closed, and a time, in either order.
  new RegExp(`${OPEN}[^.!?]{0,60}${TIME}|${TIME}[^.!?]{0,60}${OPEN}`, "iu"),
  // A postal code before its town, a street before its number or behind.
  /\b(?!(?:19|20)\d\d\s)(?:[A-Z]{1,2}-?)?\d{4,5}\s+\p{Lu}\p{L}+/u,
  /\p{L}(?:straße|strasse|str\.|weg|platz|gasse)\s*\d/iu,
  /\b\d{1,5}\s+(?:\p{L}+\s+){1,3}(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|square|quay|way|boulevard|blvd\.?)(?![\p{L}])/iu,
  /(?<!\p{L})(?:rue|avenue|boulevard|via|piazza|calle|plaza|rua|ulica|ul\.|улица|ул\.)\s+\p{L}/iu,
  /〒\d{3}|\p{Script=Han}[市区區町村路号號]\d/u,
];
const CURRENCY =
  "EUR|USD|GBP|CHF|PLN|SEK|CZK|zł|kr|Kč|руб|TL|[Ee]uros?|[Dd]ollars?|[Pp]ounds?|[Ff]rancs?|Franken|[Kk]ronen?|[Kk]ronor|złotych|korun|рублей|евро|[Ll]ira";
const PRICE = new RegExp(
  String.raw`(?:[€$£¥₹₽₺฿₩]|\b(?:${CURRENCY})\b)\s?\d|\d(?:[\s\u00a0]?(?:[€$£¥₹₽₺฿₩円元원]|(?:${CURRENCY})(?!\p{L})))`,
  "u",
);
/** Longer texts hold such marks by chance. */
const CONTACT_CHARACTERS = 600;

/** Whether a text outside of the content says how to reach somebody, where, or when. */
export function isContact(text: string): boolean {
  return text.length <= CONTACT_CHARACTERS && CONTACT.some((pattern) => pattern.test(text));
}

/** What a business is asked for, wherever on its page it stands. */
export function isFact(text: string): boolean {
  return isContact(text) || (text.length <= CONTACT_CHARACTERS && PRICE.test(text));
}
