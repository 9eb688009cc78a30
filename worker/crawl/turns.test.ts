/** Two sources at one host: never more at once or closer together than one source alone would be. */

import { describe, expect, it } from "vitest";
import type { Crawl } from "./crawl.ts";
import { createTurns, inTurn } from "./turns.ts";

const PACE = { in_flight: 6, per_host: 2, spacing_ms: 500 };

/** A clock that only sleeping moves. */
function createClock() {
  let time = 1_000;
  return { now: () => time, sleep: (ms: number) => Promise.resolve(void (time += ms)) };
}

function createSource(clock: ReturnType<typeof createClock>, turns: ReturnType<typeof createTurns>, pace = PACE) {
  const putBack: number[] = [];
  const crawl = {
    turns: { take: (host: string, asked: typeof PACE) => Promise.resolve(turns.take(host, asked)), end: turns.end },
    addresses: { putBack: (_key: string, at: number) => putBack.push(at) },
    hosts: { spacingOf: (_origin: string, spacing: number) => spacing, waitUntil: () => {} },
    config: { pace },
    now: clock.now,
  } as unknown as Crawl;
  const visit = (origin: string, work: () => Promise<void>) => inTurn(crawl, { key: "k", origin }, work, clock.sleep);
  return { putBack, visit };
}

describe("sources of one bot at one host", () => {
  it("ask half a second apart, and hosts of another name at once", async () => {
    const clock = createClock();
    const turns = createTurns(clock.now);
    const [one, other] = [createSource(clock, turns), createSource(clock, turns)];
    const starts: number[] = [];
    const note = () => Promise.resolve(void starts.push(clock.now()));
    for (const source of [one, other, one, other]) await source.visit("https://a.example", note);
    expect(starts).toEqual([1_000, 1_500, 2_000, 2_500]);
    await other.visit("https://b.example", note);
    expect(starts.at(-1)).toBe(2_500);
  });

  it("are no more under way together than one may have, and an address that waits too long is put back", async () => {
    const clock = createClock();
    const turns = createTurns(clock.now);
    const pace = { ...PACE, spacing_ms: 0 };
    const [one, other] = [createSource(clock, turns, pace), createSource(clock, turns, pace)];
    const ends: (() => void)[] = [];
    const busy = () => new Promise<void>((resolve) => void ends.push(resolve));
    const [first, second] = [one.visit("https://a.example", busy), one.visit("https://a.example", busy)];
    await clock.sleep(0);
    let asked = 0;
    const count = () => Promise.resolve(void asked++);
    await other.visit("https://a.example", count);
    expect([asked, other.putBack]).toEqual([0, [3_100]]);
    ends[0]!();
    await first;
    await other.visit("https://a.example", count);
    expect(asked).toBe(1);
    ends[1]!();
    await second;
  });

  it("are not held up for ever by one that died, or by one that fails", async () => {
    const clock = createClock();
    const turns = createTurns(clock.now);
    const alone = { ...PACE, per_host: 1, spacing_ms: 0 };
    expect(turns.take("a.example", alone)).toBe(0);
    expect(turns.take("a.example", alone)).toBeGreaterThan(0);
    await clock.sleep(15_000);
    const source = createSource(clock, turns, alone);
    await expect(source.visit("https://a.example", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(turns.take("a.example", alone)).toBe(0);
  });
});
