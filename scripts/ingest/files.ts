/** Reads a folder into documents: which files count, their ids, URLs and hashes. Sends nothing. */

import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { extname, join, sep } from "node:path";

import { LIMITS } from "../../shared/config.ts";
import { extractDocument } from "../../worker/knowledge/extract/extract.ts";

const TYPES: Readonly<Record<string, SourceType>> = {
  ".md": "text/markdown",
  ".markdown": "text/markdown",
  ".mdx": "text/markdown",
  ".html": "text/html",
  ".htm": "text/html",
  ".txt": "text/plain",
};

type SourceType = "text/markdown" | "text/html" | "text/plain";

export interface SourceFile {
  /** Relative to the folder, with forward slashes: what messages name. */
  path: string;
  documentId: string;
  url: string | undefined;
  contentType: SourceType;
  /** SHA-256 of everything that is sent: a file that moved on the web counts as changed. */
  hash: string;
  /** Read again when sent, so that a large folder need not fit in memory. */
  read(): Promise<string>;
}

export interface Unreadable {
  path: string;
  reason: string;
}

export interface Folder {
  /** Ordered by path. */
  files: SourceFile[];
  /** What could not be read. Where there is any, nothing may be taken for gone. */
  unreadable: Unreadable[];
  /** Files without any text a reader would see. */
  empty: string[];
}

export interface NamingOptions {
  baseUrl: string | undefined;
  urlStyle: "clean" | "html";
  prefix: string | undefined;
}

export async function readFolder(folder: string, naming: NamingOptions, signal?: AbortSignal): Promise<Folder> {
  const root = await realpath(folder);
  if (!(await stat(root)).isDirectory()) throw new Error(`${folder} is not a folder.`);
  const found: Folder = { files: [], unreadable: [], empty: [] };

  const visit = async (directory: string, path: string): Promise<void> => {
    signal?.throwIfAborted();
    let entries;
    try {
      entries = await readdir(directory, { withFileTypes: true });
    } catch (error) {
      found.unreadable.push({ path: path || ".", reason: (error as Error).message });
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      const full = join(directory, entry.name);
      if (entry.isDirectory()) await visit(full, inner);
      else if (entry.isFile()) await take(full, inner);
      else if (entry.isSymbolicLink()) await takeLink(full, inner);
    }
  };

  /** A link to a file of this folder counts as a file; links to folders and out of the folder are not followed. */
  const takeLink = async (full: string, path: string) => {
    if (!(extname(path).toLowerCase() in TYPES)) return;
    try {
      const target = await realpath(full);
      if (target.startsWith(root + sep) && (await stat(target)).isFile()) await take(target, path);
    } catch (error) {
      found.unreadable.push({ path, reason: (error as Error).message });
    }
  };

  const take = async (full: string, path: string) => {
    const contentType = TYPES[extname(path).toLowerCase()];
    if (contentType === undefined) return;
    try {
      const content = await readText(full);
      // Pages that only redirect, or hold nothing but front matter or scripts, answer no question.
      if (extractDocument({ content, contentType }).blocks.length === 0) {
        found.empty.push(path);
        return;
      }
      const documentId = documentIdOf(path, naming.prefix);
      const url = urlOf(path, naming);
      const hash = createHash("sha256")
        .update(JSON.stringify([contentType, url ?? null, content]))
        .digest("hex");
      const file = { path, documentId, url, contentType, hash };
      found.files.push({ ...file, read: () => readText(full) });
    } catch (error) {
      found.unreadable.push({ path, reason: (error as Error).message });
    }
  };

  await visit(root, "");
  return found;
}

async function readText(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > LIMITS.documentBytes) {
    throw new Error(
      `is ${(size / 1024 / 1024).toFixed(1)} MB, a document can have ${LIMITS.documentBytes / 1024 / 1024} MB`,
    );
  }
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("is not UTF-8 text");
  }
}

/** The path, with what an id cannot hold percent-encoded: `a b.md` → `a%20b.md`. No two paths share an id. */
export function documentIdOf(path: string, prefix?: string): string {
  const id =
    (prefix === undefined ? "" : `${prefix}/`) + path.replace(/[^\x21-\x7e]+|%/g, (part) => encodeURIComponent(part));
  if (id.length > LIMITS.documentIdCharacters) {
    throw new Error(`has a path of ${id.length} characters, a document id can have ${LIMITS.documentIdCharacters}`);
  }
  return id;
}

export function urlOf(
  path: string,
  { baseUrl, urlStyle }: Pick<NamingOptions, "baseUrl" | "urlStyle">,
): string | undefined {
  if (baseUrl === undefined) return undefined;
  const page = path.replace(/(^|\/)index\.(?:md|markdown|mdx|html?)$/i, "$1");
  const named = page.replace(/\.(?:md|markdown|mdx|html?)$/i, urlStyle === "html" ? ".html" : "");
  return baseUrl + named.split("/").map(encodeURIComponent).join("/");
}
