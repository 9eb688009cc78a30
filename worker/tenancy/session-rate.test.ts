/** What the limiter refuses is refused for a second without it: of that name alone, and of no more than a thousand. */

import { expect, it } from "vitest";
import { createSessionRate } from "./session-rate.ts";

function setUp() {
  const asked: string[] = [];
  const open = new Set(["free"]);
  const clock = { now: 0 };
  const limiter = {
    async limit({ key }: { key: string }) {
      asked.push(key);
      return { success: open.has(key) };
    },
  } as RateLimit;
  const rate = createSessionRate(() => clock.now);
  return { asked, open, clock, take: (name: string) => rate.take(limiter, name) };
}

it("asks the limiter of each that may come, and of one that it has refused a second later", async () => {
  const { asked, open, clock, take } = setUp();
  expect([await take("free"), await take("free"), await take("busy"), await take("busy")]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(asked).toEqual(["free", "free", "busy"]);
  open.add("busy");
  clock.now = 999;
  expect(await take("busy")).toBe(false);
  clock.now = 1_000;
  expect(await take("busy")).toBe(true);
  expect(asked).toHaveLength(4);
});

it("remembers a thousand", async () => {
  const { asked, take } = setUp();
  for (let at = 0; at < 1_001; at++) await take(`busy-${at}`);
  asked.length = 0;
  await take("busy-1");
  expect(asked).toEqual([]);
  await take("busy-0");
  expect(asked).toEqual(["busy-0"]);
});
