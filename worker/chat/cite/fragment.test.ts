import { describe, expect, it } from "vitest";
import { textFragmentUrl } from "./fragment.ts";

const decode = (url: string | null) => decodeURIComponent(url!.slice(url!.indexOf(":~:text=") + 8));

describe("textFragmentUrl", () => {
  it("names a short quote whole, without its Markdown", () => {
    expect(textFragmentUrl("https://a.example/p", "The **default** is `100kb`.")).toBe(
      "https://a.example/p#:~:text=The%20default%20is%20100kb.",
    );
    expect(decode(textFragmentUrl("https://a.example/p", "See [the docs](https://b.example/x) first."))).toBe(
      "See the docs first.",
    );
  });

  it("encodes what the directive would read as syntax", () => {
    expect(textFragmentUrl("https://a.example/", "a-b, c & d")).toBe(
      "https://a.example/#:~:text=a%2Db%2C%20c%20%26%20d",
    );
  });

  it("keeps a fragment that is there, and replaces a text directive", () => {
    expect(textFragmentUrl("https://a.example/p#intro", "Hello there")).toBe(
      "https://a.example/p#intro:~:text=Hello%20there",
    );
    expect(textFragmentUrl("https://a.example/p?q=1#intro:~:text=old", "Hello")).toBe(
      "https://a.example/p?q=1#intro:~:text=Hello",
    );
    expect(textFragmentUrl("https://a.example/p#:~:text=old", "Hello")).toBe("https://a.example/p#:~:text=Hello");
  });

  it("names a long quote by its first and last words", () => {
    const words = Array.from({ length: 60 }, (_, at) => `word${at}`);
    const url = textFragmentUrl("https://a.example/", words.join(" "))!;
    const [start, end] = url.slice(url.indexOf("text=") + 5).split(",");
    expect(words.join(" ").startsWith(decodeURIComponent(start!))).toBe(true);
    expect(words.join(" ").endsWith(decodeURIComponent(end!))).toBe(true);
  });

  it("takes the edges of a quote over several blocks from its first and last line", () => {
    expect(textFragmentUrl("https://a.example/", "- one thing\n- another\n- last thing")).toBe(
      "https://a.example/#:~:text=one%20thing,last%20thing",
    );
  });

  it("takes the edges of a table's row from its first and last cell", () => {
    for (const row of [
      "| E2   | No echo | Weed under the hull |",
      "E2 | No echo | Weed under the hull",
      "E2\tNo echo\tWeed under the hull",
    ])
      expect(decode(textFragmentUrl("https://a.example/", row))).toBe("E2,Weed under the hull");
  });

  it("cuts scripts without spaces between words", () => {
    const quote = "返品は三十日以内に受け付けます。".repeat(12);
    const url = textFragmentUrl("https://a.example/", quote)!;
    const [start, end] = url.slice(url.indexOf("text=") + 5).split(",");
    expect(quote.startsWith(decodeURIComponent(start!))).toBe(true);
    expect(quote.endsWith(decodeURIComponent(end!))).toBe(true);
    expect(url.length).toBeLessThan(2_000);
  });

  it("answers null for anything but http and https", () => {
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "ftp://a.example/",
      "/relative",
      "",
      "file:///etc/passwd",
    ]) {
      expect(textFragmentUrl(url, "Hello")).toBe(null);
    }
  });

  it("stays an address where the quote shows nothing or all would be too long", () => {
    expect(textFragmentUrl("https://a.example/p#x", "***")).toBe("https://a.example/p#x");
    expect(textFragmentUrl(`https://a.example/${"x".repeat(1_990)}`, "Hello there")).toBe(
      `https://a.example/${"x".repeat(1_990)}`,
    );
    expect(textFragmentUrl("https://a.example/", "x".repeat(10_000))!.length).toBeLessThan(2_000);
    expect(textFragmentUrl("https://a.example/", "\ud800 broken 😀")).toContain("%F0%9F%98%80");
  });
});
