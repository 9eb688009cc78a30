/**
 * The wall between two bots whose ids are the same wherever an owner or a visitor may choose one: no
 * byte crosses, no request can name another bot, and another's object is like none.
 */

import { beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, type CallOptions, get, putDocument } from "./harness.ts";
import { createFurnished, DOCUMENT, type Furnished, lookAt, VISITOR } from "./principals.ts";

let mine: Furnished;
let other: Furnished;

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
      const seen = await lookAt(tenant);
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
    const before = await lookAt(other);
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
    expect(await lookAt(other)).toBe(before);
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
      const body = { id: `named-${key.slice(0, 3)}`, message, visitor_id: VISITOR };
      const headers = headersFor(other);
      // Beside the message it is a field or a parameter that nobody knows: refused. Inside it is the client's own.
      for (const [query, more] of [
        [`?bot_id=${other.botId}`, {}],
        ["", names],
      ] as const) {
        const refused = await whole(`/v1/chat${query}`, { key, headers, body: { ...body, ...more } });
        expect(refused).toMatch(/^\[400/);
        expect(refused).not.toContain(other.canary);
      }
      const answer = await whole("/v1/chat", { key, headers, body });
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
