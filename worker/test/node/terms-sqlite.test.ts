import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFullTextIndex } from "../../knowledge/index/full-text.ts";
import { indexTerms, type Language, wordsOf } from "../../knowledge/language/terms.ts";
import { createMemorySql } from "./sqlite.ts";

// Compares with SQLite itself, so it runs under Node; the rest of the tests stand beside the files.

const IR = join(import.meta.dirname, "../../../../shared/data/ir/");

/** Terms that no chunk was counted for, of those that were given to the index. */
function lostTerms(texts: readonly string[], language: Language): string[] {
  const index = createFullTextIndex(createMemorySql());
  index.create();
  texts.forEach((text, rowid) => index.add(rowid, { title: "", headings: "", text }, language));
  const terms = [...new Set(texts.flatMap((text) => indexTerms(text, language).stems))];
  const lost: string[] = [];
  for (let at = 0; at < terms.length; at += 100)
    for (const [term, count] of index.frequencies(terms.slice(at, at + 100))) if (count === 0) lost.push(term);
  return lost;
}

describe("SQLite takes terms as they are", () => {
  test.skipIf(!existsSync(IR))("every term of the shared corpora (needs ../shared/data)", () => {
    const texts = ["claude-docs", "clapnq-dev", "xquad-en"].flatMap((set) =>
      readFileSync(join(IR, set, "corpus.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => String(JSON.parse(line).text)),
    );
    expect(lostTerms(texts, "en")).toEqual([]);
  });

  test("terms of other scripts, figures and made-up endings", () => {
    const texts = [
      "हिन्दी में किताबें",
      "العَرَبِيَّة كتاب",
      "ภาษาไทย น้ำ",
      "Straße Ångström й ё ñandu naïve",
      "日本語の猫はどこですか",
      "한국어 문서를",
      "x😀y don't C++ body_limit v1.2 10,000 2.3.1 syzygy über",
    ];
    expect(lostTerms(texts, "en")).toEqual([]);
    expect(lostTerms(texts, "de")).toEqual([]);
  });
});

test("a fifth of a megabyte of anything is done in linear time", () => {
  const time = (length: number): number => {
    const inputs = ["a", "猫", "ก", "é", "a\u0301", "'", "\ud800", "a_", "1.", "1,000 ", "aB", "a-", "2024 "].map(
      (unit) => unit.repeat(length / unit.length),
    );
    const start = process.cpuUsage().user;
    for (const input of inputs) {
      wordsOf(input);
      indexTerms(input, "de");
    }
    return process.cpuUsage().user - start;
  };
  time(20_000);
  // Ten times the text; a quadratic step would show as a hundred.
  expect(time(200_000) / Math.max(1, time(20_000))).toBeLessThan(40);
});
