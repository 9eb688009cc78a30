/** A bot that keeps in step with a website: what is read of it, what is left out and why, and what changes with a sync. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type FakeControl, openSite, type SitePage } from "../../fakes/control.ts";
import { call, createTenant, get, getProblem, type Tenant } from "./harness.ts";
import { runAlarms } from "./stored.ts";
import { endSync, html, pagesOf, startSource, syncAgain } from "./site.ts";

let mine: Tenant;
let other: Tenant;

beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

const site = (pages: Record<string, SitePage>): Promise<FakeControl> => openSite(inject("fakeFarm"), pages);
const pathsOf = async (fake: FakeControl): Promise<string[]> =>
  (await fake.log()).map(({ path, query }) => path + query);

describe("a site", () => {
  it("is read from its sitemap and its links, each page once, and answers", async () => {
    const fake = await site({
      "/robots.txt": { type: "text/plain", body: "User-agent: *\nDisallow: /private\nSitemap: /map.xml" },
      "/map.xml": { type: "application/xml", body: "<urlset><url><loc>/listed</loc></url></urlset>" },
      "/": {
        body: html("Home", "Welcome to the harbour.", ["/linked?utm_source=x#top", "/linked", "/private/x", "/no.png"]),
      },
      "/listed": { body: html("Listed", "The ferry to Skagen leaves at nine.") },
      "/linked": { body: html("Linked", `The code word of ${mine.canary} is herring.`, ["/", "/listed"]) },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    const done = await endSync(mine, source);
    expect(done).toMatchObject({ status: "idle", problem: null, last_sync: { indexed: 3, failed: 0, removed: 0 } });
    expect(await pagesOf(mine, source)).toEqual({
      "/": "indexed",
      "/listed": "indexed",
      "/linked": "indexed",
      "/private/x": "blocked-by-robots",
      "/no.png": "unsupported-type",
    });
    const paths = await pathsOf(fake);
    expect(paths.filter((path) => path.startsWith("/private"))).toEqual([]);
    expect(paths.toSorted()).toEqual(["/", "/linked", "/listed", "/llms.txt", "/map.xml", "/robots.txt"]);
    const found = await get<{ matches: { url: string }[] }>("/v1/search", {
      key: mine.secretKey,
      body: { query: `code word ${mine.canary}` },
    });
    expect(found.matches[0]!.url).toBe(`${fake.url}/linked`);
  });

  it("tells what it calls itself, by what a page says or by what titles have in common", async () => {
    const page = (title: string, links: string[] = [], head = "") => ({
      body: html(`${title} | Quayside`, `About ${title}.`, links, head),
    });
    const nameOf = async (pages: Record<string, SitePage>) => {
      const source = await startSource(mine, { url: `${(await site(pages)).url}/` });
      return (await endSync(mine, source)).site_name;
    };
    expect(await nameOf({ "/": page("Home", ["/a", "/b"]), "/a": page("A"), "/b": page("B") })).toBe("Quayside");
    expect(await nameOf({ "/": page("Home", [], '<meta property="og:site_name" content="The Quay">') })).toBe(
      "The Quay",
    );
    expect(await nameOf({ "/": page("Home") })).toBeNull();
  });

  it("leaves out what asks for it, and takes one page of two that are the same", async () => {
    const fake = await site({
      "/": {
        body: html("Home", "All about boats and where they sleep.", [
          "/noindex",
          "/header",
          "/nofollow",
          "/old",
          "/circle",
          "/cookie",
          "/sent-on",
          "/news",
          "/alias",
          "/copy",
          "/shell",
          "/blank",
          "/data",
          "/gone",
          "/signal",
        ]),
      },
      "/noindex": {
        body: html("Not this", "Hidden words.", ["/behind-noindex"], '<meta name="robots" content="noindex">'),
      },
      "/behind-noindex": { body: html("Behind", "Found behind a page that is not indexed.") },
      "/header": {
        body: html("Header", "Hidden by header."),
        headers: { "x-robots-tag": "googlebot: nofollow, vegarag: noindex" },
      },
      "/nofollow": {
        body: html("Dead end", "Follow nothing from here.", ["/secret"], '<meta name="robots" content="nofollow">'),
      },
      "/old": { status: 301, headers: { location: "/new" } },
      "/new": { body: html("New", "This page has moved here.") },
      "/sent-on": {
        body: html("Moved", "Go to the new one.", [], '<meta http-equiv="refresh" content="0; url=/new">'),
      },
      "/news": {
        body: html("News", "Loaded again and again.", [], '<meta http-equiv="refresh" content="5; url=/news">'),
      },
      "/circle": { status: 302, headers: { location: "/circle-2" } },
      "/circle-2": { status: 302, headers: { location: "/circle" } },
      "/cookie": { status: 302, headers: { location: "/cookie", "set-cookie": "seen=1" } },
      "/alias": { body: html("Alias", "Boats for print.", [], '<link rel="canonical" href="/new">') },
      "/copy": { body: html("New", "This page has moved here.") },
      "/shell": { body: '<html><head><script src="/app.js"></script></head><body><div id="root"></div></body></html>' },
      "/blank": { body: "<html><body><main></main></body></html>" },
      "/data": { type: "application/json", body: "{}" },
      "/signal": { body: html("Signal", "Not for answers."), headers: { "content-signal": "search=yes, ai-input=no" } },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    // Without what was left out on purpose: three circles, one that is missing, one of scripts, one without text.
    expect(await endSync(mine, source)).toMatchObject({ status: "idle", last_sync: { failed: 6 } });
    const { "/copy": copy, "/new": fresh, ...pages } = await pagesOf(mine, source);
    expect([copy, fresh].toSorted()).toEqual(["duplicate-of", "indexed"]);
    expect(pages).toEqual({
      "/": "indexed",
      "/noindex": "noindex",
      "/behind-noindex": "indexed",
      "/header": "noindex",
      "/nofollow": "indexed",
      "/old": "redirected",
      "/sent-on": "redirected",
      "/news": "indexed",
      "/circle": "http-error",
      "/circle-2": "http-error",
      "/cookie": "http-error",
      "/alias": "alias-of",
      "/shell": "needs-browser",
      "/blank": "empty",
      "/data": "unsupported-type",
      "/gone": "http-error",
      "/signal": "blocked-by-signal",
    });
    const asked = await get<{ data: { reason: string }[] }>(`/v1/sources/${source}/pages?query=/cookie`, {
      key: mine.secretKey,
    });
    expect(asked.data.map(({ reason }) => reason)).toEqual([expect.stringContaining("until its cookie is kept")]);
  });

  it("takes Markdown where there is some, reads charsets, and believes no label", async () => {
    const fake = await site({
      "/": {
        type: "text/markdown; charset=utf-8",
        body: "# Tides\n\nHigh water at [the pier](/pier) is at six.",
        headers: { "x-robots-tag": "noindex" },
      },
      "/pier": {
        type: "text/markdown",
        body: html("Pier", "The pier is two hundred metres long.", ["/latin", "/sjis", "/west"]),
      },
      "/latin": {
        type: "text/html; charset=windows-1252",
        base64: btoa(html("Caf\u00e9", "Das Caf\u00e9 \u00f6ffnet um zehn.")),
      },
      "/sjis": {
        type: "text/html; charset=shift_jis",
        base64: btoa("<html><body><p>\x93\x8c\x8b\x9e\x82\xcc\x8d\x60</p></body></html>"),
      },
      // What a server declares of everything it sends.
      "/west": { type: "text/html; charset=ISO-8859-1", body: html("\u017burek", "Kosztuje 9 \u20ac.") },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    expect(new Set(Object.values(await pagesOf(mine, source)))).toEqual(new Set(["indexed"]));
    expect((await fake.log()).find(({ path }) => path === "/")!.headers["accept"]).toMatch(/^text\/markdown/);
    const { data } = await get<{ data: { document_id: string; content_type: string }[] }>(
      `/v1/documents?source_id=${source}`,
      { key: mine.secretKey },
    );
    const texts = await Promise.all(
      data.map(
        async ({ document_id }) =>
          (await get<{ text: string }>(`/v1/documents/${document_id}/content`, { key: mine.secretKey })).text,
      ),
    );
    expect(texts.join("\n")).toContain("Das Caf\u00e9 \u00f6ffnet um zehn.");
    expect(texts.join("\n")).toContain("\u6771\u4eac\u306e\u6e2f");
    expect(texts.join("\n")).toContain("Kosztuje 9 \u20ac.");
    expect(data.map(({ content_type }) => content_type).toSorted()).toEqual([
      "text/html",
      "text/html",
      "text/html",
      "text/html",
      "text/markdown",
    ]);
  });

  it("keeps to what its owner wants of it", async () => {
    const fake = await site({
      "/docs/": {
        body: html("Docs", "Start here.", [
          "/docs/a",
          "/docs/old/b",
          "/blog",
          "/docs/deep",
          "/docs/a/a/a/",
          "/docs/11/11/11",
        ]),
      },
      "/docs/a": {
        body: `<html><body><div class="ads">Buy!</div><div class="text"><p>The anchor weighs ten kilos.</p></div></body></html>`,
      },
      "/docs/deep": { body: html("Deep", "One link away.", ["/docs/deeper"]) },
      "/docs/none": { body: html("None", "Nothing chosen.") },
      "/sitemap.xml": { type: "text/xml", body: "<urlset><url><loc>/docs/none</loc></url></urlset>" },
    });
    const source = await startSource(mine, {
      url: `${fake.url}/docs/`,
      exclude: ["/docs/old/**"],
      max_depth: 1,
      selectors: [
        { path: "/docs/a", keep: [".text"] },
        { path: "/docs/none", keep: ["#missing"] },
      ],
    });
    await endSync(mine, source);
    expect(await pagesOf(mine, source)).toEqual({
      "/docs/": "indexed",
      "/docs/a": "indexed",
      "/docs/old/b": "excluded",
      "/docs/deep": "indexed",
      "/docs/deeper": "too-deep",
      // Relative links of a server that answers everything.
      "/docs/a/a/a/": "too-deep",
      "/docs/11/11/11": "http-error",
      "/docs/none": "empty",
    });
    const { data } = await get<{ data: { reason: string }[] }>(`/v1/sources/${source}/pages?status=empty`, {
      key: mine.secretKey,
    });
    expect(data[0]!.reason).toContain("selectors for /docs/none");
    const found = await get<{ matches: { text: string }[] }>("/v1/search", {
      key: mine.secretKey,
      body: { query: "anchor weighs buy" },
    });
    expect(JSON.stringify(found.matches)).not.toContain("Buy!");

    const few = await startSource(mine, { url: `${fake.url}/docs/`, max_pages: 2 });
    await endSync(mine, few);
    expect(
      Object.values(await pagesOf(mine, few)).filter((status) => status === "too-many-pages").length,
    ).toBeGreaterThan(0);
  });
});

describe("a sync", () => {
  it("asks for what has changed alone, and takes a page out at its second miss", async () => {
    const price = (euro: number): SitePage => ({
      body: html("Price", `A berth costs ${euro} euro a night.`),
      tagged: true,
    });
    const fake = await site({
      "/": { body: html("Home", "The marina.", ["/price", "/hashed", "/leaves", "/soft"]), tagged: true },
      "/price": price(20),
      "/hashed": { body: html("Hashed", "Opening hours are from eight to six.") },
      "/leaves": { body: html("Leaves", "The old crane lifts four tons."), tagged: true },
      "/soft": { body: html("Sauna", "The sauna is heated on Fridays."), tagged: true },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    expect(await syncAgain(mine, source)).toMatchObject({ last_sync: { unchanged: 5, indexed: 0, fetched: 5 } });

    await fake.post("pages", {
      "/price": price(25),
      "/leaves": null,
      // Some sites have no 404.
      "/soft": { body: html("Page not found", "Try the search.") },
    });
    await syncAgain(mine, source);
    expect(await pagesOf(mine, source)).toMatchObject({
      "/price": "indexed",
      "/leaves": "stale",
      "/soft": "stale",
      "/hashed": "unchanged",
    });
    const search = async (query: string): Promise<string> =>
      JSON.stringify(await get("/v1/search", { key: mine.secretKey, body: { query } }));
    expect(await search("berth costs a night")).toContain("25 euro");
    expect(await search("berth costs a night")).not.toContain("20 euro");
    expect(await search("old crane lifts tons")).toContain("four tons");

    expect(await syncAgain(mine, source)).toMatchObject({ last_sync: { removed: 2 } });
    expect(await pagesOf(mine, source)).toMatchObject({ "/leaves": "gone", "/soft": "gone" });
    expect(await search("old crane lifts tons")).not.toContain("four tons");

    await fake.post("pages", {
      "/leaves": { body: html("Back", "The crane is back.") },
      "/": { body: html("Home", "The marina.", ["/price", "/leaves"]) },
    });
    await syncAgain(mine, source);
    expect((await pagesOf(mine, source))["/leaves"]).toBe("indexed");
  });

  it("keeps what it has while a page or robots.txt cannot be read", async () => {
    const fake = await site({
      "/": { body: html("Home", "The shipyard builds wooden boats.", ["/a"]) },
      "/a": { body: html("A", "Varnish takes three days to dry.") },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    await fake.script([{ path: "/a", fault: { kind: "status", status: 500 } }]);
    await syncAgain(mine, source);
    expect((await pagesOf(mine, source))["/a"]).toBe("stale");
    await fake.script([{ path: "/robots.txt", fault: { kind: "reset-before" } }]);
    await syncAgain(mine, source);
    expect(JSON.stringify(await get("/v1/search", { key: mine.secretKey, body: { query: "varnish dry" } }))).toContain(
      "three days",
    );
    const fresh = await startSource(mine, { url: `${fake.url}/` });
    expect(await endSync(mine, fresh)).toMatchObject({ status: "failed", problem: { code: "blocked-by-robots" } });
  });

  it("asks before more than half would vanish", async () => {
    const fake = await site({
      "/": { body: html("Home", "A fleet of three.", ["/one", "/two"]) },
      "/one": { body: html("One", "The Aurora has two masts.") },
      "/two": { body: html("Two", "The Borealis has three masts.") },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    await fake.post("pages", { "/robots.txt": { type: "text/plain", body: "User-agent: vegarag\nDisallow: /" } });
    expect(await syncAgain(mine, source)).toMatchObject({
      status: "needs-confirmation",
      problem: { code: "needs-confirmation" },
    });
    const masts = async (): Promise<string> =>
      JSON.stringify(await get("/v1/search", { key: mine.secretKey, body: { query: "Borealis masts" } }));
    expect(await masts()).toContain("three masts");
    await get(`/v1/sources/${source}/confirm`, { method: "POST", key: mine.secretKey });
    expect(await endSync(mine, source)).toMatchObject({ status: "failed", last_sync: { removed: 3 } });
    expect(await masts()).not.toContain("three masts");
    expect(await getProblem(`/v1/sources/${source}/confirm`, { method: "POST", key: mine.secretKey })).toMatchObject({
      slug: "conflict",
    });
  });

  it("can be stopped and goes on, and is asked for no more than twice a minute", async () => {
    const fake = await site({
      "/": { body: html("Home", "Ropes and knots.", ["/a"]) },
      "/a": { body: html("A", "A bowline holds.") },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    const post = (verb: string): Promise<Response> =>
      call(`/v1/sources/${source}/${verb}`, { method: "POST", key: mine.secretKey });
    expect(await (await post("stop")).json()).toMatchObject({ status: "stopped", progress: { finished_at: null } });
    expect(await fake.log()).toEqual([]);
    const refused = await post("sync");
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(30);
    expect(await syncAgain(mine, source)).toMatchObject({ status: "idle", last_sync: { indexed: 2 } });
  });

  it("reads an index of packed sitemaps, and pages on a list's own host alone", async () => {
    const gzip = async (text: string): Promise<string> => {
      const packed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
      return packed.toBase64();
    };
    const fake = await site({
      "/index.xml": {
        type: "text/xml",
        body: "<sitemapindex><sitemap><loc>/part.xml.gz</loc></sitemap><sitemap><loc>/index.xml</loc></sitemap></sitemapindex>",
      },
      "/part.xml.gz": {
        type: "application/gzip",
        base64: await gzip(
          "<urlset><url><loc>/a</loc></url><url><loc>https://elsewhere.example.org/b</loc></url></urlset>",
        ),
      },
      "/a": { body: html("A", "Listed in a packed sitemap.", ["/not-followed"]) },
    });
    const source = await startSource(mine, { url: `${fake.url}/index.xml`, kind: "sitemap" });
    await endSync(mine, source);
    expect(await pagesOf(mine, source)).toEqual({ "/a": "indexed" });
    const wrong = await startSource(mine, { url: `${fake.url}/a`, kind: "sitemap" });
    expect(await endSync(mine, wrong)).toMatchObject({ status: "failed", problem: { code: "unreadable" } });
  });

  it("follows a url to the host that it leads to", async () => {
    const home = await site({
      "/": { body: html("Home", "The site has moved to this host.", ["/a"]) },
      "/a": { body: html("A", "A page there.") },
    });
    const old = await site({ "/": { status: 301, headers: { location: `${home.url}/` } } });
    const source = await startSource(mine, { url: `${old.url}/` });
    await endSync(mine, source);
    const { data } = await get<{ data: { url: string; status: string }[] }>(`/v1/sources/${source}/pages`, {
      key: mine.secretKey,
    });
    expect(data.map(({ url, status }) => [url, status])).toEqual([
      [`${old.url}/`, "redirected"],
      [`${home.url}/`, "indexed"],
      [`${home.url}/a`, "indexed"],
    ]);
  });

  it("says once what stands on every page", async () => {
    const footer = "<footer><p>Visit us at Quay 7, 2100 Copenhagen, every day from 8 to 20.</p></footer>";
    const names = Array.from({ length: 10 }, (_, n) => `/p${n}`);
    const page = (n: number): string =>
      `<html><body><p>Boat number ${n} is painted in colour ${n * 7}.</p>${footer.replaceAll("footer", "div")}</body></html>`;
    const fake = await site({
      "/": { body: html("Home", "Ten boats for hire.", names) },
      ...Object.fromEntries(names.map((name, n) => [name, { body: page(n) }])),
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    const { matches } = await get<{ matches: { url: string; title: string; text: string }[] }>("/v1/search", {
      key: mine.secretKey,
      body: { query: "Quay 7 Copenhagen", top_k: 50 },
    });
    const there = matches.filter(({ text }) => text.includes("Quay 7"));
    expect(there.map(({ title }) => title)).toEqual(["127.0.0.1, on every page"]);
  });
});

describe("a sync that fails", () => {
  it("is told to the bot's webhooks", async () => {
    const key = mine.secretKey;
    const hook = { url: "http://127.0.0.1:9/hook", events: ["source.failed"] };
    const { webhook_id } = await get<{ webhook_id: string }>("/v1/webhooks", { key, body: hook });
    const fake = await site({ "/": { status: 500, body: "broken" } });
    const source = await startSource(mine, { url: `${fake.url}/` });
    expect(await endSync(mine, source)).toMatchObject({ status: "failed", problem: { code: "http-error" } });
    await runAlarms();
    const { data } = await get<{ data: { event: string }[] }>(`/v1/webhooks/${webhook_id}/deliveries`, { key });
    expect(data.map(({ event }) => event)).toEqual(["source.failed"]);
    await call(`/v1/webhooks/${webhook_id}`, { method: "DELETE", key });
  });
});

describe("an address with a user name or a password", () => {
  it("is refused as an address, and shows neither", async () => {
    const fake = await site({ "/": { body: html("Staging", "Behind a password.") } });
    const source = await startSource(mine, { url: fake.url.replace("//", "//skipper:sesame@") });
    const done = await endSync(mine, source);
    expect(done).toMatchObject({
      status: "failed",
      problem: { code: "refused-address", detail: expect.stringContaining("password") as unknown },
    });
    expect(JSON.stringify(done)).not.toMatch(/skipper|sesame/);
    expect(await fake.log()).toEqual([]);
    // A second sync ends as the first one did.
    expect(await syncAgain(mine, source)).toMatchObject({ status: "failed", problem: { code: "refused-address" } });
    expect(await fake.log()).toEqual([]);
  });

  it.each(["sitemap", "page", "feed"])("asks nothing of its site as a %s either", async (kind) => {
    const fake = await site({ "/": { body: html("Staging", "Behind a password.") } });
    const source = await startSource(mine, { url: fake.url.replace("//", "//:sesame@"), kind });
    expect(await endSync(mine, source)).toMatchObject({ status: "failed", problem: { code: "refused-address" } });
    expect(await fake.log()).toEqual([]);
  });

  it("takes no page's place: linked, listed or named as canonical beside the page itself", async () => {
    const fake = await site({});
    const secret = fake.url.replace("//", "//skipper:sesame@");
    await fake.post("pages", {
      "/": { body: html("Home", "Welcome to the locked harbour.", [`${secret}/a`, "/a", "/to"]) },
      "/a": { body: html("A", "The locked quay.", [], `<link rel="canonical" href="${secret}/a">`) },
      "/to": { status: 302, headers: { location: `${secret}/b` } },
    });
    const source = await startSource(mine, { url: `${fake.url}/` });
    expect(await endSync(mine, source)).toMatchObject({ status: "idle", last_sync: { indexed: 2 } });
    const { data } = await get<{ data: { url: string; status: string }[] }>(`/v1/sources/${source}/pages`, {
      key: mine.secretKey,
    });
    expect(JSON.stringify(data)).not.toMatch(/skipper|sesame/);
    const refused = data.filter(({ status }) => status === "refused-address").map(({ url }) => new URL(url).pathname);
    expect(refused.toSorted()).toEqual(["/a", "/b"]);
    expect(await syncAgain(mine, source)).toMatchObject({ status: "idle", last_sync: { unchanged: 2, removed: 0 } });
  });
});

describe("sources of one bot", () => {
  it("take turns at a host, which other bots know nothing of", async () => {
    const knowledgeOf = ({ botId }: Tenant) => env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", botId]));
    const pace = { per_host: 1, spacing_ms: 0 };
    expect(await knowledgeOf(mine).takeTurn("shop.example", pace)).toBe(0);
    expect(await knowledgeOf(mine).takeTurn("shop.example", pace)).toBeGreaterThan(0);
    expect(await knowledgeOf(other).takeTurn("shop.example", pace)).toBe(0);
    await knowledgeOf(mine).endTurn("shop.example");
    expect(await knowledgeOf(mine).takeTurn("shop.example", pace)).toBe(0);
  });

  it("read one host to the end side by side", async () => {
    const fake = await site({
      "/a/": { body: html("A", "The first quay is made of oak.", ["/a/1", "/a/2"]) },
      "/a/1": { body: html("A1", "Its bollards are painted white.") },
      "/a/2": { body: html("A2", "Its lamps are lit at dusk.") },
      "/b/": { body: html("B", "The second quay is made of stone.", ["/b/1"]) },
      "/b/1": { body: html("B1", "Its crane is forty years old.") },
    });
    const pace = { per_host: 1, spacing_ms: 0 };
    const sources = await Promise.all(["/a/", "/b/"].map((path) => startSource(mine, { url: fake.url + path, pace })));
    const done = await Promise.all(sources.map((source) => endSync(mine, source)));
    expect(done.map(({ last_sync }) => last_sync?.indexed)).toEqual([3, 2]);
  });
});

describe("sources of two bots", () => {
  it("are nothing to each other", async () => {
    const fake = await site({ "/": { body: html("Mine", `Only ${mine.canary} knows.`) } });
    const source = await startSource(mine, { url: `${fake.url}/` });
    await endSync(mine, source);
    const key = other.secretKey;
    for (const [path, method] of [
      ["", "GET"],
      ["", "DELETE"],
      ["/pages", "GET"],
      ["/sync", "POST"],
      ["/stop", "POST"],
      ["/confirm", "POST"],
    ])
      expect(await getProblem(`/v1/sources/${source}${path}`, { method: method!, key })).toMatchObject({
        slug: "not-found",
      });
    expect(await getProblem(`/v1/sources/${source}`, { method: "PATCH", key, body: { max_pages: 1 } })).toMatchObject({
      slug: "not-found",
    });
    expect(JSON.stringify(await get("/v1/sources", { key }))).toBe('{"data":[],"next_cursor":null}');
    expect(JSON.stringify(await get("/v1/search", { key, body: { query: mine.canary } }))).not.toContain(mine.canary);
    const { data } = await get<{ data: { source_id: string }[] }>("/v1/sources?limit=100", { key: mine.secretKey });
    expect(data.map(({ source_id }) => source_id)).toContain(source);
  });

  it("go with their pages, or without them", async () => {
    const fake = await site({ "/": { body: html("Gone", "The lighthouse keeper is called Ansgar.") } });
    const keeper = async (): Promise<string> =>
      JSON.stringify(await get("/v1/search", { key: other.secretKey, body: { query: "lighthouse keeper" } }));
    for (const documents of ["keep", "remove"]) {
      const source = await startSource(other, { url: `${fake.url}/` });
      await endSync(other, source);
      expect(
        (await call(`/v1/sources/${source}?documents=${documents}`, { method: "DELETE", key: other.secretKey })).status,
      ).toBe(204);
      expect(await getProblem(`/v1/sources/${source}`, { key: other.secretKey })).toMatchObject({ slug: "not-found" });
      expect(await keeper()).toContain("Ansgar");
    }
    const { data } = await get<{ data: { document_id: string }[] }>("/v1/documents", { key: other.secretKey });
    expect(data).toHaveLength(1);
  });

  it("keep headers secret, and refuse what no source can be", async () => {
    const fake = await site({ "/": { body: html("Staging", "Behind a password.") } });
    const key = mine.secretKey;
    const source = await startSource(mine, { url: `${fake.url}/`, headers: { authorization: "Basic sesame" } });
    expect(JSON.stringify(await endSync(mine, source))).not.toContain("sesame");
    expect((await fake.log()).find(({ path }) => path === "/")!.headers["authorization"]).toBe("Basic sesame");
    for (const body of [
      { url: "ftp://a.net/" },
      { url: "nothing" },
      { url: "https://a.net/", kind: "portal" },
      { url: "https://a.net/", every: "minute" },
      { url: "https://a.net/", selectors: [{ path: "/**", keep: ["p:hover"] }] },
      { url: "https://a.net/", headers: { host: "b.net" } },
      { url: "https://a.net/", pace: { in_flight: 7 } },
      { url: "https://a.net/", bot_id: other.botId },
    ])
      expect(await getProblem("/v1/sources", { key, body })).toMatchObject({ slug: "invalid-request" });
  });
});
