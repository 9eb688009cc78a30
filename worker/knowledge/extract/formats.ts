/**
 * The one table of what can be read: content type, the names its files end in, how large it may be, and how
 * bytes become blocks. Everything that takes documents (the API, `npm run ingest`, a source) reads this
 * table; a new format is a new row.
 */

import { LIMITS } from "../../../shared/config.ts";
import { createOnce } from "../../once.ts";
import { TABLE_LIMITS } from "./csv.ts";
import { decodeBytes } from "./decode.ts";
import type { ExtractedDocument, TextType } from "./extract.ts";

/** Why nothing can be read from a document, for its owner. */
export interface DocumentProblem {
  code: DocumentProblemCode;
  /** A sentence that says what to do. */
  detail: string;
}

export type DocumentProblemCode =
  | "encrypted"
  | "damaged"
  | "scan-only"
  | "garbled"
  | "blank"
  | "too-large"
  | "too-many-pages"
  | "unsupported"
  | "bot-full"
  | "internal";

/** What could not be read of a document that answers all the same. */
export interface DocumentWarning {
  code: string;
  detail: string;
  /** Numbers of the pages it holds for, where the format has pages. */
  pages?: number[];
}

export interface ReadHints {
  /** As declared where the bytes came from; undefined where nobody said. */
  charset: string | undefined;
  /** The owner's, which wins over any in the content. */
  title: string | undefined;
}

export type Extraction = (ExtractedDocument & { warnings?: DocumentWarning[] }) | { problem: DocumentProblem };

/** The Worker that reads files; see `reader/`. */
export interface FileReading {
  /** Why a file is not even kept; undefined where it is. */
  refusal(type: FileType, bytes: Uint8Array): Promise<DocumentProblem | undefined>;
  read(type: FileType, bytes: Uint8Array, title: string | undefined): Promise<Extraction>;
}

export interface Format {
  /** As it stands in `content_type`. */
  type: string;
  /** Without a dot, lower case. The first is the usual one. */
  extensions: readonly string[];
  /** Whether it may be sent as text inside of JSON. */
  isText: boolean;
  /** Bytes it may have. */
  most: number;
  /** Why bytes of it are not even kept, such as a bomb; without it they always are. */
  refusal?(bytes: Uint8Array, files: FileReading): Promise<DocumentProblem | undefined>;
  /** @param files undefined where this deployment has no Worker that reads files */
  extract(bytes: Uint8Array, hints: ReadHints, files: FileReading | undefined): Promise<Extraction>;
}

export const FORMATS = [
  textFormat("text/markdown", ["md", "mdx", "markdown"]),
  textFormat("text/html", ["html", "htm"]),
  textFormat("text/plain", ["txt"]),
  textFormat("text/csv", ["csv", "tsv"]),
  fileFormat("application/pdf", ["pdf"]),
  fileFormat("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"]),
  fileFormat("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"]),
  fileFormat("application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"]),
  fileFormat("application/epub+zip", ["epub"]),
] as const satisfies readonly Format[];

/** What only the Worker of `reader/` can read. */
export type FileType = Exclude<(typeof FORMATS)[number]["type"], TextType>;

export type ContentType = (typeof FORMATS)[number]["type"];

/** By `content_type`, parameters and case aside; undefined where it is none of ours. */
export function formatOfType(contentType: string): (typeof FORMATS)[number] | undefined {
  const bare = contentType.split(";")[0]!.trim().toLowerCase();
  return FORMATS.find(({ type }) => type === bare);
}

/** By the end of a file's name. */
export function formatOfName(name: string): (typeof FORMATS)[number] | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : FORMATS.find((format) => format.extensions.includes(extension));
}

/** @param what it is in its file */
export function cutTable(what: string): DocumentWarning {
  const most = `${TABLE_LIMITS.rows.toLocaleString("en")} rows and ${TABLE_LIMITS.columns} columns`;
  return { code: "too-large", detail: `Of the ${what} the first ${most} were read. Split it.` };
}

/** With the first document of an isolate: its tables of entities and of words around pages are large. */
export const readExtraction = createOnce(() => import("./extract.ts"));

function textFormat<Type extends TextType>(type: Type, extensions: readonly string[]): Format & { type: Type } {
  return {
    type,
    extensions,
    isText: true,
    most: LIMITS.documentBytes,
    extract: async (bytes, { charset, title }) => {
      const content = decodeBytes(bytes, { declared: charset, isHtml: type === "text/html" });
      if (content === undefined) {
        return { problem: { code: "garbled", detail: "No character encoding fits this text. Save it as UTF-8." } };
      }
      const { extractDocument } = await readExtraction();
      const extracted = extractDocument({ content, contentType: type, ...(title === undefined ? {} : { title }) });
      return extracted.isCut ? { ...extracted, warnings: [cutTable("table")] } : extracted;
    },
  };
}

function fileFormat<const Type extends string>(type: Type, extensions: readonly string[]): Format & { type: Type } {
  return {
    type,
    extensions,
    isText: false,
    most: LIMITS.fileBytes,
    refusal: (bytes, files) => files.refusal(type as unknown as FileType, bytes),
    extract: async (bytes, { title }, files) =>
      files === undefined
        ? {
            problem: {
              code: "unsupported",
              detail: "This deployment reads no files: its operator runs npm run deploy to add the reader.",
            },
          }
        : files.read(type as unknown as FileType, bytes, title),
  };
}
