/**
 * Builds the parts that outlive a request. Composed once per isolate and environment; tests compose their own.
 */

import { fetchOutside } from "./outside/network.ts";
import { createEngines, type Engines } from "./engines.ts";
import { createGuesses, type Guesses } from "./tenancy/guesses.ts";
import { type Env, parseSettings, type Settings } from "./settings.ts";
import { type Accounts, createAccounts } from "./tenancy/accounts.ts";
import { type Authenticate, createAuthenticate } from "./tenancy/authenticate.ts";
import { type Audit, createAudit } from "./tenancy/audit.ts";
import { createVerifyAccess, type VerifyAccess } from "./tenancy/access.ts";
import { type ConsoleTokens, createConsoleTokens } from "./tenancy/console-token.ts";
import { type ClosedBots, createClosedBots } from "./tenancy/closed-bots.ts";
import { createDirectory, type Directory } from "./tenancy/directory.ts";
import { createKeys, type Keys } from "./tenancy/keys.ts";
import { createOriginNotes, type OriginNotes } from "./tenancy/origin-notes.ts";
import { createProofOfWork, type ProofOfWork } from "./tenancy/proof-of-work.ts";
import { createSessionRate, type SessionRate } from "./tenancy/session-rate.ts";
import { createSignInCodes, type SignInCodes } from "./tenancy/sign-in-codes.ts";

export interface Composition {
  settings: Settings;
  engines: Engines;
  directory: Directory;
  accounts: Accounts;
  keys: Keys;
  audit: Audit;
  consoleTokens: ConsoleTokens;
  signInCodes: SignInCodes;
  /** Undefined where the operator has not set up Cloudflare Access. */
  verifyAccess: VerifyAccess | undefined;
  authenticate: Authenticate;
  guesses: Guesses;
  closedBots: ClosedBots;
  originNotes: OriginNotes;
  sessionRate: SessionRate;
  proofOfWork: ProofOfWork;
  /** Milliseconds since 1970. */
  now: () => number;
}

const compositions = new WeakMap<object, Composition>();

/** @throws SettingsError where a setting cannot be used; nothing is cached then */
export function compose(env: Env): Composition {
  // Bindings are made anew for every object but D1's is one per isolate and environment.
  let composition = compositions.get(env.DB);
  if (composition === undefined) {
    composition = createComposition(env, () => Date.now());
    compositions.set(env.DB, composition);
  }
  return composition;
}

function createComposition(env: Env, now: () => number): Composition {
  const settings = parseSettings(env);
  const directory = createDirectory(env.DB, settings.keyEncryptionKey, now);
  const { operatorKey, edgeSigningKeys } = settings;
  const engines = createEngines(env, now);
  const keys = createKeys(env.DB, settings.keyEncryptionKey, now);
  const consoleTokens = createConsoleTokens(settings.keyEncryptionKey, now);
  return {
    settings,
    engines,
    directory,
    accounts: createAccounts(env.DB, keys, now),
    keys,
    audit: createAudit(env.DB, now),
    consoleTokens,
    signInCodes: createSignInCodes(env.DB, now),
    verifyAccess:
      settings.access &&
      createVerifyAccess(settings.access, now, (url) =>
        fetchOutside(env, { url, redirects: 0, bytes: 64 * 1024, timeMs: 5_000 }),
      ),
    authenticate: createAuthenticate({ directory, operatorKey, edgeSigningKeys, consoleTokens, now }),
    closedBots: createClosedBots(now),
    originNotes: createOriginNotes(now),
    sessionRate: createSessionRate(now),
    guesses: createGuesses(now, (ms) => scheduler.wait(ms)),
    proofOfWork: createProofOfWork(settings.keyEncryptionKey, now),
    now,
  };
}
