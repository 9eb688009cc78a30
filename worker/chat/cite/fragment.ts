/**
 * Links to a passage of a web page: URL text fragments (`#:~:text=`, WICG scroll-to-text-fragment).
 * A browser that does not know them opens the page; one that does not find the words stays at its top.
 */

import { plainText } from "../../knowledge/extract/plain-text.ts";

/** Shorter quotes on one line are named whole; longer ones by their first and last words. */
const WHOLE_LENGTH = 80;
const EDGE_WORDS = 6;
const EDGE_LENGTH = 60;
/** Some proxies and old browsers cut longer addresses. */
const URL_LENGTH = 2_000;

/**
 * `url` with a text directive that points at `quote`, an existing fragment kept before it.
 * The address alone where the quote shows nothing, or where a directive would make it too long.
 *
 * @param quote Markdown, as it stands in the chunk
 * @returns null unless `url` is absolute http or https
 */
export function textFragmentUrl(url: string, quote: string): string | null {
  if (!URL.canParse(url)) return null;
  const address = new URL(url);
  if (address.protocol !== "https:" && address.protocol !== "http:") return null;
  const [fragment = ""] = address.hash.slice(1).split(":~:");
  address.hash = "";
  const base = address.href.replace(/#$/, "");
  const directive = textDirective(plainText(quote));
  const plain = fragment === "" ? base : `${base}#${fragment}`;
  if (directive === undefined) return plain;
  const pointed = `${base}#${fragment}:~:text=${directive}`;
  return pointed.length > URL_LENGTH ? plain : pointed;
}

/** `url` at a page of a file, as PDF readers understand it (RFC 8118). Null unless it is absolute http or https. */
export function pageUrl(url: string, page: number): string | null {
  const address = URL.parse(url);
  if (address === null || (address.protocol !== "https:" && address.protocol !== "http:")) return null;
  address.hash = `page=${page}`;
  return address.href;
}

function textDirective(text: string): string | undefined {
  // A match may run over blocks only between its start and its end, so each edge stays on one line.
  // So does each cell of a table, whether a tab or a bar ends it.
  const lines = text
    .split(/[\n\t]| \|(?= |$)/)
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return undefined;
  if (lines.length === 1 && first.length <= WHOLE_LENGTH) return encode(first);

  let start = edge(first, false);
  const end = edge(last, true);
  // Start and end may not overlap: on one line the end follows behind the start.
  if (lines.length === 1 && start.length + end.length > first.length) {
    start = "";
  }
  return start === "" ? encode(first.slice(0, WHOLE_LENGTH)) : `${encode(start)},${encode(end)}`;
}

/** The first or the last words of a line; of a script without spaces, of what its segmenter calls words. */
function edge(line: string, fromEnd: boolean): string {
  const words = Array.from(
    new Intl.Segmenter(undefined, { granularity: "word" }).segment(
      line.slice(fromEnd ? -400 : 0, fromEnd ? undefined : 400),
    ),
  );
  if (fromEnd) words.reverse();
  let text = "";
  let count = 0;
  for (const { segment, isWordLike } of words) {
    if (count === EDGE_WORDS || (count > 0 && text.length + segment.length > EDGE_LENGTH)) break;
    text = fromEnd ? segment + text : text + segment;
    if (isWordLike) count++;
  }
  return text.trim();
}

/** `-`, `,` and `&` have a meaning in a text directive (section 3.1 of the draft); `encodeURIComponent` leaves `-` alone. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("-", "%2D")
    .replaceAll("'", "%27")
    .replaceAll("(", "%28")
    .replaceAll(")", "%29");
}
