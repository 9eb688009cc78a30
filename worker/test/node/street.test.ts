/**
 * Small shops in many languages and small sites, asked as visitors type (`bench/street`): how many questions are answered,
 * how many beside the point, and how often the page that answers is cited or offered. Every figure leaves room for a question
 * or two to change sides; what they are today is printed by `npm run bench -- --only answers`.
 */

import { describe, expect, test } from "vitest";
import { answerOf, holds } from "../../../bench/answers.ts";
import { type Case, readShopCases, readStreetCases } from "../../../bench/answer-sets.ts";

interface Figures {
  answerable: number;
  right: number;
  wrong: number;
  page: number;
}

async function figuresOf(cases: readonly Case[]): Promise<Figures> {
  const figures: Figures = { answerable: 0, right: 0, wrong: 0, page: 0 };
  for (const each of cases) {
    const { outcome, text, quotes, pages } = await answerOf(each);
    const isRight = outcome === "answered" && each.evidence !== undefined && holds(text, each.evidence);
    if (outcome === "answered" && !isRight) figures.wrong++;
    if (!each.answerable) continue;
    figures.answerable++;
    if (isRight) figures.right++;
    if ([...quotes.map(({ page }) => page), ...pages].some((page) => each.pages.has(page))) figures.page++;
  }
  return figures;
}

const CASES = readStreetCases();
const shops = CASES.filter(({ set }) => set === "street shops");
const sites = CASES.filter(({ set }) => set === "street sites");

describe("what visitors type", () => {
  test.each([
    { name: "shops", cases: shops, right: 0.78, wrong: 0.08, page: 0.92 },
    { name: "sites", cases: sites, right: 0.6, wrong: 0.21, page: 0.9 },
  ])("is answered by $name to the point, or the page is offered", async ({ cases, right, wrong, page }) => {
    const figures = await figuresOf(cases);
    const shares = {
      right: figures.right / figures.answerable,
      wrong: figures.wrong / cases.length,
      page: figures.page / figures.answerable,
    };
    expect(shares.right, JSON.stringify(figures)).toBeGreaterThanOrEqual(right);
    expect(shares.wrong, JSON.stringify(figures)).toBeLessThanOrEqual(wrong);
    expect(shares.page, JSON.stringify(figures)).toBeGreaterThanOrEqual(page);
  });

  test.each([...new Set(shops.map(({ language }) => language))])(
    "is answered in %s, or the page is offered",
    async (language) => {
      const figures = await figuresOf(shops.filter((each) => each.language === language));
      expect(figures.right / figures.answerable, JSON.stringify(figures)).toBeGreaterThanOrEqual(0.4);
      expect(figures.page / figures.answerable, JSON.stringify(figures)).toBeGreaterThanOrEqual(0.7);
    },
  );
});

test("what stood on a page that was taken away is seldom told by the others, in any language", async () => {
  const gone = readShopCases().filter(({ answerable }) => !answerable);
  const told: string[] = [];
  for (const each of gone) {
    const { outcome, text } = await answerOf(each);
    if (outcome === "answered") told.push(`${each.question} → ${text}`);
  }
  expect(gone.length).toBeGreaterThan(150);
  expect(told.length, told.join("\n")).toBeLessThanOrEqual(9);
});
