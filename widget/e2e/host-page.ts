/** The customer's site for the walks: pages on an origin of their own, with the policy a walk asks for. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostPage {
  /** Attributes of the script tag, as they stand in the markup. Empty string: no script tag. */
  script?: string;
  /** What stands before the script in the head, and in the body. */
  head?: string;
  body?: string;
  html?: string;
  /** All of it, in the place of everything else. `WIDGET` stands for the deployment's origin. */
  document?: string;
  doctype?: string;
  policy?: string;
}

export interface Host {
  origin: string;
  pages: Map<string, HostPage>;
  /** The customer's backend: what a path answers as JSON. */
  backend: Map<string, () => Promise<object>>;
  close: () => Promise<void>;
}

export const TEXT = `<main><h1>Choosing a mount</h1>
<p>The Vega 80 is an <b>altazimuth</b> mount that carries
up to 6 kg and needs no alignment.</p><p>${"More about the night sky. ".repeat(60)}</p>
<p>An equatorial mount follows the sky with one motor once it is aligned with the pole.</p></main>`;

/** @param widget origin of the deployment */
export async function startHost(widget: () => string): Promise<Host> {
  const pages = new Map<string, HostPage>();
  const backend = new Map<string, () => Promise<object>>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://host");
    const answer = backend.get(pathname);
    if (answer) {
      void answer().then((body) =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
      );
      return;
    }
    const page = pages.get(pathname);
    if (!page) {
      response.writeHead(404).end();
      return;
    }
    const script = page.script ?? 'data-key="vrp_test"';
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      ...(page.policy ? { "content-security-policy": page.policy.replaceAll("WIDGET", widget()) } : {}),
    });
    if (page.document) return void response.end(page.document.replaceAll("WIDGET", widget()));
    response.end(
      `${page.doctype ?? "<!doctype html>"}<html ${page.html ?? 'lang="en"'}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A customer's page</title>${page.head ?? ""}
${script && `<script src="${widget()}/widget.js" ${script} async></script>`}</head><body>${page.body ?? TEXT}</body></html>`,
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    pages,
    backend,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
