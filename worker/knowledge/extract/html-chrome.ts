/** Parts of a page around its content, told by their landmarks and by what sites call them. */

import { kindOfName } from "./chrome-names.ts";
import { type Attributes, roleOf } from "./html-elements.ts";
import type { Region } from "./html-blocks.ts";

const CHROME = new Set(["header", "footer", "aside"]);
const CHROME_ROLES = new Set(["banner", "contentinfo", "complementary"]);

/** A name that has one of these words in it, hyphens and underscores around it. */
function named(...words: string[]): RegExp {
  return new RegExp(`^(?:.*[_-])?(?:${words.join("|")})(?:[_-].*)?$`, "i");
}

/** Around the content, and no part of it where they stand inside of it either. */
const NOISE = named(
  "cookies?|cookiebot|(?:Cybot-)?Cookiebot-?Dialog[a-z]*|consent|gdpr|onetrust|cmplz|usercentrics|didomi|qc-cmp2?|osano|iubenda|borlabs|klaro|termly|cky|cc-window",
  "newsletter|subscri(?:be|ption)|mailing-?list|sign-?up|enews|mc4wp|breadcrumbs?|topicpath|pankuzu",
  "shar(?:e|ing)|sharebar|sharedaddy|sharethis|addtoany|addthis|social|likes",
  "pagination|pager|prev-?next|footer-nav|skip(?:-?link|-?nav(?:igation)?)?|jump-?(?:link|to)|comments?|commentlist|disqus",
  "upsells?|cross-?sells?|qty|quantity|related(?:-?(?:posts?|articles?|products?|content|topics|links))?|relatives|recent(?:ly)?-?(?:posts|articles|viewed)|recommend(?:ed|ations)?|advert(?:isement)?|ads?|sponsored|paywall|popup|jdgm|yotpo|loox|okendo|stamped|trustpilot|reviews?-(?:widget|list|app)",
  "toc|table-?of-?contents|feedback|helpful|votes|edit-?(?:section|link|info|page|this)|last-?(?:updated|modified|mod)|printfooter|catlinks",
  "(?:entry|post|article|page)-?(?:meta|metadata|info)|post-?profile|online-list|jumpbox|back-?(?:to|2)-?top|no-?print|print-none|hidden-print|nocontent",
);
/** Around the content only where they stand outside of it. */
const AROUND = named(
  "sidebar|side-?(?:bar|box|col|column|area|panel|wrap)|nav|navi|navbar|navigation|gnav|main-?nav|sub-?nav|side-?nav|menu|mega-?menu|masthead|footer|ftr|foot|fusszeile|site-?header|hdr|kopfzeile|topbar|crumbs?",
  "actions|cta|widgets?|promo(?:tions?)?|banner|modal|toolbar|search(?:box|form)?|login|signin|tags?|tag-?list|byline|author(?:box|bio)?",
);
/** A link that is drawn as a button does something, and says so in a word or two. */
const BUTTON = /^(?:(?:.*[_-])?(?:btn|button|cta)|(?:btn|button)(?:[_-].*)?)$/i;
const BUTTON_CHARACTERS = 40;
/** What follows an article in any length. */
const REPLIES = named("comments|commentlist|disqus");
const BAR = named("banner|promo(?:tions?)?|topbar|top-?bar");
/** Names of more words are sentences, such as the id of a heading. */
const MOST_WORDS = 4;

/** A part that is named like something around the content. Whether it is, its size tells. */
export interface Zone {
  parent: Zone | undefined;
  isReplies: boolean;
  /** So many characters of text are too much for what it is called. */
  most: number;
  /** A bar above a page, which may announce something. */
  isBar: boolean;
  /** In the content, where its prices and hours are of what it stands in; an `aside` is a remark unless it is links. */
  element: "footer" | "aside" | undefined;
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
  attributes: Attributes,
  { region, zone: parent, inQuote }: { region: Region; zone: Zone | undefined; inQuote: boolean },
): Zone | undefined {
  const { id, class: classes } = attributes;
  // A formula of MathJax's has a menu, and is named for it.
  if (name === "body" || name === "html" || name === "main" || name === "mjx-container") return parent;
  // What a heading is called is where links lead to: "Comment faire" is no comment.
  const names = namesOf(/^h[1-6]$/.test(name) ? (classes ?? "") : `${id ?? ""} ${classes ?? ""}`);
  const kinds = names.map(kindOfName);
  const isAround = kinds.includes("around") || names.some((word) => AROUND.test(word));
  const isButton = name === "a" && names.some((word) => BUTTON.test(word));
  const isNoise = kinds.includes("noise") || kinds.includes("replies") || names.some((word) => NOISE.test(word));
  const isNamed = isButton || isNoise || attributes["data-nosnippet"] !== undefined || (region === "page" && isAround);
  const element = kinds.includes("links")
    ? "aside"
    : inQuote
      ? undefined
      : elementOf(name, attributes, region, isAround);
  if (!isNamed && element === undefined) return parent;
  return {
    parent,
    isReplies: kinds.includes("replies") || names.some((word) => REPLIES.test(word)),
    most: isButton ? BUTTON_CHARACTERS : Infinity,
    isBar: !isNoise && names.some((word) => BAR.test(word)),
    element: isNamed ? undefined : element,
    size: 0,
    linked: 0,
  };
}

/** In the content. Outside of it they are landmarks. */
function elementOf(name: string, attributes: Attributes, region: Region, isAround: boolean): Zone["element"] {
  if (region !== "main" && region !== "article") return undefined;
  if (name === "footer") return "footer";
  const isAside = name === "aside" || name === "header" || roleOf(attributes) === "complementary";
  return isAside || isAround ? "aside" : undefined;
}

/** Words of ids and classes, those in camel case with hyphens. */
function namesOf(text: string): string[] {
  if (text.trim() === "") return [];
  return text
    .slice(0, 400)
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .split(/\s+/)
    .filter((word) => word.split(/[_-]+/).length <= MOST_WORDS);
}

const OPEN =
  "(?<!\\p{L})(?:open|opens|closes?|closed|geöffnet|geschlossen|schließen|schließt|öffnen|öffnet|ouverts?|ouvre|fermée?s?|ferme|abiertos?|abre|abrimos|cerrados?|cierra|cerramos|aperto|aperta|apre|chiuso|chiusa|chiude|geopend|gesloten|sluit|åbent|lukket|öppet|stängt|aberto|aberta|fechado|fecha|fechamos|czynne|otwarte|zamknięte|открыто|закрыто|работаем|açık|kapalı|פתוח|סגור|مفتوح|مغلق)(?!\\p{L})";
const TIME = String.raw`\b\d{1,2}(?:[:.]\d{2}|\s*(?:am|pm|Uhr|h)\b)`;
const STREETS = "rue|avenue|boulevard|via|piazza|calle|plaza|rua|ulica|ul\\.|улица|ул\\.|רחוב|شارع";
/** Their names mean something else in small letters. */
const NAMED_STREETS =
  "Rúa|Carrer|Passeig|Paseo|Avenida|Avda\\.|Praça|Largo|Travessa|Corso|Viale|Vicolo|Piazzale|Strada|Calea|Bulevardul|Allée|Quai|Chemin";
const CAPITAL_STREETS = `${STREETS.replace(/(?<=^|\|)\p{L}/gu, (letter) => letter.toUpperCase())}|${STREETS.toUpperCase()}`;
const PARTICLES = "(?:(?:de|del|della|dei|du|da|do|dos|das|des|la|le|les|los|las)\\s+){0,2}(?:[dl]['’])?";
const NO_NETWORK =
  "(?!(?:[Ee]-?[Mm]ail|SMS|RSS|Face[Bb]ook|Whats[Aa]pp|Link[Ee]d[Ii]n|Twitter|X|Telegram|Pinterest|Instagram|Signal)\\b)";
const CONTACT = [
  // A telephone number: a year or a price has fewer digits or other marks.
  /(?:\+|\b00|\b0|\()\d[\d\s()/.-]{6,}\d/,
  /[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,}/,
  // From when to when something is open.
  /\b\d{1,2}(?:[:.h]\d{2})?\s*(?:am|pm|Uhr|h)?\s*(?:–|—|-|to|bis|à|until|a|tot|do|до|から|至|and|und|et|y|en|och|og|e|i|и)\s*\d{1,2}(?:[:.h]\d{2}|\s*(?:am|pm|Uhr|h)\b)/i,
  // Open or closed, and a time, in either order.
  new RegExp(`${OPEN}[^.!?]{0,60}${TIME}|${TIME}[^.!?]{0,60}${OPEN}`, "iu"),
  // A postal code before its town, a street before its number or behind.
  /\b(?!(?:19|20)\d\d\s)(?:[A-Z]{1,2}-?)?\d{4,5}\s+(?:\p{Lu}['’\s])?\p{Lu}\p{L}+/u,
  /\p{L}(?:straße|strasse|str\.|weg|platz|gasse)\s*\d/iu,
  /\b\d{1,5}\s+(?:\p{L}+\s+){1,3}(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|square|quay|way|boulevard|blvd\.?)(?![\p{L}])/iu,
  // What kind of street, then its name, which is no way to write somebody; or a number on either side of it.
  new RegExp(
    `(?<!\\p{L})(?:(?:${STREETS})\\s+${NO_NETWORK}${PARTICLES}\\p{Lu}|(?:${CAPITAL_STREETS})\\s+${NO_NETWORK}\\p{L})`,
    "u",
  ),
  new RegExp(`(?<!\\p{L})(?:${STREETS}|${NAMED_STREETS})\\s[^.!?\\n]{1,40}[\\s,]\\d{1,4}\\b`, "u"),
  /\b\d{1,4},?\s(?:bis\s|ter\s)?(?:rue|avenue|boulevard)\s\p{L}/u,
  // The postal codes of Great Britain, Canada, the Netherlands and the United States, behind their towns or before them.
  /\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\b[A-Z]\d[A-Z] \d[A-Z]\d\b|\b\d{4} ?[A-Z]{2}\s+\p{Lu}\p{L}+|,\s[A-Z]{2}\s\d{5}\b/u,
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
  // An empty cart says that it costs nothing.
  return isContact(text) || (text.length <= CONTACT_CHARACTERS && PRICE.test(text) && /[1-9]/.test(text));
}
