/** Standard Webhooks 1.0: secrets, and the signature that a receiver checks. */

const PREFIX = "whsec_";
const SECRET_BYTES = 32;

export function createWebhookSecret(): string {
  return PREFIX + crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toBase64();
}

/**
 * The headers of one delivery.
 *
 * @param secrets the first one is the current one; those before it sign as well while they are good
 * @param at when this try is made, in milliseconds since 1970: receivers refuse what is five minutes old
 */
export async function signDelivery(
  messageId: string,
  body: string,
  secrets: readonly string[],
  at: number,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signed = new TextEncoder().encode(`${messageId}.${timestamp}.${body}`);
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, signed)));
  return {
    "webhook-id": messageId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.map((signature) => `v1,${signature}`).join(" "),
  };
}

async function sign(secret: string, text: Uint8Array): Promise<string> {
  const raw = Uint8Array.from(Uint8Array.fromBase64(secret.slice(PREFIX.length)));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, Uint8Array.from(text))).toBase64();
}
