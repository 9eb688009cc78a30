/** The encoder and the push decoder: against each other, against the standard, and cut at every place. */

import { describe, expect, it } from "vitest";
import {
  createEventDecoder,
  DONE_EVENT,
  encodeEvent,
  HEARTBEAT,
  isTerminal,
  type ServerSentEvent,
  type StreamChunk,
} from "./stream.ts";

function decode(pieces: readonly string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const push = createEventDecoder((event) => events.push(event));
  for (const piece of pieces) push(piece);
  return events;
}

/** The bytes cut in two at every place, decoded as the widget does it. */
function decodeCutEverywhere(bytes: Uint8Array): ServerSentEvent[][] {
  return Array.from({ length: bytes.length + 1 }, (_, at) => {
    const decoder = new TextDecoder();
    return decode([decoder.decode(bytes.subarray(0, at), { stream: true }), decoder.decode(bytes.subarray(at))]);
  });
}

const DELTAS = [
  "Plain",
  " two\nlines\r\n",
  "\u2028\u2029",
  "😀 é 漢",
  "data: [DONE]\n\n",
  'id: 7\n\n"',
  "\0\u0007",
  "",
];
const CHUNKS: StreamChunk[] = [
  { type: "start", messageId: "msg_1", messageMetadata: { conversation_id: "c" } },
  { type: "text-start", id: "answer" },
  ...DELTAS.map((delta): StreamChunk => ({ type: "text-delta", id: "answer", delta })),
  { type: "source-url", sourceId: "1", url: "https://x.example/#:~:text=a", title: "Größe\n" },
  { type: "data-citation", data: { source_id: "1", quote: "q\nr", url: null, start: 3, end: 6 } },
  { type: "text-end", id: "answer" },
  {
    type: "finish",
    finishReason: "stop",
    messageMetadata: { answered: true, grounded: true, usage: { input_tokens: 1, output_tokens: 2 } },
  },
];

describe("an encoded answer", () => {
  const text =
    CHUNKS.map((chunk, at) => encodeEvent(at + 1, chunk) + (at % 3 === 0 ? HEARTBEAT : "")).join("") + DONE_EVENT;
  const wanted = [
    ...CHUNKS.map((chunk, at) => ({ id: String(at + 1), event: "message", data: JSON.stringify(chunk) })),
    // Not numbered: the last number stays, so a reader that reconnects after it has missed nothing.
    { id: String(CHUNKS.length), event: "message", data: "[DONE]" },
  ];

  it("is read back whole, wherever its bytes are cut", () => {
    for (const events of decodeCutEverywhere(new TextEncoder().encode(text))) expect(events).toEqual(wanted);
  });

  it("is read back byte by byte", () => {
    const decoder = new TextDecoder();
    const pieces = Array.from(new TextEncoder().encode(text), (byte) =>
      decoder.decode(Uint8Array.of(byte), { stream: true }),
    );
    expect(decode(pieces)).toEqual(wanted);
  });

  it("has one line of data an event, whatever the text holds", () => {
    for (const chunk of CHUNKS) expect(encodeEvent(1, chunk)).toMatch(/^id: 1\ndata: [^\n\r]*\n\n$/);
  });

  it("loses only the event that its end cut", () => {
    const events = decode([text.slice(0, text.lastIndexOf("data: [DONE]") - 1)]);
    expect(events).toEqual(wanted.slice(0, -2));
  });
});

describe("the decoder", () => {
  it.each<[string, string, Partial<ServerSentEvent>[]]>([
    ["joins lines of data", "data: a\ndata:b\ndata\n\n", [{ data: "a\nb\n" }]],
    ["takes CR, LF and CR LF", "data: a\r\rdata: b\n\ndata: c\r\n\r\n", [{ data: "a" }, { data: "b" }, { data: "c" }]],
    ["takes one space off, and only one", "data:  a\n\n", [{ data: " a" }]],
    [
      "knows names of events for one event alone",
      "event: x\ndata: a\n\ndata: b\n\n",
      [{ event: "x" }, { event: "message" }],
    ],
    ["keeps the last id", "id: 1\ndata: a\n\ndata: b\n\n", [{ id: "1" }, { id: "1" }]],
    ["takes an empty id", "id: 1\ndata: a\n\nid\ndata: b\n\n", [{ id: "1" }, { id: "" }]],
    ["ignores an id with NUL", "id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", [{ id: "1" }, { id: "1" }]],
    [
      "ignores comments, unknown fields and events without data",
      ": x\nfoo: bar\nretry: 10\n\nevent: y\n\ndata: a\n\n",
      [{ data: "a", event: "message" }],
    ],
    ["gives nothing for half an event", "data: a\n", []],
    ["ignores empty pieces", "", []],
  ])("%s", (_, text, wanted) => {
    const bytes = new TextEncoder().encode(text);
    for (const events of decodeCutEverywhere(bytes)) expect(events).toMatchObject(wanted);
    for (const events of decodeCutEverywhere(bytes)) expect(events).toHaveLength(wanted.length);
  });

  it("drops a byte order mark when the bytes are decoded as a stream", () => {
    for (const events of decodeCutEverywhere(new TextEncoder().encode("\uFEFFdata: a\n\n")))
      expect(events).toMatchObject([{ data: "a" }]);
  });

  it("takes a long line in small pieces in linear time", () => {
    const started = performance.now();
    const line = `data: ${"x".repeat(400_000)}\n\n`;
    expect(
      decode(
        Array.from({ length: line.length / 4 }, (_, at) => line.slice(at * 4, at * 4 + 4)).concat(
          line.slice(line.length - (line.length % 4)),
        ),
      ),
    ).toHaveLength(1);
    // 100,000 pieces: quadratic work would be 20 billion characters.
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("isTerminal", () => {
  it("is true of exactly the three ends", () => {
    const types = [
      "start",
      "text-start",
      "text-delta",
      "text-end",
      "source-url",
      "source-document",
      "data-citation",
      "data-problem",
      "error",
      "abort",
      "finish",
      "[DONE]",
    ];
    expect(types.filter((type) => isTerminal({ type }))).toEqual(["error", "abort", "finish"]);
  });
});
