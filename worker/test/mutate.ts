/** Bodies with every field there is, and every body that differs from one in one place. */

import { CONVERSATION, VISITOR } from "./principals.ts";

const SOURCE = {
  include: ["/docs/**"],
  exclude: ["/docs/old/**"],
  max_pages: 3,
  max_depth: 1,
  every: null,
  selectors: [{ path: "/**", keep: ["main"], drop: ["nav"] }],
  headers: { "x-preview": "1" },
  pace: { in_flight: 1, per_host: 1, spacing_ms: 500 },
};

const LOGO = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cpath d='M0 0h8'/%3E%3C/svg%3E";

/** Bodies with every field that there is. */
export const FULL: Record<string, object> = {
  "POST /v1/accounts": { name: "A" },
  "POST /v1/bots": { name: "A" },
  "POST /v1/bots/:bot_id/secret-keys": { name: "A" },
  "POST /v1/account/keys": { name: "A" },
  "POST /v1/console-sessions": { code: "c" },
  "POST /v1/publishable-keys": { name: "A" },
  "POST /v1/mcp-keys": { name: "A" },
  "PATCH /v1/bot": {
    name: "Hostile",
    instructions: "i",
    greeting: "g",
    suggested_questions: ["s"],
    no_answer_text: "n",
    theme: { accent: "#112233", mode: "dark", position: "left", label: "l", headline: "h", logo: LOGO },
    allowed_origins: ["https://x.example"],
    require_identity: false,
    limits: {
      messages_per_minute: null,
      messages_per_day: null,
      visitors_per_address: 10,
      proof_of_work: null,
      turnstile: true,
      bot_messages_per_minute: null,
      bot_messages_per_day: null,
      tokens_per_day: null,
      tokens_per_month: null,
      when_spent: "extractive",
      when_down: "refuse",
    },
    retention_days: 3,
    contact: {
      text: "t",
      url: "https://x.example/",
      email: "a@x.example",
      form: { fields: ["name"], consent_text: "c" },
    },
    notice: { text: "t", url: "https://x.example/", consent: false },
    language: "de",
    texts: { de: { greeting: "g", no_answer_text: "n", suggested_questions: ["s"] } },
    synonyms: [["a", "b"]],
  },
  "POST /v1/bot/allowed-origins": { origin: "https://x.example" },
  "PATCH /v1/insights/groups/:group_id": { state: "done" },
  "POST /v1/handoffs": {
    conversation_id: null,
    name: "n",
    email: "e@x.example",
    message: "m",
    trigger: "request",
    consent: true,
    visitor_id: VISITOR,
  },
  "PATCH /v1/handoffs/:handoff_id": { state: "done" },
  "POST /v1/webhooks": { url: "https://hooks.example.com/in", events: ["handoff.created"] },
  "POST /v1/embed-tokens": {
    visitor_id: "v",
    ttl_seconds: 60,
    origins: ["https://x.example"],
    filter: { a: 1 },
    profile: { b: 1 },
    limits: { messages_per_minute: 1, messages_per_day: 1 },
  },
  "POST /v1/signing-keys": { alg: "EdDSA", public_key: "x", name: "A" },
  "PUT /v1/documents/:document_id": {
    source_id: "ingest:docs",
    sent_hash: "abc",
    content: "c",
    content_type: "text/plain",
    title: "t",
    url: "https://x.example/",
    metadata: { a: "b" },
  },
  "POST /v1/documents/delete": { document_ids: ["ferry.md"] },
  "POST /v1/documents": {
    source_id: "ingest:docs",
    sent_hash: "abc",
    content: "c",
    content_type: "text/plain",
    title: "t",
    url: "https://x.example/",
    metadata: { a: "b" },
    document_id: "d",
  },
  "POST /v1/sources": { url: "http://127.0.0.1:9/", kind: "page", ...SOURCE },
  "PATCH /v1/sources/:source_id": SOURCE,
  "PUT /v1/answers/:answer_id": { questions: ["q"], answer: "a", url: "https://x.example/", metadata: { a: "b" } },
  "POST /v1/search": { query: "lighthouse", top_k: 3, filter: { a: 1 } },
  "POST /v1/embed-sessions": {
    publishable_key: "vrp_",
    visitor_handle: "h",
    turnstile_token: "t",
    proof_of_work: { challenge: "c", nonce: "n" },
  },
  "POST /v1/chat": {
    id: "c",
    message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] },
    trigger: "submit-message",
    messageId: "m",
    filter: { a: 1 },
    visitor_id: VISITOR,
  },
  "POST /v1/openai/chat/completions": {
    model: "any",
    messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
    n: 1,
    stream: false,
    stream_options: { include_usage: true },
    user: VISITOR,
    visitor_id: VISITOR,
    filter: { a: 1 },
    metadata: { conversation_id: "o" },
  },
  "POST /v1/feedback": {
    conversation_id: CONVERSATION,
    message_id: "m",
    rating: "up",
    reason: "r",
    visitor_id: VISITOR,
  },
};

const deep = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels);

/** Values as JSON text, so that also what `JSON.stringify` would not write can be sent. */
const WRONG = [
  "null",
  "true",
  "false",
  "0",
  "-0",
  "-1",
  "1",
  "1.5",
  "1e308",
  "1e999",
  "-1e999",
  "9007199254740993",
  "1e-320",
  '""',
  '" "',
  '"NaN"',
  '"Infinity"',
  '"null"',
  '"undefined"',
  '"0"',
  '"[object Object]"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  "[]",
  "[null]",
  "[[]]",
  '[""]',
  "[1,2,3]",
  '["a","a"]',
  "{}",
  '{"":""}',
  '{"a":null}',
  '{"$gt":""}',
  '{"$where":"1"}',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"toString":1,"valueOf":2,"toJSON":3}',
  '{"length":1e9}',
  '{"then":1}',
  `"${"x".repeat(20_000)}"`,
  `[${Array.from({ length: 3_000 }, (_, at) => at).join(",")}]`,
  `{${Array.from({ length: 2_000 }, (_, at) => `"k${at}":${at}`).join(",")}}`,
  deep(10_000, "[", "]"),
  deep(5_000, '{"a":', "}").replace('{"a":}', '{"a":1}'),
  `{"$or":${deep(3_000, '[{"$or":', "}]").replace('{"$or":}', '{"a":1}')}}`,
];

/** Every body that differs from a full one in one place, replaced or left out: where, and the body as text. */
export function* mutate(body: unknown, path: readonly string[] = []): Generator<[string, string]> {
  for (const text of WRONG) yield [`${path.join(".")} = ${text.slice(0, 60)}`, text];
  if (typeof body !== "object" || body === null) return;
  const entries = Object.entries(body);
  for (const [name, part] of entries) {
    const others = entries
      .filter(([each]) => each !== name)
      .map(([each, value]) => [each, JSON.stringify(value)] as const);
    for (const [where, text] of mutate(part, [...path, name])) {
      const members = [[name, text] as const, ...others];
      yield [
        where,
        Array.isArray(body)
          ? `[${members.map(([, value]) => value).join(",")}]`
          : `{${members.map(([each, value]) => `${JSON.stringify(each)}:${value}`).join(",")}}`,
      ];
    }
    if (!Array.isArray(body)) {
      yield [
        [...path, `without ${name}`].join("."),
        `{${others.map(([each, value]) => `${JSON.stringify(each)}:${value}`).join(",")}}`,
      ];
    }
  }
}
