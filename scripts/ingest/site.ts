/**
 * What the generator of a site makes of a file: whether it publishes the page, and at which address. Knows the
 * ways of Hugo, Jekyll, Docusaurus, Eleventy, VitePress, MkDocs, Astro and GitBook, as far as files tell them.
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { flagOf, type FrontMatter, textOf } from "../../worker/knowledge/extract/front-matter.ts";

export type Generator = "hugo" | "jekyll" | "docusaurus" | undefined;

const CONFIGS: readonly [Exclude<Generator, undefined>, readonly string[]][] = [
  ["hugo", ["hugo.toml", "hugo.yaml", "hugo.json", "config/_default"]],
  ["docusaurus", ["docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs"]],
  ["jekyll", ["_config.yml", "_config.yaml"]],
];
/** How many folders up the configuration of a site may stand: `site/content/docs`. */
const LEVELS_UP = 3;

export function findGenerator(folder: string): Generator {
  let at = folder;
  for (let level = 0; level < LEVELS_UP; level++) {
    for (const [name, files] of CONFIGS) if (files.some((file) => existsSync(join(at, file)))) return name;
    at = dirname(at);
  }
  return undefined;
}

/** Folders whose files are parts of pages, or a copy of the site. */
const PART_FOLDERS = /^_(?:partials?|includes?|layouts?|drafts|data|sass|site|templates?|snippets?|components?)$/;

/** Why a file of this name is no page, or undefined where it may be one. */
export function leftOutByName(path: string): string | undefined {
  const parts = path.split("/");
  const name = parts.pop()!;
  const folder = parts.find((part) => PART_FOLDERS.test(part));
  if (folder !== undefined) return `${folder}/ holds parts of pages`;
  return name.startsWith("_") && !/^_index\./.test(name) ? "a partial: its name begins with _" : undefined;
}

/** Why the generator does not publish the page, or undefined where it does. @param now milliseconds since 1970 */
export function leftOutByFacts(
  facts: FrontMatter,
  path: string,
  generator: Generator,
  now: number,
): string | undefined {
  const says = (name: string) => flagOf(facts, name);
  for (const name of [
    "draft",
    "unlisted",
    "hidden",
    "private",
    "headless",
    "noindex",
    "search_exclude",
    "exclude_from_search",
  ]) {
    if (says(name) === true) return `${name}: true`;
  }
  for (const name of ["published", "publish"]) if (says(name) === false) return `${name}: false`;
  if (says("permalink") === false) return "permalink: false";
  for (const name of ["status", "state"]) {
    const value = textOf(facts, name);
    if (value !== undefined && /^(?:draft|unpublished|private|archived)$/i.test(value)) return `${name}: ${value}`;
  }
  const robots = textOf(facts, "robots");
  if (robots !== undefined && /\b(?:noindex|none)\b/i.test(robots)) return `robots: ${robots}`;
  return leftOutByDate(facts, path, generator, now);
}

/** Hugo and Jekyll hide what is dated ahead; others print a date and no more. */
function leftOutByDate(facts: FrontMatter, path: string, generator: Generator, now: number): string | undefined {
  const dateOf = (name: string) => {
    const time = Date.parse(textOf(facts, name) ?? "");
    return Number.isNaN(time) ? undefined : time;
  };
  const begins = dateOf("publishdate") ?? (generator === "hugo" || generator === "jekyll" ? dateOf("date") : undefined);
  if (begins !== undefined && begins > now) return "dated in the future";
  const post = generator === "hugo" ? undefined : postOf(path);
  if (post !== undefined && Date.parse(post.date) > now) return "dated in the future";
  const ends = dateOf("expirydate");
  return ends !== undefined && ends <= now ? "expired" : undefined;
}

/** `_posts/2024-05-03-title.md` of Jekyll. */
function postOf(path: string): { before: string[]; date: string; title: string } | undefined {
  const match = /^(?:(.*)\/)?_posts\/(?:.*\/)?(\d{4}-\d{2}-\d{2})-([^/]+)\.\w+$/.exec(path);
  return match ? { before: (match[1] ?? "").split("/").filter(Boolean), date: match[2]!, title: match[3]! } : undefined;
}

export interface AddressOptions {
  /** Ends in a slash. */
  baseUrl: string;
  urlStyle: "clean" | "html";
  generator: Generator;
  /** Whether the folder of the file has a page of its own beside a README. */
  hasIndex: boolean;
}

/** Where the page is on the web. */
export function addressOf(path: string, facts: FrontMatter | undefined, options: AddressOptions): string {
  const said = facts === undefined ? undefined : saidAddress(path, facts, options.generator);
  const route = said ?? routeOf(path, facts, options);
  if (/^https?:\/\//i.test(route)) return new URL(route).href;
  const base = new URL(options.baseUrl);
  // What begins with the path of the base is told from the root of the host.
  const fromRoot = base.pathname !== "/" && route.startsWith(base.pathname);
  return (
    fromRoot ? base.origin + encodeRoute(route) : options.baseUrl + encodeRoute(route.replace(/^\/+/, ""))
  ).replace(/([^:])\/{2,}/g, "$1/");
}

function encodeRoute(route: string): string {
  return route
    .split("/")
    .map((part) => encodeURIComponent(decodePart(part)))
    .join("/");
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address that stands in the page, from the root of the site. */
function saidAddress(path: string, facts: FrontMatter, generator: Generator): string | undefined {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const whole = textOf(facts, "permalink") ?? textOf(facts, "url");
  // Templates are filled by the generator alone; some placeholders are known.
  if (whole !== undefined && !/[{}]/.test(whole)) {
    const filled = whole.includes(":") && !/^https?:/i.test(whole) ? fillPermalink(whole, path, facts) : whole;
    if (filled !== undefined)
      return withoutIndex(filled.startsWith("/") || /^https?:/i.test(filled) ? filled : `/${filled}`);
  }
  const slug = textOf(facts, "slug");
  if (slug === undefined || /[{}]/.test(slug)) return undefined;
  if (slug.startsWith("/")) return withoutIndex(slug);
  const post = generator === "hugo" ? undefined : postOf(path);
  if (post !== undefined) return undefined;
  // A folder's own page gives its name to the folder.
  const isFolder = /(?:^|\/)(?:_?index|readme)\.\w+$/i.test(path) && folder !== "" && generator === "hugo";
  const around = isFolder ? folder.replace(/[^/]+\/$/, "") : folder;
  return `/${routeFolder(around, generator)}${slug}`;
}

function fillPermalink(pattern: string, path: string, facts: FrontMatter): string | undefined {
  const post = postOf(path);
  const date = post?.date ?? textOf(facts, "date")?.slice(0, 10) ?? "";
  const [year = "", month = "", day = ""] = date.split("-");
  const name = post?.title ?? path.replace(/^.*\//, "").replace(/\.\w+$/, "");
  const listed = facts.fields.get("categories");
  const categories = Array.isArray(listed)
    ? listed
    : typeof listed === "string"
      ? listed.split(/\s+/)
      : (post?.before ?? []);
  const values: Record<string, string> = {
    year,
    month,
    day,
    i_month: String(Number(month)),
    i_day: String(Number(day)),
    title: textOf(facts, "slug") ?? name,
    slug: textOf(facts, "slug") ?? name,
    name,
    filename: name,
    categories: categories.join("/"),
    path: path.replace(/\.\w+$/, ""),
    output_ext: ".html",
  };
  const filled = pattern.replace(/:(\w+)/g, (whole, key: string) => values[key] ?? whole);
  return filled.includes(":") ? undefined : filled.replace(/\/{2,}/g, "/");
}

/** By the file's place. */
function routeOf(
  path: string,
  facts: FrontMatter | undefined,
  { urlStyle, generator, hasIndex }: AddressOptions,
): string {
  const ending = urlStyle === "html" ? ".html" : "";
  const post = generator === "hugo" ? undefined : postOf(path);
  if (post !== undefined) {
    const title = (facts && textOf(facts, "slug")) ?? post.title;
    return [...post.before, ...post.date.split("-"), title].join("/") + ending;
  }
  const index = hasIndex
    ? /(^|\/)_?index\.(?:md|markdown|mdx|html?)$/i
    : /(^|\/)(?:_?index|readme)\.(?:md|markdown|mdx|html?)$/i;
  const isPage = /\.(?:md|markdown|mdx|html?)$/i.test(path);
  const page = path.replace(index, "$1");
  const cut = page.lastIndexOf("/") + 1;
  const name = page.slice(cut).replace(/\.(?:md|markdown|mdx|html?)$/i, "");
  const id = generator === "docusaurus" && facts !== undefined && name !== "" ? textOf(facts, "id") : undefined;
  const last = id ?? (isPage ? routeFolder(name, generator) : name);
  return routeFolder(page.slice(0, cut), generator) + last + (isPage && name !== "" ? ending : "");
}

/** Hugo writes addresses small and with hyphens; Docusaurus drops the numbers that order its files; Jekyll the sign of a collection. */
function routeFolder(folder: string, generator: Generator): string {
  if (generator === "hugo") return folder.toLowerCase().replace(/\s+/g, "-");
  if (generator === "docusaurus") return folder.replace(/(^|\/)\d+\s*[-_.]+\s*(?=[^\d/])/g, "$1");
  return generator === "jekyll" ? folder.replace(/^_(?=[^/]+\/)/, "") : folder;
}

function withoutIndex(route: string): string {
  return route.replace(/(^|\/)index\.html?$/i, "$1");
}
