/**
 * PDFium as this Worker uses it: one fresh instance a file, so that no file finds what another has left. Memory of the
 * engine is freed with the instance.
 */

import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";
import wasm from "@embedpdf/pdfium/pdfium.wasm";
import { type FilledField, openForm, type PdfForm } from "./pdf-form.ts";
import { heapOf, utf16, withMemory } from "./pdf-memory.ts";
import { damaged, Refusal } from "./refusal.ts";

/** One line as the engine reads it; positions in points from the lower left corner of its page, `bottom` that of its letters' feet. */
export interface PdfLine {
  text: string;
  left: number;
  right: number;
  bottom: number;
  size: number;
  weight: number;
  /** Wider than between words: where in the text one is, and from where to where on the page. */
  gaps: PdfGap[];
}

export interface PdfGap {
  at: number;
  left: number;
  right: number;
}

export interface PdfPage {
  width: number;
  height: number;
  lines: PdfLine[];
  /** What part of the page pictures cover, 0 to 1 and more. Looked for only where there is hardly any text. */
  picture: number;
}

export interface PdfFile {
  readonly pageCount: number;
  readonly title: string | undefined;
  /** @param index from 0 */
  page(index: number): PdfPage;
  close(): void;
}

/** `FPDF_ERR_…` of the engine's header. */
const PASSWORD = 4;
const SECURITY = 5;
/** `FPDF_PAGEOBJ_IMAGE` */
const IMAGE = 3;
/** Characters below which a page may be a scan. */
const HARDLY_ANY = 20;

/** @throws Refusal `encrypted`, `damaged` */
export async function openPdf(bytes: Uint8Array): Promise<PdfFile> {
  const pdf = await startEngine();
  const pointer = pdf.pdfium.wasmExports.malloc(bytes.length);
  heapOf(pdf).set(bytes, pointer);
  const file = pdf.FPDF_LoadMemDocument(pointer, bytes.length, "");
  if (!file) {
    const error = pdf.FPDF_GetLastError();
    if (error === PASSWORD || error === SECURITY)
      throw new Refusal("encrypted", "This PDF is protected by a password. Save it without one.");
    throw damaged();
  }
  const form = openForm(pdf, file);
  return {
    pageCount: pdf.FPDF_GetPageCount(file),
    title: readMeta(pdf, file, "Title"),
    page: (index) => readPage(pdf, file, form, index),
    close() {
      form.close();
      pdf.FPDF_CloseDocument(file);
    },
  };
}

async function startEngine(): Promise<WrappedPdfiumModule> {
  const pdf = await init({
    // The runtime compiles no code from bytes: the module was compiled when the Worker was uploaded.
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(wasm, imports);
      done(instance);
      return instance.exports;
    },
  } as Parameters<typeof init>[0]);
  pdf.PDFiumExt_Init();
  return pdf;
}

/** What is asked of each line, past the wrapper: that looks its function up by name and wraps its numbers at every call. */
interface LineCalls {
  FPDFText_GetCharIndexFromTextIndex(text: number, index: number): number;
  FPDFText_GetCharBox(text: number, index: number, left: number, right: number, bottom: number, top: number): number;
  FPDFText_GetCharOrigin(text: number, index: number, x: number, y: number): number;
  FPDFText_GetFontSize(text: number, index: number): number;
  FPDFText_GetFontWeight(text: number, index: number): number;
  FPDFText_GetCharAngle(text: number, index: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
}

const lineCalls = ({ pdfium }: WrappedPdfiumModule): LineCalls => pdfium.wasmExports as unknown as LineCalls;

function readMeta(pdf: WrappedPdfiumModule, file: number, name: string): string | undefined {
  const length = pdf.FPDF_GetMetaText(file, name, 0, 0);
  if (length <= 2 || length > 4_096) return undefined;
  return withMemory(pdf, length, (at) => {
    pdf.FPDF_GetMetaText(file, name, at, length);
    return utf16(pdf, at, length / 2 - 1).trim() || undefined;
  });
}

function readPage(pdf: WrappedPdfiumModule, file: number, form: PdfForm, index: number): PdfPage {
  const page = pdf.FPDF_LoadPage(file, index);
  if (!page) return { width: 0, height: 0, lines: [], picture: 0 };
  const shown: Size = [pdf.FPDF_GetPageWidthF(page), pdf.FPDF_GetPageHeightF(page)];
  const sheet = pdf.FPDFPage_GetRotation(page) % 2 === 1 ? turned(shown) : shown;
  const text = pdf.FPDFText_LoadPage(page);
  try {
    const quarters = text ? quartersOf(pdf, text) : 0;
    const [width, height] = quarters % 2 === 1 ? turned(sheet) : sheet;
    const turn = createTurn(quarters, sheet);
    const lines = withFields(text ? readLines(pdf, text, turn) : [], form.fieldsOf(page), turn);
    const characters = lines.reduce((sum, line) => sum + line.text.length, 0);
    const picture = characters < HARDLY_ANY ? areaOfPictures(pdf, page) / Math.max(1, width * height) : 0;
    return { width, height, lines, picture };
  } finally {
    if (text) pdf.FPDFText_ClosePage(text);
    pdf.FPDF_ClosePage(page);
  }
}

type Size = readonly [width: number, height: number];
const turned = ([width, height]: Size): Size => [height, width];

/** Letters of a page that are asked which way they stand, and how many have to agree. */
const ASKED = { letters: 5, agree: 4 };

/** By how many right angles the text of a page is turned to the right, as a wide table's is. */
function quartersOf(pdf: WrappedPdfiumModule, text: number): number {
  const count = pdf.FPDFText_CountChars(text);
  const calls = lineCalls(pdf);
  const found = [0, 0, 0, 0];
  for (let at = 1; at <= ASKED.letters; at++) {
    let letter = Math.floor((count * at) / (ASKED.letters + 1));
    // Spaces and line ends are the engine's own, and stand upright.
    while (letter < count - 1 && calls.FPDFText_GetUnicode(text, letter) <= 32) letter++;
    const angle = Math.max(0, calls.FPDFText_GetCharAngle(text, letter));
    found[Math.round((angle / Math.PI) * 2) % 4]!++;
  }
  return Math.max(
    0,
    found.findIndex((letters) => letters >= ASKED.agree),
  );
}

/** From the sheet's corner to that of the page as its text stands upright. */
type Turn = (x: number, y: number) => [x: number, y: number];

function createTurn(quarters: number, [width, height]: Size): Turn {
  switch (quarters) {
    case 1:
      return (x, y) => [height - y, x];
    case 2:
      return (x, y) => [width - x, height - y];
    case 3:
      return (x, y) => [y, width - x];
    default:
      return (x, y) => [x, y];
  }
}

/** Each behind what stands left of it in its line, or in a line of its own where nothing does. */
function withFields(lines: readonly PdfLine[], fields: readonly FilledField[], turn: Turn): PdfLine[] {
  const all = [...lines];
  for (const { text, ...box } of fields) {
    const [[x1, y1], [x2, y2]] = [turn(box.left, box.bottom), turn(box.right, box.top)];
    const [left, right, bottom, top] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
    const label = all
      .filter((line) => line.bottom >= bottom - 2 && line.bottom <= top && line.left < left)
      .reduce<PdfLine | undefined>(
        (near, line) => (near === undefined || line.right > near.right ? line : near),
        undefined,
      );
    if (label === undefined) {
      const size = Math.min(12, top - bottom);
      const below = all.findIndex((line) => line.bottom < bottom);
      all.splice(below < 0 ? all.length : below, 0, { text, left, right, bottom, size, weight: 400, gaps: [] });
    } else {
      label.text += ` ${text}`;
      label.right = Math.max(label.right, right);
    }
  }
  return all;
}

/** In place of the hyphen at a line's end, and of the line break with it, the engine writes a character of its own. */
const LINES = /[^\r\n\u0002\ufffe]+[\u0002\ufffe]?/g;

/** Where a line stands is asked of its first and its last character: asking of each would cost more than reading all of them. */
function readLines(pdf: WrappedPdfiumModule, text: number, turn: Turn): PdfLine[] {
  const count = pdf.FPDFText_CountChars(text);
  if (count <= 0) return [];
  const all = withMemory(pdf, 2 * (count + 1), (at) => utf16(pdf, at, pdf.FPDFText_GetText(text, 0, count, at) - 1));
  const lines: PdfLine[] = [];
  /** Where in the page's text each begins. */
  const starts: number[] = [];
  const calls = lineCalls(pdf);
  withMemory(pdf, 32, (memory) => {
    const boxAt = (index: number): Box | undefined => {
      const character = calls.FPDFText_GetCharIndexFromTextIndex(text, index);
      return character < 0 ? undefined : boxOf(pdf, text, character, { memory, turn });
    };
    for (const { 0: line, index: start } of all.matchAll(LINES)) {
      if (line.trim() === "") continue;
      const first = calls.FPDFText_GetCharIndexFromTextIndex(text, start + (line.length - line.trimStart().length));
      if (first < 0) continue;
      const [left] = boxOf(pdf, text, first, { memory, turn });
      const bottom = originOf(pdf, text, first, { memory, turn })[1];
      const right = boxAt(start + line.trimEnd().length - 1)?.[1] ?? left;
      const size = calls.FPDFText_GetFontSize(text, first);
      lines.push({
        text: RIGHT_TO_LEFT.test(line) ? inOneGlyph(pdf, text, { line, start, turn }) : line.trimEnd(),
        left,
        right,
        bottom,
        size,
        weight: calls.FPDFText_GetFontWeight(text, first),
        gaps: [],
      });
      starts.push(start);
    }
    const boxesOf = (at: number) => (index: number) => boxAt(starts[at]! + index);
    const usual = usualLetter(lines);
    for (const [at, line] of lines.entries()) {
      if (SPACED.test(line.text)) line.text = joinSpaced(line, boxesOf(at));
      else if (letterOf(line) > usual) line.gaps = findGaps(line, boxesOf(at));
    }
    findGapsBeside(lines, boxesOf);
  });
  return lines;
}

/** Wider letters, in parts of their size, hint at gaps between words in every font. */
const WIDE = 0.62;
/** Lines of prose differ by so much. */
const VARIES = 1.2;

const letterOf = ({ left, right, text, size }: PdfLine): number => (right - left) / Math.max(1, text.length * size);

/** Looking for the gaps of every line would cost more than reading it: this is what a letter has in lines without any. */
function usualLetter(lines: readonly PdfLine[]): number {
  const widths = lines.map(letterOf).toSorted((a, b) => a - b);
  return Math.min(WIDE, (widths[Math.floor(widths.length / 5)] ?? 0) * VARIES);
}

/** Between words, in parts of the size of the letters: more is a gap. */
const WORD_SPACE = 0.9;
/** Between letters and digits: signs stand close in any way. */
const SPACES = /(?<=[^\s])\s+(?=[^\s])/g;

function findGaps({ text, size }: PdfLine, boxAt: (at: number) => Box | undefined): PdfGap[] {
  const gaps: PdfGap[] = [];
  for (const { index, 0: space } of text.matchAll(SPACES)) {
    const [before, after] = [boxAt(index - 1), boxAt(index + space.length)];
    if (before !== undefined && after !== undefined && after[0] - before[1] > size * WORD_SPACE)
      gaps.push({ at: index, left: before[1], right: after[0] });
  }
  return gaps;
}

/** The head of a table may have words as long as its columns are wide: the lines beside one with gaps are looked at too. */
function findGapsBeside(lines: readonly PdfLine[], boxesOf: (at: number) => (index: number) => Box | undefined): void {
  for (const step of [1, -1]) {
    for (let at = step > 0 ? 1 : lines.length - 2; at >= 0 && at < lines.length; at += step) {
      const line = lines[at]!;
      if (line.gaps.length === 0 && lines[at - step]!.gaps.length > 0) line.gaps = findGaps(line, boxesOf(at));
    }
  }
}

/** Letters that a style sets apart, as in titles: a space stands between every two of them. */
const SPACED = /^\s*(?:[\p{L}\p{P}]\s+){7,}[\p{L}\p{P}]\s*$/u;
/** Between two words, in parts of what stands between two letters. */
const BETWEEN_WORDS = 1.8;
/** Of the letters' size: what stands further apart are columns. */
const FARTHEST_LETTERS = 0.5;

function joinSpaced({ text, size }: PdfLine, boxAt: (at: number) => Box | undefined): string {
  const letters = Array.from(text.matchAll(/\S/gu), ({ 0: letter, index }) => ({ letter, box: boxAt(index) }));
  const spaces = letters.slice(1).map(({ box }, at) => (box?.[0] ?? 0) - (letters[at]!.box?.[1] ?? 0));
  const usual = spaces.toSorted((a, b) => a - b)[spaces.length >> 1]!;
  if (usual > size * FARTHEST_LETTERS) return text;
  return letters.map(({ letter }, at) => (spaces[at - 1]! > usual * BETWEEN_WORDS ? ` ${letter}` : letter)).join("");
}

const ARABIC = /\p{Script=Arabic}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Letters that the font writes as one, such as lam and alef, come in the order of the glyph: the line's is the other one. */
function inOneGlyph(
  pdf: WrappedPdfiumModule,
  text: number,
  { line, start, turn }: { line: string; start: number; turn: Turn },
): string {
  const calls = lineCalls(pdf);
  return withMemory(pdf, 16, (memory) => {
    const placeOf = (index: number): number => {
      const character = calls.FPDFText_GetCharIndexFromTextIndex(text, start + index);
      return character < 0 ? Number.NaN : originOf(pdf, text, character, { memory, turn })[0];
    };
    let inOrder = "";
    for (let from = 0; from < line.length;) {
      let to = from + 1;
      if (ARABIC.test(line[from]!))
        for (const place = placeOf(from); ARABIC.test(line[to] ?? "") && placeOf(to) === place;) to++;
      inOrder += Array.from(line.slice(from, to)).toReversed().join("");
      from = to;
    }
    return inOrder.trimEnd();
  });
}

type Box = [left: number, right: number, bottom: number, top: number];

/** Memory of 32 bytes, and how the page is turned. */
interface Place {
  memory: number;
  turn: Turn;
}

/** Left, right, bottom, top of one character. */
function boxOf(pdf: WrappedPdfiumModule, text: number, index: number, { memory: at, turn }: Place): Box {
  lineCalls(pdf).FPDFText_GetCharBox(text, index, at, at + 8, at + 16, at + 24);
  const [left = 0, right = 0, bottom = 0, top = 0] = new Float64Array(heapOf(pdf).buffer, at, 4);
  const [[x1, y1], [x2, y2]] = [turn(left, bottom), turn(right, top)];
  return [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
}

/** Where the letter is set, on the line that all letters stand on. */
function originOf(
  pdf: WrappedPdfiumModule,
  text: number,
  index: number,
  { memory: at, turn }: Place,
): [x: number, y: number] {
  lineCalls(pdf).FPDFText_GetCharOrigin(text, index, at, at + 8);
  const [x = 0, y = 0] = new Float64Array(heapOf(pdf).buffer, at, 2);
  return turn(x, y);
}

/** In square points. A scanner may cut a page into strips. */
function areaOfPictures(pdf: WrappedPdfiumModule, page: number): number {
  let area = 0;
  withMemory(pdf, 16, (box) => {
    const count = Math.min(1_000, pdf.FPDFPage_CountObjects(page));
    for (let at = 0; at < count; at++) {
      const object = pdf.FPDFPage_GetObject(page, at);
      if (pdf.FPDFPageObj_GetType(object) !== IMAGE) continue;
      if (!pdf.FPDFPageObj_GetBounds(object, box, box + 4, box + 8, box + 12)) continue;
      const [left = 0, bottom = 0, right = 0, top = 0] = new Float32Array(heapOf(pdf).buffer, box, 4);
      area += (right - left) * (top - bottom);
    }
  });
  return area;
}
