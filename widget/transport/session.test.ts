import { describe, expect, it } from "vitest";
import { createSession } from "./session.ts";

const tokenFor = (sub: string, life = 600) =>
  `h.${Buffer.from(JSON.stringify({ sub, iat: 5, exp: 5 + life })).toString("base64url")}.s`;

function setUp(issue: () => Promise<string>) {
  const clock = { now: 0 };
  return { clock, session: createSession({ issue, parse: JSON.parse, now: () => clock.now }) };
}

describe("the embed token", () => {
  it("is fetched once for all who wait, and kept", async () => {
    let issued = 0;
    const { session } = setUp(async () => tokenFor(`v${issued++}`));
    const tokens = await Promise.all([session.token(), session.token(), session.token()]);
    expect(new Set(tokens).size).toBe(1);
    await session.token();
    expect(issued).toBe(1);
    expect(session.visitor()).toBe("v0");
  });

  it("is renewed shortly before it dies, whatever year the device thinks it is", async () => {
    let issued = 0;
    const { clock, session } = setUp(async () => tokenFor(`v${issued++}`, 60));
    await session.token();
    clock.now = 44_000;
    await session.token();
    expect(issued).toBe(1);
    clock.now = 46_000;
    await session.token();
    expect(issued).toBe(2);
  });

  it("is renewed once for several calls that were refused with it", async () => {
    let issued = 0;
    const { session } = setUp(async () => tokenFor(`v${issued++}`));
    const first = await session.token();
    const again = await Promise.all([session.token(first), session.token(first)]);
    expect(issued).toBe(2);
    expect(again[0]).toBe(again[1]);
    // A late refusal of the old token does not cost the new one.
    expect(await session.token(first)).toBe(again[0]);
    expect(issued).toBe(2);
  });

  it("is asked for again after a failure", async () => {
    let calls = 0;
    const { session } = setUp(async () => {
      if (!calls++) throw new Error("down");
      return tokenFor("v");
    });
    await expect(session.token()).rejects.toThrow("down");
    await expect(session.token()).resolves.toBe(tokenFor("v"));
  });

  it("of a visitor who left is not used once another signs in, even when it arrives late", async () => {
    let arrive = (_token: string) => {};
    const { session } = setUp(() => new Promise((resolve) => (arrive = resolve)));
    const waiting = session.token();
    session.identify(() => tokenFor("new"));
    arrive(tokenFor("old"));
    expect(await waiting).toBe(tokenFor("new"));
    expect(session.visitor()).toBe("new");
  });

  it("need not be readable", async () => {
    const { session } = setUp(async () => "opaque");
    expect(await session.token()).toBe("opaque");
    expect(session.visitor()).toBe("");
  });

  it.each([undefined, "", 5, {}])("must be text: %j", async (token) => {
    const { session } = setUp(async () => token as string);
    await expect(session.token()).rejects.toThrow("No token");
  });
});
