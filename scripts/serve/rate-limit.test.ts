import { expect, it } from "vitest";
import { createRateLimit } from "./rate-limit.js";

it("lets so many of a key through in a period, whatever others do, and begins again with the next", async () => {
  let time = 60_000;
  const limiter = createRateLimit({ limit: 3, period: 60 }, () => time);
  const take = async (key: string): Promise<boolean> => (await limiter.limit({ key })).success;
  const three = async (key: string): Promise<boolean[]> => [await take(key), await take(key), await take(key)];
  expect(await three("a")).toEqual([true, true, true]);
  expect(await take("a")).toBe(false);
  expect(await three("b")).toEqual([true, true, true]);
  time = 119_999;
  expect(await take("a")).toBe(false);
  time = 120_000;
  expect(await three("a")).toEqual([true, true, true]);
  expect(await take("a")).toBe(false);
});
