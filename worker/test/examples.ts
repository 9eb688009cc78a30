/**
 * One sound request for every route there is, by method and path as the route table spells them. Tests
 * of all routes read it: a route that is not here fails them by name.
 */

import type { Route } from "../http/route.ts";
import { CONVERSATION, DOCUMENT, type Furnished, SPARE, VISITOR } from "./principals.ts";

export interface Example {
  /** With every parameter filled in. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** What the tenant's own credential gets. */
  status: number;
  /** Or this, where the same was asked for just before. */
  orAgain?: number;
}

type ExampleOf = (tenant: Furnished) => Example;

export const nameOf = ({ method, path }: Pick<Route, "method" | "path">): string => `${method} ${path}`;

const at =
  (
    path: string | ((tenant: Furnished) => string),
    status = 200,
    more: Omit<Example, "path" | "status"> = {},
  ): ExampleOf =>
  (tenant) => ({ path: typeof path === "string" ? path : path(tenant), status, ...more });

const visitor = { visitor_id: VISITOR };
/** Its title tells whose it is. */
function logoForm(title: string): FormData {
  const form = new FormData();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>${title}</title><path d="M1 1h6"/></svg>`;
  form.append("file", new File([svg], "logo.svg", { type: "image/svg+xml" }));
  return form;
}
const document = { content: "# Page\n\nThe ferry to Iceland leaves on Thursdays.", content_type: "text/markdown" };
const question = (id: string): object => ({
  id,
  role: "user",
  parts: [{ type: "text", text: "What is the code word?" }],
});

export const EXAMPLES: Record<string, ExampleOf> = {
  "GET /healthz": at("/healthz"),
  "GET /openapi.json": at("/openapi.json"),
  "GET /problems/:slug": at("/problems/not-found"),
  "GET /crawler": at("/crawler"),

  "POST /v1/accounts": at("/v1/accounts", 201, { body: { name: "Another" } }),
  "GET /v1/accounts": at("/v1/accounts"),
  "POST /v1/bots": at("/v1/bots", 201, { body: { name: "Another" } }),
  "GET /v1/bots": at("/v1/bots"),
  "GET /v1/bots/:bot_id": at(({ botId }) => `/v1/bots/${botId}`),
  "DELETE /v1/bots/:bot_id": at(({ botId }) => `/v1/bots/${botId}`, 202),
  "POST /v1/bots/:bot_id/secret-keys": at(({ botId }) => `/v1/bots/${botId}/secret-keys`, 201),
  "GET /v1/bots/:bot_id/secret-keys": at(({ botId }) => `/v1/bots/${botId}/secret-keys`),
  "DELETE /v1/bots/:bot_id/secret-keys/:key_id": at(
    ({ botId, secretKeyIds }) => `/v1/bots/${botId}/secret-keys/${secretKeyIds[1]}`,
    204,
  ),

  "POST /v1/account/keys": at("/v1/account/keys", 201, { body: { name: "Second" } }),
  "GET /v1/account/keys": at("/v1/account/keys"),
  "DELETE /v1/account/keys/:key_id": at(({ accountKeyIds }) => `/v1/account/keys/${accountKeyIds[1]}`, 204),
  "POST /v1/account/sign-in-codes": at("/v1/account/sign-in-codes", 201),
  "POST /v1/console-sessions": at("/v1/console-sessions", 200),
  "POST /v1/bots/:bot_id/console-tokens": at(({ botId }) => `/v1/bots/${botId}/console-tokens`, 201),

  "GET /v1/bot": at("/v1/bot"),
  "PATCH /v1/bot": at("/v1/bot", 200, { body: { retention_days: 30 } }),
  "PUT /v1/bot/logo": (tenant) => ({ path: "/v1/bot/logo", status: 200, body: logoForm(tenant.canary) }),
  "POST /v1/bot/allowed-origins": at("/v1/bot/allowed-origins", 201, { body: { origin: "https://*.example.com" } }),
  "GET /v1/bot/allowed-origins": at("/v1/bot/allowed-origins"),
  "DELETE /v1/bot/allowed-origins": at("/v1/bot/allowed-origins?origin=https://*.example.com", 204),
  "GET /v1/bot/refused-origins": at("/v1/bot/refused-origins"),
  "POST /v1/bot/reconcile": at("/v1/bot/reconcile"),
  "POST /v1/bot/revoke-tokens": at("/v1/bot/revoke-tokens", 204),
  "POST /v1/embed-tokens": at("/v1/embed-tokens", 201, { body: visitor }),
  "POST /v1/signing-keys": at("/v1/signing-keys", 201, { body: { alg: "HS256" } }),
  "GET /v1/signing-keys": at("/v1/signing-keys"),
  "DELETE /v1/signing-keys/:kid": at(({ kid }) => `/v1/signing-keys/${kid}`, 204),
  "POST /v1/publishable-keys": at("/v1/publishable-keys", 201),
  "GET /v1/publishable-keys": at("/v1/publishable-keys"),
  "DELETE /v1/publishable-keys/:key_id": at(
    ({ publishableKeyIds }) => `/v1/publishable-keys/${publishableKeyIds[1]}`,
    204,
  ),

  "PUT /v1/documents/:document_id": at("/v1/documents/ferry.md?wait=true", 200, { body: document }),
  "POST /v1/documents": at("/v1/documents", 202, { body: { ...document, document_id: "ferry-2.md" } }),
  "GET /v1/documents": at("/v1/documents"),
  "GET /v1/documents/:document_id": at(`/v1/documents/${DOCUMENT}`),
  "GET /v1/documents/:document_id/content": at(`/v1/documents/${DOCUMENT}/content`),
  "GET /v1/documents/:document_id/chunks": at(`/v1/documents/${DOCUMENT}/chunks`),
  "POST /v1/documents/delete": at("/v1/documents/delete", 200, { body: { document_ids: ["ferry.md"] } }),
  "DELETE /v1/documents/:document_id": at(`/v1/documents/${DOCUMENT}`, 204),
  "PUT /v1/answers/:answer_id": at("/v1/answers/ferry", 200, {
    body: { questions: ["When does the ferry leave?"], answer: "On Thursdays." },
  }),
  "GET /v1/answers": at("/v1/answers"),
  "GET /v1/answers/:answer_id": at("/v1/answers/parking"),
  "DELETE /v1/answers/:answer_id": at("/v1/answers/parking", 204),
  "POST /v1/sources": at("/v1/sources", 201, { body: { url: "http://127.0.0.1:9/", kind: "page" } }),
  "GET /v1/sources": at("/v1/sources"),
  "GET /v1/sources/:source_id": at(({ sourceId }) => `/v1/sources/${sourceId}`),
  "PATCH /v1/sources/:source_id": at(({ sourceId }) => `/v1/sources/${sourceId}`, 200, { body: { every: "week" } }),
  "POST /v1/sources/:source_id/sync": at(({ sourceId }) => `/v1/sources/${sourceId}/sync`, 202, { orAgain: 429 }),
  "POST /v1/sources/:source_id/stop": at(({ sourceId }) => `/v1/sources/${sourceId}/stop`),
  "POST /v1/sources/:source_id/confirm": at(({ sourceId }) => `/v1/sources/${sourceId}/confirm`, 409),
  "GET /v1/sources/:source_id/pages": at(({ sourceId }) => `/v1/sources/${sourceId}/pages`),
  "DELETE /v1/sources/:source_id": at(({ sourceId }) => `/v1/sources/${sourceId}`, 204),
  "POST /v1/search": at("/v1/search", 200, { body: { query: "code word of the lighthouse" } }),

  "GET /v1/conversations": at("/v1/conversations"),
  "GET /v1/conversations/:conversation_id": at(`/v1/conversations/${CONVERSATION}`),
  "DELETE /v1/conversations/:conversation_id": at(`/v1/conversations/${SPARE}`, 204),
  "GET /v1/insights": at("/v1/insights"),
  "GET /v1/insights/groups": at("/v1/insights/groups"),
  "PATCH /v1/insights/groups/:group_id": at(({ groupId }) => `/v1/insights/groups/${groupId}`, 200, {
    body: { state: "done" },
  }),
  "POST /v1/insights/groups/:group_id/recheck": at(({ groupId }) => `/v1/insights/groups/${groupId}/recheck`),
  "GET /v1/insights/numbers": at("/v1/insights/numbers"),
  "POST /v1/handoffs": at("/v1/handoffs", 201, {
    body: { conversation_id: null, email: "visitor@example.com", message: "Please call me.", ...visitor },
  }),
  "GET /v1/handoffs": at("/v1/handoffs"),
  "PATCH /v1/handoffs/:handoff_id": at(({ handoffId }) => `/v1/handoffs/${handoffId}`, 200, {
    body: { state: "done" },
  }),
  "DELETE /v1/handoffs/:handoff_id": at(({ handoffId }) => `/v1/handoffs/${handoffId}`, 204),
  "POST /v1/webhooks": at("/v1/webhooks", 201, {
    body: { url: "https://hooks.example.com/in", events: ["handoff.created"] },
  }),
  "GET /v1/webhooks": at("/v1/webhooks"),
  "DELETE /v1/webhooks/:webhook_id": at(({ webhookId }) => `/v1/webhooks/${webhookId}`, 204),
  "POST /v1/webhooks/:webhook_id/test": at(({ webhookId }) => `/v1/webhooks/${webhookId}/test`),
  "POST /v1/webhooks/:webhook_id/rotate": at(({ webhookId }) => `/v1/webhooks/${webhookId}/rotate`),
  "GET /v1/webhooks/:webhook_id/deliveries": at(({ webhookId }) => `/v1/webhooks/${webhookId}/deliveries`),
  "GET /v1/usage": at("/v1/usage"),
  "GET /v1/visitors/:visitor_id/export": at(`/v1/visitors/${VISITOR}/export`),
  "DELETE /v1/visitors/:visitor_id": at(`/v1/visitors/${VISITOR}`, 204),

  "POST /v1/embed-sessions": (tenant) => ({
    path: "/v1/embed-sessions",
    status: 200,
    headers: { origin: tenant.pageOrigin },
    body: { publishable_key: tenant.publishableKey },
  }),
  "GET /v1/embed-config": at("/v1/embed-config"),
  "GET /v1/chat": at(`/v1/chat?visitor_id=${VISITOR}`),
  "POST /mcp": at("/mcp", 200, { body: { jsonrpc: "2.0", id: 1, method: "tools/list" } }),
  "GET /mcp": at("/mcp", 405),
  "POST /v1/mcp-keys": at("/v1/mcp-keys", 201),
  "GET /v1/mcp-keys": at("/v1/mcp-keys"),
  "DELETE /v1/mcp-keys/:key_id": at(({ mcpKeyId }) => `/v1/mcp-keys/${mcpKeyId}`, 204),
  "GET /v1/audit": at("/v1/audit"),
  "GET /v1/account/audit": at("/v1/account/audit"),
  "POST /v1/chat": at("/v1/chat", 200, {
    body: { id: "conversation-3", message: question("question-3"), ...visitor },
  }),
  "GET /v1/chat/:conversation_id/stream": at(`/v1/chat/${CONVERSATION}/stream?visitor_id=${VISITOR}`, 200, {
    headers: { "last-event-id": "1" },
  }),
  "POST /v1/chat/:conversation_id/stop": at(`/v1/chat/${CONVERSATION}/stop?visitor_id=${VISITOR}`, 204),
  "GET /v1/chat/:conversation_id": at(`/v1/chat/${CONVERSATION}?visitor_id=${VISITOR}`),
  "DELETE /v1/chat/:conversation_id": at(`/v1/chat/${CONVERSATION}?visitor_id=${VISITOR}`, 204),
  "POST /v1/openai/chat/completions": at("/v1/openai/chat/completions", 200, {
    body: { model: "any", messages: [{ role: "user", content: "What is the code word?" }], user: VISITOR },
  }),
  "GET /v1/openai/models": at("/v1/openai/models"),
  "GET /v1/openai/models/:model": at("/v1/openai/models/vegarag"),
  "POST /v1/feedback": (tenant) => ({
    path: "/v1/feedback",
    status: 204,
    body: { conversation_id: CONVERSATION, message_id: tenant.answerId, rating: "up", ...visitor },
  }),
};
