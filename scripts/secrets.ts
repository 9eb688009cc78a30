/**
 * The three secrets a deployment needs, made at random: for a local server, which keeps them in its
 * state folder, and for tests, which make new ones each run. Real deployments set their own.
 */

import { generateKeyPairSync, randomBytes } from "node:crypto";

export interface Secrets {
  OPERATOR_KEY: string;
  /** 32 bytes in base64. */
  KEY_ENCRYPTION_KEY: string;
  /** A JWKS as JSON with one private Ed25519 key. */
  EDGE_SIGNING_KEYS: string;
}

export function makeSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync("ed25519");
  const jwk = {
    ...privateKey.export({ format: "jwk" }),
    kid: `edge_${randomBytes(8).toString("hex")}`,
    alg: "EdDSA",
    use: "sig",
  };
  return {
    OPERATOR_KEY: `vro_${randomBytes(32).toString("base64url")}`,
    KEY_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    EDGE_SIGNING_KEYS: JSON.stringify({ keys: [jwk] }),
  };
}
