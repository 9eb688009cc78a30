import { describe, expect, test } from "vitest";
import { createSentinelFilter } from "./sentinel.ts";

const WORD = "NO_ANSWER_IN_SOURCES";

function filterAll(pieces: string[]): { text: string; noAnswer: boolean } {
  const filter = createSentinelFilter(WORD);
  const text = pieces.map((piece) => filter.push(piece)).join("") + filter.end();
  return { text, noAnswer: filter.noAnswer };
}

/** The text whole, letter by letter, and cut in two at every place. */
function cutsOf(text: string): string[][] {
  return [[text], [...text], ...Array.from({ length: text.length }, (_, at) => [text.slice(0, at), text.slice(at)])];
}

describe("the filter for the word of no answer", () => {
  test.for([WORD, ` \n${WORD}`, `**${WORD}**`, `"${WORD}."`, `${WORD}\n\nSorry about that.`])(
    "%j shows nothing",
    (text) => {
      for (const cut of cutsOf(text)) expect(filterAll(cut)).toEqual({ text: "", noAnswer: true });
    },
  );

  test.for([
    "Parcels leave at noon. [1]",
    "NO, never. [1]",
    "NO_ANSWER_IN_SOU",
    "N",
    "**Bold** start",
    "- a\n- b [2]",
    "[1] says so",
    "größer 🦊",
  ])("%j passes as it is", (text) => {
    for (const cut of cutsOf(text)) expect(filterAll(cut)).toEqual({ text, noAnswer: false });
  });

  test("blank space before an answer is dropped, and an answer of nothing else is nothing", () => {
    for (const cut of cutsOf("\n\n Yes. [1]\n"))
      expect(filterAll(cut)).toEqual({ text: "Yes. [1]\n", noAnswer: false });
    for (const cut of cutsOf(" \n\n")) expect(filterAll(cut)).toEqual({ text: "", noAnswer: false });
  });

  test("within an answer the word is cut out, whole or in pieces", () => {
    for (const cut of cutsOf(`It opens at nine. [1] ${WORD}`)) {
      expect(filterAll(cut)).toEqual({ text: "It opens at nine. [1] ", noAnswer: false });
    }
    for (const cut of cutsOf(`Nine. ${WORD} and NO_ANSWER more`)) {
      expect(filterAll(cut)).toEqual({ text: "Nine.  and NO_ANSWER more", noAnswer: false });
    }
  });

  test("an answer is shown as it comes, not at its end", () => {
    const filter = createSentinelFilter(WORD);
    expect(filter.push("No")).toBe("No");
    expect(filter.push("w at nine")).toBe("w at nine");
  });
});
