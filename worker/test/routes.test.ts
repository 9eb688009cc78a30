/** Every route × everybody who may call, from the route table: who is let in, who is refused, and how. */

import { beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../http/route.ts";
import { ROUTES } from "../routes/table.ts";
import type { Principal } from "../tenancy/credential.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call } from "./harness.ts";
import { type Caller, createCallers, createFurnished, type Furnished } from "./principals.ts";

let mine: Furnished;
let other: Furnished;
let callers: Caller[];

async function ask(route: Route, { authorization, accountKey }: Caller): Promise<{ response: Response; text: string }> {
  const { path, body, headers } = EXAMPLES[nameOf(route)]!(mine);
  const response = await call(path, {
    method: route.method,
    ...(body === undefined ? {} : { body }),
    headers: {
      ...headers,
      ...(authorization === null ? {} : { authorization }),
      ...(accountKey === undefined ? {} : { "x-vegarag-account-key": accountKey }),
    },
  });
  return { response, text: await response.text() };
}

/** A problem document of the right kind, about this request. */
function expectProblem({ response, text }: { response: Response; text: string }, status: number, slug: string): void {
  expect.soft(response.status).toBe(status);
  expect.soft(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = JSON.parse(text) as Record<string, unknown>;
  expect(problem).toMatchObject({ status, instance: response.headers.get("x-request-id") });
  expect(problem["type"]).toBe(`https://chat.test/problems/${slug}`);
  expect(text).not.toContain(mine.canary);
  expect(text).not.toContain(other.canary);
}

beforeAll(async () => {
  [mine, other] = await Promise.all([createFurnished("Mine"), createFurnished("Other")]);
  callers = await createCallers(mine, other);
});

describe("the table of examples", () => {
  it("has a request for every route, and none for a route that is gone", () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(ROUTES.map(nameOf).sort());
  });

  it("names every route once", () => {
    expect(new Set(ROUTES.map(nameOf)).size).toBe(ROUTES.length);
  });
});

/** Once more, apart from the routes themselves: one that changes hands is seen. What is not named here is the owner's. */
const HANDS: Record<string, readonly string[]> = {
  "": [
    "GET /healthz",
    "GET /crawler",
    "GET /problems/:slug",
    "GET /openapi.json",
    "GET /mcp",
    "POST /v1/embed-sessions",
  ],
  operator: ["GET /v1/accounts", "POST /v1/accounts"],
  account: ["POST /v1/account/sign-in-codes"],
  "console-account": ["POST /v1/bots/:bot_id/console-tokens"],
  "account console-account": [
    "DELETE /v1/account/keys/:key_id",
    "DELETE /v1/bots/:bot_id",
    "DELETE /v1/bots/:bot_id/secret-keys/:key_id",
    "GET /v1/account/audit",
    "GET /v1/account/keys",
    "GET /v1/bots",
    "GET /v1/bots/:bot_id",
    "GET /v1/bots/:bot_id/secret-keys",
    "POST /v1/account/keys",
    "POST /v1/bots",
    "POST /v1/bots/:bot_id/secret-keys",
    "POST /v1/console-sessions",
  ],
  secret: ["POST /v1/embed-tokens"],
  mcp: ["POST /mcp"],
  embed: ["GET /v1/embed-config"],
  "console embed secret": [
    "DELETE /v1/chat/:conversation_id",
    "GET /v1/chat",
    "GET /v1/chat/:conversation_id",
    "GET /v1/chat/:conversation_id/stream",
    "GET /v1/openai/models",
    "GET /v1/openai/models/:model",
    "POST /v1/chat",
    "POST /v1/chat/:conversation_id/stop",
    "POST /v1/feedback",
    "POST /v1/handoffs",
    "POST /v1/openai/chat/completions",
  ],
};

describe("the table of routes", () => {
  const handOf = ({ principals }: Route): string => principals.toSorted().join(" ");

  it("gives each call to whom it is meant for", () => {
    const owners = ROUTES.filter((route) => handOf(route) === "console secret");
    for (const [hand, names] of Object.entries(HANDS)) {
      const found = ROUTES.filter((route) => handOf(route) === hand).map(nameOf);
      expect(found.toSorted(), hand).toEqual(names.toSorted());
    }
    expect(owners.length + Object.values(HANDS).flat().length).toBe(ROUTES.length);
    for (const route of ROUTES) expect(route.kind === "public", nameOf(route)).toBe(route.principals.length === 0);
  });

  it("asks again for the account key where a secret is made", () => {
    expect(
      ROUTES.filter(({ makesSecret }) => makesSecret)
        .map(nameOf)
        .toSorted(),
    ).toEqual([
      "POST /v1/account/keys",
      "POST /v1/bots",
      "POST /v1/bots/:bot_id/secret-keys",
      "POST /v1/mcp-keys",
      "POST /v1/signing-keys",
      "POST /v1/webhooks",
      "POST /v1/webhooks/:webhook_id/rotate",
    ]);
  });

  it("lets pages of other origins read what visitors are answered, and nothing of an owner's", () => {
    const read = ROUTES.filter(({ browser }) => browser).map(nameOf);
    expect(read.toSorted()).toEqual(
      [...HANDS["embed"]!, ...HANDS["console embed secret"]!, "POST /v1/embed-sessions"].toSorted(),
    );
  });
});

const guarded = ROUTES.filter((route) => route.kind !== "public");

describe.each(guarded.map((route) => [nameOf(route), route] as const))("%s refuses", (_, route) => {
  it("everybody without a sound credential", async () => {
    for (const caller of callers.filter(({ refusal }) => refusal !== undefined)) {
      const outcome = await ask(route, caller);
      expectProblem(outcome, 401, caller.refusal!);
      expect(outcome.response.headers.get("www-authenticate"), caller.name).toBe("Bearer");
    }
  });

  it("every sound credential of another kind", async () => {
    const wrong = callers.filter(({ principal }) => principal !== undefined && !route.principals.includes(principal));
    expect(wrong.length).toBeGreaterThan(0);
    for (const caller of wrong) expectProblem(await ask(route, caller), 403, "forbidden");
  });
});

describe.each(guarded.filter(({ makesSecret }) => makesSecret).map((route) => [nameOf(route), route] as const))(
  "%s refuses",
  (_, route) => {
    it("a console token without its account's key beside it", async () => {
      const alone = callers.filter(
        ({ principal, unconfirmed }) => unconfirmed && route.principals.includes(principal!),
      );
      expect(alone.length).toBeGreaterThan(0);
      for (const caller of alone) expectProblem(await ask(route, caller), 403, "forbidden");
    });
  },
);

const takes = (route: Route): boolean => route.method === "DELETE" || route.path.endsWith("/revoke-tokens");

// What takes something away comes last, and what takes the most at the very end: by then the refusals
// above have shown that nobody else could.
const TAKES_MOST = ["DELETE /v1/visitors/:visitor_id", "POST /v1/bot/revoke-tokens", "DELETE /v1/bots/:bot_id"];
const weight = (route: Route): number => Number(takes(route)) + TAKES_MOST.indexOf(nameOf(route)) + 1;
const ordered = ROUTES.toSorted((a, b) => weight(a) - weight(b));

describe.each(ordered.filter((route) => EXAMPLES[nameOf(route)]).map((route) => [nameOf(route), route] as const))(
  "%s",
  (_, route) => {
    it("never shows or takes what is another's", async () => {
      const allowed: readonly Principal[] = route.principals;
      for (const caller of callers.filter(({ stranger, principal }) => stranger && allowed.includes(principal!))) {
        const { response, text } = await ask(route, caller);
        expect(text, caller.name).not.toContain(mine.canary);
        expect(response.status, caller.name).toBeLessThan(500);
      }
    });

    it("answers whom it is for", async () => {
      const { status, orAgain = status } = EXAMPLES[nameOf(route)]!(mine);
      const allowed: readonly Principal[] = route.principals;
      const welcome = callers.filter(
        ({ principal, stranger, unconfirmed }) =>
          !stranger && !(unconfirmed && route.makesSecret) && principal !== undefined && allowed.includes(principal),
      );
      // What can be taken only once is taken by the first; the others find nothing there.
      for (const [turn, caller] of (route.kind === "public" ? callers : welcome).entries()) {
        const { response } = await ask(route, caller);
        if (takes(route) && turn > 0) expect([status, 404], caller.name).toContain(response.status);
        else expect([status, orAgain], caller.name).toContain(response.status);
        expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-z]{25}$/);
        expect(response.headers.get("x-content-type-options")).toBe("nosniff");
      }
    });
  },
);

describe("what is no route", () => {
  it.each([
    ["GET", "/v1/nothing"],
    ["GET", "/v1"],
    ["POST", "/v1/bot"],
    ["PUT", "/v1/documents"],
    ["DELETE", "/v1/bot"],
    ["GET", "/v1/bot/"],
    ["GET", "/V1/bot"],
    ["GET", "/v1//bot"],
    ["GET", "/v1/documents/"],
    ["PROPFIND", "/v1/bot"],
  ])("%s %s is a problem document, whoever asks", async (method, path) => {
    for (const caller of callers.filter(({ name }) =>
      ["nobody", "the operator key", "the secret key"].includes(name),
    )) {
      const response = await call(path, {
        method,
        headers: caller.authorization === null ? {} : { authorization: caller.authorization },
      });
      expectProblem({ response, text: await response.text() }, 404, "not-found");
    }
  });
});
