/** A document as it comes over HTTP, as JSON or as a file, to what the bot's object takes. */

import * as v from "valibot";
import { LIMITS } from "../../../shared/config.ts";
import { fitsInPath } from "../../../shared/ids.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { invalidField } from "../../http/route.ts";
import { mediaType, parseWith, readForm, readJson } from "../../http/read-body.ts";
import { filterable } from "../../knowledge/filter-rows.ts";
import { FORMATS, formatOfName, formatOfType } from "../../knowledge/extract/formats.ts";
import { verifyMetadata, verifyRecordSize } from "../../knowledge/metadata.ts";
import type { DocumentInput } from "../../knowledge/queue.ts";
import { strictFields } from "../../tenancy/json-object.ts";

export const documentIdSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.documentIdCharacters),
  v.check((id) => id.isWellFormed() && !/\p{Cc}/u.test(id), "Must be text without control characters."),
  v.check(fitsInPath, "Must not be . or .."),
);

/** Names that a sender chooses, to know its own documents again. */
const labelSchema = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]{1,200}$/, "Must be 1 to 200 characters of printable ASCII."),
);

const fields = {
  title: v.optional(v.pipe(v.string(), v.maxLength(500))),
  url: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(2_048)))),
  metadata: v.optional(v.unknown()),
  source_id: v.optional(v.nullable(labelSchema)),
  sent_hash: v.optional(v.nullable(labelSchema)),
};

export const putSchema = strictFields({
  ...fields,
  content: v.string(),
  content_type: v.pipe(v.string(), v.maxLength(100)),
});
export const postSchema = strictFields({ ...putSchema.entries, document_id: v.optional(documentIdSchema) });
const formSchema = strictFields({
  ...fields,
  content_type: v.optional(v.string()),
  document_id: v.optional(documentIdSchema),
});

type SentFields = v.InferOutput<typeof formSchema>;

interface SentDocument {
  fields: SentFields;
  /** May name the charset. */
  contentType: string;
  charset: string | undefined;
  bytes: Uint8Array;
  fileName?: string;
}

/**
 * @param documentIdOf given the id that the body names, if it does
 * @throws ProblemError for everything that can be known before anything is stored
 */
export async function readDocumentBody(
  request: Request,
  documentIdOf: (named: string | undefined) => string,
): Promise<DocumentInput> {
  const sent =
    mediaType(request) === "multipart/form-data" ? await readFileDocument(request) : await readJsonDocument(request);
  return toInput(sent, documentIdOf(sent.fields.document_id));
}

async function readJsonDocument(request: Request): Promise<SentDocument> {
  const { content, content_type, ...rest } = await readJson(request, postSchema, LIMITS.documentBodyBytes);
  parseContentType(content_type, true);
  // Whatever the content says of its encoding, JSON has decoded it.
  return { fields: rest, contentType: content_type, charset: "utf-8", bytes: new TextEncoder().encode(content) };
}

async function readFileDocument(request: Request): Promise<SentDocument> {
  const { file, fields: text } = await readForm(request, LIMITS.fileBodyBytes);
  const body = parseWith(formSchema, {
    ...text,
    ...(text["metadata"] === undefined ? {} : { metadata: parseJsonField(text["metadata"]) }),
  });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const told = body.content_type ?? contentTypeOf(file);
  const contentType = formatOfType(told)?.isText ? (packedTypeOf(file, bytes) ?? told) : told;
  return {
    fields: body,
    contentType,
    charset: charsetOf(contentType) ?? charsetOf(file.type),
    bytes,
    fileName: file.name,
  };
}

/** Of a file that is no text whatever its sender says, as its first bytes tell: read as text, it would be `ready` with noise. */
function packedTypeOf(file: File, bytes: Uint8Array): string | undefined {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 5));
  if (head === "%PDF-") return "application/pdf";
  const named = formatOfName(file.name);
  return head.startsWith("PK\x03\x04") && named?.isText === false ? named.type : undefined;
}

async function toInput(
  { fields: sent, contentType, charset, bytes, fileName }: SentDocument,
  documentId: string,
): Promise<DocumentInput> {
  const format = parseContentType(contentType, false);
  if (bytes.length > format.most) {
    throw new ProblemError("payload-too-large", {
      detail: `The content is larger than ${format.most} bytes: split it into several documents.`,
    });
  }
  const title = sent.title?.toWellFormed().trim() || undefined;
  const url = sent.url === undefined || sent.url === null || sent.url === "" ? null : parsePageUrl(sent.url);
  const metadata = sent.metadata === undefined || sent.metadata === null ? {} : verifyMetadata(sent.metadata);
  verifyRecordSize(filterable(documentId, url, metadata));
  const { type } = format;
  const identity = JSON.stringify([documentId, title ?? null, url, type, charset ?? null, metadata]);
  return {
    documentId,
    title,
    ...(fileName && { fileName: fileName.toWellFormed().slice(0, 500) }),
    url,
    contentType: type,
    charset,
    metadata,
    sourceId: sent.source_id ?? null,
    sentHash: sent.sent_hash ?? null,
    bytes,
    hash: await hashOf(new TextEncoder().encode(identity), bytes),
  };
}

/** Of both, kept apart by the hash of the first. */
async function hashOf(head: BufferSource, bytes: Uint8Array): Promise<string> {
  const first = new Uint8Array(await crypto.subtle.digest("SHA-256", head));
  const both = new Uint8Array(first.length + bytes.length);
  both.set(first);
  both.set(bytes, first.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", both)).toHex();
}

/** @throws ProblemError `unsupported-media-type` */
function parseContentType(text: string, asText: boolean): (typeof FORMATS)[number] {
  const known = formatOfType(text);
  if (known !== undefined && (known.isText || !asText)) return known;
  const types = FORMATS.filter(({ isText }) => isText || !asText).map(({ type }) => type);
  const message = `Must be one of ${types.join(", ")}.`;
  const extensions = FORMATS.flatMap((format) => format.extensions.map((extension) => `.${extension}`));
  throw new ProblemError("unsupported-media-type", {
    detail: asText
      ? `content_type: ${message} Send any other as a file.`
      : `This type of file is not read. Those that are: ${extensions.join(", ")}.`,
    issues: [{ path: "content_type", message }],
  });
}

/** Browsers often have no type for Markdown files: their names tell. */
function contentTypeOf(file: File): string {
  const named = formatOfName(file.name)?.type;
  if (named === "text/markdown") return named;
  const told = file.type === "application/octet-stream" ? "" : file.type;
  return formatOfType(told) === undefined ? (named ?? told) : told;
}

/** `charset` of a media type. */
function charsetOf(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w:.-]{1,40})/i.exec(contentType)?.[1];
}

/** Citations become links: nothing but a web page may stand behind one. */
function parsePageUrl(text: string): string {
  const url = URL.parse(text);
  if (
    url === null ||
    (url.protocol !== "https:" && url.protocol !== "http:") ||
    url.username !== "" ||
    url.password !== ""
  ) {
    throw invalidField("url", "Must be a full http or https URL.");
  }
  return url.href;
}

function parseJsonField(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidField("metadata", "Must be JSON.");
  }
}
