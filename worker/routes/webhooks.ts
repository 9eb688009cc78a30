/** Webhooks: where the owner's other programs are told what happens, signed as Standard Webhooks 1.0 says. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { WEBHOOK_EVENTS } from "../durable/webhooks.ts";
import { unwrap } from "../outcome.ts";
import {
  type BotCall,
  idShape,
  invalidField,
  notFound,
  ownerRoute,
  PAGED,
  parsePage,
  type Route,
} from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { refusalOf } from "../outside/address.ts";
import { MAIL, sendsMail } from "../outside/mail.ts";
import { allowsPrivate } from "../outside/network.ts";
import { toPage } from "../tenancy/accounts.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { wholeList } from "./request/keys.ts";

const webhookSchema = strictFields({
  url: v.pipe(v.string(), v.maxLength(2_048)),
  events: v.pipe(
    v.array(v.picklist(WEBHOOK_EVENTS)),
    v.minLength(1),
    v.transform((events) => [...new Set(events)]),
  ),
});

export const WEBHOOK_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "POST",
      path: "/v1/webhooks",
      summary: `Add a webhook, or a mailbox (mailto:). Its secret is shown this once. Events: ${WEBHOOK_EVENTS.join(", ")}.`,
      body: webhookSchema,
      makesSecret: true,
    },
    async (call) => {
      const { url, events } = await readJson(call.request, webhookSchema, LIMITS.jsonBodyBytes);
      const address = parseAddress(call, url);
      const { view, secret } = unwrap(await call.scope.ledger.addWebhook(address, events));
      await call.noteChange("webhook.created", { webhook_id: view.webhook_id, url: view.url, events: view.events });
      return Response.json({ ...view, secret }, { status: 201 });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/webhooks",
      summary: "Webhooks, and whether the last delivery was taken.",
      query: PAGED,
    },
    async ({ url, scope }) => wholeList(url, await scope.ledger.webhooks(), ({ webhook_id }) => webhook_id),
  ),
  ownerRoute(
    { method: "DELETE", path: "/v1/webhooks/:webhook_id", summary: "Delete a webhook and what is on its way to it." },
    async (call) => {
      if (!(await call.scope.ledger.removeWebhook(idOf(call)))) throw notFound();
      await call.noteChange("webhook.deleted", { webhook_id: idOf(call) });
      return new Response(null, { status: 204 });
    },
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/webhooks/:webhook_id/test",
      summary: "Send a message that tells of nothing, and say how its first try went.",
    },
    async (call) => {
      const delivery = await call.scope.ledger.testWebhook(idOf(call));
      if (delivery === undefined) throw notFound();
      return Response.json(delivery);
    },
  ),
  ownerRoute(
    {
      method: "POST",
      path: "/v1/webhooks/:webhook_id/rotate",
      summary: "A new secret, shown this once. The old one signs beside it for 24 hours.",
      makesSecret: true,
    },
    async (call) => {
      const rotated = await call.scope.ledger.rotateWebhook(idOf(call));
      if (rotated === undefined) throw notFound();
      await call.noteChange("webhook.rotated", { webhook_id: idOf(call) });
      return Response.json({ ...rotated.view, secret: rotated.secret });
    },
  ),
  ownerRoute(
    {
      method: "GET",
      path: "/v1/webhooks/:webhook_id/deliveries",
      summary: "What was sent to a webhook and what is on its way, newest first.",
      query: PAGED,
    },
    async (call) => {
      const { limit, cursor } = parsePage(call.url, idShape("dlv"));
      if ((await call.scope.ledger.webhook(idOf(call))) === undefined) throw notFound();
      const found = await call.scope.ledger.deliveries(idOf(call), limit + 1, cursor);
      return Response.json(toPage(found, limit, ({ delivery_id }) => delivery_id));
    },
  ),
];

function idOf({ params }: BotCall): string {
  return params["webhook_id"]!;
}

/** @throws ProblemError `invalid-request` for an address that is not to be asked */
function parseAddress({ url, env }: BotCall, text: string): string {
  if (MAIL.test(text)) {
    if (sendsMail(env)) return text;
    throw invalidField("url", "This deployment sends no e-mail: its operator has bound no send_email.");
  }
  const address = URL.parse(text);
  if (address === null) throw invalidField("url", "Must be a full http or https URL.");
  const refusal = refusalOf(address, { allowPrivate: allowsPrivate(env), ownOrigins: [url.origin] });
  if (refusal !== undefined) throw invalidField("url", refusal);
  address.hash = "";
  return address.href;
}
