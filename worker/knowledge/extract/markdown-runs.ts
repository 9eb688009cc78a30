/**
 * The lines of Markdown between two blank ones, without the marks that no reader sees. Code spans stand still: they
 * are masked while the marks are looked for.
 */

import { emojiOf } from "./emoji.ts";
import { isFolded, isPaintedAway, paintOf, PAPER, parseStyle } from "./html-hidden.ts";
import { findCodeSpans } from "./markdown-inline.ts";
import type { CleanMarkdown } from "./markdown-clean.ts";

interface Edit {
  start: number;
  end: number;
  text: string;
}

const MOST_DEFINITIONS = 5_000;
/** Longer runs were not written by a person. */
const RUN_CHARACTERS = 200_000;

/** Names of links and where they lead: `[name]: address`. */
export function collectDefinitions(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    if (!line.includes("]:")) continue;
    const match = /^ {0,3}\[([^\]\n^][^\]\n]{0,199})\]:[ \t]*<?([^\s<>]{1,2000})/.exec(line);
    if (match && found.size < MOST_DEFINITIONS) found.set(keyOf(match[1]!), match[2]!);
  }
  return found;
}

const keyOf = (name: string): string => name.replace(/\s+/g, " ").trim().toLowerCase();

export function cleanRun(text: string, definitions: ReadonlyMap<string, string>): CleanMarkdown {
  if (!/[[{:<]/.test(text) || text.length > RUN_CHARACTERS || isIndentedCode(text)) return { text, hidden: 0 };
  const spans = findCodeSpans(text, 0, text.length);
  let masked = text;
  if (spans.size > 0) {
    let at = 0;
    const parts: string[] = [];
    for (const [start, { ticks, close }] of spans) {
      parts.push(text.slice(at, start), "\u0001".repeat(close + ticks - start));
      at = close + ticks;
    }
    masked = parts.join("") + text.slice(at);
  }
  const edits: Edit[] = [];
  // A block of HTML is read as HTML, tags and all.
  const isHtml = HTML_BLOCK.test(masked);
  const hidden = isHtml ? 0 : findHidden(masked, edits);
  for (const rule of isHtml ? RULES : [...RULES, ...TAG_RULES]) {
    if (!masked.includes(rule.needs)) continue;
    for (const match of masked.matchAll(rule.pattern)) {
      const put = rule.put(match, (start, end) => text.slice(start, end), definitions);
      if (put !== undefined) edits.push({ start: match.index, end: match.index + match[0].length, text: put });
    }
  }
  return { text: apply(text, edits), hidden };
}

/** Every line is moved in as code is: a list may do the same, and keeps its marks then. */
function isIndentedCode(text: string): boolean {
  return /^(?: {4}|\t)/.test(text) && text.split("\n").every((line) => /^(?: {4}|\t)/.test(line));
}

/** The first of edits that overlap is made. */
function apply(text: string, edits: Edit[]): string {
  if (edits.length === 0) return text;
  let at = 0;
  let out = "";
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (edit.start < at) continue;
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return (out + text.slice(at))
    .split("\n")
    .map((line) => line.replace(/(\S)[ \t]{2,}(?=[^\s|])/g, "$1 "))
    .join("\n");
}

interface Rule {
  needs: string;
  pattern: RegExp;
  /** What to put in its place, or undefined to leave it. `slice` gives the text with its code spans. */
  put(
    match: RegExpExecArray,
    slice: (start: number, end: number) => string,
    definitions: ReadonlyMap<string, string>,
  ): string | undefined;
}

const COMPONENT =
  /(?:<\/|(?<!\w)<)[A-Z][\w.]{0,80}((?:\s(?:[^<>{}"']|"[^"]{0,1000}"|'[^']{0,1000}'|\{[^{}]{0,1000}(?:\{[^{}]{0,500}\}[^{}]{0,500}){0,20}\}){0,400})?)\/?>/g;
/** Properties that components show. */
const SHOWN =
  /\s(?:title|label|heading|header|summary|caption|question|answer|description|text|alt)\s*=\s*(?:\{\s*)?(?:"([^"]{1,500})"|'([^']{1,500})'|`([^`]{1,500})`)/g;
const INLINE_TAG =
  /<\/?(?:span|font|u|ins|mark|small|big|center|div|p|section|article|nobr|wbr|abbr|time|address|cite|dfn|var|samp|bdi|bdo|kbd|label|figure|figcaption|picture|source)(?:\s[^<>]{0,600})?\/?>/gi;

const HTML_BLOCK =
  /^ {0,3}<(?:!--|\/?(?:address|article|aside|blockquote|body|center|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|li|main|menu|nav|noscript|ol|p|picture|pre|script|section|style|summary|svg|table|tbody|td|template|tfoot|th|thead|tr|ul|video)(?=[\s/>]))/i;

const RULES: readonly Rule[] = [
  { needs: "<!--", pattern: /<!--[^]{0,4000}?-->/g, put: () => "" },
  { needs: "{%", pattern: /\{%[^%\n]{0,500}%\}/g, put: () => "" },
  { needs: "{{", pattern: /\{\{[^{}\n]{0,500}\}\}/g, put: () => "" },
  { needs: "{#", pattern: /\{#[^#{}\n]{0,300}#\}/g, put: () => "" },
  { needs: "{/*", pattern: /\{\/\*[^]{0,4000}?\*\/\}/g, put: () => "" },
  { needs: "{", pattern: /\{(["'])[ \t]*\1\}/g, put: () => " " },
  // Attribute lists of kramdown, and those of markdown-it at the end of a line.
  { needs: "{:", pattern: /\{:[ \t]?[^{}\n]{0,300}\}/g, put: () => "" },
  { needs: "{", pattern: /[ \t]*\{[#.][\w-][^{}\n]{0,200}\}(?=[ \t]*$)/gm, put: () => "" },
  { needs: "[^", pattern: /^ {0,3}\[\^[^\]\s]{1,80}\]:[ \t]*/gm, put: () => "" },
  { needs: "[^", pattern: /[ \t]?\[\^[^\]\s]{1,80}\](?!:)/g, put: () => "" },
  // What GitHub and Obsidian call an alert.
  {
    needs: "[!",
    pattern: /^((?:[ \t]*>)+[ \t]*)\[![\w-]{1,30}\][+-]?[ \t]*([^\n]{0,300})$/gm,
    put: ([, quote, title]) => (title === "" ? quote! : `${quote!}**${title!}**`),
  },
  { needs: "[[", pattern: /\[\[(?=\p{L})(?:[^[\]|\n]{1,200}\|)?([^[\]|\n]{1,200})\]\]/gu, put: ([, name]) => name },
  { needs: "][", pattern: /\[([^[\]]{1,400})\]\[([^[\]\n]{0,200})\]/g, put: putReference },
  { needs: "[", pattern: /(?<![\]\\])\[([^[\]]{1,200})\](?![([:])/g, put: putReference },
  { needs: ":", pattern: /(?<![\w:/\u0001]):([a-z0-9_+-]{1,40}):(?![\w:/])/g, put: ([, name]) => emojiOf(name!) },
  {
    needs: "<",
    pattern: COMPONENT,
    put: ([, properties]) =>
      [...(properties ?? "").matchAll(SHOWN)].map(([, double, single, tick]) => double ?? single ?? tick).join(" "),
  },
  { needs: "<", pattern: /<>|<\/>/g, put: () => "" },
];

/** Marks of HTML between the words of a paragraph. */
const TAG_RULES: readonly Rule[] = [
  {
    needs: "<sup",
    pattern: /<sup>\s*(\d{1,3})\s*<\/sup>/gi,
    put: ([, digits]) => [...digits!].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join(""),
  },
  { needs: "<", pattern: /<(\/?)(?:b|strong)>/gi, put: () => "**" },
  { needs: "<", pattern: /<(\/?)(?:i|em)>/gi, put: () => "*" },
  { needs: "<", pattern: /<a\s[^<>]{0,600}>|<\/a>/gi, put: () => "" },
  { needs: "<", pattern: INLINE_TAG, put: () => "" },
];

/** `[text][name]`, `[name][]` and `[name]` become links that lead where the name does. */
function putReference(
  match: RegExpExecArray,
  slice: (start: number, end: number) => string,
  definitions: ReadonlyMap<string, string>,
): string | undefined {
  const { 1: text = "", 2: name, index } = match;
  const words = slice(index + 1, index + 1 + text.length);
  const address = definitions.get(keyOf(name ? name : words));
  return address === undefined ? undefined : `[${words}](${address})`;
}

/** Elements that are painted so that nobody sees them, with what is in them. @returns how many characters of text */
function findHidden(masked: string, edits: Edit[]): number {
  if (!/<[^<>]{0,600}\s(?:style|color|hidden)\b/i.test(masked)) return 0;
  let hidden = 0;
  let open: { name: string; depth: number; start: number; from: number } | undefined;
  const close = (at: number, end: number) => {
    hidden += masked
      .slice(open!.from, at)
      .replace(/<[^<>]*>/g, "")
      .trim().length;
    edits.push({ start: open!.start, end, text: "" });
    open = undefined;
  };
  for (const match of masked.matchAll(/<(\/?)([a-z][\w-]{0,30})((?:\s[^<>]{0,600})?)>/gi)) {
    const [whole, slash, tag, attributes] = match;
    const name = tag!.toLowerCase();
    const end = match.index + whole.length;
    if (open !== undefined) {
      if (name !== open.name) continue;
      open.depth += slash === "" ? 1 : -1;
      if (open.depth === 0) close(match.index, end);
    } else if (slash === "" && !/\/\s*$/.test(attributes!) && isHiddenTag(attributes!)) {
      open = { name, depth: 1, start: match.index, from: end };
    }
  }
  if (open !== undefined) close(masked.length, masked.length);
  return hidden;
}

/** By its attributes as they are written; a page in Markdown stands on paper, as far as it says. */
export function isHiddenTag(attributes: string): boolean {
  const valueOf = (name: string) =>
    new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i")
      .exec(attributes)
      ?.slice(1)
      .find((value) => value !== undefined);
  if (/\shidden(?=[\s=]|$)/i.test(attributes) && valueOf("hidden") !== "until-found") return true;
  const color = valueOf("color");
  const style = parseStyle(valueOf("style"));
  return (
    isPaintedAway(style) || isFolded(style) || paintOf(style, color === undefined ? {} : { color }, PAPER, true).unseen
  );
}
