/** Failures that only the owner can mend, told to the owner in the console, once each, with the fix. */

const told = new Set<string>();

export function explain(slug: string, detail: string): void {
  const fix: Record<string, string> = {
    "origin-not-allowed": `add ${location.origin} to the bot's allowed_origins (PATCH /v1/bot).`,
    unauthenticated:
      "check data-key, data-token-url or data-token: the key may have been deleted or the token be signed by another key.",
    forbidden: "the token may not do this: check its claims and the bot's settings.",
    expired: "data-token holds one token only: use data-token-url or VegaRAG.identify() to let the widget renew it.",
    "not-found": "check the address in the script tag's src: it must be that of your deployment.",
  };
  if (!Object.hasOwn(fix, slug) || told.has(slug)) return;
  told.add(slug);
  console.error(`VegaRAG: ${slug}: ${fix[slug]}${detail ? ` (${detail})` : ""}`);
}
