/** The rows of one HTML table as lines with tabs between their cells, and how much of them is its head. */

/** A table with a longer cell is there for the layout, and its cells are read as paragraphs. */
const CELL_CHARACTERS = 500;
/** Cells that a table of data can span. */
const MOST_SPANNED = 60;
const MOST_COLUMNS = 1_000;
/** Characters that cells which span others may add to a page. */
const SPANNED_CHARACTERS = 500_000;

/** What is left of them. */
export interface SpanBudget {
  characters: number;
}

export const createSpanBudget = (): SpanBudget => ({ characters: SPANNED_CHARACTERS });

export interface CellFacts {
  isHead: boolean;
  colspan: number;
  rowspan: number;
}

export interface TableRows {
  text: string;
  /** How many characters of it are links. */
  linked: number;
  /** Characters of the head, the line end behind it left out; 0 where it has none. */
  head: number;
}

export function cellFacts(name: string, { colspan, rowspan }: { colspan?: string; rowspan?: string }): CellFacts {
  const span = (text: string | undefined) => Math.min(MOST_SPANNED, Math.max(1, Number.parseInt(text ?? "1", 10) || 1));
  return { isHead: name === "th", colspan: span(colspan), rowspan: span(rowspan) };
}

export class HtmlTable {
  readonly #budget: SpanBudget;
  #rows: { line: string; isHead: boolean }[] = [];
  #cells: string[] = [];
  #heads = 0;
  #linked = 0;
  #facts: CellFacts | undefined;
  /** What a cell above says of this row too, by column. */
  #spanned = new Map<number, { text: string; rows: number }>();

  constructor(budget: SpanBudget) {
    this.#budget = budget;
  }

  openCell(facts: CellFacts): void {
    this.#fillSpanned();
    this.#facts = facts;
  }

  closeCell({ text, linked }: { text: string; linked: number }): void {
    this.#linked += linked;
    const { isHead, colspan, rowspan } = this.#facts ?? { isHead: false, colspan: 1, rowspan: 1 };
    this.#facts = undefined;
    if (isHead) this.#heads++;
    this.#budget.characters -= (colspan - 1) * rowspan + text.length * (rowspan - 1);
    if (this.#budget.characters < 0) {
      this.#cells.push(text);
      return;
    }
    for (let at = 0; at < colspan && this.#cells.length < MOST_COLUMNS; at++) {
      if (rowspan > 1) this.#spanned.set(this.#cells.length, { text: at === 0 ? text : "", rows: rowspan - 1 });
      this.#cells.push(at === 0 ? text : "");
    }
  }

  /** Long cells in place of a line, where the row is layout. */
  closeRow(): string[] {
    this.#fillSpanned();
    const cells = this.#cells;
    const isHead = this.#heads > 0 && this.#heads === cells.filter((cell) => cell !== "").length;
    this.#cells = [];
    this.#heads = 0;
    if (cells.some((cell) => cell.length > CELL_CHARACTERS)) return cells.filter((cell) => cell !== "");
    if (cells.some((cell) => cell !== "")) this.#rows.push({ line: cells.join("\t").trimEnd(), isHead });
    return [];
  }

  /** The rows so far, which are forgotten. */
  takeRows(): TableRows | undefined {
    const rows = this.#rows;
    const linked = this.#linked;
    this.#rows = [];
    this.#linked = 0;
    if (rows.length === 0) return undefined;
    let heads = rows.findIndex(({ isHead }) => !isHead);
    // Heads all the way down are no head; three lines of one are a table of heads.
    if (heads < 0 || heads > 3) heads = 0;
    if (heads === 0 && looksLikeHead(rows.map(({ line }) => line))) heads = 1;
    return {
      text: rows.map(({ line }) => line).join("\n"),
      linked,
      head: rows
        .slice(0, heads)
        .map(({ line }) => line)
        .join("\n").length,
    };
  }

  #fillSpanned(): void {
    for (let column = this.#cells.length; ; column = this.#cells.length) {
      const above = this.#spanned.get(column);
      if (above === undefined || column >= MOST_COLUMNS) return;
      this.#cells.push(above.text);
      if (--above.rows === 0) this.#spanned.delete(column);
    }
  }
}

/** Without a `th`: words above, figures below. */
function looksLikeHead([first = "", ...others]: readonly string[]): boolean {
  return others.length >= 2 && !/\d/.test(first) && first.includes("\t") && others.every((line) => /\d/.test(line));
}
