import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { describe, expect, it, vi } from "vitest";
import { createVerifyAccess } from "./access.ts";

const TEAM = "https://team.cloudflareaccess.test";
const AUDIENCE = "tag-of-the-console";
const NOW = Date.now();
const settings = { team: TEAM, audience: AUDIENCE, accountId: "acc_1" };

const trusted = await generateKeyPair("RS256");
const stranger = await generateKeyPair("RS256");
const jwks = { keys: [{ ...(await exportJWK(trusted.publicKey)), kid: "k1", alg: "RS256", use: "sig" }] };

function verifier(respond = () => ({ status: 200, body: JSON.stringify(jwks) }), now = NOW) {
  const asked: string[] = [];
  const read = async (url: string) => {
    asked.push(url);
    return respond();
  };
  return { verify: createVerifyAccess(settings, () => now, read), asked };
}

function assertion(claims: JWTPayload = {}, key = trusted.privateKey, alg = "RS256", kid = "k1"): Promise<string> {
  const seconds = Math.floor(NOW / 1_000);
  return new SignJWT({
    iss: TEAM,
    aud: [AUDIENCE],
    email: "owner@example.com",
    sub: "u1",
    iat: seconds,
    exp: seconds + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, kid })
    .sign(key);
}

describe("an assertion of Cloudflare Access", () => {
  it("that the team signed for this application opens the operator's account", async () => {
    const { verify, asked } = verifier();
    expect(await verify(await assertion())).toEqual({ accountId: "acc_1", email: "owner@example.com" });
    expect(asked).toEqual([`${TEAM}/cdn-cgi/access/certs`]);
  });

  it.each<[string, { [claim in keyof JWTPayload]: unknown }]>([
    ["of another application", { aud: ["another"] }],
    ["of another team", { iss: "https://evil.cloudflareaccess.test" }],
    ["that is over", { exp: Math.floor(NOW / 1_000) - 1 }],
    ["without an end", { exp: undefined }],
    ["without a beginning", { iat: undefined }],
    ["of a service token, which is nobody", { email: undefined }],
  ])("%s is refused", async (_, claims) => {
    await expect(verifier().verify(await assertion(claims as JWTPayload))).rejects.toMatchObject({
      slug: "unauthenticated",
    });
  });

  it("that somebody else signed is refused, and so is anything that is none", async () => {
    await expect(verifier().verify(await assertion({}, stranger.privateKey))).rejects.toMatchObject({
      slug: "unauthenticated",
    });
    for (const text of ["", "a.b.c", "Bearer x"]) {
      await expect(verifier().verify(text)).rejects.toMatchObject({ slug: "unauthenticated" });
    }
  });

  it("is refused under any other algorithm, also where the team's keys name none", async () => {
    const other = await generateKeyPair("RS512");
    // A public key of RSA is one of every hash.
    const keys = [{ ...(await exportJWK(other.publicKey)), kid: "k1" }];
    const { verify } = verifier(() => ({ status: 200, body: JSON.stringify({ keys }) }));
    await expect(verify(await assertion({}, other.privateKey, "RS512"))).rejects.toMatchObject({
      slug: "unauthenticated",
    });
  });

  it("is over by the clock that is passed in", async () => {
    const text = await assertion();
    await expect(verifier(undefined, NOW + 61_000).verify(text)).rejects.toMatchObject({ slug: "unauthenticated" });
  });

  it("is taken by keys that the team has changed since, asked for once in half a minute at most", async () => {
    vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
    try {
      const next = { ...(await exportJWK(stranger.publicKey)), kid: "k2", alg: "RS256", use: "sig" };
      let keys: object[] = jwks.keys;
      const { verify, asked } = verifier(() => ({ status: 200, body: JSON.stringify({ keys }) }));
      const ofNext = await assertion({ exp: Math.floor(NOW / 1_000) + 3_600 }, stranger.privateKey, "RS256", "k2");
      await verify(await assertion());
      keys = [next];
      for (let time = 0; time < 5; time++) {
        await expect(verify(ofNext)).rejects.toMatchObject({ slug: "unauthenticated" });
      }
      expect(asked).toHaveLength(1);
      vi.setSystemTime(NOW + 31_000);
      expect(await verify(ofNext)).toMatchObject({ accountId: "acc_1" });
      expect(asked).toHaveLength(2);
      // The old key is gone from the list, and opens nothing any more.
      await expect(verify(await assertion())).rejects.toMatchObject({ slug: "unauthenticated" });
    } finally {
      vi.useRealTimers();
    }
  });

  it("cannot be judged while the team's keys cannot be read, and is not believed then", async () => {
    const { verify } = verifier(() => {
      throw new Error("The name is not known.");
    });
    await expect(verify(await assertion())).rejects.toMatchObject({ slug: "upstream-failed" });
    const broken = verifier(() => ({ status: 500, body: "no" }));
    await expect(broken.verify(await assertion())).rejects.toMatchObject({ slug: "upstream-failed" });
  });
});
