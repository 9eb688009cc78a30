/** How a site is asked: by whom, how long, how often, and how long it is left alone where it asks for that. */

import { fetchOutside, type OutsideRequest, type OutsideResponse } from "../outside/network.ts";
import type { Address } from "./address.ts";
import type { Crawl } from "./crawl.ts";
import { PAGE_BYTES } from "./read-page.ts";

export const REDIRECTS = 5;
/** In one sync. A crash counts as one. */
export const MOST_TRIES = 3;
const TIME_MS = 10_000;
const TRY_AGAIN_MS = 2_000;
const MOST_WAIT_MS = 10 * 60_000;

/** One request, and no redirect is followed unless it says so. @throws OutsideError */
export function ask(crawl: Crawl, address: Address, more: Partial<OutsideRequest>): Promise<OutsideResponse> {
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

export function isBusy({ status }: OutsideResponse): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/** Asked once more in this sync, later: the whole host waits where it said how long. False where it was asked enough. */
export function postponed(crawl: Crawl, address: Address, answer?: OutsideResponse): boolean {
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
