/** What is too long is found by its name and place; what is data or a test may be long. */

import { expect, it } from "vitest";
import { findLong } from "./long.ts";

const body = (first: string, lines: number) => [first, ...Array<string>(lines - 2).fill("  step();"), "}"].join("\n");
const whys = (path: string, source: string) => findLong(path, source).map(({ at, why }) => `${at} ${why}`);

it.each([
  "function tell() {",
  "export class Ledger extends Base {",
  "export async function* answer() {",
  "export const run = (a: number) => {",
])("counts the lines of `%s`", (first) => {
  expect(whys("worker/a.ts", body(first, 200))).toEqual([]);
  expect(whys("worker/a.ts", `\n${body(first, 201)}`)).toEqual([
    expect.stringMatching(/^worker\/a\.ts:2 \w+ has 201 lines/),
  ]);
});

it("counts the lines of a file, and leaves tests, words and tables alone", () => {
  expect(whys("worker/a.ts", "a;\n".repeat(401))).toEqual(["worker/a.ts has 401 lines; 400 are the most"]);
  expect(whys("worker/a.test.ts", "a;\n".repeat(401))).toEqual([]);
  expect(whys("console/words/german.ts", "a;\n".repeat(401))).toEqual([]);
  expect(whys("worker/a.ts", body("const TABLE = {", 300))).toEqual([]);
});
