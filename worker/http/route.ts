/**
 * What a route is. Each kind gets exactly what its credential opens: a handler for accounts has no
 * scope, and a handler for a bot's data has no way to name another bot.
 */

import type * as v from "valibot";
import { LIMITS } from "../../shared/config.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { Composition } from "../compose.ts";
import type { Env } from "../settings.ts";
import type { PageRequest } from "../tenancy/accounts.ts";
import type { Detail } from "../tenancy/audit.ts";
import type { Principal, VerifiedCredential } from "../tenancy/credential.ts";
import type { BotRecord } from "../tenancy/directory.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import type { ProblemDialect } from "./problems.ts";

/** Where the console sends the account key that was typed again, beside its token. */
export const ACCOUNT_KEY_HEADER = "x-vegarag-account-key";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** What every handler gets. */
export interface Call {
  request: Request;
  url: URL;
  requestId: string;
  /** As the browser sent it; null outside browsers and in same-origin reads. */
  origin: string | null;
  params: Record<string, string>;
  env: Env;
  composition: Composition;
  /** For work that may outlive the response. */
  waitUntil(promise: Promise<unknown>): void;
}

/** Writes down who changed what, for the audit log. Never the value of a secret. */
export type NoteChange = (action: string, detail: Detail) => Promise<void>;

export interface AccountCall extends Call {
  /** @param botId where the change is of one bot */
  noteChange(action: string, detail: Detail, botId?: string): Promise<void>;
  credential: VerifiedCredential;
  accountId: string;
}

export interface SignInCall extends Call {
  /** Undefined: none was sent, so that what opens a session has to stand elsewhere in the request. */
  credential: VerifiedCredential | undefined;
}

export interface BotCall extends Call {
  noteChange: NoteChange;
  credential: VerifiedCredential;
  scope: TenantScope;
  bot: BotRecord;
}

interface RouteFacts {
  method: Method;
  /** In Hono's spelling: `/v1/documents/:document_id`. */
  path: string;
  summary: string;
  /** What a success answers with, for the API description where the summary does not say it. */
  answers?: string;
  /** Query parameters by name, each with what it means. Any other is refused. */
  query?: Readonly<Record<string, string>>;
  /** Request headers that mean something to this call, for the API description. */
  headers?: Readonly<Record<string, string>>;
  /** Of a JSON body, for the API description; the handler reads the body itself. */
  body?: v.GenericSchema;
  /** True where the body is a message of another protocol, which the handler judges. */
  foreignBody?: true;
  /** Where the body is a form with a `file`, or may be: its other fields by name, each with what it means. */
  file?: Readonly<Record<string, string>>;
  /** True where the answer is CSV if `Accept` asks for it. */
  csv?: true;
  /** True for the widget's calls: browsers on other origins may read the answer. */
  browser?: boolean;
  /** True for a call that makes or shows a secret: a console token alone does not open it. */
  makesSecret?: true;
  /** For a route in another product's shape: what its clients look for in a problem beside ours. */
  problemDialect?: ProblemDialect;
}

export type Route = RouteFacts &
  (
    | { kind: "public"; principals: readonly []; handle(call: Call): Promise<Response> | Response }
    | { kind: "operator"; principals: readonly Principal[]; handle(call: Call): Promise<Response> }
    | { kind: "account"; principals: readonly Principal[]; handle(call: AccountCall): Promise<Response> }
    | { kind: "sign-in"; principals: readonly Principal[]; handle(call: SignInCall): Promise<Response> }
    | { kind: "bot"; principals: readonly Principal[]; handle(call: BotCall): Promise<Response> }
  );

type HandlerOf<Kind extends Route["kind"]> = Extract<Route, { kind: Kind }>["handle"];

export function publicRoute(facts: RouteFacts, handle: HandlerOf<"public">): Route {
  return { ...facts, kind: "public", principals: [], handle };
}
export function operatorRoute(facts: RouteFacts, handle: HandlerOf<"operator">): Route {
  return { ...facts, kind: "operator", principals: ["operator"], handle };
}
export function accountRoute(facts: RouteFacts, handle: HandlerOf<"account">): Route {
  return { ...facts, kind: "account", principals: ["account", "console-account"], handle };
}
/** For the account key's holder alone. */
export function accountKeyRoute(facts: RouteFacts, handle: HandlerOf<"account">): Route {
  return { ...facts, kind: "account", principals: ["account"], handle };
}
/** For the console alone, with its account-wide token. */
export function consoleRoute(facts: RouteFacts, handle: HandlerOf<"account">): Route {
  return { ...facts, kind: "account", principals: ["console-account"], handle };
}
/** Signing in: by a credential, or by something in the request that the handler knows. */
export function signInRoute(facts: RouteFacts, handle: HandlerOf<"sign-in">): Route {
  return { ...facts, kind: "sign-in", principals: ["account", "console-account"], handle };
}
/** The owner's backend with the bot's secret key, or the console with the bot's token. */
export function ownerRoute(facts: RouteFacts, handle: HandlerOf<"bot">): Route {
  return { ...facts, kind: "bot", principals: ["secret", "console"], handle };
}
/** An agent or editor with an MCP key. */
export function agentRoute(facts: RouteFacts, handle: HandlerOf<"bot">): Route {
  return { ...facts, kind: "bot", principals: ["mcp"], handle };
}
/** The owner's backend alone. */
export function backendRoute(facts: RouteFacts, handle: HandlerOf<"bot">): Route {
  return { ...facts, kind: "bot", principals: ["secret"], handle };
}
/** The widget with an embed token, or the owner for a visitor that is named. */
export function visitorRoute(facts: RouteFacts, handle: HandlerOf<"bot">): Route {
  return { ...facts, browser: true, kind: "bot", principals: ["embed", "secret", "console"], handle };
}
/** The widget alone. */
export function widgetRoute(facts: RouteFacts, handle: HandlerOf<"bot">): Route {
  return { ...facts, browser: true, kind: "bot", principals: ["embed"], handle };
}

/** The query parameters of a list that has pages. */
export const PAGED = {
  limit: `records in a page, 1 to ${LIMITS.pageMost}; ${LIMITS.pageDefault} unless said`,
  cursor: "next_cursor of the page before",
} as const;

/**
 * Refuses what the route does not know: a misspelled filter that was ignored would show everything.
 *
 * @throws ProblemError `invalid-request`
 */
export function verifyQuery({ query = {}, problemDialect }: Route, { searchParams }: URL): void {
  // Clients of other products send parameters of theirs.
  if (problemDialect !== undefined) return;
  const names = [...new Set(searchParams.keys())];
  const unknown = names.filter((name) => !Object.hasOwn(query, name));
  if (unknown.length === 0) {
    // Of two values one would have to be ignored.
    const twice = names.find((name) => searchParams.getAll(name).length > 1);
    if (twice !== undefined) throw invalidField(twice, "Say it once.");
    return;
  }
  const known = Object.keys(query);
  const message = known.length === 0 ? "This call takes no parameters." : `Not one of ${known.join(", ")}.`;
  const shown = unknown.slice(0, 20).map((name) => name.slice(0, 100));
  throw new ProblemError("invalid-request", {
    detail: `${shown[0]}: ${message}`,
    issues: shown.map((path) => ({ path, message })),
  });
}

/** Cursors of a list in the order of ids that we made. */
export const idShape = (prefix: string): RegExp => new RegExp(`^${prefix}_[0-9a-z]{25}$`);

/**
 * `?limit=&cursor=` of a list.
 *
 * @param shape of the list's cursors: another list's would be read as the end of this one
 * @param unsaid the limit of a request that names none
 * @throws ProblemError `invalid-request`
 */
export function parsePage(
  { searchParams }: URL,
  shape: RegExp = /./s,
  unsaid: number = LIMITS.pageDefault,
): PageRequest {
  const text = searchParams.get("limit");
  const limit = text === null ? unsaid : /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > LIMITS.pageMost) {
    throw invalidField("limit", `Must be a whole number from 1 to ${LIMITS.pageMost}.`);
  }
  const cursor = searchParams.get("cursor") ?? undefined;
  if (cursor !== undefined && (cursor.length > 1_024 || !shape.test(cursor)))
    throw invalidField("cursor", "Not a cursor of this list: send next_cursor as it came.");
  return { limit, cursor };
}

export function invalidField(path: string, message: string): ProblemError {
  return new ProblemError("invalid-request", { detail: `${path}: ${message}`, issues: [{ path, message }] });
}

/** The same body for what does not exist and for what is another's. */
export function notFound(): ProblemError {
  return new ProblemError("not-found", { detail: "There is no such thing here." });
}
