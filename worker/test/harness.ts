/**
 * The whole Worker inside workerd, spoken to over its public API, with two tenants always: whatever a
 * test shows of one has the other beside it, with a canary that must never come across.
 */

import { env, exports } from "cloudflare:workers";
import { createEventDecoder, isTerminal, type StreamChunk } from "../../shared/stream.ts";
import { randomId } from "../../shared/ids.ts";
import type { Problem } from "../../shared/problem.ts";
import { readPieces } from "../adapters/embedded/generator/generator.ts";
import { readStory } from "../chat/tell.ts";
import { readSync } from "../durable/source.ts";
import { readExtraction } from "../knowledge/extract/formats.ts";

// The loader of these tests hands the promise of a module to all objects that wait for it, which the runtime forbids: what
// the Worker reads at need is read before. The built Worker has no such loader.
await Promise.all([readStory(), readPieces(), readSync(), readExtraction()]);

export const ORIGIN = "https://chat.test";

export interface Tenant {
  accountKey: string;
  botId: string;
  secretKey: string;
  publishableKey: string;
  /** An origin of this tenant's pages. */
  pageOrigin: string;
  /** A word that stands in this tenant's documents, conversations and settings, and nowhere else. */
  canary: string;
}

export interface CallOptions {
  method?: string;
  key?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A request as it comes from the internet. A body that is not text or bytes is sent as JSON. */
export function call(path: string, { method, key, body, headers = {} }: CallOptions = {}): Promise<Response> {
  const raw =
    typeof body === "string" ||
    body instanceof Uint8Array ||
    body instanceof FormData ||
    body instanceof ReadableStream;
  return exports.default.fetch(
    new Request(ORIGIN + path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
    }),
  );
}

/** The JSON of a call that has to succeed. */
export async function get<T = Record<string, unknown>>(path: string, options?: CallOptions): Promise<T> {
  const response = await call(path, options);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

/** The problem of a call that has to fail. */
export async function getProblem(path: string, options?: CallOptions): Promise<Problem & { slug: string }> {
  const response = await call(path, options);
  if (response.ok) throw new Error(`${path} succeeded: ${await response.text()}`);
  if (response.headers.get("content-type") !== "application/problem+json")
    throw new Error(`${path}: no problem but ${await response.text()}`);
  const problem = (await response.json()) as Problem;
  if (problem.status !== response.status) throw new Error(`${path}: ${response.status} says ${problem.status}`);
  return { ...problem, slug: problem.type.slice(problem.type.lastIndexOf("/") + 1) };
}

export async function createAccount(): Promise<string> {
  const { account_key } = await get<{ account_key: string }>("/v1/accounts", {
    key: env.OPERATOR_KEY,
    body: { name: "Test" },
  });
  return account_key;
}

/** An account-wide console token, by the account key. */
export async function signIn(accountKey: string): Promise<string> {
  return (await get<{ token: string }>("/v1/console-sessions", { key: accountKey, method: "POST" })).token;
}

/** A console token of one bot. */
export async function openBot(consoleToken: string, botId: string): Promise<string> {
  const path = `/v1/bots/${botId}/console-tokens`;
  return (await get<{ token: string }>(path, { key: consoleToken, method: "POST" })).token;
}

export async function createTenant(name: string, settings: Record<string, unknown> = {}): Promise<Tenant> {
  const accountKey = await createAccount();
  const canary = `${name}canary${randomId(10)}`;
  const pageOrigin = `https://${name.toLowerCase()}.example`;
  const bot = await get<{ bot_id: string; secret_key: string; publishable_key: string }>("/v1/bots", {
    key: accountKey,
    body: { name, instructions: `Secret instructions ${canary}`, allowed_origins: [pageOrigin], ...settings },
  });
  return {
    accountKey,
    botId: bot.bot_id,
    secretKey: bot.secret_key,
    publishableKey: bot.publishable_key,
    pageOrigin,
    canary,
  };
}

export async function putDocument(
  tenant: Tenant,
  id: string,
  content: string,
  more: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  return get(`/v1/documents/${encodeURIComponent(id)}?wait=true`, {
    method: "PUT",
    key: tenant.secretKey,
    body: { content, content_type: "text/markdown", url: `${tenant.pageOrigin}/${encodeURIComponent(id)}`, ...more },
  });
}

export async function mintToken(tenant: Tenant, body: Record<string, unknown> = {}): Promise<string> {
  return (await get<{ token: string }>("/v1/embed-tokens", { key: tenant.secretKey, body })).token;
}

export interface Received {
  id: number;
  chunk: StreamChunk;
}

/** Every numbered event of a stream, until its end. */
export async function readEvents(response: Response): Promise<Received[]> {
  const events: Received[] = [];
  const decode = createEventDecoder(({ id, data }) => {
    if (data !== "[DONE]") events.push({ id: Number(id), chunk: JSON.parse(data) as StreamChunk });
  });
  decode(await response.text());
  return events;
}

export interface Answer {
  response: Response;
  events: Received[];
  chunks: StreamChunk[];
  text: string;
  citations: Extract<StreamChunk, { type: "data-citation" }>["data"][];
  end: StreamChunk | undefined;
}

export interface AskOptions {
  conversation?: string;
  id?: string;
  visitor?: string;
  key?: string;
  more?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** Asks with the secret key for a visitor, or with the token given as `key`, and reads the whole answer. */
export async function ask(tenant: Tenant, text: string, options: AskOptions = {}): Promise<Answer> {
  const response = await send(tenant, text, options);
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const events = await readEvents(response);
  const chunks = events.map(({ chunk }) => chunk);
  return {
    response,
    events,
    chunks,
    text: chunks.map((chunk) => (chunk.type === "text-delta" ? chunk.delta : "")).join(""),
    citations: chunks.flatMap((chunk) => (chunk.type === "data-citation" ? [chunk.data] : [])),
    end: chunks.find(isTerminal),
  };
}

export function send(
  tenant: Tenant,
  text: string,
  { conversation, id, visitor, key, more, headers }: AskOptions = {},
): Promise<Response> {
  return call("/v1/chat", {
    key: key ?? tenant.secretKey,
    ...(headers === undefined ? {} : { headers }),
    body: {
      id: conversation ?? `c_${randomId(12)}`,
      message: { id: id ?? `m_${randomId(12)}`, role: "user", parts: [{ type: "text", text }] },
      ...(key === undefined ? { visitor_id: visitor ?? "visitor-1" } : {}),
      ...more,
    },
  });
}
