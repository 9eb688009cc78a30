/** What somebody has filled into a PDF's form: the text of a page itself does not have it. */

import type { WrappedPdfiumModule } from "@embedpdf/pdfium";
import { heapOf, utf16, withMemory } from "./pdf-memory.ts";

/** `FPDF_ANNOT_WIDGET` */
const WIDGET = 20;
/** `FPDF_FORMFIELD_…`: choices of one and of several, and text. */
const FIELDS = { combo: 4, list: 5, text: 6 } as const;
/** `FPDF_FORMFLAG_TEXT_PASSWORD` */
const PASSWORD = 1 << 13;
/** No form has more on a page. */
const MOST_FIELDS = 2_000;
const MOST_BYTES = 64_000;

export interface FilledField {
  text: string;
  left: number;
  right: number;
  bottom: number;
  top: number;
}

export interface PdfForm {
  fieldsOf(page: number): FilledField[];
  close(): void;
}

export function openForm(pdf: WrappedPdfiumModule, file: number): PdfForm {
  const info = pdf.PDFiumExt_OpenFormFillInfo();
  const form = pdf.PDFiumExt_InitFormFillEnvironment(file, info);
  return {
    fieldsOf(page) {
      const fields: FilledField[] = [];
      const count = form ? Math.min(MOST_FIELDS, pdf.FPDFPage_GetAnnotCount(page)) : 0;
      for (let at = 0; at < count; at++) {
        const annotation = pdf.FPDFPage_GetAnnot(page, at);
        if (!annotation) continue;
        const field = readField(pdf, form, annotation);
        if (field !== undefined) fields.push(field);
        pdf.FPDFPage_CloseAnnot(annotation);
      }
      return fields;
    },
    close() {
      if (form) pdf.PDFiumExt_ExitFormFillEnvironment(form);
      if (info) pdf.PDFiumExt_CloseFormFillInfo(info);
    },
  };
}

function readField(pdf: WrappedPdfiumModule, form: number, annotation: number): FilledField | undefined {
  if (pdf.FPDFAnnot_GetSubtype(annotation) !== WIDGET) return undefined;
  const type = pdf.FPDFAnnot_GetFormFieldType(form, annotation);
  if (!Object.values<number>(FIELDS).includes(type)) return undefined;
  if (type === FIELDS.text && (pdf.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD) !== 0) return undefined;
  const length = pdf.FPDFAnnot_GetFormFieldValue(form, annotation, 0, 0);
  if (length <= 2 || length > MOST_BYTES) return undefined;
  const text = withMemory(pdf, length, (at) => {
    pdf.FPDFAnnot_GetFormFieldValue(form, annotation, at, length);
    return utf16(pdf, at, length / 2 - 1)
      .replace(/\s+/g, " ")
      .trim();
  });
  if (text === "") return undefined;
  return withMemory(pdf, 16, (at) => {
    pdf.FPDFAnnot_GetRect(annotation, at);
    // FS_RECTF: left, top, right, bottom.
    const [left = 0, top = 0, right = 0, bottom = 0] = new Float32Array(heapOf(pdf).buffer, at, 4);
    return { text, left, right, bottom, top };
  });
}
