import { describe, expect, test } from "vitest";
import { extractDocument } from "../extract/extract.ts";

function keywords(
  content: string,
  contentType: "text/markdown" | "text/html" | "text/plain" = "text/markdown",
): string {
  return extractDocument({ content, contentType }).keywords;
}

describe("keywords of a page", () => {
  test.each([
    ["keywords: letter, mortgage, income", "letter mortgage income"],
    ["tags: [sso, 'single sign-on']", "sso single sign on"],
    ["tags:\n  - billing\n  - refunds\nlayout: page", "billing refunds"],
    ["tags:\n- billing\nlayout: page", "billing"],
    ['description: "How to get money back"', "How to get money back"],
    ["description: >\n  How to get\n  money back\nurl: /x", "How to get money back"],
    ["description: Refunds\nkeywords: money", "Refunds money"],
    ["layout: keywords\nredirect_from:\n  - /old/", ""],
  ])("front matter: %j", (yaml, expected) => {
    expect(keywords(`---\ntitle: T\n${yaml}\n---\n\n# T\n\nText.`)).toBe(expected);
  });

  test("meta tags of HTML", () => {
    const head = `<meta name="keywords" content="letter,  mortgage"><meta NAME="Description" content="Proof of income"><meta property="og:title" content="T">`;
    expect(keywords(`<html><head><title>T</title>${head}</head><body><p>Text.</p></body></html>`, "text/html")).toBe(
      "letter, mortgage Proof of income",
    );
  });

  test("nothing where the page says nothing, and never more than a line", () => {
    expect(keywords("# T\n\nkeywords: these stand in the text")).toBe("");
    expect(keywords("keywords: plain", "text/plain")).toBe("");
    expect(keywords(`---\ntitle: T\nkeywords: ${"word ".repeat(10_000)}\n---\n\nText.`).length).toBeLessThanOrEqual(
      600,
    );
  });

  test("they never reach the text that is shown and quoted", () => {
    const { text, blocks } = extractDocument({
      content: "---\ntitle: T\nkeywords: mortgage\n---\n\nText.",
      contentType: "text/markdown",
    });
    expect(text + JSON.stringify(blocks)).not.toContain("mortgage");
  });
});
