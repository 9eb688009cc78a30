/** Failures that only the owner can mend, told to the owner in the console, once each, with the fix. */

import type { Slug } from "../ui/problems.ts";

/** `{origin}` is the page's. */
const FIXES: Partial<Record<Slug, string>> = {
  unauthenticated: "check data-key, data-token-url or data-token",
  "origin-not-allowed": "add {origin} to the bot's allowed_origins",
  expired: "use data-token-url or VegaRAG.identify(), so that tokens can be renewed",
  token: "the function given to VegaRAG.identify() must return a token",
  "token-url": 'data-token-url must answer a GET from this page with {"token": "…"}',
};
const told = new Set<Slug>();

export function explain(slug: Slug, detail: string): void {
  // By its own keys: pages put things on `Object.prototype`.
  if (!Object.hasOwn(FIXES, slug) || told.has(slug)) return;
  told.add(slug);
  console.error(`VegaRAG: ${slug}: ${FIXES[slug]!.replace("{origin}", location.origin)}. ${detail}`);
}
