import { describe, expect, it } from "vitest";
import { BOT_LIMITS } from "../tenancy/limits.ts";
import { type AheadQuestion, createAheadGate } from "./ahead.ts";

const ASKED: AheadQuestion = {
  botId: "bot_a",
  visitorId: "v",
  conversationId: "c",
  messageId: "m",
  text: "What does shipping to Norway cost?",
  regenerate: false,
  limits: BOT_LIMITS,
};
const START = 1_790_000_040_000;

/** One gate at a time of its own. */
function open(): { opens(more?: Partial<AheadQuestion>): boolean; move(ms: number): void } {
  let time = START;
  let turn = 0;
  const gate = createAheadGate(() => time);
  return {
    opens: (more = {}) => gate.opens({ ...ASKED, messageId: `m-${++turn}`, ...more }),
    move: (ms) => (time += ms),
  };
}

describe("the gate", () => {
  it("opens for a question that stands alone", () => {
    expect(open().opens()).toBe(true);
  });

  it.each([
    ["small talk", { text: "Hello!" }],
    ["a question that may lean on others", { text: "And how much is that?" }],
    ["a question that is answered again", { regenerate: true }],
    ["questions counted by the day", { limits: { ...BOT_LIMITS, messages_per_day: 1_000 } }],
    ["questions of a bot counted by the day", { limits: { ...BOT_LIMITS, bot_messages_per_day: 1_000 } }],
    ["a budget by the day", { limits: { ...BOT_LIMITS, tokens_per_day: 1e9 } }],
    ["a budget by the month", { limits: { ...BOT_LIMITS, tokens_per_month: 1e9 } }],
  ])("stays shut for %s", (_, more) => {
    expect(open().opens(more)).toBe(false);
  });

  it("opens once for a message, for as long as it may be sent again", () => {
    const { opens, move } = open();
    const again = { messageId: "m" };
    expect(opens(again)).toBe(true);
    expect(opens(again)).toBe(false);
    expect(opens({ ...again, conversationId: "another" })).toBe(true);
    expect(opens({ ...again, visitorId: "another" })).toBe(true);
    expect(opens({ ...again, botId: "bot_b" })).toBe(true);
    move(59_000);
    expect(opens(again)).toBe(false);
  });

  it("lets through what a minute allows, of a visitor and of a bot", () => {
    const { opens, move } = open();
    const limits = { ...BOT_LIMITS, messages_per_minute: 2, bot_messages_per_minute: 3 };
    const opened = (visitorId: string, botId = "bot_a"): boolean => opens({ visitorId, botId, limits });
    expect([opened("a"), opened("a"), opened("a")]).toEqual([true, true, false]);
    // What it kept out may have been admitted all the same: it counts.
    expect(opened("b")).toBe(false);
    expect(opened("a", "bot_b")).toBe(true);
    move(120_000);
    expect(opened("b")).toBe(true);
  });

  it("counts what it does not open for: those are questions too", () => {
    const { opens } = open();
    const limits = { ...BOT_LIMITS, messages_per_minute: 1 };
    expect(opens({ text: "Hello!", limits })).toBe(false);
    expect(opens({ limits })).toBe(false);
  });

  it("cannot be told a name that is another's", () => {
    const { opens } = open();
    const limits = { ...BOT_LIMITS, messages_per_minute: 1 };
    expect(opens({ visitorId: '","', limits })).toBe(true);
    expect(opens({ visitorId: "v", conversationId: '","', limits })).toBe(true);
    expect(opens({ visitorId: "bot_a", limits })).toBe(true);
  });
});
