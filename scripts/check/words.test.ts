import { describe, expect, it } from "vitest";
import { findWords } from "./words.ts";

const join = (...parts: string[]): string => parts.join("/");

describe("findWords", () => {
  it.each([
    join("", "home", "someone", "vegarag"),
    join("", "Users", "someone", "code"),
    join("", "work", "main"),
    join("", "root", ".npmrc"),
    join("https:", "", ["registry", "npmjs", "org"].join("."), "hono"),
  ])("finds %s", (text) => {
    expect(findWords("README.md", `first line\nsee ${text} here`)).toEqual([
      expect.objectContaining({ at: "README.md:2" }),
    ]);
  });

  it.each([`${"<".repeat(7)} HEAD`, `   ${">".repeat(7)} 1e65616 (Subject)`, `${"> ".repeat(7)}1e65616`])(
    "finds the marker of a merge: %s",
    (line) => {
      expect(findWords("README.md", `first line\n${line}\nlast`)).toEqual([
        expect.objectContaining({ at: "README.md:2" }),
      ]);
    },
  );

  it.each(["https://example.com/work/main", "./home/page.html", "the /v1/chat route", "/demo/home/", "~/work/x"])(
    "leaves %s alone",
    (text) => {
      expect(findWords("README.md", text)).toEqual([]);
    },
  );
});
