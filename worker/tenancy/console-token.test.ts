import { decodeProtectedHeader, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { CONSOLE } from "../../shared/config.ts";
import { type ConsoleSession, createConsoleTokens, isConfirmed, isConsoleToken } from "./console-token.ts";
import { verifyEmbedToken } from "./embed-token.ts";
import { deriveSigningKey } from "./secrets.ts";

const START = 1_790_000_000;
const BOT = `bot_${"a".repeat(25)}`;
const secret = crypto.getRandomValues(new Uint8Array(32));
const session: ConsoleSession = {
  accountId: "acc_1",
  via: "key",
  keyId: "ak_1",
  email: undefined,
  signedInAt: START,
};
let now = START * 1_000;
const tokens = createConsoleTokens(secret, () => now);

/** Seconds after signing in. */
function at(seconds: number): void {
  now = (START + seconds) * 1_000;
}

describe("a console token", () => {
  it("says whose session it is, and which bot it is for", async () => {
    at(0);
    const { token, expires_in } = await tokens.sign(session, BOT);
    expect(expires_in).toBe(1_800);
    expect(await tokens.verify(token)).toEqual({ session, botId: BOT });
    expect((await tokens.verify((await tokens.sign(session)).token)).botId).toBeUndefined();
    expect(decodeProtectedHeader(token)).toEqual({ alg: "HS256", typ: "vegarag-console+jwt" });
  });

  it("is over after half an hour, without any leeway", async () => {
    at(0);
    const { token } = await tokens.sign(session);
    at(CONSOLE.tokenSeconds - 1);
    await tokens.verify(token);
    at(CONSOLE.tokenSeconds + 1);
    await expect(tokens.verify(token)).rejects.toMatchObject({ slug: "token-expired" });
  });

  it("is renewed for twelve hours after signing in, and not a second longer", async () => {
    at(CONSOLE.sessionSeconds - 60);
    expect((await tokens.sign(session)).expires_in).toBe(60);
    at(CONSOLE.sessionSeconds);
    await expect(tokens.sign(session)).rejects.toMatchObject({ slug: "token-expired" });
  });

  it("is refused where it was signed by anything else", async () => {
    at(0);
    const other = createConsoleTokens(crypto.getRandomValues(new Uint8Array(32)), () => now);
    const { token } = await other.sign(session);
    await expect(tokens.verify(token)).rejects.toMatchObject({ slug: "unauthenticated" });
    // With the secret itself, which is not what it is derived to.
    const direct = await new SignJWT({ via: "key", auth_time: START })
      .setProtectedHeader({ alg: "HS256", typ: "vegarag-console+jwt" })
      .setAudience("vegarag-console")
      .setSubject("acc_1")
      .setIssuedAt(START)
      .setExpirationTime(START + 60)
      .sign(secret);
    await expect(tokens.verify(direct)).rejects.toMatchObject({ slug: "unauthenticated" });
    const none = `${btoa('{"alg":"none","typ":"vegarag-console+jwt"}').replaceAll("=", "")}.${token.split(".")[1]}.`;
    await expect(tokens.verify(none)).rejects.toMatchObject({ slug: "unauthenticated" });
  });

  /** With the very key: whatever else is signed with it one day must not be a console token. */
  async function signed({ header, audience, life, padding }: Signed = {}): Promise<string> {
    return new SignJWT({ via: "key", auth_time: START, ...(padding === undefined ? {} : { padding }) })
      .setProtectedHeader({ alg: "HS256", typ: "vegarag-console+jwt", ...header })
      .setAudience(audience ?? "vegarag-console")
      .setSubject("acc_1")
      .setIssuedAt(START)
      .setExpirationTime(START + (life ?? 60))
      .sign(await deriveSigningKey(secret, "vegarag console tokens, 1"));
  }
  interface Signed {
    header?: Record<string, string>;
    audience?: string;
    life?: number;
    padding?: string;
  }

  it("is taken as it is made, signed by hand", async () => {
    at(0);
    expect((await tokens.verify(await signed())).session.accountId).toBe("acc_1");
  });

  it.each<[string, Signed]>([
    ["for another audience", { audience: "vegarag" }],
    ["of another type", { header: { typ: "vegarag-embed+jwt" } }],
    ["with another header beside its own", { header: { kid: "mine" } }],
    ["longer than any of ours", { padding: "x".repeat(2_000) }],
  ])("is refused where it is %s", async (_what, made) => {
    at(0);
    await expect(tokens.verify(await signed(made))).rejects.toMatchObject({ slug: "unauthenticated" });
  });

  it("is over half an hour after it was made, whatever it says itself", async () => {
    const token = await signed({ life: 86_400 });
    at(CONSOLE.tokenSeconds - 1);
    await tokens.verify(token);
    at(CONSOLE.tokenSeconds + 1);
    await expect(tokens.verify(token)).rejects.toMatchObject({ slug: "token-expired" });
  });

  it("never passes for an embed token", async () => {
    at(0);
    const { token } = await tokens.sign(session, BOT);
    expect(isConsoleToken(token)).toBe(true);
    await expect(verifyEmbedToken(token, async () => undefined, now)).rejects.toMatchObject({
      slug: "unauthenticated",
    });
  });
});

describe("what makes a secret", () => {
  it("needs no account key for ten minutes after a one-time code, and always after anything else", () => {
    const byCode: ConsoleSession = { ...session, via: "code" };
    expect(isConfirmed(byCode, (START + 599) * 1_000)).toBe(true);
    expect(isConfirmed(byCode, (START + 600) * 1_000)).toBe(false);
    expect(isConfirmed(session, START * 1_000)).toBe(false);
    expect(isConfirmed({ ...session, via: "access" }, START * 1_000)).toBe(false);
  });
});
