/** Which page a question is about, and what is said of one. */

import { describe, expect, test } from "vitest";
import { readPageQuestion } from "./this-page.ts";

const PAGE = "https://shop.example/returns";

describe("a question about a page", () => {
  test.each([
    "summarise this page",
    "Can you summarize this article?",
    "tl;dr",
    "What is this page about?",
    "what does this page say?",
    "Worum geht es auf dieser Seite?",
    "Fass diese Seite bitte zusammen",
    "Résume cette page",
    "resume esta página",
    "このページを要約して",
    "总结这个页面",
    "لخص هذه الصفحة",
  ])("wants all of it: %s", (question) => {
    expect(readPageQuestion(question, PAGE, "Shop")).toMatchObject({ url: PAGE, whole: true });
  });

  test("wants something on it", () => {
    const asked = readPageQuestion("What does this page say about refunds?", PAGE, "Shop");
    expect(asked).toMatchObject({ url: PAGE, whole: false });
    expect(asked?.rest).not.toContain("page");
  });

  test.each(["What do you sell?", "was verkauft ihr", "Que vendez-vous ?", "What is Brinewren?", "¿Qué venden?"])(
    "wants the site: %s",
    (question) => {
      expect(readPageQuestion(question, PAGE, "Brinewren Instruments")).toMatchObject({ url: null, whole: true });
    },
  );

  test("says that nobody knows which page it is, where no address came with it", () => {
    expect(readPageQuestion("summarise this page", undefined, "Shop")).toMatchObject({ url: undefined, whole: true });
  });

  test.each([
    "Do you sell sails?",
    "What is a page rank?",
    "How do I build a landing page?",
    "What is the return policy about?",
    "Give me a summary of the warranty terms for sounders",
    "Was verkauft ihr am liebsten im Winter?",
  ])("is none: %s", (question) => {
    expect(readPageQuestion(question, PAGE, "Shop")).toBeUndefined();
  });
});
