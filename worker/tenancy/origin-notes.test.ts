/** Origins that are held a moment: none is lost, none is another bot's, and there are never many. */

import { describe, expect, it } from "vitest";
import { createOriginNotes } from "./origin-notes.ts";

function setUp() {
  const clock = { now: 1_000 };
  return { clock, notes: createOriginNotes(() => clock.now) };
}

describe("origins that asked", () => {
  it("are told together by whoever noted the first, each bot's to its own books", () => {
    const { clock, notes } = setUp();
    expect(notes.again("mine", "https://a.example")).toBe(false);
    expect(notes.add("mine", "https://a.example")).toBe(true);
    expect(notes.add("other", "https://a.example")).toBe(true);
    expect(notes.add("mine", "https://b.example")).toBe(false);
    clock.now = 1_500;
    expect(notes.again("mine", "https://a.example")).toBe(true);
    expect(notes.again("mine", "https://c.example")).toBe(false);
    expect(notes.add("mine", "https://a.example")).toBe(false);
    expect(notes.take("mine")).toEqual([
      { origin: "https://a.example", count: 3, at: 1_500 },
      { origin: "https://b.example", count: 1, at: 1_000 },
    ]);
    expect(notes.take("mine")).toEqual([]);
    expect(notes.take("other")).toEqual([{ origin: "https://a.example", count: 1, at: 1_000 }]);
    expect(notes.add("mine", "https://a.example")).toBe(true);
  });

  it("are told by another where the first was cut off", () => {
    const { clock, notes } = setUp();
    notes.add("mine", "https://a.example");
    clock.now += 10_000;
    expect(notes.again("mine", "https://a.example")).toBe(false);
    expect(notes.add("mine", "https://a.example")).toBe(true);
    expect(notes.add("mine", "https://b.example")).toBe(false);
    expect(notes.add("mine", "https://c.example")).toBe(false);
    clock.now += 10_000;
    expect(notes.add("mine", "https://d.example")).toBe(true);
    expect(notes.add("mine", "https://e.example")).toBe(false);
    expect(notes.take("mine")).toHaveLength(5);
  });

  it("are at most a hundred of a bot and of a thousand bots: the first make room", () => {
    const { notes } = setUp();
    for (let at = 0; at < 101; at++) notes.add("mine", `https://${at}.example`);
    expect(notes.take("mine").map(({ origin }) => origin)).toEqual(
      Array.from({ length: 100 }, (_, at) => `https://${at + 1}.example`),
    );
    for (let at = 0; at < 1_001; at++) notes.add(`bot-${at}`, "https://a.example");
    expect(notes.take("bot-0")).toEqual([]);
    // One that has its place takes nobody else's.
    expect(notes.add("bot-2", "https://b.example")).toBe(false);
    expect(notes.take("bot-1")).toHaveLength(1);
  });
});
