/** Input that nobody writes by accident: it must cost time that grows with its length and lose nothing else. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { chunkDocument } from "../chunk.ts";
import { extractDocument, type TextType } from "./extract.ts";
import { plainText, splitSentences } from "./plain-text.ts";

/** Long enough that a step of quadratic cost runs into the limit below, which is some 30 times what these take. */
const LENGTH = 768 * 1024;
/** Of the processor, not of the clock: a busy machine takes longer, and no more work. */
const LIMIT_CPU_MS = 10_000;
/** After this a test that never ends is given up. */
const GIVE_UP_MS = 120_000;
const fill = (unit: string, length = LENGTH) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const MARKDOWN = [
  "[", "]", "(", ">", "*", "`", "_a ", "[a](", "![a](", "[a]: b (\n", "- ", "-\n", "- a\n", "> - ", "> a\n", "1. ", "<", "<a ", "<!--",
  "<!--\n", "<script>\n", "<div>\n\n", "|", "|a|b|\n|-|-|\n|c|d|\n\n", "# a\n", "# a\nb\n## c\nd\n", "a\n=\n", "\n", " ", "a\n\n", "A. ",
  "```\n", "~~~~\n```\n", "\\", "&a", ":::\n", "{% ", "{% %}", "    a\n", "<table>\n\n", "<details>\n\n", "export const a = {\n\n", "<A b='", "\t", "a\t", ". ", "。", "😀", "\ud83d", "\0a", "\r\n", "* * *\n", "a",
]; // prettier-ignore
const HTML = [
  "<div>", "<b>", "<ul><li>a", "<li>a", "<p>a", "</div>", "<p hidden>", "<div hidden>", "<table><tr><td>a", "<td>a", "<", "&", "&amp;", "<!--",
  "<![CDATA[", "<script>", "<svg>", "<svg><title>", "<pre>a\n", "<h1>a", "<br>", "<dl><dt>a<dd>b", "<blockquote>a", '<a b="', "<textarea>",
  "</p>", "<ul></li><table></ul></table>", "<i style='", "<span> </span>",
  "<details><summary>a", '<div class="sidebar">a', "<table><tr><td rowspan=60 colspan=60>a", '<b aria-controls="a b">a',
]; // prettier-ignore

const SHAPES: [string, string][] = [
  ["one line of a table with as many columns as fit", `${fill("|a", LENGTH / 2)}\n${fill("|-", LENGTH / 2)}`],
  ["lists that go deeper on every line", Array.from({ length: 1_400 }, (_, i) => `${" ".repeat(i)}- a`).join("\n")],
  ["runs of backticks of every length", Array.from({ length: 1_400 }, (_, i) => "`".repeat(i + 1)).join(" ")],
  ["deep quotes with lazy lines", `${"> ".repeat(100)}a\n${fill("lazy line\n")}`],
  ["long lines", fill(`${fill("a ", 80_000)}\n`)],
  ["a heading as long as the document", `# ${fill("a ")}`],
  ["front matter that never ends", `---\n${fill("title: a\n")}`],
];

function digest(content: string, contentType: TextType) {
  return chunkDocument(extractDocument({ content, contentType }));
}

/** What is wrong with the chunks of a document; reads every chunk as the index and the answers will. */
function faultsOf(content: string, contentType: TextType): string[] {
  const faults: string[] = [];
  const chunks = digest(content, contentType);
  for (const { ordinal, text, headingPath } of chunks) {
    if (!text.isWellFormed()) faults.push(`${ordinal} is not well-formed`);
    if (text.length > 2_600) faults.push(`${ordinal} has ${text.length} characters`);
    if (headingPath.join("").length > 6 * 300) faults.push(`${ordinal} has a path without end`);
    if (plainText(text).length > text.length) faults.push(`${ordinal} grows when it is stripped`);
  }
  if (chunks.length > 20 + content.length / 300) faults.push(`${chunks.length} chunks`);
  return faults;
}

describe("hostile documents", { timeout: GIVE_UP_MS }, () => {
  let before: NodeJS.CpuUsage;

  beforeEach(() => {
    before = process.threadCpuUsage();
  });

  afterEach(() => {
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(LIMIT_CPU_MS);
  });

  it.each(MARKDOWN.map((unit) => [JSON.stringify(unit), unit]))(
    "repeats of %s as Markdown and as text",
    (_name, unit) => {
      const content = fill(unit);
      expect(faultsOf(content, "text/markdown")).toEqual([]);
      // Only lines and sentences matter to plain text.
      if (/[\n. ]/.test(unit)) expect(faultsOf(content, "text/plain")).toEqual([]);
      expect(plainText(content).length).toBeLessThanOrEqual(content.length);
      expect(splitSentences(content).at(-1)?.end ?? 0).toBeLessThanOrEqual(content.length);
    },
  );

  it.each(HTML.map((unit) => [JSON.stringify(unit), unit]))("repeats of %s as HTML", (_name, unit) => {
    expect(faultsOf(fill(unit), "text/html")).toEqual([]);
  });

  it.each(SHAPES)("%s", (_name, content) => {
    expect(faultsOf(content, "text/markdown")).toEqual([]);
    expect(plainText(content).length).toBeLessThanOrEqual(content.length);
    expect(splitSentences(content).at(-1)?.end ?? 0).toBeLessThanOrEqual(content.length);
  });

  it("attributes of a megabyte", () => {
    const value = fill("a&amp;");
    const chunks = digest(`<p title="${value}" style="${value}" ${fill("b=c ")}>Seen.</p>`, "text/html");
    expect(chunks.map((chunk) => chunk.text)).toEqual(["Seen."]);
  });

  it("a hundred thousand nested elements, with text at the bottom", () => {
    const chunks = digest(`${"<div><b>".repeat(100_000)}Bottom.${"</b></div>".repeat(100_000)}<p>After.`, "text/html");
    expect(chunks.map((chunk) => chunk.text).join("\n")).toMatch(/Bottom\.\s+After\./);
  });

  it("text behind a hostile part is still found", () => {
    const content = `${fill("> - [(*`", 50_000)}\n\n## Real\n\nReal text.\n`;
    const last = digest(content, "text/markdown").at(-1)!;
    expect(last.headingPath).toEqual(["Real"]);
    expect(last.text).toBe("Real text.");
  });
});
