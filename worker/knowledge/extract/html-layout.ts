/**
 * Which tables of a page are there for its layout, as pages were built before there were sheets of styles: their cells are
 * parts of the page and no rows of data. It takes the whole table to know, so the page is read ahead.
 */

import { roleOf } from "./html-elements.ts";
import { tokenize } from "./html-tokens.ts";

/** A longer cell is no data. */
const CELL_CHARACTERS = 500;
const WANTED = { names: new Set(["role"]), characters: 20 };

interface OpenTable {
  number: number;
  isLayout: boolean;
  /** Names its columns or rows, as layout has no reason to. */
  hasHeads: boolean;
  /** In the cell that is open; undefined between cells. */
  characters: number | undefined;
}

/** Their numbers, in the order in which tables begin on the page, from 1. */
export function findLayoutTables(source: string): ReadonlySet<number> {
  const found = new Set<number>();
  if (!/<table/i.test(source)) return found;
  const open: OpenTable[] = [];
  let count = 0;
  const close = (): void => {
    const table = open.pop();
    if (table?.isLayout) found.add(table.number);
  };
  tokenize(
    source,
    {
      isForeign: false,
      readText(text) {
        const table = open.at(-1);
        if (table?.characters === undefined) return;
        table.characters += text.trim().length;
        if (table.characters > CELL_CHARACTERS && !table.hasHeads) table.isLayout = true;
      },
      startTag(name, attributes) {
        const table = open.at(-1);
        if (name === "table") {
          if (table !== undefined && table.characters !== undefined && !table.hasHeads) table.isLayout = true;
          const isLayout = /^(?:presentation|none)$/.test(roleOf(attributes));
          open.push({ number: ++count, isLayout, hasHeads: false, characters: undefined });
        } else if (table === undefined) return;
        else if (name === "td") table.characters = 0;
        else if (name === "th") table.hasHeads = true;
        else if ((name === "h1" || name === "h2") && table.characters !== undefined) table.isLayout = true;
      },
      endTag(name) {
        const table = open.at(-1);
        if (name === "table") close();
        else if (name === "td" && table !== undefined) table.characters = undefined;
      },
    },
    WANTED,
  );
  while (open.length > 0) close();
  return found;
}
