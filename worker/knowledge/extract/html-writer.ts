/**
 * Turns the stream of text and structure that `html` reads into blocks: lists and tables as lines, headings with what
 * stands under them. Knows nothing of tags.
 */

import { VisibleBlocks } from "./html-blocks.ts";
import { isFact } from "./html-chrome.ts";
import { HtmlList, MAX_INDENT } from "./html-list.ts";
import { HtmlOutline } from "./html-outline.ts";
import { type CellFacts, createSpanBudget, HtmlTable } from "./html-table.ts";
import { HtmlText } from "./html-text.ts";

const HEADING_CHARACTERS = 300;

export class HtmlWriter {
  readonly blocks = new VisibleBlocks();
  readonly running = new HtmlText();
  quotes = 0;
  captions = 0;

  #heading = 0;
  /** The heading that is open belongs to a part that ends, such as a folded section. */
  #opensScope = false;
  readonly outline = new HtmlOutline();
  readonly #list = new HtmlList();
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

  get lastWords(): string {
    return this.running.isEmpty ? (this.#list.lastLine ?? this.blocks.list.at(-1)?.text ?? "") : this.running.end;
  }

  /** What a picture shows, in words: read where it is all that its block says. */
  alternative(text: string): void {
    const words = text.replace(/\s+/g, " ").trim();
    // A linked picture leads to what it shows.
    if (this.running.isLinked && !this.#inCell && this.#heading === 0 && !isFact(words)) return;
    this.running.alternative(words);
  }

  lineBreak(): void {
    this.running.lineBreak(this.#inCell || this.#heading > 0);
  }

  /** A block starts or ends here. */
  boundary(): void {
    if (this.#inCell || this.#heading > 0) this.running.add(" ");
    else if (!this.running.isCode) this.#flush();
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
    const { text: taken, linked } = this.running.take(true);
    // What anchors add before and behind a heading.
    const text = taken.length > HEADING_CHARACTERS ? taken : taken.replace(/^[#¶§🔗]+\s*|\s*[#¶§🔗]+$/gu, "").trim();
    if (text === "") return;
    this.#endList();
    this.#list.dropMarker();
    if (text.length > HEADING_CHARACTERS || this.blocks.isFull) this.blocks.push("paragraph", text, linked);
    else if (opensScope) this.openScope(text);
    else this.#addHeading(this.outline.place(level), text, linked);
  }

  /** The heading of a part that ends, in pieces: `closeHeading` follows. */
  openScopeHeading(): void {
    this.openHeading(6);
    this.#opensScope = this.#heading > 0;
  }

  /** A part of the page with a heading of its own, up to `closeScopes`. */
  openScope(heading: string): void {
    if (this.#inCell || this.#heading > 0 || this.outline.depth > MAX_INDENT) return;
    this.boundary();
    this.#endList();
    this.#addHeading(this.outline.open(this.blocks.region), heading, 0);
  }

  /** Ends all parts but the outermost `depth`. */
  closeScopes(depth: number): void {
    while (this.outline.depth > depth) {
      this.boundary();
      this.#endList();
      const { level, region } = this.outline.close();
      this.blocks.end(level, region);
    }
  }

  openCode(language: string): void {
    this.boundary();
    if (this.#inCell || this.running.isCode) return;
    this.running.openCode(language);
  }

  closeCode(): void {
    if (!this.running.isCode) return this.boundary();
    const code = this.running.closeCode();
    if (code === "") return;
    this.#endList();
    this.blocks.push("code", code, 0);
  }

  openList(ordered: boolean, start?: number): void {
    this.boundary();
    this.#list.open(ordered, start);
  }

  openItem(value?: number): void {
    this.boundary();
    this.#list.openItem(value);
  }

  closeList(): void {
    this.boundary();
    this.#list.close();
    if (!this.#list.isOpen) this.#endList();
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
    if (!this.#inCell) return this.boundary();
    this.#inCell = false;
    this.#table!.closeCell(this.running.take(true));
  }

  closeRow(): void {
    if (!this.#table) return;
    if (this.#inCell) this.closeCell();
    const layout = this.#table.closeRow();
    if (layout.length === 0) return;
    this.#pushRows();
    for (const cell of layout) this.blocks.push("paragraph", cell, 0);
  }

  closeTable(): void {
    if (!this.#table) return;
    this.closeRow();
    this.#pushRows();
    this.#table = undefined;
  }

  end(): void {
    if (this.running.isCode) this.closeCode();
    this.closeHeading();
    this.closeTable();
    this.#flush();
    this.#endList();
    this.closeScopes(0);
  }

  #pushRows(): void {
    const rows = this.#table?.takeRows();
    if (rows) this.blocks.push("table", rows.text, rows.linked, rows.head);
  }

  #flush(): void {
    if (this.running.isEmpty) return;
    const { text, linked, isAlternative } = this.running.take(false);
    if (text === "") return;
    if (this.#list.isOpen) return this.#list.addLine(text, linked);
    if (isAlternative || (this.captions > 0 && this.quotes === 0)) {
      const isCaption = !isAlternative;
      if (!this.blocks.isFull) this.blocks.add({ kind: "paragraph", text, linked, isAlternative, isCaption });
      return;
    }
    for (const paragraph of text.split(/\n{2,}/)) {
      this.blocks.push(this.quotes > 0 ? "quote" : "paragraph", paragraph, Math.min(linked, paragraph.length));
    }
  }

  #endList(): void {
    const lines = this.#list.takeLines();
    if (lines) this.blocks.push("list", lines.text, lines.linked);
  }

  #addHeading(level: number, text: string, linked: number): void {
    this.blocks.add({ kind: "heading", text, level, linked });
  }
}
