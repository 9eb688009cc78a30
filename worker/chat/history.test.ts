import { expect, it } from "vitest";
import type { PromptTurn } from "../ports.ts";
import { boundHistory, HISTORY_CHARACTERS, HISTORY_TURNS } from "./history.ts";

const turns = (count: number, text = "x"): PromptTurn[] =>
  Array.from({ length: count }, (_, at) => ({ role: at % 2 === 0 ? "user" : "assistant", text: `${at}${text}` }));

it("keeps the newest turns, in their order", () => {
  expect(boundHistory(turns(40))).toEqual(turns(40).slice(-HISTORY_TURNS * 2));
  expect(boundHistory(turns(3))).toEqual(turns(3));
  expect(boundHistory([])).toEqual([]);
});

it("keeps whole turns up to the bound, and none before one that does not fit", () => {
  const long = "y".repeat(HISTORY_CHARACTERS / 2 - 1);
  expect(boundHistory(turns(3, long))).toEqual(turns(3, long).slice(1));
  expect(boundHistory([{ role: "user", text: "short" }, ...turns(1, "z".repeat(HISTORY_CHARACTERS))])).toEqual([]);
});
