import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { firstWord } from "./sha256.ts";
import { solve } from "./solve.ts";

const SEED = "k3v9x2m7q1w8e5r4t6y0u2i3";
const hash = (text: string): Buffer => createHash("sha256").update(text).digest();

describe("the first word of a hash", () => {
  it("is that of SHA-256", () => {
    for (let turn = 0; turn < 200; turn++) {
      const text = hash(String(turn)).toString("hex").slice(0, 32);
      const words = new Int32Array(64);
      for (let at = 0; at < 8; at++) words[at] = Buffer.from(text).readInt32BE(at * 4);
      expect(firstWord(words)).toBe(hash(text).readInt32BE(0));
    }
  });
});

describe("a proof", () => {
  it.each([1, 4, 8, 12, 14])("of %i bits has as many", async (bits) => {
    const nonce = await solve(SEED, bits);
    expect(nonce).toMatch(/^[0-9a-f]{8}$/);
    expect(Math.clz32(hash(SEED + nonce).readInt32BE(0))).toBeGreaterThanOrEqual(bits);
  });

  it("is given up where nobody wants it any more", async () => {
    const stop = new AbortController();
    const solving = solve(SEED, 32, stop.signal);
    stop.abort(new Error("left"));
    await expect(solving).rejects.toThrow("left");
  });
});
