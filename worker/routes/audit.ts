/** Who changed keys, origins, settings and webhooks: of one bot, and of the account. */

import { accountRoute, ownerRoute, PAGED, parsePage, type Route } from "../http/route.ts";

/** Entries are numbered as they are written. */
const NUMBER = /^\d{1,15}$/;

export const AUDIT_ROUTES: readonly Route[] = [
  ownerRoute(
    {
      method: "GET",
      path: "/v1/audit",
      summary:
        "Who changed the bot's keys, origins, settings and webhooks, when, and from which credential; newest first.",
      query: PAGED,
    },
    async ({ url, composition, scope }) =>
      Response.json(await composition.audit.list({ botId: scope.botId }, parsePage(url, NUMBER))),
  ),
  accountRoute(
    {
      method: "GET",
      path: "/v1/account/audit",
      summary: "The same of the account and of all its bots, those that are gone included.",
      query: PAGED,
    },
    async ({ url, composition, accountId }) =>
      Response.json(await composition.audit.list({ accountId }, parsePage(url, NUMBER))),
  ),
];
