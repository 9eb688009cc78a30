/**
 * The deployment's own signing keys, imported once in each isolate: an import costs about as much as a signature. Values are
 * kept and no promises, so that any request may use what another has imported.
 */

import { importJWK } from "jose";
import type { SigningAlgorithm, VerificationKey } from "./embed-token.ts";

export interface EdgeSigningKey {
  kid: string;
  alg: Extract<SigningAlgorithm, "EdDSA" | "ES256" | "HS256">;
  jwk: JsonWebKey;
}

type Imported = CryptoKey | Uint8Array;

const signing = new WeakMap<EdgeSigningKey, Imported>();
const verifying = new WeakMap<EdgeSigningKey, Imported>();

/** What signs. */
export async function importSigningKey(key: EdgeSigningKey): Promise<Imported> {
  return remember(signing, key, key.jwk);
}

/** What verifies: a private key can only sign. A shared secret does both and stays whole. */
export async function importVerificationKey(key: EdgeSigningKey): Promise<VerificationKey> {
  const { d: _private, key_ops: _uses, ...rest } = key.jwk;
  return { issuer: "edge", alg: key.alg, key: await remember(verifying, key, rest), botId: undefined };
}

async function remember(
  keys: WeakMap<EdgeSigningKey, Imported>,
  key: EdgeSigningKey,
  jwk: JsonWebKey,
): Promise<Imported> {
  const found = keys.get(key);
  if (found !== undefined) return found;
  const imported = await importJWK(jwk, key.alg);
  keys.set(key, imported);
  return imported;
}
