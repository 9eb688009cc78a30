/** What the bot knows: documents in, listed, out. Text, Markdown and HTML, as JSON or as a file. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { fitsInPath, randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { unwrap } from "../durable/outcome.ts";
import { type BotCall, invalidField, notFound, ownerRoute, parsePage, type Route } from "../http/route.ts";
import { decodeText, mediaType, parseWith, readBytes, readJson } from "../http/read-body.ts";
import { type ContentType, type DocumentInput, filterable } from "../knowledge/documents.ts";
import { verifyMetadata, verifyRecordSize } from "../knowledge/metadata.ts";
import { toPage } from "../tenancy/accounts.ts";

const documentIdSchema = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(LIMITS.documentIdCharacters),
  v.check((id) => id.isWellFormed() && !/\p{Cc}/u.test(id), "Must be text without control characters."),
  v.check(fitsInPath, "Must not be . or .."),
);

const fields = {
  title: v.optional(v.pipe(v.string(), v.maxLength(500))),
  url: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(2_048)))),
  metadata: v.optional(v.unknown()),
};

const putSchema = v.object({
  ...fields,
  content: v.string(),
  content_type: v.pipe(v.string(), v.maxLength(100)),
});
const postSchema = v.object({ ...putSchema.entries, document_id: v.optional(documentIdSchema) });
const formSchema = v.object({
  ...fields,
  content_type: v.optional(v.string()),
  document_id: v.optional(documentIdSchema),
});

export const DOCUMENT_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "PUT",
      path: "/v1/documents/:document_id",
      summary: "Add or replace a document. ?wait=true answers when it is ready.",
      body: putSchema,
    },
    (call) => putDocument(call, parseDocumentId(call)),
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/documents",
      summary: "Add a document under an id that is made for it, or sent as document_id.",
      body: postSchema,
    },
    (call) => putDocument(call, undefined),
  ),
  ownerRoute(
    { method: "GET", path: "/v1/documents", summary: "List documents, in order of their ids." },
    async ({ url, scope }) => {
      const { limit, cursor } = parsePage(url);
      return Response.json(
        toPage(await scope.knowledgeBase.list(limit + 1, cursor), limit, (view) => view.document_id),
      );
    },
  ),
  ownerRoute({ method: "GET", path: "/v1/documents/:document_id", summary: "State of one document." }, async (call) => {
    const view = await call.scope.knowledgeBase.view(parseDocumentId(call));
    if (view === undefined) throw notFound();
    return Response.json(view);
  }),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/documents/:document_id",
      summary: "Delete a document: gone from every answer when this returns.",
    },
    async (call) => {
      if (!(await call.scope.knowledgeBase.remove(parseDocumentId(call)))) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

async function putDocument(call: BotCall, documentId: string | undefined): Promise<Response> {
  const wait = call.url.searchParams.get("wait") === "true";
  const sent =
    mediaType(call.request) === "multipart/form-data"
      ? await readForm(call.request)
      : await readJsonDocument(call.request);
  const input = await parseDocument({ ...sent, documentId: documentId ?? sent.documentId ?? `doc_${randomId()}` });
  return Response.json(unwrap(await call.scope.knowledgeBase.put(input, wait)), { status: wait ? 200 : 202 });
}

interface SentDocument {
  documentId: string | undefined;
  title: string | undefined;
  url: string | null | undefined;
  content: string;
  contentType: string;
  metadata: unknown;
}

async function readJsonDocument(request: Request): Promise<SentDocument> {
  const body = await readJson(request, postSchema, LIMITS.documentBodyBytes);
  return {
    documentId: body.document_id,
    title: body.title,
    url: body.url,
    content: body.content,
    contentType: body.content_type,
    metadata: body.metadata,
  };
}

async function readForm(request: Request): Promise<SentDocument> {
  const bytes = await readBytes(request, LIMITS.documentBodyBytes);
  let form: FormData;
  try {
    form = await new Response(bytes, {
      headers: { "content-type": request.headers.get("content-type") ?? "" },
    }).formData();
  } catch (cause) {
    throw new ProblemError("invalid-request", { detail: "The body is not valid multipart/form-data.", cause });
  }
  const file = form.get("file");
  if (file === null || typeof file === "string") throw invalidField("file", "Send the document as a file field.");
  const text = Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  const body = parseWith(formSchema, {
    ...text,
    ...(text["metadata"] === undefined ? {} : { metadata: parseJsonField(text["metadata"]) }),
  });
  const contentType = body.content_type ?? contentTypeOf(file);
  // Refused before it is decoded: "not UTF-8" would be a strange thing to say of a PDF.
  parseContentType(contentType);
  return {
    documentId: body.document_id,
    title: body.title,
    url: body.url,
    content: decodeText(new Uint8Array(await file.arrayBuffer())),
    contentType,
    metadata: body.metadata,
  };
}

async function parseDocument(sent: SentDocument & { documentId: string }): Promise<DocumentInput> {
  const contentType = parseContentType(sent.contentType);
  const content = sent.content.toWellFormed();
  if (new TextEncoder().encode(content).length > LIMITS.documentBytes) {
    throw new ProblemError("payload-too-large", {
      detail: `The content is larger than ${LIMITS.documentBytes} bytes.`,
    });
  }
  const title = sent.title?.toWellFormed().trim() || undefined;
  const url = sent.url === undefined || sent.url === null || sent.url === "" ? null : parsePageUrl(sent.url);
  const metadata = sent.metadata === undefined || sent.metadata === null ? {} : verifyMetadata(sent.metadata);
  verifyRecordSize(filterable(sent.documentId, url, metadata));
  const identity = new TextEncoder().encode(
    JSON.stringify([sent.documentId, title ?? null, url, contentType, metadata, content]),
  );
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", identity)).toHex();
  return { documentId: sent.documentId, title, url, content, contentType, metadata, hash };
}

const CONTENT_TYPES: readonly ContentType[] = ["text/plain", "text/markdown", "text/html"];

function parseContentType(text: string): ContentType {
  const bare = text.split(";")[0]!.trim().toLowerCase();
  const known = CONTENT_TYPES.find((type) => type === bare);
  if (known !== undefined) return known;
  throw new ProblemError("unsupported-media-type", {
    detail: `content_type must be one of ${CONTENT_TYPES.join(", ")}.`,
    issues: [{ path: "content_type", message: `Must be one of ${CONTENT_TYPES.join(", ")}.` }],
  });
}

/** Browsers often have no type for Markdown files: their names tell. */
function contentTypeOf(file: File): string {
  if (/\.(md|mdx|markdown)$/i.test(file.name)) return "text/markdown";
  if (file.type !== "" && file.type !== "application/octet-stream") return file.type;
  return /\.html?$/i.test(file.name) ? "text/html" : /\.txt$/i.test(file.name) ? "text/plain" : file.type;
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

function parseDocumentId({ params }: BotCall): string {
  return parseWith(v.object({ document_id: documentIdSchema }), { document_id: params["document_id"] }).document_id;
}
