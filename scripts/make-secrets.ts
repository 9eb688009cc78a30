/**
 * The three secrets a deployment needs, made at random: for a local server, which keeps them in its
 * state folder, and for tests, which make new ones each run. Real deployments set their own.
 */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { weaknessOf } from "../worker/weak-secrets.ts";

export interface Secrets {
  OPERATOR_KEY: string;
  /** 32 bytes in base64. */
  KEY_ENCRYPTION_KEY: string;
  /** A JWKS as JSON with one private Ed25519 key. */
  EDGE_SIGNING_KEYS: string;
}

export function makeSecrets(): Secrets {
  const { kid, d, x } = drawn(
    () => ({
      kid: randomBytes(8).toString("hex"),
      ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }),
    }),
    (key) => key.d!,
  );
  const jwk = { crv: "Ed25519", d, x, kty: "OKP", kid: `edge_${kid}`, alg: "EdDSA", use: "sig" };
  const text = (value: string): string => value;
  return {
    OPERATOR_KEY: drawn(() => `vro_${randomBytes(32).toString("base64url")}`, text),
    KEY_ENCRYPTION_KEY: drawn(() => randomBytes(32).toString("base64"), text),
    EDGE_SIGNING_KEYS: JSON.stringify({ keys: [jwk] }),
  };
}

/** One in some thousand random secrets looks like words or a row, and would be refused: it is drawn again. */
function drawn<T>(draw: () => T, secretOf: (value: T) => string): T {
  for (;;) {
    const value = draw();
    if (weaknessOf(secretOf(value)) === undefined) return value;
  }
}
