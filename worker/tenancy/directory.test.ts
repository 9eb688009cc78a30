import { exportJWK, exportSPKI, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { parsePublicKey } from "./directory.ts";

const ALGORITHMS = ["EdDSA", "ES256", "RS256"] as const;

async function make(alg: (typeof ALGORITHMS)[number]) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { spki: await exportSPKI(publicKey), jwk: await exportJWK(publicKey), secret: await exportJWK(privateKey) };
}

describe.each(ALGORITHMS)("a public key for %s", (alg) => {
  it("is read as PEM, as JWK and as the JWK's text, and nothing else of it is kept", async () => {
    const { spki, jwk } = await make(alg);
    const { kty, crv, x, y, n, e } = jwk;
    const bare = JSON.parse(JSON.stringify({ kty, crv, x, y, n, e })) as object;
    expect(await parsePublicKey(alg, spki)).toEqual(bare);
    expect(await parsePublicKey(alg, ` ${spki} `)).toEqual(bare);
    expect(await parsePublicKey(alg, { ...jwk, kid: "mine", use: "sig", alg: "none" })).toEqual(bare);
    expect(await parsePublicKey(alg, JSON.stringify(jwk))).toEqual(bare);
  });

  it("is never a private one, nor a secret", async () => {
    const { secret, jwk } = await make(alg);
    await expect(parsePublicKey(alg, secret)).rejects.toThrow("This is a private key.");
    await expect(parsePublicKey(alg, { ...jwk, k: "c2VjcmV0" })).rejects.toThrow("This is a private key.");
    const pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    await expect(parsePublicKey(alg, pem)).rejects.toThrow("Send the public key only");
  });

  it("is none of another algorithm, and none with a part missing or of another kind", async () => {
    const { jwk } = await make(alg);
    for (const other of ALGORITHMS.filter((each) => each !== alg))
      await expect(parsePublicKey(other, jwk)).rejects.toThrow(`This is not a public key for ${other}.`);
    for (const part of Object.keys(jwk)) {
      if (!["crv", "x", "y", "n", "e"].includes(part)) continue;
      for (const value of [undefined, 7, null])
        await expect(parsePublicKey(alg, { ...jwk, [part]: value })).rejects.toThrow(TypeError);
    }
  });
});

describe("a public key", () => {
  it.each([[undefined], [null], [7], [true], [""], ["null"], ["7"], ["{"], [[]], [{}]])("is not %j", async (input) => {
    for (const alg of ALGORITHMS) {
      await expect(parsePublicKey(alg, input)).rejects.toThrow(
        /^(Send the public key as|This is not a public key for)/,
      );
    }
  });

  it("has the curve of its algorithm", async () => {
    const okp = await make("EdDSA");
    await expect(parsePublicKey("EdDSA", { ...okp.jwk, crv: "X25519" })).rejects.toThrow("EdDSA needs an Ed25519 key.");
    const { publicKey } = await generateKeyPair("ES384", { extractable: true });
    await expect(parsePublicKey("ES256", await exportJWK(publicKey))).rejects.toThrow("ES256 needs a P-256 key.");
    await expect(parsePublicKey("ES256", { ...(await make("ES256")).jwk, x: "AA" })).rejects.toThrow(
      "This is not a public key for ES256.",
    );
  });

  it("of RSA has 2,048 bits", async () => {
    const { jwk } = await make("RS256");
    await expect(parsePublicKey("RS256", { ...jwk, n: jwk.n!.slice(0, 171) })).rejects.toThrow("at least 2,048 bits");
    expect((await parsePublicKey("RS256", jwk)).n).toHaveLength(342);
  });
});
