import { describe, expect, it } from "vitest";
import { compileGlob, compileRules } from "./globs.ts";

describe("compileGlob", () => {
  it.each([
    ["/docs/*", "/docs/a", true],
    ["/docs/*", "/docs/", true],
    ["/docs/*", "/docs/a/b", false],
    ["/docs/*", "/docs", false],
    ["/docs/**", "/docs/a/b", true],
    ["/docs/**", "/docs", true],
    ["/docs/**", "/docs/", true],
    ["/docs/**", "/docs-old/a", false],
    ["docs/*", "/docs/a", true],
    ["/**/print", "/print", true],
    ["/**/print", "/a/b/print", true],
    ["/**/print", "/reprint", false],
    ["**", "/a/b?c=d/e", true],
    ["**/*.pdf", "/a/b.pdf", true],
    ["/a*c", "/abc", true],
    ["/a*c", "/a/c", false],
    ["/a**c", "/a/b/c", true],
    ["*?page=*", "/list?page=2", true],
    ["/list", "/list?page=2", false],
    ["/list*", "/list?page=2", true],
    ["/a.b", "/axb", false],
    ["/[a]", "/a", false],
    ["/", "/", true],
    ["/", "/a", false],
  ])("%s on %s: %s", (glob, path, taken) => {
    expect(compileGlob(glob)(path)).toBe(taken);
  });

  it("costs no more than both lengths together make", () => {
    const test = compileGlob("/*a".repeat(160));
    expect(test(`/${"a".repeat(2_000)}`)).toBe(false);
    expect(compileGlob("**a".repeat(160))(`/${"a".repeat(2_000)}b`)).toBe(false);
  });
});

describe("compileRules", () => {
  it("takes everything without rules, and lets exclude win", () => {
    expect(compileRules({ include: [], exclude: [] })("/a")).toBe(true);
    const rules = compileRules({ include: ["/docs/**"], exclude: ["/docs/old/**"] });
    expect(["/docs/a", "/docs/old/a", "/blog"].map(rules)).toEqual([true, false, false]);
  });
});
