import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { chunkDocument } from "./chunk.ts";
import { extractDocument, type TextType } from "./extract/extract.ts";

const chunk = (content: string, contentType: TextType = "text/markdown") =>
  chunkDocument(extractDocument({ content, contentType }));
const sentence = (words: number, start = "Word") => `${start}${" word".repeat(words)}.`;

describe("chunkDocument", () => {
  it("keeps a short page in one chunk, without the heading that repeats its title", () => {
    expect(chunk("# Page\n\nOne.\n\n## Part\n\nTwo.\n")).toEqual([
      { ordinal: 0, headingPath: [], text: "One.\n\n## Part\n\nTwo." },
    ]);
  });

  it("does not join large sections, and gives each the path of its headings", () => {
    const text = sentence(120);
    const chunks = chunk(`# Page\n\n## A\n\n${text}\n\n### B\n\n${text}\n\n## C\n\n${text}\n`);
    expect(chunks.map(({ headingPath }) => headingPath)).toEqual([["A"], ["A", "B"], ["C"]]);
    expect(chunks.map((one) => one.text)).toEqual([text, text, text]);
  });

  it("joins tiny neighbours under their parent, with their headings in the text", () => {
    const chunks = chunk(`# Page\n\n${sentence(230)}\n\n## Options\n\n### a\n\nFirst.\n\n### b\n\nSecond.\n`);
    expect(chunks.at(-1)).toMatchObject({ headingPath: ["Options"], text: "### a\n\nFirst.\n\n### b\n\nSecond." });
  });

  it("never cuts a sentence, a list item or a row that would fit", () => {
    const items = Array.from({ length: 40 }, (_, i) => `- Item ${i} ${"word ".repeat(12)}end. It goes on`);
    const rows = Array.from({ length: 40 }, (_, i) => `| Row ${i} | ${"word ".repeat(12)}end. |`);
    const prose = Array.from({ length: 40 }, (_, i) => sentence(15, `S${i}`)).join(" ");
    for (const { text } of chunk([items.join("\n"), "", "| A | B |", "|---|---|", ...rows].join("\n"))) {
      for (const line of text.split("\n").filter((line) => line !== "")) {
        expect([...items, ...rows, "| A | B |", "|---|---|"]).toContain(line);
      }
    }
    for (const { text } of chunk(prose)) expect(text).toMatch(/^S\d+ word.*\.$/s);
  });

  it("keeps the head of a table with its first row", () => {
    const rows = Array.from({ length: 10 }, (_, i) => `| ${i} | ${"cell ".repeat(15)}|`);
    const chunks = chunk(`${sentence(180)}\n\n| A | B |\n|---|---|\n${rows.join("\n")}`);
    expect(chunks.filter(({ text }) => text.includes("|---|")).every(({ text }) => text.includes("| 0 |"))).toBe(true);
  });

  it("keeps code whole, together with the sentence that introduces it", () => {
    const code = `\`\`\`ts\n${"const a = 1;\n".repeat(110)}\`\`\``;
    const chunks = chunk(`# P\n\n${sentence(150)}\n\nDo it like this:\n\n${code}\n\n${sentence(150)}\n`);
    expect(chunks.find(({ text }) => text.includes(code))!.text).toBe(`Do it like this:\n\n${code}`);
  });

  it("cuts code that is too long, between lines and rather at blank ones", () => {
    const part = `${"  call();\n".repeat(60)}`;
    const chunks = chunk(
      `\`\`\`\n${Array.from({ length: 6 }, (_, i) => `function f${i}() {\n${part}}\n`).join("\n")}\`\`\``,
    );
    expect(chunks.length).toBeGreaterThan(4);
    for (const { text } of chunks.slice(1)) expect(text).toMatch(/^(?:function|```)/);
  });

  it("cuts a sentence that alone is too long at a space, and a word that is too long between characters", () => {
    for (const { text } of chunk("word ".repeat(2_000))) expect(text).toMatch(/^word( word)*$/);
    const emoji = chunk("😀".repeat(3_000));
    expect(emoji.every(({ text }) => text.isWellFormed())).toBe(true);
    expect(emoji.map(({ text }) => text).join("")).toBe("😀".repeat(3_000));
  });

  it("leaves out hidden parts between two blocks of one chunk", () => {
    expect(chunk("One.\n\n<!-- secret -->\n\nTwo.\n\n::: tip\nThree.\n:::\n")[0]!.text).toBe("One.\n\nTwo.\n\nThree.");
  });

  it("gives a page of headings alone a chunk, and an empty page none", () => {
    expect(chunk("# A\n\n## B\n").map(({ text }) => text)).toEqual(["# A\n\n## B"]);
    for (const type of ["text/markdown", "text/html", "text/plain"] as const) expect(chunk(" \n\n ", type)).toEqual([]);
    expect(chunk("<script>x</script><!-- y -->", "text/html")).toEqual([]);
  });
});

const sites = join(import.meta.dirname, "../../../shared/data/sites");

describe("a part that needs what stands further up", () => {
  const html = (content: string) => chunkDocument(extractDocument({ content, contentType: "text/html" }));
  const rows = (count: number, row: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => row(at)).join("\n");

  it("carries the head of its table, in Markdown and in HTML", () => {
    const markdown = chunk(`| Article | Price |\n|---|---:|\n${rows(300, (at) => `| Lamp ${at} | ${at} € |`)}`);
    expect(markdown.length).toBeGreaterThan(4);
    for (const { text, carried = 0, ordinal } of markdown) {
      expect(text.startsWith("| Article | Price |\n|---|---:|\n| Lamp ")).toBe(true);
      expect(carried).toBe(ordinal === 0 ? 0 : "| Article | Price |\n|---|---:|\n".length);
    }
    const table = `<table><tr><th>Article<th>Price${rows(300, (at) => `<tr><td>Lamp ${at}<td>${at} €`)}</table>`;
    for (const { text } of html(table)) expect(text).toMatch(/^Article\tPrice\nLamp \d+\t\d+ €(?:\nLamp \d+\t\d+ €)*$/);
    const bare = html(`<table>${rows(300, (at) => `<tr><td>${at}<td>${at} €`)}</table>`);
    expect(bare.some(({ carried }) => carried !== undefined)).toBe(false);
  });

  it("carries the branch of its list", () => {
    const item = (at: number) => `    - Parcel of ${at} kilograms: ${at * 3} €`;
    const chunks = chunk(
      `- Inland\n  - Express\n${rows(40, item)}\n- Abroad\n  - Express\n${rows(40, item)}\n  - Slow\n${rows(40, item)}`,
    );
    expect(chunks.length).toBeGreaterThan(3);
    for (const { text } of chunks.slice(1)) expect(text).toMatch(/^- (?:Inland|Abroad)\n/);
    const last = chunks.at(-1)!;
    expect(last.text).toMatch(/^- Abroad\n {2}- Slow\n {4}- Parcel/);
    expect(last.carried).toBe("- Abroad\n  - Slow\n".length);
  });

  it("keeps a question with what follows it", () => {
    const answer = (at: number) => `**How long is the warranty of lamp ${at}?**\n\n${`It is ${at} years. `.repeat(12)}`;
    for (const { text } of chunk(rows(30, answer).replaceAll("\n**", "\n\n**")))
      expect(text.trim()).not.toMatch(/\*\*$/);
  });

  it("begins where a folded section ends, under the heading before", () => {
    const long = "Words of the page. ".repeat(40);
    const page = `<h1>Help</h1><p>${long}</p><details><summary>Warranty?</summary><p>${long}</p></details><p>After. ${long}</p><h2>More</h2><p>${long}</p>`;
    expect(html(page).map(({ headingPath, text }) => [headingPath, text.slice(0, 5)])).toEqual([
      [[], "Words"],
      [["Warranty?"], "Words"],
      [[], "After"],
      [["More"], "Words"],
    ]);
  });
});

describe.skipIf(!existsSync(sites))("real documentation (needs ../shared/data)", () => {
  const pages = globSync("**/*.md", { cwd: sites }).map((path) => readFileSync(join(sites, path), "utf8"));

  it("is cut into pieces of verbatim text of a useful size, the same every time", () => {
    const sizes: number[] = [];
    for (const page of pages) {
      const chunks = chunk(page);
      expect(chunk(page)).toEqual(chunks);
      const read = extractDocument({ content: page, contentType: "text/markdown" });
      chunks.forEach(({ ordinal, text, carried = 0 }, index) => {
        expect(ordinal).toBe(index);
        expect(text.trim()).not.toBe("");
        // Hidden parts leave a blank line behind; between blank lines everything is verbatim.
        for (const part of text.slice(carried).split(/\n{2,}/)) expect(read.text).toContain(part);
        sizes.push(text.length);
      });
    }
    sizes.sort((a, b) => a - b);
    expect(sizes.at(-1)).toBeLessThanOrEqual(2_400);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeGreaterThan(500);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(1_000);
  });
});
