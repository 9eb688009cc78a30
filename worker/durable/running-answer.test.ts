import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STREAM } from "../../shared/config.ts";
import { DONE_EVENT, encodeEvent, HEARTBEAT, type StreamChunk } from "../../shared/stream.ts";
import { partsOf, replay, RunningAnswer } from "./running-answer.ts";

const START: StreamChunk = { type: "start", messageId: "m", messageMetadata: { conversation_id: "c" } };
const OPEN: StreamChunk = { type: "text-start", id: "answer" };
const END: StreamChunk = {
  type: "finish",
  finishReason: "stop",
  messageMetadata: { answered: true, grounded: false, usage: { input_tokens: 0, output_tokens: 0 } },
};
const delta = (text: string): StreamChunk => ({ type: "text-delta", id: "answer", delta: text });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const read = (stream: ReadableStream<Uint8Array>): Promise<string> => new Response(stream).text();
const encode = (chunks: readonly StreamChunk[], from = 0): string =>
  chunks.map((chunk, at) => encodeEvent(from + at + 1, chunk)).join("");

describe("an answer nobody listens to", () => {
  it("is stopped after its deadline, and not before", () => {
    const answer = new RunningAnswer("m", "q");
    vi.advanceTimersByTime(STREAM.unheardMs - 1);
    expect(answer.stopReason).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(answer.stopReason).toBe("unheard");
  });

  it("has the whole time again after every reader that left", async () => {
    const answer = new RunningAnswer("m", "q");
    for (let turn = 0; turn < 3; turn++) {
      vi.advanceTimersByTime(STREAM.unheardMs - 1);
      const reader = answer.follow(0).getReader();
      vi.advanceTimersByTime(STREAM.unheardMs * 3);
      expect(answer.stopReason).toBeUndefined();
      await reader.cancel();
    }
    vi.advanceTimersByTime(STREAM.unheardMs);
    expect(answer.stopReason).toBe("unheard");
  });

  it("is heard as long as one of many readers is left", async () => {
    const answer = new RunningAnswer("m", "q");
    const readers = Array.from({ length: 3 }, () => answer.follow(0).getReader());
    await readers[0]!.cancel();
    await readers[1]!.cancel();
    vi.advanceTimersByTime(STREAM.unheardMs * 5);
    expect(answer.stopReason).toBeUndefined();
    await readers[2]!.cancel();
    vi.advanceTimersByTime(STREAM.unheardMs);
    expect(answer.stopReason).toBe("unheard");
  });

  it("that has ended is left alone, and no timer stays", () => {
    const answer = new RunningAnswer("m", "q");
    answer.emit(END);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(STREAM.unheardMs * 2);
    expect(answer.stopReason).toBeUndefined();
  });
});

describe("the start of the text", () => {
  it("goes with the first words, and comes once to everybody, whenever they came", async () => {
    const answer = new RunningAnswer("m", "q");
    const early = answer.follow(0).getReader();
    answer.emit(START);
    answer.emit(OPEN);
    const meanwhile = read(answer.follow(0));
    answer.emit(delta("One"));
    const decoder = new TextDecoder();
    const pieces: string[] = [];
    for (let at = 0; at < 3; at++) pieces.push(decoder.decode((await early.read()).value));
    // To the second reader it was told at once, so it went out to the first one as well.
    expect(pieces).toEqual([encodeEvent(1, START), encodeEvent(2, OPEN), encodeEvent(3, delta("One"))]);
    answer.emit({ type: "text-end", id: "answer" });
    answer.emit(OPEN);
    answer.emit(END);
    await early.read();
    expect(decoder.decode((await early.read()).value)).toBe(encode([OPEN, END], 4));
    expect(await meanwhile).toBe(encode(answer.chunks) + DONE_EVENT);
  });
});

describe("a heartbeat", () => {
  it("comes again and again while somebody listens, as a comment and no event", async () => {
    const answer = new RunningAnswer("m", "q");
    const text = read(answer.follow(0));
    answer.emit(START);
    vi.advanceTimersByTime(STREAM.heartbeatMs * 3);
    answer.emit(END);
    expect(await text).toBe(encodeEvent(1, START) + HEARTBEAT.repeat(3) + encodeEvent(2, END) + DONE_EVENT);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a reader", () => {
  const chunks = [START, OPEN, delta("a"), delta("b"), END];

  it("has every event once, wherever it begins and whenever it comes", async () => {
    for (let joins = 0; joins <= chunks.length; joins++) {
      for (let after = 0; after <= joins; after++) {
        const answer = new RunningAnswer("m", "q");
        for (const chunk of chunks.slice(0, joins)) answer.emit(chunk);
        const text = read(answer.follow(after));
        for (const chunk of chunks.slice(joins)) answer.emit(chunk);
        expect(await text).toBe(encode(chunks.slice(after), after) + DONE_EVENT);
        expect(await read(replay(chunks, after))).toBe(encode(chunks.slice(after), after) + DONE_EVENT);
      }
    }
  });

  it("that leaves takes nothing from the others", async () => {
    const answer = new RunningAnswer("m", "q");
    const gone = answer.follow(0).getReader();
    const stays = read(answer.follow(0));
    answer.emit(START);
    await gone.cancel();
    answer.emit(END);
    expect(await stays).toBe(encode([START, END]) + DONE_EVENT);
  });

  it("that had seen events which a crash took away still learns the end", async () => {
    expect(await read(replay(chunks, 9))).toBe(encodeEvent(10, END) + DONE_EVENT);
    expect(await read(replay([], 9))).toBe(DONE_EVENT);
  });
});

describe("a stop", () => {
  it("keeps its first reason and reaches the signal", () => {
    const answer = new RunningAnswer("m", "q");
    answer.stop("stopped");
    answer.stop("unheard");
    expect([answer.stopReason, answer.signal.aborted]).toEqual(["stopped", true]);
  });
});

describe("what is kept of an answer", () => {
  it("is its text as one part, then what supports it", () => {
    const source: StreamChunk = { type: "source-url", sourceId: "1", url: "https://x.example/", title: "X" };
    const problem: StreamChunk = { type: "error", errorText: "no" };
    expect(partsOf([START, delta("a"), source, delta("b"), problem, END])).toEqual([
      { type: "text", text: "ab" },
      source,
    ]);
    expect(partsOf([START, END])).toEqual([]);
  });
});

describe("words that follow each other closely", () => {
  it("go out together after the first ones, in their order and before whatever comes next", async () => {
    const answer = new RunningAnswer("m", "q");
    const following = read(answer.follow(0));
    for (const chunk of [START, OPEN, delta("One"), delta(" two"), delta(" three")]) answer.emit(chunk);
    expect(answer.chunks).toEqual([START, OPEN, delta("One")]);
    vi.advanceTimersByTime(80);
    expect(answer.chunks.at(-1)).toEqual(delta(" two three"));
    answer.emit(delta(" four"));
    answer.emit(delta(" five"));
    answer.emit(END);
    const said = [START, OPEN, delta("One"), delta(" two three"), delta(" four five"), END];
    expect(answer.chunks).toEqual(said);
    expect(await following).toBe(encode(said) + DONE_EVENT);
  });

  it("wait for nothing where a moment has passed, and no timer is set for them", () => {
    const answer = new RunningAnswer("m", "q");
    for (const chunk of [START, OPEN, delta("One")]) answer.emit(chunk);
    const timers = vi.getTimerCount();
    vi.advanceTimersByTime(80);
    answer.emit(delta(" two"));
    expect(answer.chunks.at(-1)).toEqual(delta(" two"));
    expect(vi.getTimerCount()).toBe(timers);
  });

  it("are numbered before an end that is stored first", () => {
    const answer = new RunningAnswer("m", "q");
    for (const chunk of [START, OPEN, delta("One"), delta(" two")]) answer.emit(chunk);
    answer.settle();
    expect(partsOf(answer.chunks)).toEqual([{ type: "text", text: "One two" }]);
  });
});
