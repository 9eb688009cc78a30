/** What servers say when they refuse, in their own words and statuses: what it means, whom it blames, what is asked again. */

import { describe, expect, test, vi } from "vitest";
import type { Usage } from "../../../shared/chat.ts";
import type { ProblemError } from "../../../shared/problem.ts";
import { promptOf } from "../../test/contracts/generator.ts";
import { createGuards } from "../guarded.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { kindOf, windowIn } from "./faults.ts";
import { createOpenAIGenerator } from "./generator.ts";

const HOURS = { title: "Hours", headingPath: [], url: null, text: "We open at nine. ".repeat(150) };
const PROMPT = promptOf(
  "When?",
  Array.from({ length: 12 }, (_, at) => ({ ...HOURS, number: at + 1 })),
);
const WHOLE = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "At nine. [1]" }, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;
const surroundings = { ...SURROUNDINGS, sleep: () => Promise.resolve() };
const json = (body: unknown, status: number, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const stream = (body: string) => new Response(body, { headers: { "content-type": "text/event-stream" } });

type Body = Record<string, unknown> & { messages: { content: string }[] };

function open(reply: (body: Body, url: string) => Response) {
  const sent: Body[] = [];
  const urls: string[] = [];
  const send = async (url: string, init: RequestInit): Promise<Response> => {
    urls.push(url);
    sent.push(JSON.parse(String(init.body)) as Body);
    return reply(sent.at(-1)!, url);
  };
  const guards = createGuards(() => 0);
  const options = { apiKey: "k", model: "m", fetch: send as unknown as typeof fetch, surroundings };
  const generator = guards.generator(createOpenAIGenerator(options));
  async function ask() {
    const usages: Usage[] = [];
    let text = "";
    let reason: string | undefined;
    try {
      const deltas = generator.generate(PROMPT, new AbortController().signal, (usage) => usages.push(usage));
      for await (const delta of deltas) {
        if (delta.type === "text") text += delta.text;
        else if (delta.type === "finish") reason = delta.reason;
      }
    } catch (error) {
      return { text, error: error as ProblemError, usages };
    }
    return { text, reason, usages };
  }
  return { ask, sent, urls, state: () => guards.states.generator() };
}

const inStream = (error: unknown) => () => stream(`data: ${JSON.stringify({ error })}\n\n`);

describe("what is wrong for good is told at once, asked once and charged to nobody", () => {
  test.for<[string, RegExp, () => Response]>([
    [
      "a redirect",
      /OPENAI_BASE_URL/,
      () => new Response(null, { status: 307, headers: { location: "https://x.test" } }),
    ],
    [
      "a page before the server",
      /OPENAI_BASE_URL/,
      () => new Response("<!DOCTYPE html><p>Just a moment", { status: 403 }),
    ],
    [
      "a region",
      /from where this server runs/,
      () =>
        json(
          {
            error: {
              code: "unsupported_country_region_territory",
              message: "Country, region, or territory not supported",
            },
          },
          403,
        ),
    ],
    [
      "a region by 400",
      /from where this server runs/,
      () => json([{ error: { code: 400, message: "User location is not supported for the API use." } }], 400),
    ],
    [
      "a key by 400",
      /refuses the key/,
      () =>
        json(
          [
            {
              error: {
                code: 400,
                message: "API key not valid. Please pass a valid API key.",
                status: "INVALID_ARGUMENT",
              },
            },
          ],
          400,
        ),
    ],
    [
      "a model by 400",
      /OPENAI_CHAT_MODEL/,
      () => json({ error: { message: "Model Not Exist", type: "invalid_request_error" } }, 400),
    ],
    [
      "a model by 403",
      /OPENAI_CHAT_MODEL/,
      () => json({ error: { message: "Project `p` does not have access to model `m`", code: "model_not_found" } }, 403),
    ],
    [
      "a model in a list of errors",
      /OPENAI_CHAT_MODEL/,
      () => json({ success: false, errors: [{ code: 5007, message: "AiError: No such model" }] }, 400),
    ],
    [
      "no credit by 403",
      /credit/,
      () => json({ code: 30_001, message: "Sorry, your account balance is insufficient" }, 403),
    ],
  ])("%s", async ([, advice, reply]) => {
    const { ask, sent, state } = open(reply);
    const { error, usages } = await ask();
    expect(error).toMatchObject({ slug: "upstream-failed" });
    expect(state()).toMatchObject({ state: "down", problem: expect.stringMatching(advice) });
    expect(sent).toHaveLength(1);
    expect(usages).toEqual([]);
  });

  test.for<[string, RegExp, unknown]>([
    ["401 as a code", /refuses the key/, { code: 401, message: "No auth credentials found" }],
    ["a key", /refuses the key/, { code: "invalid_api_key", message: "Incorrect API key provided" }],
    ["a model", /OPENAI_CHAT_MODEL/, { code: 404, message: "No endpoints found for m" }],
    ["no credit", /credit/, { code: 402, message: "More credits are needed" }],
  ])("behind a status of success: %s", async ([, advice, error]) => {
    const { ask, sent, state } = open(inStream(error));
    expect((await ask()).error).toMatchObject({ slug: "upstream-failed" });
    expect(state()).toMatchObject({ state: "down", problem: expect.stringMatching(advice) });
    expect(sent).toHaveLength(1);
  });

  test("what nobody knows is told, but opens nothing", async () => {
    const { ask, sent, state } = open(() => json({ error: { message: "Bad request." } }, 400));
    for (let asked = 0; asked < 4; asked++) await ask();
    expect(sent).toHaveLength(4);
    expect(state()).toMatchObject({ state: "up", problem: expect.stringMatching(/log/) });
  });
});

describe("who is busy", () => {
  test.for<[string, number, () => Response]>([
    [
      "a body of seconds",
      38,
      () => json([{ error: { code: 429, message: "Resource exhausted", details: [{ retryDelay: "38s" }] } }], 429),
    ],
    ["words", 73, () => json({ error: { message: "Rate limit reached. Please try again in 1m12.5s." } }, 429)],
    ["words with hours", 7_260, () => json({ error: { message: "Please try again in 2h1m." } }, 429)],
    [
      "the header, whatever the words",
      90,
      () => json({ error: { message: "try again in 5h" } }, 429, { "retry-after": "90" }),
    ],
  ])("may say how long in %s", async ([, seconds, reply]) => {
    const { error } = await open(reply).ask();
    expect(error).toMatchObject({ slug: "upstream-busy", retryAfter: seconds });
  });

  test("may say so by 529, and is not down", async () => {
    const { ask, state } = open(() => json({ type: "error", error: { type: "overloaded_error" } }, 529));
    expect((await ask()).error).toMatchObject({ slug: "upstream-busy" });
    expect(state()).toMatchObject({ state: "limited" });
  });

  test("may say a number of milliseconds that is worth waiting for", async () => {
    let asked = 0;
    const busy = { error: { message: "Please try again in 80ms." } };
    const { ask } = open(() => (asked++ === 0 ? json(busy, 429) : stream(WHOLE)));
    expect((await ask()).text).toBe("At nine. [1]");
  });
});

test.each([
  json({ error: { code: 403, message: "Your chosen model requires moderation and your input was flagged" } }, 403),
  json({ error: { code: "data_inspection_failed", message: "Input data may contain inappropriate content." } }, 400),
  json({ error: { message: "Content Exists Risk" } }, 400),
  inStream({ code: "content_filter", message: "The response was filtered" })(),
])("a filter before the model is no fault of the key (%#)", async (reply) => {
  const { ask, state } = open(() => reply);
  expect(await ask()).toMatchObject({ text: "", reason: "content-filter" });
  expect(state()).toEqual({ state: "up" });
});

test("a gateway that waited for long may have been billed for", async () => {
  const { usages } = await open(() => json({}, 524)).ask();
  expect(usages).toEqual([{ input_tokens: expect.any(Number), output_tokens: 0, estimated: true }]);
  expect(usages[0]!.input_tokens).toBeGreaterThan(1_500);
});

test("an account that may not stream is asked for the whole, and from then on", async () => {
  const { ask, sent } = open((body) =>
    body["stream"] === true
      ? json({ error: { message: "Your organization must be verified to stream this model.", param: "stream" } }, 400)
      : json({ choices: [{ index: 0, message: { content: "At nine. [1]" }, finish_reason: "stop" }] }, 200),
  );
  expect((await ask()).text).toBe("At nine. [1]");
  expect((await ask()).text).toBe("At nine. [1]");
  expect(sent).toHaveLength(3);
});

test("what is refused beside a parameter does not take the parameter away", async () => {
  let asked = 0;
  const { ask, sent } = open(() =>
    asked++ === 0
      ? json({ error: { message: "User location is not supported; max_completion_tokens was 4096." } }, 400)
      : stream(WHOLE),
  );
  await ask();
  await ask();
  expect(sent[1]).toMatchObject({ max_completion_tokens: 4_096, stream_options: { include_usage: true } });
});

test("what a server repeats of the question does not say what is wrong", async () => {
  const detail = [
    { loc: ["body", "messages"], msg: "Input should be valid", input: "Why is my invalid API key a billing problem?" },
    { loc: ["body", "stream_options"], msg: "Extra inputs are not permitted", input: { include_usage: true } },
  ];
  const { ask, sent } = open((body) => (body["stream_options"] ? json({ detail }, 422) : stream(WHOLE)));
  expect((await ask()).text).toBe("At nine. [1]");
  expect(sent).toHaveLength(2);
});

describe("a window that is too small", () => {
  const SMALL = 8_192;
  const says: [string, string, number | undefined][] = [
    [
      "OpenAI",
      "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (4904 in the messages, 4096 in the completion).",
      SMALL,
    ],
    [
      "vLLM",
      "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 8192 tokens and your request has 5000 input tokens (4096 > 8192 - 5000).",
      SMALL,
    ],
    ["llama.cpp", "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it", SMALL],
    [
      "Mistral",
      "Prompt contains 9000 tokens and 0 draft tokens, too large for model with 8192 maximum context length",
      SMALL,
    ],
    ["Gemini", "The input token count (9000) exceeds the maximum number of tokens allowed (8192).", SMALL],
    ["Anthropic", "prompt is too long: 9000 tokens > 8192 maximum", SMALL],
    ["Groq", "Request too large for model `x` on tokens per minute (TPM): Limit 8192, Requested 9000", SMALL],
    ["TGI", "`inputs` tokens + `max_new_tokens` must be <= 8192. Given: 5000 `inputs` tokens", SMALL],
    [
      "LM Studio",
      "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 8192 tokens",
      SMALL,
    ],
    [
      "Workers AI",
      "The estimated number of input and maximum output tokens (9000) exceeded this model context window limit (8192).",
      SMALL,
    ],
    ["DashScope", "Range of input length should be [1, 8192]", SMALL],
    [
      "OpenRouter",
      "This endpoint's maximum context length is 8,192 tokens. However, you requested about 9000 tokens",
      SMALL,
    ],
    ["Bedrock", "Input is too long for requested model.", undefined],
  ];
  const tokensOf = ({ messages, max_completion_tokens: most }: Body) =>
    messages.reduce((sum, { content }) => sum + content.length / 4, 0) + Number(most);

  test.for(says)("as %s says it, costs one request, and no answer", async ([, message, told]) => {
    expect([kindOf(message), windowIn(message)]).toEqual(["window", told]);
    const log = vi.spyOn(console, "error").mockReturnValue(undefined);
    const { ask, sent, state } = open((body) =>
      tokensOf(body) > SMALL ? json({ error: { message, code: 400 } }, 400) : stream(WHOLE),
    );
    for (let asked = 0; asked < 3; asked++) expect((await ask()).text).toBe("At nine. [1]");
    expect(sent).toHaveLength(4);
    expect(sent.at(-1)).toHaveProperty("max_completion_tokens");
    expect(state()).toEqual({ state: "up" });
    expect(log.mock.calls.flat().join(" ")).toMatch(/OPENAI_CONTEXT_TOKENS/);
    log.mockRestore();
  });

  test("for any source at all is told with what to set", async () => {
    const message = "This model's maximum context length is 2048 tokens.";
    const { ask, sent, state } = open(() => json({ error: { message, code: "context_length_exceeded" } }, 400));
    expect((await ask()).error).toMatchObject({ slug: "upstream-failed" });
    expect(sent).toHaveLength(1);
    expect(state()).toMatchObject({ state: "up", problem: expect.stringMatching(/OPENAI_CONTEXT_TOKENS/) });
  });
});

test.each([
  [{ prompt_tokens: 0, completion_tokens: 9 }, "output_tokens", 9],
  [{ prompt_tokens: 900, completion_tokens: 0 }, "input_tokens", 900],
])("a zero among the figures is what was not counted: %j", async (usage, name, figure) => {
  const body = WHOLE.replace("data: [DONE]", `data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]`);
  const { usages } = await open(() => stream(body)).ask();
  expect(usages).toMatchObject([{ [name]: figure, estimated: true }]);
  expect(usages[0]!.input_tokens * usages[0]!.output_tokens).toBeGreaterThan(0);
});
