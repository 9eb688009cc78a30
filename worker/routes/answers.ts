/** Curated answers: asked like one of the questions, the bot says this, word for word. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { CLIENT_ID } from "../../shared/ids.ts";
import { unwrap } from "../outcome.ts";
import { type BotCall, notFound, ownerRoute, PAGED, parsePage, type Route } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { verifyMetadata } from "../knowledge/metadata.ts";
import { toPage } from "../tenancy/accounts.ts";
import { strictFields } from "../tenancy/json-object.ts";

const line = (most: number) =>
  v.pipe(
    v.string(),
    v.check((text) => text.isWellFormed() && !text.includes("\0"), "Must be well-formed text."),
    v.check((text) => text.trim() !== "", "Must not be empty."),
    v.maxLength(most),
  );

const answerSchema = strictFields({
  questions: v.pipe(
    v.array(line(LIMITS.curatedQuestionCharacters)),
    v.minLength(1),
    v.maxLength(LIMITS.curatedQuestions),
  ),
  answer: line(LIMITS.curatedAnswerCharacters),
  url: v.optional(
    v.nullable(
      v.pipe(
        v.string(),
        v.maxLength(2_048),
        v.check((url) => /^https?:\/\/[^@]*$/i.test(url) && URL.canParse(url), "Must be a full http or https URL."),
      ),
    ),
  ),
  metadata: v.optional(v.unknown()),
});

export const ANSWER_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "PUT",
      path: "/v1/answers/:answer_id",
      summary: "Write an answer for one to twenty questions, or replace it.",
      body: answerSchema,
    },
    async (call) => {
      const answerId = answerIdOf(call);
      const { questions, answer, url, metadata } = await readJson(call.request, answerSchema, LIMITS.jsonBodyBytes);
      const input = {
        answerId,
        questions: [...new Set(questions.map((question) => question.trim()))],
        answer,
        url: url ?? null,
        metadata: metadata === undefined || metadata === null ? {} : verifyMetadata(metadata),
      };
      return Response.json(unwrap(await call.scope.knowledgeBase.putAnswer(input)).view);
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/answers", summary: "Curated answers, in order of their ids.", query: PAGED },
    async ({ url, scope }) => {
      const { limit, cursor } = parsePage(url);
      const found = await scope.knowledgeBase.answers(limit + 1, cursor);
      return Response.json(toPage(found, limit, ({ answer_id }) => answer_id));
    },
  ),
  ownerRoute({ method: "GET", path: "/v1/answers/:answer_id", summary: "One curated answer." }, async (call) => {
    const view = await call.scope.knowledgeBase.answerView(answerIdOf(call));
    if (view === undefined) throw notFound();
    return Response.json(view);
  }),
  ownerRoute(
    { method: "DELETE", path: "/v1/answers/:answer_id", summary: "Delete a curated answer: it is not said again." },
    async (call) => {
      if (!(await call.scope.knowledgeBase.removeAnswer(answerIdOf(call)))) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

/** An id that no answer can have is the same as one that none has. */
function answerIdOf({ params }: BotCall): string {
  const id = params["answer_id"] ?? "";
  if (!CLIENT_ID.test(id)) throw notFound();
  return id;
}
