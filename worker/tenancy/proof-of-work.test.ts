import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createProofOfWork, type WorkToDo } from "./proof-of-work.ts";
import { deriveSigningKey } from "./secrets.ts";

const START = 1_790_000_000_000;
const A = `bot_${"a".repeat(25)}`;
const B = `bot_${"b".repeat(25)}`;
const BITS = 6;
const secret = crypto.getRandomValues(new Uint8Array(32));
let now = START;
const work = createProofOfWork(secret, () => now);

async function zeroBitsOf(text: string): Promise<number> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.indexOf("1");
}

/** @param fits how many zero bits a nonce is to find */
async function nonceOf(seed: string, fits: (bits: number) => boolean): Promise<string> {
  for (let tried = 0; ; tried++) {
    const nonce = tried.toString(16).padStart(8, "0");
    if (fits(await zeroBitsOf(seed + nonce))) return nonce;
  }
}

async function done(todo: WorkToDo) {
  return { challenge: todo.challenge, nonce: await nonceOf(todo.seed, (bits) => bits >= todo.bits) };
}

describe("work that was done", () => {
  it("is taken for five minutes, with the id to remember", async () => {
    now = START;
    const todo = await work.challenge(A, BITS);
    const made = await done(todo);
    expect(await work.verify(made, A, BITS)).toEqual({ id: todo.seed, until: START + 300_000 });
    now = START + 299_000;
    expect(await work.verify(made, A, BITS)).toBeDefined();
    now = START + 301_000;
    expect(await work.verify(made, A, BITS)).toBeUndefined();
  });

  it("is none of another bot's, nor less than its owner wants now", async () => {
    now = START;
    const made = await done(await work.challenge(A, BITS));
    expect(await work.verify(made, B, BITS)).toBeUndefined();
    expect(await work.verify(made, A, BITS + 1)).toBeUndefined();
    expect(await work.verify(made, A, BITS - 1)).toBeDefined();
  });

  it("is none where too few bits are zero, or the number has another form", async () => {
    now = START;
    const todo = await work.challenge(A, BITS);
    const short = await nonceOf(todo.seed, (bits) => bits === BITS - 1);
    expect(await work.verify({ challenge: todo.challenge, nonce: short }, A, BITS)).toBeUndefined();
    // Of another form, although its hash has the bits.
    for (let tried = 0, found = 0; found < 3; tried++) {
      const nonce = `G${tried}`;
      if ((await zeroBitsOf(todo.seed + nonce)) < BITS) continue;
      found++;
      expect(await work.verify({ challenge: todo.challenge, nonce }, A, BITS)).toBeUndefined();
    }
  });

  describe("is none where the challenge is", () => {
    const sign = async (change: { key?: CryptoKey | Uint8Array; alg?: string; typ?: string; claims?: object }) => {
      const jti = "seed-of-the-attacker";
      const challenge = await new SignJWT({ bot: A, jti, bits: 1, ...change.claims })
        .setProtectedHeader({ alg: change.alg ?? "HS256", typ: change.typ ?? "vegarag-work+jwt" })
        .setIssuedAt(START / 1_000)
        .setExpirationTime(START / 1_000 + 300)
        .sign(change.key ?? (await deriveSigningKey(secret, "vegarag proof of work, 1")));
      return { challenge, nonce: await nonceOf(jti, (bits) => bits >= 1) };
    };

    it("as it is made by hand, which is taken", async () => {
      now = START;
      expect(await work.verify(await sign({}), A, 1)).toBeDefined();
    });

    it.each([
      ["of another type", { typ: "vegarag-console+jwt" }],
      ["signed with the secret itself", { key: secret }],
      ["without a number of bits", { claims: { bits: "1" } }],
      ["without a bot", { claims: { bot: undefined } }],
    ])("%s", async (_what, change) => {
      now = START;
      expect(await work.verify(await sign(change), A, 1)).toBeUndefined();
    });

    it.each(["", "x", "a.b.c"])("%j", async (challenge) => {
      expect(await work.verify({ challenge, nonce: "00000000" }, A, 1)).toBeUndefined();
    });

    it("signed by another deployment", async () => {
      now = START;
      const other = createProofOfWork(crypto.getRandomValues(new Uint8Array(32)), () => now);
      expect(await work.verify(await done(await other.challenge(A, BITS)), A, BITS)).toBeUndefined();
    });
  });
});
