/** Lines as the engine gives them → what a reader sees: what runs through all pages, and what only looks like it. */

import { describe, expect, it } from "vitest";
import type { PdfLine, PdfPage } from "./pdf-engine.ts";
import { layOut } from "./pdf-layout.ts";

const line = (text: string, bottom: number, more: Partial<PdfLine> = {}): PdfLine => ({
  text,
  left: 72,
  right: 72 + 6 * text.length,
  bottom,
  size: 11,
  weight: 400,
  ...more,
});
const page = (...lines: PdfLine[]): PdfPage => ({ width: 595, height: 842, lines, picture: 0 });
const BODY = "The reading lamp stands on the table and shines until morning";
const pages = (count: number, edge: (n: number) => PdfLine[]): PdfPage[] =>
  Array.from({ length: count }, (_, at) => page(...edge(at + 1), line(`${BODY} ${"abcdefgh"[at % 8]}.`, 500)));

describe("what stands at the edge of pages", () => {
  it.each<[string, (n: number) => string]>([
    ["the same everywhere", () => "Lamp handbook"],
    ["with the number of the page", (n) => `Lamp handbook ${n}`],
    ["with another first number", (n) => `${n + 40} | Edition 2026`],
    ["of so many pages", (n) => `Page ${n} of 8`],
    ["in Roman numbers", (n) => ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii"][n - 1]!],
    ["one on the left and one on the right", (n) => (n % 2 === 0 ? "Handbook" : "Edition of May")],
  ])("is left out where it runs through all of them: %s", (_, head) => {
    const html = layOut(pages(8, (n) => [line(head(n), 820)]));
    for (const [at, each] of html.entries()) expect(each).not.toContain(`>${head(at + 1)}<`);
    expect(html.every((each) => each.includes(BODY))).toBe(true);
  });

  it.each<[string, (n: number) => string]>([
    ["rows of a table that differ by their figures", (n) => `Lamp ${(n * 37) % 11} costs ${(n * 53) % 17},90`],
    ["what stands on two pages alone", (n) => (n < 3 ? "For your safety" : `Chapter of ${BODY.split(" ")[n % 9]}`)],
  ])("stays where it says something: %s", (_, head) => {
    const html = layOut(pages(8, (n) => [line(head(n), 820)]));
    for (const [at, each] of html.entries()) expect(each).toContain(head(at + 1));
  });
});

describe("lists", () => {
  it("keep their numbers and letters, also where a paragraph stands between two items", () => {
    const [html] = layOut([
      page(
        line("1. Unpack the lamp", 700),
        line("Mind the glass.", 660),
        line("2. Plug it in", 620),
        line("a) at the wall", 580),
        line("b) at the table", 560),
      ),
    ]);
    expect(html).toContain('<li value="1">Unpack the lamp</li>');
    expect(html).toContain('<li value="2">Plug it in</li>');
    expect(html).toContain("<li>a) at the wall</li><li>b) at the table</li>");
  });
});

describe("words that were broken at the end of a line", () => {
  // How the engine marks a hyphen at which it has joined two lines.
  it.each([
    ["by the engine's mark", "and then they were connec\ufffe", "tive tissue", "", "connective tissue"],
    [
      "by a hyphen, where the word stands whole elsewhere",
      "and then they were connec-",
      "tive tissue",
      "a connective one",
      "connective tissue",
    ],
    [
      "at a hyphen of its own",
      "and they looked for a long\ufffe",
      "term answer",
      "this is a long-term one",
      "long-term answer",
    ],
    ["at a hyphen, where nothing tells", "and they looked for a half-", "eaten apple", "", "half-eaten apple"],
  ])("are one again: %s", (_, first, second, elsewhere, whole) => {
    const html = layOut([
      page(line(first, 700), line(second, 686), ...(elsewhere === "" ? [] : [line(elsewhere, 500)])),
    ])[0]!;
    expect(html).toContain(whole);
    expect(html).not.toMatch(/[\ufffe\u0002]/);
  });
});
