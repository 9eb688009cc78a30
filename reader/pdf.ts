/** PDF files: text with page numbers, and a verdict for each page that has none. */

import type { DocumentWarning } from "../worker/knowledge/extract/formats.ts";
import { FILE_LIMITS } from "./limits.ts";
import type { FileContent } from "./pages.ts";
import { refuseBombs } from "./pdf-bombs.ts";
import { openPdf, type PdfPage } from "./pdf-engine.ts";
import { layOut } from "./pdf-layout.ts";
import { damaged, Refusal, tooLarge } from "./refusal.ts";

/** Of a page's characters: more that are no text at all, and its font does not say what it shows. */
const GARBLED_SHARE = 0.05;
/** Of a page: a picture that covers more is a scan. */
const SCAN_SHARE = 0.6;

const PAGES_AT_ONCE = 4;

type Verdict = "text" | "scan" | "garbled" | "empty";

/** @throws Refusal */
export async function readPdf(bytes: Uint8Array<ArrayBuffer>): Promise<FileContent & { warnings: DocumentWarning[] }> {
  if (!new TextDecoder("latin1").decode(bytes.subarray(0, 1_024)).includes("%PDF-")) throw damaged();
  await refuseBombs(bytes);
  const file = await openPdf(bytes);
  const pages: PdfPage[] = [];
  try {
    if (file.pageCount > FILE_LIMITS.pages) {
      throw new Refusal(
        "too-many-pages",
        `This PDF has ${file.pageCount} pages; ${FILE_LIMITS.pages} can be read. Split it.`,
      );
    }
    let characters = 0;
    for (let index = 0; index < file.pageCount; index++) {
      const page = file.page(index);
      characters += page.lines.reduce((sum, line) => sum + line.text.length, 0);
      if (characters > FILE_LIMITS.characters) throw tooLarge();
      pages.push(page);
      // Others are served between two pages, where this Worker shares its thread.
      if (index % PAGES_AT_ONCE === PAGES_AT_ONCE - 1) await new Promise((resolve) => setTimeout(resolve, 0));
    }
  } finally {
    file.close();
  }
  const verdicts = pages.map(verdictOf);
  refuseUnreadable(verdicts);
  const html = layOut(pages.map((page, at) => (verdicts[at] === "text" ? page : { ...page, lines: [] })));
  return {
    title: titleOf(file.title),
    pages: html.map((page, at) => ({ number: at + 1, html: page })),
    warnings: warningsOf(verdicts),
  };
}

function verdictOf({ lines, picture }: PdfPage): Verdict {
  const text = lines
    .map((line) => line.text)
    .join("")
    .replace(/[\s\u0002\ufffe]/g, "");
  if (text.length === 0) return picture > SCAN_SHARE ? "scan" : "empty";
  const odd = text.match(/[\p{Cc}\p{Co}\p{Cn}\ufffd]/gu)?.length ?? 0;
  if (odd > text.length * GARBLED_SHARE) return "garbled";
  return picture > SCAN_SHARE ? "scan" : "text";
}

/** @throws Refusal where no page can be read */
function refuseUnreadable(verdicts: readonly Verdict[]): void {
  if (verdicts.includes("text")) return;
  if (verdicts.includes("scan"))
    throw new Refusal("scan-only", "This PDF holds pictures of pages and no text. Run text recognition over it first.");
  if (verdicts.includes("garbled"))
    throw new Refusal(
      "garbled",
      "The fonts of this PDF do not say which letters they show. Save it anew from its source.",
    );
  throw new Refusal("blank", "There is no text in this PDF.");
}

function warningsOf(verdicts: readonly Verdict[]): DocumentWarning[] {
  const pagesOf = (verdict: Verdict): number[] => verdicts.flatMap((one, at) => (one === verdict ? [at + 1] : []));
  const warnings: DocumentWarning[] = [
    { code: "scan-only", detail: "These pages are pictures: nothing was read of them.", pages: pagesOf("scan") },
    {
      code: "garbled",
      detail: "The fonts of these pages do not say which letters they show.",
      pages: pagesOf("garbled"),
    },
  ];
  return warnings.filter(({ pages }) => pages!.length > 0);
}

/** Programs write their template's or the file's name there. */
function titleOf(title: string | undefined): string | undefined {
  return title === undefined || /^(untitled|microsoft word - |.*\.(docx?|pdf|tex|indd|dvi)$)/i.test(title)
    ? undefined
    : title;
}
