/**
 * What an operator sets, parsed once. A deployment with a missing, weak or malformed setting serves
 * nothing but the name of that setting: it never falls back to a default secret or engine.
 */

import { type Pace, parsePace, POLITE } from "./pace.ts";
import type { MailBindings } from "./outside/mail.ts";
import type { OutsideBindings } from "./outside/network.ts";
import type { TurnstileSettings } from "./outside/turnstile.ts";
import { required, SettingsError } from "./setting.ts";
import type { EdgeSigningKey } from "./tenancy/edge-keys.ts";
import type { FileBindings } from "./knowledge/files.ts";
import type { TenantBindings } from "./tenancy/scope.ts";
import { weaknessOf, weaknessOfBytes } from "./weak-secrets.ts";

/** Bindings of `wrangler.toml` and the settings of the environment, all text and all unchecked. Those of engines are each engine's own. */
export interface Env extends TenantBindings, OutsideBindings, MailBindings, FileBindings {
  DB: D1Database;
  ASSETS: Fetcher;
  SESSION_RATE: RateLimit;
  OPERATOR_KEY?: string;
  KEY_ENCRYPTION_KEY?: string;
  EDGE_SIGNING_KEYS?: string;
  CRAWL_PACE_FASTEST?: string;
  ACCESS_TEAM?: string;
  ACCESS_AUDIENCE?: string;
  ACCESS_ACCOUNT?: string;
  CLIENT_ADDRESS_HEADER?: string;
  TURNSTILE_SECRET_KEY?: string;
  TURNSTILE_VERIFY_URL?: string;
}

export interface Settings {
  operatorKey: string;
  /** 32 bytes. */
  keyEncryptionKey: Uint8Array<ArrayBuffer>;
  /** The first one signs, all of them verify. */
  edgeSigningKeys: readonly EdgeSigningKey[];
  /** No source is read faster, whatever its owner asks for. */
  crawlPaceFastest: Pace;
  /** Undefined: nobody signs in by Cloudflare Access. */
  access: AccessSettings | undefined;
  /** Says whom a request comes from; undefined where nobody in front can be believed. */
  addressHeader: string | undefined;
  /** Undefined: nobody is asked for a token of Turnstile. */
  turnstile: TurnstileSettings | undefined;
}

/** Cloudflare Access as a way to sign in to the console. */
export interface AccessSettings {
  /** The team's origin, such as `https://example.cloudflareaccess.com`. */
  team: string;
  /** The tag of the Access application. */
  audience: string;
  /** People admitted by Cloudflare Access sign in to this account. */
  accountId: string;
}

/** @throws SettingsError for the first setting that cannot be used */
export function parseSettings(env: Env): Settings {
  return {
    operatorKey: parseOperatorKey(env),
    keyEncryptionKey: parseKeyEncryptionKey(env),
    edgeSigningKeys: parseEdgeSigningKeys(env),
    crawlPaceFastest: parseCrawlPace(env),
    access: parseAccess(env),
    addressHeader: parseAddressHeader(env),
    turnstile: parseTurnstile(env),
  };
}

/** Follows every complaint of a secret. */
const MAKE_ONE = ". npm run secrets prints a good one";

function weak(name: string, weakness: string | undefined): void {
  if (weakness !== undefined) throw new SettingsError(name, `${weakness}${MAKE_ONE}`);
}

function parseOperatorKey(env: Env): string {
  const key = required(env, "OPERATOR_KEY", MAKE_ONE);
  weak("OPERATOR_KEY", weaknessOf(key));
  return key;
}

function parseKeyEncryptionKey(env: Env): Uint8Array<ArrayBuffer> {
  const name = "KEY_ENCRYPTION_KEY";
  const text = required(env, name, MAKE_ONE);
  const bytes = parseBase64(text);
  if (bytes === undefined) throw new SettingsError(name, "is not base64");
  if (bytes.length !== 32) throw new SettingsError(name, "must be 32 random bytes in base64");
  weak(name, weaknessOf(text) ?? weaknessOfBytes(bytes));
  return bytes;
}

function parseBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const EDGE_ALGORITHMS = ["EdDSA", "ES256", "HS256"] as const;

function parseEdgeSigningKeys(env: Env): EdgeSigningKey[] {
  const name = "EDGE_SIGNING_KEYS";
  const text = required(env, name, MAKE_ONE);
  let jwks: unknown;
  try {
    jwks = JSON.parse(text);
  } catch {
    throw new SettingsError(name, 'is not JSON: it must be a JWKS, { "keys": [...] }');
  }
  const keys = (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys) || keys.length === 0) throw new SettingsError(name, "holds no keys");
  const kids = new Set<string>();
  return keys.map((value: unknown) => {
    const jwk = value as JsonWebKey & { kid?: unknown };
    const alg = EDGE_ALGORITHMS.find((known) => known === jwk?.alg);
    if (alg === undefined)
      throw new SettingsError(name, `holds a key whose alg is not one of ${EDGE_ALGORITHMS.join(", ")}`);
    if (typeof jwk.kid !== "string" || jwk.kid === "" || kids.has(jwk.kid)) {
      throw new SettingsError(name, "holds a key without a kid of its own");
    }
    const secret = alg === "HS256" ? jwk.k : jwk.d;
    const bytes = typeof secret === "string" ? parseBase64(secret) : undefined;
    if (typeof secret !== "string" || bytes === undefined || bytes.length < 32) {
      throw new SettingsError(name, `holds a key without a private part of at least 256 bits (kid ${jwk.kid})`);
    }
    const weakness = weaknessOf(secret) ?? weaknessOfBytes(bytes);
    weak(name, weakness && `holds a key that ${weakness} (kid ${jwk.kid})`);
    kids.add(jwk.kid);
    return { kid: jwk.kid, alg, jwk };
  });
}

/** Cloudflare's network sets its header whatever the client wrote there. Elsewhere an operator names his proxy's. */
function parseAddressHeader({ CLIENT_ADDRESS_HEADER: header, PUBLIC_FETCH }: Env): string | undefined {
  if (header === undefined) return PUBLIC_FETCH === "cloudflare" ? "cf-connecting-ip" : undefined;
  if (/^[\w-]+$/.test(header)) return header;
  throw new SettingsError("CLIENT_ADDRESS_HEADER", "is not the name of a header");
}

const SITEVERIFY = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

function parseTurnstile({ TURNSTILE_SECRET_KEY: secret, TURNSTILE_VERIFY_URL }: Env): TurnstileSettings | undefined {
  if (!secret) return undefined;
  const url = TURNSTILE_VERIFY_URL || SITEVERIFY;
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new SettingsError("TURNSTILE_VERIFY_URL", "is not an http(s) URL");
  }
  if (!/^[\w-]{10,}$/.test(secret)) throw new SettingsError("TURNSTILE_SECRET_KEY", "is not the secret of a widget");
  // Cloudflare's own for trying out: one of them lets everybody in.
  if (url === SITEVERIFY && /^[123]x0+A+$/.test(secret)) {
    throw new SettingsError(
      "TURNSTILE_SECRET_KEY",
      "is an example that proves nothing: take the secret of your widget",
    );
  }
  return { secret, url };
}

/** All three or none: a half of it would look as if Access guarded the console. */
function parseAccess(env: Env): AccessSettings | undefined {
  if (!env.ACCESS_TEAM && !env.ACCESS_AUDIENCE && !env.ACCESS_ACCOUNT) return undefined;
  const team = URL.parse(required(env, "ACCESS_TEAM"));
  if (team?.protocol !== "https:" || team.pathname !== "/" || team.search || team.username) {
    throw new SettingsError("ACCESS_TEAM", "is not an address such as https://example.cloudflareaccess.com");
  }
  const accountId = required(env, "ACCESS_ACCOUNT");
  if (!/^acc_[0-9a-z]{25}$/.test(accountId)) throw new SettingsError("ACCESS_ACCOUNT", "is not the id of an account");
  return { team: team.origin, audience: required(env, "ACCESS_AUDIENCE"), accountId };
}

function parseCrawlPace(env: Env): Pace {
  const name = "CRAWL_PACE_FASTEST";
  const pace = env[name] === undefined ? POLITE : parsePace(env[name]);
  if (pace === undefined)
    throw new SettingsError(name, 'must be JSON such as {"in_flight":6,"per_host":2,"spacing_ms":500}');
  return pace;
}
