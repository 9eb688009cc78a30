/** Websites that a bot keeps in step with: made, seen into, synced, stopped, deleted. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { addressOf } from "../crawl/page-address.ts";
import { PAGE_STATUSES, type PageStatus } from "../page-status.ts";
import { sourceCreateSchema, sourcePatchSchema } from "../crawl/source-config.ts";
import type { SourceApi } from "../durable/source-api.ts";
import { type Refusal, unwrap } from "../outcome.ts";
import {
  type BotCall,
  idShape,
  invalidField,
  notFound,
  ownerRoute,
  PAGED,
  parsePage,
  type Route,
} from "../http/route.ts";
import { parseWith, readJson } from "../http/read-body.ts";
import { toPage } from "../tenancy/accounts.ts";

const listSchema = v.object({
  status: v.optional(v.picklist(Object.keys(PAGE_STATUSES) as PageStatus[])),
  query: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
});

export const SOURCE_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "POST",
      path: "/v1/sources",
      summary:
        "Add a website, a sitemap, a feed or a page to be read and kept in step with. The first sync begins at once.",
      body: sourceCreateSchema,
    },
    createSource,
  ),
  ownerRoute(
    { method: "GET", path: "/v1/sources", summary: "List sources, in order of their ids.", query: PAGED },
    async ({ url, scope }) => {
      const { limit, cursor } = parsePage(url, idShape("src"));
      const page = toPage(await scope.knowledgeBase.sourceIds(limit + 1, cursor), limit, (id) => id);
      const views = await Promise.all(page.data.map((id) => scope.source(id).view()));
      return Response.json({ ...page, data: views.filter((view) => view !== undefined) });
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/sources/:source_id", summary: "State of one source, and what came of its last sync." },
    async (call) => {
      const view = await sourceOf(call).view();
      if (view === undefined) throw notFound();
      return Response.json(view);
    },
  ),
  ownerRoute(
    {
      method: "PATCH",
      path: "/v1/sources/:source_id",
      summary: "Change what is read and how often; what it changes shows with the next sync.",
      body: sourcePatchSchema,
    },
    async (call) => {
      const patch = await readJson(call.request, sourcePatchSchema, LIMITS.jsonBodyBytes);
      return answer(sourceOf(call).patch(patch));
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/sources/:source_id",
      summary: "Delete a source, with what was read from it unless documents=keep.",
      query: { documents: "remove or keep; remove unless said" },
    },
    deleteSource,
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/sources/:source_id/sync",
      summary: "Sync now, or go on where it was stopped; 429 within 30 s of the last time.",
    },
    (call) => answer(sourceOf(call).sync(), 202),
  ),
  ownerRoute(
    { method: "POST", path: "/v1/sources/:source_id/stop", summary: "Stop the sync that runs. What was read stays." },
    (call) => answer(sourceOf(call).stop()),
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/sources/:source_id/confirm",
      summary: "Go on with a sync that would remove more than half of the pages.",
    },
    (call) => answer(sourceOf(call).confirm(), 202),
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/sources/:source_id/pages",
      summary: "Every address of a source, with what became of it and what to do about it.",
      query: { ...PAGED, status: "a status of a page", query: "a part of the address" },
    },
    listPages,
  ),
];

async function createSource({ request, url, scope }: BotCall): Promise<Response> {
  const body = await readJson(request, sourceCreateSchema, LIMITS.jsonBodyBytes);
  const address = addressOf(body.url);
  if (address === undefined) throw invalidField("url", "Must be a full http or https address.");
  const sourceId = `src_${randomId()}`;
  unwrap(await scope.knowledgeBase.addSource(sourceId));
  return answer(scope.source(sourceId).create({ ...body, url: address.url }, url.origin), 201);
}

async function deleteSource(call: BotCall): Promise<Response> {
  const documents = call.url.searchParams.get("documents") ?? "remove";
  if (documents !== "keep" && documents !== "remove") throw invalidField("documents", "Must be keep or remove.");
  const removed = await sourceOf(call).remove(documents);
  await call.scope.knowledgeBase.dropSource(call.params["source_id"]!);
  if (!removed) throw notFound();
  return new Response(null, { status: 204 });
}

async function listPages(call: BotCall): Promise<Response> {
  const { limit, cursor = "0" } = parsePage(call.url, /^\d{1,15}$/);
  const named = ["status", "query"].flatMap((name) => {
    const value = call.url.searchParams.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const asked = parseWith(listSchema, Object.fromEntries(named));
  const rows = await sourceOf(call).pages({ limit: limit + 1, cursor: Number(cursor), ...asked });
  if (rows === undefined) throw notFound();
  const page = toPage(rows, limit, (row) => String(row.cursor));
  return Response.json({ ...page, data: page.data.map((row) => row.page) });
}

/** An id that no source can have is the same as one that none has. */
function sourceOf({ params, scope }: BotCall): DurableObjectStub<SourceApi> {
  const id = params["source_id"] ?? "";
  if (!/^src_[0-9a-z]{25}$/.test(id)) throw notFound();
  return scope.source(id);
}

async function answer(outcome: Promise<object | Refusal>, status = 200): Promise<Response> {
  return Response.json(unwrap(await outcome), { status });
}
