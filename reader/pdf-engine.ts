/**
 * PDFium as this Worker uses it: one fresh instance a file, so that no file finds what another has left. Memory of the
 * engine is freed with the instance.
 */

import { init, type WrappedPdfiumModule } from "@embedpdf/pdfium";
import wasm from "@embedpdf/pdfium/pdfium.wasm";
import { damaged, Refusal } from "./refusal.ts";

/** One line as the engine reads it; positions in points from the lower left corner of its page. */
export interface PdfLine {
  text: string;
  left: number;
  right: number;
  bottom: number;
  size: number;
  weight: number;
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
  return {
    pageCount: pdf.FPDF_GetPageCount(file),
    title: readMeta(pdf, file, "Title"),
    page: (index) => readPage(pdf, file, index),
    close: () => pdf.FPDF_CloseDocument(file),
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

/** Anew each time: it is another one when the engine's memory has grown. The package's types leave it out. */
function heapOf({ pdfium }: WrappedPdfiumModule): Uint8Array {
  return (pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
}

function readMeta(pdf: WrappedPdfiumModule, file: number, name: string): string | undefined {
  const length = pdf.FPDF_GetMetaText(file, name, 0, 0);
  if (length <= 2 || length > 4_096) return undefined;
  return withMemory(pdf, length, (at) => {
    pdf.FPDF_GetMetaText(file, name, at, length);
    return utf16(pdf, at, length / 2 - 1).trim() || undefined;
  });
}

function readPage(pdf: WrappedPdfiumModule, file: number, index: number): PdfPage {
  const page = pdf.FPDF_LoadPage(file, index);
  if (!page) return { width: 0, height: 0, lines: [], picture: 0 };
  const width = pdf.FPDF_GetPageWidthF(page);
  const height = pdf.FPDF_GetPageHeightF(page);
  const text = pdf.FPDFText_LoadPage(page);
  try {
    const lines = text ? readLines(pdf, text) : [];
    const characters = lines.reduce((sum, line) => sum + line.text.length, 0);
    const picture = characters < HARDLY_ANY ? areaOfPictures(pdf, page) / Math.max(1, width * height) : 0;
    return { width, height, lines, picture };
  } finally {
    if (text) pdf.FPDFText_ClosePage(text);
    pdf.FPDF_ClosePage(page);
  }
}

/** In place of the hyphen at a line's end, and of the line break with it, the engine writes a character of its own. */
const LINES = /[^\r\n\u0002\ufffe]+[\u0002\ufffe]?/g;

/** Where a line stands is asked of its first and its last character: asking of each would cost more than reading all of them. */
function readLines(pdf: WrappedPdfiumModule, text: number): PdfLine[] {
  const count = pdf.FPDFText_CountChars(text);
  if (count <= 0) return [];
  const all = withMemory(pdf, 2 * (count + 1), (at) => utf16(pdf, at, pdf.FPDFText_GetText(text, 0, count, at) - 1));
  const lines: PdfLine[] = [];
  withMemory(pdf, 32, (box) => {
    for (const { 0: line, index: start } of all.matchAll(LINES)) {
      const first = start + (line.length - line.trimStart().length);
      const index = pdf.FPDFText_GetCharIndexFromTextIndex(text, first);
      if (line.trim() !== "" && index >= 0) {
        const [left, , bottom] = boxOf(pdf, text, index, box);
        const last = pdf.FPDFText_GetCharIndexFromTextIndex(text, start + line.trimEnd().length - 1);
        const [, right] = last < 0 ? [0, left] : boxOf(pdf, text, last, box);
        lines.push({
          text: line.trimEnd(),
          left,
          right,
          bottom,
          size: pdf.FPDFText_GetFontSize(text, index),
          weight: pdf.FPDFText_GetFontWeight(text, index),
        });
      }
    }
  });
  return lines;
}

/** Left, right, bottom, top of one character. @param box memory of 32 bytes */
function boxOf(pdf: WrappedPdfiumModule, text: number, index: number, box: number): [number, number, number, number] {
  pdf.FPDFText_GetCharBox(text, index, box, box + 8, box + 16, box + 24);
  const [left = 0, right = 0, bottom = 0, top = 0] = new Float64Array(heapOf(pdf).buffer, box, 4);
  return [left, right, bottom, top];
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

function withMemory<T>(pdf: WrappedPdfiumModule, bytes: number, use: (at: number) => T): T {
  const at = pdf.pdfium.wasmExports.malloc(bytes);
  try {
    return use(at);
  } finally {
    pdf.pdfium.wasmExports.free(at);
  }
}

/** @param length in UTF-16 units */
function utf16(pdf: WrappedPdfiumModule, at: number, length: number): string {
  if (length <= 0) return "";
  return new TextDecoder("utf-16le").decode(heapOf(pdf).subarray(at, at + 2 * length));
}
