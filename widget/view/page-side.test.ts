import { describe, expect, it } from "vitest";
import { meaningOf } from "./page-side.ts";

const press = (key: string, more: object = {}) => ({ key, shiftKey: false, isComposing: false, keyCode: 0, ...more });

describe("a key in the panel", () => {
  it.each([
    ["Enter in the field sends", press("Enter"), true, "send"],
    ["Enter on a button is the button's", press("Enter"), false, ""],
    ["Shift and Enter is a line", press("Enter", { shiftKey: true }), true, ""],
    ["Enter that picks a word is the input method's", press("Enter", { isComposing: true }), true, ""],
    ["the same in Safari, after the word", press("Enter", { keyCode: 229 }), true, ""],
    ["Escape closes", press("Escape"), true, "escape"],
    ["Escape that leaves a word unpicked closes nothing", press("Escape", { isComposing: true }), true, ""],
    ["Tab moves on", press("Tab"), false, "tab"],
    ["a letter is the visitor's", press("a"), true, ""],
  ] as const)("%s", (_what, event, isInField, meaning) => {
    expect(meaningOf(event, isInField)).toBe(meaning);
  });
});
