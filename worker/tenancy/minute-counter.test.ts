import { describe, expect, it } from "vitest";
import { createMinuteCounter } from "./minute-counter.ts";

const START = 1_790_000_040_000;

/** A visitor who asks at every one of these times, as soon as it is let. Returns when it was. */
function admitted(times: readonly number[], limit: number): number[] {
  const counter = createMinuteCounter();
  return times.filter((now) => {
    if (counter.wait(now, [["v", limit]]) > 0) return false;
    counter.count(now, ["v"]);
    return true;
  });
}

describe("a minute", () => {
  it("begins with a whole minute in these tests", () => {
    expect(START % 60_000).toBe(0);
  });

  it("holds as many as its limit, and not one more", () => {
    expect(
      admitted(
        Array.from({ length: 30 }, (_, at) => START + at),
        7,
      ),
    ).toHaveLength(7);
  });

  it("lets nobody through where the limit is 0, ever", () => {
    expect(
      admitted(
        Array.from({ length: 300 }, (_, at) => START + at * 1_000),
        0,
      ),
    ).toEqual([]);
  });

  it("limits nothing where there is no limit", () => {
    const counter = createMinuteCounter();
    counter.count(
      START,
      Array.from({ length: 10_000 }, () => "v"),
    );
    expect(counter.wait(START, [["v", null]])).toBe(0);
  });

  it("slides: a burst at its end leaves no room for another at the start of the next", () => {
    const burst = (from: number): number[] => Array.from({ length: 20 }, (_, at) => from + at);
    const through = admitted([...burst(START + 59_900), ...burst(START + 60_000)], 10);
    expect(through).toHaveLength(10);
  });

  it("lets at most one more than its limit through any sixty seconds of steady asking", () => {
    const through = admitted(
      Array.from({ length: 6_000 }, (_, at) => START + at * 50),
      10,
    );
    for (const from of through) {
      expect(through.filter((time) => time >= from && time < from + 60_000).length).toBeLessThanOrEqual(11);
    }
    // And is no dead end: five minutes bring near to five times the limit.
    expect(through.length).toBeGreaterThan(40);
  });

  it("counts names apart", () => {
    const counter = createMinuteCounter();
    counter.count(START, ["visitor a", "bot"]);
    expect(counter.wait(START, [["visitor a", 1]])).toBeGreaterThan(0);
    expect(counter.wait(START, [["visitor b", 1]])).toBe(0);
    expect(
      counter.wait(START, [
        ["visitor b", 1],
        ["bot", 1],
      ]),
    ).toBeGreaterThan(0);
  });

  it("is forgotten after a pause, also where the clock goes back", () => {
    const counter = createMinuteCounter();
    counter.count(START, ["v"]);
    expect(counter.wait(START + 180_000, [["v", 1]])).toBe(0);
    counter.count(START + 180_000, ["v"]);
    expect(counter.wait(START, [["v", 1]])).toBe(0);
  });
});

describe("the wait", () => {
  const limits = [1, 2, 3, 10, 120];
  const moments = [0, 1, 400, 12_345, 30_000, 59_000, 59_999, 60_000, 61_000, 90_000, 119_999];

  it.each(limits)("is long enough, and not needlessly long, with a limit of %i", (limit) => {
    for (const burstAt of moments) {
      for (const size of [1, limit - 1, limit].filter((count) => count > 0)) {
        for (const askedAt of moments.filter((moment) => moment >= burstAt)) {
          const fill = (): ReturnType<typeof createMinuteCounter> => {
            const counter = createMinuteCounter();
            counter.count(
              START + burstAt,
              Array.from({ length: size }, () => "v"),
            );
            return counter;
          };
          const wait = fill().wait(START + askedAt, [["v", limit]]);
          const after = (ms: number): number => fill().wait(START + askedAt + ms, [["v", limit]]);
          const what = `limit ${limit}: ${size} at ${burstAt}, asked at ${askedAt}, told ${wait} s`;
          expect(after(wait * 1_000), what).toBe(0);
          if (wait > 1) expect(after((wait - 1) * 1_000 - 1), what).toBeGreaterThan(0);
        }
      }
    }
  });

  it("is the longest of all the limits", () => {
    const counter = createMinuteCounter();
    counter.count(START + 30_000, ["a"]);
    const [long, short] = [counter.wait(START + 30_000, [["a", 1]]), counter.wait(START + 30_000, [["b", 1]])];
    expect(
      counter.wait(START + 30_000, [
        ["a", 1],
        ["b", 1],
      ]),
    ).toBe(Math.max(long, short));
  });
});

it("goes on where it was, from what was written down", () => {
  const first = createMinuteCounter();
  for (let at = 0; at < 3; at++) first.count(START, ["v"]);
  const saved = first.changed();
  expect(first.changed()).toEqual([]);
  for (const [later, isFree] of [
    [0, false],
    [59_000, false],
    [61_000, false],
    [121_000, true],
  ] as const) {
    const second = createMinuteCounter();
    second.restore(START + later, saved);
    expect(second.wait(START + later, [["v", 3]]) === 0, String(later)).toBe(isFree);
  }
});

it("writes down nothing of what a minute ended before", () => {
  const counter = createMinuteCounter();
  counter.count(START, ["v"]);
  counter.wait(START + 60_000, []);
  expect(counter.changed()).toEqual([]);
  counter.count(START + 60_000, ["w"]);
  expect(counter.changed()).toEqual([{ minute: START / 60_000 + 1, name: "w", count: 1 }]);
});
