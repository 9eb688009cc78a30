/** Word documents (ECMA-376, WordprocessingML): headings by style, lists, tables, links' text, notes at their end. */

import { damaged } from "./refusal.ts";
import { escapeText } from "../worker/knowledge/extract/csv.ts";
import type { FileContent } from "./pages.ts";
import { readRelations, readXml } from "./xml.ts";
import type { Archive } from "./zip.ts";

export async function readDocx(archive: Archive): Promise<FileContent> {
  const document = await archive.text("word/document.xml");
  if (document === undefined) throw damaged();
  const styles = readStyles((await archive.text("word/styles.xml")) ?? "");
  const numbered = readNumberings((await archive.text("word/numbering.xml")) ?? "");
  const links = readRelations(await archive.text("word/_rels/document.xml.rels"), "word");
  let html = writeBody(document, styles, numbered);
  for (const part of ["word/footnotes.xml", "word/endnotes.xml"]) {
    if (![...links.values()].includes(part)) continue;
    html += writeBody((await archive.text(part)) ?? "", styles, numbered);
  }
  return { title: await readTitle(archive), pages: [{ html }] };
}

/** `docProps/core.xml` of every office file. */
export async function readTitle(archive: Archive): Promise<string | undefined> {
  let title = "";
  let inside = false;
  readXml((await archive.text("docProps/core.xml")) ?? "", {
    open: (name) => (inside = name === "dc:title"),
    close: () => (inside = false),
    text: (text) => void (inside && (title += text)),
  });
  return title.trim() || undefined;
}

/** What a paragraph is by the id of its style. */
interface Styles {
  /** Of a heading: by its outline level, or by its name where a template left that out. */
  levels: Map<string, number>;
  lists: Map<string, ListPlace>;
}

function readStyles(source: string): Styles {
  const levels = new Map<string, number>();
  const lists = new Map<string, ListPlace>();
  let style = "";
  readXml(source, {
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      if (name === "w:style") style = attributes["w:styleId"] ?? "";
      else if (name === "w:outlineLvl" && Number(value) < 6) levels.set(style, Number(value) + 1);
      else if (name === "w:name") {
        const level = /^heading ([1-6])$/i.exec(value)?.[1] ?? (/^title$/i.test(value) ? "1" : undefined);
        if (level !== undefined) levels.set(style, Number(level));
      } else if (name === "w:ilvl") lists.set(style, { id: "", depth: depthOf(value) });
      else if (name === "w:numId" && value !== "0")
        lists.set(style, { id: value, depth: lists.get(style)?.depth ?? 0 });
    },
  });
  return { levels, lists };
}

const depthOf = (value: string): number => Math.min(8, Number(value) || 0);

/** Numbering id → whether its lists count. */
function readNumberings(source: string): Map<string, boolean> {
  const counts = new Map<string, boolean>();
  const numberings = new Map<string, boolean>();
  let abstract = "";
  let number = "";
  readXml(source, {
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      if (name === "w:abstractNum") abstract = attributes["w:abstractNumId"] ?? "";
      else if (name === "w:numFmt" && !counts.has(abstract))
        counts.set(abstract, value !== "bullet" && value !== "none");
      else if (name === "w:num") number = attributes["w:numId"] ?? "";
      else if (name === "w:abstractNumId") numberings.set(number, counts.get(value) ?? false);
    },
  });
  return numberings;
}

/** Its numbering, and how deep the item is. */
interface ListPlace {
  id: string;
  depth: number;
}

interface Paragraph {
  text: string;
  level: number | undefined;
  list: ListPlace | undefined;
}

/** Columns that one cell takes. */
const MOST_SPANNED = 60;
/** Characters of one table that cells over several rows may add to it. */
const SAID_AGAIN = 200_000;

interface Cell {
  html: string;
  columns: number;
  /** It is one with the cell above, which alone has the words. */
  goesOn: boolean | undefined;
}

interface TablePlace {
  /** Of the next cell. */
  column: number;
  /** By column, what is said of the rows below too. */
  above: Map<number, string>;
  /** Characters that may still be said again. */
  left: number;
}

function writeCell({ html, columns, goesOn }: Cell, place: TablePlace | undefined): string {
  let content = html;
  if (place !== undefined) {
    if (goesOn === false) place.above.set(place.column, html);
    else if (goesOn === true && html === "") {
      const above = place.above.get(place.column) ?? "";
      place.left -= above.length;
      if (place.left > 0) content = above;
    }
    place.column += columns;
  }
  return `<td${columns > 1 ? ` colspan="${columns}"` : ""}>${content}</td>`;
}

function writeBody(source: string, styles: Styles, numbered: Map<string, boolean>): string {
  let html = "";
  let paragraph: Paragraph | undefined;
  /** Around a text box that is open: it stands in a paragraph, and holds some. */
  const around: (Paragraph | undefined)[] = [];
  let reads = false;
  /** In what was deleted, or is said once more for older programs. */
  let deleted = 0;
  let isHidden = false;
  /** Lists that are open, outermost first. */
  const lists: string[] = [];
  const cells: Cell[] = [];
  const tables: TablePlace[] = [];
  const write = (text: string): void => {
    const cell = cells.at(-1);
    if (cell === undefined) html += text;
    else cell.html += text;
  };
  const closeLists = (depth: number): void => {
    while (lists.length > depth) write(`</li></${lists.pop()}>`);
  };

  function finish({ text, level, list }: Paragraph): void {
    const content = escapeText(text.trim());
    if (content === "") return;
    // A heading may count as well.
    if (list === undefined || level !== undefined) {
      closeLists(0);
      write(level === undefined ? `<p>${content}</p>` : `<h${level}>${content}</h${level}>`);
      return;
    }
    const tag = numbered.get(list.id) === true ? "ol" : "ul";
    closeLists(list.depth + 1);
    if (lists.length === list.depth + 1) write("</li>");
    while (lists.length <= list.depth) {
      lists.push(tag);
      write(`<${tag}>`);
    }
    write(`<li>${content}`);
  }

  readXml(source, {
    open(name, attributes) {
      const value = attributes["w:val"] ?? "";
      switch (name) {
        case "w:txbxContent":
          around.push(paragraph);
          break;
        case "w:p":
          paragraph = { text: "", level: undefined, list: undefined };
          break;
        case "w:pStyle":
          if (paragraph !== undefined) {
            paragraph.level = styles.levels.get(value);
            paragraph.list = styles.lists.get(value);
          }
          break;
        case "w:ilvl":
          if (paragraph !== undefined) paragraph.list = { id: "", depth: depthOf(value) };
          break;
        case "w:numId":
          if (paragraph !== undefined)
            paragraph.list = value === "0" ? undefined : { id: value, depth: paragraph.list?.depth ?? 0 };
          break;
        case "w:t":
          reads = true;
          break;
        case "w:tab":
          if (paragraph !== undefined) paragraph.text += "\t";
          break;
        case "w:noBreakHyphen":
          if (paragraph !== undefined && deleted === 0) paragraph.text += "-";
          break;
        case "w:r":
          isHidden = false;
          break;
        case "w:vanish":
          isHidden = value !== "0" && value !== "false";
          break;
        case "w:br":
        case "w:cr":
          if (paragraph !== undefined) paragraph.text += " ";
          break;
        case "w:del":
        case "w:moveFrom":
        case "mc:Fallback":
          deleted++;
          break;
        case "w:tbl":
          closeLists(0);
          write("<table>");
          tables.push({ column: 0, above: new Map(), left: SAID_AGAIN });
          break;
        case "w:tr":
          write("<tr>");
          if (tables.length > 0) tables.at(-1)!.column = 0;
          break;
        case "w:tc":
          cells.push({ html: "", columns: 1, goesOn: undefined });
          break;
        case "w:gridSpan":
          if (cells.length > 0) cells.at(-1)!.columns = Math.min(MOST_SPANNED, Math.max(1, Number(value) || 1));
          break;
        case "w:vMerge":
          if (cells.length > 0) cells.at(-1)!.goesOn = value !== "restart";
      }
    },
    close(name) {
      switch (name) {
        case "w:p":
          if (paragraph !== undefined) finish(paragraph);
          paragraph = undefined;
          break;
        case "w:txbxContent":
          paragraph = around.pop();
          break;
        case "w:t":
          reads = false;
          break;
        case "w:del":
        case "w:moveFrom":
        case "mc:Fallback":
          deleted--;
          break;
        case "w:tc": {
          closeLists(0);
          const cell = cells.pop();
          if (cell !== undefined) write(writeCell(cell, tables.at(-1)));
          break;
        }
        case "w:tr":
          write("</tr>");
          break;
        case "w:tbl":
          write("</table>");
          tables.pop();
      }
    },
    text(text) {
      if (reads && deleted === 0 && !isHidden && paragraph !== undefined) paragraph.text += text;
    },
  });
  closeLists(0);
  return html;
}
