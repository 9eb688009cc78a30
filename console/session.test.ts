import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { signIn } from "./session.ts";

interface Asked {
  call: string;
  authorization: string | undefined;
  accountKey: string | undefined;
}

const MINUTE = 60_000;
let asked: Asked[];
let answers: (call: string) => Response;
let made: number;

const problem = (status: number, slug: string): Response =>
  Response.json({ type: `https://chat.example.com/problems/${slug}`, detail: "No." }, { status });

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  made = 0;
  answers = () => Response.json({ token: `token-${++made}`, expires_in: 1_800 });
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    const call = `${init.method} ${url}`;
    asked.push({
      call,
      authorization: headers.get("authorization") ?? undefined,
      accountKey: headers.get("x-vegarag-account-key") ?? undefined,
    });
    init.signal?.throwIfAborted();
    return answers(call);
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("signIn", () => {
  it("trades an account key for a token, and does not send the key again", async () => {
    const session = await signIn({ key: "vra_1" }, vi.fn<() => void>());
    await session.account("GET", "/v1/bots");
    expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer vra_1", "Bearer token-1"]);
    session.end();
  });

  it("sends the account key beside the token where a call is given one", async () => {
    const session = await signIn({ code: "once" }, vi.fn<() => void>());
    await session.account("POST", "/v1/bots", { name: "A" }, "vra_1");
    expect(asked[1]).toEqual({ call: "POST /v1/bots", authorization: "Bearer token-1", accountKey: "vra_1" });
    session.end();
  });

  it("renews the token by itself before it is over, again and again", async () => {
    const session = await signIn({ code: "once" }, vi.fn<() => void>());
    await vi.advanceTimersByTimeAsync(29 * MINUTE);
    await session.account("GET", "/v1/bots");
    await vi.advanceTimersByTimeAsync(29 * MINUTE);
    await session.account("GET", "/v1/bots");
    const calls = asked.filter(({ call }) => call === "GET /v1/bots");
    // Each reply, that of a list as well, counts up: what matters is that it is never the first token.
    expect(calls.map(({ authorization }) => authorization)).not.toContain("Bearer token-1");
    expect(asked.filter(({ call }) => call === "POST /v1/console-sessions")).toHaveLength(3);
    session.end();
  });

  it("tries again when the connection fails at a renewal", async () => {
    const ended = vi.fn<() => void>();
    const session = await signIn({ code: "once" }, ended);
    const works = answers;
    answers = () => {
      throw new TypeError("offline");
    };
    await vi.advanceTimersByTimeAsync(28 * MINUTE);
    answers = works;
    await vi.advanceTimersByTimeAsync(MINUTE);
    await session.account("GET", "/v1/bots");
    expect(asked.at(-1)!.authorization).toBe("Bearer token-2");
    expect(ended).not.toHaveBeenCalled();
    session.end();
  });

  it("makes one token a bot, of that bot alone, and another when it is over", async () => {
    const session = await signIn({ code: "once" }, vi.fn<() => void>());
    const ask = (bot: string, path: string) => session.bot(bot, "GET", path);
    await Promise.all([ask("bot_a", "/v1/bot"), ask("bot_a", "/v1/documents"), ask("bot_b", "/v1/bot")]);
    await session.bot("bot_a", "GET", "/v1/sources");
    const tokenCalls = () => asked.filter(({ call }) => call.endsWith("/console-tokens")).map(({ call }) => call);
    expect(tokenCalls()).toEqual(["POST /v1/bots/bot_a/console-tokens", "POST /v1/bots/bot_b/console-tokens"]);
    const [a, b] = asked.filter(({ call }) => call === "GET /v1/bot").map(({ authorization }) => authorization);
    expect(a).not.toBe(b);
    expect(asked.at(-1)!.authorization).toBe(a);
    await vi.advanceTimersByTimeAsync(29 * MINUTE);
    await session.bot("bot_a", "GET", "/v1/bot");
    expect(tokenCalls()).toHaveLength(3);
    session.end();
  });

  it("is over once when the server refuses its token, and sends nothing after that", async () => {
    const ended = vi.fn<() => void>();
    const session = await signIn({ code: "once" }, ended);
    answers = () => problem(401, "unauthenticated");
    await expect(session.account("GET", "/v1/bots")).rejects.toThrow("No.");
    await expect(session.bot("bot_a", "GET", "/v1/bot")).rejects.toThrow(/abort/i);
    expect(ended).toHaveBeenCalledTimes(1);
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(asked).toHaveLength(before);
  });

  it("goes on where a call is refused for what it asks", async () => {
    const ended = vi.fn<() => void>();
    const session = await signIn({ code: "once" }, ended);
    answers = () => problem(403, "forbidden");
    await expect(session.account("POST", "/v1/bots", { name: "A" })).rejects.toMatchObject({ slug: "forbidden" });
    expect(ended).not.toHaveBeenCalled();
    session.end();
  });

  it("does not open where nothing is given one", async () => {
    answers = () => problem(401, "unauthenticated");
    await expect(signIn({ code: "used" }, vi.fn<() => void>())).rejects.toMatchObject({ slug: "unauthenticated" });
  });
});
