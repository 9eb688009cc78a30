/**
 * The demo's two companies, read from `demo/`: their pages, which are also their bots' documents, and
 * their help articles, which are Markdown for the bot and a page for the visitor.
 */

import type { Contact } from "../../shared/chat.ts";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

export interface DemoSite {
  /** Folder in `demo/`, and the name its keys are kept under. */
  name: string;
  /** Where its pages are served; ends in a slash. */
  path: string;
  folder: string;
  /** Body of `POST /v1/bots`, but for the origins. */
  bot: Record<string, unknown> & { name: string; contact: Contact };
  documents: DemoDocument[];
  /** Sent to the bot as they are, and served beside the pages. */
  files: DemoFile[];
  /** Pages that the bot reads by itself, as a source, below this path; undefined where there are none. */
  source: { path: string; pages: DemoDocument[] } | undefined;
}

export interface DemoFile {
  id: string;
  path: string;
  file: string;
}

export interface DemoDocument {
  id: string;
  /** Path of the page that shows this text. */
  path: string;
  content: string;
  content_type: "text/html" | "text/markdown";
}

/** All of the demo is below this path. */
export const DEMO_PAGES = "/demo/";

const SITES = [
  { name: "brinewren", path: "/demo/" },
  { name: "quillmoss", path: "/demo/quillmoss/" },
];

export function readDemoSites(root: string): DemoSite[] {
  return SITES.map(({ name, path }) => {
    const folder = join(root, "demo", name);
    const pages = namesIn(folder, ".html").map((page): DemoDocument => ({
      id: page === "index" ? "home" : page,
      path: path + (page === "index" ? "" : page),
      content: readFileSync(join(folder, `${page}.html`), "utf8"),
      content_type: "text/html",
    }));
    const articles = readArticles(folder, "help", path);
    const files = readdirSync(folder)
      .filter((file) => file.endsWith(".pdf"))
      .map((file): DemoFile => ({ id: file, path: path + file, file: join(folder, file) }));
    const journal = existsSync(join(folder, "journal")) ? readArticles(folder, "journal", path) : [];
    const source = journal.length > 0 ? { path: `${path}journal/`, pages: journal } : undefined;
    const bot = JSON.parse(readFileSync(join(folder, "bot.json"), "utf8")) as DemoSite["bot"];
    return { name, path, folder, bot, documents: [...pages, ...articles], files, source };
  });
}

function readArticles(folder: string, kind: string, path: string): DemoDocument[] {
  return namesIn(join(folder, kind), ".md").map((article) => ({
    id: `${kind}-${article}`,
    path: `${path}${kind}/${article === "index" ? "" : article}`,
    content: readFileSync(join(folder, kind, `${article}.md`), "utf8"),
    content_type: "text/markdown",
  }));
}

/** Writes a site's finished pages into `assets`, with its key in their script tags. */
export function writeDemoSite(site: DemoSite, publishableKey: string, assets: string): void {
  const out = join(assets, site.path);
  for (const kind of ["help", "journal"]) mkdirSync(join(out, kind), { recursive: true });
  for (const file of readdirSync(site.folder).filter((name) => /\.(css|svg|js|pdf)$/.test(name))) {
    cpSync(join(site.folder, file), join(out, file));
  }
  const layout = readFileSync(join(site.folder, "help", "layout.html"), "utf8");
  const markdown = createMarkdown();
  for (const document of [...site.documents, ...(site.source?.pages ?? [])]) {
    const article = document.content_type === "text/markdown";
    const html = article
      ? // A function: the text may hold what `replace` reads as a pattern.
        layout
          .replace("%TITLE%", () => titleOf(document.content))
          .replace("%ARTICLE%", () => markdown.render(document.content))
      : document.content;
    const file = document.path.endsWith("/") ? `${document.path}index.html` : `${document.path}.html`;
    writeFileSync(join(assets, file), html.replaceAll("%PUBLISHABLE_KEY%", publishableKey));
  }
}

function createMarkdown(): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt();
  // A wide table scrolls by itself on a phone, also by keyboard.
  markdown.renderer.rules["table_open"] = () =>
    '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>';
  markdown.renderer.rules["table_close"] = () => "</table></div>";
  return markdown;
}

function titleOf(markdown: string): string {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (title === undefined) throw new Error("A help article of the demo has no title.");
  return title;
}

function namesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending) && name !== "layout.html")
    .map((name) => name.slice(0, -ending.length))
    .sort();
}
