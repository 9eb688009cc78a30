import { expect, test } from "vitest";
import { createFrameFilter } from "./frame.ts";

function told(pieces: readonly string[]): string {
  const filter = createFrameFilter();
  return pieces.map((piece) => filter.push(piece)).join("") + filter.end();
}

test.each([
  ["```markdown\nAt nine. [1]\n```", "At nine. [1]"],
  ["```md\nAt nine. [1]\n\n```sh\nnpm i\n```\n\nDone.\n```\n", "At nine. [1]\n\n```sh\nnpm i\n```\n\nDone."],
  ["````markdown\n```sh\nnpm i\n```\n````", "```sh\nnpm i\n```"],
  ["```markdown\nAt nine. [1]", "At nine. [1]"],
  ["<answer>\nAt nine. [1]\n</answer>", "At nine. [1]"],
  ["<response>At nine.</response>\n", "At nine."],
  ["<Final_Answer>At nine.", "At nine."],
  ["Answer: At nine.", "At nine."],
  ["Answer:\n\nAt nine.", "At nine."],
  ["**Answer:** At nine.", "At nine."],
  ["**Answer**: At nine.", "At nine."],
  ["### Answer\n\nAt nine.", "At nine."],
  ["Final answer: At nine.", "At nine."],
  ["<answer>Answer: At nine.</answer>", "At nine."],
  ["```\nWe open at nine on weekdays [1].\n```", "We open at nine on weekdays [1]."],
  ["```\nAt nine. [1]\n\n- And at ten. [2]\n```\n", "At nine. [1]\n\n- And at ten. [2]"],
  ["~~~text\n九時に開きます。[1]\n~~~", "九時に開きます。[1]"],
  ["```\nAt nine. [1]", "At nine. [1]"],
  ['{"answer": "At nine. [1]"}', "At nine. [1]"],
  [
    '{\n  "answer": "At \\"nine\\".\\n\\n- \\u00e0 dix heures [1]",\n  "sources": [1]\n}\n',
    'At "nine".\n\n- à dix heures [1]',
  ],
  ['{"sources": [1], "response": "Um neun. [1]\nNicht sonntags."}', "Um neun. [1]\nNicht sonntags."],
  ['```json\n{"answer": "A las nueve. [1]"}\n```', "A las nueve. [1]"],
  ['```\n{"reply": "九時に。[1]"}\n```', "九時に。[1]"],
  ['{"answer": "At nine\\', "At nine"],
  ['{"answer": "At nine. [1] And', "At nine. [1] And"],
  // What is no frame.
  ["```\nlet x = list[1];\n```", "```\nlet x = list[1];\n```"],
  ["```\nnpm i\n```\n\nInstall it. [1]", "```\nnpm i\n```\n\nInstall it. [1]"],
  ["```\n# See there. [1]\n```\n\nInstall it. [1]", "```\n# See there. [1]\n```\n\nInstall it. [1]"],
  ['```json\n{"response": "ok"}\n```', '```json\n{"response": "ok"}\n```'],
  ['{"name": "x", "list": [1]}', '{"name": "x", "list": [1]}'],
  ["{name} is at nine. [1]", "{name} is at nine. [1]"],
  ["Answers are given at nine.", "Answers are given at nine."],
  ["Answer the phone at nine.", "Answer the phone at nine."],
  ["```sh\nnpm i\n```", "```sh\nnpm i\n```"],
  ["```\nAt nine.\n```", "```\nAt nine.\n```"],
  ["Use <answer>x</answer>.", "Use <answer>x</answer>."],
  ["Write:\n\n```markdown\n# Title\n```", "Write:\n\n```markdown\n# Title\n```"],
  ["**At nine.**", "**At nine.**"],
  ["# At nine", "# At nine"],
  ["<b>nine</b>", "<b>nine</b>"],
  ["Final", "Final"],
  ["", ""],
])("%j, cut anywhere, tells %j", (text, expected) => {
  expect(told([text])).toBe(expected);
  expect(told([...text])).toBe(expected);
  for (let at = 0; at <= text.length; at++) expect(told([text.slice(0, at), text.slice(at)])).toBe(expected);
});

test("holds back no more than the end of a frame could be", () => {
  const filter = createFrameFilter();
  expect(filter.push("```markdown\nAt nine on weekdays, ")).toBe("At nine on weekdays, ");
  expect(filter.push("and at ten.\nClosed on Sundays, the whole year round, whatever the weather is like.")).toContain(
    "at ten",
  );
});

test("sends a long text in a bare fence as it comes", () => {
  const filter = createFrameFilter();
  const text = `\`\`\`\n${"At nine. [1] ".repeat(2_000)}`;
  expect(filter.push(text)).toBe(text);
  expect(filter.push("more")).toBe("more");
  expect(filter.end()).toBe("");
});

test("sends a block of code at the start once more follows it", () => {
  const filter = createFrameFilter();
  expect(filter.push("```\nnpm i\n```\n\nInst")).toBe("```\nnpm i\n```\n\nInst");
  expect(filter.push("all it. [1]")).toBe("all it. [1]");
});
