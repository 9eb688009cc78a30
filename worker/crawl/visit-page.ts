/** One page: its text goes to the bot, or a reason why not is written down. */

import { renderPage } from "../outside/render.ts";
import type { Address, Outcome } from "./address.ts";
import { ask, isBusy, postponed, REDIRECTS } from "./ask.ts";
import type { Crawl } from "./crawl.ts";
import { addTwin, takeLinks, takeTarget } from "./discover.ts";
import { keepCopy, missing } from "./last-copy.ts";
import { addressOf, namesUser, pathOf } from "./page-address.ts";
import { bytesOf, type PageReading, NO_SUCH_PAGE, type PageText, readPage, readRendered } from "./read-page.ts";
import { selectorsFor } from "./selectors.ts";
import { HELD_PAGES } from "./site-blocks.ts";
import { wants } from "./site-scope.ts";

/** Markdown is what a page says without what stands around it. */
const ACCEPT = "text/markdown, text/html;q=0.9, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1";

/** @throws OutsideError where the site does not answer, ProblemError where the bot does not take the text */
export async function visitPage(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const { addresses, config, now } = crawl;
  const answer = await ask(crawl, address, {
    onRequest,
    headers: {
      accept: ACCEPT,
      ...conditions(address),
    },
    bytes: bytesOf,
  });
  if (isBusy(answer) && postponed(crawl, address, answer)) return;
  const done = { fetched_at: now(), http_status: answer.status };
  if (answer.status === 304 && address.document_id !== null) {
    return addresses.finish(address.key, { ...done, status: "unchanged", misses: 0 });
  }
  if (answer.status === 404 || answer.status === 410) {
    addTwin(crawl, address);
    return addresses.finish(address.key, { ...done, ...missing(address, `The site answered ${answer.status}`) });
  }
  const bodyHash = await sha256(answer.body);
  if (answer.status === 200 && address.document_id !== null && bodyHash === address.body_hash) {
    return addresses.finish(address.key, { ...done, status: "unchanged", misses: 0 });
  }
  const sent = await readPage(answer, selectorsFor(config.selectors, pathOf(address.url)), crawl.files);
  const reading = sent.status === "needs-browser" ? await render(crawl, address, sent, onRequest) : sent;
  if (reading.status === "redirected") return redirect(crawl, address, reading.target!, done, answer.headers);
  if (reading.isMissing === true) return addresses.finish(address.key, { ...done, ...missing(address, NO_SUCH_PAGE) });
  takeLinks(crawl, address, reading);
  if (reading.names !== undefined) crawl.noteNames(reading.names);
  if (reading.text === undefined) {
    return addresses.finish(
      address.key,
      keepCopy(address, { ...done, status: reading.status, reason: reading.reason ?? null }),
    );
  }
  const etag = answer.headers.get("etag");
  const last_modified = answer.headers.get("last-modified");
  await takeText(crawl, address, reading, { ...done, misses: 0, body_hash: bodyHash, etag, last_modified });
}

/** What a browser makes of the page, where there is one and it can; the shell as it was otherwise. */
async function render(
  { outside, userAgent }: Crawl,
  { url }: Address,
  shell: PageReading,
  onRequest: () => void,
): Promise<PageReading> {
  if (outside.BROWSER === undefined) return shell;
  onRequest();
  const markdown = await renderPage(outside.BROWSER, url, userAgent);
  return markdown === undefined ? shell : readRendered(markdown, shell);
}

async function takeText(
  crawl: Crawl,
  address: Address,
  reading: PageReading,
  done: Omit<Outcome, "status">,
): Promise<void> {
  const { addresses, store, now } = crawl;
  const { extracted } = reading.text!;
  if (address.kind === "start" && !wants(crawl.config)(address.url)) {
    return addresses.finish(address.key, { ...done, status: "excluded" });
  }
  const canonical = canonicalOf(crawl, address, reading.target);
  if (canonical !== undefined) {
    return addresses.finish(address.key, { ...done, status: "alias-of", target: canonical.key, reason: canonical.url });
  }
  const textHash = await sha256(new TextEncoder().encode(extracted.text));
  if (address.document_id !== null && textHash === address.text_hash) {
    return addresses.finish(address.key, { ...done, status: "unchanged" });
  }
  const twin = crawl.reading.get(textHash) ?? addresses.withText(textHash, address.key);
  if (twin !== undefined) {
    return addresses.finish(address.key, { ...done, status: "duplicate-of", target: twin.key, reason: twin.url });
  }
  // Said at once: of two pages with one text that are read side by side, one is the other's duplicate.
  crawl.reading.set(textHash, address);
  try {
    const document_id = await store.put({
      key: address.key,
      url: address.url,
      text: ownText(crawl, address, reading.text!),
    });
    addresses.finish(address.key, { ...done, status: "indexed", document_id, text_hash: textHash, changed_at: now() });
  } finally {
    crawl.reading.delete(textHash);
  }
}

/** The page without what its site says on every page, as far as that is known by now. */
function ownText({ blocks }: Crawl, { key }: Address, text: PageText): PageText {
  // Markdown is asked of the page alone, without what stands around it.
  if (text.contentType !== "text/html") return text;
  blocks.record(key, text.extracted);
  if (blocks.pages() <= HELD_PAGES) blocks.hold(key, text);
  return { ...text, extracted: blocks.ownBlocks(text.extracted) };
}

/** Another page of the source that this one names as its own address. */
function canonicalOf(
  crawl: Crawl,
  address: Address,
  target: string | undefined,
): { key: string; url: string } | undefined {
  if (target === undefined || address.own_text === 1) return undefined;
  const spelled = addressOf(target, address.url);
  if (spelled === undefined || spelled.key === address.key || namesUser(spelled.url)) return undefined;
  const known = crawl.addresses.find(spelled.key);
  // Two that name each other: the first one keeps its text.
  if (known?.status === "alias-of" && known.target === address.key) return undefined;
  return takeTarget(crawl, address, target, "canonical") === undefined ? undefined : spelled;
}

function redirect(
  crawl: Crawl,
  address: Address,
  target: string,
  done: Omit<Outcome, "status">,
  headers: Headers,
): void {
  const { addresses } = crawl;
  const spelled = addressOf(target, address.url);
  const reason = headers.has("set-cookie")
    ? "It redirects until its cookie is kept, which no reader does: let vegarag in without one."
    : "It redirects in a circle, or too often.";
  const circle = { ...done, status: "http-error" as const, reason };
  if (spelled?.key === address.key) {
    // Another spelling of itself: asked as the site wants it spelled.
    const goesOn = spelled.url !== address.url && address.hops < REDIRECTS;
    if (goesOn)
      addresses.finish(
        address.key,
        { ...done, status: "queued", url: spelled.url, hops: address.hops + 1, tries: 0 },
        true,
      );
    else addresses.finish(address.key, keepCopy(address, circle));
    return;
  }
  if (address.hops >= REDIRECTS || (spelled !== undefined && leadsBack(crawl, spelled.key, address.key))) {
    return addresses.finish(address.key, keepCopy(address, circle));
  }
  const key = takeTarget(crawl, address, target, "redirect");
  addresses.finish(address.key, {
    ...done,
    status: "redirected",
    target: key ?? null,
    reason: spelled?.url ?? target.slice(0, 500),
  });
}

/** Whether the redirects from one page come to another; those that do are a circle, and none of them is a page. */
function leadsBack(crawl: Crawl, from: string, to: string): boolean {
  const { addresses } = crawl;
  const passed: string[] = [];
  for (let key: string | null = from; key !== null && passed.length <= REDIRECTS;) {
    if (key === to) {
      for (const each of passed)
        addresses.finish(each, { status: "http-error", reason: "It redirects in a circle, or too often." });
      return true;
    }
    const row: Address | undefined = addresses.find(key);
    passed.push(key);
    key = row?.status === "redirected" ? row.target : null;
  }
  return false;
}

function conditions({ document_id, etag, last_modified }: Address): Record<string, string> {
  if (document_id === null) return {};
  return {
    ...(etag === null ? {} : { "if-none-match": etag }),
    ...(last_modified === null ? {} : { "if-modified-since": last_modified }),
  };
}

async function sha256(bytes: BufferSource): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
