/**
 * Markdown → blocks that are verbatim slices of it, because a citation quotes them. Drops what no reader
 * of the page sees: front matter, comments, scripts, link definitions, containers' `:::` lines, template
 * tags and the imports of MDX.
 */

import { createHeadingPath, HEADING_CHARACTERS } from "./headings.ts";
import { countLines, extractPlainText, MANY_LINES } from "./text.ts";
import type { Block } from "./blocks.ts";
import { takeFrontMatter, textOf } from "./front-matter.ts";
import { parseLanguage } from "./language-tag.ts";
import { visibleRanges } from "./html-visible.ts";
import { keywordsOfFields } from "../index/keywords.ts";
import { findBlocks } from "./markdown-blocks.ts";
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
    hidden: 0,
    language: parseLanguage(textOf({ fields }, "lang") ?? textOf({ fields }, "language")),
  };
  // The line tables of the parser alone would fill an isolate.
  if (countLines(body) > MANY_LINES) return { ...facts, ...extractPlainText(body) };
  const lines = lineStarts(body);

  const blocks: Block[] = [];
  const path = createHeadingPath();
  for (const range of findBlocks(body)) {
    const { kind } = range;
    if (kind === "rule" || kind === "scaffold") continue;
    const [start, end] = trimLines(body, lines[range.startLine]!, lines[range.endLine] ?? body.length);
    if (start >= end) continue;
    const text = body.slice(start, end);
    if (kind === "heading") {
      const heading = text.length <= 2 * HEADING_CHARACTERS ? headingText(text) : "";
      if (heading !== "") {
        path.enter(range.level!, heading);
        blocks.push({ kind, text, start, end, headingPath: path.current(), level: range.level! });
      } else if (text.length > 2 * HEADING_CHARACTERS) {
        blocks.push({ kind: "paragraph", text, start, end, headingPath: path.current() });
      }
    } else if (kind === "html") {
      for (const [from, to] of visibleRanges(text)) {
        blocks.push({
          kind,
          text: text.slice(from, to),
          start: start + from,
          end: start + to,
          headingPath: path.current(),
        });
      }
    } else if (kind !== "paragraph" || !isHiddenParagraph(text)) {
      const head = kind === "table" ? tableHead(text) : 0;
      blocks.push({ kind, text, start, end, headingPath: path.current(), ...(head > 0 ? { head } : {}) });
    }
  }
  return { ...facts, text: body, blocks };
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

const MDX_LINE =
  /^(?:import[ \t](?:[^"'\n]*[ \t}]from[ \t]*)?["'][^"'\n]+["'];?|export[ \t](?:const|default|let)[ \t].*)[ \t]*$/;

function isHiddenParagraph(text: string): boolean {
  const lines = text.split("\n");
  return lines.every(isDefinition) || lines.every((line) => MDX_LINE.test(line));
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
