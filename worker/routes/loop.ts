/** The owner's loop: questions that ask the same and were not answered well, whether they are answered now, and the numbers. */

import * as v from "valibot";
import { OUTCOMES } from "../../shared/chat.ts";
import { LIMITS } from "../../shared/config.ts";
import { askOnce } from "../chat/ask-once.ts";
import { csvResponse, wantsCsv } from "../http/csv.ts";
import { type BotCall, invalidField, notFound, ownerRoute, PAGED, parsePage, type Route } from "../http/route.ts";
import { parseWith, readJson } from "../http/read-body.ts";
import type { GroupQuestion } from "../durable/loop.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { answerSettingsOf } from "./request/fields.ts";
import { askedOf, endSchema, listResponse, timeSchema } from "./request/log.ts";

const STATES = ["open", "done", "ignored"] as const;
/** Questions of a group that are asked again, and how many of them side by side. */
const RECHECKED_MOST = 20;
const RECHECKED_AT_ONCE = 4;
const RECHECK_MS = 120_000;
const UNCITED_MOST = 20;
const DAY_MS = 86_400_000;

const stateSchema = strictFields({ state: v.picklist(STATES) });
const filterSchema = strictFields({
  state: v.exactOptional(v.picklist(STATES)),
  outcome: v.exactOptional(v.picklist(OUTCOMES)),
  from: v.exactOptional(timeSchema),
  to: v.exactOptional(endSchema),
});

export const LOOP_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "GET",
      path: "/v1/insights/groups",
      csv: true,
      summary: "Questions that ask the same and were not answered, not for sure, or rated down, most asked first.",
      query: {
        ...PAGED,
        state: STATES.join(", "),
        outcome: `of the questions: ${OUTCOMES.join(", ")}`,
        from: "asked at or after this time (ISO 8601)",
        to: "asked before this time, or up to the end of this day (UTC)",
      },
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url);
      const found = await call.scope.ledger.groups(parseWith(filterSchema, askedOf(call.url)), limit, cursor);
      if (found === undefined) throw invalidField("cursor", "Not a cursor of this list.");
      const page = { data: found.groups, next_cursor: found.hasMore ? found.groups.at(-1)!.group_id : null };
      return listResponse(call, page, ["group_id", "label", "state", "count", "last_at", "questions"]);
    },
  ),
  ownerRoute(
    {
      method: "PATCH",
      path: "/v1/insights/groups/:group_id",
      summary: "Say that a group is open, done or ignored. One that is done opens again when it is asked again.",
      body: stateSchema,
    },
    async (call) => {
      const { state } = await readJson(call.request, stateSchema, LIMITS.jsonBodyBytes);
      const group = await call.scope.ledger.setGroup(call.params["group_id"]!, state);
      if (group === undefined) throw notFound();
      return Response.json(group);
    },
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/insights/groups/:group_id/recheck",
      summary: `Ask a group's questions again, ${RECHECKED_MOST} at most: how many are answered now, and how many were. Kept in no log and counted in no figure but tokens.`,
    },
    async (call) => {
      const group = await call.scope.ledger.group(call.params["group_id"]!);
      if (group === undefined) throw notFound();
      return Response.json(await recheck(call, group.questions));
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/insights/numbers",
      csv: true,
      summary: "Figures a day (UTC), their sums, those of as many days before, and the pages cited most and never.",
      query: {
        days: "1 to 400, the present one included; 28 unless said",
        pages: "`false` leaves out the pages, which take longer to find than all figures",
      },
    },
    async (call) => {
      const days = Number(call.url.searchParams.get("days") ?? 28);
      if (!Number.isInteger(days) || days < 1 || days > 400)
        throw invalidField("days", "Must be a whole number from 1 to 400.");
      const pages = call.url.searchParams.get("pages") ?? "true";
      if (pages !== "true" && pages !== "false") throw invalidField("pages", "Must be true or false.");
      const { scope } = call;
      // A conversation that began before may have been deleted since, and is in no figure.
      const complete = call.composition.now() - call.bot.settings.retention_days * DAY_MS;
      const { cited, most, ...counted } = await scope.ledger.numbers(days, pages === "true" && !wantsCsv(call));
      const numbers = { ...counted, complete_since: new Date(complete).toISOString() };
      if (wantsCsv(call)) return csvResponse(Object.keys(numbers.days[0]!), numbers.days, null);
      if (cited === undefined) return Response.json(numbers);
      const never = await scope.knowledgeBase.neverCited(cited, UNCITED_MOST);
      return Response.json({ ...numbers, pages: { most, never } });
    },
  ),
];

interface Rechecked {
  question: string;
  outcome: string | null;
  before: string | null;
  quote?: string;
  url?: string | null;
}

async function recheck(
  call: BotCall,
  asked: readonly GroupQuestion[],
): Promise<{ of: number; answered: number; before: number; results: Rechecked[] }> {
  const { composition, scope, request, waitUntil } = call;
  const { bot } = answerSettingsOf(call);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(RECHECK_MS)]);
  const questions = [...new Map(asked.map((question) => [question.text, question])).values()].slice(0, RECHECKED_MOST);
  const results: Rechecked[] = [];
  let answered = 0;
  const queue = questions.entries();
  const work = async (): Promise<void> => {
    for (const [at, { text, outcome }] of queue) {
      const now = await askOnce(composition.engines, scope, { question: text, bot }, signal, (usage, calls) =>
        waitUntil(scope.ledger.recordTokens(usage, calls)),
      );
      if (now.answered) answered++;
      results[at] = {
        question: text,
        outcome: now.outcome,
        before: outcome,
        ...(now.quote === undefined ? {} : { quote: now.quote, url: now.url ?? null }),
      };
    }
  };
  await Promise.all(Array.from({ length: RECHECKED_AT_ONCE }, work));
  // A question that was answered and rated down counts as answered before: it is the rating that brought it here.
  const before = questions.filter(({ outcome }) => outcome === "answered" || outcome === "curated").length;
  return { of: questions.length, answered, before, results };
}
