import { describe, expect, it } from "vitest";
import { makeSecrets } from "../scripts/make-secrets.ts";
import { SettingsError } from "./setting.ts";
import { type Env, parseSettings } from "./settings.ts";

const sound = { ...makeSecrets() };
const parse = (change: Record<string, unknown> = {}): ReturnType<typeof parseSettings> =>
  parseSettings({ ...sound, ...change } as unknown as Env);

/** The setting that is complained of. */
function complaint(change: Record<string, unknown>): string {
  try {
    parse(change);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).toContain(error.setting);
    // The value never stands in a message that may reach a client.
    for (const value of Object.values(change))
      if (typeof value === "string" && value.length > 12) expect(error.message).not.toContain(value);
    return error.setting;
  }
  return "none";
}

describe("settings", () => {
  it("are whole where only secrets are set", () => {
    const { keyEncryptionKey, edgeSigningKeys } = parse();
    expect(keyEncryptionKey).toHaveLength(32);
    expect(edgeSigningKeys.map(({ alg }) => alg)).toEqual(["EdDSA"]);
  });

  it.each(["OPERATOR_KEY", "KEY_ENCRYPTION_KEY", "EDGE_SIGNING_KEYS"])("refuse to serve without a sound %s", (name) => {
    for (const value of [
      undefined,
      null,
      "",
      " ",
      "\n",
      7,
      {},
      "changeme",
      "change-me-please-change-me-please",
      "example-example-example-0123456789",
      "<your key here, thirty characters>",
      "secret",
      "password-password-0123456789abc",
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "...",
      "TODO: set this to something random",
    ])
      expect(complaint({ [name]: value }), String(value)).toBe(name);
  });

  it("refuse weak secrets", () => {
    for (const value of ["short", "a".repeat(40), "abababababababababababababababab", "0123456789"])
      expect(complaint({ OPERATOR_KEY: value }), value).toBe("OPERATOR_KEY");
    const bytes = (make: (at: number) => number, length = 32): string =>
      btoa(String.fromCharCode(...Array.from({ length }, (_, at) => make(at))));
    for (const value of [
      bytes(() => 0),
      bytes((at) => at % 4),
      bytes((at) => at, 31),
      bytes((at) => at, 33),
      "not base64 at all, is it? no!",
      "AAAA",
    ])
      expect(complaint({ KEY_ENCRYPTION_KEY: value }), value).toBe("KEY_ENCRYPTION_KEY");
  });

  /** As an HS256 signing key, in base64url and as it stands. */
  const asSigningKey = (text: string): string[] =>
    [text, Buffer.from(text).toString("base64url")].map((k) =>
      JSON.stringify({ keys: [{ kty: "oct", alg: "HS256", kid: "a", k }] }),
    );

  it.each([
    "replace-me-with-24-random-characters",
    "REPLACE_WITH_YOUR_OPERATOR_KEY_32_CHARS",
    "your-256-bit-secret-goes-here-now",
    "vro_this-is-where-your-operator-key-goes",
    "SuperSecretProductionKeyDoNotShare2026",
    "correct horse battery staple and more",
    "Franz jagt im komplett verwahrlosten Taxi",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ZYXWVUTSRQPONMLKJIHGFEDCBA9876543210",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "0123456789abcdef0123456789abcdef",
    "k3jX9_aQ2m-Zk3jX9_aQ2m-Zk3jX9_aQ2m-Z",
    "00000000000000000000000000000000000000000001",
    // Published as examples: RFC 8037 and RFC 7517.
    "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
  ])("refuse %s for any secret, and say what makes a good one", (value) => {
    expect(() => parse({ OPERATOR_KEY: value })).toThrow(/OPERATOR_KEY.*npm run secrets/);
    for (const EDGE_SIGNING_KEYS of asSigningKey(value))
      expect(complaint({ EDGE_SIGNING_KEYS })).toBe("EDGE_SIGNING_KEYS");
    // Cut short, what is published is only random.
    if (value.length === 43) return;
    const bytes = Buffer.from(value.padEnd(32, value).slice(0, 32)).toString("base64");
    expect(complaint({ KEY_ENCRYPTION_KEY: bytes })).toBe("KEY_ENCRYPTION_KEY");
  });

  it("refuse bytes that a person chose", () => {
    const rows: ((at: number) => number)[] = [
      () => 0,
      () => 255,
      (at) => at,
      (at) => 255 - at,
      (at) => at * 3,
      (at) => at % 8,
    ];
    for (const row of rows) {
      const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => row(at) & 255));
      expect(complaint({ KEY_ENCRYPTION_KEY: bytes.toString("base64") })).toBe("KEY_ENCRYPTION_KEY");
      const key = { kty: "oct", alg: "HS256", kid: "a", k: bytes.toString("base64url") };
      expect(complaint({ EDGE_SIGNING_KEYS: JSON.stringify({ keys: [key] }) })).toBe("EDGE_SIGNING_KEYS");
    }
  });

  it("take what random generators make, a name before it or not", () => {
    for (let round = 0; round < 50; round++) {
      const made = makeSecrets();
      expect(complaint({ ...made })).toBe("none");
    }
    // Fixed, so that no run is unlucky.
    for (const value of [
      "5f9d1c7be2a84360d15f7a9b3ce84f02",
      "Zr7Qm2xV9tLk4WbN8sHcD3fY",
      "operator-key-5f9d1c7be2a84360d15f7a9b3ce84f02",
      "c1f7a0de-93b4-4e5a-8d26-7fb01a9c3e58",
      "jW8#pL!2vQz@7nTx$R5kYb&0mGd^HcFs",
    ])
      expect(complaint({ OPERATOR_KEY: value }), value).toBe("none");
  });

  it("ask for no Turnstile unless its secret is set, and take none that proves nothing", () => {
    expect(parse().turnstile).toBeUndefined();
    expect(parse({ TURNSTILE_SECRET_KEY: "0x4AAAAAAAkq3Zs81nQv7Rt2" }).turnstile?.url).toContain("cloudflare.com");
    for (const value of [" ", "0x4 AAA", "<your secret>", `1x${"0".repeat(33)}AA`, `2x${"0".repeat(33)}AA`])
      expect(complaint({ TURNSTILE_SECRET_KEY: value }), value).toBe("TURNSTILE_SECRET_KEY");
    for (const value of ["ftp://x.example", "siteverify"])
      expect(complaint({ TURNSTILE_SECRET_KEY: "0x4AAAAAAAkq3Zs81nQv7Rt2", TURNSTILE_VERIFY_URL: value })).toBe(
        "TURNSTILE_VERIFY_URL",
      );
  });

  it("refuse signing keys that could not sign, or be told apart", () => {
    const jwk = (JSON.parse(sound.EDGE_SIGNING_KEYS) as { keys: Record<string, unknown>[] }).keys[0]!;
    const set = (...keys: unknown[]): string => JSON.stringify({ keys });
    const { d: _private, ...publicOnly } = jwk;
    for (const value of [
      "{",
      "[]",
      "null",
      "{}",
      '{"keys":{}}',
      set(),
      set(null),
      set("x"),
      set(publicOnly),
      set({ ...jwk, kid: undefined }),
      set({ ...jwk, kid: "" }),
      set({ ...jwk, kid: 7 }),
      set(jwk, jwk),
      set({ ...jwk, alg: undefined }),
      set({ ...jwk, alg: "none" }),
      set({ ...jwk, alg: "RS256" }),
      set({ kty: "oct", kid: "a", alg: "HS256", k: "c2hvcnQ" }),
    ])
      expect(complaint({ EDGE_SIGNING_KEYS: value }), value).toBe("EDGE_SIGNING_KEYS");
    expect(
      parse({ EDGE_SIGNING_KEYS: set(jwk, { ...jwk, kid: "older" }) }).edgeSigningKeys.map(({ kid }) => kid),
    ).toEqual([jwk["kid"], "older"]);
  });
});
