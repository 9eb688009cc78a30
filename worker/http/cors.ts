/**
 * Cross-origin rules for the widget's calls: the exact origin that asked, never `*`, never credentials.
 * Which origins may have data is not decided here but by the token or the bot.
 */

/** A preflight carries no credential, so it can only say what the widget's calls look like. */
export function preflightResponse(origin: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "GET, POST, DELETE",
      // The star is for what clients of other makers add; no header but these changes what is done.
      "access-control-allow-headers": "authorization, content-type, last-event-id, *",
      "access-control-max-age": "7200",
      vary: "Origin",
    },
  });
}

export function allowOrigin(headers: Headers, origin: string | null): void {
  headers.append("vary", "Origin");
  if (origin === null) return;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", "x-request-id, retry-after, x-vercel-ai-ui-message-stream");
}
