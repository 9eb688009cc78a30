/**
 * HTML → the visible text of a page and its blocks. htmlparser2's tokenizer reads the tags and decodes
 * references; the stack of open elements is kept here, bounded, because a tree of whatever depth a page
 * claims would not be. Nothing below recurses, and every step is linear in the length.
 */

import { Tokenizer } from "htmlparser2";

import type { Block } from "./blocks.ts";
import {
  BLOCKS,
  CHROME,
  CHROME_ROLES,
  CODE,
  ENDS_HEADING,
  ENDS_OPEN,
  isSkipped,
  LISTS,
  PARAGRAPH,
  PARAGRAPH_SCOPE,
  READ_ATTRIBUTES,
  SCOPE,
  TABLE_PARTS,
  VOID,
  type Attributes,
} from "./html-elements.ts";
import { arrangeBlocks } from "./html-page.ts";
import { createSkip } from "./html-skip.ts";
import { HtmlWriter, type Region } from "./html-writer.ts";
import { parseLanguage } from "./language-tag.ts";
import { boundKeywords, isKeywordsMeta } from "../index/keywords.ts";

/** Deeper elements are read without being remembered; browsers stop at 512 as well. */
const MAX_DEPTH = 512;
/** How far up an end that HTML leaves out is looked for. */
const MAX_LOOK = 64;
const ATTRIBUTE_CHARACTERS = 1_000;
const HEADING = /^h[1-6]$/;

interface OpenElement {
  name: string;
  /** An end tag of what stands around does not reach through it. */
  scope: boolean;
  /** Of what stands around the element. */
  region: Region;
}

/** `source` is well-formed and has `\n` line ends. */
export function extractHtml(source: string): {
  title: string | undefined;
  text: string;
  blocks: Block[];
  keywords: string;
  language: string | undefined;
} {
  const writer = new HtmlWriter();
  const skip = createSkip();
  const stack: OpenElement[] = [];
  const counts = new Map<string, number>();
  const titles = { title: "", meta: "" };
  let keywords = "";
  let language: string | undefined;

  let tag = "";
  let attributes: Attributes = {};
  let attribute: string | undefined;
  let value = "";

  const pop = () => {
    const { name, region } = stack.pop()!;
    counts.set(name, counts.get(name)! - 1);
    if (HEADING.test(name)) writer.closeHeading();
    else if (CODE.has(name)) writer.closeCode();
    else if (LISTS.has(name)) writer.closeList();
    else if (name === "td" || name === "th") writer.closeCell();
    else if (name === "tr") writer.closeRow();
    else if (name === "table") writer.closeTable();
    else if (BLOCKS.has(name)) writer.boundary();
    if (name === "blockquote") writer.quotes--;
    writer.region = region;
  };
  const popTo = (index: number) => {
    while (stack.length > index) pop();
  };
  /** Ends the outermost open element of `ends` that is no further up than the nearest of `within`. */
  const endOpen = (ends: ReadonlySet<string>, within: ReadonlySet<string>) => {
    let found = -1;
    for (let i = stack.length - 1; i >= Math.max(0, stack.length - MAX_LOOK) && !within.has(stack[i]!.name); i--) {
      if (ends.has(stack[i]!.name)) found = i;
    }
    if (found >= 0) popTo(found);
  };

  const open = (name: string) => {
    if (name === "br" || name === "hr") {
      if (name === "br") writer.lineBreak();
      else writer.boundary();
      return;
    }
    if (VOID.has(name)) {
      if (name === "meta" && (attributes.property ?? attributes.name) === "og:title")
        titles.meta ||= attributes.content ?? "";
      if (name === "meta" && isKeywordsMeta(attributes.property ?? attributes.name))
        keywords = boundKeywords(`${keywords} ${attributes.content ?? ""}`);
      return;
    }
    if (name === "html") language ??= parseLanguage(attributes.lang);
    const implied = ENDS_OPEN.get(name);
    if (implied) endOpen(...implied);
    if (BLOCKS.has(name) && (counts.get("p") ?? 0) > 0) endOpen(PARAGRAPH, PARAGRAPH_SCOPE);
    if (writer.inHeading && ENDS_HEADING.has(name)) writer.closeHeading();
    if (stack.length >= MAX_DEPTH) {
      if (BLOCKS.has(name)) writer.boundary();
      return;
    }
    stack.push({ name, scope: SCOPE.has(name), region: writer.region });
    counts.set(name, (counts.get(name) ?? 0) + 1);

    const role = attributes.role?.trim().toLowerCase() ?? "";
    const { region } = writer;
    if (HEADING.test(name)) writer.openHeading(Number(name[1]));
    else if (CODE.has(name)) writer.openCode(languageOf(attributes));
    else if (name === "code") writer.hintLanguage(languageOf(attributes));
    else if (LISTS.has(name)) writer.openList(name === "ol");
    else if (name === "li" || name === "dt") writer.openItem();
    else if (name === "td" || name === "th") writer.openCell();
    else if (name === "table") writer.openTable();
    else if (BLOCKS.has(name)) writer.boundary();
    if (name === "blockquote") writer.quotes++;
    if (name === "main" || role === "main") writer.region = "main";
    else if (name === "article" && region !== "main") writer.region = "article";
    else if (region === "page" && (CHROME.has(name) || CHROME_ROLES.has(role))) writer.region = "chrome";
  };

  const close = (name: string) => {
    if (name === "br") writer.lineBreak();
    if (name === "p" && !counts.get("p")) writer.boundary();
    if (!counts.get(name)) return;
    const isPart = TABLE_PARTS.has(name);
    for (let i = stack.length - 1; i >= 0; i--) {
      const opened = stack[i]!;
      if (opened.name === name) {
        popTo(i);
        return;
      }
      if (opened.scope && !isPart) return;
    }
  };

  const endTag = (selfClosing: boolean) => {
    const name = tag;
    if (skip.active) {
      skip.open(name, selfClosing);
      if (skip.active) return;
    }
    if (!VOID.has(name) && isSkipped(name, attributes)) {
      // What is hidden between two words does not join them, unless it is inline itself.
      if (BLOCKS.has(name) && !writer.inCell) writer.boundary();
      skip.start(name, selfClosing);
    } else {
      open(name);
    }
  };

  const readText = (text: string) => {
    if (!skip.active) writer.text(text);
    else if (skip.name === "title") titles.title += text;
  };

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      ontext: (start, end) => readText(source.slice(start, end)),
      ontextentity: (codepoint) => readText(String.fromCodePoint(codepoint)),
      onopentagname(start, end) {
        tag = source.slice(start, Math.min(end, start + 64)).toLowerCase();
        attributes = {};
      },
      onattribname(start, end) {
        const name = end - start <= 16 ? source.slice(start, end).toLowerCase() : "";
        attribute = READ_ATTRIBUTES.has(name) ? name : undefined;
        value = "";
      },
      onattribdata(start, end) {
        if (attribute !== undefined && value.length < ATTRIBUTE_CHARACTERS) {
          value += source.slice(start, Math.min(end, start + ATTRIBUTE_CHARACTERS));
        }
      },
      onattribentity(codepoint) {
        if (attribute !== undefined && value.length < ATTRIBUTE_CHARACTERS) value += String.fromCodePoint(codepoint);
      },
      onattribend() {
        // The first of two attributes of the same name counts.
        if (attribute !== undefined) attributes[attribute] ??= value;
        attribute = undefined;
      },
      onopentagend: () => endTag(false),
      onselfclosingtag: () => endTag(true),
      onclosetag(start, end) {
        const name = source.slice(start, Math.min(end, start + 64)).toLowerCase();
        if (skip.active && skip.close(name)) return;
        close(name);
      },
      isInForeignContext: () => skip.name === "svg" || skip.name === "math",
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  popTo(0);
  writer.end();
  return { ...arrangeBlocks(writer.blocks, titles), keywords, language };
}

/** `language-ts`, `lang-ts` or `highlight-source-ts` of a class attribute. */
function languageOf({ class: names = "" }: Attributes): string {
  return /(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,20})/.exec(names)?.[1] ?? "";
}
