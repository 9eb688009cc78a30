/** What a visitor sees, and what is counted, when the language model is slow, busy, broken or cut off. */

import { afterEach, beforeEach, describe, expect, inject, type MockInstance, test, vi } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import { ProblemError } from "../../../shared/problem.ts";
import type { Generator, GeneratorDelta } from "../../ports.ts";
import { promptOf } from "../../test/contracts/generator.ts";
import {
  type AnswerStep,
  type FakeControl,
  type Fault,
  openOpenAI,
  type OpenAIServerOptions,
} from "../../../fakes/control.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { mostTokens } from "./fit-prompt.ts";
import { createOpenAIGenerator, type OpenAIGeneratorOptions } from "./generator.ts";
import { promptTokens } from "./meter.ts";
import { renderPrompt } from "./render-prompt.ts";
import { RULES } from "./rules.ts";
import { estimateTokens } from "./tokens.ts";

const PATH = "/v1/chat/completions";
const PROMPT = promptOf("When?", [{ number: 1, title: "Hours", headingPath: [], url: null, text: "We open at nine." }]);
const FINISHED = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\n`;
const WHOLE: AnswerStep[] = [{ content: "We open" }, { content: " at nine. [1]" }, { finish: "stop" }];

async function open(server: OpenAIServerOptions = {}, options: Partial<OpenAIGeneratorOptions> = {}) {
  const control = await openOpenAI(inject("fakeFarm"), server);
  const waits: number[] = [];
  const sleep = (ms: number) => Promise.resolve(void waits.push(ms));
  const surroundings = { ...SURROUNDINGS, random: () => 0.5, sleep };
  const baseURL = `${control.url}/v1`;
  const generator = createOpenAIGenerator({
    apiKey: "openai-test-key",
    baseURL,
    model: "gpt-test",
    surroundings,
    ...options,
  });

  /** Reads one answer to its end, whatever that is. */
  async function run(signal = new AbortController().signal) {
    const deltas: GeneratorDelta[] = [];
    const usages: Usage[] = [];
    let error: unknown;
    try {
      for await (const delta of generator.generate(PROMPT, signal, (usage) => usages.push(usage))) deltas.push(delta);
    } catch (thrown) {
      error = thrown;
    }
    const text = deltas.map((delta) => (delta.type === "text" ? delta.text : "")).join("");
    const finish = deltas.find((delta) => delta.type === "finish");
    return { deltas, text, finish, usages, error, slug: error instanceof ProblemError ? error.slug : undefined };
  }

  return { control, generator, run, waits, answers: (...list: AnswerStep[][]) => control.post("answers", list) };
}

/** The console must stay silent: what would be printed is the visitor's. (workerd's own cannot be watched.) */
const METHODS = ["log", "info", "warn", "error", "debug"] as const;
let printed: MockInstance[] = [];
beforeEach(() => {
  printed = METHODS.map((method) => vi.spyOn(console, method));
});
afterEach(() => {
  for (const method of printed) expect(method).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

describe("what an answer takes at the most", () => {
  async function ask(control: FakeControl, generator: Generator, most: number) {
    let told = Infinity;
    const signal = new AbortController().signal;
    const tell = (_: () => Usage, bound: number): void => void (told = bound);
    let text = "";
    for await (const delta of generator.generate(PROMPT, signal, undefined, tell, most))
      if (delta.type === "text") text += delta.text;
    const asked = (await control.log()).map(({ body }) => body as { max_completion_tokens: number });
    return { told, text, limits: asked.map((body) => body.max_completion_tokens) };
  }

  test("is told before it is asked: prompt, limit, and the prompt once more for a try that is lost", async () => {
    const { control, generator, answers } = await open();
    await answers(WHOLE);
    await control.script([{ path: PATH, times: 1, fault: { kind: "reset-after" } }]);
    const { told, text, limits } = await ask(control, generator, 28_000);
    const messages = renderPrompt(PROMPT);
    expect(told).toBe(mostTokens(messages) + promptTokens(messages) + 4_096);
    expect(told).toBeLessThan(14_000);
    // The try that was lost takes nothing from the one that answers.
    expect(text).toBe("We open at nine. [1]");
    expect(limits).toEqual([4_096, 4_096]);
  });

  test("is never more than it may", async () => {
    const { control, generator, answers } = await open();
    await answers(WHOLE);
    const { told, limits } = await ask(control, generator, 4_000);
    expect(told).toBe(4_000);
    expect(limits[0]! + mostTokens(renderPrompt(PROMPT))).toBeLessThanOrEqual(4_000);
  });
});

describe("a whole answer", () => {
  test("streams, finishes, and tells its usage once, as the service counted it", async () => {
    const { control, run, answers } = await open();
    await answers(WHOLE);
    const { text, finish, usages, deltas } = await run();
    expect(text).toBe("We open at nine. [1]");
    expect(deltas.length).toBeGreaterThanOrEqual(2);
    expect(usages).toHaveLength(1);
    expect(finish).toEqual({ type: "finish", reason: "stop", usage: usages[0] });
    expect(usages[0]?.output_tokens).toBe(5);
    const [request] = await control.log();
    expect(request?.body).toMatchObject({ model: "gpt-test", stream: true, stream_options: { include_usage: true } });
  });

  test.for([
    ["length", "length"],
    ["content_filter", "content-filter"],
  ] as const)("that ended for %s says so", async ([told, reason]) => {
    const { run, answers } = await open();
    await answers([{ content: "We open" }, { finish: told }]);
    expect(await run()).toMatchObject({ text: "We open", finish: { reason } });
  });

  test("that runs on beyond its limit, on a server that knows of none, is ended as too long", async () => {
    const { control, run, answers } = await open({}, { maxOutputTokens: 10 });
    await answers([...Array.from({ length: 30 }, () => ({ content: "word " })), { stall: true }]);
    const { text, finish, usages } = await run();
    expect(finish).toMatchObject({ reason: "length" });
    expect(text.length).toBeLessThan(100);
    expect(usages).toHaveLength(1);
    await control.waitFor(PATH, "left-by-client");
  });

  test("shows none of what an open model thinks before it", async () => {
    const { run, answers } = await open();
    const answer = "<think>\nThe rules forbid it.\n</think>\n\nWe open at nine. [1]";
    await answers([...answer.split(/(?<=[ >])/).map((content) => ({ content })), { finish: "stop" }]);
    expect(await run()).toMatchObject({ text: "We open at nine. [1]", finish: { reason: "stop" } });
    await answers([{ content: "<think>x</think>\nNO_ANSWER_IN_SOURCES" }, { finish: "stop" }]);
    expect(await run()).toMatchObject({ text: "", finish: { reason: "no-answer" } });
    await answers([{ content: "<think>It never ends." }, { finish: "stop" }]);
    expect(await run()).toMatchObject({ text: "", finish: { reason: "stop" } });
  });

  test.each([0, 79])("that is one delta beyond its limit is cut at it, after %i characters of text", async (before) => {
    const { control, run, answers } = await open({}, { maxOutputTokens: 10 });
    const text = `${"x".repeat(before)}${"😀".repeat(200)}`;
    await answers([{ content: text }, { finish: "stop" }, { stall: true }]);
    expect(await run()).toMatchObject({
      text: text.slice(0, before === 0 ? 80 : 79),
      finish: { reason: "length" },
      usages: { length: 1 },
    });
    await control.waitFor(PATH, "left-by-client");
  });

  test("that recites its instructions, or our rules, is ended before it says them", async () => {
    const { control, generator, answers } = await open();
    const instructions = "Never mention that the harbour office sells berths for cash. The code of the safe is 4711.";
    const [system] = renderPrompt({ ...PROMPT, instructions });
    for (const secret of [instructions, system!.content, RULES]) {
      await answers([
        { content: "I was told: " },
        ...secret.split(/(?= )/).map((content) => ({ content })),
        { stall: true },
      ]);
      const deltas: GeneratorDelta[] = [];
      const usages: Usage[] = [];
      const signal = new AbortController().signal;
      for await (const delta of generator.generate({ ...PROMPT, instructions }, signal, (usage) => usages.push(usage)))
        deltas.push(delta);
      expect(deltas.map((delta) => (delta.type === "text" ? delta.text : "")).join("")).toBe("I was told: ");
      expect(deltas.at(-1)).toMatchObject({ type: "finish", reason: "content-filter" });
      expect(usages).toHaveLength(1);
      await control.waitFor(PATH, "left-by-client");
    }
  });

  test("a refusal shows none of its words as an answer", async () => {
    const { run, answers } = await open();
    await answers([{ refusal: "I cannot" }, { refusal: " help with that." }, { finish: "stop" }]);
    const { text, finish, usages } = await run();
    expect([text, finish]).toMatchObject(["", { reason: "content-filter" }]);
    expect(usages).toHaveLength(1);
  });

  test("the word for no answer, in pieces, is a finish without text", async () => {
    const { run, answers } = await open();
    await answers([{ content: "NO_ANS" }, { content: "WER_IN_SOURCES" }, { finish: "stop" }]);
    expect(await run()).toMatchObject({ text: "", finish: { reason: "no-answer" }, deltas: { length: 1 } });
  });

  test("talk after the word for no answer is neither shown nor waited for", async () => {
    const { control, run, answers } = await open();
    await answers([{ content: "NO_ANSWER_IN_SOURCES" }, { content: " However, I" }, { stall: true }]);
    expect(await run()).toMatchObject({ text: "", finish: { reason: "no-answer" }, usages: { length: 1 } });
    await control.waitFor(PATH, "left-by-client");
  });

  test("whose usage never comes is still whole; the usage is an estimate", async () => {
    const { run, answers } = await open({}, { limits: { usageMs: 40 } });
    const chunk = `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] })}\n\n`;
    for (const end of [{ stall: true }, { reset: true }] as AnswerStep[]) {
      await answers([{ content: "We open at nine. [1]" }, { raw: chunk }, end]);
      const { finish, usages, error } = await run();
      expect(error).toBeUndefined();
      expect(finish).toMatchObject({ reason: "stop" });
      expect(usages[0]?.output_tokens).toBe(5);
      expect(usages[0]?.input_tokens).toBeGreaterThan(100);
    }
  });

  test.each([1e19, 7.5, -1])("counts an estimate where a server says that %s tokens were spent", async (tokens) => {
    const { run, answers } = await open();
    const usage = { prompt_tokens: tokens, completion_tokens: 3 };
    const raw = `data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`;
    await answers([{ content: "We open at nine. [1]" }, { raw: FINISHED }, { raw }]);
    const { finish, usages } = await run();
    expect(finish).toMatchObject({ reason: "stop" });
    expect(usages).toEqual([{ input_tokens: expect.any(Number), output_tokens: 5, estimated: true }]);
    expect(usages[0]!.input_tokens).toBeGreaterThan(100);
    expect(usages[0]!.input_tokens).toBeLessThan(1_000);
  });

  test("from a server that does not know stream_options comes too, and it is not asked with them again", async () => {
    const { control, run, answers } = await open({ knowsStreamOptions: false });
    await answers(WHOLE);
    expect(await run()).toMatchObject({
      text: "We open at nine. [1]",
      finish: { reason: "stop" },
      usages: { length: 1 },
    });
    await run();
    expect((await control.log()).map(({ body }) => Object.hasOwn(body as object, "stream_options"))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("comes to every question that was on its way when such a server first said so", async () => {
    const { control, run, answers } = await open({ knowsStreamOptions: false });
    await answers(WHOLE);
    const runs = Array.from({ length: 4 }, () => run());
    for (const { text, error } of await Promise.all(runs))
      expect([text, error]).toEqual(["We open at nine. [1]", undefined]);
    const asked = (await control.log()).map(({ body }) => Object.hasOwn(body as object, "stream_options"));
    expect(asked.filter(Boolean).length).toBeGreaterThan(1);
  });

  test("without sources the model is not asked", async () => {
    const { control, generator } = await open();
    const deltas = [];
    for await (const delta of generator.generate(promptOf("When?", []), new AbortController().signal))
      deltas.push(delta);
    expect(deltas).toEqual([{ type: "finish", reason: "no-answer", usage: { input_tokens: 0, output_tokens: 0 } }]);
    expect(await control.log()).toEqual([]);
  });
});

describe("an answer that broke off is never a whole one", () => {
  const broken: [string, AnswerStep[]][] = [
    ["ends without a finish", [{ content: "We open" }]],
    ["is reset", [{ content: "We open" }, { reset: true }]],
    [
      "has a malformed chunk",
      [{ content: "We open" }, { raw: 'data: {"choices":[{"delta":{"content":"secret\n\n' }, { finish: "stop" }],
    ],
    ["has a chunk that is no object", [{ content: "We open" }, { raw: "data: 17\n\n" }, { finish: "stop" }]],
    [
      "has content that is no text",
      [{ content: "We open" }, { raw: 'data: {"choices":[{"delta":{"content":{"a":1}}}]}\n\n' }, { finish: "stop" }],
    ],
    [
      "holds an error object",
      [
        { content: "We open" },
        { raw: 'data: {"error":{"message":"secret","type":"server_error","code":null}}\n\n' },
        { finish: "stop" },
      ],
    ],
    [
      "holds an error event",
      [{ content: "We open" }, { raw: 'event: error\ndata: {"message":"secret"}\n\n' }, { finish: "stop" }],
    ],
    ["ends with a call of a tool", [{ content: "We open" }, { finish: "tool_calls" }]],
    ["ends with an error for a reason", [{ content: "We open" }, { finish: "error" }]],
  ];
  test.for(broken)("one that %s", async ([, steps]) => {
    const { control, run, answers } = await open();
    await answers(steps);
    const { text, finish, slug, error, usages } = await run();
    expect(text).toBe("We open");
    expect(finish).toBeUndefined();
    expect(slug).toBe("upstream-failed");
    expect((error as ProblemError).detail).not.toContain("secret");
    expect(usages).toHaveLength(1);
    expect(usages[0]?.output_tokens).toBe(2);
    // Something was shown: a second attempt would answer twice.
    expect(await control.log()).toHaveLength(1);
  });

  test("one that stalls ends at the idle limit, and the request with it", async () => {
    const { control, run, answers } = await open({}, { limits: { idleMs: 60 } });
    await answers([{ content: "We open" }, { stall: true }]);
    expect(await run()).toMatchObject({
      text: "We open",
      finish: undefined,
      slug: "upstream-timeout",
      usages: { length: 1 },
    });
    await control.waitFor(PATH, "left-by-client");
  });

  test("one that never ends does so at the total limit", async () => {
    const { control, run, answers } = await open({}, { limits: { totalMs: 150 } });
    await answers(Array.from({ length: 400 }, (): AnswerStep[] => [{ content: "on " }, { waitMs: 5 }]).flat());
    expect(await run()).toMatchObject({ finish: undefined, slug: "upstream-timeout", usages: { length: 1 } });
    await control.waitFor(PATH, "left-by-client");
  });
});

describe("before the first token", () => {
  const passing: [string, Fault][] = [
    ["a busy answer", { kind: "status", status: 429, headers: { "retry-after": "3" } }],
    ["an internal error", { kind: "status", status: 500 }],
    ["a gateway's text", { kind: "status", status: 502, body: "upstream connect error" }],
    ["a page instead of a stream", { kind: "status", status: 200, body: "<html>maintenance</html>" }],
    ["a reset", { kind: "reset-before" }],
    ["a cut in the first chunk", { kind: "cut-body", afterBytes: 30 }],
  ];
  test.for(passing)("%s, twice, is not noticed", async ([, fault]) => {
    const { control, run, answers } = await open();
    await answers(WHOLE);
    await control.script([{ times: 2, fault }]);
    expect(await run()).toMatchObject({
      text: "We open at nine. [1]",
      finish: { reason: "stop" },
      usages: { length: 1 },
    });
    expect(await control.log()).toHaveLength(3);
  });

  test.for([
    ["an error object", [{ raw: 'data: {"error":{"message":"m","type":"server_error"}}\n\n' }]],
    ["an empty answer", [{ finish: "stop" }]],
    ["an end", []],
  ] as [string, AnswerStep[]][])("%s in the stream is tried again", async ([, steps]) => {
    const { run, answers } = await open();
    await answers(steps, WHOLE);
    expect(await run()).toMatchObject({ text: "We open at nine. [1]", finish: { reason: "stop" } });
  });

  test("the wait is what the service asks for, and some chance", async () => {
    const { control, run, answers, waits } = await open();
    await answers(WHOLE);
    await control.script([{ times: 1, fault: { kind: "status", status: 429, headers: { "retry-after": "3" } } }]);
    await run();
    expect(waits).toEqual([3_000 + 125]);
  });

  test.each([11, 400])("a wait of seconds in %i digits is told as a day", async (digits) => {
    const { control, run } = await open();
    const wait = "9".repeat(digits);
    await control.script([{ fault: { kind: "status", status: 429, headers: { "retry-after": wait } } }]);
    expect(await run()).toMatchObject({ slug: "upstream-busy", error: { retryAfter: 86_400 } });
  });

  test("a key that the service repeats does not reach the log", async () => {
    const { control, run, answers } = await open();
    const refusal = JSON.stringify({
      error: { message: "Incorrect API key: openai-test-key.", code: "invalid_api_key" },
    });
    await control.script([{ times: 1, fault: { kind: "status", status: 401, body: refusal } }]);
    await answers([{ content: "We" }, { raw: `event: error\ndata: {"message":"openai-test-key is spent"}\n\n` }]);
    for (const said of [/Incorrect API key/, /is spent/]) {
      const { error } = await run();
      const logged = String((error as ProblemError).cause);
      expect(logged).toMatch(said);
      expect(logged).not.toContain("openai-test-key");
    }
  });

  test("a prompt that a filter refuses ends as a filtered answer, and costs nothing", async () => {
    const { control, run } = await open();
    const refusal = JSON.stringify({
      error: { message: "The prompt was filtered.", code: "content_filter", param: "prompt" },
    });
    await control.script([{ times: 1, fault: { kind: "status", status: 400, body: refusal } }]);
    expect(await run()).toMatchObject({ text: "", finish: { reason: "content-filter" }, usages: [], error: undefined });
  });

  const lasting: [Fault, string][] = [
    [{ kind: "status", status: 429 }, "upstream-busy"],
    [{ kind: "status", status: 503 }, "upstream-busy"],
    [{ kind: "status", status: 500 }, "upstream-failed"],
  ];
  test.for(lasting)("%j without end is %s after three attempts, and costs nothing", async ([fault, slug]) => {
    const { control, run } = await open();
    await control.script([{ fault }]);
    expect(await run()).toMatchObject({ slug, deltas: [], usages: [] });
    expect(await control.log()).toHaveLength(3);
  });

  test.for([{ kind: "reset-before" }, { kind: "reset-after" }, { kind: "cut-body", afterBytes: 30 }] as Fault[])(
    "%j says nothing of what was done: each of the three attempts is counted",
    async (fault) => {
      const { control, run } = await open();
      await control.script([{ fault }]);
      const { slug, deltas, usages } = await run();
      expect([slug, deltas]).toEqual(["upstream-failed", []]);
      const prompt = renderPrompt(PROMPT).reduce((sum, { content }) => sum + estimateTokens(content) + 4, 0);
      expect(usages).toEqual([{ input_tokens: 3 * prompt, output_tokens: 0, estimated: true }]);
      expect(await control.log()).toHaveLength(3);
    },
  );

  test("a cut attempt before the one that answers is counted beside it", async () => {
    const { control, run, answers } = await open();
    await answers(WHOLE);
    await control.script([{ times: 1, fault: { kind: "cut-body", afterBytes: 30 } }]);
    const { usages } = await run();
    expect(usages).toHaveLength(1);
    expect(usages[0]!.input_tokens).toBeGreaterThan(1.8 * (await run()).usages[0]!.input_tokens);
  });

  test.for([400, 401, 403, 404])("status %i is not tried again, and its text stays in the log", async (status) => {
    const { control, run } = await open();
    await control.script([{ fault: { kind: "status", status, body: "sk-secret" } }]);
    const { slug, error } = await run();
    expect(slug).toBe("upstream-failed");
    expect((error as ProblemError).detail).not.toContain("secret");
    expect(await control.log()).toHaveLength(1);
  });

  test("an answer that spent all it may on thinking is a failure, not an empty answer", async () => {
    const { run, answers } = await open();
    await answers([{ finish: "length" }]);
    expect(await run()).toMatchObject({ slug: "upstream-failed", deltas: [] });
  });

  test("a service that says nothing ends at the limit, whether it has sent headers or not", async () => {
    const { control, run, answers } = await open({}, { limits: { firstTokenMs: 80 } });
    await control.script([{ times: 1, fault: { kind: "stall" } }]);
    expect(await run()).toMatchObject({ slug: "upstream-timeout", deltas: [] });
    await control.waitFor(PATH, "left-by-client");
    await answers([{ stall: true }]);
    const { slug, usages } = await run();
    expect(slug).toBe("upstream-timeout");
    expect(usages[0]?.output_tokens).toBe(0);
    await control.waitFor(PATH, "left-by-client");
  });
});

describe("a visitor who stops", () => {
  test("before the first token: the request ends, and what it may have cost is told", async () => {
    const { control, run } = await open();
    await control.script([{ fault: { kind: "stall" } }]);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const running = run(stop.signal);
    await control.waitFor(PATH, "open");
    stop.abort(reason);
    const { error, deltas, usages } = await running;
    expect(error).toBe(reason);
    expect(deltas).toEqual([]);
    expect(usages).toMatchObject([{ output_tokens: 0 }]);
    await control.waitFor(PATH, "left-by-client");
  });

  test("in the middle: no finish, the request ends, and the tokens so far are told once", async () => {
    const { control, generator, answers } = await open();
    await answers([{ content: "We open at nine. " }, { stall: true }]);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const usages: Usage[] = [];
    const soFar: Usage[] = [];
    let usageSoFar: (() => Usage) | undefined;
    const seen: GeneratorDelta[] = [];
    const deltas = generator.generate(
      PROMPT,
      stop.signal,
      (usage) => usages.push(usage),
      (ask) => soFar.push((usageSoFar = ask)()),
    );
    const reading = (async () => {
      for await (const delta of deltas) {
        seen.push(delta);
        soFar.push(usageSoFar!());
        queueMicrotask(() => stop.abort(reason));
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(seen).toEqual([{ type: "text", text: "We open at nine. " }]);
    expect(usages).toMatchObject([{ output_tokens: 5 }]);
    // Whoever asks on the way is told the same: nothing before the request, the estimate after it.
    expect(soFar).toEqual([{ input_tokens: 0, output_tokens: 0 }, usages[0]]);
    await control.waitFor(PATH, "left-by-client");
  });

  test("by leaving the loop: the request ends and its tokens are told", async () => {
    const { control, generator, answers } = await open();
    await answers([{ content: "We open at nine. " }, { stall: true }]);
    const usages: Usage[] = [];
    for await (const delta of generator.generate(PROMPT, new AbortController().signal, (usage) => usages.push(usage))) {
      expect(delta.type).toBe("text");
      break;
    }
    expect(usages).toHaveLength(1);
    await control.waitFor(PATH, "left-by-client");
  });
});

describe("rewriting a question", () => {
  const HISTORY = [
    { role: "user" as const, text: "What does the Pro plan cost?" },
    { role: "assistant" as const, text: "Nine euros. [1]" },
  ];
  const signal = new AbortController().signal;

  test("returns one line, and tells its usage", async () => {
    const { generator, answers } = await open();
    await answers([{ content: "<think>It is free.</think>\n> What does the\n free plan cost? " }, { finish: "stop" }]);
    const usages: Usage[] = [];
    const text = await generator.rewrite!("And the free one?", HISTORY, signal, (usage) => usages.push(usage));
    expect(text).toBe("What does the free plan cost?");
    expect(usages).toEqual([{ input_tokens: expect.any(Number), output_tokens: 15 }]);
    expect(usages[0]!.input_tokens).toBeGreaterThan(0);
  });

  test("tells what it may have cost where the visitor stops in its middle", async () => {
    const { control, generator } = await open();
    await control.script([{ fault: { kind: "stall" } }]);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const usages: Usage[] = [];
    const rewriting = generator.rewrite!("And the free one?", HISTORY, stop.signal, (usage) => usages.push(usage));
    await control.waitFor(PATH, "open");
    stop.abort(reason);
    await expect(rewriting).rejects.toBe(reason);
    expect(usages).toMatchObject([{ output_tokens: 0 }]);
    expect(usages[0]!.input_tokens).toBeGreaterThan(50);
  });

  test.for([
    ["nothing", [{ finish: "stop" }]],
    ["a refusal", [{ refusal: "No." }, { finish: "stop" }]],
    ["half of it", [{ content: "What does" }, { finish: "length" }]],
    ["an essay", [{ content: "word ".repeat(300) }, { finish: "stop" }]],
  ] as [string, AnswerStep[]][])("%s is no form of the question", async ([, steps]) => {
    const { generator, answers } = await open();
    await answers(steps);
    expect(await generator.rewrite!("And the free one?", HISTORY, signal)).toBeUndefined();
  });

  test("fails as everything else does, so that the caller can decide", async () => {
    const { control, generator } = await open();
    await control.script([{ fault: { kind: "status", status: 500 } }]);
    await expect(generator.rewrite!("And?", HISTORY, signal)).rejects.toMatchObject({ slug: "upstream-failed" });
  });
});
