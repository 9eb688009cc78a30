/**
 * Where a local server's settings come from: the command line, the environment, `.dev.vars`, and for
 * the three secrets the state folder, which gets random ones at the first start.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { makeSecrets } from "../make-secrets.ts";

/** What is taken from the environment; anything else there belongs to other programs. */
export const SETTING_NAMES = [
  "OPERATOR_KEY",
  "KEY_ENCRYPTION_KEY",
  "EDGE_SIGNING_KEYS",
  "VECTOR_STORE",
  "EMBEDDER",
  "GENERATOR",
  "PINECONE_API_KEY",
  "PINECONE_INDEX_HOST",
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "OPENAI_CHAT_MODEL",
  "OPENAI_EMBEDDING_MODEL",
  "OPENAI_EMBEDDING_DIMENSIONS",
  "OPENAI_REWRITE_MODEL",
  "OPENAI_REASONING_EFFORT",
  "OPENAI_TEMPERATURE",
  "OPENAI_MAX_OUTPUT_TOKENS",
  "OPENAI_CONTEXT_TOKENS",
  "CRAWL_PACE_FASTEST",
  "ACCESS_TEAM",
  "ACCESS_AUDIENCE",
  "ACCESS_ACCOUNT",
  "CLIENT_ADDRESS_HEADER",
  "TURNSTILE_SECRET_KEY",
  "TURNSTILE_VERIFY_URL",
  "EMAIL_FROM",
] as const;

export interface Settings {
  values: Record<string, string>;
  /** Names that did not come from the state folder, with where they came from, for the log. */
  given: string[];
}

export function readSettings(
  root: string,
  state: string,
  environment: Readonly<Record<string, string | undefined>>,
  vars: Readonly<Record<string, string>>,
): Settings {
  const file = join(root, ".dev.vars");
  const layers: [string, Record<string, string>][] = [
    [".dev.vars", existsSync(file) ? definedIn(parseEnv(readFileSync(file, "utf8"))) : {}],
    ["environment", pick(environment)],
    ["--var", vars],
  ];
  const origin = new Map<string, string>();
  const values: Record<string, string> = { ...keptSecrets(state) };
  for (const [source, layer] of layers) {
    for (const [name, value] of Object.entries(layer)) {
      values[name] = value;
      origin.set(name, source);
    }
  }
  return { values, given: [...origin].map(([name, source]) => `${name} (${source})`) };
}

/** The state folder's own secrets, made once and readable by their owner alone. */
function keptSecrets(state: string): Record<string, string> {
  const path = join(state, "secrets.json");
  if (!existsSync(path)) {
    mkdirSync(state, { recursive: true, mode: 0o700 });
    writeFileSync(path, `${JSON.stringify(makeSecrets(), null, 2)}\n`, { mode: 0o600 });
  }
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
  } catch (error) {
    throw new Error(`${path} cannot be read. Restore it, or remove it and the data beside it.`, { cause: error });
  }
}

/** An exported but empty variable is how many shells and CI systems say "not set". */
function pick(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return definedIn(Object.fromEntries(SETTING_NAMES.map((name) => [name, environment[name]])));
}

function definedIn(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ""),
  ) as Record<string, string>;
}
