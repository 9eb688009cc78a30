/** Thoughts before an answer, however the stream cuts them. */

import { expect, test } from "vitest";
import { createThoughtFilter } from "./thoughts.ts";

function told(pieces: readonly string[]): string {
  const filter = createThoughtFilter();
  return pieces.map((piece) => filter.push(piece)).join("") + filter.end();
}

test.each([
  ["<think>\nThe rules say < so.\n</think>\n\nAt nine. [1]", "\n\nAt nine. [1]"],
  ["\n <think></think>At nine.", "At nine."],
  ["<think>It never </thi ends", ""],
  ["<think></think>Put <think>x</think> around it.", "Put <think>x</think> around it."],
  ["Put <think>x</think> around it.", "Put <think>x</think> around it."],
  ["<thin air> at nine", "<thin air> at nine"],
  [" <thi", " <thi"],
  ["", ""],
  ["<thinking>\nThe user asks.\n</thinking>\nAt nine. [1]", "\nAt nine. [1]"],
  ["<reasoning>x</reasoning>At nine.", "At nine."],
  ["<THINK>x</THINK>At nine.", "At nine."],
  ["[THINK]The rules[/THINK]At nine.", "At nine."],
  ["◁think▷The rules◁/think▷At nine.", "At nine."],
  ["<|begin_of_thought|>x<|end_of_thought|>At nine.", "At nine."],
  ["<think>a</think>\n<think>b</think>At nine.", "At nine."],
  [
    "<|channel|>analysis<|message|>The user wants it.<|end|><|start|>assistant<|channel|>final<|message|>At nine. [1]<|return|>",
    "At nine. [1]",
  ],
  ["analysisThe user wants it. So say so.assistantfinalAt nine. [1]", "At nine. [1]"],
  ["Okay, the user asks when it opens. The rules say: cite.\n</think>\n\nAt nine. [1]", "\n\nAt nine. [1]"],
  ["We need to answer from the sources. Source 1 says nine.</think>At nine.", "At nine."],
  ["First, open the door. Then go in. [1]", "First, open the door. Then go in. [1]"],
  ["Let me know if you need more.", "Let me know if you need more."],
  ["Okay, it opens at nine. [1]", "Okay, it opens at nine. [1]"],
  ["At nine. [1]<|im_end|>\n<|im_start|>user\nAnd then?", "At nine. [1]"],
  ["At nine. [1]</s>", "At nine. [1]"],
  ["At nine. [1]<end_of_turn>", "At nine. [1]"],
  ["At nine. [1]<｜end▁of▁sentence｜>", "At nine. [1]"],
  ["Write `<|im_end|>` there.", "Write `<|im_end|>` there."],
  ["Write `</think>` there.", "Write `</think>` there."],
  ["<think>a <think>b</think> c</think>At nine. [1]", "At nine. [1]"],
  ["<think>He writes <think> himself.</think>At nine. [1]", "At nine. [1]"],
  [
    "<|channel|>analysis<|message|>x<|end|><|start|>assistant<|channel|>final <|constrain|>text<|message|>At nine.",
    "At nine.",
  ],
  ["<|channel|>final <|constrain|>text<|message|>At nine.", "At nine."],
  ["<unused94>thought\nThe user asks.<unused95>At nine.", "At nine."],
  ["<|im_start|>assistant\nAt nine. [1]<|im_end|>", "At nine. [1]"],
  ["<|start_header_id|>assistant<|end_header_id|>\n\nAt nine.<|eot_id|>", "\n\nAt nine."],
  ["<|start_of_role|>assistant<|end_of_role|>At nine.<|end_of_text|>", "At nine."],
  ["<|assistant|>At nine.<|end|>", "At nine."],
  ["<s>At nine.</s>", "At nine."],
  ["<bos><start_of_turn>model\nAt nine.<end_of_turn>", "At nine."],
  ["<|begin_of_box|>At nine.<|end_of_box|>", "At nine."],
  ["<|START_RESPONSE|>At nine.<|END_RESPONSE|>", "At nine."],
  ['At nine. [1]\n<tool_call>{"name":"x"}</tool_call>', "At nine. [1]\n"],
  ['[TOOL_CALLS][{"name":"x"}]', ""],
  ["<|python_tag|>search()", ""],
  ["Thought: the user asks when.\nAnswer: At nine.", " At nine."],
  ["**Thinking**\n\nThe user wants it.\n\n**Answer**\n\nAt nine.", "\n\nAt nine."],
  ["Thoughts: they are free. [1]", "Thoughts: they are free. [1]"],
  ["Thinking about a tent? Open at nine.", "Thinking about a tent? Open at nine."],
  ["The shop opens at nine.", "The shop opens at nine."],
  ["<summary> is a tag.", "<summary> is a tag."],
])("%j, cut anywhere, tells %j", (text, expected) => {
  expect(told([...text])).toBe(expected);
  for (let at = 0; at <= text.length; at++) expect(told([text.slice(0, at), text.slice(at)])).toBe(expected);
});

test("what ends in thoughts without their beginning once is waited for the next time, until it is not so any more", () => {
  const habits = { thinksUnsaid: false };
  const tell = (text: string) => {
    const filter = createThoughtFilter(habits);
    const first = filter.push(text.slice(0, 10));
    return [first, first + filter.push(text.slice(10)) + filter.end()];
  };
  expect(tell("Okay, the user wants nine.</think>At nine.")).toEqual(["", "At nine."]);
  expect(tell("Opening times are asked.</think>At ten.")).toEqual(["", "At ten."]);
  expect(tell("It opens at eleven.")).toEqual(["", "It opens at eleven."]);
  expect(tell("It opens at twelve.")).toEqual(["It opens a", "It opens at twelve."]);
  // Told once, because nothing gave it away; not a second time.
  expect(tell("Nine it is, then.</think>At nine.")).toEqual(["Nine it is", "Nine it is, then.At nine."]);
  expect(tell("Ten it is, then.</think>At ten.")).toEqual(["", "At ten."]);
});
