import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createEventDecoder, DONE_EVENT, encodeEvent, type StreamChunk } from "../../shared/stream.ts";
import { createAnswerReader, parseChunk } from "./sse.ts";

const parse = (data: unknown) => parseChunk(JSON.parse(JSON.stringify(data)));

describe("a chunk from the wire", () => {
  it("passes when its fields are what they must be", () => {
    expect(parse({ type: "text-delta", id: "t", delta: "Hi" })).toEqual({ type: "text-delta", id: "t", delta: "Hi" });
  });

  it("is skipped when its kind is unknown", () => {
    expect(parse({ type: "reasoning-delta", delta: {} })).toBeUndefined();
    expect(parse({ type: "toString" })).toBeUndefined();
    expect(parse({ type: "__proto__" })).toBeUndefined();
  });

  it.each([
    null,
    [],
    "text",
    {},
    { type: 1 },
    { type: "text-delta", delta: { constructor: undefined, type: "script" } },
    { type: "text-delta", delta: ["a"] },
    { type: "start", messageId: 1 },
    { type: "source-url", sourceId: "1", url: {} },
    { type: "data-citation", data: { source_id: "1", quote: {}, start: 0, end: 1 } },
    { type: "data-citation" },
    { type: "data-problem", data: "text" },
  ])("is refused when it is malformed: %j", (data) => {
    expect(() => parse(data)).toThrow();
  });

  it("has no title or address that is not text", () => {
    expect(parse({ type: "source-url", sourceId: "1", url: "https://x.org", title: {} })).toMatchObject({ title: "" });
    expect(
      parse({ type: "data-citation", data: { source_id: "1", quote: "q", url: {}, start: 0, end: 3 } }),
    ).toMatchObject({ data: { url: null } });
  });

  it("drops a citation whose offsets make no sense", () => {
    for (const [start, end] of [
      [-1, 2],
      [3, 3],
      [1.5, 3],
      ["0", 3],
    ])
      expect(parse({ type: "data-citation", data: { source_id: "1", quote: "q", start, end } })).toBeUndefined();
  });
});

const CHUNKS: StreamChunk[] = [
  { type: "start", messageId: "a", messageMetadata: { conversation_id: "c" } },
  { type: "text-delta", id: "t", delta: "Grüße, 世界 🌍" },
  {
    type: "finish",
    finishReason: "stop",
    messageMetadata: { answered: true, grounded: false, usage: { input_tokens: 0, output_tokens: 0 } },
  },
];
const BYTES = new TextEncoder().encode(
  `: hi\n\n${CHUNKS.map((chunk, index) => encodeEvent(index + 1, chunk)).join("")}${DONE_EVENT}`,
);

describe("the bytes of an answer", () => {
  it("give the same chunks wherever they are cut", () => {
    for (let cut = 0; cut <= BYTES.length; cut++) {
      const seen: [number, StreamChunk][] = [];
      const take = createAnswerReader(0, (number, chunk) => seen.push([number, chunk]));
      take(BYTES.slice(0, cut));
      take(BYTES.slice(cut));
      expect(seen).toEqual(CHUNKS.map((chunk, index) => [index + 1, chunk]));
    }
  });

  it("throw where an event is missing, and not where events are told again", () => {
    const take = createAnswerReader(1, () => {});
    expect(() => take(new TextEncoder().encode(encodeEvent(3, CHUNKS[1]!)))).toThrow("missing");
    const numbers: number[] = [];
    const again = createAnswerReader(2, (number) => numbers.push(number));
    again(BYTES);
    expect(numbers).toEqual([1, 2, 3]);
  });

  it("throw where the data is not JSON", () => {
    const take = createAnswerReader(0, () => {});
    expect(() => take(new TextEncoder().encode("id: 1\ndata: {\n\n"))).toThrow();
  });
});

interface SseCase {
  id: string;
  stream_b64: string;
  expect: { type: string; data: string; lastEventId: string }[];
}
let cases: SseCase[] | undefined;
try {
  const file = new URL("../../../shared/data/security/sse_cases.jsonl", import.meta.url);
  cases = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SseCase);
} catch {
  cases = undefined;
}

describe.skipIf(!cases)("event streams of the public suites (needs ../shared/data)", () => {
  it.each((cases ?? []).map((each) => [each.id, each] as const))(
    "%s is read alike at every byte split",
    (_id, each) => {
      const bytes = Buffer.from(each.stream_b64, "base64");
      const events = (pieces: Uint8Array[]) => {
        const found: { type: string; data: string; lastEventId: string }[] = [];
        // Some versions of Node drop a second byte order mark as well: the first is dropped here.
        const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
        let first = true;
        const take = createEventDecoder(({ id, event, data }) => found.push({ type: event, data, lastEventId: id }));
        for (const piece of pieces) {
          const text = decoder.decode(piece, { stream: true });
          take(first ? text.replace(/^\ufeff/, "") : text);
          if (text) first = false;
        }
        return found;
      };
      const expected = each.expect.map(({ type, data, lastEventId }) => ({ type, data, lastEventId }));
      expect(events([bytes])).toEqual(expected);
      expect(events(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
      const step = Math.max(1, Math.floor(bytes.length / 300));
      for (let cut = 0; cut <= bytes.length; cut += step)
        expect(events([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected);
    },
  );
});
