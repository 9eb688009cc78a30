/** Answers of embedding services that are no vectors, or too many texts for them. */

import { describe, expect, test } from "vitest";
import { ProblemError } from "../../../shared/problem.ts";
import { RefusedContent } from "../../ports.ts";
import { createGuards } from "../guarded.ts";
import { SURROUNDINGS } from "../upstream.ts";
import { createOpenAIEmbedder } from "./embedder.ts";

const LENGTH = 8;
const surroundings = { ...SURROUNDINGS, sleep: () => Promise.resolve() };
const textsOf = (count: number) => Array.from({ length: count }, (_, at) => `text ${at}`);
const values = (at: number): unknown[] => Array.from({ length: LENGTH }, (_, each) => (each === at % LENGTH ? 1 : 0));
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const vectorsOf = (input: string[], of: (text: string) => unknown[]) =>
  json({ data: input.map((text, index) => ({ index, embedding: of(text) })), usage: { prompt_tokens: input.length } });
const honest = (text: string) => values(Number(text.slice(5)) || 0);

function open(reply: (input: string[]) => Response) {
  const sizes: number[] = [];
  const send = async (_url: string, init: RequestInit): Promise<Response> => {
    const { input } = JSON.parse(String(init.body)) as { input: string[] };
    sizes.push(input.length);
    return reply(input);
  };
  const guards = createGuards(() => 0);
  const options = { apiKey: "k", baseURL: "http://embed.test/v1", fetch: send as unknown as typeof fetch };
  const made = createOpenAIEmbedder({ ...options, model: "m", dimensions: LENGTH, surroundings });
  let tokens = 0;
  return {
    sizes,
    state: () => guards.states.embedder(),
    tokens: () => tokens,
    embed: (texts: string[]) =>
      guards.embedder(made).embed(texts, "document", undefined, (usage) => void (tokens += usage.input_tokens)),
  };
}

describe("a limit of texts in one request is learned from the refusal", () => {
  test.for<[string, number, number, unknown]>([
    ["TEI", 32, 413, { message: "batch size 100 > maximum allowed batch size 32", type: "Validation" }],
    ["TEI, as 422", 32, 422, { error: "batch size 100 > maximum allowed batch size 32", error_type: "Validation" }],
    ["DashScope", 10, 400, { error: { message: "batch size is invalid, it should not be larger than 10.: input" } }],
    [
      "Gemini",
      50,
      400,
      [{ error: { message: "* BatchEmbedContentsRequest.requests: at most 50 requests can be in one batch" } }],
    ],
    [
      "Azure",
      16,
      400,
      { error: { message: "Too many inputs. The max number of inputs is 16. We hope to increase it." } },
    ],
    [
      "OpenAI",
      16,
      400,
      {
        error: {
          message: "Invalid 'input': array too long. Expected an array with maximum length 16",
          code: "array_above_max_length",
        },
      },
    ],
  ])("%s", async ([, most, status, body]) => {
    const { embed, sizes, tokens, state } = open((input) =>
      input.length > most ? json(body, status) : vectorsOf(input, honest),
    );
    const vectors = await embed(textsOf(100));
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual(textsOf(100).map((_, at) => at % LENGTH));
    expect(Math.max(...sizes.slice(1))).toBe(most);
    const before = sizes.length;
    await embed(textsOf(100));
    expect(sizes.length - before).toBe(Math.ceil(100 / most));
    expect(tokens()).toBe(200);
    expect(state()).toEqual({ state: "up" });
  });

  test.each([
    json({ object: "error", message: "Too many tokens overall, split into more batches." }, 400),
    new Response("<html>413 Request Entity Too Large</html>", { status: 413 }),
  ])("or found by halves, where it names none (%#)", async (refusal) => {
    const { embed, sizes } = open((input) => (input.length > 20 ? refusal.clone() : vectorsOf(input, honest)));
    expect(await embed(textsOf(64))).toHaveLength(64);
    expect(sizes).toEqual([64, 32, 16, 16, 16, 16]);
  });
});

describe("one text without a direction is told from a server that makes none", () => {
  test.each([
    ["zeros", values(0).map(() => 0)],
    ["nothing that JSON can say", values(0).map(() => null)],
    ["one such number", [...values(0).slice(1), null]],
  ])("%s", async (_name, none) => {
    const one = open((input) => vectorsOf(input, (text) => (text === "text 1" ? none : honest(text))));
    await expect(one.embed(textsOf(3))).rejects.toBeInstanceOf(RefusedContent);
    const all = open((input) => vectorsOf(input, () => none));
    const error = await all.embed(textsOf(3)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).not.toBeInstanceOf(RefusedContent);
  });
});

describe("an owner is told what to do", () => {
  test.for<[string, RegExp, () => Response]>([
    [
      "a page of a website",
      /OPENAI_BASE_URL/,
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
    ],
    ["an error with status 200", /refuses the key/, () => json({ error: { code: "invalid_api_key", message: "no" } })],
    [
      "a model that makes none",
      /OPENAI_EMBEDDING_MODEL/,
      () => json({ error: { message: "This model does not support embeddings" } }, 400),
    ],
    [
      "a server that makes none",
      /OPENAI_EMBEDDING_MODEL/,
      () => json({ error: { message: "This server does not support embeddings", code: 501 } }, 501),
    ],
    ["another length", /OPENAI_EMBEDDING_DIMENSIONS says 8/, () => json({ data: [{ index: 0, embedding: [1, 0] }] })],
  ])("%s", async ([, advice, reply]) => {
    const { embed, state } = open(reply);
    await embed(textsOf(1)).catch(() => undefined);
    expect(state()).toMatchObject({ state: "down", problem: expect.stringMatching(advice) });
  });

  test("in the same words once it is not asked any more", async () => {
    const { embed, state } = open(() => json({ error: { message: "no" } }, 401));
    for (let asked = 0; asked < 5; asked++) await embed(textsOf(1)).catch(() => undefined);
    expect(state()).toMatchObject({ state: "down", problem: expect.stringMatching(/refuses the key/) });
  });
});
