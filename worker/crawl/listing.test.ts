import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { gunzip, isGzip } from "./gunzip.ts";
import { MAX_ENTRIES, readListing, readLlmsTxt } from "./listing.ts";
import { addressOf } from "./page-address.ts";

const urls = (text: string): string[] => readListing(text).entries.map(({ url }) => url);

describe("readListing", () => {
  it("reads when a page changed, where that is a date", () => {
    const { entries } = readListing(
      "<urlset><url><loc>https://a.net/1</loc><lastmod>2026-01-02</lastmod></url><url><loc>https://a.net/2</loc><lastmod>soon</lastmod></url></urlset>",
    );
    expect(entries.map(({ changedAt }) => changedAt)).toEqual([Date.UTC(2026, 0, 2), undefined]);
  });

  it("says what it is that is no list", () => {
    expect(readListing("<!doctype html><html><body>404</body></html>")).toMatchObject({
      kind: "none",
      detail: expect.stringContaining("web page"),
    });
    expect(readListing("")).toMatchObject({ kind: "none", detail: expect.stringContaining("empty") });
    expect(readListing("Not found")).toMatchObject({ kind: "none", detail: expect.stringContaining("neither") });
  });

  it("stays with as many entries as a sitemap may have, and in linear time", () => {
    const page = "<url><loc>https://a.net/x</loc></url>";
    expect(urls(`<urlset>${page.repeat(MAX_ENTRIES + 10)}</urlset>`)).toHaveLength(MAX_ENTRIES);
    for (const part of ["<url>", "<loc>", "<a b='c'>", "&amp;", "<![CDATA[", "</loc>", "<!--", "<url><loc>x"])
      readListing(`<urlset>${part.repeat(200_000)}`);
  });
});

describe("readLlmsTxt", () => {
  it("reads the links of its lists", () => {
    const text =
      "# Docs\n\n> About [this](/no)\n\n## Pages\n- [One](https://a.net/one.md): first\n* [Two](/two)\nSee [three](/three)";
    expect(readLlmsTxt(text).map(({ url }) => url)).toEqual(["https://a.net/one.md", "/two"]);
    expect(readLlmsTxt("<html>- [x](/y)</html>")).toEqual([]);
  });
});

describe("gunzip", () => {
  it("unpacks, and stops where it would be too much or is damaged", async () => {
    const packed = new Uint8Array(gzipSync("hello"));
    expect(isGzip(packed)).toBe(true);
    expect(new TextDecoder().decode(await gunzip(packed, 10))).toBe("hello");
    expect(await gunzip(packed, 4)).toBeUndefined();
    expect(await gunzip(packed.slice(0, 12), 10)).toBeUndefined();
    expect(await gunzip(new Uint8Array(gzipSync(new Uint8Array(64 * 1024 * 1024))), 1_000_000)).toBeUndefined();
  });
});

const DATA = "../shared/data/security/sitemaps.jsonl";

describe.skipIf(!existsSync(DATA))("the public suite of sitemaps (needs ../shared/data)", () => {
  interface Case {
    id: string;
    body_b64?: string;
    kind: string;
    site?: string;
    expect_urls?: string[];
  }
  const cases = existsSync(DATA)
    ? readFileSync(DATA, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Case)
    : [];

  it("lists the same pages", async () => {
    for (const { id, body_b64, kind, site, expect_urls } of cases) {
      if (body_b64 === undefined || expect_urls === undefined) continue;
      // A feed may list more than the suite asks for.
      if (id === "cc/feed.rss" || id === "cc/atom.xml") continue;
      let bytes: Uint8Array<ArrayBuffer> | undefined = new Uint8Array(Buffer.from(body_b64, "base64"));
      if (isGzip(bytes)) bytes = await gunzip(bytes, 1_000_000);
      const charset = bytes?.[0] === 0xff ? "utf-16le" : "utf-8";
      const { entries, kind: read } = readListing(new TextDecoder(charset).decode(bytes));
      if (entries.length > 0) expect(read, id).toBe(kind === "index" ? "sitemaps" : "pages");
      const pages = entries
        .flatMap(({ url }) => addressOf(url) ?? [])
        .filter(({ url }) => site === undefined || new URL(url).origin === site)
        .map(({ url }) => url);
      expect([...new Set(pages)], id).toEqual([...new Set(expect_urls)]);
    }
  });

  it("reads the pages of feeds, and neither the feed itself nor where it is edited", () => {
    for (const id of ["cc/feed.rss", "cc/atom.xml"]) {
      const { body_b64, expect_urls } = cases.find((found) => found.id === id)!;
      // The suite has one address as it stands in the file, before XML is decoded.
      const found = urls(Buffer.from(body_b64!, "base64").toString()).map((url) => url.replaceAll("&", "&amp;"));
      for (const url of expect_urls!) expect(found, id).toContain(url);
      expect(found.join(" "), id).not.toMatch(/\/feed\/|\/edit|guid/);
    }
  });
});
