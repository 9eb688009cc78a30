/**
 * What an operator sets, parsed once. A deployment with a missing, weak or malformed setting serves
 * nothing but the name of that setting: it never falls back to a default secret or engine.
 */

import type { OutsideBindings } from "./outside/network.ts";
import type { EdgeSigningKey } from "./tenancy/embed-token.ts";
import type { TenantBindings } from "./tenancy/scope.ts";
import { weaknessOf, weaknessOfBytes } from "./weak-secrets.ts";

/** Bindings of `wrangler.toml` and the settings of the environment, all text and all unchecked. */
export interface Env extends TenantBindings, OutsideBindings {
  DB: D1Database;
  ASSETS: Fetcher;
  SESSION_RATE: RateLimit;
  OPERATOR_KEY?: string;
  KEY_ENCRYPTION_KEY?: string;
  EDGE_SIGNING_KEYS?: string;
  VECTOR_STORE?: string;
  EMBEDDER?: string;
  GENERATOR?: string;
  PINECONE_API_KEY?: string;
  PINECONE_INDEX_HOST?: string;
  OPENAI_API_KEY?: string;
  OPENAI_BASE_URL?: string;
  OPENAI_CHAT_MODEL?: string;
  OPENAI_EMBEDDING_MODEL?: string;
  OPENAI_EMBEDDING_DIMENSIONS?: string;
  ACCESS_TEAM?: string;
  ACCESS_AUDIENCE?: string;
  ACCESS_ACCOUNT?: string;
}

export interface Settings {
  operatorKey: string;
  /** 32 bytes. */
  keyEncryptionKey: Uint8Array<ArrayBuffer>;
  /** The first one signs, all of them verify. */
  edgeSigningKeys: readonly EdgeSigningKey[];
  vectorStore: { engine: "embedded" } | { engine: "pinecone"; apiKey: string; host: string };
  embedder: { engine: "none" } | { engine: "embedded" } | OpenAIEmbedderSettings;
  generator: { engine: "embedded" } | OpenAIGeneratorSettings;
  /**
   * What opens engines that are not the chosen ones, where it is set: vectors that were made with them go on
   * answering until others have taken their place, and are removed then.
   */
  unchosen: { pineconeKey?: string; openai?: { apiKey: string; baseURL: string } };
  /** Undefined: nobody signs in by Cloudflare Access. */
  access: AccessSettings | undefined;
}

/** Cloudflare Access as a way to sign in to the console. */
export interface AccessSettings {
  /** The team's origin, such as `https://example.cloudflareaccess.com`. */
  team: string;
  /** The tag of the Access application. */
  audience: string;
  /** Whoever Access lets in signs in to this account. */
  accountId: string;
}

export interface OpenAISettings {
  engine: "openai";
  apiKey: string;
  baseURL: string;
  model: string;
}
export type OpenAIGeneratorSettings = OpenAISettings;
export interface OpenAIEmbedderSettings extends OpenAISettings {
  dimensions: number;
}

/** Thrown by `parseSettings`; `setting` names what the operator has to mend. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly setting: string;

  constructor(setting: string, complaint: string) {
    super(`The setting ${setting} ${complaint}.`);
    this.setting = setting;
  }
}

/** What the deployment makes for itself. */
const SECRETS: ReadonlySet<string> = new Set(["OPERATOR_KEY", "KEY_ENCRYPTION_KEY", "EDGE_SIGNING_KEYS"]);
const EXAMPLES = /^(change[-_ ]?me|example|secret|password|test|todo|xxx+|\.\.\.|<.*>)/i;

/** @throws SettingsError for the first setting that cannot be used */
export function parseSettings(env: Env): Settings {
  const vectorStore = oneOf(
    env,
    "VECTOR_STORE",
    ["embedded", "pinecone"],
    env.PINECONE_API_KEY ? "pinecone" : "embedded",
  );
  const embedder = oneOf(env, "EMBEDDER", ["embedded", "openai", "none"], env.OPENAI_API_KEY ? "openai" : "embedded");
  const generator = oneOf(env, "GENERATOR", ["embedded", "openai"], env.OPENAI_API_KEY ? "openai" : "embedded");
  return {
    operatorKey: parseOperatorKey(env),
    keyEncryptionKey: parseKeyEncryptionKey(env),
    edgeSigningKeys: parseEdgeSigningKeys(env),
    vectorStore:
      vectorStore === "embedded"
        ? { engine: "embedded" }
        : { engine: "pinecone", apiKey: required(env, "PINECONE_API_KEY"), host: parsePineconeHost(env) },
    embedder:
      embedder === "openai"
        ? {
            ...parseOpenAI(env, "OPENAI_EMBEDDING_MODEL", "text-embedding-3-small"),
            dimensions: parseCount(env, "OPENAI_EMBEDDING_DIMENSIONS", 1_536, 20_000),
          }
        : { engine: embedder },
    generator: generator === "openai" ? parseOpenAI(env, "OPENAI_CHAT_MODEL", "gpt-5-mini") : { engine: generator },
    unchosen: {
      ...(isUsable(env.PINECONE_API_KEY) ? { pineconeKey: env.PINECONE_API_KEY } : {}),
      ...(isUsable(env.OPENAI_API_KEY)
        ? { openai: { apiKey: env.OPENAI_API_KEY, baseURL: parseOpenAIBase(env) } }
        : {}),
    },
    access: parseAccess(env),
  };
}

type TextSetting = Exclude<keyof Env, keyof TenantBindings | "DB" | "ASSETS" | "SESSION_RATE" | "PUBLIC_NET">;

/** A key that no chosen engine needs may be anything; only a real one opens what was made with it. */
function isUsable(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && !EXAMPLES.test(value);
}

function required(env: Env, name: TextSetting): string {
  const value = env[name];
  if (typeof value !== "string" || value.trim() === "")
    throw new SettingsError(name, `is missing${SECRETS.has(name) ? `. ${MAKE_ONE}` : ""}`);
  if (EXAMPLES.test(value))
    throw new SettingsError(name, `still has an example value${SECRETS.has(name) ? `. ${MAKE_ONE}` : ""}`);
  return value;
}

function oneOf<const T extends string>(env: Env, name: TextSetting, values: readonly T[], preset: NoInfer<T>): T {
  const value = env[name];
  if (value === undefined) return preset;
  if (!(values as readonly string[]).includes(value))
    throw new SettingsError(name, `must be one of ${values.join(", ")}`);
  return value as T;
}

/** Follows every complaint of a secret. */
const MAKE_ONE = "npm run secrets prints a good one";

function weak(name: TextSetting, weakness: string | undefined): void {
  if (weakness !== undefined) throw new SettingsError(name, `${weakness}. ${MAKE_ONE}`);
}

function parseOperatorKey(env: Env): string {
  const key = required(env, "OPERATOR_KEY");
  weak("OPERATOR_KEY", weaknessOf(key));
  return key;
}

function parseKeyEncryptionKey(env: Env): Uint8Array<ArrayBuffer> {
  const name = "KEY_ENCRYPTION_KEY";
  const text = required(env, name);
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
  const text = required(env, name);
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

function parsePineconeHost(env: Env): string {
  const name = "PINECONE_INDEX_HOST";
  const text = required(env, name);
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  if (url === null || url.pathname !== "/" || url.search || url.username)
    throw new SettingsError(name, "is not a host");
  return url.origin;
}

function parseOpenAI(
  env: Env,
  modelName: "OPENAI_CHAT_MODEL" | "OPENAI_EMBEDDING_MODEL",
  preset: string,
): OpenAISettings {
  const baseURL = parseOpenAIBase(env);
  const model = env[modelName] ?? preset;
  if (model.trim() === "") throw new SettingsError(modelName, "is empty");
  return { engine: "openai", apiKey: required(env, "OPENAI_API_KEY"), baseURL, model };
}

function parseOpenAIBase(env: Env): string {
  const name = "OPENAI_BASE_URL";
  const base = URL.parse(env[name] ?? "https://api.openai.com/v1");
  if (base === null || !/^https?:$/.test(base.protocol) || base.username)
    throw new SettingsError(name, "is not an http(s) URL");
  // The path of a call would end up behind it, in the query.
  if (base.search || base.hash) throw new SettingsError(name, "must end with its path, without ? or #");
  return base.href.replace(/\/$/, "");
}

function parseCount(env: Env, name: TextSetting, preset: number, most: number): number {
  const text = env[name];
  if (text === undefined) return preset;
  const count = typeof text === "string" && /^\d+$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new SettingsError(name, `must be a whole number from 1 to ${most}`);
  return count;
}
