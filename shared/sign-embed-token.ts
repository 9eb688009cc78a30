/**
 * Signs an embed token in an owner's backend, without a call to the deployment. Free of dependencies and of
 * imports, so that it can be copied as one file: it needs Web Crypto, as in Node 20, Deno, Bun and Workers.
 */

export interface EmbedTokenOptions {
  /** From `POST /v1/signing-keys` with `{ "alg": "HS256" }`. Both belong to the backend, never to a page. */
  kid: string;
  secret: string;
  /** The visitor's id, one of your own: 1 to 128 characters. Two people with the same id share their conversations. */
  visitorId: string;
  /** At most 3,600; the widget asks for a new token by itself. */
  ttlSeconds?: number;
  /** Exact origins of the pages that may use the token, at most 5, such as `https://www.example.com`. */
  origins?: string[];
  /** A metadata filter that every search of this visitor is bound to. */
  filter?: Record<string, unknown>;
  /** What you know about the visitor, at most 1 KB as JSON. */
  profile?: Record<string, unknown>;
  /** Can only lower the bot's own. */
  limits?: { messages_per_minute?: number; messages_per_day?: number };
}

/** @param now milliseconds since 1970 */
export async function signEmbedToken(options: EmbedTokenOptions, now: number): Promise<string> {
  const { kid, secret, visitorId, ttlSeconds = 600, origins, filter, profile, limits } = options;
  const iat = Math.floor(now / 1000);
  const header = { alg: "HS256", kid, typ: "vegarag-embed+jwt" };
  const claims = {
    iss: "owner",
    aud: "vegarag",
    sub: visitorId,
    iat,
    exp: iat + ttlSeconds,
    jti: crypto.randomUUID(),
    org: origins,
    flt: filter,
    usr: profile,
    lim: limits,
  };
  const text = new TextEncoder();
  const base64url = (bytes: Uint8Array): string =>
    btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
  const signed = [header, claims].map((part) => base64url(text.encode(JSON.stringify(part)))).join(".");
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", text.encode(secret), hmac, false, ["sign"]);
  return `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign("HMAC", key, text.encode(signed))))}`;
}
