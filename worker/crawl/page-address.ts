/**
 * One address per page, whatever its spelling: what is asked, and a key by which two spellings of a page are one.
 * Pure, and the same when it is done twice.
 */

export interface PageAddress {
  /** What is asked and cited: as the site spells it, without fragment and what only counts visits. */
  url: string;
  /** The same for every spelling of the page. Never asked. */
  key: string;
}

const HIDDEN = "***";

/** Parameters that tell where a visitor came from, or who he is, and never which page it is. */
const TRACKING =
  /^(?:utm_[a-z_]+|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|vero_id|jsessionid|phpsessid|aspsessionid[a-z]*|cfid|cftoken|zenid|oscsid|xtcsid|modsid)$/i;

/** The same by names that mean something else as well, told by what they hold. */
const SESSION = /^(?:sid|session|session_?id|sess_?id)=(?=[a-z\d-]*\d)(?=[\d-]*[a-z])[a-z\d-]{16,}$/i;

/**
 * A short one: digits and letters by turns, or in hexadecimal. A word and its number (`room12`, `a1204`), a number and its
 * letter (`1204b`) or its word (`2024spring`) are names of pages.
 */
const SHORT_SESSION =
  /^(?:sid|session_?id|sess_?id)=(?=[a-z\d]{5,15}$)(?:\d+[a-f]{2,}|[a-z]+\d+[a-z]+[a-z\d]*|\d+[a-z]+\d[a-z\d]*)$/i;

/** Undefined where it is no address of the web. @param base of a relative address */
export function addressOf(spelling: string, base?: string): PageAddress | undefined {
  const url = URL.parse(spelling, base);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  url.hash = "";
  // Both would be shown and logged. What is left says that they were there.
  if (url.username !== "" || url.password !== "") [url.username, url.password] = [HIDDEN, ""];
  url.pathname = url.pathname.replace(/;(?:jsessionid|phpsessid)=[^/;]*/gi, "");
  const parts = parametersOf(url.search);
  url.search = parts.join("&");
  if (parts.length === 0) url.search = "";
  return { url: url.href, key: keyOf(url, parts) };
}

/** Those that are left, in their order and as they are spelled. */
function parametersOf(search: string): string[] {
  return search
    .slice(1)
    .split("&")
    .filter((part) => part !== "" && !TRACKING.test(part.split("=", 1)[0]!))
    .filter((part) => !SESSION.test(part) && !SHORT_SESSION.test(part));
}

function keyOf(url: URL, parts: readonly string[]): string {
  const user = url.username === "" ? "" : `${url.username}@`;
  const host = user + url.hostname.replace(/\.$/, "") + (url.port === "" ? "" : `:${url.port}`);
  const sorted = parts.map(oneSpelling).sort();
  const key = `${url.protocol}//${host}${oneSpelling(url.pathname)}${sorted.length > 0 ? `?${sorted.join("&")}` : ""}`;
  // Decoding may have brought a dot segment to light.
  return URL.parse(key)?.href ?? key;
}

/** Such an address is never asked, nor is its site for its sake. */
export function namesUser(url: string): boolean {
  return new URL(url).username !== "";
}

/** Percent-encoding where it has to be and nowhere else, in capitals (RFC 3986, 6.2.2). */
function oneSpelling(text: string): string {
  return text.replace(/%(?![0-9a-f]{2})/gi, "%25").replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code.toUpperCase();
  });
}

/** What globs and robots rules are held against. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
