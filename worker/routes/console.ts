/** Signing in: the account's keys, one-time codes, and the sessions of the console that both open. */

import * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import {
  accountKeyRoute,
  accountRoute,
  consoleRoute,
  PAGED,
  type Route,
  type SignInCall,
  signInRoute,
} from "../http/route.ts";
import { readOptionalJson } from "../http/read-body.ts";
import { ACCESS_HEADER } from "../tenancy/access.ts";
import type { ConsoleSession } from "../tenancy/console-token.ts";
import { strictFields } from "../tenancy/json-object.ts";
import { newKeySchema, wholeList } from "./request/keys.ts";

const signInSchema = strictFields({ code: v.optional(v.pipe(v.string(), v.maxLength(200))) });

export const CONSOLE_ROUTES: readonly Route[] = [
  accountRoute(
    {
      method: "POST",
      path: "/v1/account/keys",
      summary: "Make another account key. It is shown this once.",
      body: newKeySchema,
      makesSecret: true,
    },
    async ({ request, composition, accountId, noteChange }) => {
      const { name } = await readOptionalJson(request, newKeySchema, LIMITS.jsonBodyBytes);
      const key = await composition.keys.createAccountKey(accountId, name);
      await noteChange("key.created", { kind: "account", key_id: key.key_id });
      composition.directory.forget();
      return Response.json(key, { status: 201 });
    },
  ),
  accountRoute(
    {
      method: "GET",
      path: "/v1/account/keys",
      summary: "List the account's keys, without their values.",
      query: PAGED,
    },
    async ({ url, composition, accountId }) => {
      const keys = await composition.keys.list({ accountId }, "account");
      const views = keys.map(({ value: _value, alg: _alg, ...view }) => view);
      return wholeList(url, views, ({ key_id }) => key_id);
    },
  ),
  accountRoute(
    {
      method: "DELETE",
      path: "/v1/account/keys/:key_id",
      summary: "Delete an account key, and with it the console sessions it opened. The last one stays.",
    },
    async ({ params, composition, accountId, noteChange }) => {
      await composition.keys.delete({ accountId }, "account", params["key_id"]!);
      await noteChange("key.deleted", { kind: "account", key_id: params["key_id"]! });
      composition.directory.forget();
      return new Response(null, { status: 204 });
    },
  ),
  accountKeyRoute(
    {
      method: "POST",
      path: "/v1/account/sign-in-codes",
      summary: "Make a code that opens the console once, within ten minutes.",
    },
    async ({ composition, accountId, credential }) =>
      Response.json(await composition.signInCodes.create(accountId, credential.keyId!), { status: 201 }),
  ),
  signInRoute(
    {
      method: "POST",
      path: "/v1/console-sessions",
      summary:
        "Sign in to the console: by an account key, a one-time code, or Cloudflare Access; renew with the token.",
      body: signInSchema,
    },
    async (call) => {
      const { code } = await readOptionalJson(call.request, signInSchema, LIMITS.jsonBodyBytes);
      const session = await beginSession(call, code);
      const token = await call.composition.consoleTokens.sign(session);
      return Response.json({ ...token, account_id: session.accountId });
    },
  ),
  consoleRoute(
    {
      method: "POST",
      path: "/v1/bots/:bot_id/console-tokens",
      summary: "A console token for one of the account's bots: what its secret key gives, for half an hour at most.",
    },
    async ({ params, composition, accountId, credential }) => {
      const { bot_id } = await composition.accounts.getBot(accountId, params["bot_id"]!);
      return Response.json(await composition.consoleTokens.sign(credential.session!, bot_id), { status: 201 });
    },
  ),
];

/** @throws ProblemError `unauthenticated` where nothing in the request opens a session */
async function beginSession(
  { credential, request, composition }: SignInCall,
  code: string | undefined,
): Promise<ConsoleSession> {
  const { now, signInCodes, verifyAccess } = composition;
  const signedInAt = Math.floor(now() / 1_000);
  if (credential !== undefined) {
    const { session, accountId, keyId } = credential;
    return session ?? { accountId: accountId!, via: "key", keyId, email: undefined, signedInAt };
  }
  if (code !== undefined) {
    const used = await signInCodes.use(code);
    if (used !== undefined) return { ...used, via: "code", email: undefined, signedInAt };
    throw new ProblemError("unauthenticated", {
      detail: "This code was used already, or is over: npm start -- --sign-in prints another.",
    });
  }
  const assertion = request.headers.get(ACCESS_HEADER);
  if (assertion !== null && verifyAccess !== undefined) {
    return { ...(await verifyAccess(assertion)), via: "access", keyId: undefined, signedInAt };
  }
  throw new ProblemError("unauthenticated", {
    detail: "Send an account key as Authorization: Bearer, or a one-time code in the body.",
  });
}
