/**
 * When every address was asked: what the answers mean together. Pages that pointed at another which has no text
 * take their own; what the site says everywhere is said once; and what is no page any more is taken out of the
 * answers, unless that were more than half of them.
 */

import type { Address } from "./address.ts";
import type { Addresses } from "./addresses.ts";
import type { Crawl } from "./crawl.ts";
import type { PageStatus } from "../page-status.ts";

/** The site itself says that these are no pages of their own: their text goes. Whatever else failed keeps its last copy. */
const NO_PAGE: readonly PageStatus[] = [
  "gone",
  "noindex",
  "excluded",
  "blocked-by-robots",
  "blocked-by-signal",
  "duplicate-of",
  "alias-of",
  "redirected",
  "unsupported-type",
  "too-deep",
  "too-many-pages",
];
/** Another page answers for them. */
const POINTS: readonly PageStatus[] = ["alias-of", "duplicate-of"];
/** In one step: each is a call to the bot. */
const REMOVED_AT_ONCE = 100;

/** @returns true where there is something to ask again */
export function mendPointers({ addresses }: Crawl): boolean {
  let again = false;
  for (const page of addresses.inStatus(POINTS)) {
    // Once: the second time its own text is taken whatever it names.
    if (page.own_text === 1 || leadsToText(addresses, page)) continue;
    addresses.finish(page.key, { status: "queued", own_text: 1, target: null, tries: 0 }, true);
    again = true;
  }
  return again;
}

function leadsToText(addresses: Addresses, page: Address): boolean {
  let at: Address | undefined = page;
  for (let steps = 0; at !== undefined && steps < 5; steps++) {
    if (at.document_id !== null && !NO_PAGE.includes(at.status)) return true;
    at = at.target === null || !POINTS.includes(at.status) ? undefined : addresses.find(at.target);
  }
  return false;
}

/** Pages that were indexed before it was known what is common are indexed without it. */
export async function settleBlocks({ addresses, blocks, store }: Crawl): Promise<void> {
  for (let held = blocks.takeHeld(); held !== undefined; held = blocks.takeHeld()) {
    const { key, extracted } = held;
    const page = addresses.find(key);
    const own = blocks.ownBlocks(extracted, true);
    if (page !== undefined && page.document_id !== null && own !== extracted)
      await store.put({ key, url: page.url, text: { ...held, extracted: own } });
    blocks.dropHeld(key);
  }
  await store.putFacts(blocks.facts());
}

/** Pages that answer and are none any more. */
export function toRemove({ addresses }: Crawl): Address[] {
  return addresses.withDocument(NO_PAGE);
}

/** Whether so much would vanish that its owner is asked first. */
export function wouldVanish(crawl: Crawl): { count: number; of: number } | undefined {
  const count = toRemove(crawl).length;
  const of = crawl.addresses.answering();
  return count * 2 > of ? { count, of } : undefined;
}

/** @returns how many were removed; fewer than there were where some are left for the next step */
export async function removePages(crawl: Crawl): Promise<number> {
  const pages = toRemove(crawl).slice(0, REMOVED_AT_ONCE);
  await crawl.store.remove(pages.map(({ document_id }) => document_id!));
  for (const page of pages) {
    crawl.blocks.forget(page.key);
    crawl.addresses.dropDocument(page.key);
  }
  return pages.length;
}
