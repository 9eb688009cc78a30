/** How the console's files are served. */

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  // An owner's session is in here: no page may lay itself over it.
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The console's part of the `_headers` file. */
export function headersOfConsole(): string {
  return `
/favicon.ico
  Cache-Control: public, max-age=86400

/console/console-*
  Cache-Control: public, max-age=31536000, immutable

/console/*
  Content-Security-Policy: ${POLICY}
  X-Frame-Options: DENY
  Cross-Origin-Opener-Policy: same-origin
  Cross-Origin-Resource-Policy: same-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;
}
