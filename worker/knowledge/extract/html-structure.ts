/** What an element means for the text and the blocks that are written, at its start and at its end. */

import { type Attributes, BLOCKS, CODE, LISTS, roleOf, SIGNS } from "./html-elements.ts";
import { cellFacts } from "./html-table.ts";
import type { HtmlWriter } from "./html-writer.ts";

const HEADING = /^h[1-6]$/;

export function openBlock(writer: HtmlWriter, name: string, attributes: Attributes): void {
  if (HEADING.test(name)) writer.openHeading(Number(name[1]));
  else if (name === "summary") writer.openScopeHeading();
  else if (CODE.has(name)) writer.openCode(languageOf(attributes));
  else if (name === "code") writer.running.hintLanguage(languageOf(attributes));
  else if (LISTS.has(name)) writer.openList(name === "ol", numberOf(attributes.start));
  else if (name === "li" || name === "dt") writer.openItem(numberOf(attributes.value));
  else if (name === "td" || name === "th") writer.openCell(cellFacts(name, attributes));
  else if (name === "table") writer.openTable();
  else if (BLOCKS.has(name)) writer.boundary();
  if (name === "blockquote") writer.quotes++;
  if (name === "figcaption") writer.captions++;
  // A heading is often the link to itself.
  if (name === "a") writer.running.openLink(!(writer.inHeading && /^#./.test(attributes.href ?? "")));
  if (roleOf(attributes) === "img") writer.alternative(attributes["aria-label"] ?? "");
}

export function closeBlock(writer: HtmlWriter, name: string): void {
  if (HEADING.test(name) || name === "summary") writer.closeHeading();
  else if (CODE.has(name)) writer.closeCode();
  else if (LISTS.has(name)) writer.closeList();
  else if (name === "td" || name === "th") writer.closeCell();
  else if (name === "tr") writer.closeRow();
  else if (name === "table") writer.closeTable();
  else if (BLOCKS.has(name)) writer.boundary();
  else if (SIGNS.has(name)) writer.running.seam("signs");
  if (name === "blockquote") writer.quotes--;
  if (name === "figcaption") writer.captions--;
  if (name === "a") writer.running.closeLink();
}

/** Of an item in a list that counts: a list that was interrupted goes on where it was. */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined;
}

/** `language-ts`, `lang-ts` or `highlight-source-ts` of a class attribute. */
function languageOf({ class: names = "" }: Attributes): string {
  return /(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,20})/.exec(names)?.[1] ?? "";
}
