/**
 * A document as it was sent → its title and its blocks, in reading order, with the headings above each.
 * Pure: no I/O, the same in workerd and Node, linear in the length whatever is sent. Cutting blocks into
 * chunks is `chunk`.
 */

import type { Block } from "./blocks.ts";
import { parseCsv, writeTable } from "./csv.ts";
import { extractPlainText } from "./text.ts";
import { extractHtml } from "./html.ts";
import { stripEncoded, stripInvisible } from "./invisible.ts";
import { extractMarkdown } from "./markdown.ts";

export const TEXT_TYPES = ["text/plain", "text/markdown", "text/html", "text/csv"] as const;
export type TextType = (typeof TEXT_TYPES)[number];

export interface ExtractedDocument {
  /** Never empty, at most 300 characters. */
  title: string;
  /**
   * What the blocks are slices of, with a blank line between two. Markdown: as it was written, without what is
   * there for generators, and HTML in it as Markdown. Plain text: the content itself. HTML: the visible text, with
   * `#`, `-`, `1.` and fences at line starts to keep its structure, cells separated by tabs, and nothing added
   * within a line.
   */
  text: string;
  blocks: Block[];
  /** What the author says it is about outside its text: to find it by, never to show. Often empty. */
  keywords: string;
  /** As the document declares it, such as `de` or `pt-BR`. */
  language: string | undefined;
  /** Characters left out because nobody is shown them: painted away, or invisible by themselves. */
  hidden: number;
  /** A table of more rows or columns than are read: the others were left out. */
  isCut?: true;
}

export interface SourceDocument {
  content: string;
  contentType: TextType;
  /** The owner's title, which wins over any in the content. */
  title?: string;
  /** HTML that a file's reader wrote: nothing of it stands around the content, as much of a website's page does. */
  isWhole?: true;
}

const TITLE_CHARACTERS = 300;

export function extractDocument({ content, contentType, title, isWhole }: SourceDocument): ExtractedDocument {
  const { text: source, hidden } = stripInvisible(stripEncoded(normalize(content)));
  const extracted =
    contentType === "text/html"
      ? extractHtml(source, isWhole)
      : contentType === "text/csv"
        ? extractCsv(source)
        : contentType === "text/markdown"
          ? extractMarkdown(source)
          : { ...extractPlainText(source), title: undefined, keywords: "", language: undefined, hidden: 0 };
  const { text, blocks, keywords, language } = extracted;
  const chosen =
    onOneLine(title ?? "") ||
    oneLine(extracted.title ?? "") ||
    oneLine(firstHeading(blocks)) ||
    oneLine(firstLine(text, blocks));
  const isCut = "isCut" in extracted && extracted.isCut === true;
  return {
    title: chosen || "Untitled",
    text,
    blocks,
    keywords,
    language,
    hidden: hidden + extracted.hidden,
    ...(isCut ? { isCut: true } : {}),
  };
}

function extractCsv(source: string) {
  const { rows, isCut } = parseCsv(source);
  return { ...extractHtml(writeTable(rows), true), title: undefined, isCut };
}

/** Well-formed text with `\n` line ends: lone surrogates and NULs would not survive UTF-8 and SQLite. */
function normalize(content: string): string {
  return content
    .replace(/^\uFEFF/, "")
    .replaceAll("\0", "\uFFFD")
    .replace(/\r\n?/g, "\n")
    .toWellFormed();
}

function oneLine(text: string): string {
  const line = onOneLine(text.slice(0, 4 * TITLE_CHARACTERS));
  return line.length <= TITLE_CHARACTERS
    ? line
    : line
        .slice(0, TITLE_CHARACTERS - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "") + "…";
}

/** The owner's own title is kept at any length that was accepted. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function firstHeading(blocks: readonly Block[]): string {
  const heading = blocks.find((block) => block.kind === "heading" && block.level === 1);
  return heading?.headingPath.at(-1) ?? "";
}

function firstLine(text: string, blocks: readonly Block[]): string {
  const start = blocks[0]?.start ?? 0;
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end).replace(/^[#>\s*-]+/, "");
}
