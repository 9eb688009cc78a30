/**
 * robots.txt (RFC 9309), with what sites write into it besides: `Crawl-delay`, `Sitemap` and `Content-Signal`
 * (contentsignals.org). Pure, and linear in file and address: a pattern of a thousand `*` is as cheap as its length.
 */

/** A parser must read at least 500 KiB (RFC 9309, 2.5). */
export const ROBOTS_BYTES = 512 * 1024;
/** More rules than any site has; what follows is not read. */
const MAX_RULES = 20_000;
const MAX_SITEMAPS = 100;

interface Rule {
  allow: boolean;
  /** The pattern's text between `*`, normalised. */
  pieces: string[];
  /** `$`: the address ends where the pattern does. */
  anchored: boolean;
  /** Of the pattern: the longer one wins. */
  length: number;
}

interface Group {
  rules: Rule[];
  crawlDelay: number | undefined;
  signals: Map<string, boolean>;
}

export interface Robots {
  /** Whether the page may be read. @param path with its query, as it stands in the address */
  allows(path: string): boolean;
  /** Seconds between two requests, where the site asks for it. */
  crawlDelay: number | undefined;
  /** As they stand there. */
  sitemaps: string[];
  /** The signal that forbids to answer from these pages, such as `ai-input=no`; undefined where none does. */
  refusedBy: string | undefined;
}

/** What a site without robots.txt says: everything may be read. */
export const NO_ROBOTS: Robots = { allows: () => true, crawlDelay: undefined, sitemaps: [], refusedBy: undefined };

/** @param agent the product token that the site's groups are searched for */
export function parseRobots(text: string, agent: string): Robots {
  const token = tokenOf(agent);
  const named = newGroup();
  const all = newGroup();
  const sitemaps: string[] = [];
  let isNamed = false;
  /** Groups that the lines read now belong to. */
  let current: Group[] = [];
  let readsAgents = false;
  let rules = 0;
  for (const [field, value] of linesOf(text)) {
    if (field === "sitemap") {
      if (value !== "" && sitemaps.length < MAX_SITEMAPS) sitemaps.push(value);
    } else if (field === "user-agent") {
      if (!readsAgents) current = [];
      readsAgents = true;
      if (value.startsWith("*")) current.push(all);
      else if (token !== "" && tokenOf(value) === token) {
        current.push(named);
        isNamed = true;
      }
    } else if (field === "allow" || field === "disallow") {
      readsAgents = false;
      // An empty rule forbids nothing and allows nothing.
      if (value === "" || current.length === 0 || ++rules > MAX_RULES) continue;
      const rule = parseRule(field === "allow", value);
      for (const group of current) group.rules.push(rule);
    } else if (field === "crawl-delay") {
      readsAgents = false;
      if (/^\d{1,6}(\.\d{1,6})?$/.test(value)) for (const group of current) group.crawlDelay = Number(value);
    } else if (field === "content-signal") {
      readsAgents = false;
      for (const group of current) for (const [name, yes] of parseSignals(value)) group.signals.set(name, yes);
    }
  }
  const group = isNamed ? named : all;
  return {
    allows: (path) => allows(group.rules, path),
    crawlDelay: group.crawlDelay,
    sitemaps,
    refusedBy: refusingSignal(group.signals),
  };
}

/** The same of the header that a page may send itself. */
export function refusedByHeader(header: string | null): string | undefined {
  return header === null ? undefined : refusingSignal(parseSignals(header));
}

/** Bytes of a robots.txt or of a list → text: UTF-8, but for a mark of another. What does not fit is no reason to refuse all of it. */
export function textOfList(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const label =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(label).decode(bytes);
}

/** Of one that was cut the last line is not read: half of an address forbids more than the whole. */
export function robotsText(bytes: Uint8Array): string {
  const text = textOfList(bytes);
  return bytes.length < ROBOTS_BYTES
    ? text
    : text.slice(0, Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
}

function newGroup(): Group {
  return { rules: [], crawlDelay: undefined, signals: new Map() };
}

/** `field: value` of each line, comments and space aside, the field in lower case. */
function* linesOf(text: string): Generator<[field: string, value: string]> {
  for (let at = text.startsWith("\uFEFF") ? 1 : 0; at < text.length;) {
    let end = at;
    while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
    const line = text.slice(at, Math.min(end, at + 4_096)).split("#", 1)[0]!;
    at = end + 1;
    const colon = line.indexOf(":");
    // Some sites leave the colon out: "disallow /".
    const split = colon >= 0 ? colon : line.trimStart().search(/\s/) + (line.length - line.trimStart().length);
    if (split <= 0) continue;
    const field = line.slice(0, split).trim().toLowerCase();
    yield [FIELDS.get(field) ?? field, line.slice(split + 1).trim()];
  }
}

/** Spellings that are seen in the wild. */
const FIELDS = new Map([
  ["useragent", "user-agent"],
  ["user agent", "user-agent"],
  ["site-map", "sitemap"],
  ["dissallow", "disallow"],
  ["dissalow", "disallow"],
  ["disalow", "disallow"],
  ["diasllow", "disallow"],
  ["disallaw", "disallow"],
]);

/** `FooBot/2.1 (+https://…)` → `foobot` */
function tokenOf(agent: string): string {
  return /^[a-zA-Z_-]+/.exec(agent.trim())?.[0].toLowerCase() ?? "";
}

function parseRule(allow: boolean, value: string): Rule {
  const anchored = value.endsWith("$");
  const pattern = normalizePath(anchored ? value.slice(0, -1) : value);
  return { allow, pieces: pattern.split("*"), anchored, length: pattern.length + (anchored ? 1 : 0) };
}

function allows(rules: readonly Rule[], address: string): boolean {
  const path = normalizePath(address);
  // robots.txt itself may always be read.
  if (path === "/robots.txt") return true;
  let best: Rule | undefined;
  for (const rule of rules) {
    if (best !== undefined && (rule.length < best.length || (rule.length === best.length && !rule.allow))) continue;
    if (matches(rule, path)) best = rule;
  }
  return best?.allow ?? true;
}

/** Each piece at its first place after the one before: no other choice could find more. */
function matches({ pieces, anchored }: Rule, path: string): boolean {
  if (!path.startsWith(pieces[0]!)) return false;
  let at = pieces[0]!.length;
  const last = pieces.length - 1;
  for (let i = 1; i <= last; i++) {
    const piece = pieces[i]!;
    if (anchored && i === last) return path.length - piece.length >= at && path.endsWith(piece);
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return !anchored || at === path.length;
}

/** The same octets in one spelling: what is not ASCII encoded, hex in capitals (RFC 9309, 2.2.2). */
function normalizePath(text: string): string {
  const path = text.startsWith("/") || text.startsWith("*") ? text : `/${text}`;
  return path
    .toWellFormed()
    .replace(/[^\u0021-\u007e]+/g, (other) => encodeURIComponent(other))
    .replace(/%[0-9a-f]{2}/gi, (hex) => hex.toUpperCase());
}

function parseSignals(text: string): Map<string, boolean> {
  const signals = new Map<string, boolean>();
  for (const part of text.slice(0, 1_024).split(/[,;\s]+/)) {
    const [name, value] = part.toLowerCase().split("=", 2);
    if (name !== undefined && (value === "yes" || value === "no")) signals.set(name, value === "yes");
  }
  return signals;
}

/** Answering a visitor from a page is input to a model, and the page is found by search. Training is nothing we do. */
function refusingSignal(signals: ReadonlyMap<string, boolean>): string | undefined {
  const name = ["ai-input", "search"].find((name) => signals.get(name) === false);
  return name === undefined ? undefined : `${name}=no`;
}
