/** Reads a folder into documents: which files count, their ids, addresses and hashes. Sends nothing. */

import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import { LIMITS } from "../../shared/config.ts";
import { decodeBytes } from "../../worker/knowledge/extract/decode.ts";
import { extractDocument, type TextType } from "../../worker/knowledge/extract/extract.ts";
import { type Format, formatOfName } from "../../worker/knowledge/extract/formats.ts";
import { type FrontMatter, takeFrontMatter } from "../../worker/knowledge/extract/front-matter.ts";
import { ignoredBy, type IgnoreRules, parseIgnore } from "./ignore.ts";
import { addressOf, findGenerator, type Generator, leftOutByFacts, leftOutByName } from "./site.ts";

export interface SourceFile {
  /** Relative to the folder, with forward slashes: what messages name. */
  path: string;
  documentId: string;
  url: string | undefined;
  contentType: string;
  /** SHA-256 of everything that is sent: a file that moved on the web counts as changed. */
  hash: string;
  /** Read again when sent, so that a large folder need not fit in memory. Text where the format is one. */
  read(): Promise<string | Uint8Array<ArrayBuffer>>;
}

export interface PathReason {
  path: string;
  reason: string;
}

export interface Folder {
  /** Ordered by path. */
  files: SourceFile[];
  /** Files that could not be read, and the ids their documents have: those are kept as they are. */
  unreadable: (PathReason & { documentId: string | undefined })[];
  /** Folders that could not be listed: nothing may be taken for gone. */
  unlisted: PathReason[];
  /** Files that are no pages for visitors, and why. */
  leftOut: PathReason[];
}

export interface ReadOptions {
  baseUrl: string | undefined;
  urlStyle: "clean" | "html";
  prefix: string | undefined;
  ignore: readonly string[];
}

/** @param now milliseconds since 1970: pages of a later date are not published yet */
export async function readFolder(
  folder: string,
  options: ReadOptions,
  now: number,
  signal?: AbortSignal,
): Promise<Folder> {
  const root = await realpath(folder);
  if (!(await stat(root)).isDirectory()) throw new Error(`${folder} is not a folder.`);
  const walk = new FolderWalk(root, options, now, signal);
  await walk.visit(root, "");
  return walk.found;
}

class FolderWalk {
  readonly found: Folder = { files: [], unreadable: [], unlisted: [], leftOut: [] };
  readonly #root: string;
  readonly #options: ReadOptions;
  readonly #now: number;
  readonly #signal: AbortSignal | undefined;
  readonly #generator: Generator;
  #ignore: IgnoreRules;

  constructor(root: string, options: ReadOptions, now: number, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#options = options;
    this.#now = now;
    this.#signal = signal;
    this.#generator = findGenerator(root);
    this.#ignore = parseIgnore(options.ignore.join("\n"));
  }

  async visit(directory: string, path: string): Promise<void> {
    this.#signal?.throwIfAborted();
    let entries;
    try {
      entries = await readdir(directory, { withFileTypes: true });
    } catch (error) {
      this.found.unlisted.push({ path: path || ".", reason: (error as Error).message });
      return;
    }
    if (path === "" && entries.some(({ name }) => name === ".vegaragignore")) {
      this.#ignore = [...parseIgnore(await readFile(join(directory, ".vegaragignore"), "utf8")), ...this.#ignore];
    }
    const hasIndex = entries.some(({ name }) => /^_?index\.(?:md|markdown|mdx|html?)$/i.test(name));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      const full = join(directory, entry.name);
      const rule = ignoredBy(this.#ignore, inner, entry.isDirectory());
      if (rule !== undefined) this.#leaveOut(inner, `ignored by ${rule}`, entry.isDirectory());
      else if (entry.isDirectory()) await this.visit(full, inner);
      else if (entry.isFile()) await this.#take(full, inner, hasIndex);
      else if (entry.isSymbolicLink()) await this.#takeLink(full, inner, hasIndex);
    }
  }

  #leaveOut(path: string, reason: string, isFolder = false): void {
    if (isFolder || formatOfName(path) !== undefined)
      this.found.leftOut.push({ path: isFolder ? `${path}/` : path, reason });
  }

  #cannotRead(path: string, error: unknown): void {
    let documentId: string | undefined;
    try {
      documentId = documentIdOf(path, this.#options.prefix);
    } catch {
      // A path that is too long for an id never had a document.
    }
    this.found.unreadable.push({ path, reason: (error as Error).message, documentId });
  }

  /** A link to a file of this folder counts as a file; links to folders and out of the folder are not followed. */
  async #takeLink(full: string, path: string, hasIndex: boolean): Promise<void> {
    if (formatOfName(path) === undefined) return;
    try {
      const target = await realpath(full);
      if (target.startsWith(this.#root + sep) && (await stat(target)).isFile())
        await this.#take(target, path, hasIndex);
    } catch (error) {
      this.#cannotRead(path, error);
    }
  }

  async #take(full: string, path: string, hasIndex: boolean): Promise<void> {
    const format = formatOfName(path);
    if (format === undefined) return;
    const byName = leftOutByName(path);
    if (byName !== undefined) {
      this.#leaveOut(path, byName);
      return;
    }
    try {
      const content = await readContent(full, format);
      const facts =
        typeof content === "string" && format.type === "text/markdown"
          ? takeFrontMatter(normalized(content))
          : undefined;
      const reason = this.#whyLeftOut(path, format, content, facts);
      if (reason === undefined) this.found.files.push(this.#fileOf(full, path, format, content, facts, hasIndex));
      else this.#leaveOut(path, reason);
    } catch (error) {
      this.#cannotRead(path, error);
    }
  }

  #whyLeftOut(
    path: string,
    format: Format,
    content: string | Uint8Array,
    facts: FrontMatter | undefined,
  ): string | undefined {
    if (typeof content !== "string") return undefined;
    const hidden = facts && leftOutByFacts(facts, path, this.#generator, this.#now);
    if (hidden !== undefined) return hidden;
    if (format.type === "text/html" && isNoindex(content)) return "noindex";
    // Pages that only redirect, or hold nothing but front matter or scripts, answer no question.
    const { blocks } = extractDocument({ content, contentType: format.type as TextType });
    return blocks.length === 0 ? "no text" : undefined;
  }

  #fileOf(
    full: string,
    path: string,
    format: Format,
    content: string | Uint8Array,
    facts: FrontMatter | undefined,
    hasIndex: boolean,
  ): SourceFile {
    const { baseUrl, urlStyle, prefix } = this.#options;
    const url =
      baseUrl === undefined
        ? undefined
        : addressOf(path, facts, { baseUrl, urlStyle, generator: this.#generator, hasIndex });
    const sent = typeof content === "string" ? content : createHash("sha256").update(content).digest("hex");
    return {
      path,
      documentId: documentIdOf(path, prefix),
      url,
      contentType: format.type,
      hash: createHash("sha256")
        .update(JSON.stringify([format.type, url ?? null, sent]))
        .digest("hex"),
      read: () => readContent(full, format),
    };
  }
}

async function readContent(file: string, format: Format): Promise<string | Uint8Array<ArrayBuffer>> {
  const { size } = await stat(file);
  const megabytes = (bytes: number) => bytes / 1024 / 1024;
  if (size > format.most) {
    throw new Error(`is ${megabytes(size).toFixed(1)} MB, such a document can have ${megabytes(format.most)} MB`);
  }
  const bytes = new Uint8Array(await readFile(file));
  if (!format.isText) return bytes;
  const text = decodeBytes(bytes, { declared: undefined, isHtml: format.type === "text/html" });
  if (text === undefined) throw new Error("is in no character encoding that could be told: save it as UTF-8");
  return text;
}

const normalized = (text: string): string => text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");

/** The page asks machines not to list it. */
function isNoindex(html: string): boolean {
  for (const [tag] of html.slice(0, 200_000).matchAll(/<meta\s[^>]{0,500}>/gi)) {
    if (
      /name\s*=\s*["']?(?:robots|vegarag)\b/i.test(tag) &&
      /content\s*=\s*(?:"[^"]*|'[^']*|\S*)\b(?:noindex|none)\b/i.test(tag)
    )
      return true;
  }
  return false;
}

/** What an id cannot hold is percent-encoded: `a b.md` → `a%20b.md`. */
export const encodePath = (path: string): string =>
  path.replace(/[^\x21-\x7e]+|%/g, (part) => encodeURIComponent(part));

/** No two paths share an id. @throws Error where the path is too long for one */
export function documentIdOf(path: string, prefix?: string): string {
  const id = (prefix === undefined ? "" : `${prefix}/`) + encodePath(path);
  if (id.length > LIMITS.documentIdCharacters) {
    throw new Error(`has a path of ${id.length} characters, a document id can have ${LIMITS.documentIdCharacters}`);
  }
  return id;
}
