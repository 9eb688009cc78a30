/**
 * Secrets at rest: random keys, their hashes, and the encryption of those whose value is needed again.
 */

import { randomId } from "../../shared/ids.ts";

/** `vra_`, `vrs_`, `vrp_` or `vrm_` and 40 base 36 characters (206 bits). */
export type KeyPrefix = "vra" | "vrs" | "vrp" | "vrm";

export function createKey(prefix: KeyPrefix): string {
  return `${prefix}_${randomId(40)}`;
}

/** Whether it looks like one of ours: what does not is not looked up. */
export function isKey(text: string): boolean {
  return /^vr[aspm]_[0-9a-z]{40}$/.test(text);
}

/**
 * A key for signatures of one purpose, which the deployment's key is not used for itself.
 *
 * @param purpose keys of different purposes have nothing in common
 */
export async function deriveSigningKey(secret: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const source = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const info = new TextEncoder().encode(purpose);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    source,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}

/** SHA-256, hex. Plain hashing is enough: the keys are random, there is nothing to guess faster. */
export async function hashKey(key: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))).toHex();
}

/** Compares in constant time whatever the lengths. */
export async function equalSecrets(left: string, right: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [a, b] = await Promise.all([
    crypto.subtle.digest("SHA-256", encoder.encode(left)),
    crypto.subtle.digest("SHA-256", encoder.encode(right)),
  ]);
  return crypto.subtle.timingSafeEqual(a, b);
}

/** AES-256-GCM under the deployment's key. `context` is bound to the text: it opens nowhere else. */
export async function encryptSecret(key: Uint8Array<ArrayBuffer>, secret: string, context: string): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const encoder = new TextEncoder();
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encoder.encode(context) },
    await importKey(key),
    encoder.encode(secret),
  );
  return `v1.${iv.toHex()}.${new Uint8Array(sealed).toHex()}`;
}

/** @throws DOMException where the key, the context or the text is another */
export async function decryptSecret(key: Uint8Array<ArrayBuffer>, sealed: string, context: string): Promise<string> {
  const [version, iv, text] = sealed.split(".");
  if (version !== "v1" || iv === undefined || text === undefined) throw new TypeError("Not a sealed secret.");
  const opened = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: Uint8Array.fromHex(iv), additionalData: new TextEncoder().encode(context) },
    await importKey(key),
    Uint8Array.fromHex(text),
  );
  return new TextDecoder().decode(opened);
}

function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}
