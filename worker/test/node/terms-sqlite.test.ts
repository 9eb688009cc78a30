import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { foldText, termsOf, wordsOf } from "../../knowledge/language/terms.ts";

// Compares with SQLite itself, so it runs under Node; the rest of the tests stand beside the file.

const IR = join(import.meta.dirname, "../../../../shared/data/ir/");

/** What SQLite's own tokeniser makes of each text. */
function sqliteTerms(texts: readonly string[]): string[] {
  const db = new DatabaseSync(":memory:");
  db.exec(`CREATE VIRTUAL TABLE f USING fts5(t, tokenize="porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
    CREATE VIRTUAL TABLE v USING fts5vocab(f, 'row')`);
  const insert = db.prepare("INSERT INTO f(t) VALUES (?)");
  for (const text of texts) insert.run(foldText(text));
  const terms = db
    .prepare("SELECT term FROM v")
    .all()
    .map((row) => String(row["term"]));
  db.close();
  return terms.sort();
}

describe("agreement with SQLite", () => {
  test.skipIf(!existsSync(IR))(
    "every term of the shared corpora is the same here and there (needs ../shared/data)",
    () => {
      const texts = ["claude-docs", "clapnq-dev", "xquad-en"].flatMap((set) =>
        readFileSync(join(IR, set, "corpus.jsonl"), "utf8")
          .trim()
          .split("\n")
          .map((line) => String(JSON.parse(line).text)),
      );
      const ours = new Set(texts.flatMap(termsOf));
      expect(ours.size).toBeGreaterThan(14_000);
      expect([...ours].sort()).toEqual(sqliteTerms(texts));
    },
  );

  test("words of other scripts and made-up endings are the same too", () => {
    const endings = [
      "ed",
      "ing",
      "eed",
      "y",
      "ies",
      "sses",
      "ational",
      "ization",
      "iveness",
      "ement",
      "ion",
      "tion",
      "ll",
      "e",
    ];
    const stems = [
      "b",
      "br",
      "a",
      "ay",
      "yb",
      "tr",
      "oaten",
      "privat",
      "crepuscul",
      "ñandu",
      "über",
      "кот",
      "naï",
      "控",
      "bb",
      "syzyg",
    ];
    const texts = [
      ...stems.flatMap((start) => endings.map((end) => start + end)),
      "हिन्दी में किताबें",
      "العَرَبِيَّة كتاب",
      "ภาษาไทย น้ำ",
      "Straße Ångström й ё",
      "日本語の猫はどこですか",
      "한국어 문서를",
      "x😀y don't C++ body_limit v1.2",
    ];
    expect([...new Set(texts.flatMap(termsOf))].sort()).toEqual(sqliteTerms(texts));
  });
});

test("half a megabyte of anything is done in linear time", () => {
  const time = (length: number): number => {
    const inputs = ["a", "猫", "ก", "é", "a\u0301", "'", "\ud800", "a_"].map((unit) =>
      unit.repeat(length / unit.length),
    );
    const start = process.cpuUsage().user;
    for (const input of inputs) wordsOf(input);
    return process.cpuUsage().user - start;
  };
  time(50_000);
  // Ten times the text; a quadratic step would show as a hundred.
  expect(time(500_000) / Math.max(1, time(50_000))).toBeLessThan(40);
});
