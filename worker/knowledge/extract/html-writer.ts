/**
 * Turns the stream of text and structure that `html` reads into blocks: white space as a browser shows
 * it, lists and tables as lines. Knows nothing of tags. Text is kept in pieces and joined once, so that a
 * paragraph of a million pieces costs no more than one.
 */

import type { BlockKind } from "./blocks.ts";

/** Where on the page a block stands. */
export type Region = "main" | "article" | "page" | "chrome";

export interface VisibleBlock {
  kind: BlockKind;
  text: string;
  level?: number;
  region: Region;
}

/** A table with a longer cell is there for the layout, and its cells are read as paragraphs. */
const CELL_CHARACTERS = 500;
const HEADING_CHARACTERS = 300;
const MAX_INDENT = 6;
/** No page has more blocks; what follows is joined into blocks of some hundred characters. */
const MANY_BLOCKS = 20_000;
const JOINED_CHARACTERS = 600;

export class HtmlWriter {
  readonly blocks: VisibleBlock[] = [];
  region: Region = "page";
  quotes = 0;

  #pieces: string[] = [];
  #endsInSpace = true;
  #code = false;
  #language = "";
  #heading = 0;
  #lists: { ordered: boolean; count: number }[] = [];
  #marker = "";
  #lines: string[] = [];
  #table: { rows: string[]; cells: string[] } | undefined;
  #inCell = false;

  get inCell(): boolean {
    return this.#inCell;
  }
  get inHeading(): boolean {
    return this.#heading > 0;
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
    this.#endsInSpace = collapsed.endsWith(" ");
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
    this.#heading = 0;
    const taken = this.#take();
    // What anchors add before and behind a heading.
    const text =
      taken.length > HEADING_CHARACTERS ? taken : taken.replace(/^[#¶§🔗\u200b]+\s*|\s*[#¶§🔗\u200b]+$/gu, "").trim();
    if (text === "") return;
    this.#closeList();
    this.#marker = "";
    if (text.length > HEADING_CHARACTERS || this.blocks.length > MANY_BLOCKS) this.#push("paragraph", text);
    else this.blocks.push({ kind: "heading", text, level, region: this.region });
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
    this.#endsInSpace = true;
    if (code === "") return;
    let fence = "```";
    for (const [run] of code.matchAll(/`{3,}/g)) if (run.length >= fence.length) fence = "`".repeat(run.length + 1);
    this.#closeList();
    this.#push("code", `${fence}${this.#language}\n${code}\n${fence}`);
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
    if (this.#lists.length === 0) this.#closeList();
  }

  openTable(): void {
    this.boundary();
    // A table in a table: the outer one is layout.
    if (this.#table) this.closeTable();
    this.#closeList();
    this.#table = { rows: [], cells: [] };
  }

  openCell(): void {
    this.boundary();
    this.#inCell = this.#table !== undefined;
  }

  closeCell(): void {
    if (!this.#inCell) {
      this.boundary();
      return;
    }
    this.#inCell = false;
    this.#table!.cells.push(this.#take());
  }

  closeRow(): void {
    const table = this.#table;
    if (!table) return;
    if (this.#inCell) this.closeCell();
    const { cells } = table;
    table.cells = [];
    if (cells.some((cell) => cell.length > CELL_CHARACTERS)) {
      this.#pushRows();
      for (const cell of cells) if (cell !== "") this.#push("paragraph", cell);
    } else if (cells.some((cell) => cell !== "")) {
      table.rows.push(cells.join("\t").trim());
    }
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
    this.#closeList();
  }

  #pushRows(): void {
    if (!this.#table || this.#table.rows.length === 0) return;
    this.#push("table", this.#table.rows.join("\n"));
    this.#table.rows = [];
  }

  #take(): string {
    const text = this.#pieces
      .join("")
      .replace(/ ?\n ?/g, "\n")
      .trim();
    this.#pieces = [];
    this.#endsInSpace = true;
    return text;
  }

  #flush(): void {
    if (this.#pieces.length === 0) return;
    const text = this.#take();
    if (text === "") return;
    if (this.#lists.length > 0) {
      const indent = "  ".repeat(Math.min(this.#lists.length - 1, MAX_INDENT));
      const inner = indent + " ".repeat(this.#marker.length || 2);
      this.#lines.push((this.#marker === "" ? inner : indent + this.#marker) + text.replace(/\n+/g, `\n${inner}`));
      this.#marker = "";
      return;
    }
    for (const paragraph of text.split(/\n{2,}/)) this.#push(this.quotes > 0 ? "quote" : "paragraph", paragraph);
  }

  #closeList(): void {
    if (this.#lines.length > 0) this.#push("list", this.#lines.join("\n"));
    this.#lines = [];
  }

  #push(kind: BlockKind, text: string): void {
    const last = this.blocks.at(-1);
    if (this.blocks.length > MANY_BLOCKS && last!.region === this.region && last!.text.length < JOINED_CHARACTERS) {
      last!.text += `\n${text}`;
    } else {
      this.blocks.push({ kind, text, region: this.region });
    }
  }
}
