/**
 * The Worker that reads files. It has no bindings and gives its network away before it reads anything, and its memory is
 * its own: a hostile file reaches nothing, and what it breaks is the reading of that file.
 */

import { WorkerEntrypoint } from "cloudflare:workers";
import type { DocumentProblem, DocumentWarning, Extraction, FileType } from "../worker/knowledge/extract/formats.ts";
import { refuseBombs } from "./bombs.ts";
import { readDocx } from "./docx.ts";
import { readEpub } from "./epub.ts";
import { type FileContent, joinPages } from "./pages.ts";
import { readPdf } from "./pdf.ts";
import { readPptx } from "./pptx.ts";
import { damaged, Refusal } from "./refusal.ts";
import { readXlsx } from "./xlsx.ts";
import { openArchive } from "./zip.ts";

globalThis.fetch = () => Promise.reject(new Error("The reader of files asks nobody."));

type Read = (bytes: Uint8Array<ArrayBuffer>) => Promise<FileContent & { warnings?: DocumentWarning[] }>;

const READERS: Record<FileType, Read> = {
  "application/pdf": readPdf,
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (bytes) => readDocx(openArchive(bytes)),
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (bytes) => readXlsx(openArchive(bytes)),
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": (bytes) => readPptx(openArchive(bytes)),
  "application/epub+zip": (bytes) => readEpub(openArchive(bytes)),
};

export class FileReader extends WorkerEntrypoint {
  /** Why a file is refused before anything of it is kept: it is a bomb. Undefined where it may be kept and read. */
  async refusal(type: FileType, bytes: Uint8Array<ArrayBuffer>): Promise<DocumentProblem | undefined> {
    try {
      await refuseBombs(type, bytes);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // What else is wrong is told of a document that was kept.
      if (error.problem.code === "too-large") return error.problem;
    }
    return undefined;
  }

  /** What stands in a file, or why nothing can be read from it. @param title the owner's, which wins */
  async read(type: FileType, bytes: Uint8Array<ArrayBuffer>, title: string | undefined): Promise<Extraction> {
    try {
      const content = await READERS[type](bytes);
      return { ...joinPages(content, title), warnings: content.warnings ?? [] };
    } catch (error) {
      if (error instanceof Refusal) return { problem: error.problem };
      // The engine has run out of its memory, or into a fault of its own.
      if (error instanceof WebAssembly.RuntimeError) return { problem: damaged(error).problem };
      throw error;
    }
  }
}

export default {
  fetch: (): Response => new Response("This Worker reads files for another one.\n", { status: 404 }),
};
