import { expect, it } from "vitest";
import { findCircles } from "./circles.ts";

const circles = (files: Record<string, string>): string[][] => findCircles(new Map(Object.entries(files)));

it("finds files that reach each other, by types and by whatever way", () => {
  expect(
    circles({
      "a/one.ts": 'import type { Two } from "./two.ts";',
      "a/two.ts": 'export { three } from "../b/three.ts";',
      "b/three.ts": 'const one = await import("../a/one.ts");',
      "b/four.ts": 'import "./three.ts";\nimport type * as five from "./five.ts";',
      "b/five.ts": 'import { type Four } from "./four.ts";',
    }),
  ).toEqual([
    ["a/one.ts", "a/two.ts", "b/three.ts"],
    ["b/five.ts", "b/four.ts"],
  ]);
});

it("finds none where everything goes one way, however often the same is reached", () => {
  expect(
    circles({
      "a.ts": 'import "./b.ts";\nimport "./c.ts";\nimport "react";',
      "b.ts": 'import "./d.ts";',
      "c.ts": 'import "./d.ts";\nimport "./gone.ts";',
      "d.ts": "",
    }),
  ).toEqual([]);
});
