/**
 * Cloudflare Access as a way to sign in: it stands before the Worker and adds an assertion of its own to each
 * request. The assertion is verified here, because a request may also come by an address that Access does not guard.
 */

import { createRemoteJWKSet, customFetch, jwtVerify } from "jose";
import * as v from "valibot";
import { ProblemError } from "../../shared/problem.ts";
import type { AccessSettings } from "../settings.ts";

export const ACCESS_HEADER = "cf-access-jwt-assertion";

/** Whom Access let in. */
export type VerifyAccess = (assertion: string) => Promise<{ accountId: string; email: string }>;

class KeysUnreadable extends Error {}

const claimsSchema = v.object({ email: v.pipe(v.string(), v.minLength(1), v.maxLength(320)) });

/** Reads an address of the team's. What it throws, and any status but 200, is a team that cannot be asked. */
export type ReadKeys = (url: string) => Promise<{ status: number; body: BodyInit }>;

export function createVerifyAccess(
  { team, audience, accountId }: AccessSettings,
  now: () => number,
  read: ReadKeys,
): VerifyAccess {
  const keys = createRemoteJWKSet(new URL("/cdn-cgi/access/certs", team), {
    [customFetch]: async (url) => {
      const { status, body } = await read(url).catch((cause: unknown) => {
        throw new KeysUnreadable("not reached", { cause });
      });
      if (status !== 200) throw new KeysUnreadable(`answered ${status}`);
      return new Response(body);
    },
  });
  return async (assertion) => {
    try {
      const { payload } = await jwtVerify(assertion, keys, {
        algorithms: ["RS256", "ES256"],
        issuer: team,
        audience,
        requiredClaims: ["exp", "iat"],
        currentDate: new Date(now()),
      });
      return { accountId, email: v.parse(claimsSchema, payload).email };
    } catch (cause) {
      if (cause instanceof KeysUnreadable) {
        throw new ProblemError("upstream-failed", {
          detail: "The keys of Cloudflare Access cannot be read now.",
          cause,
        });
      }
      throw new ProblemError("unauthenticated", { detail: "This assertion of Cloudflare Access is not valid.", cause });
    }
  };
}
