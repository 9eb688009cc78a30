/**
 * A bot for any tool that speaks OpenAI. Which bot answers is decided by the key alone, as everywhere;
 * an answer takes the way of every other one, only its shape is OpenAI's.
 */

import * as v from "valibot";
import { LIMITS, STREAM } from "../../../shared/config.ts";
import { randomId } from "../../../shared/ids.ts";
import { PROBLEMS } from "../../../shared/problem.ts";
import { boundHistory } from "../../chat/history.ts";
import { type CompletionFacts, toErrorObject } from "./format.ts";
import type { ProblemDialect } from "../../http/problems.ts";
import { readJson } from "../../http/read-body.ts";
import { type BotCall, invalidField, notFound, type Route, visitorRoute } from "../../http/route.ts";
import type { PromptTurn } from "../../ports.ts";
import { jsonObjectSchema } from "../../tenancy/json-object.ts";
import { sendCompletion, streamCompletion } from "./completion-response.ts";
import { unwrap } from "../../outcome.ts";
import {
  anonymousSender,
  answerSettingsOf,
  clientIdSchema,
  filterOf,
  parseQuestion,
  visitorOf,
} from "../../routes/request/fields.ts";

/** The one model there is to list; requests may name any. */
const MODEL = "vegarag";
/** Whose answer it is where the owner's backend names nobody. */
const VISITOR = "openai";

const contentSchema = v.nullish(
  v.union([v.string(), v.array(v.looseObject({ type: v.string(), text: v.optional(v.unknown()) }))]),
);

/** Everything else that OpenAI takes (`temperature`, `tools`, …) is ignored. */
const completionSchema = v.object({
  model: v.nullish(v.pipe(v.string(), v.maxLength(200)), MODEL),
  messages: v.pipe(
    v.array(
      v.object({
        role: v.picklist(["system", "developer", "user", "assistant", "tool", "function"]),
        content: contentSchema,
      }),
    ),
    v.minLength(1),
  ),
  n: v.nullish(v.literal(1, "Must be 1: a bot gives one answer.")),
  stream: v.nullish(v.boolean(), false),
  stream_options: v.nullish(v.pipe(jsonObjectSchema, v.object({ include_usage: v.nullish(v.boolean(), false) }))),
  user: v.optional(v.unknown()),
  visitor_id: v.optional(v.unknown()),
  filter: v.nullish(jsonObjectSchema),
  metadata: v.nullish(v.pipe(jsonObjectSchema, v.object({ conversation_id: v.nullish(clientIdSchema) }))),
});

type CompletionBody = v.InferOutput<typeof completionSchema>;

/** The problem document stays what it is; beside it stands what OpenAI's clients read. */
const problemDialect: ProblemDialect = (error) => ({
  members: { error: toErrorObject(error) },
  // They would repeat a 409 and any 429 on their own.
  headers: PROBLEMS[error.slug].retryable ? {} : { "x-should-retry": "false" },
});

export const OPENAI_ROUTES: readonly Route[] = [
  visitorRoute(
    {
      method: "POST",
      path: "/v1/openai/chat/completions",
      summary: "Ask in the shape of OpenAI's chat completions, streaming or not.",
      answers:
        'A chat.completion, or its chunks. vegarag.degraded is "budget" where the tokens of the bot are spent and the answer was made without a model.',
      body: completionSchema,
      problemDialect,
    },
    async (call) => {
      const body = await readJson(call.request, completionSchema, LIMITS.completionBodyBytes);
      const { question, history } = readMessages(body.messages);
      // An owner's backend may tell what was said elsewhere. A visitor may not: theirs is what the server knows.
      const told = call.credential.principal === "secret" && history.length > 0;
      const named = (body.visitor_id ?? null) === null ? "user" : "visitor_id";
      const visitorId = visitorOf(call, body[named] ?? VISITOR, named);
      const filter = filterOf(call, body.filter ?? undefined);
      const conversationId = body.metadata?.conversation_id ?? `openai-${randomId()}`;
      const askedAt = Date.now();
      const sent = await call.scope.conversation(visitorId, conversationId).send({
        ...answerSettingsOf(call),
        ...(await anonymousSender(call)),
        question: { id: randomId(), text: question },
        regenerate: false,
        ...(filter === undefined ? {} : { filter }),
        ...(told ? { history } : {}),
      });
      const reader = unwrap(sent).events.getReader();
      // A client that left is not waited for; a stream that broke ends with an error for its reader.
      call.request.signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined));
      const facts: CompletionFacts = { model: body.model, created: Math.floor(Date.now() / 1_000) };
      if (body.stream) return streamCompletion(reader, facts, body.stream_options?.include_usage === true);
      // As if it had left at once: it cannot come back to this answer, and from when it was gone nobody knows.
      const onGone = (messageId: string): void =>
        call.waitUntil(
          scheduler
            .wait(Math.max(0, askedAt + STREAM.unheardMs - Date.now()))
            .then(() => call.scope.conversation(visitorId, conversationId).endUnheard(messageId)),
        );
      return sendCompletion(reader, facts, onGone);
    },
  ),
  visitorRoute(
    {
      method: "GET",
      path: "/v1/openai/models",
      summary: "The bot as the one model in OpenAI's list of models.",
      problemDialect,
    },
    async ({ bot }) => Response.json({ object: "list", data: [modelOf(bot)] }),
  ),
  visitorRoute(
    {
      method: "GET",
      path: "/v1/openai/models/:model",
      summary: "The bot as a model, for clients that look one up before they use it.",
      problemDialect,
    },
    async ({ bot, params }) => {
      if (params["model"] !== MODEL) throw notFound();
      return Response.json(modelOf(bot));
    },
  ),
];

function modelOf({ createdAt, settings }: BotCall["bot"]): object {
  return {
    id: MODEL,
    object: "model",
    created: Math.floor(createdAt / 1_000),
    owned_by: MODEL,
    name: settings.name,
  };
}

/**
 * The last message as the question, and what the visitor and the bot said before it. What comes as
 * `system` or `developer` is not the owner's word, and what comes from tools is none of the documents':
 * neither is read.
 */
function readMessages(messages: CompletionBody["messages"]): { question: string; history: PromptTurn[] } {
  const said = messages.flatMap(({ role, content }, at) =>
    role === "user" || role === "assistant" ? [{ role, content, path: `messages.${at}.content` }] : [],
  );
  const last = said.pop();
  if (last?.role !== "user") throw invalidField("messages", "The last of them must be the user's.");
  // An image or a file left out without a word would make it another question.
  if (Array.isArray(last.content) && last.content.some(({ type }) => type !== "text"))
    throw invalidField(last.path, "Only parts of type text can be read.");
  const question = parseQuestion(textOf(last), last.path);
  const turns = said.map((message) => ({ role: message.role, text: textOf(message).toWellFormed().trim() }));
  return { question, history: boundHistory(turns.filter(({ text }) => text !== "")) };
}

function textOf({ content, path }: { content: CompletionBody["messages"][number]["content"]; path: string }): string {
  if (!Array.isArray(content)) return content ?? "";
  return content
    .filter(({ type }) => type === "text")
    .map(({ text }) => {
      if (typeof text !== "string") throw invalidField(path, "A text part without text.");
      return text;
    })
    .join("\n");
}
