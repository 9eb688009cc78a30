/**
 * The demo's two companies, read from `demo/`: their pages, which are also their bots' documents, and
 * their help articles, which are Markdown for the bot and a page for the visitor.
 */

import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

export interface DemoSite {
  /** Folder in `demo/`, and the name its keys are kept under. */
  name: string;
  /** Where its pages are served; ends in a slash. */
  path: string;
  folder: string;
  /** Body of `POST /v1/bots`, but for the origins. */
  bot: Record<string, unknown> & { name: string };
  documents: DemoDocument[];
}

export interface DemoDocument {
  id: string;
  /** Path of the page that shows this text. */
  path: string;
  content: string;
  content_type: "text/html" | "text/markdown";
}

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
    const articles = namesIn(join(folder, "help"), ".md").map((article): DemoDocument => ({
      id: `help-${article}`,
      path: `${path}help/${article}`,
      content: readFileSync(join(folder, "help", `${article}.md`), "utf8"),
      content_type: "text/markdown",
    }));
    const bot = JSON.parse(readFileSync(join(folder, "bot.json"), "utf8")) as DemoSite["bot"];
    return { name, path, folder, bot, documents: [...pages, ...articles] };
  });
}

/** Writes a site's finished pages into `assets`, with its key in their script tags. */
export function writeDemoSite(site: DemoSite, publishableKey: string, assets: string): void {
  const out = join(assets, site.path);
  mkdirSync(join(out, "help"), { recursive: true });
  for (const file of readdirSync(site.folder).filter((name) => /\.(css|svg|js)$/.test(name))) {
    cpSync(join(site.folder, file), join(out, file));
  }
  const layout = readFileSync(join(site.folder, "help", "layout.html"), "utf8");
  const markdown = createMarkdown();
  for (const document of site.documents) {
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
