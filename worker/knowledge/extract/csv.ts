/** Comma-separated values (RFC 4180), and with semicolons or tabs as spreadsheets save them: a table whose first row is its head. */

/** Of a table that is read. */
export const TABLE_LIMITS = { rows: 50_000, columns: 200 } as const;

export interface CsvTable {
  rows: string[][];
  /** There are more rows or columns, which were left out. */
  isCut: boolean;
}

export function parseCsv(text: string): CsvTable {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  let isCut = false;
  const endCell = (): void => {
    if (row.length < TABLE_LIMITS.columns) row.push(cell.replace(/\s+/g, " ").trim());
    else if (cell.trim() !== "") isCut = true;
    cell = "";
  };
  const endRow = (): void => {
    endCell();
    if (row.some((value) => value !== "")) {
      if (rows.length < TABLE_LIMITS.rows) rows.push(row);
      else isCut = true;
    }
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at]!;
      else quoted = false;
    } else if (character === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (character === separator) endCell();
    else if (character === "\n") endRow();
    else if (character !== "\r") cell += character;
  }
  endRow();
  return { rows, isCut };
}

/** Rows above the head of a table. */
const MOST_TITLES = 5;

/** HTML of a table. The first row is its head where there are others; lines of one cell above it are what the table is called. */
export function writeTable(rows: readonly (readonly string[])[]): string {
  const write = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join("")}</tr>`;
  const cells = (row: readonly string[]): string[] => row.filter((cell) => cell !== "");
  const wide = rows.slice(0, MOST_TITLES + 1).findIndex((row) => cells(row).length > 1);
  const top = Math.max(0, wide);
  const titles = rows
    .slice(0, top)
    .map((row) => `<p>${escapeText(cells(row).join(" "))}</p>`)
    .join("");
  const [head, ...body] = rows.slice(top);
  if (head === undefined) return "";
  return `${titles}<table>${write(head, body.length > 0 ? "th" : "td")}${body.map((row) => write(row, "td")).join("")}</table>`;
}

/** Text into HTML. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The one that stands most often in the first lines, outside of quotes. */
function separatorOf(text: string): string {
  const start = text.slice(0, 4_000).replace(/"[^"]*"/g, "");
  const count = (separator: string): number => start.split(separator).length;
  return [",", ";", "\t"].reduce((best, other) => (count(other) > count(best) ? other : best));
}
