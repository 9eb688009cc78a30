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
  // What is no frame.
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
