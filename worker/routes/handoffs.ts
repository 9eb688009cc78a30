/** Passing a visitor on to a person: the widget's form, and the owner's list. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { unwrap } from "../outcome.ts";
import {
  type BotCall,
  invalidField,
  notFound,
  ownerRoute,
  PAGED,
  parsePage,
  type Route,
  visitorRoute,
} from "../http/route.ts";
import { parseWith, readJson } from "../http/read-body.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { clientIdSchema, visitorOf } from "./request/fields.ts";
import { askedOf, listResponse, logPage, parseCursor } from "./request/log.ts";

const DAY_MS = 86_400_000;
const STATES = ["open", "done"] as const;
const TRIGGERS = ["declined", "unsure", "contact", "feedback", "request"] as const;

const line = (most: number) =>
  v.pipe(
    v.string(),
    v.maxLength(most),
    v.check((text) => !text.includes("\0"), "Must be well-formed text."),
    v.transform((text) => text.toWellFormed().trim() || null),
  );

const handoffSchema = strictFields({
  /** Null: the visitor has typed nothing yet. */
  conversation_id: v.nullable(clientIdSchema),
  name: v.optional(v.nullable(line(200))),
  /** Empty as forms send it: none. */
  email: v.optional(
    v.nullable(
      v.pipe(
        line(254),
        v.check((text) => text === null || v.EMAIL_REGEX.test(text), "Must be an e-mail address."),
      ),
    ),
  ),
  message: v.optional(v.nullable(line(LIMITS.messageCharacters))),
  trigger: v.optional(v.picklist(TRIGGERS), "request"),
  /** Whether the visitor agreed to what the form says. */
  consent: v.optional(v.boolean()),
  visitor_id: v.optional(v.unknown()),
});
const stateSchema = strictFields({ state: v.picklist(STATES) });
const filterSchema = strictFields({ state: v.exactOptional(v.picklist(STATES)) });

const FIELDS = [
  "handoff_id",
  "reference",
  "state",
  "visitor_id",
  "conversation_id",
  "name",
  "email",
  "message",
  "trigger",
  "consent_text",
  "created_at",
] as const;

export const HANDOFF_ROUTES: readonly Route[] = [
  visitorRoute(
    {
      method: "POST",
      path: "/v1/handoffs",
      summary: "Pass the visitor on to a person. conversation_id is null where nothing was asked yet.",
      body: handoffSchema,
    },
    async (call) => {
      const body = await readJson(call.request, handoffSchema, LIMITS.jsonBodyBytes);
      const visitorId = visitorOf(call, body.visitor_id);
      const { contact, retention_days } = call.bot.settings;
      const consentText = contact.form?.consent_text;
      const isPersonal = [body.name, body.email, body.message].some((value) => value !== undefined && value !== null);
      // A client that does not speak of consent is taken at its word, and the record says that nobody agreed.
      if (consentText !== undefined && isPersonal && body.consent === false) {
        throw invalidField("consent", "The visitor has to agree to what the form says.");
      }
      if (body.conversation_id !== null) await verifyConversation(call, visitorId, body.conversation_id);
      const { view } = unwrap(
        await call.scope.ledger.addHandoff({
          visitorId,
          conversationId: body.conversation_id,
          name: body.name ?? null,
          email: body.email ?? null,
          message: body.message ?? null,
          trigger: body.trigger,
          consentText: body.consent === true ? (consentText ?? null) : null,
          expiresAt: call.composition.now() + retention_days * DAY_MS,
        }),
      );
      const { handoff_id, reference, created_at } = view;
      return Response.json({ handoff_id, reference, created_at }, { status: 201 });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/handoffs",
      summary: "Visitors passed on to a person, newest first. As CSV where Accept says text/csv.",
      csv: true,
      query: { ...PAGED, state: STATES.join(" or ") },
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url);
      const { state } = parseWith(filterSchema, askedOf(call.url));
      const found = await call.scope.ledger.handoffs(limit + 1, parseCursor(cursor), state);
      return listResponse(call, logPage(found, limit), FIELDS);
    },
  ),
  ownerRoute(
    {
      method: "PATCH",
      path: "/v1/handoffs/:handoff_id",
      summary: "Say that a hand-off is open or done.",
      body: stateSchema,
    },
    async (call) => {
      const { state } = await readJson(call.request, stateSchema, LIMITS.jsonBodyBytes);
      const view = await call.scope.ledger.setHandoff(call.params["handoff_id"]!, state);
      if (view === undefined) throw notFound();
      return Response.json(view);
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/handoffs/:handoff_id",
      summary: "Delete a hand-off, and what the visitor wrote in it.",
    },
    async (call) => {
      if (!(await call.scope.ledger.removeHandoff(call.params["handoff_id"]!))) throw notFound();
      return new Response(null, { status: 204 });
    },
  ),
];

/** @throws ProblemError `not-found` where this visitor has no such conversation */
async function verifyConversation(call: BotCall, visitorId: string, conversationId: string): Promise<void> {
  if ((await call.scope.conversation(visitorId, conversationId).view()) === undefined) throw notFound();
}
