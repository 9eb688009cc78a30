/**
 * A strict little OpenAI: embeddings and chat completions over HTTP, refusing what the real service
 * refuses. Embeddings are hashed words, so that texts with the same words are near each other; answers
 * are scripted, or quoted from the sources of the prompt by `openai-model`. Runs under Node.
 */

import { type FakeServer, type Handling, type Reply, startFakeServer, type Step } from "./http-server.ts";
import type { AnswerStep, OpenAIServerOptions, ScriptedAnswer } from "./control.ts";
import {
  answerFromPrompt,
  type ChatMessage,
  countDearTokens,
  type CountTokens,
  countTokens,
  embedWords,
  standaloneFromPrompt,
} from "./openai-model.ts";

/** How the next embeddings answer is wrong. `post("embeddings", …)` */
export interface EmbeddingTwist {
  /** Rightly numbered, in the wrong order. */
  reversed?: boolean;
  /** The last one is left out. */
  dropped?: boolean;
  /** Two with the same number. */
  renumbered?: boolean;
  /** Vectors of this length, whatever was asked for. */
  length?: number;
  /** Numbers, although base64 was asked for. */
  floats?: boolean;
  /** Text that is no base64 of floats. */
  garbled?: boolean;
  /** In the place of the tokens it cost. */
  tokens?: unknown;
}

/** How it counts from here on. `post("billing", …)` */
export interface Billing {
  /** As many tokens as any tokenizer makes of a text. */
  dear?: boolean;
  /** An answer ends at `max_completion_tokens`, scripted or not. */
  keepsLimit?: boolean;
}

class Refusal extends Error {
  readonly status: number;
  readonly param: string | null;

  constructor(status: number, message: string, param: string | null = null) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

const CHAT_FIELDS = ["model", "messages", "stream", "stream_options", "max_completion_tokens", "temperature"];
const EMBEDDING_FIELDS = ["model", "input", "encoding_format", "dimensions"];

/** @param hold what an answer to this prompt waits for behind its first word; for tests in the same process */
export async function startOpenAIServer(
  options: OpenAIServerOptions = {},
  hold: (messages: readonly ChatMessage[]) => Promise<unknown> | undefined = () => undefined,
): Promise<FakeServer> {
  const {
    apiKey = "openai-test-key",
    dimensions = 64,
    knowsStreamOptions = true,
    knowsDimensions = true,
    port = 0,
  } = options;
  let answers: ScriptedAnswer[] = [];
  let asked = 0;
  let twist: EmbeddingTwist = {};
  let billing: Billing = {};
  const count: CountTokens = (text) => (billing.dear ? countDearTokens(text) : countTokens(text));
  /** All that was billed. */
  let spent = 0;

  function answer({ request }: Handling): Reply {
    if (request.headers["authorization"] !== `Bearer ${apiKey}`) throw new Refusal(401, "Incorrect API key provided.");
    if (!/^application\/json/.test(request.headers["content-type"] ?? ""))
      throw new Refusal(400, "content-type must be application/json");
    const body = request.body as Record<string, unknown>;
    if (typeof body !== "object" || body === null)
      throw new Refusal(400, "We could not parse the JSON body of your request.");
    if (request.method === "POST" && request.path === "/v1/embeddings") return embed(body);
    if (request.method === "POST" && request.path === "/v1/chat/completions") return chat(body);
    throw new Refusal(404, `Invalid URL (${request.method} ${request.path})`);
  }

  function embed(body: Record<string, unknown>): Reply {
    checkFields(body, knowsDimensions ? EMBEDDING_FIELDS : EMBEDDING_FIELDS.filter((field) => field !== "dimensions"));
    const input = typeof body["input"] === "string" ? [body["input"]] : body["input"];
    if (!Array.isArray(input) || input.length === 0 || input.length > 2_048)
      throw new Refusal(400, "'input' must hold 1 to 2048 texts", "input");
    if (!input.every((text) => typeof text === "string" && text !== ""))
      throw new Refusal(400, "'$.input' is invalid: an empty text", "input");
    const tokens = input.map((text: string) => count(text));
    if (tokens.some((count) => count > 8_192)) throw new Refusal(400, "maximum context length is 8192 tokens", "input");
    const total = tokens.reduce((sum, count) => sum + count, 0);
    if (total > 300_000) throw new Refusal(400, "max 300000 tokens per request", "input");
    const length = twist.length ?? (body["dimensions"] as number | undefined) ?? dimensions;
    const wantsBase64 = body["encoding_format"] === "base64" && !twist.floats;
    let data = input.map((text: string, index) => {
      const values = embedWords(text, length);
      const embedding = wantsBase64 ? Buffer.from(values.buffer).toString("base64") : [...values];
      return { object: "embedding", index, embedding: twist.garbled ? "%%%" : embedding };
    });
    if (twist.reversed) data = data.toReversed();
    if (twist.dropped) data = data.slice(0, -1);
    if (twist.renumbered) data = data.map((entry) => ({ ...entry, index: 0 }));
    const prompt_tokens = twist.tokens ?? total;
    spent += total;
    return json({ object: "list", data, model: body["model"], usage: { prompt_tokens, total_tokens: prompt_tokens } });
  }

  function chat(body: Record<string, unknown>): Reply {
    checkFields(body, knowsStreamOptions ? CHAT_FIELDS : CHAT_FIELDS.filter((field) => field !== "stream_options"));
    const messages = checkMessages(body["messages"]);
    const streamOptions = body["stream_options"] as { include_usage?: boolean } | undefined;
    if (streamOptions !== undefined && body["stream"] !== true)
      throw new Refusal(
        400,
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        "stream_options",
      );
    const scripted = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    const model = String(body["model"]);
    const most = (billing.keepsLimit && (body["max_completion_tokens"] as number | undefined)) || Infinity;
    const usage = (content: string): Usage => {
      const prompt_tokens = messages.reduce((sum, message) => sum + count(message.content), 0);
      const completion_tokens = count(content);
      return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
    };
    if (body["stream"] === true) {
      const steps = withinLimit(
        scripted ?? [...words(answerFromPrompt(messages)).map((content) => ({ content })), { finish: "stop" }],
        most,
        count,
      );
      const billed = usage(textOf(steps));
      spent += billed.total_tokens;
      const told = streamOptions?.include_usage === true ? billed : undefined;
      const held = hold(messages);
      const stream = streamSteps(steps, model, told);
      // Behind the role and the first word.
      if (held !== undefined) stream.splice(2, 0, { until: held });
      return { status: 200, headers: { "content-type": "text/event-stream; charset=utf-8" }, body: stream };
    }
    const whole = scripted ?? [{ content: standaloneFromPrompt(messages) }, { finish: "stop" }];
    const steps = withinLimit(whole, most, count);
    const content = textOf(steps);
    const finish = steps.findLast((step) => "finish" in step)?.finish ?? null;
    const refusal = steps.find((step) => "refusal" in step)?.refusal ?? null;
    const billed = usage(content);
    spent += billed.total_tokens;
    return json({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1_790_000_000,
      model,
      choices: [{ index: 0, message: { role: "assistant", content, refusal }, finish_reason: finish }],
      usage: billed,
    });
  }

  return startFakeServer(
    {
      handle(handling) {
        try {
          return answer(handling);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const { status, message, param } = error;
          return json({ error: { message, type: "invalid_request_error", param, code: null } }, status);
        }
      },
      state: () => ({ asked, spent }),
      control(verb, body) {
        if (verb === "answers") [answers, asked] = [body as ScriptedAnswer[], 0];
        else if (verb === "billing") billing = body as Billing;
        else if (verb === "embeddings") twist = body as EmbeddingTwist;
        else return undefined;
        return {};
      },
    },
    port,
  );
}

function checkFields(body: Record<string, unknown>, known: readonly string[]): void {
  if (typeof body["model"] !== "string" || body["model"] === "")
    throw new Refusal(400, "you must provide a model parameter", "model");
  const unknown = Object.keys(body).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new Refusal(400, `Unrecognized request argument supplied: ${unknown}`, unknown);
}

/** As strict as the strictest chat templates: one system message first, then turns that alternate. */
function checkMessages(value: unknown): ChatMessage[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refusal(400, "'messages' must not be empty", "messages");
  const messages = value as ChatMessage[];
  for (const message of messages) {
    if (typeof message.content !== "string" || message.content === "")
      throw new Refusal(400, "a message without content", "messages");
  }
  const turns = messages[0]?.role === "system" ? messages.slice(1) : messages;
  turns.forEach(({ role }, at) => {
    if (role !== (at % 2 === 0 ? "user" : "assistant"))
      throw new Refusal(400, "Conversation roles must alternate user/assistant/user/…", "messages");
  });
  if (turns.at(-1)?.role !== "user") throw new Refusal(400, "the last message must be the user's", "messages");
  return messages;
}

interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

/** @param usage undefined where it is not to be told */
function streamSteps(answer: ScriptedAnswer, model: string, usage: Usage | undefined): Step[] {
  const shared = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_790_000_000, model };
  const chunk = (choices: object[], told: Usage | null = null) => ({
    write: `data: ${JSON.stringify({ ...shared, choices, ...(usage === undefined ? {} : { usage: told }) })}\n\n`,
  });
  const choice = (delta: object, finish_reason: string | null = null) =>
    chunk([{ index: 0, delta, logprobs: null, finish_reason }]);
  const steps: Step[] = [choice({ role: "assistant", content: "", refusal: null })];
  let broken = false;
  for (const step of answer) {
    if ("content" in step) steps.push(choice({ content: step.content }));
    else if ("refusal" in step) steps.push(choice({ refusal: step.refusal }));
    else if ("finish" in step) {
      if (step.finish !== null) steps.push(choice({}, step.finish));
      else broken = true;
    } else if ("raw" in step) {
      steps.push({ write: step.raw });
    } else {
      steps.push(step);
    }
  }
  if (broken || !answer.some((step) => "finish" in step)) return steps;
  if (usage !== undefined) steps.push(chunk([], usage));
  return [...steps, { write: "data: [DONE]\n\n" }];
}

function textOf(answer: readonly AnswerStep[]): string {
  return answer.map((step) => ("content" in step ? step.content : "")).join("");
}

/** The answer as far as the limit of tokens goes, which then is how it ends. */
function withinLimit(answer: readonly AnswerStep[], most: number, count: CountTokens): AnswerStep[] {
  const steps: AnswerStep[] = [];
  let text = "";
  for (const step of answer) {
    if ("content" in step && count(text + step.content) > most) {
      let { content } = step;
      while (content !== "" && count(text + content) > most) content = content.slice(0, -1);
      return [...steps, { content }, { finish: "length" }];
    }
    if ("content" in step) text += step.content;
    steps.push(step);
  }
  return steps;
}

function words(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

function json(body: object, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "application/json", "x-request-id": "req_test" },
    body: JSON.stringify(body),
  };
}
