/**
 * Bytes → what a bot keeps of them: the first half of a document's way, which happens in the Worker and not
 * in the bot's object. Nothing is stored here; `queue` has kept the bytes by then.
 */

import { chunkDocument, type Chunk } from "./chunk.ts";
import {
  type ContentType,
  type DocumentProblem,
  type DocumentWarning,
  type FileReading,
  formatOfType,
  type ReadHints,
} from "./extract/formats.ts";
import type { ExtractedDocument } from "./extract/extract.ts";

/** What one version says, or why it says nothing. */
export type Reading =
  | {
      title: string;
      /** To find it by, never to show. */
      keywords: string;
      /** As the document declares it, such as `de` or `pt-BR`. */
      language: string | undefined;
      warnings: DocumentWarning[];
      /** At least one. */
      chunks: Chunk[];
    }
  | { problem: DocumentProblem };

export interface Readable extends ReadHints {
  contentType: ContentType;
  bytes: Uint8Array;
}

/** @throws whatever a broken extractor throws; what is wrong with the document itself is a `problem` */
export async function readDocument(
  { contentType, bytes, ...hints }: Readable,
  files: FileReading | undefined,
): Promise<Reading> {
  const extracted = await formatOfType(contentType)!.extract(bytes, hints, files);
  return "problem" in extracted ? extracted : toReading(extracted);
}

/** For pages whose blocks were extracted, and perhaps chosen, before. */
export function toReading(extracted: ExtractedDocument & { warnings?: DocumentWarning[] }): Reading {
  const chunks = chunkDocument(extracted);
  if (chunks.length === 0) {
    return {
      problem: { code: "blank", detail: "There is no text in this document that could answer anything." },
    };
  }
  const { title, keywords, language, hidden } = extracted;
  const warnings = [...(extracted.warnings ?? []), ...(hidden > 0 ? [hiddenText(hidden)] : [])];
  return { title, keywords, language, warnings, chunks };
}

function hiddenText(characters: number): DocumentWarning {
  return { code: "hidden-text", detail: `${characters} characters that nobody is shown were left out.` };
}
