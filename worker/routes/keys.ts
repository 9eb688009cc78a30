/**
 * Keys of a bot: rotation of secret keys by the account, signing and publishable keys by the bot's secret key or its account.
 * A key is shown once; lists show what is left to know.
 */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { accountRoute, ownerRoute, PAGED, type Route } from "../http/route.ts";
import { readJson, readOptionalJson } from "../http/read-body.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { keyNameSchema, newKeySchema, wholeList } from "./request/keys.ts";

const signingKeySchema = strictFields({
  alg: v.pipe(
    v.picklist(["HS256", "EdDSA", "Ed25519", "ES256", "RS256"]),
    v.transform((alg) => (alg === "Ed25519" ? "EdDSA" : alg)),
  ),
  public_key: v.optional(v.union([v.pipe(v.string(), v.maxLength(8_192)), v.record(v.string(), v.unknown())])),
  name: v.optional(keyNameSchema),
});

export const KEY_ROUTES: readonly Route[] = [
  accountRoute(
    {
      method: "POST",
      path: "/v1/bots/:bot_id/secret-keys",
      summary: "Make another secret key. It is shown this once.",
      body: newKeySchema,
      makesSecret: true,
    },
    async ({ request, params, composition: { accounts, keys }, accountId, noteChange }) => {
      const { name } = await readOptionalJson(request, newKeySchema, LIMITS.jsonBodyBytes);
      const { bot_id } = await accounts.getBot(accountId, params["bot_id"]!);
      const key = await keys.createSecretKey(bot_id, name);
      await noteChange("key.created", { kind: "secret", key_id: key.key_id }, bot_id);
      return Response.json(key, { status: 201 });
    },
  ),
  accountRoute(
    {
      method: "GET",
      path: "/v1/bots/:bot_id/secret-keys",
      summary: "List secret keys, without their values.",
      query: PAGED,
    },
    async ({ url, params, composition: { accounts, keys }, accountId }) => {
      const { bot_id } = await accounts.getBot(accountId, params["bot_id"]!);
      const found = await keys.list({ botId: bot_id }, "secret");
      const views = found.map(({ value: _value, alg: _alg, ...view }) => view);
      return wholeList(url, views, ({ key_id }) => key_id);
    },
  ),
  accountRoute(
    { method: "DELETE", path: "/v1/bots/:bot_id/secret-keys/:key_id", summary: "Delete a secret key." },
    async ({ params, composition: { accounts, keys, directory }, accountId, noteChange }) => {
      const { bot_id } = await accounts.getBot(accountId, params["bot_id"]!);
      await keys.delete({ botId: bot_id }, "secret", params["key_id"]!);
      await noteChange("key.deleted", { kind: "secret", key_id: params["key_id"]! }, bot_id);
      directory.forget();
      return new Response(null, { status: 204 });
    },
  ),

  ownerRoute(
    {
      method: "POST",
      path: "/v1/signing-keys",
      summary: "Add a key that signs embed tokens: an HS256 secret (shown this once) or a public key.",
      body: signingKeySchema,
      makesSecret: true,
    },
    async ({ request, composition: { keys }, scope, noteChange }) => {
      const { alg, public_key, name } = await readJson(request, signingKeySchema, LIMITS.jsonBodyBytes);
      const key = await keys.createSigningKey(scope.botId, alg, public_key, name);
      await noteChange("key.created", { kind: "signing", key_id: key.key_id, alg });
      return Response.json(key, { status: 201 });
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/signing-keys", summary: "List signing keys, without their secrets.", query: PAGED },
    async ({ url, composition: { keys }, scope }) => {
      const found = await keys.list({ botId: scope.botId }, "signing");
      const views = found.map(({ key_id, value: _value, ...view }) => ({ kid: key_id, ...view }));
      return wholeList(url, views, ({ kid }) => kid);
    },
  ),
  ownerRoute(
    { method: "DELETE", path: "/v1/signing-keys/:kid", summary: "Delete a signing key: its tokens die within 60 s." },
    async ({ params, composition: { keys, directory }, scope, noteChange }) => {
      await keys.delete({ botId: scope.botId }, "signing", params["kid"]!);
      await noteChange("key.deleted", { kind: "signing", key_id: params["kid"]! });
      directory.forget();
      return new Response(null, { status: 204 });
    },
  ),

  ownerRoute(
    {
      method: "POST",
      path: "/v1/publishable-keys",
      summary: "Make another publishable key.",
      body: newKeySchema,
    },
    async ({ request, composition: { keys }, scope, noteChange }) => {
      const { name } = await readOptionalJson(request, newKeySchema, LIMITS.jsonBodyBytes);
      const key = await keys.createPublishableKey(scope.botId, name);
      await noteChange("key.created", { kind: "publishable", key_id: key.key_id });
      return Response.json(key, { status: 201 });
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/publishable-keys", summary: "List publishable keys.", query: PAGED },
    async ({ url, composition: { keys }, scope }) => {
      const found = await keys.list({ botId: scope.botId }, "publishable");
      const views = found.map(({ value, alg: _alg, ...view }) => ({ ...view, publishable_key: value }));
      return wholeList(url, views, ({ key_id }) => key_id);
    },
  ),
  ownerRoute(
    {
      method: "DELETE",
      path: "/v1/publishable-keys/:key_id",
      summary: "Delete a publishable key: its tokens die within 60 s.",
    },
    async ({ params, composition: { keys, directory }, scope, noteChange }) => {
      await keys.delete({ botId: scope.botId }, "publishable", params["key_id"]!);
      await noteChange("key.deleted", { kind: "publishable", key_id: params["key_id"]! });
      directory.forget();
      return new Response(null, { status: 204 });
    },
  ),

  ownerRoute(
    {
      method: "POST",
      path: "/v1/mcp-keys",
      summary:
        "Make a key for an agent or editor: it searches, reads and asks, and changes nothing. It is shown this once.",
      body: newKeySchema,
      makesSecret: true,
    },
    async ({ request, composition: { keys }, scope, noteChange }) => {
      const { name } = await readOptionalJson(request, newKeySchema, LIMITS.jsonBodyBytes);
      const key = await keys.createMcpKey(scope.botId, name);
      await noteChange("key.created", { kind: "mcp", key_id: key.key_id });
      return Response.json(key, { status: 201 });
    },
  ),
  ownerRoute(
    { method: "GET", path: "/v1/mcp-keys", summary: "List MCP keys, without their values.", query: PAGED },
    async ({ url, composition: { keys }, scope }) => {
      const found = await keys.list({ botId: scope.botId }, "mcp");
      const views = found.map(({ value: _value, alg: _alg, ...view }) => view);
      return wholeList(url, views, ({ key_id }) => key_id);
    },
  ),
  ownerRoute(
    { method: "DELETE", path: "/v1/mcp-keys/:key_id", summary: "Delete an MCP key." },
    async ({ params, composition: { keys, directory }, scope, noteChange }) => {
      await keys.delete({ botId: scope.botId }, "mcp", params["key_id"]!);
      await noteChange("key.deleted", { kind: "mcp", key_id: params["key_id"]! });
      directory.forget();
      return new Response(null, { status: 204 });
    },
  ),
];
