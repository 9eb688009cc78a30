/** The pages and files of the widget's benchmark, brotli-compressed as a deployment or a CDN would serve them. */

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { FakeServer } from "../../widget/e2e/fake-server.ts";

export interface Served {
  /** By name on the page's side, by address on the widget's: two origins, as in life. */
  origin: string;
  close: () => void;
}

const TYPES: Record<string, string> = { css: "text/css", json: "application/json", html: "text/html; charset=utf-8" };

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

function send(response: ServerResponse, path: string, body: Buffer): void {
  response.writeHead(200, {
    "content-type": TYPES[path.split(".").pop()!] ?? "text/javascript",
    "content-encoding": "br",
    "content-length": body.length,
    "access-control-allow-origin": "*",
    "cache-control": "no-store",
  });
  response.end(body);
}

/** A page that holds the markup and some text, and files beside it. */
export async function servePage(markup: string, folder: string): Promise<Served> {
  const packed = new Map<string, Buffer>([
    [
      "/",
      brotliCompressSync(`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A page</title></head>
<body><h1>A page</h1><p>${"Some text of the page. ".repeat(80)}</p>${markup}</body></html>`),
    ],
  ]);
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url!, "http://host").pathname);
    try {
      const body = packed.get(path) ?? brotliCompressSync(await readFile(join(folder, path)));
      packed.set(path, body);
      send(response, path === "/" ? "page.html" : path, body);
    } catch {
      response.writeHead(404, { "access-control-allow-origin": "*" }).end();
    }
  }
  return listen((request, response) => void answer(request, response), "localhost");
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
    else send(response, path, brotliCompressSync(await readFile(join(assets, path))));
  };
  return listen((request, response) => {
    // A visitor who left, or a file that is not there: the browser sees a closed connection.
    handle(request, response).catch(() => response.destroy());
  }, "127.0.0.1");
}
