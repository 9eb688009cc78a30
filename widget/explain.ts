/** Failures that only the owner can mend, told to the owner in the console, once each, with the fix. */

const told = new Set<string>();

export function explain(slug: string, detail: string): void {
  const fix: Record<string, string> = {
    "origin-not-allowed": `add ${location.origin} to the bot's allowed_origins`,
    unauthenticated: "check data-key, data-token-url or data-token",
    "token-url": 'data-token-url must answer a GET from this page with {"token": "…"}',
    token: "the function given to VegaRAG.identify() must return a token",
    expired: "use data-token-url or VegaRAG.identify(), so that tokens can be renewed",
  };
  if (!Object.hasOwn(fix, slug) || told.has(slug)) return;
  told.add(slug);
  console.error(`VegaRAG: ${slug}: ${fix[slug]}. ${detail}`);
}
