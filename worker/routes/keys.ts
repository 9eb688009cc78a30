/**
 * Keys of a bot: rotation of secret keys by the account, signing and publishable keys by the bot's own
 * secret key. A key is shown once; lists show what is left to know.
 */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { accountRoute, ownerRoute, type Route } from "../http/route.ts";
import { readJson } from "../http/read-body.ts";

const signingKeySchema = v.object({
  alg: v.picklist(["HS256", "EdDSA", "ES256", "RS256"]),
  public_key: v.optional(v.union([v.pipe(v.string(), v.maxLength(8_192)), v.record(v.string(), v.unknown())])),
});

/** Lists of at most ten need no second page, but read like every other list. */
function wholeList(data: unknown[]): Response {
  return Response.json({ data, next_cursor: null });
}

export const KEY_ROUTES: readonly Route[] = [
  accountRoute(
    {
      method: "POST",
      path: "/v1/bots/:bot_id/secret-keys",
      summary: "Make another secret key. It is shown this once.",
    },
    async ({ params, composition: { accounts }, accountId }) => {
      const { bot_id } = await accounts.getBot(accountId, params["bot_id"]!);
      return Response.json(await accounts.createSecretKey(bot_id), { status: 201 });
    },
  ),
  accountRoute(
    { method: "GET", path: "/v1/bots/:bot_id/secret-keys", summary: "List secret keys, without their values." },
    async (call) => {
      const { bot_id } = await call.composition.accounts.getBot(call.accountId, call.params["bot_id"]!);
      const keys = await call.composition.accounts.listKeys(bot_id, "secret");
      return wholeList(keys.map(({ key_id, created_at }) => ({ key_id, created_at: iso(created_at) })));
    },
  ),
  accountRoute(
    { method: "DELETE", path: "/v1/bots/:bot_id/secret-keys/:key_id", summary: "Delete a secret key." },
    async (call) => {
      const { bot_id } = await call.composition.accounts.getBot(call.accountId, call.params["bot_id"]!);
      await call.composition.accounts.deleteKey(bot_id, "secret", call.params["key_id"]!);
      call.composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),

  ownerRoute(
    {
      method: "POST",
      path: "/v1/signing-keys",
      summary: "Add a key that signs embed tokens: an HS256 secret (shown this once) or a public key.",
      body: signingKeySchema,
    },
    async ({ request, composition, scope }) => {
      const { alg, public_key } = await readJson(request, signingKeySchema, LIMITS.jsonBodyBytes);
      return Response.json(await composition.accounts.createSigningKey(scope.botId, alg, public_key), { status: 201 });
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/signing-keys", summary: "List signing keys, without their secrets." },
    async ({ composition, scope }) => {
      const keys = await composition.accounts.listKeys(scope.botId, "signing");
      return wholeList(keys.map(({ key_id, alg, created_at }) => ({ kid: key_id, alg, created_at: iso(created_at) })));
    },
  ),
  ownerRoute(
    { method: "DELETE", path: "/v1/signing-keys/:kid", summary: "Delete a signing key: its tokens die within 60 s." },
    async ({ params, composition, scope }) => {
      await composition.accounts.deleteKey(scope.botId, "signing", params["kid"]!);
      composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),

  ownerRoute(
    { method: "POST", path: "/v1/publishable-keys", summary: "Make another publishable key." },
    async ({ composition, scope }) =>
      Response.json(await composition.accounts.createPublishableKey(scope.botId), { status: 201 }),
  ),
  ownerRoute(
    { method: "GET", path: "/v1/publishable-keys", summary: "List publishable keys." },
    async ({ composition, scope }) => {
      const keys = await composition.accounts.listKeys(scope.botId, "publishable");
      return wholeList(
        keys.map(({ key_id, value, created_at }) => ({ key_id, publishable_key: value, created_at: iso(created_at) })),
      );
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/publishable-keys/:key_id",
      summary: "Delete a publishable key: its tokens die within 60 s.",
    },
    async ({ params, composition, scope }) => {
      await composition.accounts.deleteKey(scope.botId, "publishable", params["key_id"]!);
      composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),
];

function iso(time: number): string {
  return new Date(time).toISOString();
}
