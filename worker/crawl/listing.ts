/**
 * What a site lists of itself: a sitemap (as XML or as lines), an index of sitemaps, a feed (RSS, Atom), an
 * llms.txt. All become addresses as they stand there; which of them are the site's own is `page-address`'s and
 * the source's to say. Pure, and linear in the length.
 */

import { readXml } from "./xml.ts";

export interface ListedPage {
  url: string;
  /** Milliseconds since 1970, where the list says when it changed. */
  changedAt: number | undefined;
}

export interface Listing {
  /** `none`: this is no list, and `detail` says what it is. */
  kind: "pages" | "sitemaps" | "feed" | "none";
  entries: ListedPage[];
  detail?: string;
}

/** Of one sitemap, and of one index (sitemaps.org). */
export const MAX_ENTRIES = 50_000;
const ADDRESS_CHARACTERS = 2_048;

/** @param text a sitemap, an index or a feed, told apart by its first element */
export function readListing(text: string): Listing {
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start === "") return { kind: "none", entries: [], detail: "The file is empty." };
  if (/^https?:\/\//i.test(start)) return readLines(start);
  if (!start.startsWith("<")) return { kind: "none", entries: [], detail: "This is neither a sitemap nor a feed." };
  return readElements(start);
}

function readLines(text: string): Listing {
  const entries: ListedPage[] = [];
  for (const line of lines(text)) {
    const url = line.trim();
    if (/^https?:\/\//i.test(url) && url.length <= ADDRESS_CHARACTERS) entries.push({ url, changedAt: undefined });
    if (entries.length >= MAX_ENTRIES) break;
  }
  return { kind: "pages", entries };
}

function* lines(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    yield text.slice(at, end < 0 ? undefined : end);
    at = end < 0 ? text.length : end + 1;
  }
}

/** Which elements stand for an entry, and for its address and time, in each kind of list. */
const KINDS: Record<string, { kind: Listing["kind"]; entry: string; address: string; times: string[] }> = {
  urlset: { kind: "pages", entry: "url", address: "loc", times: ["lastmod"] },
  sitemapindex: { kind: "sitemaps", entry: "sitemap", address: "loc", times: ["lastmod"] },
  rss: { kind: "feed", entry: "item", address: "link", times: ["pubdate"] },
  "rdf:rdf": { kind: "feed", entry: "item", address: "link", times: ["dc:date"] },
  feed: { kind: "feed", entry: "entry", address: "link", times: ["updated", "published"] },
};

function readElements(text: string): Listing {
  const entries: ListedPage[] = [];
  let root: (typeof KINDS)[string] | undefined;
  let isHtml = false;
  /** Of the root element: `image:loc` in a sitemap without a prefix is no page. */
  let prefix = "";
  let entry: { url: string; loose: string; time: string } | undefined;
  let reading: "address" | "time" | undefined;

  const finish = (): void => {
    // Some indexes leave `<loc>` out and write the address alone.
    const url = (entry!.url.trim() || (root!.kind === "sitemaps" ? entry!.loose : "")).trim();
    if (url !== "") add(url, entry!.time);
    entry = undefined;
  };
  const add = (url: string, time: string): void => {
    if (url.length > ADDRESS_CHARACTERS || entries.length >= MAX_ENTRIES) return;
    const changed = Date.parse(time.trim());
    entries.push({ url, changedAt: Number.isNaN(changed) ? undefined : changed });
  };
  const local = (name: string): string | undefined =>
    prefix === "" ? name : name.startsWith(prefix) ? name.slice(prefix.length) : undefined;

  const read = readXml(text, {
    open(full, attributes) {
      if (root === undefined) {
        if (isHtml) return;
        const bare = full.replace(/^[^:]*:/, "");
        root = KINDS[full] ?? KINDS[bare];
        isHtml = root === undefined;
        prefix = KINDS[full] === undefined ? full.slice(0, full.length - bare.length) : "";
        return;
      }
      const name = local(full);
      if (name === root.entry) entry = { url: "", loose: "", time: "" };
      else if (root.kind === "feed" && name === "link" && attributes["href"] !== undefined) {
        // Atom: addresses of the feed itself and of its editor are no pages.
        const { href, rel = "alternate", type = "text/html" } = attributes;
        if (rel === "alternate" && type.includes("html")) add(href.trim(), "");
      } else if (entry !== undefined && name === root.address) reading = "address";
      else if (entry !== undefined && name !== undefined && root.times.includes(name)) reading = "time";
      else reading = undefined;
    },
    close(full) {
      const name = local(full);
      reading = undefined;
      if (root !== undefined && entry !== undefined && name === root.entry) finish();
    },
    text(part) {
      if (entry === undefined) return;
      const field = reading === "address" ? "url" : reading === "time" ? "time" : "loose";
      if (entry[field].length <= ADDRESS_CHARACTERS) entry[field] += part;
    },
  });
  if (!read) return { kind: "none", entries: [], detail: "A list of pages must not declare entities." };
  if (root === undefined) return { kind: "none", entries: [], detail: "This is a web page, not a sitemap or a feed." };
  return { kind: root.kind, entries };
}

/** Links of an llms.txt: a Markdown file whose lists name a site's pages (llmstxt.org). */
export function readLlmsTxt(text: string): ListedPage[] {
  const entries: ListedPage[] = [];
  // A page that a server sends for anything it does not have is no llms.txt.
  if (/^\s*</.test(text)) return entries;
  for (const line of lines(text)) {
    const link = /^\s{0,8}[-*+]\s+\[[^\]]{1,500}\]\(<?([^\s<>)]{1,2048})>?/.exec(line.slice(0, 4_096));
    if (link?.[1] !== undefined) entries.push({ url: link[1], changedAt: undefined });
    if (entries.length >= MAX_ENTRIES) break;
  }
  return entries;
}
