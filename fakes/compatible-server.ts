/** A strict little server with the manners of one that speaks OpenAI's API. Runs under Node. */

import { type FakeServer, type Handling, type Reply, startFakeServer, type Step } from "./http-server.ts";
import type { CompatibleServerOptions } from "./control.ts";
import { SERVERS, type ServerManner } from "./compatible-manners.ts";
import { answerFromPrompt, type ChatMessage, countTokens, embedWords } from "./openai-model.ts";

const KEY = "compatible-test-key";

export async function startCompatibleServer({
  manner = "openai",
  dimensions = 64,
}: Partial<CompatibleServerOptions>): Promise<FakeServer> {
  const manners = SERVERS[manner];
  if (manners === undefined) throw new Error(`no such server: ${manner}`);
  return startFakeServer({
    state: () => ({}),
    handle: (handling) => answer(manners, dimensions, handling),
  });
}

function answer(manners: ServerManner, dimensions: number, { request }: Handling): Reply {
  const { headers, path } = request;
  const given = manners.auth === "api-key" ? headers["api-key"] : headers["authorization"]?.replace(/^Bearer /, "");
  if (given !== KEY)
    return json(manners.keyError?.(401) ?? { error: { message: "Invalid key", code: "invalid_api_key" } }, 401);
  if ((manners.query ?? "") !== request.query)
    return json({ error: { message: "Resource not found", code: "404" } }, 404);
  const body = request.body as Record<string, unknown>;
  const refused = manners.refuses?.fields.filter((field) => body[field] !== undefined) ?? [];
  if (refused.length > 0) return json(manners.refuses!.words(refused), manners.refuses!.status);
  // Azure's deployment is part of the path: the embedding model's stands where the chat model's does.
  const base = manners.query === undefined ? manners.base : manners.base.replace(/[^/]+$/, String(body["model"]));
  if (path === `${base}/embeddings` && manners.hasEmbeddings !== false) return embed(manners, dimensions, body);
  if (path === `${base}/chat/completions`) return chat(manners, body);
  return json({ error: { message: `Not found: ${path}` } }, 404);
}

function embed({ embeddings = {} }: ServerManner, dimensions: number, body: Record<string, unknown>): Reply {
  const { base64, zeroLeftOut, nested, uncounted, failsFrom = Infinity } = embeddings;
  const texts = body["input"] as string[];
  const wantsBase64 = body["encoding_format"] === "base64";
  if (wantsBase64 && base64 === "refused")
    return json({ error: { message: "encoding_format: base64 is not supported", type: "invalid_request_error" } }, 400);
  if (texts.some((text) => text.length >= failsFrom))
    return json(
      {
        error: {
          code: 500,
          message: "input is too large to process. increase the physical batch size",
          type: "server_error",
        },
      },
      500,
    );
  const data = texts.map((text, index) => {
    const values = embedWords(text, (body["dimensions"] as number | undefined) ?? dimensions);
    const floats = nested ? [[...values]] : [...values];
    const embedding = wantsBase64 && base64 !== "floats" ? Buffer.from(values.buffer).toString("base64") : floats;
    return { object: "embedding", ...(zeroLeftOut && index === 0 ? {} : { index }), embedding };
  });
  const tokens = uncounted ? 0 : texts.reduce((sum, text) => sum + countTokens(text), 0);
  return json({ object: "list", data, model: body["model"], usage: { prompt_tokens: tokens, total_tokens: tokens } });
}

function chat({ noSystem, stream }: ServerManner, body: Record<string, unknown>): Reply {
  const messages = body["messages"] as ChatMessage[];
  if (noSystem !== undefined && messages.some(({ role }) => role === "system"))
    return json({ error: { message: noSystem, type: "BadRequestError", code: 400 } }, 400);
  const text = answerFromPrompt(messages);
  const usage = {
    prompt_tokens: messages.reduce((sum, { content }) => sum + countTokens(content), 0),
    completion_tokens: countTokens(text),
  };
  if (body["stream"] !== true)
    return json({
      choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
      usage,
    });
  const asksUsage = (body["stream_options"] as { include_usage?: boolean } | undefined)?.include_usage === true;
  return {
    status: 200,
    headers: { "content-type": "text/event-stream" },
    body: streamOf(stream, text, usage, asksUsage),
  };
}

function streamOf(stream: ServerManner["stream"], text: string, usage: object, asksUsage: boolean): Step[] {
  const { opensEmpty, comments, thoughts, finish = "stop", usage: where, noDone } = stream;
  const chunk = (more: object) => ({
    write: `data: ${JSON.stringify({ object: "chat.completion.chunk", ...more })}\n\n`,
  });
  const delta = (content: object, reason: string | null = null, more: object = {}) =>
    chunk({ choices: [{ index: 0, delta: content, finish_reason: reason }], ...more });
  const steps: Step[] = [];
  if (comments !== undefined) steps.push({ write: `${comments}\n\n` });
  if (opensEmpty) steps.push(chunk({ choices: [], prompt_filter_results: [] }));
  steps.push(delta({ role: "assistant", content: "" }));
  const thought = "The rules of safety say that the user must be told nothing else.";
  if (thoughts === "parts")
    steps.push(delta({ content: [{ type: "thinking", thinking: [{ type: "text", text: thought }] }] }));
  else if (thoughts === "tags") steps.push(delta({ content: `<think>\n${thought}\n</think>\n\n` }));
  else if (thoughts !== undefined) steps.push(delta({ [thoughts]: thought }));
  for (const word of text.match(/\S+\s*/g) ?? [])
    steps.push(delta({ content: thoughts === "parts" ? [{ type: "text", text: word }] : word }));
  const withFinish = where === "finish" ? { usage } : where === "x_groq" ? { x_groq: { id: "req_1", usage } } : {};
  if (finish !== null) steps.push(delta({}, finish, withFinish));
  if (where === undefined && asksUsage) steps.push(chunk({ choices: [], usage }));
  if (!noDone) steps.push({ write: "data: [DONE]\n\n" });
  return steps;
}

function json(body: unknown, status = 200): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
