/** How the widget's files are served, and what a page's policy must allow for it. One place for both. */

/** The directives an owner adds to a strict policy. @param origin of the deployment */
export function directives(origin: string): Record<string, string> {
  return {
    // The launcher, and the panel and its words, which it imports.
    "script-src": origin,
    // The API. Nothing else is fetched: no style, no font, no image, no frame.
    "connect-src": origin,
  };
}

const STATIC = `  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  X-Content-Type-Options: nosniff`;

const CHAT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  // The key stands in the fragment: whose page this is, and who may frame it, no server knows.
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** Of the page at `/`, which says what this server is. */
const FRONT_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The `_headers` file of the static assets. */
export function headersFile(): string {
  return `/widget.js
${STATIC}
  Cache-Control: public, max-age=300, stale-while-revalidate=86400

/widget/*
${STATIC}
  Cache-Control: public, max-age=31536000, immutable

/widget/manifest.json
  ! Cache-Control
  Cache-Control: public, max-age=0, must-revalidate

/chat/*
  Content-Security-Policy: ${CHAT_POLICY}
  X-Frame-Options: DENY
  Cross-Origin-Opener-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer

/
  Content-Security-Policy: ${FRONT_POLICY}
  X-Frame-Options: DENY
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;
}
