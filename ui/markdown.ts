/**
 * Block Markdown to vnodes, for an answer that grows: finished blocks keep the very vnodes they had, so
 * that neither this parser nor Preact looks at them again; only the last block is read anew. Headings,
 * lists, tables, quotes, code, rules and paragraphs; HTML is text. Linear, bounded in length and depth.
 */

import type { ComponentChild, VNode } from "preact";
import type { Citation } from "../shared/chat.ts";
import { each } from "./each.ts";
import { inline, MARK, type MarkdownActions, MARKS, plainMarks } from "./inline.ts";

const DEPTH = 8;
/** Characters that are read as Markdown; what is beyond stays plain text. */
const MOST = 60_000;
/** Characters that are shown at all: laying out a million takes seconds in which nothing else happens. */
const SHOWN = 200_000;

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3}(?:[-*+]|\d{1,9}[.)]))([ \t]+|$)/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;

type Emit = (node: VNode, next: number) => void;

const isBlank = (line: string | undefined) => line === undefined || line.trim() === "";

/** What may end a paragraph without a blank line. */
function opensBlock(line: string): boolean {
  if (FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || RULE.test(line)) return true;
  const item = ITEM.exec(line);
  return Boolean(item?.[2]) && (!/\d/.test(item![1]!) || /^ *1\D/.test(item![1]!));
}

/**
 * Where most of its letters are written: a sentence in Arabic may begin with a name in Latin. The browser's own way,
 * the first letter, is enough where there is no choice.
 */
function dirOf(text: string): "rtl" | "ltr" | "auto" {
  const right = text.match(/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g)?.length ?? 0;
  if (!right) return "auto";
  return right * 2 > (text.match(/\p{L}/gu)?.length ?? 0) ? "rtl" : "ltr";
}

function cells(line: string): string[] {
  const row = line.trim().replace(/^\|/, "");
  const found: string[] = [];
  let cell = "";
  for (let at = 0; at < row.length; at++) {
    if (row[at] === "\\" && row[at + 1] === "|") {
      cell += "|";
      at++;
    } else if (row[at] === "|") {
      found.push(cell.trim());
      cell = "";
    } else cell += row[at];
  }
  if (cell.trim()) found.push(cell.trim());
  return found;
}

/** Reads lines into blocks and hands out each one with the number of the line after it. */
function readBlocks(lines: string[], depth: number, actions: MarkdownActions, emit: Emit): void {
  const { h } = actions;
  // What stands in a list or a quote goes its way.
  const dir = (text: string) => (depth ? undefined : dirOf(text));
  const words = (text: string) => inline(text, actions);
  const nested = (inner: string[]) => {
    const children: VNode[] = [];
    readBlocks(inner, depth + 1, actions, (node) => children.push(node));
    return children;
  };

  function joined(from: number, end: number, each = (line: string) => line): string {
    let text = each(lines[from] ?? "");
    for (let at = from + 1; at < end; at++) text += `\n${each(lines[at]!)}`;
    return from < end ? text : "";
  }

  async function copy(text: string, button: HTMLElement): Promise<void> {
    button.textContent = await actions.copy(text);
    setTimeout(() => (button.textContent = actions.copyLabel), 4_000);
  }

  function codeBlock(code: string, language = ""): VNode {
    const text = plainMarks(code);
    const onClick = (event: Event) => void copy(text, event.currentTarget as HTMLElement);
    const onWrap = (event: Event) =>
      (event.currentTarget as HTMLElement).closest(".code")?.querySelector("pre")?.classList.toggle("wrapped");
    return h("div", { class: "code" }, [
      h("div", {}, [
        h("small", {}, plainMarks(language)),
        h("button", { type: "button", onClick: onWrap }, actions.wrapLabel),
        h("button", { type: "button", onClick }, actions.copyLabel),
      ]),
      h("pre", { tabIndex: 0, dir: "ltr" }, h("code", {}, text)),
    ]);
  }

  /** A list item: its first line, what is indented under it, and lines that carry its paragraph on. */
  function readItem(from: number, content: string, indent: number): { inner: string[]; next: number } {
    const inner = [content];
    let at = from + 1;
    for (; at < lines.length; at++) {
      const line = lines[at]!;
      if (isBlank(line)) inner.push("");
      else if (/^ */.exec(line)![0].length >= indent) inner.push(line.slice(indent));
      else if (!isBlank(lines[at - 1]) && !opensBlock(line) && !ITEM.test(line)) inner.push(line);
      else break;
    }
    return { inner, next: at };
  }

  function readList(from: number, marker: string): number {
    const ordered = /\d/.test(marker);
    const kind = marker.slice(-1);
    const items: VNode[] = [];
    let at = from;
    for (;;) {
      const item = ITEM.exec(lines[at] ?? "");
      if (!item || item[1]!.slice(-1) !== kind || RULE.test(lines[at]!)) break;
      const gap = item[2]!.length > 4 ? 1 : item[2]!.length || 1;
      const { inner, next } = readItem(at, lines[at]!.slice(item[1]!.length + gap), item[1]!.length + gap);
      const tick = /^\[([ xX])\] /.exec(inner[0]!);
      if (tick) inner[0] = `${tick[1] === " " ? "☐" : "☑"} ${inner[0]!.slice(4)}`;
      items.push(h("li", { class: tick ? "ticked" : undefined }, nested(inner)));
      at = next;
    }
    const start = ordered ? Number.parseInt(marker.trim(), 10) : 1;
    const way = dir(joined(from, at));
    emit(h(ordered ? "ol" : "ul", { dir: way, ...(start === 1 ? {} : { start }) }, items), at);
    return at;
  }

  function readTable(from: number): number {
    const head = cells(lines[from]!);
    const align = each(cells(lines[from + 1]!), (rule) =>
      rule.endsWith(":") ? (rule.startsWith(":") ? "center" : "end") : undefined,
    );
    const row = (line: string, tag: "th" | "td") =>
      h(
        "tr",
        {},
        each(cells(line), (cell, column) => h(tag, { class: align[column], dir: "auto" }, words(cell))),
      );
    const body: VNode[] = [];
    let at = from + 2;
    while (at < lines.length && !isBlank(lines[at]) && !opensBlock(lines[at]!)) body.push(row(lines[at++]!, "td"));
    const table = h("table", {}, [head.length > 0 && h("thead", {}, row(lines[from]!, "th")), h("tbody", {}, body)]);
    // By all of its words: those of the cells, which have a direction each, are none to the browser.
    const way = dirOf(joined(from, at));
    const named = { role: "region", "aria-label": actions.tableLabel };
    emit(h("div", { class: "table", dir: way, tabIndex: 0, ...named }, table), at);
    return at;
  }

  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    let found: RegExpExecArray | null;
    if (isBlank(line)) at++;
    else if (depth >= DEPTH) {
      emit(h("p", {}, plainMarks(joined(at, lines.length))), lines.length);
      return;
    } else if ((found = FENCE.exec(line))) {
      const fence = found[1]!;
      const closing = new RegExp(`^ {0,3}${fence[0]}{${fence.length},}[ \\t]*$`);
      const from = ++at;
      while (at < lines.length && !closing.test(lines[at]!)) at++;
      emit(codeBlock(joined(from, at), found[2]!.trim()), ++at);
    } else if (line.startsWith("    ")) {
      const from = at;
      while (at < lines.length && (lines[at]!.startsWith("    ") || isBlank(lines[at]))) at++;
      emit(codeBlock(joined(from, at, (line) => line.slice(4)).trimEnd()), at);
    } else if ((found = HEADING.exec(line))) {
      const title = line
        .slice(found[0].length)
        .trim()
        .replace(/(^|[ \t])#+$/, "");
      emit(h(`h${Math.min(found[1]!.length + 2, 6)}`, { dir: dir(title) }, words(title)), ++at);
    } else if (RULE.test(line)) emit(h("hr", {}), ++at);
    else if (QUOTE.test(line)) {
      const inner: string[] = [];
      while (at < lines.length && (QUOTE.test(lines[at]!) || (!isBlank(lines[at]) && !opensBlock(lines[at]!))))
        inner.push(lines[at++]!.replace(QUOTE, ""));
      emit(h("blockquote", { dir: dir(inner.join("\n")) }, nested(inner)), at);
    } else if ((found = ITEM.exec(line))) at = readList(at, found[1]!);
    else if (
      line.includes("|") &&
      DELIMITER.test(lines[at + 1] ?? "") &&
      cells(line).length === cells(lines[at + 1]!).length
    )
      at = readTable(at);
    else {
      const from = at++;
      while (at < lines.length && !isBlank(lines[at]) && !opensBlock(lines[at]!) && !UNDERLINE.test(lines[at]!)) at++;
      // Indentation goes, but two spaces at a line's end break the line.
      const text = joined(from, at, (line) => line.trimStart()).trimEnd();
      const underline = UNDERLINE.exec(lines[at] ?? "");
      if (underline) emit(h(underline[1]!.startsWith("=") ? "h3" : "h4", { dir: dir(text) }, words(text)), ++at);
      else emit(h("p", { dir: dir(text) }, words(text)), at);
    }
  }
}

interface Block {
  node: VNode;
  /** Offset in the answer where the next block begins. */
  end: number;
  /** How many citations have their marker in this block. */
  cited: number;
}

export interface MarkdownDocument {
  /** The blocks of the whole answer as it stands now, in order. */
  render: (text: string, citations: readonly Citation[]) => ComponentChild[];
}

export function createMarkdown(actions: MarkdownActions): MarkdownDocument {
  let blocks: Block[] = [];
  let before = "";

  return {
    render(text, citations) {
      const finished = blocks[blocks.length - 1]?.end ?? 0;
      if (text.slice(0, finished) !== before.slice(0, finished)) blocks = [];
      before = text;

      // A citation may come after the block it stands in was finished: read from there again.
      let from = 0;
      for (let kept = 0; kept < blocks.length; kept++) {
        const block = blocks[kept]!;
        if (countWithin(citations, from, block.end) !== block.cited) blocks.length = kept;
        else from = block.end;
      }

      const most = Math.min(text.length, MOST);
      const lines: string[] = [];
      const ends: number[] = [];
      let at = from;
      for (const line of text.slice(from, most).split("\n")) {
        lines.push(markLine(line, at, citations).replace(/\r$/, "").replace(/\t/g, "    "));
        ends.push((at += line.length + 1));
      }
      joinMarkers(lines);

      const shown: ComponentChild[] = [];
      for (const { node } of blocks) shown.push(node);
      let last: Block | undefined;
      let after = 0;
      readBlocks(lines, 0, actions, (node, next) => {
        // What another block follows will not change any more, once that one's first line is whole: until
        // then it may turn out to go on with this one, as `**` under a list or `#1` under a paragraph.
        while (after < next && isBlank(lines[after])) after++;
        if (last && after < lines.length - 1) blocks.push(last);
        after = next;
        const end = Math.min(ends[next - 1] ?? most, most);
        last = { node, end, cited: countWithin(citations, from, end) };
        from = end;
        shown.push(node);
      });
      if (most < text.length) {
        const rest = strip(text.slice(most, SHOWN)) + (text.length > SHOWN ? "…" : "");
        shown.push(actions.h("p", { class: "plain" }, rest));
      }
      return shown;
    },
  };
}

/** A line of markers alone belongs to the words above it. */
function joinMarkers(lines: string[]): void {
  for (let at = 1; at < lines.length; at++) {
    if (!/^\s*[\ue000-\ue3ff]+[\ue000-\ue3ff\s.]*$/.test(lines[at]!)) continue;
    let above = at - 1;
    while (above > 0 && isBlank(lines[above])) above--;
    if (isBlank(lines[above]) || /^ {0,3}(?:`{3}|~{3}|\|)/.test(lines[above]!)) continue;
    lines[above] += ` ${lines[at]!.trim()}`;
    lines[at] = "";
  }
}

function countWithin(citations: readonly Citation[], from: number, end: number): number {
  let count = 0;
  for (const { start } of citations) if (start >= from && start < end) count++;
  return count;
}

/** A line with one private character in the place of each citation's marker. @param offset of the line */
function markLine(line: string, offset: number, citations: readonly Citation[]): string {
  let marked = "";
  let at = 0;
  for (const match of line.matchAll(/\[\d+\]/g)) {
    for (let index = 0; index < citations.length && index < MARKS; index++) {
      // Only over what really is a marker: a wrong offset must not swallow words.
      if (citations[index]!.start !== offset + match.index) continue;
      marked += strip(line.slice(at, match.index)) + String.fromCharCode(MARK + index);
      at = match.index + match[0].length;
      break;
    }
  }
  return marked + strip(line.slice(at));
}

/** A model's own private characters would pass for markers. */
function strip(text: string): string {
  return thin(text.replace(/[\ue000-\ue3ff]/g, "\ufffd"));
}

/** Browsers take seconds over thousands of accents on one letter. */
export function thin(text: string): string {
  return text.normalize("NFC").replace(/(\p{M}{4})\p{M}+/gu, "$1");
}
