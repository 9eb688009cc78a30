/** Accounts (for the operator) and their bots (for owners). None of these gives a bot's data. */

import { LIMITS } from "../../shared/config.ts";
import { accountRoute, idShape, operatorRoute, PAGED, parsePage, type Route } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";
import { botCreateSchema, botNameSchema } from "../tenancy/bot-settings.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { TenantScope } from "../tenancy/scope.ts";

const accountSchema = strictFields({ name: botNameSchema });

export const ACCOUNT_ROUTES: readonly Route[] = [
  operatorRoute(
    {
      method: "POST",
      path: "/v1/accounts",
      summary: "Make an account. Its key is shown this once.",
      body: accountSchema,
    },
    async ({ request, composition }) => {
      const { name } = await readJson(request, accountSchema, LIMITS.jsonBodyBytes);
      return Response.json(await composition.accounts.createAccount(name), { status: 201 });
    },
  ),
  operatorRoute(
    { method: "GET", path: "/v1/accounts", summary: "List accounts.", query: PAGED },
    async ({ url, composition }) =>
      Response.json(await composition.accounts.listAccounts(parsePage(url, idShape("acc")))),
  ),
  accountRoute(
    {
      method: "POST",
      path: "/v1/bots",
      summary: "Make a bot. Its secret key is shown this once.",
      body: botCreateSchema,
      makesSecret: true,
    },
    async ({ request, composition, accountId, noteChange }) => {
      const patch = await readJson(request, botCreateSchema, LIMITS.jsonBodyBytes);
      const bot = await composition.accounts.createBot(accountId, patch);
      await noteChange("bot.created", { name: bot.name }, bot.bot_id);
      return Response.json(bot, { status: 201 });
    },
  ),
  accountRoute(
    { method: "GET", path: "/v1/bots", summary: "List the account's bots, their logos left out.", query: PAGED },
    async ({ url, composition, accountId }) =>
      Response.json(await composition.accounts.listBots(accountId, parsePage(url, idShape("bot")))),
  ),
  accountRoute(
    { method: "GET", path: "/v1/bots/:bot_id", summary: "Settings of one of the account's bots." },
    async ({ params, composition, accountId }) =>
      Response.json(await composition.accounts.getBot(accountId, params["bot_id"]!)),
  ),
  accountRoute(
    { method: "DELETE", path: "/v1/bots/:bot_id", summary: "Delete a bot: its keys die at once, its data is erased." },
    async ({ params, composition, accountId, env, noteChange }) => {
      const { accounts, directory } = composition;
      const botId = params["bot_id"]!;
      const scope = TenantScope.of(await accounts.ownBot(accountId, botId), env);
      // Whatever cuts this off: until the bot is removed it is whole, and from then on the ledger sees to the rest.
      await scope.ledger.foreseeErasure();
      try {
        if (await accounts.removeBot(accountId, botId)) await noteChange("bot.deleted", {}, botId);
      } finally {
        directory.forget();
      }
      // Keys that another isolate still believes find nothing either.
      await Promise.all([scope.knowledgeBase.erase(), scope.ledger.erase()]);
      await accounts.endDeletion(botId);
      return Response.json({ bot_id: botId, status: "deleting" }, { status: 202 });
    },
  ),
];
