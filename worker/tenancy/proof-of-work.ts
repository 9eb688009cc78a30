/**
 * A little work that a new anonymous visitor's browser does before it gets a token, where the owner asks for it: nothing for
 * one person, dear for an attacker who wants thousands. The challenge is signed and kept nowhere; once it is used its id is.
 */

import { jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import { randomId } from "../../shared/ids.ts";
import { LIMITS } from "../../shared/config.ts";
import { createOnce } from "../once.ts";
import { deriveSigningKey } from "./secrets.ts";

const TYPE = "vegarag-work+jwt";
const ALGORITHM = "HS256";
/** A slow phone needs a part of it; stored challenges are worthless soon. */
const LIFE_SECONDS = 300;
const SEED_CHARACTERS = 24;
/** What is hashed: the seed and a number in as many hex digits. */
const NONCE = /^[0-9a-f]{8}$/;

export interface WorkToDo {
  /** Sent back as it is. */
  challenge: string;
  /** SHA-256 of it with eight hex digits behind it has to begin with so many zero bits. */
  seed: string;
  bits: number;
}

export const workSchema = v.object({
  challenge: v.pipe(v.string(), v.maxLength(LIMITS.tokenBytes)),
  nonce: v.string(),
});
export type WorkDone = v.InferOutput<typeof workSchema>;

const claimsSchema = v.object({ bot: v.string(), jti: v.string(), bits: v.number(), exp: v.number() });

export type ProofOfWork = ReturnType<typeof createProofOfWork>;

/** @param now milliseconds since 1970 */
export function createProofOfWork(deploymentKey: Uint8Array<ArrayBuffer>, now: () => number) {
  const signingKey = createOnce(() => deriveSigningKey(deploymentKey, "vegarag proof of work, 1"));

  return {
    async challenge(botId: string, bits: number): Promise<WorkToDo> {
      const seed = randomId(SEED_CHARACTERS);
      const issuedAt = Math.floor(now() / 1_000);
      const challenge = await new SignJWT({ bot: botId, jti: seed, bits })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFE_SECONDS)
        .sign(await signingKey());
      return { challenge, seed, bits };
    },

    /**
     * Whether the work was done, for this bot, lately, and as hard as its owner wants it now. That it was not used before
     * is for the bot's ledger to say.
     *
     * @returns the id to remember, and until when (milliseconds since 1970)
     */
    async verify(
      { challenge, nonce }: WorkDone,
      botId: string,
      bits: number,
    ): Promise<{ id: string; until: number } | undefined> {
      if (!NONCE.test(nonce)) return undefined;
      const claims = await readClaims(challenge, await signingKey(), now());
      if (claims === undefined || claims.bot !== botId || claims.bits < bits) return undefined;
      const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(claims.jti + nonce));
      if (zeroBits(new Uint8Array(hash)) < claims.bits) return undefined;
      return { id: claims.jti, until: claims.exp * 1_000 };
    },
  };
}

async function readClaims(
  challenge: string,
  key: CryptoKey,
  now: number,
): Promise<v.InferOutput<typeof claimsSchema> | undefined> {
  try {
    const currentDate = new Date(now);
    const { payload } = await jwtVerify(challenge, key, { algorithms: [ALGORITHM], typ: TYPE, currentDate });
    const parsed = v.safeParse(claimsSchema, payload);
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not ours, not whole or too old: each is no work done.
    return undefined;
  }
}

function zeroBits(bytes: Uint8Array): number {
  const at = bytes.findIndex((byte) => byte !== 0);
  return at < 0 ? bytes.length * 8 : at * 8 + Math.clz32(bytes[at]!) - 24;
}
