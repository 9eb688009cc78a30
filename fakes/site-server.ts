/**
 * A little website to be crawled: pages by path, under as many host names as lead to it. Answers conditional
 * requests, and counts how many requests were under way at once. Runs under Node.
 */

import { createHash } from "node:crypto";
import type { SitePage, SiteServerOptions } from "./control.ts";
import { type FakeServer, type Handling, type Reply, startFakeServer } from "./http-server.ts";

export function startSiteServer({ port, pages = {} }: SiteServerOptions = {}): Promise<FakeServer> {
  let site = new Map(Object.entries(pages));
  return startFakeServer(
    {
      handle: ({ request }: Handling) =>
        answer(site.get(request.path + request.query) ?? site.get(request.path), request.headers),
      state: () => ({ paths: [...site.keys()] }),
      control(verb, body) {
        const given = Object.entries(body as Record<string, SitePage | null>);
        if (verb === "site") site = new Map(given.filter((entry): entry is [string, SitePage] => entry[1] !== null));
        else if (verb !== "pages") return undefined;
        for (const [path, page] of given) {
          if (page === null) site.delete(path);
          else site.set(path, page);
        }
        return {};
      },
    },
    port,
  );
}

function answer(page: SitePage | undefined, headers: Record<string, string>): Reply {
  if (page === undefined) return { status: 404, headers: { "content-type": "text/plain" }, body: "Not found" };
  const { status = 200, type = "text/html; charset=utf-8", base64, body = "" } = page;
  const bytes = base64 === undefined ? Buffer.from(body) : Buffer.from(base64, "base64");
  const tag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`;
  const known = page.tagged === true && headers["if-none-match"] === tag;
  return {
    status: known ? 304 : status,
    headers: { "content-type": type, ...(page.tagged === true ? { etag: tag } : {}), ...page.headers },
    body: known ? "" : [...(page.waitMs === undefined ? [] : [{ waitMs: page.waitMs }]), { write: bytes }],
  };
}
