import { afterEach, describe, expect, it, vi } from "vitest";
import type { StreamChunk } from "../../shared/stream.ts";
import type { AnswerKeeper } from "./answer-keeper.ts";
import { startDeadline } from "./deadline.ts";
import { RunningAnswer } from "./running-answer.ts";
import { writeAnswer } from "./write-answer.ts";

const KEEPER: AnswerKeeper = {
  store: () => undefined,
  stored: () => Promise.resolve(),
  end: () => undefined,
  drop: () => undefined,
};
const START: StreamChunk = { type: "start", messageId: "a", messageMetadata: { conversation_id: "c" } };

const FINISH: StreamChunk = {
  type: "finish",
  finishReason: "stop",
  messageMetadata: {
    outcome: "answered",
    answered: true,
    grounded: true,
    usage: { input_tokens: 0, output_tokens: 0 },
  },
};

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("an answer that has ended", () => {
  const ends: Record<string, () => AsyncGenerator<StreamChunk, void>> = {
    "at its end": async function* () {
      yield START;
      yield FINISH;
    },
    "by a fault": async function* () {
      yield START;
      throw new Error("broken");
    },
  };

  it.each(Object.keys(ends))("leaves no timer behind that would keep its object awake (%s)", async (how) => {
    vi.useFakeTimers();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const running = new RunningAnswer("a", "q");
    const deadline = startDeadline(300_000);
    await writeAnswer(running, KEEPER, ends[how]!(), { deadline, problemBase: "", requestId: "r" });
    expect(vi.getTimerCount()).toBe(0);
    expect(deadline.signal.aborted).toBe(false);
  });

  it("has taken too long where its time is over first", () => {
    vi.useFakeTimers();
    const { signal } = startDeadline(1_000);
    vi.advanceTimersByTime(1_000);
    expect(signal.aborted).toBe(true);
  });
});

describe("events of an answer that goes on", () => {
  async function storesWithin(seconds: number, diskMs: number): Promise<number> {
    vi.useFakeTimers();
    let stores = 0;
    const keeper: AnswerKeeper = {
      ...KEEPER,
      store: () => void stores++,
      stored: () => new Promise((resolve) => setTimeout(resolve, diskMs)),
    };
    const over = Promise.withResolvers<void>();
    const chunks = async function* (): AsyncGenerator<StreamChunk, void> {
      yield START;
      await over.promise;
      yield FINISH;
    };
    const run = { deadline: startDeadline(300_000), problemBase: "", requestId: "r" };
    const written = writeAnswer(new RunningAnswer("a", "q"), keeper, chunks(), run);
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
    const counted = stores;
    over.resolve();
    await written;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stores).toBe(counted);
    return counted;
  }

  it.each([
    ["every second where the disk keeps up", 10, 31],
    ["less often where it is slow", 200, 8],
    ["every ten seconds where it is far behind", 5_000, 3],
  ])("are stored %s", async (_, diskMs, times) => {
    expect(await storesWithin(32, diskMs)).toBe(times);
  });
});
