/** The copied helper against the strict verification: what it signs is what the Worker reads. */

import { describe, expect, it } from "vitest";
import { type VerificationKey, verifyEmbedToken } from "../worker/tenancy/embed-token.ts";
import { signEmbedToken } from "./sign-embed-token.ts";

const NOW = 1_790_000_000_500;
const secret = "a-secret-of-fifty-characters-a-secret-of-fifty-char";
const key: VerificationKey = { issuer: "owner", alg: "HS256", key: new TextEncoder().encode(secret), botId: "bot_1" };

function verify(token: string, now = NOW): ReturnType<typeof verifyEmbedToken> {
  return verifyEmbedToken(token, async (kid) => (kid === "kid_1" ? key : undefined), now);
}

describe("signEmbedToken", () => {
  it("signs every option so that the Worker reads it back", async () => {
    const options = {
      origins: ["https://www.example.com"],
      filter: { plan: { $in: ["free", "größer"] } },
      profile: { name: "Zoë 😀", since: 2026 },
      limits: { messages_per_minute: 3 },
    };
    const token = await signEmbedToken(
      { kid: "kid_1", secret, visitorId: "user-42", ttlSeconds: 120, ...options },
      NOW,
    );
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const { botId, claims } = await verify(token);
    expect(botId).toBe("bot_1");
    expect(claims).toMatchObject({ issuer: "owner", visitorId: "user-42", ...options });
    expect(claims.expiresAt - claims.issuedAt).toBe(120);
    expect(claims.issuedAt).toBe(Math.floor(NOW / 1_000));
  });

  it("needs no more than a key and a visitor", async () => {
    const { claims } = await verify(await signEmbedToken({ kid: "kid_1", secret, visitorId: "v" }, NOW));
    expect(claims).toMatchObject({ origins: undefined, filter: undefined, profile: undefined, limits: undefined });
  });

  it("makes a token of its own each time, which ends", async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => signEmbedToken({ kid: "kid_1", secret, visitorId: "v" }, NOW)),
    );
    expect(one).not.toBe(two);
    await expect(verify(one!, NOW + 661_000)).rejects.toMatchObject({ slug: "token-expired" });
  });

  it.each([
    ["another secret", { secret: `${secret}!` }],
    ["an unknown key", { kid: "kid_2" }],
    ["a life over an hour", { ttlSeconds: 3_601 }],
    ["an empty visitor id", { visitorId: "" }],
  ])("is not believed with %s", async (_, change) => {
    const token = await signEmbedToken({ kid: "kid_1", secret, visitorId: "v", ...change }, NOW);
    await expect(verify(token)).rejects.toMatchObject({ slug: "unauthenticated" });
  });
});
