/** The owner's log: conversations, what went unanswered, ratings, spend, and everything of one visitor. */

import * as v from "valibot";
import { OUTCOMES } from "../../shared/chat.ts";
import { ProblemError } from "../../shared/problem.ts";
import { type BotCall, invalidField, notFound, ownerRoute, PAGED, parsePage, type Route } from "../http/route.ts";
import { parseWith } from "../http/read-body.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { conversationIdOf, visitorIdSchema } from "./request/fields.ts";
import { askedOf, endSchema, listResponse, logPage, parseCursor, timeSchema } from "./request/log.ts";

/** Conversations read or forgotten at the same time: each is an object of its own. */
const STEP = 20;

const filterSchema = strictFields({
  query: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  from: v.exactOptional(timeSchema),
  to: v.exactOptional(endSchema),
  outcome: v.exactOptional(v.picklist(OUTCOMES)),
  rating: v.exactOptional(v.picklist(["up", "down"])),
  visitor_id: v.exactOptional(visitorIdSchema),
});

const CONVERSATION_FIELDS = [
  "conversation_id",
  "visitor_id",
  "first_question",
  "questions",
  "unanswered",
  "outcomes",
  "started_at",
  "last_at",
] as const;

export const CONVERSATION_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "GET",
      path: "/v1/conversations",
      csv: true,
      summary: "Conversations, newest first. As CSV where Accept says text/csv.",
      query: {
        ...PAGED,
        query: "words in a question of it",
        from: "last asked at or after this time (ISO 8601)",
        to: "last asked before this time, or up to the end of this day (UTC)",
        outcome: `of an answer of it: ${OUTCOMES.join(", ")}`,
        rating: "of an answer of it: up or down",
        visitor_id: "whose",
      },
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url);
      const { visitor_id: visitorId, ...asked } = parseWith(filterSchema, askedOf(call.url));
      const filter = { ...asked, ...(visitorId === undefined ? {} : { visitorId }) };
      const found = await call.scope.ledger.conversations(limit + 1, parseCursor(cursor), filter);
      return listResponse(call, logPage(found, limit), CONVERSATION_FIELDS);
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/conversations/:conversation_id",
      summary: "One conversation. ?visitor_id= where several visitors use the same id.",
      query: { visitor_id: "whose, where several visitors use the same id" },
    },
    async (call) => {
      const { visitorId, conversation } = await namedConversation(call);
      const view = await conversation.view();
      if (view === undefined) throw notFound();
      return Response.json({ visitor_id: visitorId, ...view });
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/conversations/:conversation_id",
      summary: "Forget one conversation. ?visitor_id= where several visitors use the same id.",
      query: { visitor_id: "whose, where several visitors use the same id" },
    },
    async (call) => {
      const { conversation } = await namedConversation(call);
      if (!(await conversation.forget())) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/insights",
      summary: "Counts, and unanswered or (?kind=rated) rated questions, newest first.",
      query: { ...PAGED, kind: "unanswered or rated" },
    },
    async ({ url, scope }) => {
      const { limit, cursor } = parsePage(url);
      const kind = url.searchParams.get("kind") ?? "unanswered";
      if (kind !== "unanswered" && kind !== "rated") throw invalidField("kind", "Must be unanswered or rated.");
      const { counts, questions } = await scope.ledger.insights(kind, limit + 1, parseCursor(cursor));
      return Response.json({ counts, kind, ...logPage(questions, limit) });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/usage",
      summary: "Answers and tokens a day (UTC), newest first. ?days=, 30 unless said.",
      query: { days: "1 to 400" },
      answers:
        "Of each day: answers, answered, unanswered, stopped, failed; degraded: how many of them were made without a model because the tokens were spent; calls of hosted engines, input_tokens, output_tokens.",
    },
    async ({ url, scope }) => {
      const days = Number(url.searchParams.get("days") ?? 30);
      if (!Number.isInteger(days) || days < 1 || days > 400)
        throw invalidField("days", "Must be a whole number from 1 to 400.");
      return Response.json({ data: await scope.ledger.usage(days), next_cursor: null });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/visitors/:visitor_id/export",
      summary: "Everything of one visitor, a page of conversations at a time; hand-offs stand in the first.",
      query: PAGED,
    },
    async (call) => {
      const visitorId = visitorIdOf(call);
      const { limit, cursor } = parsePage(call.url);
      const found = await call.scope.ledger.conversationsOf(visitorId, limit + 1, cursor);
      const handoffs = cursor === undefined ? await call.scope.ledger.handoffsOf(visitorId) : [];
      if (found.length === 0 && handoffs.length === 0 && cursor === undefined) throw notFound();
      const shown = found.slice(0, limit);
      const data = await Promise.all(
        shown.map(async (summary) => ({
          ...summary,
          messages: (await call.scope.conversation(visitorId, summary.conversation_id).view())?.messages ?? [],
        })),
      );
      return Response.json({
        visitor_id: visitorId,
        handoffs,
        data,
        next_cursor: found.length > limit ? shown.at(-1)!.conversation_id : null,
      });
    },
  ),
  ownerRoute(
    { method: "DELETE", path: "/v1/visitors/:visitor_id", summary: "Forget everything of one visitor." },
    async (call) => {
      const visitorId = visitorIdOf(call);
      let forgotten = 0;
      for (;;) {
        const step = await call.scope.ledger.conversationsOf(visitorId, STEP, undefined);
        if (step.length === 0) break;
        forgotten += step.length;
        await Promise.all(
          step.map(async ({ conversation_id }) => {
            await call.scope.conversation(visitorId, conversation_id).eraseAll();
            await call.scope.ledger.forgetConversation(visitorId, conversation_id);
          }),
        );
      }
      if (!(await call.scope.ledger.forgetVisitor(visitorId, forgotten > 0))) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

/** @throws ProblemError `conflict` where the id alone does not say whose, `not-found` where nobody has it */
async function namedConversation(call: BotCall) {
  const conversationId = conversationIdOf(call);
  const named = call.url.searchParams.get("visitor_id");
  const visitors = await call.scope.ledger.visitorsOf(conversationId);
  if (named === null && visitors.length > 1) {
    throw new ProblemError("conflict", {
      detail: "Several visitors have a conversation of this id: say which with visitor_id.",
      issues: visitors.map((visitor) => ({ path: "visitor_id", message: visitor })),
    });
  }
  const visitorId = named ?? visitors[0];
  if (visitorId === undefined) throw notFound();
  const known = parseVisitorId(visitorId);
  return { visitorId: known, conversation: call.scope.conversation(known, conversationId) };
}

function visitorIdOf({ params }: BotCall): string {
  return parseVisitorId(params["visitor_id"]);
}

function parseVisitorId(named: unknown): string {
  return parseWith(v.object({ visitor_id: visitorIdSchema }), { visitor_id: named }).visitor_id;
}
