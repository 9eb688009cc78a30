/** Streams that servers and what stands before them are known to send, and OpenAI does not. */

import { describe, expect, test } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import type { ProblemError } from "../../../shared/problem.ts";
import { promptOf } from "../../test/contracts/generator.ts";
import { adviceOf, SERVICES } from "../advice.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createOpenAIGenerator } from "./generator.ts";

const PROMPT = promptOf("When?", [{ number: 1, title: "Hours", headingPath: [], url: null, text: "We open at nine." }]);
const TEXT = "We open at nine. [1]";
const WORDS = ["We open", " at nine", ". [1]"];
const USAGE = { prompt_tokens: 30, completion_tokens: 7, total_tokens: 37 };

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const chunk = (delta: object, more: object = {}): unknown => ({
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const say = (more: object = {}): string => WORDS.map((content) => event(chunk({ content }, more))).join("");
const STOP = event(chunk({}, { finish_reason: "stop" }));
const DONE = "data: [DONE]\n\n";
const told = event({ choices: [], usage: USAGE });

async function ask(body: string, headers: Record<string, string> = {}) {
  let requests = 0;
  const send = async (): Promise<Response> => {
    requests += 1;
    return new Response(body, { headers: { "content-type": "text/event-stream", ...headers } });
  };
  const surroundings = { ...SURROUNDINGS, sleep: () => Promise.resolve() };
  const generator = createOpenAIGenerator({ apiKey: "k", model: "m", fetch: send as typeof fetch, surroundings });
  let text = "";
  let reason: string | undefined;
  let error: ProblemError | undefined;
  let usage: Usage | undefined;
  try {
    for await (const delta of generator.generate(PROMPT, new AbortController().signal, (used) => (usage = used)))
      if (delta.type === "text") text += delta.text;
      else if (delta.type === "finish") reason = delta.reason;
  } catch (thrown) {
    error = thrown as ProblemError;
  }
  return { text, reason, error, usage, requests };
}

describe("a whole answer", () => {
  test.for<[string, string]>([
    ["with the usage first", told + say() + STOP + DONE],
    [
      "with usage in every chunk",
      say().replaceAll('"choices"', '"usage":{"prompt_tokens":30,"completion_tokens":7},"choices"') + STOP + DONE,
    ],
    ["with chunks without choices among it", event({ choices: [] }) + say() + event({ id: "x" }) + STOP + DONE],
    [
      "with thoughts as a list of details",
      event(chunk({ content: "", reasoning_details: [{ type: "reasoning.text", text: "hm" }] })) + say() + STOP + DONE,
    ],
    [
      "with calls of tools beside it",
      event(chunk({ content: null, tool_calls: [{ index: 0, function: { name: "f", arguments: "{" } }] })) +
        say() +
        STOP +
        DONE,
    ],
    ["with CR LF and comments", `: open\r\n\r\n${(say() + STOP + DONE).replaceAll("\n", "\r\n")}`],
    ["with CR alone", (say() + STOP + DONE).replaceAll("\n", "\r")],
    ["with a byte order mark", `\ufeff${say()}${STOP}${DONE}`],
    ["with lines of JSON that are no events", `{"ping":1}\n\n${say()}{"ping":2}\n\n${STOP}${DONE}`],
    [
      "with events that keep the connection open",
      `event: ping\ndata: {"type":"ping"}\n\n${say()}data: {}\n\ndata:\n\n${STOP}${DONE}`,
    ],
    ["with null to keep the connection open", `data: null\n\n${say()}data: null\n\n${STOP}${DONE}`],
    [
      "with two finishes, and words behind them",
      say() + STOP + event(chunk({ content: " Really." })) + STOP + told + DONE,
    ],
    [
      "with null for what is not there",
      event(chunk({ content: null, refusal: null, tool_calls: null, reasoning_content: null })) +
        say({ logprobs: null }) +
        STOP +
        DONE,
    ],
    [
      "with its content as parts",
      WORDS.map((text) => event(chunk({ content: [{ type: "text", text }] }))).join("") + STOP + DONE,
    ],
    [
      "with its content as one part",
      WORDS.map((text) => event(chunk({ content: { type: "text", text } }))).join("") + STOP + DONE,
    ],
    ["with the word null where it goes on", say({ finish_reason: "null" }) + STOP + DONE],
    ["with a blank behind the end", `${say()}data: [DONE] \n\n`],
    ["with an end without a blank", `${say()}data:[DONE]\n\n`],
    ["in one event with nothing behind it", event(chunk({ content: TEXT }, { finish_reason: "stop" }))],
    ["with the position as text", say({ index: "0" }) + STOP + DONE],
    [
      "with data over several lines",
      `data: {"choices":\ndata: [{"index":0,"delta":{"content":"${TEXT}"}}]}\n\n${STOP}${DONE}`,
    ],
  ])("%s", async ([, body]) => {
    const { text, reason, error } = await ask(body);
    expect(error).toBeUndefined();
    expect({ text, reason }).toEqual({ text: TEXT, reason: "stop" });
  });

  test.for<[string, string, string]>([
    ["a stream that is called JSON", "application/json", say() + STOP + DONE],
    [
      "JSON that is called a stream",
      "text/event-stream",
      JSON.stringify({ choices: [{ index: 0, message: { content: TEXT }, finish_reason: "stop" }], usage: USAGE }),
    ],
    [
      "JSON that is called text",
      "text/plain",
      `\n ${JSON.stringify({ choices: [{ index: 0, message: { content: TEXT }, finish_reason: "stop" }], usage: USAGE }, null, 2)}\n`,
    ],
  ])("as %s", async ([, type, body]) => {
    const { text, reason, error } = await ask(body, { "content-type": type });
    expect(error).toBeUndefined();
    expect({ text, reason }).toEqual({ text: TEXT, reason: "stop" });
  });

  test("longer than the limit in one piece is cut there", async () => {
    const long = "Nine. ".repeat(20_000);
    const { text, reason } = await ask(event(chunk({ content: long })) + STOP + DONE);
    expect([text.length < long.length, long.startsWith(text), reason]).toEqual([true, true, "length"]);
  });
});

describe("a character", () => {
  const half = (text: string): string => `data: {"choices":[{"index":0,"delta":{"content":"${text}"}}]}\n\n`;

  test("that comes in two halves is one", async () => {
    expect((await ask(half("Nine \\ud83d") + half("\\ude00 it is.") + STOP + DONE)).text).toBe("Nine 😀 it is.");
  });

  test("of which one half comes is replaced, also at the end", async () => {
    expect((await ask(half("Nine \\ud83d it is.") + STOP + DONE)).text).toBe("Nine \ufffd it is.");
    expect((await ask(half("Nine it is \\ud83d") + STOP + DONE)).text).toBe("Nine it is ");
  });
});

test("a frame around all of an answer goes, and its citations can be found", async () => {
  const pieces = ["```mark", "down\n", ...WORDS, "\n", "```"];
  const { text } = await ask(pieces.map((content) => event(chunk({ content }))).join("") + STOP + DONE);
  expect(text).toBe(TEXT);
});

describe("what it cost", () => {
  test("is what was told last", async () => {
    expect((await ask(say() + STOP + told + DONE)).usage).toEqual({ input_tokens: 30, output_tokens: 7 });
  });

  test("is not less than what was said after it was told", async () => {
    const early = event({ choices: [], usage: { prompt_tokens: 30, completion_tokens: 1 } });
    expect((await ask(early + say() + STOP + DONE)).usage).toMatchObject({ output_tokens: 5, estimated: true });
  });
});

describe("an error", () => {
  test.for<[string, string]>([
    ["an error object", event({ error: { message: "boom", code: 500 } })],
    ["an error as text", event({ error: "boom" })],
    ["an event of its own", `event: error\ndata: {"message":"boom"}\n\n`],
    [
      "an object that calls itself an error",
      event({ object: "error", message: "boom", type: "InternalServerError", code: 500 }),
    ],
    ["a code of its own", event({ text: "**NETWORK ERROR DUE TO HIGH TRAFFIC.**", error_code: 50_002 })],
    ["a reason to end", event(chunk({}, { finish_reason: "error" }))],
  ])("in the middle, as %s, is no whole answer, whatever follows", async ([, wrong]) => {
    const { text, error } = await ask(say() + wrong + DONE);
    expect(TEXT.startsWith(text)).toBe(true);
    expect(error).toMatchObject({ slug: "upstream-failed" });
  });

  test.for<[string, string, string]>([
    [
      "JSON",
      "application/json",
      JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } }),
    ],
    [
      "JSON that is called a stream",
      "text/event-stream",
      JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } }),
    ],
    [
      "JSON that is called a problem",
      "application/problem+json",
      JSON.stringify({ error: { message: "You exceeded your current quota", code: "insufficient_quota" } }),
    ],
  ])("with status 200, as %s, is told for what it is", async ([, type, body]) => {
    const { error, requests } = await ask(body, { "content-type": type });
    expect(adviceOf(error, SERVICES.generator)).toMatch(/credit|paid|quota/i);
    expect(requests).toBe(1);
  });

  test("that is a page of a website each time says that the address is wrong", async () => {
    const { error, requests } = await ask("<!doctype html><title>Welcome</title>", { "content-type": "text/html" });
    expect(adviceOf(error, SERVICES.generator)).toMatch(/OPENAI_BASE_URL/);
    expect(requests).toBe(3);
  });
});
