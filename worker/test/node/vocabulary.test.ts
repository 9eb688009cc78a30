import { expect, test } from "vitest";
import { createVocabulary } from "../../knowledge/index/vocabulary.ts";
import { createMemorySql } from "./sqlite.ts";

const sql = createMemorySql();
const waiting = (): number => [...sql.exec("SELECT * FROM vocabulary_waiting")].length;

test("finds words from the moment they are learned, also those that wait when it is made anew", () => {
  const first = createVocabulary(sql);
  first.create();
  first.learn(["Bergschuhe in Größe 42", "ein Wanderrucksack"]);
  expect(first.near("bergschue").map(({ word }) => word)).toEqual(["bergschuhe"]);
  expect(waiting()).toBe(0);

  first.learn(["die Trinkflasche", "die Trinkflasche", "Größentabelle"]);
  expect(waiting()).toBe(1);
  const second = createVocabulary(sql);
  second.create();
  expect(second.near("grossentabele")).toEqual([{ word: "grossentabelle", shown: "größentabelle", distance: 1 }]);
  expect(second.compoundsOf("flasche")).toEqual(["trinkflasche"]);
  expect(second.partsOf("bergschuhetrinkflasche")).toEqual(["bergschuhe", "trinkflasche"]);
});

test("lets no more words wait than a few documents have", () => {
  const vocabulary = createVocabulary(sql);
  const letters = (number: number): string => String(number).replace(/\d/g, (digit) => "abcdefghij"[Number(digit)]!);
  for (let at = 0; at < 5_000; at += 100)
    vocabulary.learn([Array.from({ length: 100 }, (_, word) => `word${letters(at + word)}`).join(" ")]);
  expect([...sql.exec("SELECT * FROM vocabulary WHERE word GLOB 'word*'")].length).toBeGreaterThanOrEqual(4_000);
  expect(vocabulary.near("wordbcdx").map(({ word }) => word)).toContain("wordbcde");
});

test("finds what was waiting after a transaction that moved it is rolled back", () => {
  const vocabulary = createVocabulary(sql);
  vocabulary.learn(["Kletterhelm"]);
  sql.exec("BEGIN");
  expect(vocabulary.near("kleterhelm")).toHaveLength(1);
  sql.exec("ROLLBACK");
  expect(vocabulary.near("kleterhelm")).toHaveLength(1);
});

test.each([
  ["vegan", "began", false],
  ["connection", "correction", false],
  ["iphone", "phone", false],
  ["hipping", "shipping", true],
  ["hsipping", "shipping", true],
  ["shiping", "shipping", true],
  ["definately", "definitely", true],
  ["seperete", "separate", true],
  ["recieveing", "receiving", true],
  ["wrrranty", "warranty", true],
])("%s may be meant for %s: %s", (typed, meant, isMeant) => {
  const vocabulary = createVocabulary(sql);
  vocabulary.learn([meant]);
  expect(vocabulary.near(typed).some(({ word }) => word === meant)).toBe(isMeant);
});
