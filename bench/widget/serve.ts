/** The pages and files of the widget's benchmark, brotli-compressed as a deployment or a CDN would serve them. */

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, brotliCompressSync } from "node:zlib";
import type { FakeServer } from "../../widget/e2e/fake-server.ts";
import { longAnswer, PACE, type StandIn } from "./stand-ins.ts";

export interface Served {
  /** By name on the page's side, by address on the widget's: two origins, as in life. */
  origin: string;
  close: () => void;
}

export interface Page extends Served {
  /** When the last byte of the last answer was written. */
  ended: () => number;
}

export interface PageOptions {
  standIn?: StandIn;
  /** The page's content security policy: scripts that stand in the markup come from files of the page's own then. */
  policy?: string;
}

const TYPES: Record<string, string> = { css: "text/css", json: "application/json", html: "text/html; charset=utf-8" };
const compress = promisify(brotliCompress);
const INLINE_SCRIPT = /<script( type="module")?>([^]*?)<\/script>/g;

async function listen(handle: RequestListener, host: string): Promise<Served> {
  const server = createServer(handle);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function send(response: ServerResponse, path: string, body: Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, {
    "content-type": TYPES[path.split(".").pop()!] ?? "text/javascript",
    "content-encoding": "br",
    "content-length": body.length,
    "access-control-allow-origin": "*",
    "cache-control": "no-cache",
    ...headers,
  });
  response.end(body);
}

/** Files by where they are. Each is compressed once: who serves it in life does not do so while a visitor waits. */
const packed = new Map<string, Promise<Buffer>>();

function pack(file: string): Promise<Buffer> {
  const known = packed.get(file) ?? readFile(file).then((content) => compress(content));
  packed.set(file, known);
  return known;
}

/** A page that holds the markup and some text, files beside it, and what the vendor's server would answer. */
export async function servePage(markup: string, folder: string, { standIn, policy }: PageOptions = {}): Promise<Page> {
  const own = new Map<string, Buffer>();
  const written = policy
    ? markup.replace(INLINE_SCRIPT, (_all, type = "", code: string) => {
        const path = `/boot-${own.size}.js`;
        own.set(path, brotliCompressSync(code));
        return `<script${type} src="${path}"></script>`;
      })
    : markup;
  own.set(
    "/",
    brotliCompressSync(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">${policy ? "" : `<link rel="icon" href="data:,">`}<title>A page</title></head>
<body><main><h1>A page</h1><p>${"Some text of the page. ".repeat(80)}</p></main>${written}</body></html>`),
  );
  let ended = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url!, "http://host").pathname);
    const { replies, stream } = standIn ?? {};
    if (replies?.[path]) return send(response, ".json", brotliCompressSync(JSON.stringify(replies[path])));
    if (stream?.path === path && request.method === "POST") {
      response.writeHead(200, { "content-type": stream.type ?? "text/event-stream", "cache-control": "no-cache" });
      response.write(stream.before ?? "");
      for (const token of longAnswer()) {
        await new Promise((go) => setTimeout(go, PACE));
        response.write(stream.frame(token));
      }
      response.end(stream.after);
      ended = Date.now();
      return;
    }
    try {
      const headers = policy && path === "/" ? { "content-security-policy": policy } : {};
      send(response, path === "/" ? ".html" : path, own.get(path) ?? (await pack(join(folder, path))), headers);
    } catch {
      response.writeHead(404, { "access-control-allow-origin": "*" }).end();
    }
  }
  return { ...(await listen((request, response) => void answer(request, response), "localhost")), ended: () => ended };
}

/** The deployment: the API of the fake server, and the static files compressed. */
export async function serveWidget(fake: FakeServer, assets: string): Promise<Served> {
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const answer = await fetch(fake.origin + request.url!, {
      method: request.method!,
      headers: headers as Record<string, string>,
      ...(chunks.length ? { body: Buffer.concat(chunks) } : {}),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const piece of answer.body ?? []) response.write(piece);
    response.end();
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url!, fake.origin).pathname;
    if (path.startsWith("/v1/")) await pass(request, response);
    else send(response, path, await pack(join(assets, path)));
  };
  return listen((request, response) => {
    // A visitor who left, or a file that is not there: the browser sees a closed connection.
    handle(request, response).catch(() => response.destroy());
  }, "127.0.0.1");
}
