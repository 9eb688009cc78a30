/** What the bot knows: documents in, listed, looked into, out. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { type BotCall, invalidField, notFound, ownerRoute, PAGED, parsePage, type Route } from "../http/route.ts";
import { parseWith, readJson } from "../http/read-body.ts";
import { type ListRequest, SORTS } from "../knowledge/document-list.ts";
import { DOCUMENT_STATUSES } from "../knowledge/document-view.ts";
import { fileReader } from "../knowledge/files.ts";
import { feedDocument } from "../knowledge/feed.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { documentIdSchema, postSchema, putSchema, readDocumentBody } from "./request/document-body.ts";

const deleteSchema = strictFields({
  document_ids: v.pipe(v.array(documentIdSchema), v.minLength(1), v.maxLength(LIMITS.documentsDeletedAtOnce)),
});

const listSchema = v.object({
  status: v.optional(v.picklist(DOCUMENT_STATUSES)),
  source_id: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  query: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  sort: v.optional(v.picklist(SORTS.flatMap((field) => [field, `-${field}` as const])), "document_id"),
});

const waitSchema = v.object({ wait: v.optional(v.picklist(["true", "false"])) });
const WAIT = { wait: "true: answer when it can be found" } as const;

const FORM = {
  title: "of the page",
  url: "where the page is",
  content_type: "where the file's own is not right",
  metadata: "JSON",
  source_id: "of what feeds it",
  sent_hash: "of the sender's own",
} as const;

export const DOCUMENT_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "PUT",
      path: "/v1/documents/:document_id",
      summary: "Add or replace a document. ?wait=true answers when it is ready.",
      query: WAIT,
      body: putSchema,
      file: FORM,
    },
    (call) => putDocument(call, parseDocumentId(call)),
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/documents",
      summary: "Add a document under an id that is made for it, or sent as document_id.",
      query: WAIT,
      body: postSchema,
      file: { ...FORM, document_id: "its id" },
    },
    (call) => putDocument(call, undefined),
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/documents/delete",
      summary: "Delete up to 1,000 documents: gone from every answer when this returns.",
      body: deleteSchema,
    },
    async ({ request, scope }) => {
      const { document_ids: ids } = await readJson(request, deleteSchema, LIMITS.documentBodyBytes);
      const deleted = new Set(await scope.knowledgeBase.remove([...new Set(ids)]));
      return Response.json({ deleted: [...deleted], not_found: [...new Set(ids)].filter((id) => !deleted.has(id)) });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/documents",
      summary:
        "List documents: ?status=&source_id=&query=, ?sort= document_id, created_at or updated_at, - before it for descending.",
      query: {
        ...PAGED,
        status: DOCUMENT_STATUSES.join(", "),
        source_id: "of the source that fed it",
        query: "a part of its title, its id or its address",
        sort: `${SORTS.join(", ")}; - before it for descending`,
      },
    },
    listDocuments,
  ),
  ownerRoute({ method: "GET", path: "/v1/documents/:document_id", summary: "State of one document." }, async (call) => {
    const view = await call.scope.knowledgeBase.view(parseDocumentId(call));
    if (view === undefined) throw notFound();
    return Response.json(view);
  }),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/documents/:document_id/content",
      summary: "What was read of the version that answers, as text.",
    },
    async (call) => {
      const content = await call.scope.knowledgeBase.contentOf(parseDocumentId(call));
      if (content === undefined) throw notFound();
      const { document_id, live_version, title, url, content_type, language, warnings } = content.view;
      const { text } = content;
      return Response.json({ document_id, live_version, title, url, content_type, language, warnings, text });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/documents/:document_id/chunks",
      summary: "The chunks of the version that answers, in reading order.",
      query: PAGED,
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url, /^\d{1,7}$/);
      const after = cursor === undefined ? undefined : Number(cursor);
      const chunks = await call.scope.knowledgeBase.chunksOf(parseDocumentId(call), limit + 1, after);
      if (chunks === undefined) throw notFound();
      return Response.json({
        data: chunks.slice(0, limit),
        next_cursor: chunks.length > limit ? String(chunks[limit - 1]!.ordinal) : null,
      });
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/documents/:document_id",
      summary: "Delete a document: gone from every answer when this returns.",
    },
    async (call) => {
      const removed = await call.scope.knowledgeBase.remove([parseDocumentId(call)]);
      if (removed.length === 0) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

async function putDocument(
  { url, request, scope, env, waitUntil }: BotCall,
  documentId: string | undefined,
): Promise<Response> {
  const { wait = "false" } = parseWith(waitSchema, Object.fromEntries(url.searchParams));
  const input = await readDocumentBody(request, (named) => {
    if (documentId !== undefined && named !== undefined && named !== documentId)
      throw invalidField("document_id", "Not the one in the address: leave it out here, or send the same.");
    return documentId ?? named ?? `doc_${randomId()}`;
  });
  const isAwaited = wait === "true";
  const view = await feedDocument(scope.knowledgeBase, input, { wait: isAwaited, waitUntil, files: fileReader(env) });
  return Response.json(view, { status: isAwaited ? 200 : 202 });
}

async function listDocuments({ url, scope }: BotCall): Promise<Response> {
  const { limit: _, cursor: __, ...asked } = Object.fromEntries(url.searchParams);
  const { status, source_id: sourceId, query, sort } = parseWith(v.strictObject(listSchema.entries), asked);
  // By time, a cursor is a time and an id: one of another order would show nothing, as if the list were over.
  const { limit, cursor } = parsePage(url, sort.endsWith("document_id") ? undefined : /^\d{1,16}:./s);
  const request: ListRequest = {
    limit: limit + 1,
    cursor,
    sort: sort.replace(/^-/, "") as ListRequest["sort"],
    descending: sort.startsWith("-"),
    ...(status === undefined ? {} : { status }),
    ...(sourceId === undefined ? {} : { sourceId }),
    ...(query === undefined ? {} : { query }),
  };
  const found = await scope.knowledgeBase.list(request);
  return Response.json({
    data: found.slice(0, limit).map(({ view }) => view),
    next_cursor: found.length > limit ? found[limit - 1]!.cursor : null,
  });
}

function parseDocumentId({ params }: BotCall): string {
  return parseWith(v.object({ document_id: documentIdSchema }), { document_id: params["document_id"] }).document_id;
}
