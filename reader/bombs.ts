/** What a file would inflate to, counted before anything of it is kept: a bomb is known by that. */

import type { FileType } from "../worker/knowledge/extract/formats.ts";
import { refuseBombs as refusePdfBombs } from "./pdf-bombs.ts";
import { openArchive } from "./zip.ts";

/** Entries that a reader of office files or books may ask for. What else an archive holds is never inflated. */
const READ =
  /^(?:docProps\/core|word\/(?:document|styles|numbering|footnotes|endnotes)|xl\/(?:workbook|sharedStrings|styles|worksheets\/[^/]+)|ppt\/(?:presentation|(?:slides|notesSlides)\/[^/]+))\.xml$|\.(?:xhtml|html?|opf)$/i;

/** @throws Refusal */
export async function refuseBombs(type: FileType, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (type === "application/pdf") return refusePdfBombs(bytes);
  await openArchive(bytes).measure((name) => READ.test(name));
}
