/** Finding a site's pages: what it lists of itself, then its links. Every address gets a row, and a reason where it is left out. */

import { addressOf, pathOf } from "./page-address.ts";
import { addList } from "./add-list.ts";
import type { Address, FoundBy } from "./address.ts";
import type { Crawl } from "./crawl.ts";
import { type ListedPage, type Listing, readListing, readLlmsTxt } from "./listing.ts";
import type { PageReading } from "./read-page.ts";
import { followsLink, homeOf, listsPage, movesTo, wants } from "./site-scope.ts";

/** An index may name indexes; no honest site nests deeper. */
const LIST_DEPTH = 3;
/** Rows for addresses that are left out: a calendar has no end, and its owner has read enough. */
const LEFT_OUT = 1_000;
/** How often a word may stand in a path as a folder of its own. */
const MOST_ROUNDS = 2;
/** Nothing to read, and known by its name. */
const NO_PAGE =
  /\.(?:png|jpe?g|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|og[gv]|wav|mov|avi|zip|gz|tgz|bz2|7z|rar|dmg|exe|msi|apk|iso|css|js|mjs|woff2?|ttf|eot|wasm)$/i;

/** What the site at home lists: the sitemaps that its robots.txt names or the usual one, and llms.txt. */
export function addSiteLists(crawl: Crawl, origin: string): void {
  if (crawl.config.kind !== "site" || new URL(origin).host !== crawl.home.host) return;
  const named = crawl.hosts.find(origin)?.robots.sitemaps ?? [];
  addList(crawl.addresses, "llms", `${origin}/llms.txt`, "robots", 0);
  for (const sitemap of named.length > 0 ? named : ["/sitemap.xml"])
    addList(crawl.addresses, "sitemap", sitemap, "robots", 0, origin);
}

/** @returns why this is no list, or undefined */
export function takeList(crawl: Crawl, list: Address, text: string): string | undefined {
  if (list.kind === "llms") {
    addPages(crawl, readLlmsTxt(text).map(withoutTwin), { from: list.url, depth: 0, found_by: "llms.txt" });
    return undefined;
  }
  const listing: Listing = readListing(text);
  if (listing.kind === "none") return listing.detail;
  if (listing.kind === "sitemaps") {
    if (list.depth < LIST_DEPTH)
      for (const { url } of listing.entries.slice(0, 1_000))
        addList(crawl.addresses, "sitemap", url, "sitemap", list.depth + 1, list.url);
    return undefined;
  }
  // What changed last is read first.
  const entries = listing.entries.toSorted((one, other) => (other.changedAt ?? 0) - (one.changedAt ?? 0));
  addPages(crawl, entries, { from: list.url, depth: 0, found_by: listing.kind === "feed" ? "feed" : "sitemap" });
  return undefined;
}

/** llms.txt names a page's twin in Markdown; the page itself is what visitors are sent to. */
function withoutTwin(entry: ListedPage): ListedPage {
  return { ...entry, url: entry.url.replace(/(?:(?<=\/)index(?:\.html)?)?\.md(?=$|[?#])/, "") };
}

/** The twin of a page that llms.txt named and that is not there without it. */
export function addTwin(crawl: Crawl, { url, found_by, depth }: Address): void {
  const { pathname } = new URL(url);
  if (found_by !== "llms.txt" || /\.\w+$/.test(pathname)) return;
  const twin = addressOf(pathname.endsWith("/") ? `${url}index.md` : `${url}.md`);
  if (twin !== undefined) crawl.addresses.add({ ...twin, kind: "page", depth: depth + 1, found_by });
}

/** Links and feeds of a page that was read. */
export function takeLinks(crawl: Crawl, page: Address, { links, feeds, base }: PageReading): void {
  const { config, home } = crawl;
  if (config.kind !== "site") return;
  const from = base ?? page.url;
  for (const feed of feeds.slice(0, 10)) {
    const address = addressOf(feed, from);
    if (address !== undefined && new URL(address.url).host === home.host)
      addList(crawl.addresses, "feed", feed, "link", 0, from);
  }
  addPages(
    crawl,
    links.map((url) => ({ url, changedAt: undefined })),
    { from, depth: page.depth + 1, found_by: "link" },
    (url) => followsLink(config, home, url),
  );
}

/** Where a redirect or a canonical link leads. @returns its key where it belongs to the source */
export function takeTarget(crawl: Crawl, page: Address, target: string, found_by: FoundBy): string | undefined {
  const address = addressOf(target, page.url);
  if (address === undefined || crawl.addresses.find(address.key) !== undefined) return address?.key;
  if (found_by === "redirect" && page.kind === "start" && homeOf(address.url).host !== crawl.home.host)
    crawl.moveHome(address.url);
  if (!movesTo(crawl.home, page.url, address.url)) return undefined;
  const isStart = page.kind === "start" && found_by === "redirect";
  if (!isStart && !wants(crawl.config)(address.url)) return undefined;
  crawl.addresses.add({
    ...address,
    kind: isStart ? "start" : "page",
    depth: page.depth,
    found_by,
    hops: found_by === "redirect" ? page.hops + 1 : 0,
  });
  return address.key;
}

function addPages(
  crawl: Crawl,
  entries: readonly ListedPage[],
  { from, depth, found_by }: { from: string; depth: number; found_by: FoundBy },
  belongs: (url: string) => boolean = (url) => listsPage(crawl.home, from, url),
): void {
  const { addresses, config } = crawl;
  const isWanted = wants(config);
  const size = addresses.size();
  for (const entry of entries) {
    const address = addressOf(entry.url, from);
    if (address === undefined || !belongs(address.url)) continue;
    const leftOut =
      whyLeftOut(address.url, depth, config.max_depth, isWanted) ??
      (size.taken >= config.max_pages ? "too-many-pages" : undefined);
    if (leftOut !== undefined && size.known >= config.max_pages + LEFT_OUT) continue;
    addresses.add({ ...address, kind: "page", depth, found_by, ...(leftOut === undefined ? {} : { status: leftOut }) });
  }
}

function whyLeftOut(url: string, depth: number, most: number, isWanted: (url: string) => boolean) {
  if (!isWanted(url)) return "excluded";
  if (NO_PAGE.test(pathOf(url).split("?", 1)[0]!)) return "unsupported-type";
  return depth > most || (depth > 0 && goesRound(url)) ? "too-deep" : undefined;
}

/** Below a server that answers whatever it is asked, a link that is relative leads from each page to a new one. */
function goesRound(url: string): boolean {
  const counts = new Map<string, number>();
  for (const segment of new URL(url).pathname.split("/")) {
    // Dates and numbers of pages come again.
    if (/^\d*$/.test(segment)) continue;
    const count = (counts.get(segment) ?? 0) + 1;
    if (count > MOST_ROUNDS) return true;
    counts.set(segment, count);
  }
  return false;
}
