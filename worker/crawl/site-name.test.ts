import { expect, it } from "vitest";
import { siteNameOf, type SiteNames, withNamesOf } from "./site-name.ts";

const NONE: SiteNames = { said: null, titles: [] };
const read = (pages: { siteName?: string; title?: string }[]): string | null =>
  siteNameOf(
    pages.reduce((names, { siteName = "", title = "" }) => withNamesOf(names, { siteName, title }) ?? names, NONE),
  );
const titled = (...titles: string[]) => titles.map((title) => ({ title }));

it.each<[string, { siteName?: string; title?: string }[], string | null]>([
  ["nothing read", [], null],
  ["a page that says it", [{ siteName: " Ropes\n& Knots ", title: "Home" }], "Ropes & Knots"],
  ["a later page that says it", [...titled("A | X", "B | X", "C | X"), { siteName: "Ropes" }], "Ropes"],
  ["the first of two that say it", [{ siteName: "Ropes" }, { siteName: "Knots" }], "Ropes"],
  ["the end of all titles", titled("Splices | Ropes", "Hitches | Ropes", "Bends | Ropes"), "Ropes"],
  ["the beginning of all titles", titled("Ropes: Splices", "Ropes: Hitches", "Ropes: Bends"), "Ropes"],
  ["a dash, and a start page that has nothing else", titled("Ropes", "Splices – Ropes", "Bends – Ropes"), "Ropes"],
  ["two parts in common", titled("A · Docs · Ropes", "B · Docs · Ropes", "C · Docs · Ropes"), "Docs · Ropes"],
  ["one title for every page", titled("Ropes", "Ropes", "Ropes"), "Ropes"],
  ["most titles alone", titled("A - Ropes", "B - Ropes", "Imprint"), "Ropes"],
  ["a name with a dash in it", titled("A | Knot-Shop", "B | Knot-Shop", "C | Knot-Shop"), "Knot-Shop"],
  ["titles in Chinese", titled("绳结|航海", "缆绳|航海", "锚|航海"), "航海"],
  ["nothing in common", titled("Splices", "Hitches", "Bends"), null],
  ["half of the titles", titled("A | X", "B | X", "C | Y", "D | Y"), null],
  ["two pages alone, which may be alike by chance", titled("A | Guide", "B | Guide"), null],
  ["pages without titles", titled("", " ", "A | X", "B | X"), null],
  ["a mark alone", titled("| -", "| -", "| -"), null],
  ["a sentence in place of a name", [{ siteName: "word ".repeat(20) }], null],
  ["letters that turn what follows", [{ siteName: "Ropes\u202e\u0000 Knots" }], "Ropes Knots"],
])("names a site by %s", (_, pages, name) => {
  expect(read(pages)).toBe(name);
});

it("keeps few titles of a large site", () => {
  const pages = Array.from({ length: 5_000 }, (_, at) => ({ siteName: "", title: `Page ${at} | Ropes` }));
  const names = pages.reduce((names, page) => withNamesOf(names, page) ?? names, NONE);
  expect(names.titles).toHaveLength(24);
  expect(withNamesOf(names, { siteName: "", title: "One more" })).toBeUndefined();
});
