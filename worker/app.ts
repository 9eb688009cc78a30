/**
 * The Hono app: request id, CORS, authentication and errors around the routes of the one table. A route
 * cannot forget any of them, because none of them is the route's to call.
 */

import { type Context, Hono } from "hono";
import { LIMITS } from "../shared/config.ts";
import { randomId } from "../shared/ids.ts";
import { ProblemError } from "../shared/problem.ts";
import { compose } from "./compose.ts";
import { addressOf } from "./http/address.ts";
import { allowOrigin, preflightResponse } from "./http/cors.ts";
import { problemResponse, toProblemError } from "./http/problems.ts";
import { readOptionalJson, verifyLength } from "./http/read-body.ts";
import {
  ACCOUNT_KEY_HEADER,
  type AccountCall,
  type Call,
  type NoteChange,
  notFound,
  type Route,
  verifyQuery,
} from "./http/route.ts";
import { ROUTES } from "./routes/table.ts";
import type { Env } from "./settings.ts";
import type { Authenticated } from "./tenancy/authenticate.ts";
import { isConfirmed } from "./tenancy/console-token.ts";
import type { VerifiedCredential } from "./tenancy/credential.ts";
import { strictFields } from "./tenancy/json-object.ts";
import { TenantScope } from "./tenancy/scope.ts";

const NO_FIELDS = strictFields({});

/** No call of a browser takes more. */
const BROWSER_BYTES = Math.max(LIMITS.chatBodyBytes, LIMITS.completionBodyBytes, LIMITS.jsonBodyBytes);

type AppContext = Context<{ Bindings: Env }>;

export function createApp(routes: readonly Route[] = ROUTES): Hono<{ Bindings: Env }> {
  const app = new Hono<{ Bindings: Env }>();
  for (const path of new Set(routes.filter((route) => route.browser).map((route) => route.path))) {
    app.options(path, (context) => {
      const origin = context.req.header("origin");
      return origin === undefined ? new Response(null, { status: 204 }) : preflightResponse(origin);
    });
  }
  for (const route of routes) app.on(route.method, route.path, (context) => respond(route, context));
  const dialects = new Map(
    routes.flatMap(({ path, problemDialect }) =>
      problemDialect === undefined ? [] : [[folderOf(path), problemDialect] as const],
    ),
  );
  app.notFound((context) => {
    const requestId = randomId();
    // Another product's clients ask for more than there is of it, and read errors in its shape alone.
    const dialect = dialects.get(folderOf(context.req.path));
    return withRequestId(problemResponse(notFound(), context.req.url, requestId, dialect), requestId);
  });
  app.onError((error, context) => {
    const requestId = randomId();
    return withRequestId(problemResponse(toProblemError(error, requestId), context.req.url, requestId), requestId);
  });
  return app;
}

async function respond(route: Route, context: AppContext): Promise<Response> {
  const requestId = randomId();
  const request = context.req.raw;
  const origin = request.headers.get("origin");
  let readable = route.browser === true;
  let response: Response;
  try {
    response = await dispatch(
      route,
      {
        request,
        url: new URL(request.url),
        requestId,
        origin,
        params: context.req.param(),
        env: context.env,
        composition: compose(context.env),
        waitUntil: (promise) => context.executionCtx.waitUntil(promise),
      },
      // A page that holds a secret key has lost it already; it shall at least not work from there. The console's own
      // page is of this origin and needs no leave.
      (principal) => {
        readable &&= principal !== "secret" && principal !== "console";
      },
    );
  } catch (error) {
    response = problemResponse(toProblemError(error, requestId), request.url, requestId, route.problemDialect);
  }
  const headers = withRequestId(response, requestId);
  if (readable) allowOrigin(headers.headers, origin);
  return headers;
}

async function dispatch(route: Route, call: Call, onPrincipal: (principal: string) => void): Promise<Response> {
  // Not worth the look at a signature.
  if (route.browser === true) verifyLength(call.request, BROWSER_BYTES);
  if (route.kind === "public") {
    await verifyAsked(route, call);
    return route.handle(call);
  }
  const { composition } = call;
  const authorization = call.request.headers.get("authorization");
  if (route.kind === "sign-in" && authorization === null) {
    await verifyAsked(route, call);
    return route.handle({ ...call, credential: undefined });
  }
  const { credential, bot } = await authenticate(call, authorization);
  onPrincipal(credential.principal);
  if (credential.keyId !== undefined) call.waitUntil(composition.keys.noteUse(credential.keyId));
  if (!route.principals.includes(credential.principal)) {
    throw new ProblemError("forbidden", {
      detail: `This call takes ${route.principals.map(nameOf).join(" or ")}, not ${nameOf(credential.principal)}.`,
    });
  }
  await verifyAsked(route, call);
  if (route.makesSecret) await verifyConfirmed(credential, call);
  switch (route.kind) {
    case "operator":
      return route.handle(call);
    case "sign-in":
      return route.handle({ ...call, credential });
    case "account": {
      const accountId = credential.accountId!;
      const noteChange: AccountCall["noteChange"] = (action, detail, botId) =>
        composition.audit.note(credential, accountId, botId ?? null, action, detail);
      return route.handle({ ...call, credential, accountId, noteChange });
    }
    case "bot": {
      const { accountId, botId } = bot!;
      const noteChange: NoteChange = (action, detail) =>
        composition.audit.note(credential, accountId, botId, action, detail);
      return route.handle({ ...call, credential, bot: bot!, scope: TenantScope.of(credential, call.env), noteChange });
    }
  }
}

/** Nothing that a call does not know is ignored: no parameter, and no field in a body where none is read. */
async function verifyAsked(route: Route, { url, request }: Call): Promise<void> {
  verifyQuery(route, url);
  const { method, body, file, foreignBody } = route;
  if (method === "GET" || method === "DELETE" || body !== undefined || file !== undefined || foreignBody) return;
  await readOptionalJson(request, NO_FIELDS, LIMITS.jsonBodyBytes);
}

/** A console token alone makes no keys, so that a stolen one cannot outlive its half hour. @throws ProblemError `forbidden` */
async function verifyConfirmed(credential: VerifiedCredential, { request, composition }: Call): Promise<void> {
  const { session } = credential;
  if (session === undefined || isConfirmed(session, composition.now())) return;
  const key = request.headers.get(ACCOUNT_KEY_HEADER);
  const owner = key === null ? undefined : await composition.directory.findAccountKey(key);
  if (owner?.accountId === session.accountId) return;
  throw new ProblemError("forbidden", {
    detail:
      key === null
        ? "This call makes a secret: with a console token, send the account key again as X-Vegarag-Account-Key."
        : "X-Vegarag-Account-Key is not a key of this account.",
  });
}

/** What is long enough, and neither a key that is looked up nor a token, can only be meant for the operator key. */
const GUESS = /^bearer +(?!vr[amps]_)[^.\s]{24,}$/i;

async function authenticate(
  { request, origin, composition }: Call,
  authorization: string | null,
): Promise<Authenticated> {
  if (authorization === null || !GUESS.test(authorization)) return composition.authenticate(authorization, origin);
  const address = addressOf(request, composition.settings.addressHeader);
  await composition.guesses.turn(address);
  try {
    return await composition.authenticate(authorization, origin);
  } catch (error) {
    composition.guesses.wrong(address);
    throw error;
  }
}

/** A response of our own may be immutable: of a Durable Object's or the assets', a copy is made. */
function withRequestId(response: Response, requestId: string): Response {
  const copy = new Response(response.body, response);
  copy.headers.set("x-request-id", requestId);
  if (!copy.headers.has("cache-control")) copy.headers.set("cache-control", "no-store");
  copy.headers.set("x-content-type-options", "nosniff");
  return copy;
}

/** `/v1/chat/x/stream` → `/v1/chat` */
function folderOf(path: string): string {
  return path.split("/", 3).join("/");
}

function nameOf(principal: string): string {
  return (
    {
      operator: "the operator key",
      account: "an account key",
      "console-account": "an account-wide console token",
      console: "a console token of one bot",
      secret: "a secret key",
      mcp: "an MCP key",
      embed: "an embed token",
    }[principal] ?? principal
  );
}
