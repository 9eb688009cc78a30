/** What the API's replies are made of: the shape of each thing that it tells of. */

import * as v from "valibot";
import { OUTCOMES } from "../../shared/chat.ts";
import { PAGE_STATUSES } from "../page-status.ts";

export const text = v.string();
export const time = v.pipe(v.string(), v.isoTimestamp());
export const count = v.pipe(v.number(), v.integer());
export const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.nullable(schema);
export const object = v.strictObject;
export const list = <Schema extends v.GenericSchema>(item: Schema) =>
  object({ data: v.array(item), next_cursor: orNull(text) });
/** Objects whose fields are the sender's own. */
export const free = v.record(v.string(), v.unknown());
export const outcome = orNull(v.picklist(OUTCOMES));
const rating = orNull(v.picklist(["up", "down"]));

export const key = { key_id: text, name: orNull(text), created_at: time, last_used_at: orNull(time) };
export const token = { token: text, expires_in: count };

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
export const publicSettings = {
  name: text,
  greeting: text,
  suggested_questions: v.array(text),
  theme,
  contact: free,
  notice: free,
  language: orNull(text),
  texts: v.record(v.string(), free),
};
export const bot = {
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
export const engine = v.looseObject({ engine: text, state: text });

const problem = object({ code: text, detail: text });
export const warnings = v.array(object({ code: text, detail: text, pages: v.optional(v.array(count)) }));
export const document = object({
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
  warnings,
  vectors_problem: v.optional(text),
  created_at: time,
  updated_at: time,
});
export const chunk = object({
  chunk_id: text,
  ordinal: count,
  heading_path: v.array(text),
  text,
  carried: count,
  page: v.optional(count),
});
export const answer = object({
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
export const source = object({
  source_id: text,
  url: text,
  kind: text,
  include: v.array(text),
  exclude: v.array(text),
  max_pages: count,
  max_depth: count,
  every: orNull(text),
  selectors: v.array(free),
  pace: object({ in_flight: count, per_host: count, spacing_ms: count }),
  headers: v.array(text),
  status: v.picklist(["idle", "syncing", "stopped", "needs-confirmation", "failed"]),
  problem: orNull(v.looseObject(problem.entries)),
  progress: orNull(progress),
  last_sync: orNull(progress),
  next_sync_at: orNull(time),
  site_name: orNull(text),
  created_at: time,
});
export const sourcePage = object({
  url: text,
  status: v.picklist(Object.keys(PAGE_STATUSES)),
  reason: orNull(text),
  detail: text,
  advice: text,
  http_status: orNull(count),
  found_by: text,
  depth: count,
  document_id: orNull(text),
  fetched_at: orNull(time),
  changed_at: orNull(time),
});
export const match = object({
  document_id: text,
  chunk_id: text,
  title: text,
  heading_path: v.array(text),
  url: orNull(text),
  text,
  score: v.number(),
});

/** Which fields go with which type is the UI message stream's to say. */
const part = v.looseObject({
  type: text,
  text: v.optional(text),
  sourceId: v.optional(text),
  url: v.optional(text),
  title: v.optional(text),
  mediaType: v.optional(text),
  data: v.optional(free),
});
export const message = object({
  id: text,
  role: v.picklist(["user", "assistant"]),
  parts: v.array(part),
  metadata: v.optional(free),
});
export const conversation = { conversation_id: text, messages: v.array(message), running: v.boolean() };
export const summary = {
  conversation_id: text,
  visitor_id: text,
  first_question: text,
  questions: count,
  unanswered: count,
  outcomes: v.array(v.picklist(OUTCOMES)),
  started_at: time,
  last_at: time,
};
export const question = object({
  conversation_id: text,
  visitor_id: text,
  message_id: text,
  question: text,
  outcome,
  asked_at: time,
  rating,
  reason: orNull(text),
});
export const usageDay = object({
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
export const group = object({
  group_id: text,
  label: text,
  state: v.picklist(["open", "done", "ignored"]),
  count,
  last_at: time,
  questions: v.array(object({ text, outcome, rating, asked_at: time, conversation_id: text, visitor_id: text })),
});
export const figures = {
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
export const sums = object({ ...figures, confirmed: count, assumed: count, came_back: count });
export const handoff = object({
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
export const webhook = {
  webhook_id: text,
  url: text,
  events: v.array(text),
  created_at: time,
  rotated_at: orNull(time),
  last_delivery: orNull(v.picklist(["delivered", "failed"])),
};
export const delivery = object({
  delivery_id: text,
  message_id: text,
  event: text,
  status: v.picklist(["pending", "delivered", "failed"]),
  attempts: count,
  http_status: orNull(count),
  problem: orNull(text),
  problem_code: orNull(text),
  created_at: time,
  last_attempt_at: orNull(time),
  next_attempt_at: orNull(time),
});
export const auditEntry = object({
  at: time,
  action: text,
  bot_id: orNull(text),
  detail: free,
  credential: object({ kind: text, key_id: orNull(text), via: orNull(text), email: orNull(text) }),
});
export const seen = object({ origin: text, count, last_at: orNull(time) });
export const openaiModel = object({ id: text, object: v.literal("model"), created: count, owned_by: text, name: text });
