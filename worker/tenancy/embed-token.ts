/**
 * Embed tokens: compact JWS, signed and verified with jose. jose checks the
 * signature and the registered claims; the exact look-ups (key, bot, origin) and every claim's shape are ours.
 */

import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { fitsInPath } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type MetadataFilter, parseFilter } from "../knowledge/filter.ts";
import { type EdgeSigningKey, importSigningKey } from "./edge-keys.ts";
import { jsonObjectSchema } from "./json-object.ts";
import { type TokenLimits, tokenLimitsSchema } from "./limits.ts";
import { parseOrigin } from "./origins.ts";

const TOKEN_TYPE = "vegarag-embed+jwt";
const AUDIENCE = "vegarag";

export type SigningAlgorithm = "HS256" | "EdDSA" | "ES256" | "RS256";

/** What a verified token says. Times in seconds since 1970, as in the token. */
export interface EmbedClaims {
  issuer: "edge" | "owner";
  visitorId: string;
  issuedAt: number;
  expiresAt: number;
  /** Exact origins a browser must come from; undefined: any. */
  origins: readonly string[] | undefined;
  /** Locked filter, ANDed with every retrieval. */
  filter: MetadataFilter | undefined;
  limits: TokenLimits | undefined;
  profile: Record<string, unknown> | undefined;
  /** Edge tokens: the secret or publishable key they were minted with; they die with it. */
  keyId: string | undefined;
  /** Edge tokens: the visitor came into being with this very token. */
  isNewVisitor: boolean;
}

/** A key that may verify a token, and the bot its tokens belong to where the key decides that. */
export interface VerificationKey {
  issuer: "edge" | "owner";
  /** The stored algorithm. The header's is compared with it, never obeyed. */
  alg: SigningAlgorithm;
  key: CryptoKey | Uint8Array;
  /** Owner keys: the bot of the key row. */
  botId: string | undefined;
}

export interface EmbedTokenRequest {
  botId: string;
  visitorId: string;
  ttlSeconds: number;
  keyId: string;
  isNewVisitor?: boolean;
  origins?: readonly string[];
  filter?: MetadataFilter;
  limits?: TokenLimits;
  profile?: Record<string, unknown>;
}

const claimsSchema = v.object({
  bot: v.optional(v.string()),
  sub: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(LIMITS.visitorIdCharacters),
    v.check((sub) => sub.isWellFormed() && fitsInPath(sub)),
  ),
  iat: v.number(),
  exp: v.number(),
  jti: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  aud: v.literal(AUDIENCE),
  org: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(LIMITS.originsPerToken))),
  flt: v.optional(jsonObjectSchema),
  lim: v.optional(tokenLimitsSchema),
  usr: v.optional(jsonObjectSchema),
  key: v.optional(v.string()),
  new: v.optional(v.boolean()),
});

/**
 * Verifies an embed token.
 *
 * @param findKey exact look-up by `kid`; undefined where there is no such live key
 * @param now milliseconds since 1970
 * @throws ProblemError `token-expired` where only its time is over, else `unauthenticated`
 */
export async function verifyEmbedToken(
  token: string,
  findKey: (kid: string) => Promise<VerificationKey | undefined>,
  now: number,
): Promise<{ botId: string; claims: EmbedClaims }> {
  if (token.length > LIMITS.tokenBytes) throw refused("longer than 2 KB");
  const header = parseHeader(token, TOKEN_TYPE);
  const key = await findKey(header.kid);
  if (key === undefined) throw refused("signed with a key that is not known");
  if (key.alg !== header.alg) throw refused("signed with another algorithm than its key has");

  const life = key.issuer === "edge" ? LIMITS.edgeTokenSeconds : LIMITS.ownerTokenSeconds;
  const payload = await verifySignature(token, key, {
    audience: AUDIENCE,
    typ: TOKEN_TYPE,
    issuer: key.issuer,
    life,
    now,
  });
  const parsed = v.safeParse(claimsSchema, payload);
  if (!parsed.success) throw refused(`not valid: its ${v.getDotPath(parsed.issues[0])} claim is of the wrong form`);
  const claims = parsed.output;
  if (claims.exp - claims.iat > life) throw refused(`made to live longer than ${life} seconds`);
  if (claims.exp <= claims.iat) throw refused("over before it begins");

  // The bot comes from the key where the key is an owner's, whatever the claims say.
  const botId = key.botId ?? claims.bot;
  if (botId === undefined || (claims.bot !== undefined && claims.bot !== botId)) throw refused("made for another bot");
  if (key.issuer === "edge" && claims.key === undefined) throw refused("not valid: its key claim is missing");

  return {
    botId,
    claims: {
      issuer: key.issuer,
      visitorId: claims.sub,
      issuedAt: claims.iat,
      expiresAt: claims.exp,
      origins: claims.org?.map(parseTokenOrigin),
      filter: claims.flt === undefined ? undefined : parseTokenFilter(claims.flt),
      limits: claims.lim,
      profile: claims.usr === undefined ? undefined : parseProfile(claims.usr),
      keyId: key.issuer === "edge" ? claims.key : undefined,
      isNewVisitor: key.issuer === "edge" && claims.new === true,
    },
  };
}

/** Mints an edge token. Its `iat` has fractions of a second, so that a revocation can tell before from after. */
export async function signEmbedToken(
  key: EdgeSigningKey,
  request: EmbedTokenRequest,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  if (request.profile !== undefined && !isSmallProfile(request.profile)) {
    throw new ProblemError("invalid-request", {
      detail: "profile: At most 1 KB as JSON.",
      issues: [{ path: "profile", message: "At most 1 KB as JSON." }],
    });
  }
  const issuedAt = now / 1_000;
  const expiresAt = Math.floor(issuedAt + request.ttlSeconds);
  const token = await new SignJWT({
    bot: request.botId,
    key: request.keyId,
    jti: crypto.randomUUID(),
    iat: issuedAt,
    ...(request.isNewVisitor === true ? { new: true } : {}),
    ...(request.origins === undefined ? {} : { org: [...request.origins] }),
    ...(request.filter === undefined ? {} : { flt: request.filter }),
    ...(request.limits === undefined ? {} : { lim: request.limits }),
    ...(request.profile === undefined ? {} : { usr: request.profile }),
  })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: TOKEN_TYPE })
    .setIssuer("edge")
    .setAudience(AUDIENCE)
    .setSubject(request.visitorId)
    .setExpirationTime(expiresAt)
    .sign(await importSigningKey(key));
  if (token.length > LIMITS.tokenBytes) {
    throw new ProblemError("invalid-request", {
      detail: "The token would be larger than 2 KB: send a smaller filter, profile or list of origins.",
    });
  }
  return { token, expiresAt };
}

/** @throws ProblemError `unauthenticated` for any header but `alg`, `kid` and this `typ` */
export function parseHeader(token: string, typ: string): { alg: string; kid: string } {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(token) as Record<string, unknown>;
  } catch (cause) {
    throw refused("not a compact JWS", cause);
  }
  // Nothing but these: `jwk`, `jku`, `x5c` would bring the attacker's key along, `crit` and `b64` change what is signed.
  for (const name of Object.keys(header)) {
    if (name !== "alg" && name !== "kid" && name !== "typ")
      throw refused("not valid: its header must have alg, kid and typ alone");
  }
  const { alg, kid } = header;
  if (header["typ"] !== typ || typeof alg !== "string" || typeof kid !== "string" || kid === "") {
    throw refused(`not valid: its header must have alg, kid and typ "${typ}"`);
  }
  // RFC 9864 calls by its curve what EdDSA is with the one curve that is taken here.
  return { alg: alg === "Ed25519" ? "EdDSA" : alg, kid };
}

/** @throws ProblemError `token-expired`, `unauthenticated` */
export async function verifySignature(
  token: string,
  key: VerificationKey,
  expected: { audience: string; typ: string; issuer: string; life: number; now: number },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key.key, {
      algorithms: key.alg === "EdDSA" ? ["EdDSA", "Ed25519"] : [key.alg],
      audience: expected.audience,
      issuer: expected.issuer,
      typ: expected.typ,
      requiredClaims: ["sub", "iat", "exp", ...(expected.audience === AUDIENCE ? ["jti"] : [])],
      maxTokenAge: expected.life,
      clockTolerance: LIMITS.clockLeewaySeconds,
      currentDate: new Date(expected.now),
    });
    return payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) {
      throw new ProblemError("token-expired", { detail: "The embed token has expired: ask for a new one.", cause });
    }
    if (cause instanceof errors.JWTClaimValidationFailed)
      throw refused(`not valid: its ${cause.claim} claim is wrong or missing`, cause);
    throw refused("not signed by the key it names", cause);
  }
}

function parseTokenOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin === undefined) throw refused("listing something that is not an origin");
  return origin;
}

function parseTokenFilter(filter: unknown): MetadataFilter {
  try {
    return parseFilter(filter);
  } catch (cause) {
    throw refused("carrying a filter that is not valid", cause);
  }
}

function parseProfile(profile: Record<string, unknown>): Record<string, unknown> {
  if (!isSmallProfile(profile)) throw refused("carrying a profile over 1 KB");
  return profile;
}

function isSmallProfile(profile: Record<string, unknown>): boolean {
  return new TextEncoder().encode(JSON.stringify(profile)).length <= LIMITS.profileBytes;
}

function refused(why: string, cause?: unknown): ProblemError {
  return new ProblemError("unauthenticated", { detail: `The embed token is ${why}.`, cause });
}
