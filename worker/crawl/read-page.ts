/**
 * An answer of a site → what it means for its page: text to index, another page to look at, or why there is
 * neither. Reads what is there and decides nothing about the rest of the site.
 */

import type { PathSelectors } from "../durable/source-api.ts";
import { decodeBytes } from "../knowledge/extract/decode.ts";
import { extractDocument, type ExtractedDocument, type TextType } from "../knowledge/extract/extract.ts";
import { type ContentType, type FileReading, formatOfType } from "../knowledge/extract/formats.ts";
import type { OutsideResponse } from "../outside/network.ts";
import { targetOf } from "../outside/network.ts";
import { canonicalHeader, markdownLinks, type PageFacts, readPageFacts, robotsHeader } from "./page-facts.ts";
import { addressOf } from "./page-address.ts";
import type { PageStatus } from "../page-status.ts";
import { refusedByHeader } from "./robots.ts";
import { selectHtml } from "./selectors.ts";
import { isFiltered, standsFor } from "./soft-page.ts";

/** Bytes of one page. Of a file its format knows how many it may have. */
export const PAGE_BYTES = 5 * 1024 * 1024;

export interface PageText {
  extracted: ExtractedDocument;
  contentType: ContentType;
  /** What it was extracted from. */
  bytes: Uint8Array;
  charset: string | undefined;
}

export interface PageReading {
  /** `indexed` where there is text. */
  status: PageStatus;
  reason?: string;
  /** Where a redirect or a canonical link leads, as it stands. */
  target?: string;
  text?: PageText;
  /** To follow, as they stand. */
  links: string[];
  feeds: string[];
  base?: string | undefined;
  /** It says itself that it is none, whatever its status. */
  isMissing?: boolean;
  /** Of a page in HTML: what it says of the name of its site. */
  names?: Pick<PageFacts, "siteName" | "title">;
}

/** Other names of types that the table of formats has. */
const ALIASES: Readonly<Record<string, string>> = {
  "application/xhtml+xml": "text/html",
  "text/x-markdown": "text/markdown",
};
/** Pages; whatever else the table has is a file. */
const PAGES: readonly string[] = ["text/html", "text/markdown", "text/plain"];

/** Bytes that a body of this type may have; 0 where it is not read at all. Without a type it is looked at. */
export function bytesOf(headers: Headers): number {
  const type = typeOf(headers);
  if (type === "" || PAGES.includes(type)) return PAGE_BYTES;
  return formatOfType(type)?.most ?? 0;
}

/** @param selectors what the owner chose for this path */
export async function readPage(
  response: OutsideResponse,
  selectors: PathSelectors | undefined,
  files: FileReading | undefined,
): Promise<PageReading> {
  const { status, headers } = response;
  const target = targetOf(response, new URL(response.url));
  if (target !== undefined) return { status: "redirected", target, links: [], feeds: [] };
  if (isFiltered(headers)) return nothing("http-error", filtered(status));
  if (status < 200 || status >= 300) return nothing("http-error", `The site answered ${status}.`);
  const signal = refusedByHeader(headers.get("content-signal"));
  if (signal !== undefined) return nothing("blocked-by-signal", `Content-Signal: ${signal}`);
  const type = typeOf(headers);
  const charset = charsetOf(headers);
  const format = formatOfType(type);
  if (type !== "" && !PAGES.includes(type)) {
    return format === undefined
      ? nothing("unsupported-type", `Its type is ${type.slice(0, 100)}.`)
      : readFile(response, format, charset, files);
  }
  const content = decodeBytes(response.body, { declared: charset, isHtml: type !== "text/plain" });
  if (content === undefined) return nothing("unreadable", "Its text cannot be decoded.");
  const contentType = sniff(type, content);
  return contentType === "text/html"
    ? readHtml(content, response, selectors)
    : readText(content, contentType, response);
}

export const NO_SUCH_PAGE = "It says that there is no such page";

function filtered(status: number): string {
  return `A filter against bots answered ${status} in place of the page: let the user agent vegarag in.`;
}

/** PDF, tables and the like. */
async function readFile(
  { body, headers }: OutsideResponse,
  format: NonNullable<ReturnType<typeof formatOfType>>,
  charset: string | undefined,
  files: FileReading | undefined,
): Promise<PageReading> {
  if (robotsHeader(headers.get("x-robots-tag")).noindex) return { status: "noindex", links: [], feeds: [] };
  const extracted = await format.extract(body, { charset, title: undefined }, files);
  if (!("problem" in extracted)) {
    const text = { extracted, contentType: format.type, bytes: body, charset };
    return { status: "indexed", text, links: [], feeds: [] };
  }
  const { code, detail } = extracted.problem;
  return nothing(code === "too-large" ? "too-large" : code === "blank" ? "empty" : "unreadable", detail);
}

/** A page that a browser has rendered, in place of the shell that the site sent. */
export function readRendered(markdown: string, shell: PageReading): PageReading {
  return {
    ...shell,
    ...judge(markdown, "text/markdown", undefined),
    links: [...shell.links, ...markdownLinks(markdown)],
  };
}

async function readHtml(
  content: string,
  { headers, url }: OutsideResponse,
  selectors: PathSelectors | undefined,
): Promise<PageReading> {
  const facts = readPageFacts(content);
  const asked = robotsHeader(headers.get("x-robots-tag"));
  const base = URL.parse(facts.base ?? "", url)?.href;
  const more = {
    ...(facts.nofollow || asked.nofollow ? { links: [] } : { links: facts.links }),
    feeds: facts.feeds,
    base,
    names: facts,
  };
  // One that names itself is loaded again for its news.
  const refresh = facts.refresh === undefined ? undefined : addressOf(facts.refresh, base ?? url);
  if (refresh !== undefined && refresh.key !== addressOf(url)?.key)
    return { status: "redirected", target: refresh.url, ...more };
  if (facts.noindex || asked.noindex) return { status: "noindex", ...more };
  const canonical = facts.canonical ?? canonicalHeader(headers.get("link"));
  const chosen = selectors === undefined ? content : await selectHtml(content, selectors);
  if (chosen === undefined) {
    return { status: "empty", reason: `The selectors for ${selectors!.path} chose nothing on this page.`, ...more };
  }
  const reading = judge(chosen, "text/html", facts);
  const stand = reading.text === undefined ? undefined : standsFor(reading.text.extracted, facts.asksWho);
  if (stand === "missing") return { ...nothing("http-error", `${NO_SUCH_PAGE}.`), isMissing: true };
  if (stand === "filter") return nothing("http-error", filtered(200));
  if (stand === "sign-in") return nothing("empty", "It asks its visitors to sign in.");
  return { ...reading, ...more, ...(canonical === undefined ? {} : { target: canonical }) };
}

function readText(content: string, contentType: TextType, { headers }: OutsideResponse): PageReading {
  // A twin in Markdown is kept out of search engines on purpose: `noindex` there is not said of the page.
  const asked =
    contentType === "text/markdown" ? { noindex: false, nofollow: false } : robotsHeader(headers.get("x-robots-tag"));
  const links = contentType === "text/markdown" && !asked.nofollow ? markdownLinks(content) : [];
  if (asked.noindex) return { status: "noindex", links, feeds: [] };
  const canonical = canonicalHeader(headers.get("link"));
  const reading = judge(content, contentType, undefined);
  return { ...reading, links, feeds: [], ...(canonical === undefined ? {} : { target: canonical }) };
}

function judge(
  content: string,
  contentType: TextType,
  facts: PageFacts | undefined,
): Pick<PageReading, "status" | "text"> {
  if (facts?.isShell === true) return { status: "needs-browser" };
  const extracted = extractDocument({ content, contentType });
  if (!extracted.blocks.some((block) => /[\p{L}\p{N}]/u.test(block.text))) return { status: "empty" };
  return {
    status: "indexed",
    text: { extracted, contentType, bytes: new TextEncoder().encode(content), charset: "utf-8" },
  };
}

function nothing(status: PageStatus, reason: string): PageReading {
  return { status, reason, links: [], feeds: [] };
}

function typeOf(headers: Headers): string {
  const type = (headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  return ALIASES[type] ?? type;
}

function charsetOf(headers: Headers): string | undefined {
  return /;\s*charset\s*=\s*"?([\w:.-]{1,40})/i.exec(headers.get("content-type") ?? "")?.[1];
}

/** Servers label HTML as Markdown because they were asked for Markdown: what it begins with tells. */
function sniff(type: string, content: string): TextType {
  const labelled = (PAGES.includes(type) ? type : "text/plain") as TextType;
  const start = content
    .slice(0, 2_000)
    .replace(/^\uFEFF/, "")
    .trimStart();
  return /^<(?:!doctype\s+html|html|head|body)[\s>]/i.test(start) ||
    (labelled === "text/plain" && type === "" && start.startsWith("<"))
    ? "text/html"
    : labelled;
}
