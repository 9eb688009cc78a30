/**
 * One address: may it be asked, what did it answer, and what is written down of it. Each address is decided by
 * itself; what its whole site means is `finish`'s.
 */

import { ProblemError } from "../../shared/problem.ts";
import { fetchOutside, OutsideError, type OutsideRequest, type OutsideResponse } from "../outside/network.ts";
import type { Address, Outcome } from "./addresses.ts";
import type { Crawl } from "./crawl.ts";
import { addSiteLists, addTwin, takeLinks, takeList, takeTarget } from "./discover.ts";
import { gunzip, isGzip } from "./gunzip.ts";
import { addressOf, pathOf } from "./page-address.ts";
import { PAGE_STATUSES, type PageStatus } from "../page-status.ts";
import { isReadable, PAGE_BYTES, type PageReading, type PageText, readPage } from "./read-page.ts";
import { ROBOTS_BYTES } from "./robots.ts";
import { selectorsFor } from "./selectors.ts";
import { HELD_PAGES } from "./site-blocks.ts";
import { wants } from "./site-scope.ts";

const TIME_MS = 10_000;
/** Packed and unpacked. The protocol allows 50 MB, which is half of all the memory there is. */
const LIST_BYTES = 16 * 1024 * 1024;
const REDIRECTS = 5;
/** In one sync. A crash counts as one. */
const MOST_TRIES = 3;
const TRY_AGAIN_MS = 2_000;
const MOST_WAIT_MS = 10 * 60_000;

/** The text there is goes on answering where a page cannot be read just now. */
const KEEPS_COPY: readonly PageStatus[] = [
  "timeout",
  "http-error",
  "too-large",
  "unreadable",
  "empty",
  "needs-browser",
  "refused-address",
  "failed",
];

/** What can be said of an address without asking it; undefined where it has to be asked. */
export function decideUnasked(crawl: Crawl, address: Address): Outcome | undefined {
  if (address.kind === "robots") return undefined;
  if (address.tries >= MOST_TRIES)
    return keepCopy(address, { status: "failed", reason: "It was cut off several times." });
  const host = crawl.hosts.find(address.origin);
  if (host?.problem !== undefined) {
    const { status, detail } = host.problem;
    // Nobody has forbidden anything: robots.txt could not be read.
    if (address.document_id !== null) return { status: "stale", reason: detail };
    return { status, reason: detail };
  }
  if (host !== undefined && !host.robots.allows(pathOf(address.url))) return { status: "blocked-by-robots" };
  if (host?.robots.refusedBy !== undefined)
    return { status: "blocked-by-signal", reason: `Content-Signal: ${host.robots.refusedBy}` };
  if (address.kind === "page" && !wants(crawl.config)(address.url)) return { status: "excluded" };
  return undefined;
}

/** Never throws for what the site does. @throws ProblemError `not-found` where the bot is gone */
export async function visit(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  if (address.kind === "robots") return visitRobots(crawl, address, onRequest);
  try {
    if (address.kind === "start" || address.kind === "page") await visitPage(crawl, address, onRequest);
    else await visitList(crawl, address, onRequest);
  } catch (error) {
    if (error instanceof OutsideError) return fail(crawl, address, error);
    if (error instanceof ProblemError && error.slug === "not-found") throw error;
    console.error("a page could not be taken", address.url, error);
    const reason = error instanceof ProblemError ? error.detail : "Something went wrong on our side.";
    crawl.addresses.finish(address.key, keepCopy(address, { status: "failed", reason, fetched_at: crawl.now() }));
  }
}

function ask(crawl: Crawl, address: Address, more: Partial<OutsideRequest>): Promise<OutsideResponse> {
  return fetchOutside(crawl.outside, {
    url: address.url,
    redirects: 0,
    bytes: PAGE_BYTES,
    timeMs: TIME_MS,
    ownOrigins: crawl.ownOrigins,
    ...more,
    headers: { "user-agent": crawl.userAgent, ...more.headers },
    ...(address.origin === new URL(crawl.config.url).origin ? { secretHeaders: crawl.config.headers } : {}),
  });
}

async function visitRobots(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const { hosts, addresses, now } = crawl;
  const { origin } = address;
  try {
    const answer = await ask(crawl, address, { redirects: REDIRECTS, bytes: ROBOTS_BYTES, longer: "cut", onRequest });
    if (answer.status >= 500 || answer.status === 429) {
      if (postponed(crawl, address, answer)) return;
      hosts.keepProblem(origin, unread(`it answered ${answer.status}`), now());
    } else {
      const text = answer.status >= 200 && answer.status < 300 ? new TextDecoder().decode(answer.body) : "";
      hosts.keepRobots(origin, text, now());
      addSiteLists(crawl, origin);
    }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    if (error.code === "refused-address") {
      hosts.keepProblem(origin, { status: "refused-address", detail: error.detail }, now());
    } else {
      if (postponed(crawl, address)) return;
      hosts.keepProblem(origin, unread(error.detail), now());
    }
  }
  addresses.finish(address.key, { status: "indexed", fetched_at: now() });
}

function unread(why: string): { status: "blocked-by-robots"; detail: string } {
  return { status: "blocked-by-robots", detail: `robots.txt could not be read: ${why}`.replace(/\.?$/, ".") };
}

async function visitList(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const answer = await ask(crawl, address, { redirects: REDIRECTS, bytes: LIST_BYTES, onRequest });
  if (isBusy(answer) && postponed(crawl, address, answer)) return;
  const done = { fetched_at: crawl.now(), http_status: answer.status };
  if (answer.status < 200 || answer.status >= 300) {
    return crawl.addresses.finish(address.key, {
      ...done,
      status: "http-error",
      reason: `The site answered ${answer.status}.`,
    });
  }
  const bytes = isGzip(answer.body) ? await gunzip(answer.body, LIST_BYTES) : answer.body;
  if (bytes === undefined) {
    const reason = "It is damaged, or unpacks to more than a list may have.";
    return crawl.addresses.finish(address.key, { ...done, status: "too-large", reason });
  }
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  const problem = takeList(crawl, address, new TextDecoder(wide).decode(bytes));
  crawl.addresses.finish(address.key, {
    ...done,
    ...(problem === undefined ? { status: "indexed" } : { status: "unreadable", reason: problem }),
  });
}

async function visitPage(crawl: Crawl, address: Address, onRequest: () => void): Promise<void> {
  const { addresses, config, now } = crawl;
  const answer = await ask(crawl, address, {
    onRequest,
    headers: {
      accept: "text/markdown, text/html;q=0.9, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1",
      ...conditions(address),
    },
    bytes: (headers) => (isReadable(headers) ? PAGE_BYTES : 0),
  });
  if (isBusy(answer) && postponed(crawl, address, answer)) return;
  const done = { fetched_at: now(), http_status: answer.status };
  if (answer.status === 304 && address.document_id !== null) {
    return addresses.finish(address.key, { ...done, status: "unchanged", misses: 0 });
  }
  if (answer.status === 404 || answer.status === 410) {
    addTwin(crawl, address);
    return addresses.finish(address.key, { ...done, ...missing(address, answer.status) });
  }
  const bodyHash = await sha256(answer.body);
  if (answer.status === 200 && address.document_id !== null && bodyHash === address.body_hash) {
    return addresses.finish(address.key, { ...done, status: "unchanged", misses: 0 });
  }
  const reading = await readPage(answer, selectorsFor(config.selectors, pathOf(address.url)));
  if (reading.status === "redirected") return redirect(crawl, address, reading.target!, done);
  takeLinks(crawl, address, reading);
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
  if (spelled === undefined || spelled.key === address.key) return undefined;
  const known = crawl.addresses.find(spelled.key);
  // Two that name each other: the first one keeps its text.
  if (known?.status === "alias-of" && known.target === address.key) return undefined;
  return takeTarget(crawl, address, target, "canonical") === undefined ? undefined : spelled;
}

function redirect(crawl: Crawl, address: Address, target: string, done: Omit<Outcome, "status">): void {
  const { addresses } = crawl;
  const spelled = addressOf(target, address.url);
  const circle = { ...done, status: "http-error" as const, reason: "It redirects in a circle, or too often." };
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

function missing(address: Address, status: number): Outcome {
  const misses = address.misses + 1;
  if (misses >= 2) return { status: "gone", misses, reason: `The site answered ${status} in two syncs.` };
  const reason = `The site answered ${status}.`;
  return { status: address.document_id === null ? "http-error" : "stale", misses, reason };
}

function fail(crawl: Crawl, address: Address, error: OutsideError): void {
  const passing = error.code === "timeout" || error.code === "unreachable";
  if (passing && postponed(crawl, address)) return;
  const code = error.code === "unreachable" || error.code === "redirect-loop" ? "http-error" : error.code;
  crawl.addresses.finish(
    address.key,
    keepCopy(address, { status: code, reason: error.detail, fetched_at: crawl.now() }),
  );
}

function keepCopy(address: Address, outcome: Outcome): Outcome {
  if (address.document_id === null || !KEEPS_COPY.includes(outcome.status)) return outcome;
  const reason = outcome.reason ?? PAGE_STATUSES[outcome.status][0];
  return { ...outcome, status: "stale", reason };
}

function isBusy({ status }: OutsideResponse): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/** Asked once more in this sync, later: the whole host waits where it said how long. False where it was asked enough. */
function postponed(crawl: Crawl, address: Address, answer?: OutsideResponse): boolean {
  // `tries` was counted up when it was asked.
  const tries = address.tries + 1;
  const told = retryAfter(answer?.headers.get("retry-after") ?? null, crawl.now());
  if (tries >= (told === undefined ? MOST_TRIES - 1 : MOST_TRIES)) return false;
  const until = crawl.now() + Math.min(told ?? TRY_AGAIN_MS, MOST_WAIT_MS);
  if (told !== undefined) crawl.hosts.waitUntil(address.origin, until);
  crawl.addresses.postpone(address.key, until);
  return true;
}

function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

async function sha256(bytes: BufferSource): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
