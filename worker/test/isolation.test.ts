/**
 * The wall between two bots whose ids are the same wherever an owner or a visitor may choose one: no
 * byte crosses, no request can name another bot, and another's object is like none.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { ask, call, type CallOptions, get, mintToken, putDocument, send } from "./harness.ts";
import { CONVERSATION, createFurnished, DOCUMENT, type Furnished, VISITOR } from "./principals.ts";

let mine: Furnished;
let other: Furnished;

/** Everything that can be seen of a tenant by its own keys. */
async function look(tenant: Furnished): Promise<string> {
  const { secretKey: key, accountKey, botId } = tenant;
  const seen: unknown[] = [];
  for (const path of [
    "/v1/bot",
    "/v1/documents?limit=100",
    "/v1/conversations?limit=100",
    "/v1/insights",
    "/v1/insights?kind=rated",
    "/v1/usage",
    "/v1/signing-keys",
    "/v1/publishable-keys",
    `/v1/visitors/${VISITOR}/export`,
    `/v1/conversations/${CONVERSATION}`,
    `/v1/documents/${DOCUMENT}`,
  ]) {
    seen.push(await get(path, { key }));
  }
  seen.push(await get("/v1/search", { key, body: { query: "secret code word", top_k: 50 } }));
  seen.push(await get(`/v1/bots/${botId}/secret-keys`, { key: accountKey }));
  seen.push(await get("/v1/bots", { key: accountKey }));
  return JSON.stringify(seen);
}

/** The whole answer as text: status, headers and body. */
async function whole(path: string, options: CallOptions): Promise<string> {
  const response = await call(path, options);
  return JSON.stringify([response.status, [...response.headers], await response.text()]);
}

beforeAll(async () => {
  [mine, other] = await Promise.all([createFurnished("Mine"), createFurnished("Other")]);
});

describe("what a tenant sees of itself", () => {
  it("has its own canary in it and nothing of the other", async () => {
    for (const [tenant, stranger] of [
      [mine, other],
      [other, mine],
    ] as const) {
      const seen = await look(tenant);
      expect(seen).toContain(tenant.canary);
      for (const word of [stranger.canary, stranger.botId, stranger.pageOrigin, stranger.kid, stranger.answerId])
        expect(seen).not.toContain(word);
    }
  });
});

// What takes things away is asked below, where it has to find nothing.
const routes = ROUTES.filter(
  ({ kind, method, path }) => kind !== "operator" && method !== "DELETE" && !path.endsWith("/revoke-tokens"),
);

describe.each(routes.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("asked with one tenant's credentials for the other's objects shows no byte of the other", async () => {
    for (const [asker, asked] of [
      [mine, other],
      [other, mine],
    ] as const) {
      const { path, body, headers = {} } = EXAMPLES[name]!(asked);
      for (const key of [asker.secretKey, asker.token, asker.accountKey, undefined]) {
        const answer = await whole(path, {
          method: route.method,
          ...(key === undefined ? {} : { key }),
          ...(body === undefined ? {} : { body }),
          headers,
        });
        expect(answer).not.toContain(asked.canary);
        expect(answer).not.toContain(asked.botId);
      }
    }
  });
});

/** Every way a request could try to name a bot. */
function namesFor(victim: Furnished): Record<string, unknown> {
  const { botId } = victim;
  const fields = [
    "bot_id",
    "botId",
    "bot",
    "bots",
    "namespace",
    "ns",
    "tenant",
    "tenant_id",
    "tenantId",
    "scope",
    "account_id",
    "index",
    "index_name",
    "host",
    "knowledge_base",
    "assistant_id",
    "workspace",
    "project_id",
    "owner",
  ];
  return {
    ...Object.fromEntries(fields.map((field) => [field, botId])),
    credential: { botId },
    filter_bot: { $eq: botId },
    "bot.id": botId,
  };
}

describe("a request that names the other bot", () => {
  const headersFor = ({ botId, pageOrigin }: Furnished): Record<string, string> => ({
    ...Object.fromEntries(
      [
        "x-bot-id",
        "x-bot",
        "x-namespace",
        "x-tenant",
        "x-tenant-id",
        "x-account-id",
        "x-pinecone-namespace",
        "x-api-key",
        "x-original-url",
        "x-rewrite-url",
        "x-forwarded-user",
        "x-internal",
        "x-admin",
      ].map((name) => [name, botId]),
    ),
    cookie: `bot_id=${botId}; token=${botId}`,
    "x-forwarded-host": new URL(pageOrigin).host,
    "x-http-method-override": "DELETE",
  });

  it("changes nothing for the other, and gets its own bot or a refusal", async () => {
    const before = await look(other);
    const names = namesFor(other);
    const query = new URLSearchParams(
      Object.entries(names).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ).toString();
    for (const route of routes) {
      if (!route.kind.startsWith("bot")) continue;
      const { path, body } = EXAMPLES[nameOf(route)]!(mine);
      const url = `${path}${path.includes("?") ? "&" : "?"}${query}`;
      const bodies = body === undefined ? [undefined] : [{ ...body, ...names }, nested(body, names), [body, names]];
      for (const key of [mine.secretKey, mine.token]) {
        for (const sent of bodies) {
          const answer = await whole(url, {
            method: route.method,
            key,
            headers: headersFor(other),
            ...(sent === undefined ? {} : { body: sent }),
          });
          expect(answer, nameOf(route)).not.toContain(other.canary);
          expect(answer, nameOf(route)).not.toMatch(/^\[5/);
        }
      }
    }
    expect(await look(other)).toBe(before);
  });

  it("is answered from its own bot in a chat", async () => {
    const names = namesFor(other);
    const message = {
      id: "named",
      role: "user",
      parts: [{ type: "text", text: "What is the secret code word of the lighthouse?", ...names }],
      metadata: names,
      ...names,
    };
    for (const key of [mine.secretKey, mine.token]) {
      const answer = await whole("/v1/chat?bot_id=" + other.botId, {
        key,
        headers: headersFor(other),
        body: { id: `named-${key.slice(0, 3)}`, message, visitor_id: VISITOR, ...names },
      });
      expect(answer).toContain(mine.canary);
      expect(answer).not.toContain(other.canary);
    }
  });

  it("cannot reach the other's vectors by a filter or a document's metadata", async () => {
    await putDocument(mine, "trap.md", "# Trap\n\nThe trap is a trap.", {
      metadata: { bot_id: other.botId, namespace: other.botId },
    });
    for (const filter of [
      { bot_id: other.botId },
      { namespace: { $eq: other.botId } },
      { $or: [{ document_id: DOCUMENT }, { bot_id: { $exists: false } }] },
      { url: { $in: [`${other.pageOrigin}/${other.canary}`] } },
      { team: other.canary },
      { team: { $ne: mine.canary } },
      { level: { $gte: 0 } },
    ]) {
      const { matches } = await get<{ matches: unknown[] }>("/v1/search", {
        key: mine.secretKey,
        body: { query: "secret code word of the lighthouse", filter },
      });
      expect(JSON.stringify(matches)).not.toContain(other.canary);
    }
  });
});

function nested(value: unknown, names: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((part) => nested(part, names));
  if (typeof value !== "object" || value === null) return value;
  return { ...Object.fromEntries(Object.entries(value).map(([name, part]) => [name, nested(part, names)])), ...names };
}

describe("another's object", () => {
  beforeAll(async () => {
    await putDocument(other, "only-other.md", "# Only here\n\nNobody else has this page.");
    await ask(other, "What is the secret code word?", { conversation: "only-other", visitor: "only-other" });
    // Ids that begin alike must not be taken for each other.
    await putDocument(mine, "only-other.m", "# Short\n\nA page with a shorter name.");
    await ask(mine, "What is the secret code word?", { conversation: "only-othe", visitor: "only-othe" });
  });

  /** Method, path with the other's id, path with an id that nobody has, body with either. */
  const pairs: [string, (tenant: Furnished) => [string, string], ((tenant: Furnished) => [unknown, unknown])?][] = [
    ["GET", () => ["/v1/documents/only-other.md", "/v1/documents/only-nobody.md"]],
    ["DELETE", () => ["/v1/documents/only-other.md", "/v1/documents/only-nobody.md"]],
    ["GET", () => ["/v1/conversations/only-other", "/v1/conversations/only-nobody"]],
    [
      "GET",
      () => [
        "/v1/conversations/only-other?visitor_id=only-other",
        "/v1/conversations/only-nobody?visitor_id=only-nobody",
      ],
    ],
    ["GET", () => ["/v1/visitors/only-other/export", "/v1/visitors/only-nobody/export"]],
    ["DELETE", () => ["/v1/visitors/only-other", "/v1/visitors/only-nobody"]],
    ["GET", () => ["/v1/chat/only-other?visitor_id=only-other", "/v1/chat/only-nobody?visitor_id=only-nobody"]],
    ["DELETE", () => ["/v1/chat/only-other?visitor_id=only-other", "/v1/chat/only-nobody?visitor_id=only-nobody"]],
    [
      "POST",
      () => ["/v1/chat/only-other/stop?visitor_id=only-other", "/v1/chat/only-nobody/stop?visitor_id=only-nobody"],
    ],
    [
      "GET",
      () => ["/v1/chat/only-other/stream?visitor_id=only-other", "/v1/chat/only-nobody/stream?visitor_id=only-nobody"],
    ],
    [
      "GET",
      ({ answerId }) => [
        `/v1/chat/${CONVERSATION}/stream?visitor_id=${VISITOR}&answer=${answerId}`,
        `/v1/chat/${CONVERSATION}/stream?visitor_id=${VISITOR}&answer=msg_nobody`,
      ],
    ],
    ["DELETE", ({ kid }) => [`/v1/signing-keys/${kid}`, "/v1/signing-keys/kid_nobody"]],
    ["DELETE", ({ publishableKeyIds: [id] }) => [`/v1/publishable-keys/${id}`, "/v1/publishable-keys/pk_nobody"]],
    // A key of the right bot's, of another kind.
    ["DELETE", () => [`/v1/publishable-keys/${mine.secretKeyIds[0]}`, "/v1/publishable-keys/pk_nobody"]],
    [
      "POST",
      () => ["/v1/feedback", "/v1/feedback"],
      ({ answerId }) => [
        { conversation_id: CONVERSATION, message_id: answerId, rating: "up", visitor_id: VISITOR },
        { conversation_id: CONVERSATION, message_id: "msg_nobody", rating: "up", visitor_id: VISITOR },
      ],
    ],
    [
      "POST",
      () => ["/v1/feedback", "/v1/feedback"],
      () => [
        { conversation_id: "only-other", message_id: "m", rating: "up", visitor_id: "only-other" },
        { conversation_id: "only-nobody", message_id: "m", rating: "up", visitor_id: "only-nobody" },
      ],
    ],
  ];
  const accountPairs: typeof pairs = [
    ["GET", ({ botId }) => [`/v1/bots/${botId}`, "/v1/bots/bot_nobody"]],
    ["DELETE", ({ botId }) => [`/v1/bots/${botId}`, "/v1/bots/bot_nobody"]],
    ["GET", ({ botId }) => [`/v1/bots/${botId}/secret-keys`, "/v1/bots/bot_nobody/secret-keys"]],
    ["POST", ({ botId }) => [`/v1/bots/${botId}/secret-keys`, "/v1/bots/bot_nobody/secret-keys"]],
    [
      "DELETE",
      ({ botId, secretKeyIds: [id] }) => [
        `/v1/bots/${botId}/secret-keys/${id}`,
        `/v1/bots/bot_nobody/secret-keys/${id}`,
      ],
    ],
    [
      "DELETE",
      ({ secretKeyIds: [id] }) => [
        `/v1/bots/${mine.botId}/secret-keys/${id}`,
        `/v1/bots/${mine.botId}/secret-keys/sk_nobody`,
      ],
    ],
  ];

  async function expectAlike(key: string, [method, paths, bodies]: (typeof pairs)[number]): Promise<void> {
    const [there, nowhere] = paths(other);
    const [bodyThere, bodyNowhere] = bodies?.(other) ?? [undefined, undefined];
    const of = async (path: string, body: unknown): Promise<unknown> => {
      const response = await call(path, { method, key, ...(body === undefined ? {} : { body }) });
      const text = (await response.text()).replaceAll(response.headers.get("x-request-id")!, "");
      return {
        status: response.status,
        text,
        headers: [...response.headers].filter(([name]) => name !== "x-request-id"),
      };
    };
    const [one, two] = [await of(there, bodyThere), await of(nowhere, bodyNowhere)];
    expect(one, `${method} ${there}`).toEqual(two);
    expect([404, 204], `${method} ${there}`).toContain((one as { status: number }).status);
  }

  it("is the same as none, to the byte, for the owner's key, the account's and the widget's token", async () => {
    const before = await look(other);
    const token = await mintToken(mine, { visitor_id: "only-other" });
    const onlyOther = await get("/v1/documents/only-other.md", { key: other.secretKey });
    for (const pair of pairs) await expectAlike(mine.secretKey, pair);
    for (const pair of pairs.filter(([, paths]) => /^\/v1\/(chat|feedback)/.test(paths(other)[0])))
      await expectAlike(token, pair);
    for (const pair of accountPairs) await expectAlike(mine.accountKey, pair);
    expect(await look(other)).toBe(before);
    expect(await get("/v1/documents/only-other.md", { key: other.secretKey })).toEqual(onlyOther);
  });

  it("is untouched where ids begin alike", async () => {
    const one = await get<{ title: string }>("/v1/documents/only-other.m", { key: mine.secretKey });
    expect(one.title).toBe("Short");
    expect((await call("/v1/chat/only-othe?visitor_id=only-othe", { key: mine.secretKey })).status).toBe(200);
    expect((await call("/v1/chat/only-other?visitor_id=only-othe", { key: mine.secretKey })).status).toBe(404);
    expect((await call("/v1/chat/only-othe?visitor_id=only-other", { key: mine.secretKey })).status).toBe(404);
  });
});

describe("the same ids in both bots", () => {
  it("are two of everything: sent, asked again, changed and deleted apart", async () => {
    const options = { conversation: "twin", id: "twin-1", visitor: "twin" };
    const text = "What is the secret code word of the lighthouse?";
    const [a, b] = await Promise.all([ask(mine, text, options), ask(other, text, options)]);
    expect(a.text).toContain(mine.canary);
    expect(b.text).toContain(other.canary);
    expect((await ask(mine, text, options)).events).toEqual(a.events);
    expect((await send(mine, "Another text", options)).status).toBe(409);
    await call("/v1/chat/twin?visitor_id=twin", { method: "DELETE", key: mine.secretKey });
    await putDocument(mine, DOCUMENT, "# Guide\n\nThe secret code word of the lighthouse was changed to marmalade.");
    expect((await ask(other, text, options)).events).toEqual(b.events);
    expect((await ask(other, text)).text).toContain(other.canary);
    await call(`/v1/documents/${DOCUMENT}`, { method: "DELETE", key: mine.secretKey });
    expect((await ask(other, text)).text).toContain(other.canary);
    expect((await ask(mine, text)).end).toMatchObject({ messageMetadata: { answered: false } });
  });
});
