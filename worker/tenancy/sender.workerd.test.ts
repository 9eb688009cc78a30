import { describe, expect, it } from "vitest";
import { BOT_LIMITS } from "./limits.ts";
import { limitsOfSender, nameSender } from "./sender.ts";

const sender = { address: "203.0.113.7", network: "203.0.113.0/24" };
const limits = { ...BOT_LIMITS, visitors_per_address: 10 };

describe("the limits of a sender", () => {
  it("are so many visitors' of an address, and four addresses' of a network", () => {
    expect(limitsOfSender(sender, limits, 3)).toEqual([
      ["address 203.0.113.7", 30],
      ["network 203.0.113.0/24", 120],
    ]);
  });

  it("are none where nobody knows the sender, or the owner lifted them, or a visitor has none", () => {
    expect(limitsOfSender(undefined, limits, 3)).toEqual([]);
    expect(limitsOfSender(sender, { ...limits, visitors_per_address: null }, 3)).toEqual([]);
    expect(limitsOfSender(sender, limits, null)).toEqual([]);
  });
});

describe("the name of a sender", () => {
  const key = new Uint8Array(32).fill(7);
  const a = `bot_${"a".repeat(25)}`;
  const b = `bot_${"b".repeat(25)}`;

  it("is the same each time, and holds nobody's address", async () => {
    const named = await nameSender(key, a, sender);
    expect(named).toEqual(await nameSender(key, a, sender));
    expect(named.address).toMatch(/^[0-9a-f]{24}$/);
    expect(named.network).toMatch(/^[0-9a-f]{24}$/);
    expect(named.address).not.toBe(named.network);
  });

  it("is another at another bot, and in another deployment", async () => {
    const { address, network } = await nameSender(key, a, sender);
    for (const other of [await nameSender(key, b, sender), await nameSender(new Uint8Array(32).fill(8), a, sender)]) {
      expect(other.address).not.toBe(address);
      expect(other.network).not.toBe(network);
    }
  });
});
