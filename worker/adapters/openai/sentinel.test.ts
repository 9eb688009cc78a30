import { describe, expect, test } from "vitest";
import { createSentinelFilter } from "./sentinel.ts";

const WORD = "NO_ANSWER_IN_SOURCES";

function filterAll(pieces: string[]): { text: string; verdict: string | undefined } {
  const filter = createSentinelFilter();
  const text = pieces.map((piece) => filter.push(piece)).join("") + filter.end();
  return { text, verdict: filter.verdict };
}

/** The text whole, letter by letter, and cut in two at every place. */
function cutsOf(text: string): string[][] {
  return [[text], [...text], ...Array.from({ length: text.length }, (_, at) => [text.slice(0, at), text.slice(at)])];
}

describe("the filter for the word of no answer", () => {
  test.for([
    WORD,
    ` \n${WORD}`,
    `**${WORD}**`,
    `"${WORD}."`,
    `${WORD}\n\nSorry about that.`,
    `I'm sorry, but ${WORD}.`,
    `Leider: ${WORD}`,
    "NO_ANSWER",
    `\u200b${WORD}\u200b`,
    `Based on the sources, ${WORD}`,
    `The sources do not answer this. ${WORD}`,
    `I reply with ${WORD}.`,
    "NO_ANSWER.",
    "no_answer_in_sources",
    "NO ANSWER IN SOURCES",
    "NO-ANSWER-IN-THE-SOURCES",
    "NO\\_ANSWER\\_IN\\_SOURCES",
  ])("%j shows nothing", (text) => {
    for (const cut of cutsOf(text)) expect(filterAll(cut)).toEqual({ text: "", verdict: "no-answer" });
  });

  test.for([
    "Parcels leave at noon. [1]",
    "NO, never. [1]",
    "Based on the sources, it opens at nine. [1]",
    "The sources of the river are nine. It is said. [1]",
    "NO_ANSWER_IN_SOU",
    "N",
    "**Bold** start",
    "- a\n- b [2]",
    "[1] says so",
    "größer 🦊",
    "There is no answer in sources like these. [1]",
    "Sorry, we are closed on Sundays. [1] On Mondays we open at nine.",
    "NO ANSWERING MACHINE. [1]",
  ])("%j passes as it is", (text) => {
    for (const cut of cutsOf(text)) expect(filterAll(cut)).toEqual({ text, verdict: undefined });
  });

  test("blank space before an answer is dropped, and an answer of nothing else is nothing", () => {
    for (const cut of cutsOf("\n\n Yes. [1]\n"))
      expect(filterAll(cut)).toEqual({ text: "Yes. [1]\n", verdict: undefined });
    for (const cut of cutsOf(" \n\n")) expect(filterAll(cut)).toEqual({ text: "", verdict: undefined });
  });

  test("within an answer the word is cut out, whole or in pieces", () => {
    for (const cut of cutsOf(`It opens at nine. [1] ${WORD}`)) {
      expect(filterAll(cut)).toEqual({ text: "It opens at nine. [1] ", verdict: undefined });
    }
    for (const cut of cutsOf(`Nine. ${WORD} and NO_ANSWER more`)) {
      expect(filterAll(cut)).toEqual({ text: "Nine.  and  more", verdict: undefined });
    }
  });

  test("the word for what only comes near is told from the other", () => {
    for (const cut of cutsOf("UNSURE_FROM_SOURCES")) expect(filterAll(cut)).toEqual({ text: "", verdict: "unsure" });
  });

  test("an answer is shown as it comes, not at its end", () => {
    const filter = createSentinelFilter();
    expect(filter.push("No")).toBe("No");
    expect(filter.push("w at nine")).toBe("w at nine");
  });
});
