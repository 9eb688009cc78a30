/** Headers that try to choose how they are checked, and texts that are hardly tokens. */

import { exportJWK } from "jose";
import { describe, expect, it } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { base64url, BOT, CLAIMS, encoder, expectRefused, forge, hmac, pairs, verify } from "../test/forge-token.ts";

describe("a header", () => {
  const owner = {
    jwk: { kty: "oct", k: "eA" },
    jku: "https://evil.example/keys",
    x5u: "https://evil.example/x",
    x5c: ["MII"],
    x5t: "x",
    crit: ["b64"],
    b64: false,
    cty: "JWT",
    zip: "DEF",
    enc: "A128GCM",
    key: "x",
    url: "x",
    nonce: "x",
  };

  it.each(Object.entries(owner))("that brings %s is refused", async (name, value) => {
    await expectRefused(await forge({ header: { [name]: value } }));
  });

  it.each([
    undefined,
    null,
    "",
    "none",
    "NONE",
    "None",
    "nOnE",
    "hs256",
    "HS384",
    "HS512",
    "RS256",
    "PS256",
    "ES256",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "dir",
    7,
    ["HS256"],
    {},
  ])("with alg %j is refused: the key says which it is", async (alg) => {
    await expectRefused(await forge({ header: { alg } }));
    const [head, body] = (await forge({ header: { alg } })).split(".");
    await expectRefused(`${head}.${body}.`);
  });

  it.each([
    undefined,
    null,
    "",
    "JWT",
    "jwt",
    "at+jwt",
    "vegarag-visitor+jwt",
    "VEGARAG-EMBED+JWT",
    "application/vegarag-embed+jwt",
    7,
  ])("with typ %j is refused", async (typ) => {
    await expectRefused(await forge({ header: { typ } }));
  });

  it.each([
    undefined,
    null,
    "",
    7,
    ["kid_HS256"],
    {},
    "nobody",
    "kid_hs256",
    " kid_HS256",
    "kid_HS256 ",
    "kid_HS256\0",
    "../kid_HS256",
    "../../../../dev/null",
    "kid_HS256' OR '1'='1",
    "%",
    "kid_%",
    "*",
    "__proto__",
    "constructor",
    "x".repeat(1_500),
    "https://evil.example/key",
    "edge",
    "kid_EdDSA",
  ])("with kid %j is refused", async (kid) => {
    await expectRefused(await forge({ header: { kid } }));
  });

  it("cannot turn a public key into a secret", async () => {
    for (const pair of ["RS256", "ES256", "EdDSA"]) {
      const jwk = await exportJWK(pairs.get(pair)!.verify as CryptoKey);
      const raw = new Uint8Array(
        (await crypto.subtle.exportKey("spki", pairs.get(pair)!.verify as CryptoKey)) as ArrayBuffer,
      );
      const pem = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(raw).toString("base64")}\n-----END PUBLIC KEY-----\n`;
      for (const secret of [
        raw,
        encoder.encode(pem),
        encoder.encode(pem.trim()),
        encoder.encode(JSON.stringify(jwk)),
        encoder.encode(jwk.n ?? jwk.x!),
        encoder.encode(`kid_${pair}`),
        encoder.encode(""),
      ]) {
        if (secret.length === 0) continue;
        const signed = [{ alg: "HS256", kid: `kid_${pair}`, typ: "vegarag-embed+jwt" }, CLAIMS]
          .map((part) => base64url(JSON.stringify(part)))
          .join(".");
        await expectRefused(`${signed}.${await hmac(secret, signed)}`);
      }
    }
  });
});

describe("the text of a token", () => {
  it("is refused when any character of it is another", async () => {
    const token = await forge();
    const before = await verify(token);
    for (let at = 0; at < token.length; at++) {
      for (const char of ["A", "z", "-", ".", "=", " ", "+", "/", "é", ""]) {
        const changed = token.slice(0, at) + char + token.slice(at + 1);
        if (changed === token) continue;
        const outcome = await verify(changed).catch((error: unknown) => error);
        // Another spelling of the same bits may be believed, for it says the same.
        if (outcome instanceof ProblemError) expect(["unauthenticated", "token-expired"]).toContain(outcome.slug);
        else expect(outcome, `${at} ${char}`).toEqual(before);
      }
    }
  });

  it.each([
    ["empty", ""],
    ["dots", ".."],
    ["two parts", "e30.e30"],
    ["four parts", "e30.e30.e30.e30"],
    ["five parts, as of an encrypted one", "e30.e30.e30.e30.e30"],
    ["not base64", "%%%.%%%.%%%"],
    ["not JSON", "YQ.YQ.YQ"],
    ["null", "bnVsbA.bnVsbA.bnVsbA"],
    ["a list", "W10.W10.W10"],
  ])("is refused where it is %s", async (_, token) => {
    await expectRefused(token);
  });

  it.each(["", "null", "[]", "7", '"x"', "{", "\ufeff{}", "{}"])(
    "is refused where what was signed is %j",
    async (payload) => {
      await expectRefused(await forge({ payload }));
    },
  );

  it("is refused above 2 KB, however sound", async () => {
    const sized = async (length: number): Promise<string> => forge({ claims: { ...CLAIMS, pad: "x".repeat(length) } });
    let length = 1_000;
    while ((await sized(length + 1)).length <= 2_048) length++;
    expect((await verify(await sized(length))).botId).toBe(BOT);
    await expectRefused(await sized(length + 1));
    await expectRefused(await sized(100_000));
  });

  it("counts the last of two claims of one name, as it was signed, and still checks it", async () => {
    const payload = JSON.stringify(CLAIMS).replace("{", '{"bot":"bot_1",').replace(/}$/, ',"bot":"bot_2"}');
    await expectRefused(await forge({ payload }));
  });
});
