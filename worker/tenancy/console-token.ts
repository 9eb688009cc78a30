/**
 * Console tokens: what the console in an owner's browser holds instead of a key. Signed with a key of their own,
 * which is derived and never stored, and of their own type and audience: none passes for an embed token, nor an
 * embed token for one.
 */

import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import { CONSOLE, LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { createOnce } from "../once.ts";
import { deriveSigningKey } from "./secrets.ts";

export const CONSOLE_TOKEN_TYPE = "vegarag-console+jwt";
const AUDIENCE = "vegarag-console";
const ALGORITHM = "HS256";

/** How the owner signed in, and when. Renewing a token does not change it. Times in seconds since 1970. */
export interface ConsoleSession {
  accountId: string;
  /** `code`: the one-time code of `npm start`; `access`: Cloudflare Access. */
  via: "key" | "code" | "access";
  /** The account key that was given or that made the code: the session dies with it. */
  keyId: string | undefined;
  /** Whom Cloudflare Access let in. */
  email: string | undefined;
  signedInAt: number;
}

const claimsSchema = v.object({
  sub: v.string(),
  bot: v.optional(v.string()),
  via: v.picklist(["key", "code", "access"]),
  key: v.optional(v.string()),
  email: v.optional(v.string()),
  auth_time: v.number(),
  iat: v.number(),
  exp: v.number(),
});

export type ConsoleTokens = ReturnType<typeof createConsoleTokens>;

/** @param now milliseconds since 1970 */
export function createConsoleTokens(keyEncryptionKey: Uint8Array<ArrayBuffer>, now: () => number) {
  const signingKey = createOnce(() => deriveSigningKey(keyEncryptionKey, "vegarag console tokens, 1"));

  return {
    /**
     * @param botId of a one-bot token; undefined: account-wide
     * @throws ProblemError `token-expired` once the session itself is over
     */
    async sign(session: ConsoleSession, botId?: string): Promise<{ token: string; expires_in: number }> {
      const issuedAt = Math.floor(now() / 1_000);
      const expiresAt = Math.min(issuedAt + CONSOLE.tokenSeconds, session.signedInAt + CONSOLE.sessionSeconds);
      if (expiresAt <= issuedAt) throw expired();
      const token = await new SignJWT({
        via: session.via,
        auth_time: session.signedInAt,
        ...(botId === undefined ? {} : { bot: botId }),
        ...(session.keyId === undefined ? {} : { key: session.keyId }),
        ...(session.email === undefined ? {} : { email: session.email }),
      })
        .setProtectedHeader({ alg: ALGORITHM, typ: CONSOLE_TOKEN_TYPE })
        .setAudience(AUDIENCE)
        .setSubject(session.accountId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await signingKey());
      return { token, expires_in: expiresAt - issuedAt };
    },

    /** @throws ProblemError `token-expired` where only its time is over, else `unauthenticated` */
    async verify(token: string): Promise<{ session: ConsoleSession; botId: string | undefined }> {
      if (token.length > LIMITS.tokenBytes) throw refused();
      let claims: v.InferOutput<typeof claimsSchema>;
      try {
        const { payload, protectedHeader } = await jwtVerify(token, await signingKey(), {
          algorithms: [ALGORITHM],
          audience: AUDIENCE,
          typ: CONSOLE_TOKEN_TYPE,
          maxTokenAge: CONSOLE.tokenSeconds,
          currentDate: new Date(now()),
        });
        // Nothing but these two: any other header could only be somebody else's idea of how to verify it.
        if (Object.keys(protectedHeader).length !== 2) throw refused();
        claims = v.parse(claimsSchema, payload);
      } catch (cause) {
        if (cause instanceof errors.JWTExpired) throw expired(cause);
        throw refused(cause);
      }
      const { sub, bot, via, key, email, auth_time } = claims;
      return { session: { accountId: sub, via, keyId: key, email, signedInAt: auth_time }, botId: bot };
    },
  };
}

/** What a token says it is, before anything of it is believed: which of the two verifiers is to look at it. */
export function isConsoleToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === CONSOLE_TOKEN_TYPE;
  } catch {
    return false;
  }
}

/** Whether the account key need not be given again: for some minutes after a code was used, which only its maker can read. */
export function isConfirmed(session: ConsoleSession, now: number): boolean {
  return session.via === "code" && now < (session.signedInAt + CONSOLE.confirmedSeconds) * 1_000;
}

function expired(cause?: unknown): ProblemError {
  return new ProblemError("token-expired", { detail: "The console session has ended: sign in again.", cause });
}

function refused(cause?: unknown): ProblemError {
  return new ProblemError("unauthenticated", { detail: "This console token is not valid: sign in again.", cause });
}
