/** What the bot would read: the owner's window into retrieval. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { ownerRoute, type Route } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { retrieve, type SearchTrace } from "../chat/retrieve.ts";
import { jsonObjectSchema, strictFields } from "../tenancy/json-object.ts";
import { filterOf, parseQuestion } from "./request/fields.ts";

const searchSchema = strictFields({
  query: v.string(),
  top_k: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.searchTopK)), 10),
  filter: v.optional(jsonObjectSchema),
  trace: v.optional(v.boolean(), false),
});

export const SEARCH_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "POST",
      path: "/v1/search",
      summary: "The chunks the bot would read for a query, best first.",
      body: searchSchema,
    },
    async (call) => {
      const body = await readJson(call.request, searchSchema, LIMITS.jsonBodyBytes);
      const query = parseQuestion(body.query, "query");
      let trace: SearchTrace | undefined;
      const { chunks, corrected, degraded } = await retrieve(call.composition.engines, call.scope, {
        query,
        topK: body.top_k,
        onTrace: body.trace ? (told) => (trace = told) : undefined,
        filter: filterOf(call, body.filter),
        synonyms: call.bot.settings.synonyms,
        signal: call.request.signal,
        onUsage: (usage) => call.waitUntil(call.scope.ledger.recordTokens(usage)),
      });
      return Response.json({
        matches: chunks.map((chunk) => ({
          document_id: chunk.documentId,
          chunk_id: chunk.chunkId,
          title: chunk.title,
          heading_path: chunk.headingPath,
          url: chunk.url,
          text: chunk.text,
          score: chunk.score,
        })),
        ...(corrected === undefined ? {} : { spelling: { asked: query, used: corrected } }),
        ...(trace === undefined ? {} : { trace }),
        ...(degraded ? { degraded: "The vector side failed: these come from full text alone." } : {}),
      });
    },
  ),
];
