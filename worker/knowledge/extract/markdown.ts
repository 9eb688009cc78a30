/**
 * Markdown → blocks of it. What no reader of the page sees is gone (front matter, and what `markdown-clean` takes
 * out), and HTML is written as Markdown; all else is verbatim, because a citation quotes it.
 */

import { createBlockList } from "./block-list.ts";
import { HEADING_CHARACTERS } from "./headings.ts";
import { countLines, extractPlainText, MANY_LINES } from "./text.ts";
import type { Block, BlockKind } from "./blocks.ts";
import { takeFrontMatter, textOf } from "./front-matter.ts";
import { parseLanguage } from "./language-tag.ts";
import { keywordsOfFields } from "../index/keywords.ts";
import { findBlocks } from "./markdown-blocks.ts";
import { cleanMarkdown } from "./markdown-clean.ts";
import { createMarkdownHtml } from "./markdown-html.ts";
import { isHiddenTag } from "./markdown-runs.ts";
import { isDefinition } from "./markdown-lines.ts";
import { plainText } from "./plain-text.ts";

export interface ExtractedMarkdown {
  /** Of the front matter. */
  title: string | undefined;
  text: string;
  blocks: Block[];
  /** Of the front matter. */
  keywords: string;
  /** Of the front matter. */
  language: string | undefined;
  hidden: number;
}

/** `source` is well-formed and has `\n` line ends. */
export function extractMarkdown(source: string): ExtractedMarkdown {
  const { fields, body } = takeFrontMatter(source);
  const facts = {
    title: textOf({ fields }, "title"),
    keywords: keywordsOfFields(fields),
    language: parseLanguage(textOf({ fields }, "lang") ?? textOf({ fields }, "language")),
  };
  // The line tables of the parser alone would fill an isolate.
  if (countLines(body) > MANY_LINES) return { ...facts, hidden: 0, ...extractPlainText(body) };
  const clean = cleanMarkdown(body);
  const list = createBlockList();
  const html = createMarkdownHtml(list, isHiddenTag);
  let level = 0;
  let { hidden } = clean;
  for (const { kind, text, level: own } of rangesOf(clean.text)) {
    if (kind === "html") hidden += html.add(text, Math.max(1, level));
    else if (html.isHidden) hidden += text.length;
    else if (kind === "heading") {
      const heading = text.length <= 2 * HEADING_CHARACTERS ? headingText(text) : "";
      if (heading !== "") {
        level = own!;
        list.heading(text, heading, own!);
      } else if (text.length > 2 * HEADING_CHARACTERS) list.push("paragraph", text);
    } else if (kind !== "paragraph" || !isHiddenParagraph(text)) {
      list.push(kind, text, kind === "table" ? tableHead(text) : 0);
    }
  }
  return { ...facts, hidden, text: list.text(), blocks: [...list.blocks] };
}

interface MarkdownRange {
  kind: BlockKind | "html";
  text: string;
  level: number | undefined;
}

/** The blocks that say something. A table of HTML that blank lines cut into pieces is one again. */
function rangesOf(source: string): MarkdownRange[] {
  const lines = lineStarts(source);
  const ranges: MarkdownRange[] = [];
  /** Tables of the last range that are not closed yet. */
  let tables = 0;
  for (const { kind, startLine, endLine, level } of findBlocks(source)) {
    if (kind === "rule" || kind === "scaffold") continue;
    const [start, end] = trimLines(source, lines[startLine]!, lines[endLine] ?? source.length);
    if (start >= end) continue;
    const text = source.slice(start, end);
    const last = ranges.at(-1);
    if (kind === "html" && last?.kind === "html" && tables > 0) {
      last.text += `\n${text}`;
      tables += openTables(text);
    } else {
      ranges.push({ kind, text, level });
      tables = kind === "html" ? openTables(text) : 0;
    }
  }
  return ranges;
}

function openTables(html: string): number {
  return (html.match(/<table[\s>]/gi)?.length ?? 0) - (html.match(/<\/table\s*>/gi)?.length ?? 0);
}

/** Characters of the line with the names of the columns and of the rule below it. */
function tableHead(text: string): number {
  const end = text.indexOf("\n", text.indexOf("\n") + 1);
  return end < 0 ? 0 : end;
}

function headingText(text: string): string {
  const line = /^ {0,3}#/.test(text) ? text : text.replace(/\n[ \t>]*(?:=+|-+)[ \t]*$/, "");
  // VitePress and kramdown let a heading carry an id: `## Usage {#usage}`.
  return plainText(line.replace(/[ \t]*\{:?\s*#[\w-]+\s*\}[ \t]*$/, ""))
    .replace(/\s+/g, " ")
    .trim();
}

/** Nothing but names of links and where they lead. */
function isHiddenParagraph(text: string): boolean {
  return text.split("\n").every(isDefinition);
}

/** Offset of every line, and the end of the text as the last entry. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Without blank lines around; the indentation of the first line stays, it may be what makes it code. */
function trimLines(text: string, start: number, end: number): [number, number] {
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  for (let at = start; at < end && /\s/.test(text[at]!); at++) if (text[at] === "\n") start = at + 1;
  return [start, end];
}
