/**
 * Spreadsheets (ECMA-376, SpreadsheetML): a table a sheet, its first row the head; dates, shares and prices as they are
 * shown, errors as nothing, and in each row what a cell says of several.
 */

import { readTitle } from "./docx.ts";
import { cutTable, type DocumentWarning } from "../worker/knowledge/extract/formats.ts";
import type { FileContent } from "./pages.ts";
import { damaged } from "./refusal.ts";
import { escapeText, TABLE_LIMITS, writeTable } from "../worker/knowledge/extract/csv.ts";
import { readRelations, readXml } from "./xml.ts";
import type { Archive } from "./zip.ts";

export async function readXlsx(archive: Archive): Promise<FileContent & { warnings: DocumentWarning[] }> {
  const workbook = await archive.text("xl/workbook.xml");
  if (workbook === undefined) throw damaged();
  const parts = readRelations(await archive.text("xl/_rels/workbook.xml.rels"), "xl");
  const { sheets, since1904 } = readWorkbook(workbook);
  const strings = readStrings((await archive.text("xl/sharedStrings.xml")) ?? "");
  const styles = readStyles((await archive.text("xl/styles.xml")) ?? "");
  let html = "";
  const warnings: DocumentWarning[] = [];
  for (const { name, id } of sheets) {
    const sheet = await archive.text(parts.get(id) ?? "");
    if (sheet === undefined) continue;
    const { rows, isCut } = readRows(sheet, { strings, styles, since1904 });
    if (isCut) warnings.push(cutTable(`sheet ${name}`));
    if (rows.length > 0) html += `<h2>${escapeText(name)}</h2>${writeTable(rows)}`;
  }
  return { title: await readTitle(archive), pages: [{ html }], warnings };
}

/** Sheets that are shown, in order. */
function readWorkbook(source: string): { sheets: { name: string; id: string }[]; since1904: boolean } {
  const sheets: { name: string; id: string }[] = [];
  let since1904 = false;
  readXml(source, {
    open(name, attributes) {
      if (name === "workbookPr") since1904 = /^(1|true)$/.test(attributes["date1904"] ?? "");
      if (name === "sheet" && (attributes["state"] ?? "visible") === "visible")
        sheets.push({ name: attributes["name"] ?? "", id: attributes["r:id"] ?? "" });
    },
  });
  return { sheets, since1904 };
}

/** Texts that cells name by number. Readings of Asian words (`rPh`) are not a part of them. */
function readStrings(source: string): string[] {
  const strings: string[] = [];
  let reads = false;
  let reading = 0;
  readXml(source, {
    open(name) {
      if (name === "si") strings.push("");
      else if (name === "t") reads = true;
      else if (name === "rPh") reading++;
    },
    close(name) {
      if (name === "t") reads = false;
      else if (name === "rPh") reading--;
    },
    text(text) {
      if (reads && reading === 0 && strings.length > 0) strings[strings.length - 1] += text;
    },
  });
  return strings;
}

/** Formats that stand in every file without being written there (18.8.30): 14 to 22 and 45 to 47 are dates and times. */
const isBuiltInDate = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

/** How a number is shown; undefined: as it is. */
type NumberStyle = "date" | "share" | { currency: string; digits: number } | undefined;

/** Formats of shares that stand in every file: `0%` and `0.00%`. */
const isBuiltInShare = (id: number): boolean => id === 9 || id === 10;

/** By cell style. */
function readStyles(source: string): NumberStyle[] {
  const own = new Map<number, NumberStyle>();
  const styles: NumberStyle[] = [];
  let cells = false;
  readXml(source, {
    open(name, attributes) {
      const id = Number(attributes["numFmtId"]);
      if (name === "numFmt") own.set(id, styleOf(attributes["formatCode"] ?? ""));
      else if (name === "cellXfs") cells = true;
      else if (name === "xf" && cells)
        styles.push(own.get(id) ?? (isBuiltInDate(id) ? "date" : isBuiltInShare(id) ? "share" : undefined));
    },
    close: (name) => void (name === "cellXfs" && (cells = false)),
  });
  return styles;
}

const CURRENCY = /\[\$([^\]-]{1,4})|"\s*(€|£|\$|¥|EUR|USD|GBP|CHF)\s*"|([€£$¥])/u;

/** @param code of the first part of a format: what follows is of negative numbers */
function styleOf(code: string): NumberStyle {
  const first = code.split(";", 1)[0]!;
  // What stands in quotes, in brackets or behind a backslash is no code.
  const plain = first.replace(/"[^"]*"|\[[^\]]*\]|\\./g, "");
  if (/[dmyhs]/i.test(plain) && !/[#0?]/.test(plain.replace(/\.0+/g, ""))) return "date";
  if (plain.includes("%")) return "share";
  const found = CURRENCY.exec(first);
  const currency = (found?.[1] ?? found?.[2] ?? found?.[3])?.trim();
  return currency === undefined || currency === "" || !/[0#]/.test(plain)
    ? undefined
    : { currency, digits: /\.(0+)/.exec(plain)?.[1]?.length ?? 0 };
}

interface Book {
  strings: readonly string[];
  styles: readonly NumberStyle[];
  since1904: boolean;
}

function readRows(source: string, { strings, styles, since1904 }: Book): { rows: string[][]; isCut: boolean } {
  const rows: string[][] = [];
  /** Of each row that is kept: which of the sheet's it is. */
  const numbers: number[] = [];
  const merged: string[] = [];
  let isCut = false;
  let row: string[] = [];
  let number = 0;
  let cell: { column: number; type: string; style: number } | undefined;
  let value = "";
  let reads = false;

  function textOf(): string {
    switch (cell!.type) {
      case "s":
        return strings[Number(value)] ?? "";
      case "b":
        return value === "1" ? "TRUE" : "FALSE";
      case "e":
        return "";
      case "n":
        return shownNumber(value, styles[cell!.style], since1904);
      default:
        return value;
    }
  }

  readXml(source, {
    open(name, attributes) {
      if (name === "row") {
        row = [];
        number = Number(attributes["r"]) || number + 1;
      } else if (name === "mergeCell") {
        if (merged.length < MOST_MERGED) merged.push(attributes["ref"] ?? "");
      } else if (name === "c") {
        const column = columnOf(attributes["r"]) ?? row.length;
        cell = { column, type: attributes["t"] ?? "n", style: Number(attributes["s"] ?? -1) };
        value = "";
      } else if (name === "v" || name === "t") reads = true;
    },
    close(name) {
      if (name === "v" || name === "t") reads = false;
      else if (name === "c" && cell !== undefined) {
        if (cell.column < TABLE_LIMITS.columns) {
          while (row.length < cell.column) row.push("");
          row[cell.column] = textOf().replace(/\s+/g, " ").trim();
        } else isCut ||= value !== "";
        cell = undefined;
      } else if (name === "row" && row.some((text) => text !== "")) {
        if (rows.length < TABLE_LIMITS.rows) {
          rows.push(row);
          numbers.push(number);
        } else isCut = true;
      }
    },
    text: (text) => void (reads && (value += text)),
  });
  if (merged.length > 0) sayInEachRow(rows, new Map(numbers.map((one, at) => [one, at])), merged);
  return { rows, isCut };
}

/** Parts of a sheet that are one cell, and characters that they may add to it. */
const MOST_MERGED = 5_000;
const SAID_AGAIN = 500_000;

/** What a cell over several rows says is said of each of them. @param references such as `A2:A5` */
function sayInEachRow(rows: string[][], places: ReadonlyMap<number, number>, references: readonly string[]): void {
  let left = SAID_AGAIN;
  for (const reference of references) {
    const [, letters, from, to] = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(reference) ?? [];
    const column = columnOf(letters) ?? TABLE_LIMITS.columns;
    const text = rows[places.get(Number(from)) ?? -1]?.[column] ?? "";
    if (text === "" || column >= TABLE_LIMITS.columns) continue;
    for (let number = Number(from) + 1; number <= Number(to) && number <= TABLE_LIMITS.rows; number++) {
      left -= text.length;
      if (left <= 0) return;
      const row = rows[places.get(number) ?? -1];
      if (row === undefined) continue;
      while (row.length <= column) row.push("");
      row[column] ||= text;
    }
  }
}

/** `AB12` → 27 */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  return letters === undefined
    ? undefined
    : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function shownNumber(value: string, style: NumberStyle, since1904: boolean): string {
  const number = Number(value);
  if (style === undefined || value === "" || Number.isNaN(number)) return numberOf(value);
  if (style === "date") return dateOf(number, since1904);
  if (style === "share") return `${numberOf(String(number * 100))}%`;
  return `${number.toFixed(style.digits)} ${style.currency}`;
}

/** Without the noise of binary fractions. */
function numberOf(value: string): string {
  const number = Number(value);
  return value === "" || Number.isNaN(number) ? value : String(Number(number.toPrecision(15)));
}

const DAY_MS = 86_400_000;

/** Days since the last day of 1899, with a leap year 1900 that never was; or since the first day of 1904. */
function dateOf(serial: number, since1904: boolean): string {
  const days = since1904 ? serial + 1_462 : serial < 60 ? serial + 1 : serial;
  const time = new Date(Math.round(((days - 25_569) * DAY_MS) / 1_000) * 1_000);
  if (Number.isNaN(time.getTime())) return "";
  const [date, clock] = time.toISOString().slice(0, 19).split("T") as [string, string];
  const hours = clock.endsWith(":00") ? clock.slice(0, 5) : clock;
  if (serial < 1 && serial >= 0) return hours;
  return Number.isInteger(serial) ? date : `${date} ${hours}`;
}
