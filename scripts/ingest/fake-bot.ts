/**
 * The document routes of one bot, strict: whatever the contract does not allow is answered with a problem
 * and remembered in `complaints`. For tests of the ingest command.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeDocument {
  document_id: string;
  status: "queued" | "indexing" | "ready" | "failed";
  version: number;
  title: string;
  url: string | null;
  source_id: string | null;
  sent_hash: string | null;
  problem?: { code: string; detail: string };
  /** What was sent; not in any answer. */
  content: string;
}

export interface FakeBot {
  url: string;
  key: string;
  documents: Map<string, FakeDocument>;
  /** `METHOD path` of every request. */
  log: string[];
  complaints: string[];
  /** Called before a request is handled; may answer it itself and return true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

/** Records in a page: small, so that every list of more has several pages. */
const PAGE = 3;

export async function startFakeBot(): Promise<FakeBot> {
  const key = "vrs_test-key";
  const documents: FakeBot["documents"] = new Map();
  const bot: FakeBot = { url: "", key, documents, log: [], complaints: [], intercept: () => false, close };

  const server = createServer((request, response) => {
    bot.log.push(`${request.method} ${request.url}`);
    if (bot.intercept(request, response)) return;
    void readBody(request).then((body) => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  bot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return bot;

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const refuse = (status: number, slug: string, detail: string) => {
      bot.complaints.push(`${request.method} ${request.url}: ${detail}`);
      sendProblem(response, status, slug, detail);
    };
    if (request.headers.authorization !== `Bearer ${key}`)
      return refuse(401, "unauthenticated", "A valid key is needed.");
    const url = new URL(request.url!, bot.url);
    if (request.method === "GET" && url.pathname === "/v1/documents") return list(url, response, refuse);
    const match = /^\/v1\/documents\/([^/]+)$/.exec(url.pathname);
    if (!match) return refuse(404, "not-found", "no such route");
    const id = decodeURIComponent(match[1]!);
    if (!/^[\x21-\x7e]{1,512}$/.test(id)) return refuse(400, "invalid-request", "bad document id");
    if (request.method === "DELETE") {
      if (!documents.delete(id)) return sendProblem(response, 404, "not-found", "There is no such document.");
      response.writeHead(204).end();
      return;
    }
    if (request.method !== "PUT") return refuse(405, "invalid-request", "no such method");
    put(id, request, body, response, refuse);
  }

  function list(
    url: URL,
    response: ServerResponse,
    refuse: (status: number, slug: string, detail: string) => void,
  ): void {
    const limit = Number(url.searchParams.get("limit"));
    if (!(limit >= 1 && limit <= 100)) return refuse(400, "invalid-request", "bad limit");
    const after = url.searchParams.get("cursor") ?? "";
    const rest = [...documents.values()]
      .filter((row) => row.document_id > after)
      .sort((a, b) => (a.document_id < b.document_id ? -1 : 1));
    const data = rest.slice(0, PAGE).map(({ content: _content, ...row }) => row);
    const next = rest.length > PAGE ? data.at(-1)!.document_id : null;
    sendJson(response, 200, { data, next_cursor: next });
    // Each look at the list moves the indexing on by one step.
    if (next === null) for (const row of documents.values()) row.status = NEXT[row.status];
  }

  function put(
    id: string,
    request: IncomingMessage,
    body: string,
    response: ServerResponse,
    refuse: (status: number, slug: string, detail: string) => void,
  ): void {
    if (request.headers["content-type"] !== "application/json")
      return refuse(415, "unsupported-media-type", "not JSON");
    const {
      content,
      content_type,
      url = null,
      source_id,
      sent_hash,
      ...unknown
    } = JSON.parse(body) as Record<string, unknown>;
    if (Object.keys(unknown).length > 0)
      return refuse(400, "invalid-request", `unknown fields ${Object.keys(unknown).join()}`);
    if (typeof content !== "string" || content === "") return refuse(400, "invalid-request", "bad content");
    if (!["text/plain", "text/markdown", "text/html"].includes(content_type as string))
      return refuse(400, "invalid-request", "bad type");
    if (url !== null && !URL.canParse(url as string)) return refuse(400, "invalid-request", "bad url");
    for (const label of [source_id, sent_hash]) {
      if (typeof label !== "string" || !/^[\x21-\x7e]{1,200}$/.test(label))
        return refuse(400, "invalid-request", "bad source");
    }
    const row: FakeDocument = {
      document_id: id,
      status: content.includes("CANNOT BE INDEXED") ? "failed" : "queued",
      version: (documents.get(id)?.version ?? 0) + 1,
      title: id,
      url: url as string | null,
      source_id: source_id as string,
      sent_hash: sent_hash as string,
      ...(content.includes("CANNOT BE INDEXED")
        ? { problem: { code: "blank", detail: "There is no text in it." } }
        : {}),
      content,
    };
    documents.set(id, row);
    sendJson(response, 202, { document_id: id, status: row.status, version: row.version });
  }

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const NEXT = { queued: "indexing", indexing: "ready", ready: "ready", failed: "failed" } as const;

export function sendProblem(
  response: ServerResponse,
  status: number,
  slug: string,
  detail: string,
  more: object = {},
): void {
  const type = `https://example.com/problems/${slug}`;
  response.writeHead(status, { "content-type": "application/problem+json" });
  response.end(JSON.stringify({ type, title: slug, status, detail, instance: "request-1", ...more }));
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
