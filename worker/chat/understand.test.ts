import { describe, expect, test, vi } from "vitest";
import { ProblemError } from "../../shared/problem.ts";
import { understand } from "./understand.ts";

const never = (): Promise<never> => new Promise(() => undefined);

function open(rewrite: ((signal: AbortSignal) => Promise<string | undefined>) | undefined, patience = never) {
  const searched: { query: string; signal: AbortSignal }[] = [];
  const stop = new AbortController();
  const result = understand({
    joined: "and on Bun? How do I deploy?",
    rewrite,
    search: async (query, signal) => {
      searched.push({ query, signal });
      return `found ${query}`;
    },
    signal: stop.signal,
    patience,
  });
  return { result, searched, stop };
}

describe("a question that leans on others", () => {
  test("is searched as the model understands it, where that comes in time", async () => {
    const { result, searched } = open(async () => "How do I deploy on Bun?");
    expect(await result).toEqual({ standalone: "How do I deploy on Bun?", found: "found How do I deploy on Bun?" });
    expect(searched.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  test("is searched with those before it beside the model, and nobody waits for a slow one", async () => {
    let rewriting: AbortSignal | undefined;
    const { result, searched } = open(
      (signal) => {
        rewriting = signal;
        return never();
      },
      async () => undefined as never,
    );
    expect(await result).toMatchObject({ standalone: "and on Bun? How do I deploy?" });
    expect(searched).toHaveLength(1);
    expect(rewriting?.aborted).toBe(true);
  });

  test("is searched with those before it where the model fails, gives nothing or has no such skill", async () => {
    const log = vi.spyOn(console, "error").mockReturnValue(undefined);
    const down = new ProblemError("upstream-failed", { detail: "down" });
    for (const rewrite of [async () => Promise.reject(down), async () => undefined, undefined]) {
      const { result, searched } = open(rewrite);
      expect(await result).toMatchObject({ standalone: "and on Bun? How do I deploy?" });
      expect(searched).toHaveLength(1);
    }
    expect(log).toHaveBeenCalledOnce();
    log.mockRestore();
  });

  test("ends when its visitor stops", async () => {
    const { result, stop } = open(
      (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    );
    stop.abort(new Error("stopped"));
    await expect(result).rejects.toThrow("stopped");
  });
});
