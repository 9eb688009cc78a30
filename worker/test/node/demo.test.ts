/** The demo's bots asked what visitors would type: nobody is told nonsense, and most are told what they wanted to know. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDemoSites } from "../../../scripts/serve/demo-sites.ts";
import { type MemoryAnswer, openMemoryBot } from "./bot.ts";
import { DEMO_QUESTIONS, type DemoQuestion } from "./demo-questions.ts";

/** Of those that the pages answer. */
const LEAST_RIGHT = 0.8;

const SITES = readDemoSites(join(import.meta.dirname, "../../.."));

type Verdict = "right" | "honest" | "wrong";

function judge({ says, never, also, only }: DemoQuestion, { outcome, text }: MemoryAnswer): Verdict {
  if (only !== undefined) return outcome === only ? "right" : "wrong";
  if (outcome === "unsure" || outcome === "declined") return "honest";
  if (outcome !== "answered" && outcome !== also) return "wrong";
  if (never?.test(text)) return "wrong";
  return says !== undefined && says.every((each) => each.test(text)) ? "right" : "wrong";
}

describe.each(SITES)("what visitors ask $name", ({ name, path, bot: settings, documents }) => {
  test("is answered to the point, or not at all", async () => {
    const bot = await openMemoryBot(
      documents.map(({ id, path: page, content, content_type: contentType }) => ({
        id,
        content,
        contentType,
        url: `https://demo.example${page.startsWith(path) ? page : path}`,
      })),
      { name: settings.name, contact: settings.contact },
    );
    const questions = DEMO_QUESTIONS[name]!;
    const told = [];
    for (const question of questions) {
      const { outcome, text, ...answer } = await bot.ask(question.ask);
      const verdict = judge(question, { outcome, text, ...answer });
      told.push({ ask: question.ask, verdict, outcome, text, isAnswerable: question.says !== undefined });
    }
    expect(told.filter(({ verdict }) => verdict === "wrong")).toEqual([]);
    const answerable = told.filter(({ isAnswerable }) => isAnswerable);
    const missed = answerable.filter(({ verdict }) => verdict !== "right").map(({ ask }) => ask);
    expect(missed.length, missed.join("\n")).toBeLessThanOrEqual(answerable.length * (1 - LEAST_RIGHT));
  });
});
