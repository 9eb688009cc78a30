import { describe, expect, it } from "vitest";

import { plainText } from "./plain-text.ts";

describe("plainText", () => {
  it.each([
    ['Use [the guide](https://example.com/a_(b) "T") now', "Use the guide now"],
    ['See [out of office]({% page "a b/" %}).', "See out of office."],
    ["[ref][id] and [plain] stay", "ref and [plain] stay"],
    ["![A chart](/x.png) shows", "A chart shows"],
    ["[![Badge](a.svg)](b) text", "Badge text"],
    ["**bold**, *it*, __b__, _i_, ~~gone~~", "bold, it, b, i, gone"],
    ["snake_case_name and 2 * 3 and 2*3", "snake_case_name and 2 * 3 and 2*3"],
    ["route `/api/*` and ``a ` b``", "route /api/* and a ` b"],
    ["`**not bold**` and `[a](b)`", "**not bold** and [a](b)"],
    ["1\\. \\*not\\* and C:\\dir", "1. *not* and C:\\dir"],
    ["a <b>bold</b> <!-- hidden --> word<br>next", "a bold  word\nnext"],
    ["see <https://example.com> or <me@example.com>", "see https://example.com or me@example.com"],
    ["a < b and b > c", "a < b and b > c"],
    ["Tom &amp; Ann&nbsp;&copy; &#x41; &unknown;", "Tom & Ann © A &unknown;"],
    ["A note[^1].", "A note."],
    ["unclosed `tick and [bracket", "unclosed `tick and [bracket"],
  ])("%j reads as %j", (markdown, visible) => {
    expect(plainText(markdown)).toBe(visible);
  });

  it("drops the marks of lines and keeps the lines", () => {
    const markdown = [
      "## Title ##",
      "",
      "> - [x] done",
      "1. first",
      "",
      "| a | **b** |",
      "|---|:-:|",
      "| 1 | 2 |",
      "",
      "::: tip",
      "inside",
      ":::",
      "",
      "```ts",
      "const a = **b**;",
      "```",
      "Setext",
      "---",
    ].join("\n");
    expect(plainText(markdown)).toBe("Title\n\ndone\nfirst\n\na\tb\n1\t2\n\ninside\n\nconst a = **b**;\nSetext");
  });

  it("leaves the inside of lines alone where the text is no Markdown", () => {
    const text = "# Elements\n\n- Use <div> and *stars* [here](there) & `ticks`";
    expect(plainText(text, { inline: false })).toBe("Elements\n\nUse <div> and *stars* [here](there) & `ticks`");
  });
});
