import { describe, expect, it } from "vitest";
import type { StreamChunk } from "../../shared/stream.ts";
import type { Slug } from "../../ui/problems.ts";
import { RequestError } from "../../ui/request.ts";
import type { OnChunk, Transport } from "../transport/transport.ts";
import { deliver } from "./deliver.ts";

const EVENTS: StreamChunk[] = [
  { type: "start", messageId: "a", messageMetadata: { conversation_id: "c" } },
  { type: "text-delta", id: "t", delta: "x" },
  { type: "text-delta", id: "t", delta: "y" },
  {
    type: "finish",
    finishReason: "stop",
    messageMetadata: { answered: true, grounded: false, usage: { input_tokens: 0, output_tokens: 0 } },
  },
];

/** Each connection delivers up to the number given, or fails with the slug given. */
function setUp(script: (number | Slug | false)[], { online = true, running = false } = {}) {
  const seen: number[] = [];
  const calls: string[] = [];
  const waits: string[] = [];
  const abort = new AbortController();
  const connect = (from: number, onChunk: OnChunk): boolean => {
    const step = script.shift() ?? "network";
    if (typeof step === "string") throw new RequestError(step, step);
    if (step === false) return false;
    for (let number = from + 1; number <= step; number++) onChunk(number, EVENTS[number - 1]!);
    return true;
  };
  const transport = {
    ask: async (_question: unknown, onChunk: OnChunk) => {
      calls.push("ask");
      connect(0, onChunk);
    },
    resume: async (_conversation: string, _answer: string, from: number, onChunk: OnChunk) => {
      calls.push(`resume ${from}`);
      return connect(from, onChunk);
    },
  } as unknown as Transport;
  let isOnline = online;
  const outcome = deliver({
    transport,
    running,
    question: { conversation: "c", id: "q", text: "?" },
    signal: abort.signal,
    progress: () => ({ answer: seen.length ? "a" : "", seen: seen[seen.length - 1] ?? 0 }),
    onChunk: (number) => seen.push(number),
    onWaiting: (slug) => waits.push(slug),
    patience: {
      isOnline: () => isOnline,
      wait: async () => {},
      online: async () => {
        isOnline = true;
      },
    },
  });
  return { outcome, seen, calls, waits, abort };
}

describe("getting an answer over a bad network", () => {
  it("takes one connection where nothing goes wrong", async () => {
    const { outcome, seen, calls } = setUp([4]);
    expect(await outcome).toBe("done");
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual(["ask"]);
  });

  it("sends the question again until the first event, then reads on from the last one", async () => {
    const { outcome, seen, calls } = setUp(["network", 2, "network", 3, 4]);
    expect(await outcome).toBe("done");
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(calls).toEqual(["ask", "ask", "resume 2", "resume 2", "resume 3"]);
  });

  it("waits for the network while the device is offline", async () => {
    const { outcome, waits } = setUp(["network", 4], { online: false });
    expect(await outcome).toBe("done");
    expect(waits).toEqual(["offline"]);
  });

  it("gives up after a few tries, and says whether part of the answer is here", async () => {
    await expect(setUp([]).outcome).rejects.toMatchObject({ slug: "network" });
    await expect(setUp([2]).outcome).rejects.toMatchObject({ slug: "cut" });
  });

  it("does not repeat what the server refused", async () => {
    const { outcome, calls } = setUp(["rate-limited"]);
    await expect(outcome).rejects.toMatchObject({ slug: "rate-limited" });
    expect(calls).toHaveLength(1);
  });

  it("says when the server has nothing to read", async () => {
    const { outcome, calls } = setUp([false], { running: true });
    expect(await outcome).toBe("gone");
    expect(calls).toEqual(["resume 0"]);
  });

  it("ends when it is aborted", async () => {
    const { outcome, abort } = setUp(["network"]);
    abort.abort();
    expect(await outcome).toBe("aborted");
  });
});
