/**
 * What each call answers with where it succeeds: the status, and the shape of the JSON. The API description is made of
 * it, and a test holds real answers to it, so a field that is added here or there alone does not stay unnoticed.
 */

import * as v from "valibot";
import { OUTCOMES } from "./request/log.ts";

export interface Reply {
  status: number;
  /** Undefined: no JSON. */
  schema?: v.GenericSchema;
  /** Of what is no JSON. */
  type?: string;
}

const text = v.string();
const time = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer());
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);
const object = v.strictObject;
const list = <Schema extends v.GenericSchema>(item: Schema) =>
  object({ data: v.array(item), next_cursor: orNull(text) });
/** Objects whose fields are the sender's own. */
const free = v.record(v.string(), v.unknown());
const outcome = orNull(v.picklist(OUTCOMES));
const rating = orNull(v.picklist(["up", "down"]));

const key = { key_id: text, name: orNull(text), created_at: time, last_used_at: orNull(time) };
const token = { token: text, expires_in: count };

const limits = object({
  messages_per_minute: orNull(count),
  messages_per_day: orNull(count),
  visitors_per_address: orNull(count),
  proof_of_work: orNull(count),
  turnstile: v.boolean(),
  bot_messages_per_minute: orNull(count),
  bot_messages_per_day: orNull(count),
  tokens_per_day: orNull(count),
  tokens_per_month: orNull(count),
  when_spent: v.picklist(["extractive", "refuse"]),
  when_down: v.picklist(["extractive", "refuse"]),
});
const theme = v.looseObject({
  accent: v.optional(text),
  mode: v.optional(text),
  position: v.optional(text),
  label: v.optional(text),
  headline: v.optional(text),
  logo: v.optional(text),
});
const publicSettings = {
  name: text,
  greeting: text,
  suggested_questions: v.array(text),
  theme,
  contact: free,
  notice: free,
  language: orNull(text),
  texts: v.record(v.string(), free),
};
const bot = {
  bot_id: text,
  created_at: time,
  ...publicSettings,
  instructions: text,
  no_answer_text: text,
  allowed_origins: v.array(text),
  require_identity: v.boolean(),
  limits,
  retention_days: count,
  synonyms: v.array(v.array(text)),
};
const engine = v.looseObject({ engine: text, state: text });

const problem = object({ code: text, detail: text });
const document = object({
  document_id: text,
  status: v.picklist(["queued", "indexing", "ready", "failed"]),
  version: count,
  live_version: orNull(count),
  title: text,
  url: orNull(text),
  content_type: text,
  language: orNull(text),
  metadata: free,
  source_id: orNull(text),
  sent_hash: orNull(text),
  chunks: count,
  vectors: v.picklist(["ready", "partial", "pending", "off"]),
  problem: v.optional(v.looseObject(problem.entries)),
  warnings: v.array(v.looseObject({ code: text, detail: text })),
  vectors_problem: v.optional(text),
  created_at: time,
  updated_at: time,
});
const chunk = object({
  chunk_id: text,
  ordinal: count,
  heading_path: v.array(text),
  text,
  carried: count,
  page: v.optional(count),
});
const answer = object({
  answer_id: text,
  questions: v.array(text),
  answer: text,
  url: orNull(text),
  metadata: free,
  created_at: time,
  updated_at: time,
});
const progress = object({
  started_at: time,
  finished_at: orNull(time),
  found: count,
  fetched: count,
  indexed: count,
  unchanged: count,
  removed: count,
  failed: count,
  skipped: v.record(v.string(), count),
});
const source = v.looseObject({
  source_id: text,
  url: text,
  kind: text,
  include: v.array(text),
  exclude: v.array(text),
  max_pages: count,
  max_depth: count,
  every: orNull(text),
  selectors: v.array(free),
  pace: free,
  status: v.picklist(["idle", "syncing", "stopped", "needs-confirmation", "failed"]),
  problem: orNull(v.looseObject(problem.entries)),
  progress: orNull(progress),
  last_sync: orNull(progress),
});
const sourcePage = v.looseObject({
  url: text,
  status: text,
  reason: orNull(text),
  http_status: orNull(count),
  found_by: text,
  depth: count,
  document_id: orNull(text),
  fetched_at: orNull(time),
  changed_at: orNull(time),
});
const match = v.looseObject({
  document_id: text,
  chunk_id: text,
  title: text,
  heading_path: v.array(text),
  url: orNull(text),
  text,
  score: v.number(),
});

const message = object({
  id: text,
  role: v.picklist(["user", "assistant"]),
  parts: v.array(v.looseObject({ type: text })),
  metadata: v.optional(free),
});
const conversation = { conversation_id: text, messages: v.array(message), running: v.boolean() };
const summary = {
  conversation_id: text,
  visitor_id: text,
  first_question: text,
  questions: count,
  unanswered: count,
  started_at: time,
  last_at: time,
};
const question = object({
  conversation_id: text,
  visitor_id: text,
  message_id: text,
  question: text,
  outcome,
  asked_at: time,
  rating,
  reason: orNull(text),
});
const usageDay = object({
  day: text,
  answers: count,
  answered: count,
  unanswered: count,
  stopped: count,
  failed: count,
  degraded: count,
  calls: count,
  input_tokens: count,
  output_tokens: count,
});
const group = object({
  group_id: text,
  label: text,
  state: v.picklist(["open", "done", "ignored"]),
  count,
  last_at: time,
  questions: v.array(object({ text, outcome, rating, asked_at: time, conversation_id: text, visitor_id: text })),
});
const figures = {
  conversations: count,
  questions: count,
  answered: count,
  curated: count,
  unsure: count,
  declined: count,
  contact: count,
  small_talk: count,
  rated_up: count,
  rated_down: count,
  handoffs: count,
  input_tokens: count,
  output_tokens: count,
};
const sums = object({ ...figures, confirmed: count, assumed: count, came_back: count });
const handoff = object({
  handoff_id: text,
  reference: text,
  state: v.picklist(["open", "done"]),
  visitor_id: text,
  conversation_id: orNull(text),
  name: orNull(text),
  email: orNull(text),
  message: orNull(text),
  trigger: text,
  consent_text: orNull(text),
  created_at: time,
});
const webhook = {
  webhook_id: text,
  url: text,
  events: v.array(text),
  created_at: time,
  rotated_at: orNull(time),
  last_delivery: orNull(v.picklist(["delivered", "failed"])),
};
const delivery = object({
  delivery_id: text,
  message_id: text,
  event: text,
  status: v.picklist(["pending", "delivered", "failed"]),
  attempts: count,
  http_status: orNull(count),
  problem: orNull(text),
  created_at: time,
  last_attempt_at: orNull(time),
  next_attempt_at: orNull(time),
});
const auditEntry = object({
  at: time,
  action: text,
  bot_id: orNull(text),
  detail: free,
  credential: object({ kind: text, key_id: orNull(text), via: orNull(text), email: orNull(text) }),
});
const seen = object({ origin: text, count, last_at: orNull(time) });
const openaiModel = v.looseObject({ id: text, object: v.literal("model") });

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

  "PUT /v1/documents/:document_id": ok(document),
  "POST /v1/documents": ok(document, 202),
  "GET /v1/documents": ok(list(document)),
  "GET /v1/documents/:document_id": ok(document),
  "GET /v1/documents/:document_id/content": ok(
    v.looseObject({ document_id: text, live_version: orNull(count), title: text, url: orNull(text), text }),
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
  "POST /v1/search": ok(v.looseObject({ matches: v.array(match) })),

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
      pages: object({
        most: v.array(object({ title: text, url: orNull(text), count })),
        never: v.array(object({ document_id: text, title: text, url: orNull(text) })),
      }),
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
  "GET /v1/chat/:conversation_id/stream": { status: 200, type: "text/event-stream" },
  "POST /v1/chat/:conversation_id/stop": none,
  "GET /v1/chat/:conversation_id": ok(object(conversation)),
  "DELETE /v1/chat/:conversation_id": none,
  "POST /v1/feedback": none,
  "POST /v1/openai/chat/completions": ok(v.looseObject({ id: text, object: text, choices: v.array(free) })),
  "GET /v1/openai/models": ok(object({ object: v.literal("list"), data: v.array(openaiModel) })),
  "GET /v1/openai/models/:model": ok(openaiModel),
  "POST /mcp": ok(free),
  "GET /mcp": { status: 405 },
};
