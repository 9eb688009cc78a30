/**
 * A visitor handle renews the same anonymous visitor of one bot: the widget keeps it and brings it along for the next
 * embed token. Its own type and audience keep it from chatting, and it dies with what it was made by.
 */

import { SignJWT } from "jose";
import { LIMITS } from "../../shared/config.ts";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { BotRecord } from "./directory.ts";
import { type EdgeSigningKey, importSigningKey, importVerificationKey } from "./edge-keys.ts";
import { parseHeader, verifySignature } from "./embed-token.ts";

const TYPE = "vegarag-visitor+jwt";
const AUDIENCE = "vegarag-visitor";
export const HANDLE_SECONDS = 180 * 24 * 3_600;
const ANONYMOUS = "anonymous_";

/** The id of a visitor that nobody has seen before. */
export function newVisitorId(): string {
  return `${ANONYMOUS}${randomId()}`;
}

/** Whether handles of this visitor may exist. An owner may name a visitor like one; that costs a row. */
export function isAnonymous(visitorId: string): boolean {
  return visitorId.startsWith(ANONYMOUS);
}

/** @param keyId the publishable key that the visitor came with. @param now milliseconds since 1970 */
export async function signVisitorHandle(
  key: EdgeSigningKey,
  { botId, keyId, visitorId }: { botId: string; keyId: string; visitorId: string },
  now: number,
): Promise<string> {
  // With fractions of a second, so that a revocation can tell before from after.
  return new SignJWT({ bot: botId, key: keyId, iat: now / 1_000 })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: TYPE })
    .setIssuer("edge")
    .setAudience(AUDIENCE)
    .setSubject(visitorId)
    .setExpirationTime(Math.floor(now / 1_000) + HANDLE_SECONDS)
    .sign(await importSigningKey(key));
}

/**
 * The visitor of a handle; undefined where it is none of this bot, or its key is gone, or every token of its time has been
 * revoked. Whether the visitor has been erased since is for the ledger to say.
 */
export async function verifyVisitorHandle(
  handle: string,
  keys: readonly EdgeSigningKey[],
  bot: Pick<BotRecord, "botId" | "liveKeyIds" | "tokensValidAfter">,
  now: number,
): Promise<string | undefined> {
  try {
    if (handle.length > LIMITS.tokenBytes) return undefined;
    const header = parseHeader(handle, TYPE);
    const edge = keys.find((candidate) => candidate.kid === header.kid && candidate.alg === header.alg);
    if (edge === undefined) return undefined;
    const key = await importVerificationKey(edge);
    const expected = { audience: AUDIENCE, typ: TYPE, issuer: "edge", life: HANDLE_SECONDS, now };
    const { bot: botId, key: keyId, iat, sub } = await verifySignature(handle, key, expected);
    if (botId !== bot.botId || typeof keyId !== "string" || !bot.liveKeyIds.has(keyId)) return undefined;
    return iat !== undefined && iat * 1_000 > bot.tokensValidAfter ? sub : undefined;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
