import { describe, expect, it } from "vitest";

import { splitSentences } from "./sentences.ts";

const texts = (text: string) => splitSentences(text).map((unit) => unit.text);

describe("splitSentences", () => {
  it.each([
    ["One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]],
    [
      "Use e.g. Apples, i.e. fruit. Dr. Smith agrees vs. Jones.",
      ["Use e.g. Apples, i.e. fruit.", "Dr. Smith agrees vs. Jones."],
    ],
    ["Version v1.2 is out. See example.com/a.b for it.", ["Version v1.2 is out.", "See example.com/a.b for it."]],
    ["Fruit, nuts, etc. Then more.", ["Fruit, nuts, etc.", "Then more."]],
    ["Use Node.js. It works.", ["Use Node.js.", "It works."]],
    ["The answer is no. Then stop. See no. 5 there.", ["The answer is no.", "Then stop.", "See no. 5 there."]],
    ["It runs on U.S. soil. J. R. Tolkien wrote.", ["It runs on U.S. soil.", "J. R. Tolkien wrote."]],
    ["Bis zur 12. Woche ja. Im 3. Stock.", ["Bis zur 12. Woche ja.", "Im 3. Stock."]],
    ["Es sind 12. Danach kommt der 1. Mai.", ["Es sind 12.", "Danach kommt der 1. Mai."]],
    ['He said "stop." Then (he left.) And went.', ['He said "stop."', "Then (he left.)", "And went."]],
    ["Call `app.get(). Then` now. Next.", ["Call `app.get(). Then` now.", "Next."]],
    ["**Bold.** Then *more.* End.", ["**Bold.**", "Then *more.*", "End."]],
    ["Wait... what? Yes… No.", ["Wait... what?", "Yes…", "No."]],
    ["これはペンです。あれは本です。", ["これはペンです。", "あれは本です。"]],
    ["यह एक है। वह दो है।", ["यह एक है।", "वह दो है।"]],
    ["هل هذا جيد؟ نعم.", ["هل هذا جيد؟", "نعم."]],
    ["A sentence over\ntwo lines. Next.", ["A sentence over\ntwo lines.", "Next."]],
    ["- One. Two.\n- Three\n  goes on\n  1. Four", ["One.", "Two.", "Three\n  goes on", "Four"]],
    ["| a | b |\n|---|---|\n| 1. A | 2 |", ["a | b", "1. A | 2"]],
    ["Name\tAge\nAnn. B\t5", ["Name\tAge", "Ann. B\t5"]],
    ["## Head. Line ##\nText.", ["Head. Line", "Text."]],
    ["Title\n=====\nText.", ["Title", "Text."]],
    ["Run:\n```sh\na. B\n\nc\n```\nDone.", ["Run:", "a. B\n\nc", "Done."]],
    ["Run:\n\n    a. B\n\n    c\n\nDone.", ["Run:", "a. B\n\n    c", "Done."]],
    ["::: tip\nText.\n:::\n{% include x %}\n<!-- no.\nno. -->\n[a]: http://x\n***\nEnd", ["Text.", "End"]],
    ["> Quoted. Twice.", ["Quoted.", "Twice."]],
    ["", []],
    [" \n\t\n", []],
  ])("splits %j", (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it("says what each unit is", () => {
    const units = splitSentences("# H\n\nText.\n\n|a|\n\n```\nx\n```");
    expect(units.map((unit) => unit.kind)).toEqual(["heading", "sentence", "row", "code"]);
  });

  it("gives exact offsets that ascend, and loses no letter outside of markup, for any text", () => {
    const alphabet = [
      "a",
      "B. ",
      "c! ",
      "\n",
      "\n\n",
      "- ",
      "| ",
      "`",
      "```\n",
      "# ",
      "1. ",
      "\t",
      "😀",
      "。",
      "<!--",
      "-->",
      "> ",
      "*",
    ];
    let seed = 7;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 500; round++) {
      const text = Array.from({ length: 40 }, () => alphabet[Math.floor(random() * alphabet.length)]!).join("");
      let end = 0;
      let between = "";
      for (const unit of splitSentences(text)) {
        expect(unit.start).toBeGreaterThanOrEqual(end);
        expect(unit.text).toBe(text.slice(unit.start, unit.end));
        expect(unit.text).toBe(unit.text.trim());
        expect(unit.text).not.toBe("");
        between += text.slice(end, unit.start);
        end = unit.end;
      }
      between += text.slice(end);
      // Comments are the only place from which words may go missing.
      if (!text.includes("<!--")) expect(between).not.toMatch(/[aBc😀。]/u);
    }
  });
});
