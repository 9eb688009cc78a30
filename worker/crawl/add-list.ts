/** The addresses that a source begins at, and what lists others: sitemaps, feeds, llms.txt. Reading them is `discover`. */

import type { SourceConfig } from "../durable/source-api.ts";
import type { AddressKind, FoundBy } from "./address.ts";
import type { Addresses } from "./addresses.ts";
import { addressOf } from "./page-address.ts";

/** Of one source. A thousand sitemaps of indexes of indexes would be read for weeks. */
const MOST_LISTS = 500;

/** The first address of a source. */
export function addStart(addresses: Addresses, { kind, url }: Pick<SourceConfig, "kind" | "url">): void {
  if (kind === "sitemap" || kind === "feed") addList(addresses, kind, url, "start", 0);
  else addresses.add({ ...addressOf(url)!, kind: "start", depth: 0, found_by: "start" });
}

export function addList(
  addresses: Addresses,
  kind: AddressKind,
  url: string,
  found_by: FoundBy,
  depth: number,
  base?: string,
): void {
  const address = addressOf(url, base);
  if (address === undefined || addresses.size().lists >= MOST_LISTS) return;
  // The same address may be a page as well.
  addresses.add({ key: `list ${address.key}`, url: address.url, kind, depth, found_by });
}
