import { describe, expect, it } from "vitest";
import { plainLines, plainText } from "./plain-text.ts";

describe("a passage in Markdown as words", () => {
  it.each([
    ["**Turn** two _slow_ circles, `W2` first.", "Turn two slow circles, W2 first."],
    ["Lines that the source\nbreaks by hand\nflow.", "Lines that the source breaks by hand flow."],
    ["## Prices\n\n- one\n- [x] two\n> three", "Prices one two three"],
    ['See [the guide](https://a.example/x "t") and ![a boat](b.png).', "See the guide and a boat."],
    ["| Plan | Price |\n|---|---:|\n| Team | 25 |", "Plan · Price Team · 25"],
    ["```sh\nnpm start\n```", "npm start"],
    ["one<br>two <b>three</b>", "one two three"],
    ["snake_case_name stays, so do 2 * 3 * 4 and a_b", "snake_case_name stays, so do 2 * 3 * 4 and a_b"],
    ["5 \\* 3 and C\\#", "5 * 3 and C#"],
    ["", ""],
  ])("%j", (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  it("takes time in proportion to a hostile passage", () => {
    const started = performance.now();
    for (const piece of ["*", "`", "[", "<a ", "| ", "_a", "~~", "![](", "\\"]) plainText(piece.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

it("keeps the lines of an answer, its lists and its sources", () => {
  const answer =
    "**What you need**\n\n- Less than 6 knots of *wind* [1]\n- Room\n\n\n\n1. Choose **Boat, Calibrate**.\n```sh\nls - l\n```";
  expect(plainLines(answer)).toBe(
    "What you need\n\n• Less than 6 knots of wind [1]\n• Room\n\n1. Choose Boat, Calibrate.\n\nls - l\n",
  );
  expect(plainLines("a - b * c")).toBe("a - b * c");
});
