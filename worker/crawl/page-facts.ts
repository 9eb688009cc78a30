/**
 * What a page says of itself beside its text: where it links to, whether it may be indexed and followed, which
 * address it calls its own, whether it is a shell that scripts fill. One pass over the tags, linear in the length.
 */

import { tokenize, type TagReader } from "../knowledge/extract/html-tokens.ts";

export interface PageFacts {
  /** As they stand there; those marked `nofollow` are left out. */
  links: string[];
  /** Feeds the page names in its head. */
  feeds: string[];
  /** What relative addresses are relative to. */
  base: string | undefined;
  canonical: string | undefined;
  /** Where the page sends its visitors by itself, before they could have read it. */
  refresh: string | undefined;
  noindex: boolean;
  nofollow: boolean;
  /** `og:site_name`, and the text of the `<title>`; empty where there is none. */
  siteName: string;
  title: string;
  /** Scripts would fill it: an empty root element, scripts, and next to no text. */
  isShell: boolean;
  /** It asks who its visitor is: a field for a password, a user name or an e-mail address, or an account elsewhere. */
  asksWho: boolean;
}

const MAX_LINKS = 5_000;
/** A page with more text than this has something to say by itself. */
const SHELL_CHARACTERS = 200;
const TITLE_CHARACTERS = 1_000;
const WANTED = {
  names: new Set(["href", "rel", "type", "name", "content", "id", "src", "http-equiv", "property", "autocomplete"]),
  characters: 2_048,
};
/** Text in these is not seen. */
const UNSEEN = new Set(["script", "style", "template", "noscript", "title", "svg", "head"]);
/** What stands in these is not what the page is for: newsletters ask for an e-mail address there. */
const BESIDE = new Set(["footer", "aside"]);
/** A button that signs in by an account elsewhere, in the word orders of several languages. */
const OTHER_ACCOUNT =
  /^(?:(?:continue|(?:sign|log)[ -]?in|weiter|anmelden|continuer|se connecter|continuar|iniciar sesión|continua|accedi|doorgaan|inloggen|entrar) (?:with|using|mit|avec|con|met|com) (?:your |an? )?(?:e-?mail|google|apple|microsoft|github|gitlab|facebook|linkedin|okta|sso|passkey)|mit (?:google|apple|microsoft|github|facebook|linkedin|sso) (?:anmelden|einloggen|fortfahren))(?: account)?$/i;
/** Where frameworks put what they render. */
const ROOT_ID = /^(?:root|app|__next|__nuxt|___gatsby|svelte|main-app|react-root|q-app)$|-root$|-app$/;

/** @param source decoded HTML */
export function readPageFacts(source: string): PageFacts {
  const facts: PageFacts = {
    links: [],
    feeds: [],
    base: undefined,
    canonical: undefined,
    refresh: undefined,
    noindex: false,
    nofollow: false,
    siteName: "",
    title: "",
    isShell: false,
    asksWho: false,
  };
  let unseen: string | undefined;
  let inTitle = false;
  let characters = 0;
  let scripts = 0;
  let beside = 0;
  let hasRoot = false;

  const reader: TagReader = {
    isForeign: false,
    readText(text) {
      if (inTitle && facts.title.length < TITLE_CHARACTERS) facts.title += text.slice(0, TITLE_CHARACTERS);
      if (unseen === undefined && text.length < 100 && OTHER_ACCOUNT.test(text.trim())) facts.asksWho = true;
      if (unseen === undefined && characters <= SHELL_CHARACTERS)
        characters += text.slice(0, 2_000).replace(/\s+/g, " ").trim().length;
    },
    startTag(name, attributes, selfClosing) {
      if (name === "script" && (attributes["src"] !== undefined || attributes["type"] !== "application/ld+json"))
        scripts++;
      if (name === "app-root" || ROOT_ID.test(attributes["id"] ?? "")) hasRoot = true;
      readTag(name, attributes, facts);
      if (BESIDE.has(name)) beside++;
      if (name === "input" && asksName(attributes, beside > 0)) facts.asksWho = true;
      // What only a browser without scripts is told there says nothing of the page.
      if (name === "meta" && unseen !== "noscript") facts.refresh ??= refreshOf(attributes);
      // A drawing has a title of its own.
      inTitle = name === "title" && facts.title === "" && unseen !== "svg";
      if (unseen === undefined && !selfClosing && UNSEEN.has(name)) unseen = name;
      // A head that is never closed ends where the body begins.
      if (name === "body" && unseen === "head") unseen = undefined;
    },
    endTag(name) {
      if (BESIDE.has(name) && beside > 0) beside--;
      inTitle = false;
      if (name === unseen) unseen = undefined;
    },
  };
  tokenize(source, reader, WANTED);
  facts.isShell = characters < SHELL_CHARACTERS && scripts > 0 && (hasRoot || characters === 0);
  return facts;
}

function asksName(
  { type = "text", name = "", autocomplete = "" }: Partial<Record<string, string>>,
  isBeside: boolean,
): boolean {
  const kind = type.toLowerCase();
  if (kind === "password" || /\b(?:username|webauthn)\b/i.test(autocomplete)) return true;
  if (kind !== "email" && kind !== "text") return false;
  if (/^(?:user[_-]?name|login|user[_-]?id)$/i.test(name)) return true;
  return !isBeside && (kind === "email" || /^(?:e-?mail|identifier)$/i.test(name));
}

function readTag(tag: string, attributes: Partial<Record<string, string>>, facts: PageFacts): void {
  const { href, rel = "", name = "", property = name, content = "", type = "" } = attributes;
  const kinds = rel.toLowerCase().split(/\s+/);
  if ((tag === "a" || tag === "area") && href !== undefined) {
    if (!kinds.includes("nofollow") && facts.links.length < MAX_LINKS) facts.links.push(href.trim());
  } else if (tag === "frame" && attributes["src"] !== undefined) {
    if (facts.links.length < MAX_LINKS) facts.links.push(attributes["src"].trim());
  } else if (tag === "base" && href !== undefined) {
    facts.base ??= href.trim();
  } else if (tag === "link" && href !== undefined) {
    if (kinds.includes("canonical")) facts.canonical ??= href.trim();
    if (kinds.includes("alternate") && /^application\/(?:rss|atom)\+xml/i.test(type)) facts.feeds.push(href.trim());
  } else if (tag === "meta" && /^(?:robots|vegarag)$/i.test(name.trim())) {
    applyRobots(content, facts);
  } else if (tag === "meta" && property.trim().toLowerCase() === "og:site_name") {
    facts.siteName ||= content;
  }
}

/** Seconds: a page that stays longer is there to be read. */
const LONGEST_REFRESH = 5;

/** `<meta http-equiv="refresh" content="0; url=/en/">` */
function refreshOf({ "http-equiv": kind = "", content = "" }: Partial<Record<string, string>>): string | undefined {
  if (kind.trim().toLowerCase() !== "refresh") return undefined;
  const parts = /^\s*(\d{1,4})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?(?:"([^"]+)"?|'([^']+)'?|([^\s"'].*))\s*$/i.exec(
    content,
  );
  if (parts === null || Number(parts[1]) > LONGEST_REFRESH) return undefined;
  return (parts[2] ?? parts[3] ?? parts[4]!).trim();
}

/** Words of a robots meta tag or of one X-Robots-Tag that is meant for us. */
export function applyRobots(content: string, facts: { noindex: boolean; nofollow: boolean }): void {
  for (const word of content
    .toLowerCase()
    .slice(0, 1_024)
    .split(/[,\s]+/)) {
    if (word === "noindex" || word === "none") facts.noindex = true;
    if (word === "nofollow" || word === "none") facts.nofollow = true;
  }
}

/** What X-Robots-Tag asks of everybody and of us; what it asks of other agents by name is theirs. */
export function robotsHeader(header: string | null): { noindex: boolean; nofollow: boolean } {
  const facts = { noindex: false, nofollow: false };
  let agent: string | undefined;
  for (const part of (header ?? "").slice(0, 4_096).split(",")) {
    const named = /^\s*([\w-]+)\s*:(.*)$/.exec(part);
    if (named !== null && named[1]!.toLowerCase() !== "unavailable_after") agent = named[1]!.toLowerCase();
    if (agent === undefined || agent === "vegarag" || agent === "*") applyRobots(named?.[2] ?? part, facts);
  }
  return facts;
}

/** `Link: <…>; rel="canonical"` */
export function canonicalHeader(header: string | null): string | undefined {
  for (const part of (header ?? "").slice(0, 8_192).split(/,(?=\s*<)/)) {
    const link = /^\s*<([^>]{1,2048})>(.*)$/.exec(part);
    if (link !== null && /;\s*rel\s*=\s*"?[^";]*\bcanonical\b/i.test(link[2]!)) return link[1]!.trim();
  }
  return undefined;
}

/** Links of a Markdown page, images aside. */
export function markdownLinks(text: string): string[] {
  const links: string[] = [];
  for (const [, inline, reference, bare] of text.matchAll(
    /(?<!!)\[[^\]\n]{0,300}\]\(<?([^\s<>)]{1,2048})|^ {0,3}\[[^\]\n]{1,300}\]:\s*<?([^\s<>]{1,2048})|<(https?:\/\/[^\s<>]{1,2048})>/gm,
  )) {
    links.push(inline ?? reference ?? bare!);
    if (links.length >= MAX_LINKS) break;
  }
  return links;
}
