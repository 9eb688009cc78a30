/** What a site says on many pages, told by counting, in the SQLite of an object; and what an owner's selectors choose. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { extractDocument } from "../knowledge/extract/extract.ts";
import { selectHtml } from "./selectors.ts";
import { createSiteBlocks } from "./site-blocks.ts";

const extract = (html: string) => extractDocument({ content: `<body>${html}</body>`, contentType: "text/html" });
const ADDRESS = "<h2>Where we are</h2><p>Quay 7, 2100 Copenhagen, Denmark.</p>";

describe("createSiteBlocks", () => {
  it("takes out of pages what more than three in ten say, headings with it, and keeps it once", async () => {
    const stub = env.SOURCE.getByName(JSON.stringify(["source", "bot_0000000000000000000000000", "src_blocks"]));
    await runInDurableObject(stub, (_, { storage }) => {
      const blocks = createSiteBlocks(storage.sql);
      const pages = Array.from({ length: 10 }, (_, n) =>
        extract(
          `<h1>Boat ${n}</h1><p>Painted in colour ${n}.</p>${n < 4 ? "<p>For hire by the day, from May on.</p>" : ""}${n < 2 ? "<pre>hoist --sail</pre>" : ""}${ADDRESS}`,
        ),
      );
      pages.slice(0, 7).forEach((page, n) => blocks.record(String(n), page));
      expect(blocks.ownBlocks(pages[0]!)).toBe(pages[0]);
      pages.forEach((page, n) => blocks.record(String(n), page));
      expect(blocks.ownBlocks(pages[0]!).blocks.map(({ text }) => text)).toEqual([
        "# Boat 0",
        "Painted in colour 0.",
        expect.stringContaining("hoist --sail"),
      ]);
      expect(blocks.facts()).toEqual(["Quay 7, 2100 Copenhagen, Denmark.", "For hire by the day, from May on."]);
      // Pages that are gone count no more.
      for (const key of ["0", "1", "2"]) blocks.forget(key);
      expect(blocks.facts()).toEqual(["Quay 7, 2100 Copenhagen, Denmark."]);
      for (const key of ["3", "4", "5", "6", "7"]) blocks.forget(key);
      expect(blocks.facts()).toEqual([]);
    });
  });

  it("takes out of a small site, once it has been read, what every page says", async () => {
    const stub = env.SOURCE.getByName(JSON.stringify(["source", "bot_0000000000000000000000000", "src_small"]));
    await runInDurableObject(stub, (_, { storage }) => {
      const blocks = createSiteBlocks(storage.sql);
      const pages = Array.from({ length: 4 }, (_, n) =>
        extract(
          `<h1>Boat ${n}</h1><p>Painted in colour ${n}.</p>${n < 3 ? "<p>For hire by the day.</p>" : ""}${ADDRESS}`,
        ),
      );
      const ownText = (whole: boolean) => blocks.ownBlocks(pages[0]!, whole).blocks.map(({ text }) => text);
      pages.slice(0, 2).forEach((page, n) => blocks.record(String(n), page));
      expect(ownText(true)).toHaveLength(5);
      pages.forEach((page, n) => blocks.record(String(n), page));
      // On the way the fifth page is not known yet.
      expect(ownText(false)).toHaveLength(5);
      expect(ownText(true)).toEqual(["# Boat 0", "Painted in colour 0.", "For hire by the day."]);
      expect(blocks.facts()).toEqual(["Quay 7, 2100 Copenhagen, Denmark."]);
    });
  });
});

describe("selectHtml", () => {
  const page =
    '<html lang="en"><head><title>T</title></head><body><nav>menu</nav><main><p>kept</p><div class="ad">ad</div><main>inner</main></main><p>after</p></body></html>';

  it("keeps what is chosen, once, with the head, and drops from it", async () => {
    const chosen = await selectHtml(page, { path: "/**", keep: ["main"], drop: [".ad"] });
    expect(chosen).toContain("<title>T</title>");
    expect(chosen).toContain("kept");
    expect(chosen!.match(/inner/g)).toHaveLength(1);
    expect(chosen).not.toMatch(/menu|ad<|after/);
  });

  it("says where nothing was chosen, and cannot be told by the page's own comments", async () => {
    expect(await selectHtml(page, { path: "/**", keep: ["#none"] })).toBeUndefined();
    const sly = `<body><main>kept</main><!--vegarag-keep--><p>sly</p><!--/vegarag-keep--></body>`;
    expect(await selectHtml(sly, { path: "/**", keep: ["main"] })).not.toContain("sly");
    expect(await selectHtml(page, { path: "/**", drop: ["nav"] })).toContain("after");
  });
});
