/** What a reader makes of a file: pages of HTML of its own writing, joined to one document. */

import type { Block } from "../worker/knowledge/extract/blocks.ts";
import { extractDocument, type ExtractedDocument } from "../worker/knowledge/extract/extract.ts";
import { FILE_LIMITS } from "./limits.ts";
import { tooLarge } from "./refusal.ts";

export interface Page {
  /** Counted from 1, where the format has pages that a reader can be sent to. */
  number?: number;
  html: string;
}

export interface FileContent {
  title: string | undefined;
  language?: string | undefined;
  pages: Page[];
}

/** @param title the owner's, which wins. @throws Refusal `too-large` */
export function joinPages({ title, language, pages }: FileContent, owners: string | undefined): ExtractedDocument {
  let text = "";
  let hidden = 0;
  let found: string | undefined;
  const blocks: Block[] = [];
  for (const { number, html } of pages) {
    const page = extractDocument({ content: html, contentType: "text/html", isWhole: true });
    if (page.blocks.length === 0) continue;
    if (text !== "") text += "\n\n";
    for (const block of page.blocks)
      blocks.push({
        ...block,
        start: block.start + text.length,
        end: block.end + text.length,
        ...(number === undefined ? {} : { page: number }),
      });
    text += page.text;
    hidden += page.hidden;
    found ??= page.title;
    if (text.length > FILE_LIMITS.characters) throw tooLarge();
  }
  const chosen = [owners, title, found].find((one) => one !== undefined && one.trim() !== "") ?? "Untitled";
  return { title: chosen.replace(/\s+/g, " ").trim().slice(0, 300), text, blocks, keywords: "", language, hidden };
}
