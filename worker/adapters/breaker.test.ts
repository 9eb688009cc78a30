import { describe, expect, test } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { RefusedContent } from "../ports.ts";
import { adviceOf, SERVICES } from "./advice.ts";
import { createBreaker } from "./breaker.ts";
import { faultOfConnection, faultOfStatus, problemOfFault, UpstreamFault } from "./upstream.ts";

const failed = new ProblemError("upstream-timeout", { detail: "The vector index took too long." });
const busy = new ProblemError("upstream-busy", { detail: "The vector index is busy.", retryAfter: 3 });

function open() {
  let now = 0;
  const breaker = createBreaker(SERVICES.vector_store, () => now);
  let calls = 0;
  let trials = 0;
  return {
    breaker,
    pass: (ms: number) => (now += ms),
    counts: () => [calls, trials],
    run: (work: () => Promise<unknown>, trial = work) =>
      breaker.run(
        () => (calls++, work()),
        () => (trials++, trial()),
      ),
  };
}

describe("a breaker", () => {
  test("opens after three failures in a row, and then nothing is asked and nobody waits", async () => {
    const { breaker, run, counts } = open();
    expect(breaker.state()).toEqual({ state: "unknown" });
    for (let at = 0; at < 3; at++) await expect(run(() => Promise.reject(failed))).rejects.toBe(failed);
    expect(breaker.isOpen).toBe(true);
    await expect(run(() => new Promise(() => undefined))).rejects.toMatchObject({
      slug: "upstream-busy",
      retryAfter: 5,
    });
    expect(counts()).toEqual([3, 0]);
    expect(breaker.state()).toMatchObject({ state: "down", since: "1970-01-01T00:00:00.000Z" });
  });

  test("says why it is not asked as whatever failed said it", async () => {
    const { run } = open();
    const cause = new UpstreamFault("upstream-failed", "HTTP 401", { retryable: false, status: 401, kind: "key" });
    const refused = new ProblemError("upstream-failed", { detail: "The vector index failed.", cause });
    for (let at = 0; at < 3; at++) await run(() => Promise.reject(refused)).catch(() => undefined);
    const held = await run(async () => 1).catch((error: unknown) => error);
    expect(held).toMatchObject({ slug: "upstream-busy" });
    expect(adviceOf(held, SERVICES.vector_store)).toMatch(/refuses the key/);
  });

  test.each(["key", "address", "credit", "region"] as const)(
    "says at the first failure that what is wrong is the %s",
    async (kind) => {
      const { breaker, run } = open();
      const cause = new UpstreamFault("upstream-failed", "HTTP 401", { retryable: false, status: 401, kind });
      const refused = new ProblemError("upstream-failed", { detail: "The vector index failed.", cause });
      await expect(run(() => Promise.reject(refused))).rejects.toBe(refused);
      expect(breaker.state()).toMatchObject({ state: "down", problem: adviceOf(refused, SERVICES.vector_store) });
      await run(async () => 1);
      expect(breaker.state()).toEqual({ state: "up" });
    },
  );

  test("is closed by the first trial that gets through, of one at a time", async () => {
    const { breaker, run, counts, pass } = open();
    for (let at = 0; at < 3; at++) await run(() => Promise.reject(failed)).catch(() => undefined);
    pass(5_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    for (let at = 0; at < 4; at++)
      await run(
        async () => 1,
        () => promise,
      ).catch(() => undefined);
    expect(counts()).toEqual([3, 1]);
    resolve();
    await expect.poll(() => breaker.isOpen).toBe(false);
    expect(await run(async () => 7)).toBe(7);
    expect(breaker.state()).toEqual({ state: "up" });
  });

  test("waits longer after each trial that fails, and does not wait for one that never ends", async () => {
    const { run, counts, pass } = open();
    for (let at = 0; at < 3; at++) await run(() => Promise.reject(failed)).catch(() => undefined);
    const seen: number[] = [];
    for (let second = 0; second < 60; second++) {
      pass(1_000);
      await run(() => Promise.reject(failed)).catch(() => undefined);
      if (seen.length < counts()[1]!) seen.push(second + 1);
    }
    expect(seen).toEqual([5, 15, 35]);
    pass(60_000);
    await run(
      async () => 1,
      () => new Promise(() => undefined),
    ).catch(() => undefined);
    pass(10_000);
    await run(
      async () => 1,
      () => new Promise(() => undefined),
    ).catch(() => undefined);
    expect(counts()[1]).toBe(5);
  });

  test("is not opened by texts that are refused, by what is stopped, or by a service that asks for patience", async () => {
    const { breaker, run } = open();
    const others = [new RefusedContent("upstream-failed", { detail: "x" }), new Error("stopped"), busy, busy, busy];
    for (const error of others) await run(() => Promise.reject(error)).catch(() => undefined);
    expect(breaker.isOpen).toBe(false);
    expect(breaker.state()).toMatchObject({ state: "limited" });
    await run(async () => 1);
    expect(breaker.state()).toEqual({ state: "up" });
  });
});

describe("an owner is told of", () => {
  const status = (code: number) => faultOfStatus(code, new Headers(), "", () => 0);
  test.each([
    ["a wrong key", status(401), /refuses the key.*OPENAI_API_KEY/],
    ["a wrong path or model", status(404), /OPENAI_BASE_URL/],
    ["no credit", new UpstreamFault("upstream-failed", "", { retryable: false, kind: "credit" }), /no credit left/],
    ["a full index", new UpstreamFault("upstream-failed", "", { retryable: false, kind: "full" }), /as many bots/],
    ["a rate limit", status(429), /rate limit/],
    ["an outage", faultOfConnection(new Error("reset")), /fails or cannot be reached/],
    ["a gateway's trouble", status(502), /fails or cannot be reached/],
  ])("%s in words of its own", (_name, fault, words) => {
    expect(adviceOf(problemOfFault(fault, "The language model"), SERVICES.generator)).toMatch(words);
  });
});
