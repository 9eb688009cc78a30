import { describe, expect, it } from "vitest";
import { surroundingsOf } from "./surroundings.ts";

const chunk = (text: string, headingPath: string[] = []) => ({ text, headingPath });

describe("surroundingsOf", () => {
  it("gives the words on either side, verbatim, and the path of the chunk", () => {
    expect(surroundingsOf(chunk("Before it. The quote. After it.", ["Guide", "Keys"]), "The quote.")).toEqual({
      path: ["Guide", "Keys"],
      before: "Before it. ",
      after: " After it.",
    });
  });

  it("adds the headings within the chunk that are open above the quote", () => {
    const text = "## Old\n\nGone.\n\n## Team\n\n### Seats\n\nFive.\n\n## Later\n\nMore.";
    expect(surroundingsOf(chunk(text, ["Plans"]), "Five.").path).toEqual(["Plans", "Team", "Seats"]);
    expect(surroundingsOf(chunk(text, ["Plans"]), "More.").path).toEqual(["Plans", "Later"]);
  });

  it("takes at most 160 characters a side, and cuts between words", () => {
    const words = "abcdefg ".repeat(60);
    const { before, after } = surroundingsOf(chunk(`${words}QUOTE ${words}`), "QUOTE");
    for (const side of [before, after]) {
      expect(side.length).toBeLessThanOrEqual(160);
      expect(side.length).toBeGreaterThan(140);
      expect(
        side
          .trim()
          .split(" ")
          .every((word) => word === "abcdefg"),
      ).toBe(true);
    }
    expect(words.endsWith(before)).toBe(true);
  });

  it("cuts between words where a script has no spaces, and never a character in two", () => {
    const text = "返品は三十日以内に受け付けます。".repeat(30);
    const { before, after } = surroundingsOf(chunk(`${text}引用${text}`), "引用");
    expect(before.length).toBeLessThanOrEqual(160);
    expect(text.endsWith(before)).toBe(true);
    expect(text.startsWith(after)).toBe(true);
    const foxes = "🦊".repeat(200);
    const around = surroundingsOf(chunk(`${foxes}Q${foxes}`), "Q");
    expect(around.before.isWellFormed() && around.after.isWellFormed()).toBe(true);
    expect(around.before.length).toBeLessThanOrEqual(160);
  });

  it("knows nothing of a quote that is not there", () => {
    expect(surroundingsOf(chunk("Text."), "Other.")).toEqual({ path: [], before: "", after: "" });
  });
});
