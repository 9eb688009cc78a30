/**
 * From an `Authorization` header to a `VerifiedCredential`. Everything that can fail here is refused;
 * nothing falls back to another tenant, key or origin.
 */

import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type ConsoleTokens, isConsoleToken } from "./console-token.ts";
import { issueCredential, type VerifiedCredential } from "./credential.ts";
import type { BotRecord, Directory } from "./directory.ts";
import { type EdgeSigningKey, importVerificationKey } from "./edge-keys.ts";
import { type EmbedClaims, verifyEmbedToken, type VerificationKey } from "./embed-token.ts";
import { equalSecrets } from "./secrets.ts";

export interface AuthenticateOptions {
  directory: Directory;
  operatorKey: string;
  edgeSigningKeys: readonly EdgeSigningKey[];
  consoleTokens: ConsoleTokens;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Authenticated {
  credential: VerifiedCredential;
  /** The bot of a secret key or embed token. */
  bot: BotRecord | undefined;
}

export type Authenticate = (authorization: string | null, origin: string | null) => Promise<Authenticated>;

export function createAuthenticate({
  directory,
  operatorKey,
  edgeSigningKeys,
  consoleTokens,
  now,
}: AuthenticateOptions): Authenticate {
  const edgeKeys = new Map(edgeSigningKeys.map((key) => [key.kid, key]));

  /** Edge keys first: a `kid` of the deployment can never be an owner's key row. */
  function findKey(kid: string): Promise<VerificationKey | undefined> {
    const edge = edgeKeys.get(kid);
    return edge === undefined ? directory.findSigningKey(kid) : importVerificationKey(edge);
  }

  async function authenticateToken(token: string, origin: string | null): Promise<Authenticated> {
    let ownerKeyId: string | undefined;
    const find = async (kid: string): Promise<VerificationKey | undefined> => {
      const key = await findKey(kid);
      if (key?.issuer === "owner") ownerKeyId = kid;
      return key;
    };
    const { botId, claims } = await verifyEmbedToken(token, find, now());
    const bot = await directory.findBot(botId, claims.keyId);
    if (bot === undefined) throw unauthenticated("The embed token belongs to a bot that is gone.");
    if (claims.issuedAt * 1_000 <= bot.tokensValidAfter + leewayOf(claims)) {
      throw unauthenticated("The embed token has been revoked.");
    }
    if (claims.keyId !== undefined && !bot.liveKeyIds.has(claims.keyId)) {
      throw unauthenticated("The key that the embed token was made with is gone.");
    }
    // Also for a session that was opened before the owner asked for it: only a publishable key opens those.
    if (bot.settings.require_identity && claims.keyId?.startsWith("pk_")) {
      throw new ProblemError("forbidden", {
        detail: "This bot takes no anonymous visitors: use data-token-url with a token your backend signs.",
      });
    }
    // Browsers leave the header out of same-origin reads; a forged request can carry any value.
    if (origin !== null && claims.origins !== undefined && !claims.origins.includes(origin)) {
      throw new ProblemError("origin-not-allowed", {
        detail: `The embed token was not made for pages of ${printable(origin)}.`,
      });
    }
    const signedWith = ownerKeyId === undefined ? {} : { keyId: ownerKeyId };
    return { credential: issueCredential({ principal: "embed", botId, claims, ...signedWith }), bot };
  }

  async function authenticateConsole(token: string): Promise<Authenticated> {
    const { session, botId } = await consoleTokens.verify(token);
    const { accountId, keyId } = session;
    const account = await directory.findAccount(accountId, keyId);
    if (account === undefined || (keyId !== undefined && !account.liveKeyIds.has(keyId))) {
      throw unauthenticated("The account key that this console session was opened with is gone: sign in again.");
    }
    if (botId === undefined) {
      return { credential: issueCredential({ principal: "console-account", accountId, session }), bot: undefined };
    }
    const bot = await directory.findBot(botId);
    if (bot === undefined || bot.accountId !== accountId)
      throw unauthenticated("The bot of this console token is gone.");
    return { credential: issueCredential({ principal: "console", accountId, botId, session }), bot };
  }

  return async (authorization, origin) => {
    if (authorization === null) throw unauthenticated("Send a credential as Authorization: Bearer …");
    const credential = /^bearer +(\S+)$/i.exec(authorization)?.[1];
    if (credential === undefined)
      throw unauthenticated("The Authorization header must be: Bearer, a space and one credential.");

    if (credential.startsWith("vrs_")) {
      const key = await directory.findSecretKey(credential);
      const bot = key === undefined ? undefined : await directory.findBot(key.botId);
      if (key === undefined || bot === undefined) throw unauthenticated("This secret key is not known.");
      return { credential: issueCredential({ principal: "secret", botId: bot.botId, keyId: key.keyId }), bot };
    }
    if (credential.startsWith("vra_")) {
      const key = await directory.findAccountKey(credential);
      if (key === undefined) throw unauthenticated("This account key is not known.");
      return { credential: issueCredential({ principal: "account", ...key }), bot: undefined };
    }
    if (credential.startsWith("vrm_")) {
      const key = await directory.findMcpKey(credential);
      const bot = key === undefined ? undefined : await directory.findBot(key.botId);
      if (key === undefined || bot === undefined) throw unauthenticated("This MCP key is not known.");
      return { credential: issueCredential({ principal: "mcp", botId: bot.botId, keyId: key.keyId }), bot };
    }
    if (credential.startsWith("vrp_")) {
      throw unauthenticated("A publishable key gives nothing by itself: exchange it at /v1/embed-sessions.");
    }
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential)) {
      return isConsoleToken(credential) ? authenticateConsole(credential) : authenticateToken(credential, origin);
    }
    if (await equalSecrets(credential, operatorKey)) {
      return { credential: issueCredential({ principal: "operator" }), bot: undefined };
    }
    throw unauthenticated("This credential is not known.");
  };
}

/** A publishable key opens nothing, but it says which bot a page asks for. Undefined where it is not known. */
export async function authenticatePublishable(
  directory: Directory,
  key: string,
): Promise<{ credential: VerifiedCredential; bot: BotRecord } | undefined> {
  const found = await directory.findPublishableKey(key);
  const bot = found && (await directory.findBot(found.botId, found.keyId));
  if (found === undefined || bot === undefined) return undefined;
  return { credential: issueCredential({ principal: "publishable", ...found }), bot };
}

/** An owner's clock may be ahead by the leeway, so that a token from before a revocation is dated after it. Milliseconds. */
function leewayOf({ issuer }: EmbedClaims): number {
  return issuer === "owner" ? LIMITS.clockLeewaySeconds * 1_000 : 0;
}

function printable(origin: string): string {
  return origin.slice(0, 200);
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError("unauthenticated", { detail });
}
