/** What nobody uses is found, and what somebody uses is not. */

import { expect, it } from "vitest";
import { findUnused } from "./unused.ts";

const whys = (sources: Record<string, string>) =>
  findUnused(new Map(Object.entries(sources))).map(({ at, why }) => `${at}: ${why}`);

it("finds an export that no file names, and a file that nothing imports", () => {
  expect(
    whys({
      "worker/index.ts": 'import { used } from "./a.ts";\nused();',
      "worker/a.ts": "export const used = () => {};\nexport function forgotten() {}\nexport type Lost = string;",
      "worker/alone.ts": "export const used = 1;",
    }),
  ).toEqual([
    "worker/a.ts:2: nobody uses forgotten",
    "worker/a.ts:3: nobody uses Lost",
    "worker/alone.ts: nothing imports it",
  ]);
});

it("leaves what is used in its own file, by type, by another's test, or from outside", () => {
  expect(
    whys({
      "worker/index.ts": 'import type { Kind } from "./a.ts";\nimport("./later.ts");\nexport class Served {}',
      "worker/a.ts": "export interface Kind {}\nexport const own = 1;\nconsole.log(own);\nexport const tested = 2;",
      "worker/a.test.ts": 'import { tested } from "./a.ts";',
      "worker/later.ts": "console.log(1);",
    }),
  ).toEqual([]);
});
