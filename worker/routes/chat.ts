/** A visitor's conversation: ask, follow, stop, read again, forget, rate. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type BotCall, notFound, PAGED, parsePage, type Route, visitorRoute } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { streamResponse } from "../http/sse.ts";
import type { ConversationSummary } from "../durable/owner-log-lists.ts";
import { unwrap } from "../outcome.ts";
import { logPage, parseCursor } from "./request/log.ts";
import { botPatchSchema, patchSettings } from "../tenancy/bot-settings.ts";
import { jsonObjectSchema, strictFields } from "../tenancy/json-object.ts";
import { sendQuestion } from "./request/send.ts";
import { answerUnrecorded } from "./request/unrecorded.ts";
import {
  anonymousSender,
  answerSettingsOf,
  clientIdSchema,
  conversationIdOf,
  filterOf,
  parseQuestion,
  visitorOf,
} from "./request/fields.ts";

const messageSchema = v.object({
  id: clientIdSchema,
  role: v.string(),
  parts: v.pipe(v.array(v.looseObject({ type: v.string(), text: v.optional(v.unknown()) })), v.maxLength(100)),
});

/** The AI SDK's request, or the shorter one with a single message. History in it is not read. */
const chatSchema = strictFields({
  id: clientIdSchema,
  message: v.optional(messageSchema),
  // Only the newest user message counts, so only that one has to be whole.
  messages: v.optional(v.array(v.looseObject({ role: v.optional(v.unknown()) }))),
  trigger: v.optional(v.picklist(["submit-message", "regenerate-message"])),
  /** Of the answer to write anew. Anything else says nothing. */
  messageId: v.optional(v.unknown()),
  filter: v.optional(jsonObjectSchema),
  /** Address of the page the visitor is on. A hint: what is no address says nothing. */
  page: v.optional(v.unknown()),
  /** How the answer came about, as data-trace. For owners, like the two below. */
  trace: v.optional(v.boolean(), false),
  /** False: kept in no log, counted in no figure but the tokens it costs. */
  record: v.optional(v.boolean(), true),
  /** Settings tried without saving them. */
  preview: v.optional(botPatchSchema),
  visitor_id: v.optional(v.unknown()),
});

const feedbackSchema = strictFields({
  conversation_id: clientIdSchema,
  message_id: clientIdSchema,
  rating: v.picklist(["up", "down"]),
  reason: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(1_000),
      v.transform((text) => text.toWellFormed()),
    ),
  ),
  visitor_id: v.optional(v.unknown()),
});

const DEGRADED =
  'messageMetadata.degraded of start and finish is "budget" where the tokens of the bot are spent and the answer was made without a model.';

const VISITOR = { visitor_id: "whose it is; with an embed token it changes nothing" } as const;

export const CHAT_ROUTES: readonly Route[] = [
  visitorRoute(
    {
      method: "POST",
      path: "/v1/chat",
      summary: "Ask. The answer is a stream of numbered events.",
      answers: `text/event-stream: the AI SDK's UI message stream, version 1. One of finish, error and abort ends it. ${DEGRADED}`,
      body: chatSchema,
    },
    async (call) => {
      const body = await readJson(call.request, chatSchema, LIMITS.chatBodyBytes);
      const question = newestQuestion(body);
      const filter = filterOf(call, body.filter);
      refuseTrials(call, body);
      const settings = body.preview === undefined ? call.bot.settings : patchSettings(call.bot.settings, body.preview);
      const request = {
        ...answerSettingsOf({ ...call, bot: { ...call.bot, settings } }),
        ...(await anonymousSender(call)),
        trace: body.trace,
        question,
        regenerate: body.trigger === "regenerate-message",
        ...(typeof body.messageId === "string" ? { instead: body.messageId } : {}),
        ...(filter === undefined ? {} : { filter }),
        ...pageOf(body.page),
      };
      if (!body.record) return streamResponse(answerUnrecorded(call, body.id, request));
      return streamResponse(await sendQuestion(call, visitorOf(call, body.visitor_id), body.id, request));
    },
  ),
  visitorRoute(
    {
      method: "GET",
      path: "/v1/chat",
      summary: "The visitor's conversations, newest first.",
      query: { ...PAGED, ...VISITOR },
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url);
      const visitorId = visitorOf(call, call.url.searchParams.get("visitor_id"));
      const filter = { visitorId };
      const page = logPage(await call.scope.ledger.conversations(limit + 1, parseCursor(cursor), filter), limit);
      const data = await Promise.all(page.data.map((summary) => listed(call, visitorId, summary)));
      return Response.json({ ...page, data });
    },
  ),
  visitorRoute(
    {
      method: "GET",
      path: "/v1/chat/:conversation_id/stream",
      summary: "The rest of a running answer, after Last-Event-ID. 204 where nothing is to come.",
      query: { ...VISITOR, answer: "id of the answer that Last-Event-ID counts in; the newest unless said" },
      headers: { "last-event-id": "id of the last event that was read" },
    },
    async (call) => {
      const header = call.request.headers.get("last-event-id");
      // Not a number of ours: the reader has seen nothing that could be counted from.
      const after = header !== null && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
      const answerId = call.url.searchParams.get("answer") ?? undefined;
      const events = await conversationOf(call).resume(after, answerId);
      return events === undefined ? new Response(null, { status: 204 }) : streamResponse(events);
    },
  ),
  visitorRoute(
    { method: "POST", path: "/v1/chat/:conversation_id/stop", summary: "Stop the running answer.", query: VISITOR },
    async (call) => {
      if (!(await conversationOf(call).stop())) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
  visitorRoute(
    {
      method: "GET",
      path: "/v1/chat/:conversation_id",
      summary: "The visitor's messages.",
      query: VISITOR,
      answers:
        "metadata.degraded of an answer as it was told; metadata.finish_reason where it was ended before its own end (length, content-filter).",
    },
    async (call) => {
      const view = await conversationOf(call).view();
      if (view === undefined) throw notFound();
      return Response.json(view);
    },
  ),
  visitorRoute(
    {
      method: "DELETE",
      path: "/v1/chat/:conversation_id",
      summary: "Forget the conversation, here and in the owner's log.",
      query: VISITOR,
    },
    async (call) => {
      if (!(await conversationOf(call).forget())) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
  visitorRoute(
    { method: "POST", path: "/v1/feedback", summary: "Rate an answer.", body: feedbackSchema },
    async (call) => {
      const body = await readJson(call.request, feedbackSchema, LIMITS.jsonBodyBytes);
      const conversation = call.scope.conversation(visitorOf(call, body.visitor_id), body.conversation_id);
      const { rated } = unwrap(await conversation.rate(body.message_id, body.rating, body.reason));
      if (!rated) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

const TITLE_CHARACTERS = 80;
/** No answer runs for longer than this after its question. */
const RUNS_MS = 3 * 60_000;

async function listed(
  call: BotCall,
  visitorId: string,
  { conversation_id, first_question, last_at }: ConversationSummary,
): Promise<{ conversation_id: string; title: string; updated_at: string; running: boolean }> {
  // Those of long ago are not woken to be asked.
  const mayRun = call.composition.now() - Date.parse(last_at) < RUNS_MS;
  const view = mayRun ? await call.scope.conversation(visitorId, conversation_id).view() : undefined;
  const title = Array.from(first_question.replaceAll(/\s+/g, " ")).slice(0, TITLE_CHARACTERS).join("");
  return { conversation_id, title, updated_at: last_at, running: view?.running ?? false };
}

function conversationOf(call: BotCall) {
  return call.scope.conversation(visitorOf(call, call.url.searchParams.get("visitor_id")), conversationIdOf(call));
}

/** Without what may be the visitor's own: query and fragment. */
/** A visitor may neither look into the bot nor try other settings, nor ask without being counted. */
function refuseTrials({ credential }: BotCall, { trace, record, preview }: v.InferOutput<typeof chatSchema>): void {
  if (credential.claims === undefined || (!trace && record && preview === undefined)) return;
  throw new ProblemError("forbidden", {
    detail: "trace, record and preview are the owner's: ask with a secret key or a console token.",
  });
}

function pageOf(page: unknown): { page?: string } {
  if (typeof page !== "string" || page.length > LIMITS.pageCharacters) return {};
  const url = URL.parse(page);
  return url === null || !/^https?:$/.test(url.protocol) ? {} : { page: url.origin + url.pathname };
}

function newestQuestion(body: v.InferOutput<typeof chatSchema>): { id: string; text: string } {
  const path = body.message === undefined ? "messages" : "message";
  const candidate = body.message ?? body.messages?.findLast((message) => message.role === "user");
  if (candidate === undefined) {
    throw new ProblemError("invalid-request", {
      detail: "Send the question as message, or as the last user message of messages.",
      issues: [{ path, message: "Missing." }],
    });
  }
  const parsed = v.safeParse(messageSchema, candidate);
  if (!parsed.success || parsed.output.role !== "user") {
    const where = parsed.success ? "role" : (v.getDotPath(parsed.issues[0]) ?? "");
    const message = parsed.success ? "Must be user." : parsed.issues[0].message.slice(0, 300);
    throw new ProblemError("invalid-request", {
      detail: `${path}.${where}: ${message}`,
      issues: [{ path: `${path}.${where}`, message }],
    });
  }
  let text = "";
  for (const part of parsed.output.parts) {
    if (part.type !== "text") continue;
    if (typeof part.text !== "string")
      throw new ProblemError("invalid-request", {
        detail: `${path}.parts: A text part without text.`,
        issues: [{ path: `${path}.parts`, message: "A text part without text." }],
      });
    text += part.text;
  }
  return { id: parsed.output.id, text: parseQuestion(text, `${path}.parts`) };
}
