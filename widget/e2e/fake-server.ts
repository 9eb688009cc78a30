/**
 * A small, strict server for the widget's walks and benchmarks: it speaks the widget's calls of the
 * contract from memory, and can be told to fail in every way a network or a server can. It answers nothing
 * that the contract does not allow, so that a widget that passes here has kept its side of it.
 */

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { ChatMessage, EmbedConfig, MessagePart } from "../../shared/chat.ts";
import { PROBLEMS, type ProblemSlug } from "../../shared/problem.ts";
import { DONE_EVENT, encodeEvent, isTerminal, type StreamChunk } from "../../shared/stream.ts";
import { composeAnswer, type Script } from "./answers.ts";

/** Where a build has put the widget. */
export const ASSETS = fileURLToPath(new URL("../../dist/assets/", import.meta.url));
const TYPES: Record<string, string> = {
  js: "text/javascript",
  html: "text/html",
  css: "text/css",
  json: "application/json",
};

/** What goes wrong with the next requests that match. */
export interface Fault {
  /** Method and path, as in `POST /v1/chat`. */
  match: RegExp;
  times: number;
  /** A problem instead of an answer, a socket that is closed at once, or one that never answers. */
  problem?: ProblemSlug;
  retryAfter?: number;
  reset?: boolean;
  hang?: boolean;
  /** What something else between the widget and the server answers; `open` never ends it. */
  foreign?: { status: number; type: string; text: string; open?: boolean };
  /** Takes a question in, or answers what is read of a conversation, only once this is over. */
  wait?: Promise<unknown>;
  /** Closes the connection after the event of this number was written. */
  cutAfter?: number;
  /** Writes this instead of the event of this number. */
  garble?: { event: number; text: string };
}

/** Whom a token names. */
function subjectOf(token: string): string {
  try {
    return `${(JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { sub: string }).sub}`;
  } catch {
    return "";
  }
}

interface Answer {
  id: string;
  question: string;
  events: StreamChunk[];
  /** How many events exist by now. */
  written: number;
  stopped: boolean;
  readers: Set<() => void>;
}

interface Conversation {
  /** Who has asked in it. */
  visitor?: string;
  messages: ChatMessage[];
  answers: Answer[];
}

export interface FakeServer {
  origin: string;
  config: EmbedConfig;
  /** Origins that may use the bot; `*` for any. */
  allowed: Set<string>;
  faults: Fault[];
  /** Method and path of every request that was not for a static file. */
  calls: string[];
  bodies: unknown[];
  tokens: { issued: number; life: number; dead: Set<string> };
  /** Makes the answer to a question. */
  script: Script;
  /** Milliseconds between events; with `hold` they wait for `release`. */
  pace: number;
  hold: number;
  release: () => void;
  generations: number;
  /** Told when the last event of an answer is written. */
  onEnd: () => void;
  feedback: unknown[];
  handoffs: unknown[];
  close: () => Promise<void>;
}

export interface FakeOptions {
  /** Where the built widget lies. */
  assets?: string;
  script?: Script;
  pace?: number;
}

export async function startFakeServer({
  assets = ASSETS,
  script = composeAnswer,
  pace = 5,
}: FakeOptions = {}): Promise<FakeServer> {
  const conversations = new Map<string, Conversation>();
  let waiting: (() => void)[] = [];
  const sockets = new Set<import("node:net").Socket>();

  const fake: FakeServer = {
    origin: "",
    config: {
      name: "Lindgren Instruments",
      greeting: "Hello! Ask me anything about our telescopes and mounts.",
      suggested_questions: ["Which mount suits a beginner?", "How do I clean the mirror?", "What does shipping cost?"],
      theme: {},
    },
    allowed: new Set(["*"]),
    faults: [],
    calls: [],
    bodies: [],
    tokens: { issued: 0, life: 600, dead: new Set() },
    script,
    pace,
    hold: Infinity,
    release() {
      fake.hold = Infinity;
      for (const go of waiting.splice(0)) go();
    },
    generations: 0,
    onEnd: () => {},
    feedback: [],
    handoffs: [],
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };

  function cors(request: IncomingMessage): Record<string, string> {
    const { origin } = request.headers;
    return origin
      ? {
          "access-control-allow-origin": origin,
          vary: "Origin",
          "access-control-allow-methods": "GET, POST, DELETE",
          "access-control-allow-headers": "authorization, content-type, last-event-id",
          "access-control-expose-headers": "x-request-id, retry-after, x-vercel-ai-ui-message-stream",
          "access-control-max-age": "600",
        }
      : {};
  }

  function send(request: IncomingMessage, response: ServerResponse, status: number, body?: unknown): void {
    response.writeHead(status, { "content-type": "application/json", ...cors(request) });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  function fail(request: IncomingMessage, response: ServerResponse, slug: ProblemSlug, retryAfter?: number): void {
    const { status, title } = PROBLEMS[slug];
    response.writeHead(status, { "content-type": "application/problem+json", ...cors(request) });
    response.end(
      JSON.stringify({
        type: `${fake.origin}/problems/${slug}`,
        title,
        status,
        detail: `${title}.`,
        instance: "req_test",
        ...(retryAfter === undefined ? {} : { retry_after: retryAfter }),
      }),
    );
  }

  const conversationOf = (id: string): Conversation => {
    const known = conversations.get(id) ?? { messages: [], answers: [] };
    conversations.set(id, known);
    return known;
  };

  /** Writes the events of an answer at the set pace, with or without a listener. */
  async function generate(conversation: Conversation, answer: Answer): Promise<void> {
    fake.generations++;
    const message: ChatMessage = { id: answer.id, role: "assistant", parts: [], metadata: { status: "streaming" } };
    conversation.messages.push(message);
    for (let at = 0; at < answer.events.length && !answer.stopped; at++) {
      if (at >= fake.hold) await new Promise<void>((go) => waiting.push(go));
      else if (fake.pace) await new Promise((go) => setTimeout(go, fake.pace));
      if (answer.stopped) break;
      const chunk = answer.events[at]!;
      keep(message, chunk);
      answer.written = at + 1;
      if (isTerminal(chunk)) fake.onEnd();
      for (const wake of answer.readers) wake();
    }
    if (answer.stopped) {
      answer.events = [...answer.events.slice(0, answer.written), { type: "abort", reason: "stopped" }];
      answer.written = answer.events.length;
      message.metadata = { status: "stopped" };
      for (const wake of answer.readers) wake();
    }
  }

  function keep(message: ChatMessage, chunk: StreamChunk): void {
    const parts: MessagePart[] = message.parts;
    const text = parts.find((part) => part.type === "text");
    if (chunk.type === "text-delta") {
      if (text?.type === "text") text.text += chunk.delta;
      else parts.push({ type: "text", text: chunk.delta });
    } else if (chunk.type === "source-url" || chunk.type === "source-document") parts.push({ ...chunk });
    else if (chunk.type === "data-citation") parts.push({ type: "data-citation", data: chunk.data });
    else if (chunk.type === "finish") {
      const { finishReason, messageMetadata } = chunk;
      message.metadata = {
        status: "complete",
        answered: messageMetadata.answered,
        ...(finishReason === "stop" ? {} : { finish_reason: finishReason }),
        ...(messageMetadata.degraded ? { degraded: messageMetadata.degraded } : {}),
      };
    } else if (chunk.type === "error") message.metadata = { status: "failed" };
  }

  /** Sends the events of an answer after number `seen`, and each new one as it comes. */
  function stream(
    request: IncomingMessage,
    response: ServerResponse,
    answer: Answer,
    seen: number,
    fault?: Fault,
  ): void {
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-vercel-ai-ui-message-stream": "v1",
      ...cors(request),
    });
    response.flushHeaders();
    let sent = seen;
    const write = () => {
      while (sent < answer.written) {
        const chunk = answer.events[sent++]!;
        const cut = fault?.cutAfter === sent;
        const text = fault?.garble?.event === sent ? fault.garble.text : encodeEvent(sent, chunk);
        // Cut once the bytes are out: what was written before counts as read.
        response.write(text, () => cut && response.socket?.destroy());
        if (cut) return void answer.readers.delete(write);
        if (isTerminal(chunk)) {
          answer.readers.delete(write);
          response.end(DONE_EVENT);
        }
      }
    };
    answer.readers.add(write);
    response.on("close", () => answer.readers.delete(write));
    write();
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, fake.origin);
    const call = `${request.method} ${url.pathname}`;
    if (!url.pathname.startsWith("/v1/")) return serveFile(url.pathname, response);
    if (request.method === "OPTIONS") {
      response.writeHead(204, cors(request)).end();
      return;
    }
    fake.calls.push(call);
    let text = "";
    for await (const piece of request) text += piece;
    const body = text ? (JSON.parse(text) as Record<string, never>) : undefined;
    if (body) fake.bodies.push(body);

    const fault = fake.faults.find(({ match, times }) => times > 0 && match.test(call));
    if (fault) fault.times--;
    if (fault?.reset) return void request.socket.destroy();
    if (fault?.hang) return;
    if (fault?.foreign) {
      const { status, type, text, open } = fault.foreign;
      response.writeHead(status, { "content-type": type, ...cors(request) }).write(text);
      if (!open) response.end();
      return;
    }
    if (fault?.problem) return fail(request, response, fault.problem, fault.retryAfter);

    const { origin } = request.headers;
    if (!fake.allowed.has("*") && !fake.allowed.has(origin ?? "")) return fail(request, response, "origin-not-allowed");
    if (call === "POST /v1/embed-sessions") {
      const { publishable_key, visitor_handle } = body as unknown as {
        publishable_key: string;
        visitor_handle?: string;
      };
      if (!/^vrp_/.test(publishable_key)) return fail(request, response, "unauthenticated");
      const handle = visitor_handle ?? `handle-${fake.tokens.issued}`;
      return send(request, response, 200, {
        token: issueToken(handle),
        expires_in: fake.tokens.life,
        visitor_handle: handle,
      });
    }
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    if (!token) return fail(request, response, "unauthenticated");
    if (fake.tokens.dead.has(token)) return fail(request, response, "token-expired");
    if (call === "GET /v1/embed-config") return send(request, response, 200, fake.config);
    if (call === "POST /v1/feedback") {
      fake.feedback.push(body);
      return send(request, response, 204);
    }
    if (call === "GET /v1/chat") {
      await fault?.wait;
      return send(request, response, 200, { data: listOf(token), next_cursor: null });
    }
    if (call === "POST /v1/handoffs") {
      const told = body as unknown as { conversation_id: string | null; consent?: boolean };
      if (told.conversation_id !== null && !conversations.has(told.conversation_id))
        return fail(request, response, "not-found");
      if (fake.config.contact?.form?.consent_text && told.consent !== true)
        return fail(request, response, "invalid-request");
      fake.handoffs.push(body);
      return send(request, response, 201, { handoff_id: "h1", reference: "4F7K" });
    }
    if (call === "POST /v1/chat") {
      await fault?.wait;
      conversationOf((body as unknown as ChatBody).id).visitor ??= subjectOf(token);
      return chat(request, response, body as never, fault);
    }

    const [, id, action] = /^\/v1\/chat\/([^/]+)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    const conversation = conversations.get(decodeURIComponent(id ?? ""));
    if (!conversation) return fail(request, response, "not-found");
    const last = conversation.answers[conversation.answers.length - 1];
    const running = Boolean(last && last.written < last.events.length);
    if (request.method === "GET" && !action) {
      const view = structuredClone({ conversation_id: id, messages: conversation.messages, running });
      await fault?.wait;
      return send(request, response, 200, view);
    }
    if (request.method === "DELETE") {
      conversations.delete(id!);
      return send(request, response, 204);
    }
    if (action === "stop") {
      if (last && running) {
        last.stopped = true;
        for (const go of waiting.splice(0)) go();
      }
      return send(request, response, 204);
    }
    if (action === "stream") {
      const asked = url.searchParams.get("answer");
      const answer = asked ? conversation.answers.find((each) => each.id === asked) : last;
      const seen = request.headers["last-event-id"];
      if (!answer || (!running && seen === undefined)) return send(request, response, 204);
      return stream(request, response, answer, Number(seen ?? 0), fault);
    }
    fail(request, response, "not-found");
  }

  /** The conversations of a token's visitor, newest first. */
  function listOf(token: string): object[] {
    return [...conversations]
      .filter(([, { visitor, messages }]) => visitor === subjectOf(token) && messages.length > 0)
      .map(([conversation_id, { messages, answers }], at) => ({
        conversation_id,
        title: messages[0]!.parts.map((part) => (part.type === "text" ? part.text : "")).join(""),
        updated_at: new Date(Date.UTC(2026, 10, 29, 9, at)).toISOString(),
        running: answers.some(({ written, events }) => written < events.length),
      }))
      .toReversed();
  }

  function issueToken(subject: string): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const iat = 1_000_000 + fake.tokens.issued++;
    return `${part({ alg: "HS256" })}.${part({ sub: subject, iat, exp: iat + fake.tokens.life, jti: `${iat}` })}.sig`;
  }

  interface ChatBody {
    id: string;
    message?: ChatMessage;
    messages?: ChatMessage[];
    trigger?: string;
  }

  function chat(request: IncomingMessage, response: ServerResponse, body: ChatBody, fault?: Fault): void {
    const message = body.message ?? body.messages?.findLast(({ role }) => role === "user");
    const part = message?.parts[0];
    if (!message || part?.type !== "text" || !part.text || part.text.length > 4_000)
      return fail(request, response, "invalid-request");
    const conversation = conversationOf(body.id);
    const known = conversation.answers.findLast(({ question }) => question === message.id);
    const ended = known?.events[known.written - 1];
    const again = body.trigger === "regenerate-message" || ended?.type === "error";
    if (known && !again) return stream(request, response, known, 0, fault);
    if (known) conversation.messages = conversation.messages.filter(({ id }) => id !== known.id);
    else conversation.messages.push({ id: message.id, role: "user", parts: [part] });
    const id = `answer-${fake.generations}`;
    const events: StreamChunk[] = [
      { type: "start", messageId: id, messageMetadata: { conversation_id: body.id } },
      ...fake.script(part.text, fake.origin),
    ];
    const answer: Answer = { id, question: message.id, events, written: 0, stopped: false, readers: new Set() };
    conversation.answers.push(answer);
    void generate(conversation, answer);
    stream(request, response, answer, 0, fault);
  }

  async function serveFile(path: string, response: ServerResponse): Promise<void> {
    const name = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const content = await readFile(new URL(`.${name}`, `file://${assets}`));
      response.writeHead(200, {
        "content-type": TYPES[name.split(".").pop()!] ?? "application/octet-stream",
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "x-content-type-options": "nosniff",
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  fake.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}
