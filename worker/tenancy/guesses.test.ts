import { expect, it } from "vitest";
import { createGuesses } from "./guesses.ts";

function start() {
  let time = 1_000_000;
  const waits: number[] = [];
  const guesses = createGuesses(
    () => time,
    (ms) => Promise.resolve(waits.push(ms)),
  );
  return { guesses, waits, pass: (ms: number) => (time += ms) };
}

it("lets a hundred wrong keys of an address pass, and then one a second, right ones as well", async () => {
  const { guesses, waits } = start();
  for (let at = 0; at < 100; at++) {
    await guesses.turn("a");
    guesses.wrong("a");
  }
  expect(waits).toEqual([]);
  for (let at = 0; at < 4; at++) await guesses.turn("a");
  expect(waits).toEqual([0, 1_000, 2_000, 3_000]);
});

it("refuses a long line, and leaves other addresses alone", async () => {
  const { guesses, waits } = start();
  for (let at = 0; at < 100; at++) guesses.wrong("a");
  const turns = Array.from({ length: 30 }, () =>
    guesses.turn("a").then(
      () => "in",
      () => "refused",
    ),
  );
  expect((await Promise.all(turns)).filter((one) => one === "in")).toHaveLength(11);
  waits.length = 0;
  await guesses.turn("b");
  expect(waits).toEqual([]);
});

it("keeps the line of whoever still stands in it when the minute is over", async () => {
  const { guesses, waits, pass } = start();
  for (let at = 0; at < 100; at++) guesses.wrong("a");
  pass(59_000);
  for (let at = 0; at < 5; at++) await guesses.turn("a");
  pass(2_000);
  await guesses.turn("a");
  expect(waits).toEqual([0, 1_000, 2_000, 3_000, 4_000, 3_000]);
});

it("forgets after a minute without wrong keys", async () => {
  const { guesses, waits, pass } = start();
  for (let at = 0; at < 100; at++) guesses.wrong("a");
  pass(61_000);
  await guesses.turn("a");
  expect(waits).toEqual([]);
});
