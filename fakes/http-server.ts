/**
 * What the strict little servers share: HTTP on loopback, a log of every request, faults by script,
 * and a control endpoint for tests that can only reach them over HTTP. Runs under Node.
 */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fault, FaultRule, LoggedRequest } from "./control.ts";

/** One thing a reply does, in order. */
export type Step =
  | { write: string | Uint8Array }
  | { waitMs: number }
  | { until: Promise<unknown> }
  | { stall: true }
  | { reset: true };

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** A string is sent whole, with its length; steps are streamed, and end the body when they are through. */
  body: string | Step[];
}

export interface Handling {
  request: LoggedRequest;
  /** The body as it came, for limits in bytes. */
  bytes: number;
}

export interface FakeHandlers {
  handle(handling: Handling): Reply | Promise<Reply>;
  /** `GET /__control/state` */
  state(): unknown;
  /** `POST /__control/<verb>` beyond the common ones; undefined for an unknown verb. */
  control?(verb: string, body: unknown): object | undefined;
}

export interface FakeServer {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** The requests so far, for tests in the same process. May be emptied. */
  requests: LoggedRequest[];
  close(): Promise<void>;
}

export async function startFakeServer(handlers: FakeHandlers, port = 0): Promise<FakeServer> {
  const log: LoggedRequest[] = [];
  let count = 0;
  let rules: (FaultRule & { seen: number; fired: number })[] = [];
  let draw = seededDraw(1);

  function pickFault(request: LoggedRequest): Fault | undefined {
    for (const rule of rules) {
      if (rule.path !== undefined && !request.path.startsWith(rule.path)) continue;
      if (rule.method !== undefined && request.method !== rule.method) continue;
      rule.seen += 1;
      if (rule.seen <= (rule.skip ?? 0) || rule.fired >= (rule.times ?? Infinity)) continue;
      if (rule.probability !== undefined && draw() >= rule.probability) continue;
      rule.fired += 1;
      return rule.fault;
    }
    return undefined;
  }

  /** All that were opened, those aside that asked how things stand. */
  const connections = new Set<unknown>();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "/", "http://fake");
    const raw = await readBody(incoming);
    if (url.pathname.startsWith("/__control/")) {
      connections.delete(incoming.socket);
      return control(url, raw, incoming, response);
    }
    const request: LoggedRequest = {
      n: ++count,
      method: incoming.method ?? "",
      path: url.pathname,
      query: url.search,
      headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
      body: parseBody(raw),
      outcome: "open",
    };
    log.push(request);
    response.on("close", () => {
      if (request.outcome === "open") request.outcome = response.writableFinished ? "answered" : "left-by-client";
    });
    const fault = pickFault(request);
    if (fault?.latencyMs) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
    switch (fault?.kind) {
      case "reset-before":
        return reset(request, incoming);
      case "stall":
        return;
      case "status":
        return send(request, incoming, response, {
          status: fault.status ?? 500,
          headers: { "content-type": "text/plain", ...fault.headers },
          body: fault.body ?? "upstream connect error or disconnect/reset before headers",
        });
    }
    const reply = await handlers.handle({ request, bytes: raw.length });
    if (fault?.kind === "reset-after") return reset(request, incoming);
    if (fault?.kind === "cut-body")
      return send(request, incoming, response, { ...reply, body: cutSteps(reply.body, fault.afterBytes ?? 1) });
    await send(request, incoming, response, reply);
  }

  function control(url: URL, raw: Buffer, incoming: IncomingMessage, response: ServerResponse): void {
    const verb = url.pathname.slice("/__control/".length);
    const body = parseBody(raw);
    const answer = ((): object | undefined => {
      if (incoming.method === "GET" && verb === "log") return log;
      if (incoming.method === "GET" && verb === "connections") return { connections: connections.size };
      if (incoming.method === "GET" && verb === "state") return { state: handlers.state() };
      if (incoming.method === "POST" && verb === "faults") {
        const { rules: next, seed = 1 } = body as { rules: FaultRule[]; seed?: number };
        rules = next.map((rule) => ({ ...rule, seen: 0, fired: 0 }));
        draw = seededDraw(seed);
        return {};
      }
      return incoming.method === "POST" ? handlers.control?.(verb, body) : undefined;
    })();
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: `no such control: ${verb}` }));
  }

  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      // A fault of the fake itself must look like nothing a test could expect.
      response.destroy();
      console.error("fake server:", error);
    });
  });
  server.on("connection", (socket) => connections.add(socket));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function send(
  request: LoggedRequest,
  incoming: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  if (typeof reply.body === "string") {
    response.writeHead(reply.status, { ...reply.headers, "content-length": String(Buffer.byteLength(reply.body)) });
    response.end(reply.body);
    return;
  }
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  for (const step of reply.body) {
    if (response.destroyed) return;
    if ("write" in step) await new Promise<void>((resolve) => response.write(step.write, () => resolve()));
    else if ("waitMs" in step) await new Promise((resolve) => setTimeout(resolve, step.waitMs));
    else if ("until" in step) await step.until;
    else if ("reset" in step) return reset(request, incoming);
    else return;
  }
  response.end();
}

function reset(request: LoggedRequest, incoming: IncomingMessage): void {
  request.outcome = "reset";
  incoming.socket.resetAndDestroy();
}

function cutSteps(body: string | Step[], afterBytes: number): Step[] {
  const whole =
    typeof body === "string"
      ? Buffer.from(body)
      : Buffer.concat(body.flatMap((step) => ("write" in step ? [Buffer.from(step.write as string)] : [])));
  return [{ write: whole.subarray(0, afterBytes) }, { reset: true }];
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function parseBody(raw: Buffer): unknown {
  if (raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString()) as unknown;
  } catch {
    return raw.toString();
  }
}

/** The same faults at the same requests in every run (mulberry32). */
function seededDraw(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
