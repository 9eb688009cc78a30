import { afterEach, describe, expect, test, vi } from "vitest";
import { DONE_EVENT, encodeEvent, type StreamChunk } from "../../../shared/stream.ts";
import { sendCompletion } from "./completion-response.ts";

const FACTS = { model: "m", created: 1 };
const ANSWER: StreamChunk[] = [
  { type: "start", messageId: "msg_1", messageMetadata: { conversation_id: "c" } },
  { type: "text-start", id: "t" },
  { type: "text-delta", id: "t", delta: "We open at nine." },
  { type: "text-end", id: "t" },
];
const END: StreamChunk = {
  type: "finish",
  finishReason: "stop",
  messageMetadata: { answered: true, grounded: false, usage: { input_tokens: 1, output_tokens: 2 } },
};

/** The events of an answer, as far as the test lets them go. */
function openAnswer() {
  const encoder = new TextEncoder();
  let number = 0;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  const cancelled = vi.fn();
  const stream = new ReadableStream<Uint8Array>({ start: (mine) => void (controller = mine), cancel: cancelled });
  return {
    reader: stream.getReader(),
    cancelled,
    say: (...chunks: StreamChunk[]) => {
      for (const chunk of chunks) controller.enqueue(encoder.encode(encodeEvent(++number, chunk)));
    },
    end: () => {
      controller.enqueue(encoder.encode(DONE_EVENT));
      controller.close();
    },
  };
}

/** Time that passes when the test says so. */
function useTime(): { pass(): void } {
  let waiting: (() => void)[] = [];
  vi.stubGlobal("scheduler", {
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
  });
  return {
    pass() {
      const all = waiting;
      waiting = [];
      for (const resolve of all) resolve();
    },
  };
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a whole answer", () => {
  test("that comes in time has its length and its status, and no blanks", async () => {
    useTime();
    const { reader, say, end } = openAnswer();
    say(...ANSWER, END);
    end();
    const response = await sendCompletion(reader, FACTS, () => {});
    const text = await response.text();
    expect(text.startsWith("{")).toBe(true);
    expect(JSON.parse(text)).toMatchObject({ choices: [{ message: { content: "We open at nine." } }] });
  });

  test("that fails in time is thrown, so that it gets a status", async () => {
    useTime();
    const { reader, say, end } = openAnswer();
    say(...ANSWER);
    end();
    await expect(sendCompletion(reader, FACTS, () => {})).rejects.toMatchObject({ slug: "upstream-failed" });
  });

  test("that takes long is begun with blanks, and is the same JSON behind them", async () => {
    const time = useTime();
    const { reader, say, end } = openAnswer();
    say(...ANSWER);
    const sending = sendCompletion(reader, FACTS, () => {});
    time.pass();
    const response = await sending;
    expect(response.headers.get("content-type")).toBe("application/json");
    // Compressed, the blanks would wait in the compressor, and nobody who left would be noticed.
    expect(response.headers.get("content-encoding")).toBe("identity");
    expect(response.headers.get("cache-control")).toContain("no-transform");
    const body = response.body!.getReader();
    const blank = body.read();
    await vi.waitFor(() => {
      time.pass();
      return expect(Promise.race([blank, Promise.reject(new Error("nothing yet"))])).resolves.toBeDefined();
    });
    expect(new TextDecoder().decode((await blank).value)).toBe(" ");
    say(END);
    end();
    let text = "";
    for (let piece = await body.read(); !piece.done; piece = await body.read())
      text += new TextDecoder().decode(piece.value);
    expect(JSON.parse(text)).toMatchObject({ choices: [{ finish_reason: "stop" }], usage: { total_tokens: 3 } });
  });

  test("that fails after its blanks says so in OpenAI's shape, and is no completion", async () => {
    const time = useTime();
    const { reader, say, end } = openAnswer();
    say(...ANSWER);
    const sending = sendCompletion(reader, FACTS, () => {});
    time.pass();
    const response = await sending;
    end();
    const told = JSON.parse(await response.text()) as object;
    expect(told).toEqual({
      error: expect.objectContaining({ code: "upstream-failed", type: "server_error" }) as object,
    });
  });

  test("whose client is gone when the first bytes go out is left, and that is told", async () => {
    const time = useTime();
    const { reader, say, cancelled } = openAnswer();
    say(...ANSWER);
    const gone: string[] = [];
    const sending = sendCompletion(reader, FACTS, (id) => gone.push(id));
    time.pass();
    await (await sending).body!.cancel();
    expect(gone).toEqual(["msg_1"]);
    expect(cancelled).toHaveBeenCalledTimes(1);
  });

  test("whose client has read for a while and leaves is left like any other", async () => {
    const time = useTime();
    const { reader, say, cancelled } = openAnswer();
    say(...ANSWER);
    const gone: string[] = [];
    const sending = sendCompletion(reader, FACTS, (id) => gone.push(id));
    time.pass();
    const body = (await sending).body!.getReader();
    for (let turn = 0; turn < 5; turn++) {
      const reading = body.read();
      await vi.waitFor(() => {
        time.pass();
        return expect(Promise.race([reading, Promise.reject(new Error("nothing yet"))])).resolves.toBeDefined();
      });
    }
    await body.cancel();
    expect(gone).toEqual([]);
    expect(cancelled).toHaveBeenCalledTimes(1);
  });
});
