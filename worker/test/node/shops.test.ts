/**
 * One made-up shop in every language: what its visitors would type finds the page that says it, first. The
 * pages and questions are `bench/shops/`, some of them misspelled, without accents or in capitals.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFullTextIndex } from "../../knowledge/index/full-text.ts";
import { searchFullText, type TextSearch } from "../../knowledge/index/search.ts";
import { createVocabulary } from "../../knowledge/index/vocabulary.ts";
import { detectLanguage, type Language } from "../../knowledge/language/terms.ts";
import { createMemorySql } from "./sqlite.ts";

interface Shop {
  pages: { title: string; text: string }[];
  questions: { question: string; page: string }[];
}

const FOLDER = join(import.meta.dirname, "../../../bench/shops");
const SHOPS = readdirSync(FOLDER).map((file): [string, Shop] => [
  file.replace(".json", ""),
  JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Shop,
]);

/** A bot for the pages. */
function openBot(pages: Shop["pages"]): (question: string) => TextSearch & { titles: string[] } {
  const sql = createMemorySql();
  const fullText = createFullTextIndex(sql);
  const vocabulary = createVocabulary(sql);
  fullText.create();
  vocabulary.create();
  const languages = new Map<Language, number>();
  pages.forEach(({ title, text }, rowid) => {
    const language = detectLanguage(`${title}\n${text}`);
    languages.set(language, (languages.get(language) ?? 0) + 1);
    fullText.add(rowid, { title, headings: "", text }, language);
    vocabulary.learn([title, text]);
  });
  const commonest = [...languages].sort((a, b) => b[1] - a[1]).map(([language]) => language);
  return (question) => {
    const found = searchFullText(fullText, vocabulary, { question, limit: 10, languages: commonest });
    return { ...found, titles: found.matches.map(({ rowid }) => pages[rowid]!.title) };
  };
}

describe.each(SHOPS)("a shop in %s", (name, { pages, questions }) => {
  test("its pages and questions are known for what they are", () => {
    const language = name.split("-")[0];
    const known = pages.filter(({ title, text }) => detectLanguage(`${title}\n${text}`) === language);
    expect(known.length).toBeGreaterThanOrEqual(pages.length - 1);
  });

  test("what is asked is found first", () => {
    const ask = openBot(pages);
    const missed = questions
      .map(({ question, page }) => ({ question, page, first: ask(question).titles[0] }))
      .filter(({ page, first }) => first !== page);
    expect(missed.length, JSON.stringify(missed, null, 2)).toBeLessThanOrEqual(1);
  });
});
