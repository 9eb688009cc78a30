/**
 * Inline Markdown to vnodes: emphasis, code, links, line breaks and citation markers. One pass, linear in
 * the text, bounded in depth. Text only ever becomes text: there is no HTML, and no image is fetched.
 */

import type { ComponentChild, VNode } from "preact";

export interface MarkdownActions {
  /** Preact's `h`: this file is loaded apart from the panel, which has Preact. */
  h: (tag: string, props: object, ...children: ComponentChild[]) => VNode;
  /** The button for the citation number `index` of this answer. */
  citation: (index: number) => VNode;
  /** The button for a bare `[n]`, or undefined where no such source was cited. */
  source: (id: string) => VNode | undefined;
  /** Whether a host is one of the bot's own documents, or of the page. */
  isOwn: (host: string) => boolean;
  /** The labels of what stands beside code and around a table. */
  copyLabel: string;
  wrapLabel: string;
  tableLabel: string;
  /** @returns what to call the button for a while */
  copy: (text: string) => Promise<string>;
}

/** Citation number n stands in the text as this code plus n, put there by `mark` in `markdown.ts`. */
export const MARK = 0xe000;
export const MARKS = 0x400;

const DEPTH = 12;
const OPENERS = 32;

const PLAIN = /[^\\`*_~[\]<h\n&\ue000-\ue3ff!]+/y;
const DESTINATION =
  /\([ \n]{0,50}(?:<([^<>\n]{0,2000})>|((?:[^\s()\\]|\\.|\([^\s()]{0,500}\)){0,2000}))(?:[ \n]{1,50}(?:"[^"]{0,500}"|'[^']{0,500}'))?[ \n]{0,50}\)/y;
const AUTOLINK = /<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/iy;
/** Beyond ASCII only letters and the like: other scripts' sentences end an address, as do quotation marks and what is not seen. */
const BARE = /https?:\/\/[!#-&(-;=?-_a-~\p{L}\p{M}\p{N}–]{1,2000}/iuy;
/** The rest of a link's words: what leads elsewhere in them is only words. */
const WORDS = /[^[\]]{0,500}\]\(/y;
const NUMBER = /\[(\d{1,3})\](?!\()/y;
const ENTITY = /&(amp|lt|gt|quot|nbsp|#39);/y;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0", "#39": "'" };
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const SPACE = /\s/;
const WORD = /[\p{L}\p{N}]/u;

/** Only what a visitor can follow: `javascript:` and `data:` would run or show what nobody checked. */
export function safeHref(url: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (!/^(?:https?:\/\/|mailto:|tel:)[^\s\u0000-\u001f]+$/i.test(url)) return undefined;
  try {
    return new URL(url).href && url;
  } catch {
    return undefined;
  }
}

/**
 * Where a link really leads, where its words do not say so: "shop.example" over another address, or "click
 * here". What the bot's own documents name needs no such word.
 */
export function hiddenHost(href: string, words: string, isOwn: (host: string) => boolean): string {
  const { protocol, host, pathname } = new URL(href);
  const real = protocol === "mailto:" || protocol === "tel:" ? decodeURI(pathname) : host;
  if (host && isOwn(host)) return "";
  let named = 0;
  for (const [name] of words.matchAll(/[^\s/?#@:()<>"'*_`[\]]+\.[^\s/?#@:()<>"'*_`[\]]+/g)) {
    if (name.toLowerCase().replace(/\.+$/, "") !== real.split("@").pop()!.toLowerCase().replace(/:\d+$/, ""))
      return real;
    named++;
  }
  return named || words.includes(real) ? "" : real;
}

/** Characters of a word that a marker is glued to: a longer one may break anywhere. */
const GLUED = 32;

interface Opener {
  mark: string;
  /** Index in `nodes` of the literal marks. */
  at: number;
  count: number;
  canClose: boolean;
  /** Where it stands in the text. */
  from: number;
}

export function inline(text: string, actions: MarkdownActions): ComponentChild[] {
  const { h } = actions;
  const nodes: ComponentChild[] = [];
  const depths: number[] = [];
  const openers: Opener[] = [];
  /** Length of a run of backticks → where the last such run begins. Built on first need. */
  let runs: Map<number, number> | undefined;
  let at = 0;
  /** Where in the text the last link ended. */
  let linked = -1;

  /** @param words as they stand in the text */
  function link(href: string, words: string, ...children: ComponentChild[]): VNode {
    linked = at;
    const host = hiddenHost(href, words, actions.isOwn);
    return h(
      "a",
      { href, target: "_blank", rel: "noopener noreferrer nofollow" },
      ...children,
      host && h("small", { class: "host", dir: "ltr" }, ` (${host})`),
    );
  }

  /** A marker belongs to the word before it: neither a space nor a line's end comes between. */
  function glue(button: VNode): void {
    const last = nodes.length - 1;
    const before = nodes[last];
    const isOpener = openers[openers.length - 1]?.at === last;
    if (typeof before !== "string" || isOpener) {
      push(before === undefined || isOpener ? button : h("span", { class: "glue" }, "\u2060", button));
      return;
    }
    const [, text = "", word = ""] = /^([^]*?)(\S*)\s*$/.exec(before.slice(-GLUED)) ?? [];
    nodes[last] = before.slice(0, -GLUED) + text;
    if (!text && before.length > GLUED) {
      nodes[last] += word;
      push(button);
    } else push(h("span", { class: "glue" }, word || "\u2060", button));
  }

  /** An address that stands for itself; one that leads nowhere is words. */
  function address(url: string, length = url.length): void {
    at += length;
    push(safeHref(url) && !match(WORDS) ? link(url, url, url) : url);
  }

  function push(node: ComponentChild, depth = 0): void {
    const last = nodes.length - 1;
    if (typeof node === "string" && typeof nodes[last] === "string" && openers[openers.length - 1]?.at !== last)
      nodes[last] += node;
    else {
      nodes.push(node);
      depths.push(depth);
    }
  }

  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    return pattern.exec(text);
  }

  /** Takes everything after index `from` out of the line. @returns undefined where it nests too deeply */
  function takeAfter(from: number): { children: ComponentChild[]; depth: number } | undefined {
    let depth = 0;
    for (let index = from + 1; index < nodes.length; index++) if (depths[index]! > depth) depth = depths[index]!;
    if (depth >= DEPTH) return undefined;
    depths.length = from + 1;
    return { children: nodes.splice(from + 1), depth: depth + 1 };
  }

  function emphasis(mark: string): void {
    let count = 1;
    while (text[at + count] === mark) count++;
    const before = text[at - 1] ?? " ";
    const after = text[at + count] ?? " ";
    at += count;
    const literal = mark.repeat(count);
    if (count > 3 || (mark === "~" && count !== 2)) return push(literal);
    const tight = mark !== "_";
    const canOpen = !SPACE.test(after) && (tight ? !PUNCTUATION.test(after) || !WORD.test(before) : !WORD.test(before));
    const canClose =
      !SPACE.test(before) && (tight ? !PUNCTUATION.test(before) || !WORD.test(after) : !WORD.test(after));
    while (canClose && count) {
      let index = openers.length - 1;
      while (index >= 0 && openers[index]!.mark !== mark) index--;
      const opener = openers[index];
      if (!opener || opener.at === nodes.length - 1) break;
      const taken = takeAfter(opener.at);
      if (!taken) break;
      openers.length = index + 1;
      const use = Math.min(count, opener.count, 2);
      const tag = mark === "~" ? "del" : use === 2 ? "strong" : "em";
      opener.count -= use;
      count -= use;
      if (opener.count) nodes[opener.at] = mark.repeat(opener.count);
      else {
        openers.pop();
        nodes.pop();
        depths.pop();
      }
      nodes.push(h(tag, {}, ...taken.children));
      depths.push(taken.depth);
    }
    if (!count) return;
    if (canOpen && openers.length < OPENERS) {
      nodes.push(mark.repeat(count));
      depths.push(0);
      openers.push({ mark, at: nodes.length - 1, count, canClose, from: at });
    } else push(mark.repeat(count));
  }

  function closeBracket(): void {
    at++;
    let index = openers.length - 1;
    while (index >= 0 && openers[index]!.mark !== "[") index--;
    const opener = openers[index];
    if (!opener) return push("]");
    const target = text[at] === "(" ? match(DESTINATION) : null;
    const href = target && safeHref((target[1] ?? target[2] ?? "").replace(/\\([!-/:-@[-`{-~])/g, "$1"));
    // No link inside a link: brackets around one stay brackets.
    if (!target || !href || linked > opener.from) {
      openers.splice(index, 1);
      return push("]");
    }
    const taken = takeAfter(opener.at);
    if (!taken) return push("]");
    at += target[0].length;
    nodes.pop();
    depths.pop();
    openers.length = index;
    const words = text.slice(opener.from, at - target[0].length - 1);
    push(link(href, words, ...(taken.children.length ? taken.children : [href])), taken.depth);
  }

  while (at < text.length) {
    const plain = match(PLAIN);
    if (plain) {
      push(plain[0]);
      at += plain[0].length;
      continue;
    }
    const char = text[at]!;
    const unit = text.charCodeAt(at);
    let found: RegExpExecArray | null;
    if (unit >= MARK && unit < MARK + MARKS) {
      glue(actions.citation(unit - MARK));
      at++;
    } else if (char === "\\" && PUNCTUATION.test(text[at + 1] ?? "")) {
      push(text[at + 1]!);
      at += 2;
    } else if (char === "\n" || (char === "\\" && text[at + 1] === "\n")) {
      const last = nodes[nodes.length - 1];
      const hard = char === "\\" || (typeof last === "string" && last.endsWith("  "));
      at += char === "\\" ? 2 : 1;
      push(hard ? h("br", {}) : "\n");
    } else if (char === "`") {
      runs ??= new Map(Array.from(text.matchAll(/`+/g), (run) => [run[0].length, run.index]));
      const [end, words] = readCode(text, at, runs);
      push(words === undefined ? text.slice(at, end) : h("code", {}, words));
      at = end;
    } else if (char === "*" || char === "_" || char === "~") emphasis(char);
    else if (char === "[" && (found = match(NUMBER)) && actions.source(found[1]!)) {
      glue(actions.source(found[1]!)!);
      at += found[0].length;
    } else if (char === "[" || (char === "!" && text[at + 1] === "[")) {
      const literal = char === "[" ? char : "![";
      nodes.push(literal);
      depths.push(0);
      at += literal.length;
      openers.push({ mark: "[", at: nodes.length - 1, count: 1, canClose: false, from: at });
      // A text with this many open brackets has no links.
      if (openers.length > OPENERS) openers.shift();
    } else if (char === "]") closeBracket();
    else if (char === "<" && (found = match(AUTOLINK))) {
      address(found[1]!, found[0].length);
    } else if (char === "h" && !WORD.test(text[at - 1] ?? "") && (found = match(BARE))) {
      // Punctuation at the end of an address belongs to the sentence, a bracket only where one was opened.
      let url = found[0].replace(/[.,;:!?*_~]*(\]\(.*)?$/, "");
      if (url.endsWith(")") && !url.includes("(")) url = url.slice(0, -1);
      if (url.endsWith("]") && !url.includes("[")) url = url.slice(0, -1);
      address(url);
    } else if (char === "&" && (found = match(ENTITY))) {
      push(ENTITIES[found[1]!]!);
      at += found[0].length;
    } else {
      push(char);
      at++;
    }
  }
  return nodes;
}

/**
 * Code between backticks that begin at `at`.
 *
 * @param runs length of a run of backticks → where the last such run begins
 * @returns where it ends and what it says, or where backticks end that enclose nothing
 */
function readCode(text: string, at: number, runs: ReadonlyMap<number, number>): [end: number, words?: string] {
  const ticks = /`+/g;
  ticks.lastIndex = at;
  const { length } = ticks.exec(text)![0];
  const from = at + length;
  if ((runs.get(length) ?? -1) < from) return [from];
  for (;;) {
    const run = ticks.exec(text)!;
    if (run[0].length !== length) continue;
    const inner = text.slice(from, run.index).replace(/\n/g, " ");
    return [run.index + length, plainMarks(/^ .*[^ ].* $/.test(inner) ? inner.slice(1, -1) : inner)];
  }
}

/** Inside code there are no buttons: a citation's marker there is left out. */
export function plainMarks(text: string): string {
  return text.replace(/[\ue000-\ue3ff]/g, "");
}
