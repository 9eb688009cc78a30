/** Exact web origins: scheme, host, port, as a browser's `Origin` header spells them. */

/** The origin in its one spelling, or undefined where the text is anything but an http(s) origin. */
export function parseOrigin(text: string): string | undefined {
  // Nothing but an origin: a path, a query or a user would promise a narrower rule than there is.
  if (!/^https?:\/\/[^/?#@\\\s*]+\/?$/i.test(text)) return undefined;
  return URL.parse(text)?.origin;
}
