import { describe, expect, it } from "vitest";
import { PROBLEMS, ProblemError, type ProblemSlug } from "../../../shared/problem.ts";
import type { StreamChunk } from "../../../shared/stream.ts";
import { createAnswerSoFar, createChunkWriter, takeChunk, toCompletion, toErrorObject } from "./format.ts";

const FACTS = { model: "gpt-anything", created: 1_790_000_000 };
const START: StreamChunk = { type: "start", messageId: "msg_1", messageMetadata: { conversation_id: "c1" } };
const TEXT: StreamChunk[] = [
  { type: "text-start", id: "answer" },
  { type: "text-delta", id: "answer", delta: "At noon. [1] " },
  { type: "source-url", sourceId: "1", url: "https://x.example/a", title: "Hours" },
  {
    type: "data-citation",
    data: { source_id: "1", quote: "at noon", url: "https://x.example/a#:~:text=noon", start: 9, end: 12 },
  },
  { type: "text-delta", id: "answer", delta: "At nine. [2]" },
  { type: "source-document", sourceId: "2", mediaType: "text/plain", title: "Notes" },
  { type: "data-citation", data: { source_id: "2", quote: "at nine", url: null, start: 22, end: 25 } },
  { type: "text-end", id: "answer" },
];
const finish = (finishReason: "stop" | "length" | "content-filter" | "other"): StreamChunk => ({
  type: "finish",
  finishReason,
  messageMetadata: { answered: true, grounded: true, usage: { input_tokens: 7, output_tokens: 5 } },
});
const ANNOTATIONS = [
  {
    type: "url_citation",
    url_citation: { url: "https://x.example/a#:~:text=noon", title: "Hours", start_index: 9, end_index: 12 },
    quote: "at noon",
  },
  { type: "url_citation", url_citation: { url: "", title: "Notes", start_index: 22, end_index: 25 }, quote: "at nine" },
];
const FAILED: StreamChunk[] = [
  {
    type: "data-problem",
    data: {
      type: "https://chat.test/problems/upstream-busy",
      title: PROBLEMS["upstream-busy"].title,
      status: 503,
      detail: "Too busy.",
      instance: "r",
      retry_after: 7,
    },
    transient: true,
  },
  { type: "error", errorText: "Too busy." },
];

function completionOf(chunks: readonly StreamChunk[]): unknown {
  const answer = createAnswerSoFar();
  for (const chunk of chunks) takeChunk(answer, chunk);
  return toCompletion(answer, FACTS);
}

interface WrittenEvent {
  done?: true;
  choices: { delta: object; finish_reason: string | null }[];
  usage?: object | null;
  vegarag?: object;
  error?: object;
}

function eventsOf(chunks: readonly StreamChunk[], includeUsage = false): WrittenEvent[] {
  const writer = createChunkWriter(FACTS, includeUsage);
  const text = chunks.map((chunk) => writer.write(chunk)).join("");
  return text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) =>
      event === "data: [DONE]"
        ? { done: true, choices: [] }
        : (JSON.parse(event.slice("data: ".length)) as WrittenEvent),
    );
}

describe("a whole answer", () => {
  it("has the text, each citation at its marker, and what it cost", () => {
    const completion = completionOf([START, ...TEXT, finish("stop")]);
    expect(completion).toEqual({
      id: "msg_1",
      object: "chat.completion",
      ...FACTS,
      choices: [
        {
          index: 0,
          message: {
            role: "assistant",
            content: "At noon. [1] At nine. [2]",
            refusal: null,
            annotations: ANNOTATIONS,
          },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
      vegarag: { conversation_id: "c1", answered: true, grounded: true },
    });
    for (const { url_citation } of ANNOTATIONS)
      expect("At noon. [1] At nine. [2]".slice(url_citation.start_index, url_citation.end_index)).toMatch(/^\[\d]$/);
  });

  it.each([
    ["stop", "stop"],
    ["length", "length"],
    ["content-filter", "content_filter"],
    ["other", "length"],
  ] as const)("that ended by %s says %s", (ours, theirs) => {
    const chunks = [START, ...TEXT, finish(ours)];
    expect(completionOf(chunks)).toMatchObject({ choices: [{ finish_reason: theirs }] });
    expect(eventsOf(chunks).at(-2)).toMatchObject({ choices: [{ finish_reason: theirs }] });
  });

  it("is streamed role first, then the text, then citations with the end", () => {
    const events = eventsOf([START, ...TEXT, finish("stop")]);
    expect(events.pop()).toMatchObject({ done: true });
    for (const event of events) expect(event).toMatchObject({ id: "msg_1", object: "chat.completion.chunk", ...FACTS });
    expect(events.every((event) => !("usage" in event))).toBe(true);
    expect(events.map(({ choices }) => [choices[0]!.delta, choices[0]!.finish_reason])).toEqual([
      [{ role: "assistant", content: "", refusal: null }, null],
      [{ content: "At noon. [1] " }, null],
      [{ content: "At nine. [2]" }, null],
      [{ annotations: ANNOTATIONS }, "stop"],
    ]);
    expect(events.at(-1)!.vegarag).toEqual({ conversation_id: "c1", answered: true, grounded: true });
  });

  it("is followed by its usage where that was asked for, and only then", () => {
    const events = eventsOf([START, ...TEXT, finish("stop")], true);
    expect(events.slice(0, -2).map(({ usage }) => usage)).toEqual([null, null, null, null]);
    expect(events.at(-2)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
    });
    expect(events.at(-1)).toMatchObject({ done: true });
  });
});

describe("an answer that is none", () => {
  it.each([
    ["failed", FAILED, "upstream-busy"],
    ["was stopped", [{ type: "abort" }], "conflict"],
    ["was cut", [], "upstream-failed"],
    ["failed without a word", [{ type: "error", errorText: "x" }], "internal"],
  ] as [string, StreamChunk[], ProblemSlug][])("because it %s is thrown", (_, end, slug) => {
    expect(() => completionOf([START, ...TEXT, ...end])).toThrow(expect.objectContaining({ slug }));
  });

  it("keeps how long to wait", () => {
    expect(() => completionOf([START, ...FAILED])).toThrow(
      expect.objectContaining({ detail: "Too busy.", retryAfter: 7 }),
    );
  });

  it.each([
    ["failed", FAILED, "upstream-busy"],
    ["was stopped", [{ type: "abort" }], "conflict"],
  ] as [string, StreamChunk[], ProblemSlug][])(
    "because it %s ends its stream with an error, not done",
    (_, end, code) => {
      const events = eventsOf([START, ...TEXT, ...end], true);
      expect(events.at(-1)).toMatchObject({ error: { code, message: expect.any(String) } });
      expect(events.some(({ done }) => done === true)).toBe(false);
      expect(events.slice(0, -1).every(({ choices }) => choices[0]!.finish_reason === null)).toBe(true);
    },
  );
});

it("names every problem in the words of OpenAI's errors", () => {
  const slugs = Object.keys(PROBLEMS) as ProblemSlug[];
  const typeOf = (slug: ProblemSlug) =>
    (toErrorObject(new ProblemError(slug, { detail: "d" })) as { type: string }).type;
  expect(Object.fromEntries(slugs.map((slug) => [slug, typeOf(slug)]))).toMatchObject({
    "invalid-request": "invalid_request_error",
    unauthenticated: "authentication_error",
    forbidden: "permission_error",
    "rate-limited": "rate_limit_error",
    "budget-exhausted": "insufficient_quota",
    internal: "server_error",
    "upstream-timeout": "server_error",
  });
  const issues = [{ path: "messages.0.content", message: "Missing." }];
  expect(toErrorObject(new ProblemError("invalid-request", { detail: "d", issues }))).toEqual({
    message: "d",
    type: "invalid_request_error",
    param: "messages.0.content",
    code: "invalid-request",
  });
});
