/**
 * Turns the stream of text and structure that `html` reads into blocks: white space as a browser shows
 * it, lists and tables as lines. Knows nothing of tags. Text is kept in pieces and joined once, so that a
 * paragraph of a million pieces costs no more than one.
 */

import type { BlockKind } from "./blocks.ts";
import { isFact, type Zone } from "./html-chrome.ts";
import { type CellFacts, createSpanBudget, HtmlTable } from "./html-table.ts";

/** Where on the page a block stands. */
export type Region = "main" | "article" | "page" | "chrome";

export interface VisibleBlock {
  /** `end`: what stands below is no longer under the last heading of this level. */
  kind: BlockKind | "end";
  text: string;
  level?: number;
  region: Region;
  zone: Zone | undefined;
  /** Of its text, how many characters are links. */
  linked: number;
  /** Tables: characters of the head. */
  head?: number;
  /** What pictures show, in words. */
  isAlternative?: boolean;
}

const HEADING_CHARACTERS = 300;
const MAX_INDENT = 6;
/** No page has more blocks; what follows is joined into blocks of some hundred characters. */
const MANY_BLOCKS = 20_000;
const JOINED_CHARACTERS = 600;
/** Alternatives of pictures in one block. */
const MOST_ALTERNATIVES = 20;

export class HtmlWriter {
  readonly blocks: VisibleBlock[] = [];
  region: Region = "page";
  zone: Zone | undefined;
  quotes = 0;
  /** Links that are open. */
  links = 0;

  #pieces: string[] = [];
  #linked = 0;
  #alternatives: string[] = [];
  #endsInSpace = true;
  #code = false;
  #language = "";
  #heading = 0;
  /** The heading that is open belongs to a part that ends, such as a folded section. */
  #opensScope = false;
  #level = 0;
  #scopes: { level: number; before: number; region: Region }[] = [];
  #lists: { ordered: boolean; count: number }[] = [];
  #marker = "";
  #lines: string[] = [];
  #linesLinked = 0;
  #table: HtmlTable | undefined;
  readonly #spans = createSpanBudget();
  #inCell = false;

  get inCell(): boolean {
    return this.#inCell;
  }
  get inHeading(): boolean {
    return this.#heading > 0;
  }
  /** In the heading of a part that ends. */
  get inScopeHeading(): boolean {
    return this.#heading > 0 && this.#opensScope;
  }
  get scopes(): number {
    return this.#scopes.length;
  }

  text(text: string): void {
    if (this.#code) {
      this.#pieces.push(text);
      return;
    }
    let collapsed = text.replace(/[ \t\n\f\r]+/g, " ");
    if (this.#endsInSpace && collapsed.startsWith(" ")) collapsed = collapsed.slice(1);
    if (collapsed === "") return;
    this.#pieces.push(collapsed);
    if (this.links > 0) this.#linked += collapsed.length;
    this.#endsInSpace = collapsed.endsWith(" ");
  }

  /** What a picture shows, in words: read where it is all that its block says. */
  alternative(text: string): void {
    const words = text.replace(/\s+/g, " ").trim();
    // A linked picture leads to what it shows.
    if (this.links > 0 && !this.#inCell && this.#heading === 0 && !isFact(words)) return;
    if (words !== "" && this.#alternatives.length < MOST_ALTERNATIVES) this.#alternatives.push(words);
  }

  lineBreak(): void {
    if (this.#inCell || this.#heading > 0) this.text(" ");
    else this.#pieces.push("\n");
    if (!this.#code) this.#endsInSpace = true;
  }

  /** A block starts or ends here. */
  boundary(): void {
    if (this.#inCell || this.#heading > 0) this.text(" ");
    else if (!this.#code) this.#flush();
  }

  openHeading(level: number): void {
    this.boundary();
    if (!this.#inCell) this.#heading = level;
  }

  closeHeading(): void {
    const level = this.#heading;
    if (level === 0) return;
    const opensScope = this.#opensScope;
    this.#heading = 0;
    this.#opensScope = false;
    const { text: taken, linked } = this.#take(true);
    // What anchors add before and behind a heading.
    const text = taken.length > HEADING_CHARACTERS ? taken : taken.replace(/^[#¶§🔗]+\s*|\s*[#¶§🔗]+$/gu, "").trim();
    if (text === "") return;
    this.#endList();
    this.#marker = "";
    if (text.length > HEADING_CHARACTERS || this.blocks.length > MANY_BLOCKS) this.#push("paragraph", text, linked);
    else if (opensScope) this.openScope(text);
    else this.#pushHeading(Math.min(6, Math.max(level, (this.#scopes.at(-1)?.level ?? 0) + 1)), text, linked);
  }

  /** The heading of a part that ends, in pieces: `closeHeading` follows. */
  openScopeHeading(): void {
    this.openHeading(6);
    this.#opensScope = this.#heading > 0;
  }

  /** A part of the page with a heading of its own, up to `closeScopes`. */
  openScope(heading: string): void {
    if (this.#inCell || this.#heading > 0 || this.#scopes.length > MAX_INDENT) return;
    this.boundary();
    this.#endList();
    const level = Math.min(6, this.#level + 1);
    this.#scopes.push({ level, before: this.#level, region: this.region });
    this.#pushHeading(level, heading, 0);
  }

  /** Ends all parts but the outermost `depth`. */
  closeScopes(depth: number): void {
    while (this.#scopes.length > depth) {
      this.boundary();
      this.#endList();
      const { level, before, region } = this.#scopes.pop()!;
      this.#level = before;
      this.blocks.push({ kind: "end", text: "", level, region, zone: undefined, linked: 0 });
    }
  }

  openCode(language: string): void {
    this.boundary();
    if (this.#inCell || this.#code) return;
    this.#code = true;
    this.#language = language;
  }

  /** For a class on the `code` inside of a `pre`. */
  hintLanguage(language: string): void {
    if (this.#code && this.#language === "") this.#language = language;
  }

  closeCode(): void {
    if (!this.#code) {
      this.boundary();
      return;
    }
    this.#code = false;
    const raw = this.#pieces.join("").trimEnd();
    // Blank lines above go, the indentation of the first line stays.
    const code = raw.slice(raw.lastIndexOf("\n", raw.search(/\S/)) + 1);
    this.#pieces = [];
    this.#linked = 0;
    this.#endsInSpace = true;
    if (code === "") return;
    let fence = "```";
    for (const [run] of code.matchAll(/`{3,}/g)) if (run.length >= fence.length) fence = "`".repeat(run.length + 1);
    this.#endList();
    this.#push("code", `${fence}${this.#language}\n${code}\n${fence}`, 0);
  }

  openList(ordered: boolean): void {
    this.boundary();
    this.#lists.push({ ordered, count: 0 });
  }

  openItem(): void {
    this.boundary();
    const list = this.#lists.at(-1);
    if (list) this.#marker = list.ordered ? `${++list.count}. ` : "- ";
  }

  closeList(): void {
    this.boundary();
    this.#lists.pop();
    this.#marker = "";
    if (this.#lists.length === 0) this.#endList();
  }

  openTable(): void {
    this.boundary();
    // A table in a table: the outer one is layout.
    if (this.#table) this.closeTable();
    this.#endList();
    this.#table = new HtmlTable(this.#spans);
  }

  openCell(facts: CellFacts): void {
    this.boundary();
    this.#inCell = this.#table !== undefined;
    this.#table?.openCell(facts);
  }

  closeCell(): void {
    if (!this.#inCell) {
      this.boundary();
      return;
    }
    this.#inCell = false;
    this.#table!.closeCell(this.#take(true).text);
  }

  closeRow(): void {
    if (!this.#table) return;
    if (this.#inCell) this.closeCell();
    const layout = this.#table.closeRow();
    if (layout.length === 0) return;
    this.#pushRows();
    for (const cell of layout) this.#push("paragraph", cell, 0);
  }

  closeTable(): void {
    if (!this.#table) return;
    this.closeRow();
    this.#pushRows();
    this.#table = undefined;
  }

  end(): void {
    if (this.#code) this.closeCode();
    this.closeHeading();
    this.closeTable();
    this.#flush();
    this.#endList();
    this.closeScopes(0);
  }

  #pushRows(): void {
    const rows = this.#table?.takeRows();
    if (rows) this.#push("table", rows.text, 0, rows.head);
  }

  /** @param anyAlternative false where a picture has to say more than a name to count as text */
  #take(anyAlternative: boolean): { text: string; linked: number; isAlternative: boolean } {
    let text = this.#pieces
      .join("")
      .replace(/ ?\n ?/g, "\n")
      .trim();
    const isAlternative = text === "";
    if (isAlternative) text = this.#alternatives.filter((words) => anyAlternative || isTelling(words)).join("\n");
    const linked = this.#linked;
    this.#pieces = [];
    this.#alternatives = [];
    this.#linked = 0;
    this.#endsInSpace = true;
    return { text: anyAlternative ? text.replaceAll("\n", " ") : text, linked, isAlternative };
  }

  #flush(): void {
    if (this.#pieces.length === 0 && this.#alternatives.length === 0) return;
    const { text, linked, isAlternative } = this.#take(false);
    if (text === "") return;
    if (this.#lists.length > 0) {
      const indent = "  ".repeat(Math.min(this.#lists.length - 1, MAX_INDENT));
      const inner = indent + " ".repeat(this.#marker.length || 2);
      this.#lines.push((this.#marker === "" ? inner : indent + this.#marker) + text.replace(/\n+/g, `\n${inner}`));
      this.#linesLinked += linked;
      this.#marker = "";
      return;
    }
    if (isAlternative) {
      if (this.blocks.length < MANY_BLOCKS) this.#add({ kind: "paragraph", text, linked, isAlternative });
      return;
    }
    for (const paragraph of text.split(/\n{2,}/)) {
      this.#push(this.quotes > 0 ? "quote" : "paragraph", paragraph, Math.min(linked, paragraph.length));
    }
  }

  #endList(): void {
    if (this.#lines.length > 0) this.#push("list", this.#lines.join("\n"), this.#linesLinked);
    this.#lines = [];
    this.#linesLinked = 0;
  }

  #pushHeading(level: number, text: string, linked: number): void {
    this.#level = level;
    this.#add({ kind: "heading", text, level, linked });
  }

  #push(kind: BlockKind, text: string, linked: number, head = 0): void {
    const last = this.blocks.at(-1);
    if (this.blocks.length > MANY_BLOCKS && last!.region === this.region && last!.text.length < JOINED_CHARACTERS) {
      last!.text += `\n${text}`;
    } else {
      this.#add({ kind, text, linked, ...(head > 0 ? { head } : {}) });
    }
  }

  #add(block: Omit<VisibleBlock, "region" | "zone">): void {
    const { region, zone } = this;
    this.blocks.push({ ...block, region, zone });
    for (let around = zone; around !== undefined; around = around.parent) around.size += block.text.length;
  }
}

/** A picture that is a text: more than a name, a logo or a file. */
function isTelling(words: string): boolean {
  if (
    /\.(?:png|jpe?g|gif|svg|webp|avif)$|\b(?:logo|icon|avatar|portrait|thumbnail|placeholder|decorative)\b/i.test(words)
  )
    return false;
  const count = words.split(" ").length;
  return (
    count >= 4 || (/\d/.test(words) && words.length >= 6) || /[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{6,}/.test(words)
  );
}
