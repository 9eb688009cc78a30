/**
 * What each call answers with where it succeeds: the status, and the shape of the JSON. The API description is made of
 * it, and a test holds real answers to it, so a field that is added here or there alone does not stay unnoticed.
 */

import * as v from "valibot";
import {
  text,
  time,
  count,
  orNull,
  object,
  list,
  free,
  outcome,
  key,
  token,
  publicSettings,
  bot,
  engine,
  document,
  warnings,
  chunk,
  answer,
  source,
  sourcePage,
  match,
  message,
  conversation,
  summary,
  question,
  usageDay,
  group,
  sums,
  handoff,
  webhook,
  delivery,
  auditEntry,
  seen,
  openaiModel,
  figures,
} from "./reply-shapes.ts";

export interface Reply {
  status: number;
  /** Undefined: no JSON. */
  schema?: v.GenericSchema;
  /** Of what is no JSON. */
  type?: string;
  /** Another status of success: with the same, or with nothing where it is 204. */
  also?: number;
}

const ok = (schema: v.GenericSchema, status = 200): Reply => ({ status, schema });
const made = (schema: v.GenericSchema): Reply => ok(schema, 201);
const none: Reply = { status: 204 };

/** By method and path, as the route table spells them. */
export const REPLIES: Readonly<Record<string, Reply>> = {
  "GET /healthz": ok(v.looseObject({ status: v.literal("ok"), vector_store: text, embedder: text, generator: text })),
  "GET /openapi.json": ok(free),
  "GET /problems/:slug": { status: 200, type: "text/html" },
  "GET /crawler": { status: 200, type: "text/plain" },

  "POST /v1/accounts": made(object({ account_id: text, account_key: text })),
  "GET /v1/accounts": ok(list(object({ account_id: text, name: text, created_at: time }))),
  "POST /v1/bots": made(object({ ...bot, secret_key: text, publishable_key: text })),
  "GET /v1/bots": ok(list(object(bot))),
  "GET /v1/bots/:bot_id": ok(object(bot)),
  "DELETE /v1/bots/:bot_id": ok(object({ bot_id: text, status: v.literal("deleting") }), 202),

  "POST /v1/account/keys": made(object({ ...key, key: text })),
  "GET /v1/account/keys": ok(list(object(key))),
  "DELETE /v1/account/keys/:key_id": none,
  "GET /v1/account/audit": ok(list(auditEntry)),
  "POST /v1/account/sign-in-codes": made(object({ code: text, expires_in: count })),
  "POST /v1/console-sessions": ok(object({ ...token, account_id: text })),
  "POST /v1/bots/:bot_id/console-tokens": made(object(token)),

  "GET /v1/bot": ok(object({ ...bot, engines: object({ generator: engine, embedder: engine, vector_store: engine }) })),
  "PATCH /v1/bot": ok(object(bot)),
  "PUT /v1/bot/logo": ok(object(bot)),
  "POST /v1/bot/allowed-origins": made(object({ origin: text, allowed_origins: v.array(text) })),
  "GET /v1/bot/allowed-origins": ok(list(seen)),
  "DELETE /v1/bot/allowed-origins": none,
  "GET /v1/bot/refused-origins": ok(list(seen)),
  "POST /v1/bot/revoke-tokens": none,
  "POST /v1/bot/reconcile": ok(v.looseObject({ looked: count, removed: count, missing: count, more: v.boolean() })),
  "POST /v1/embed-tokens": made(object({ token: text, expires_at: time, visitor_id: text })),
  "GET /v1/audit": ok(list(auditEntry)),

  "POST /v1/bots/:bot_id/secret-keys": made(object({ ...key, secret_key: text })),
  "GET /v1/bots/:bot_id/secret-keys": ok(list(object(key))),
  "DELETE /v1/bots/:bot_id/secret-keys/:key_id": none,
  "POST /v1/signing-keys": made(object({ ...key, kid: text, alg: text, secret: v.optional(text) })),
  "GET /v1/signing-keys": ok(
    list(object({ kid: text, name: orNull(text), alg: text, created_at: time, last_used_at: orNull(time) })),
  ),
  "DELETE /v1/signing-keys/:kid": none,
  "POST /v1/publishable-keys": made(object({ ...key, publishable_key: text })),
  "GET /v1/publishable-keys": ok(list(object({ ...key, publishable_key: text }))),
  "DELETE /v1/publishable-keys/:key_id": none,
  "POST /v1/mcp-keys": made(object({ ...key, key: text })),
  "GET /v1/mcp-keys": ok(list(object(key))),
  "DELETE /v1/mcp-keys/:key_id": none,

  "PUT /v1/documents/:document_id": { ...ok(document), also: 202 },
  "POST /v1/documents": { ...ok(document, 202), also: 200 },
  "GET /v1/documents": ok(list(document)),
  "GET /v1/documents/:document_id": ok(document),
  "GET /v1/documents/:document_id/content": ok(
    object({
      document_id: text,
      live_version: orNull(count),
      title: text,
      url: orNull(text),
      content_type: text,
      language: orNull(text),
      warnings,
      text,
    }),
  ),
  "GET /v1/documents/:document_id/chunks": ok(list(chunk)),
  "POST /v1/documents/delete": ok(object({ deleted: v.array(text), not_found: v.array(text) })),
  "DELETE /v1/documents/:document_id": none,
  "PUT /v1/answers/:answer_id": ok(answer),
  "GET /v1/answers": ok(list(answer)),
  "GET /v1/answers/:answer_id": ok(answer),
  "DELETE /v1/answers/:answer_id": none,
  "POST /v1/sources": made(source),
  "GET /v1/sources": ok(list(source)),
  "GET /v1/sources/:source_id": ok(source),
  "PATCH /v1/sources/:source_id": ok(source),
  "DELETE /v1/sources/:source_id": none,
  "POST /v1/sources/:source_id/sync": ok(source, 202),
  "POST /v1/sources/:source_id/stop": ok(source),
  "POST /v1/sources/:source_id/confirm": ok(source, 202),
  "GET /v1/sources/:source_id/pages": ok(list(sourcePage)),
  "POST /v1/search": ok(
    object({
      matches: v.array(match),
      spelling: v.optional(object({ asked: text, used: text })),
      trace: v.optional(free),
    }),
  ),

  "GET /v1/conversations": ok(list(object(summary))),
  "GET /v1/conversations/:conversation_id": ok(object({ visitor_id: text, ...conversation })),
  "DELETE /v1/conversations/:conversation_id": none,
  "GET /v1/insights": ok(
    object({
      counts: v.record(v.string(), count),
      kind: v.picklist(["unanswered", "rated"]),
      ...list(question).entries,
    }),
  ),
  "GET /v1/insights/groups": ok(list(group)),
  "PATCH /v1/insights/groups/:group_id": ok(group),
  "POST /v1/insights/groups/:group_id/recheck": ok(
    object({
      of: count,
      answered: count,
      before: count,
      results: v.array(
        object({ question: text, outcome, before: outcome, quote: v.optional(text), url: v.optional(orNull(text)) }),
      ),
    }),
  ),
  "GET /v1/insights/numbers": ok(
    object({
      days: v.array(object({ day: text, ...figures })),
      totals: sums,
      before: sums,
      complete_since: text,
      pages: v.optional(
        object({
          most: v.array(object({ title: text, url: orNull(text), count })),
          never: v.array(object({ document_id: text, title: text, url: orNull(text) })),
        }),
      ),
    }),
  ),
  "GET /v1/usage": ok(list(usageDay)),
  "GET /v1/visitors/:visitor_id/export": ok(
    object({
      visitor_id: text,
      handoffs: v.array(handoff),
      ...list(object({ ...summary, messages: v.array(message) })).entries,
    }),
  ),
  "DELETE /v1/visitors/:visitor_id": none,
  "POST /v1/handoffs": made(object({ handoff_id: text, reference: text, created_at: time })),
  "GET /v1/handoffs": ok(list(handoff)),
  "PATCH /v1/handoffs/:handoff_id": ok(handoff),
  "DELETE /v1/handoffs/:handoff_id": none,
  "POST /v1/webhooks": made(object({ ...webhook, secret: text })),
  "GET /v1/webhooks": ok(list(object(webhook))),
  "DELETE /v1/webhooks/:webhook_id": none,
  "POST /v1/webhooks/:webhook_id/test": ok(delivery),
  "POST /v1/webhooks/:webhook_id/rotate": ok(object({ ...webhook, secret: text })),
  "GET /v1/webhooks/:webhook_id/deliveries": ok(list(delivery)),

  "POST /v1/embed-sessions": ok(object({ ...token, visitor_handle: text })),
  "GET /v1/embed-config": ok(object(publicSettings)),
  "POST /v1/chat": { status: 200, type: "text/event-stream" },
  "GET /v1/chat": ok(list(object({ conversation_id: text, title: text, updated_at: time, running: v.boolean() }))),
  "GET /v1/chat/:conversation_id/stream": { status: 200, type: "text/event-stream", also: 204 },
  "POST /v1/chat/:conversation_id/stop": none,
  "GET /v1/chat/:conversation_id": ok(object(conversation)),
  "DELETE /v1/chat/:conversation_id": none,
  "POST /v1/feedback": none,
  "POST /v1/openai/chat/completions": ok(
    object({
      id: text,
      object: v.literal("chat.completion"),
      created: count,
      model: text,
      choices: v.array(free),
      usage: free,
      vegarag: free,
    }),
  ),
  "GET /v1/openai/models": ok(object({ object: v.literal("list"), data: v.array(openaiModel) })),
  "GET /v1/openai/models/:model": ok(openaiModel),
  "POST /mcp": ok(free),
  "GET /mcp": { status: 405 },
};
