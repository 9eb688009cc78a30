/** Memory of the engine, as it is lent to its functions. */

import type { WrappedPdfiumModule } from "@embedpdf/pdfium";

/** Anew each time: it is another one when the engine's memory has grown. The package's types leave it out. */
export function heapOf({ pdfium }: WrappedPdfiumModule): Uint8Array {
  return (pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8;
}

export function withMemory<T>(pdf: WrappedPdfiumModule, bytes: number, use: (at: number) => T): T {
  const at = pdf.pdfium.wasmExports.malloc(bytes);
  try {
    return use(at);
  } finally {
    pdf.pdfium.wasmExports.free(at);
  }
}

/** @param length in UTF-16 units */
export function utf16(pdf: WrappedPdfiumModule, at: number, length: number): string {
  if (length <= 0) return "";
  return new TextDecoder("utf-16le").decode(heapOf(pdf).subarray(at, at + 2 * length));
}
