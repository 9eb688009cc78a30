/**
 * The embed token: where it comes from, and one renewal at a time however many calls wait for it. The
 * device's clock is never asked: it may stand in 1970, so age is counted from arrival, and a refusal by
 * the server outranks the count.
 */

import type { GetToken } from "../handshake.ts";
import { RequestError } from "../../ui/request.ts";

export interface Session {
  /** @param refused the token that the server has just refused as expired */
  token: (refused?: string) => Promise<string>;
  /** From now on tokens come from here. */
  identify: (getToken: GetToken) => void;
  /** The visitor of the present token; empty before the first. */
  visitor: () => string;
}

export interface SessionOptions {
  /** Fetches a token the way the owner set up: an exchange, the owner's backend, or the one in the page. */
  issue: () => Promise<string>;
  parse: (text: string) => unknown;
  /** Milliseconds, monotonic. */
  now: () => number;
}

/** What the token says of itself. Not verified: good for nothing but knowing when to ask for the next. */
function readClaims(token: string, parse: (text: string) => unknown): { sub: string; life: number } {
  try {
    const base64 = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const claims = parse(atob(base64)) as { sub?: unknown; iat?: unknown; exp?: unknown };
    const life = Number(claims.exp) - Number(claims.iat);
    return { sub: `${claims.sub ?? ""}`, life: life > 0 ? life : Infinity };
  } catch {
    return { sub: "", life: Infinity };
  }
}

/** @throws RequestError also where the page's own function fails: only the owner can mend that */
async function give(source: GetToken): Promise<string> {
  try {
    return await source();
  } catch (error) {
    throw error instanceof RequestError ? error : new RequestError("token", `${error}`);
  }
}

export function createSession({ issue, parse, now }: SessionOptions): Session {
  let source: GetToken = issue;
  let current = "";
  let visitor = "";
  let expires = 0;
  let renewal: Promise<string> | undefined;

  async function renew(): Promise<string> {
    const from = source;
    try {
      const token = await give(from);
      if (typeof token !== "string" || !token) throw new RequestError("unauthenticated", "No token was given.");
      // Somebody else signed in meanwhile: this token is not theirs.
      if (from !== source) return await renew();
      const { sub, life } = readClaims(token, parse);
      current = token;
      visitor = sub;
      // A little early, so that a token does not die on its way.
      expires = now() + Math.max(life - 15, life / 2) * 1_000;
      return token;
    } finally {
      renewal = undefined;
    }
  }

  return {
    async token(refused) {
      if (current && current !== refused && now() < expires) return current;
      return await (renewal ??= renew());
    },
    identify(getToken) {
      source = getToken;
      current = "";
    },
    visitor: () => visitor,
  };
}
