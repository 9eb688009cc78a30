import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";

import { takeFrontMatter } from "../../worker/knowledge/extract/front-matter.ts";
import { ignoredBy, parseIgnore } from "./ignore.ts";
import { addressOf, findGenerator, type Generator, leftOutByFacts, leftOutByName } from "./site.ts";

const NOW = Date.parse("2026-06-15");
const yaml = (lines: string) => takeFrontMatter(`---\n${lines}\n---\nText.`);

describe("pages that a generator does not publish", () => {
  const reasonOf = (matter: string, path = "a.md", generator?: Generator) =>
    leftOutByFacts(takeFrontMatter(matter), path, generator, NOW);

  test.each([
    "---\ndraft: true\n---\n",
    "---\ndraft: 'yes'\n---\n",
    "---\nDraft: True # soon\n---\n",
    "---\npublished: false\n---\n",
    "---\nstatus: draft\n---\n",
    "---\nunlisted: true\n---\n",
    "---\nrobots: noindex, follow\n---\n",
    "---\nnoindex: true\n---\n",
    "---\npermalink: false\n---\n",
    "---\nexpiryDate: 2026-01-01\n---\n",
    "---\npublishDate: 2026-07-01\n---\n",
    '+++\ntitle = "T"\ndraft = true\n+++\n',
    "+++\npublishDate = 2027-01-01T00:00:00Z\n+++\n",
    '{ "title": "T", "draft": true }\n',
    '{\n  "title": "T",\n  "published": false\n}\n\n',
    ';;;\n{ "draft": true }\n;;;\n',
    '---json\n{ "draft": true }\n---\n',
  ])("are left out: %j", (matter) => expect(reasonOf(`${matter}Text.`)).toBeTypeOf("string"));

  test.each([
    "---\ndraft: false\n---\n",
    "---\ntitle: draft\n---\n",
    "---\npublished: 2024-01-01\n---\n",
    "---\nnested:\n  draft: true\n---\n",
    "---\ndate: 2027-01-01\n---\n",
    '+++\ntitle = "T"\n[params]\ndraft = true\n+++\n',
    "draft: true",
  ])("and others are not: %j", (matter) => expect(reasonOf(`${matter}Text.`)).toBeUndefined());

  it("dated ahead, where the generator hides them", () => {
    expect(reasonOf("---\ndate: 2027-01-01\n---\n", "a.md", "hugo")).toBe("dated in the future");
    expect(reasonOf("---\ndate: 2027-01-01\n---\n", "a.md", "docusaurus")).toBeUndefined();
    expect(reasonOf("---\ntitle: T\n---\n", "_posts/2027-01-01-news.md", "jekyll")).toBe("dated in the future");
    expect(reasonOf("---\ntitle: T\n---\n", "_posts/2026-01-01-news.md", "jekyll")).toBeUndefined();
  });

  it("are told by their names", () => {
    for (const path of ["_partials/a.md", "docs/_note.mdx", "_includes/x.html", "_drafts/a.md"]) {
      expect(leftOutByName(path)).toBeTypeOf("string");
    }
    for (const path of ["_index.md", "docs/_index.de.md", "_posts/2026-01-01-a.md", "a_b.md"]) {
      expect(leftOutByName(path)).toBeUndefined();
    }
  });
});

describe("the address of a page", () => {
  const address = (
    path: string,
    lines?: string,
    more: { generator?: Generator; base?: string; html?: boolean; hasIndex?: boolean } = {},
  ) =>
    addressOf(path, lines === undefined ? undefined : yaml(lines), {
      baseUrl: more.base ?? "https://x.test/docs/",
      urlStyle: more.html ? "html" : "clean",
      generator: more.generator,
      hasIndex: more.hasIndex ?? false,
    }).replace("https://x.test", "");

  test.each([
    ["a/b.md", undefined, "/docs/a/b"],
    ["a/index.md", undefined, "/docs/a/"],
    ["a/_index.md", undefined, "/docs/a/"],
    ["a/README.md", undefined, "/docs/a/"],
    ["index.md", undefined, "/docs/"],
    ["a b/ü.md", undefined, "/docs/a%20b/%C3%BC"],
    ["a.txt", undefined, "/docs/a.txt"],
    ["guide.pdf", undefined, "/docs/guide.pdf"],
    ["a/b.md", "slug: c", "/docs/a/c"],
    ["a/b.md", "slug: /c/d", "/docs/c/d"],
    ["a/b.md", "slug: /", "/docs/"],
    ["a/b.md", "permalink: /c/d/", "/docs/c/d/"],
    ["a/b.md", "permalink: /docs/c/", "/docs/c/"],
    ["a/b.md", "permalink: c/index.html", "/docs/c/"],
    ["a/b.md", "url: /c/", "/docs/c/"],
    ["a/b.md", "url: https://x.test/elsewhere", "/elsewhere"],
    ["a/b.md", "permalink: '/{{ title }}/'", "/docs/a/b"],
    ["a/b.md", "permalink: /:unknown/", "/docs/a/b"],
    ["a/b.md", "permalink: /help/:title/", "/docs/help/b/"],
    ["news/_posts/2026-05-03-new-lamp.md", "title: T", "/docs/news/2026/05/03/new-lamp"],
    ["_posts/2026-05-03-new-lamp.md", "permalink: /:year/:title:output_ext", "/docs/2026/new-lamp.html"],
  ])("%s with %j", (path, lines, expected) => expect(address(path, lines)).toBe(expected));

  it("follows the generator", () => {
    expect(address("01-start/02-first.md", undefined, { generator: "docusaurus" })).toBe("/docs/start/first");
    expect(address("a/b.md", "id: c", { generator: "docusaurus" })).toBe("/docs/a/c");
    expect(address("My Folder/First Page.md", undefined, { generator: "hugo" })).toBe("/docs/my-folder/first-page");
    expect(address("a/index.md", "slug: c", { generator: "hugo" })).toBe("/docs/c");
    expect(address("_guides/a.md", undefined, { generator: "jekyll" })).toBe("/docs/guides/a");
    expect(address("a/b.md", undefined, { html: true })).toBe("/docs/a/b.html");
    expect(address("a/README.md", undefined, { hasIndex: true })).toBe("/docs/a/README");
  });

  it("is told by the configuration beside the folder or above it", async () => {
    const site = await mkdtemp(join(tmpdir(), "site-"));
    await mkdir(join(site, "content/docs"), { recursive: true });
    expect(findGenerator(join(site, "content/docs"))).toBeUndefined();
    await writeFile(join(site, "hugo.toml"), "");
    expect(findGenerator(join(site, "content/docs"))).toBe("hugo");
    await rm(site, { recursive: true });
  });
});

describe("ignored files", () => {
  const isIgnored = (rules: string, path: string, isFolder = false) =>
    ignoredBy(parseIgnore(rules), path, isFolder) !== undefined;

  test.each([
    ["*.txt", "a/b.txt", true],
    ["*.txt", "a.txt.md", false],
    ["/a.md", "a.md", true],
    ["/a.md", "b/a.md", false],
    ["a/*.md", "a/b.md", true],
    ["a/*.md", "a/b/c.md", false],
    ["a/**/c.md", "a/c.md", true],
    ["a/**/c.md", "a/b/b/c.md", true],
    ["**/old.md", "x/y/old.md", true],
    ["a?.md", "ab.md", true],
    ["*.md\n!keep.md", "keep.md", false],
    ["*.md\n!keep.md", "other.md", true],
    ["# *.md", "a.md", false],
    ["\\#a.md", "#a.md", true],
    ["a+(b).md", "a+(b).md", true],
    ["", "a.md", false],
  ])("%j and %s", (rules, path, expected) => expect(isIgnored(rules, path)).toBe(expected));

  it("are whole folders where the pattern ends in a slash", () => {
    expect(isIgnored("old/", "a/old", true)).toBe(true);
    expect(isIgnored("old/", "old", false)).toBe(false);
  });
});
