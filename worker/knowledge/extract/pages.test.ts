/**
 * Pages as well-known generators, shops and help centers write them, made up here: what of each is to be read stands
 * between ⟦ and ⟧ in `pages/`, which was written down before anything had read it. Compared by runs of four words.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extractDocument } from "./extract.ts";

const FOLDER = join(import.meta.dirname, "pages");
const INLINE = /<\/?(?:span|a|b|i|em|strong|code|sup|small|time|bdi)\b[^>]*>/g;
const NAMED: Readonly<Record<string, string>> = {
  nbsp: " ",
  lt: "<",
  gt: ">",
  quot: '"',
  amp: "&",
  para: "¶",
  ZeroWidthSpace: "",
};

interface Measured {
  name: string;
  recall: number;
  f1: number;
}

function measure(name: string): Measured {
  const source = readFileSync(join(FOLDER, name), "utf8");
  const wanted = [...source.matchAll(/⟦([^⟧]*)⟧/g)].map(([, part]) => wordsIn(part!)).join("\n");
  const { title, text } = extractDocument({ content: source.replace(/[⟦⟧]/g, ""), contentType: "text/html" });
  // A title is kept beside the text where it does not stand in it.
  const [expected, read] = [runsOf(wanted), runsOf(text.includes(title) ? text : `${title}\n${text}`)];
  let common = 0;
  for (const [run, count] of expected) common += Math.min(count, read.get(run) ?? 0);
  const [recall, precision] = [common / sum(expected), common / sum(read)];
  return { name, recall, f1: (2 * precision * recall) / (precision + recall || 1) };
}

function wordsIn(html: string): string {
  return html
    .replace(INLINE, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(\w+);/g, (whole, entity: string) => NAMED[entity] ?? whole);
}

/** Four words in a row, each run with how often it stands there. Signs, and the numbers of lists, are no words. */
function runsOf(text: string): Map<string, number> {
  const words = text
    .replace(/^\s*\d+\. |^```\w*/gm, "")
    .normalize("NFKC")
    .toLowerCase()
    .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}]+/gu)!;
  const runs = new Map<string, number>();
  for (let at = 0; at + 4 <= words.length; at++) {
    const run = words.slice(at, at + 4).join(" ");
    runs.set(run, (runs.get(run) ?? 0) + 1);
  }
  return runs;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);
const mean = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0) / values.length;

describe("pages of many makers", () => {
  const measured = readdirSync(FOLDER).map(measure);

  it("are read nearly as they were meant", () => {
    expect(mean(measured.map(({ recall }) => recall))).toBeGreaterThanOrEqual(0.97);
    expect(mean(measured.map(({ f1 }) => f1))).toBeGreaterThanOrEqual(0.93);
  });

  it.each(measured.map((page) => [page.name, page] as const))("and none of them is lost: %s", (_, { recall, f1 }) => {
    expect(recall).toBeGreaterThan(0.75);
    expect(f1).toBeGreaterThan(0.7);
  });
});
