/**
 * HTML → the visible text of a page and its blocks. `html-tokens` reads the tags and decodes
 * references; the stack of open elements is kept here, bounded, because a tree of whatever depth a page
 * claims would not be. Nothing below recurses, and every step is linear in the length.
 */

import type { Block } from "./blocks.ts";
import type { Region, VisibleBlock } from "./html-blocks.ts";
import { isFact, regionOf, type Zone, zoneOf } from "./html-chrome.ts";
import { Controls, endsInQuestion } from "./html-controls.ts";
import {
  BLOCKS,
  ENDS_HEADING,
  ENDS_OPEN,
  INLINE,
  isForEars,
  isHiddenByAttribute,
  isNoText,
  PARAGRAPH,
  PARAGRAPH_SCOPE,
  roleOf,
  SCOPE,
  TABLE_PARTS,
  CONTROLS,
  VOID,
  type Attributes,
} from "./html-elements.ts";
import { HtmlHead } from "./html-head.ts";
import { type Declarations, isFolded, isPaintedAway, type Paint, paintOf, PAPER, parseStyle } from "./html-hidden.ts";
import type { Part } from "./html-content.ts";
import { arrangeBlocks } from "./html-page.ts";
import { findLayoutTables } from "./html-layout.ts";
import { Prices } from "./html-price.ts";
import { createSkip } from "./html-skip.ts";
import { closeBlock, openBlock } from "./html-structure.ts";
import { tokenize } from "./html-tokens.ts";
import { HtmlWriter } from "./html-writer.ts";

/** Deeper elements are read without being remembered; browsers stop at 512 as well. */
const MAX_DEPTH = 512;
/** How far up an end that HTML leaves out is looked for. */
const MAX_LOOK = 64;

/** A price and what it is for. */
const FIGURE_CHARACTERS = 80;
/** So much of it stands before one of its words, where it is a sentence and no row of names. */
const SENTENCE_CHARACTERS = 12;
/** More elements than any page has. */
const MOST_PARTS = 50_000;

interface OpenElement {
  name: string;
  /** An end tag of what stands around does not reach through it. */
  scope: boolean;
  /** Of what stands around the element. */
  region: Region;
  zone: Zone | undefined;
  /** Blocks that stood before it. */
  from: number;
  paint: Paint;
  /** Parts with a heading of their own that end with it: all but so many. */
  scopes: number | undefined;
  /** A table that is there for the layout, or a part of one. */
  isLayout: boolean;
}

export interface ExtractedHtml {
  title: string | undefined;
  text: string;
  blocks: Block[];
  keywords: string;
  language: string | undefined;
  hidden: number;
}

/** `source` is well-formed and has `\n` line ends. */
export function extractHtml(source: string, isWhole = false): ExtractedHtml {
  const { head, blocks, parts, hidden } = readHtml(source);
  const { keywords, language } = head;
  return { ...arrangeBlocks(blocks, parts, head, isWhole), keywords, language, hidden };
}

/** Everything that is shown, wherever on the page it stands, and how many characters are painted so that nobody sees them. */
export function readHtml(source: string): { head: HtmlHead; blocks: VisibleBlock[]; parts: Part[]; hidden: number } {
  const reader = new HtmlReader(source);
  tokenize(source, reader);
  reader.end();
  const { head, parts, hidden, writer } = reader;
  return { head, blocks: writer.blocks.list, parts, hidden: hidden + writer.running.hidden };
}

class HtmlReader {
  readonly writer = new HtmlWriter();
  readonly head = new HtmlHead();
  hidden = 0;
  /** Elements of more than one block, those inside first. */
  readonly parts: Part[] = [];

  readonly #skip = createSkip();
  readonly #controls: Controls;
  readonly #prices = new Prices();
  #counts = false;
  readonly #stack: OpenElement[] = [];
  readonly #open = new Map<string, number>();
  #paint = PAPER;
  /** The element that has ended just now. */
  #ended: string | undefined;
  readonly #layout: ReadonlySet<number>;
  /** Tables that have begun, those that are not read included. */
  #tables = 0;

  constructor(source: string) {
    this.#controls = new Controls(source);
    this.#layout = findLayoutTables(source);
  }

  get isForeign(): boolean {
    return this.#skip.name === "svg" || this.#skip.name === "math";
  }

  readText(text: string): void {
    this.#ended = undefined;
    this.#controls.readText(text);
    if (this.#skip.active) {
      this.head.text(text);
      if (this.#counts) this.hidden += lengthOf(text);
    } else if (this.#paint.unseen) {
      this.hidden += lengthOf(text);
    } else this.writer.running.add(text);
  }

  startTag(name: string, attributes: Attributes, selfClosing: boolean): void {
    if (name === "table") this.#tables++;
    this.#seam(name);
    this.#ended = undefined;
    if (this.#skip.active) {
      this.#skip.open(name, selfClosing);
      if (this.#skip.active) return;
      this.#endSkip();
    }
    if (VOID.has(name)) return readVoid(this.writer, this.head, name, attributes);
    const style = parseStyle(this.head.styleOf(name, attributes));
    if (this.#leavesOut(name, attributes, style)) {
      // What is hidden between two words does not join them, unless it is inline itself.
      if (BLOCKS.has(name) && !this.writer.inCell) this.writer.boundary();
      this.head.open(name, attributes);
      this.#skip.start(name, selfClosing);
      if (!this.#skip.active) this.#endSkip();
    } else {
      this.#controls.forget();
      this.#openElement(name, attributes, style);
    }
  }

  endTag(name: string): void {
    this.#ended = name;
    if (this.#skip.active) {
      const belonged = this.#skip.close(name);
      if (!this.#skip.active) this.#endSkip();
      if (belonged) return;
    }
    this.#close(name);
  }

  end(): void {
    this.#popTo(0);
    this.writer.end();
  }

  /** Between an element that has ended and the one that begins. */
  #seam(name: string): void {
    const { running } = this.writer;
    const before = this.#ended ?? "";
    if (CONTROLS.has(name) || CONTROLS.has(before) || (name === "a" && before === "a")) running.seam("controls");
    else if (INLINE.has(name) && INLINE.has(before) && !this.#open.get("code")) running.seam("words");
  }

  #leavesOut(name: string, attributes: Attributes, style: Declarations): boolean {
    if (isPaintedAway(style)) {
      this.#counts = true;
      return true;
    }
    if (this.#prices.open(attributes, this.#stack.length)) return true;
    if (isForEars(attributes) && this.#prices.isLabelled(this.#stack.length)) return false;
    if (this.#controls.open(name, attributes, this.writer.inHeading)) return true;
    if (name === "button" && this.writer.inHeading) return false; // A heading may be one as a whole.
    if (isNoText(name, attributes)) {
      if (name === "svg" && roleOf(attributes) === "img") this.writer.alternative(attributes["aria-label"] ?? "");
      return true;
    }
    if (!isHiddenByAttribute(attributes) && !isFolded(style)) return false;
    // What is folded away behind a question is its answer, whatever unfolds it.
    const isAnswer = BLOCKS.has(name) && endsInQuestion(this.writer.lastWords) && !isForEars(attributes);
    return !isAnswer && !this.#controls.isPanel(name, attributes);
  }

  #endSkip(): void {
    this.head.close();
    this.#counts = false;
    const said = this.#controls.close();
    if (said?.kind === "question") writeHeading(this.writer, said.text);
    else if (said !== undefined && said.text.length <= FIGURE_CHARACTERS && isFact(said.text))
      this.writer.running.figure(said.text, said.kind === "heard");
  }

  #openElement(name: string, attributes: Attributes, style: Declarations): void {
    const { writer } = this;
    if (name === "html") this.head.root(attributes);
    const implied = ENDS_OPEN.get(name);
    if (implied) this.#endOpen(...implied);
    if (BLOCKS.has(name) && (this.#open.get("p") ?? 0) > 0) this.#endOpen(PARAGRAPH, PARAGRAPH_SCOPE);
    if (writer.inHeading && ENDS_HEADING.has(name) && !writer.inScopeHeading) writer.closeHeading();
    if (this.#stack.length >= MAX_DEPTH) {
      if (BLOCKS.has(name)) writer.boundary();
      return;
    }
    const zone = zoneAt(writer, name, attributes);
    const region = regionOf(name, attributes, writer.blocks.region);
    if ((zone !== writer.blocks.zone || region !== writer.blocks.region) && !writer.inCell && !writer.inHeading)
      writer.boundary();
    const element: OpenElement = {
      name,
      scope: SCOPE.has(name),
      region: writer.blocks.region,
      zone: writer.blocks.zone,
      from: writer.blocks.list.length,
      paint: this.#paint,
      scopes: undefined,
      isLayout: TABLE_PARTS.has(name) && this.#isLayout(name),
    };
    this.#stack.push(element);
    this.#open.set(name, (this.#open.get(name) ?? 0) + 1);
    if (style.size > 0 || attributes.bgcolor !== undefined || attributes.color !== undefined) {
      this.#paint = paintOf(style, attributes, this.#paint, !this.head.hasSheets);
    }
    if (element.isLayout) writer.boundary();
    else openBlock(writer, name, attributes);
    writer.blocks.region = region;
    writer.blocks.zone = zone;
    const label = this.#controls.labelFor(attributes);
    if (name === "details" || label !== undefined) element.scopes = writer.outline.depth;
    if (label !== undefined) writer.openScope(label);
  }

  #isLayout(name: string): boolean {
    if (name === "table") return this.#layout.has(this.#tables);
    return this.#layout.size > 0 && this.#stack.findLast((open) => open.name === "table")?.isLayout === true;
  }

  #close(name: string): void {
    this.#controls.part();
    if (name === "br") this.writer.lineBreak();
    if (name === "p" && !this.#open.get("p")) this.writer.boundary();
    if (!this.#open.get(name)) return;
    const isPart = TABLE_PARTS.has(name);
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const opened = this.#stack[i]!;
      if (opened.name === name) {
        this.#popTo(i);
        return;
      }
      if (opened.scope && !isPart) return;
    }
  }

  #pop(): void {
    const { writer } = this;
    const { name, region, zone, from, paint, scopes, isLayout } = this.#stack.pop()!;
    this.#open.set(name, this.#open.get(name)! - 1);
    if (isLayout) writer.boundary();
    else closeBlock(writer, name);
    if (scopes !== undefined) writer.closeScopes(scopes);
    if ((region !== writer.blocks.region || zone !== writer.blocks.zone) && !writer.inCell && !writer.inHeading)
      writer.boundary();
    writer.blocks.region = region;
    writer.blocks.zone = zone;
    const to = writer.blocks.list.length;
    if (to - from > 1 && this.parts.length < MOST_PARTS) this.parts.push({ from, to });
    this.#paint = paint;
  }

  #popTo(index: number): void {
    while (this.#stack.length > index) this.#pop();
  }

  /** Ends the outermost open element of `ends` that is no further up than the nearest of `within`. */
  #endOpen(ends: ReadonlySet<string>, within: ReadonlySet<string>): void {
    const found = outermost(this.#stack, ends, within);
    if (found >= 0) this.#popTo(found);
  }
}

function zoneAt({ blocks, quotes, running }: HtmlWriter, name: string, attributes: Attributes): Zone | undefined {
  const { region, zone } = blocks;
  if (INLINE.has(name) && isInSentence(running.end)) return zone;
  return zoneOf(name, attributes, { region, zone, inQuote: quotes > 0 });
}

/** Words of a sentence that goes on: a part of it is no part around the content, whatever it is called. */
const isInSentence = (text: string): boolean =>
  /\p{L}\s+\p{L}+[^.!?:|·•\n]{0,40}$/u.test(text) && text.length >= SENTENCE_CHARACTERS;

/** -1 where there is none. */
function outermost(stack: readonly OpenElement[], ends: ReadonlySet<string>, within: ReadonlySet<string>): number {
  let found = -1;
  for (let i = stack.length - 1; i >= Math.max(0, stack.length - MAX_LOOK) && !within.has(stack[i]!.name); i--) {
    if (ends.has(stack[i]!.name)) found = i;
  }
  return found;
}

function readVoid(writer: HtmlWriter, head: HtmlHead, name: string, attributes: Attributes): void {
  if (name === "br") writer.lineBreak();
  else if (name === "hr") writer.boundary();
  else if (name === "meta") head.meta(attributes);
  else if (name === "link") head.link(attributes);
  else if (name === "img" && !isHiddenByAttribute(attributes)) writer.alternative(attributes.alt ?? "");
}

/** Below whatever stands above it. */
function writeHeading(writer: HtmlWriter, text: string): void {
  writer.openHeading(6);
  writer.running.add(text);
  writer.closeHeading();
}

/** Of what would have been text. */
function lengthOf(text: string): number {
  return text.replace(/\s+/g, " ").trim().length;
}
