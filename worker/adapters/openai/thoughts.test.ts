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
])("%j, cut anywhere, tells %j", (text, expected) => {
  expect(told([...text])).toBe(expected);
  for (let at = 0; at <= text.length; at++) expect(told([text.slice(0, at), text.slice(at)])).toBe(expected);
});
