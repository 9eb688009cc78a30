/** Paths, ids and queries that nobody should send. */

import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ROUTES } from "../routes/table.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { call, get } from "./harness.ts";
import { NASTY_IDS, NASTY_SEGMENTS } from "./nasty.ts";
import { CONVERSATION, createFurnished, expectFurnished, type Furnished, VISITOR } from "./principals.ts";
import { expectSound } from "./sound.ts";

let bot: Furnished;
let other: Furnished;

beforeAll(async () => {
  [bot, other] = await Promise.all([createFurnished("Hostile"), createFurnished("Calm")]);
});

afterEach(async () => {
  await expectFurnished(bot, other);
});

const withParameters = ROUTES.filter(
  ({ path, kind, method }) => path.includes("/:") && kind !== "public" && method !== "PUT",
);

describe.each(withParameters.map((route) => [nameOf(route), route] as const))("%s", (name, route) => {
  it("takes any path as one that leads nowhere", async () => {
    const { body } = EXAMPLES[name]!(bot);
    const key = route.kind === "account" ? bot.accountKey : bot.secretKey;
    for (const segment of NASTY_SEGMENTS) {
      let path = route.path.replaceAll(/:\w+/g, () => segment);
      if (/^\/v1\/chat/.test(path)) path += `?visitor_id=${VISITOR}`;
      const response = await call(path, { method: route.method, key, ...(body === undefined ? {} : { body }) });
      const text = await expectSound(response, `${name} ${segment}`);
      // Steps and slashes may lead to another path of the API, never to somebody else.
      expect(text, segment).not.toContain(other.canary);
      if (!/^(\.|%2e)/i.test(segment) && response.status < 400) expect([200, 204], segment).toContain(response.status);
      expect(response.headers.get("set-cookie"), segment).toBeNull();
    }
  });
});

describe("an id of any characters", () => {
  it("names its own document and no other, there and back", async () => {
    const ids = NASTY_IDS;
    for (const [at, id] of ids.entries()) {
      const path = `/v1/documents/${encodeURIComponent(id)}`;
      const body = { content: `The number of this page is number${at}.`, content_type: "text/plain" };
      const put = await call(`${path}?wait=true`, { method: "PUT", key: bot.secretKey, body });
      expect(put.status, `${id.slice(0, 40)} ${await put.clone().text()}`).toBe(200);
      expect(await put.json()).toMatchObject({ document_id: id, status: "ready" });
    }
    for (const [at, id] of ids.entries()) {
      expect(await get(`/v1/documents/${encodeURIComponent(id)}`, { key: bot.secretKey })).toMatchObject({
        document_id: id,
        version: 1,
      });
      const { matches } = await get<{ matches: { document_id: string; text: string }[] }>("/v1/search", {
        key: bot.secretKey,
        body: { query: `number of this page number${at}`, filter: { document_id: id } },
      });
      expect(matches.map(({ document_id, text }) => [document_id, text])).toEqual([
        [id, `The number of this page is number${at}.`],
      ]);
    }
    const listed: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page: { data: { document_id: string }[]; next_cursor: string | null } = await get(
        `/v1/documents?limit=5${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
        { key: bot.secretKey },
      );
      listed.push(...page.data.map(({ document_id }) => document_id));
      cursor = page.next_cursor;
    }
    expect(listed.filter((id) => id !== "guide.md").sort()).toEqual(ids.toSorted());
    for (const id of ids)
      expect(
        (await call(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE", key: bot.secretKey })).status,
      ).toBe(204);
    expect(await get("/v1/documents", { key: bot.secretKey })).toMatchObject({ data: [{ document_id: "guide.md" }] });
  });

  it("is refused where it could not be asked for again, or stored", async () => {
    const document = { content: "x", content_type: "text/plain" };
    for (const document_id of ["", ".", "..", "a\0b", "\n", "\x7f", "\ud800", "x".repeat(513), 7, null, ["a"]])
      expect(
        (await call("/v1/documents", { key: bot.secretKey, body: { ...document, document_id } })).status,
        JSON.stringify(document_id),
      ).toBe(400);
    for (const visitor_id of ["", ".", "..", "\ud800", "x".repeat(129), 7, null, ["a"]])
      expect(
        (await call("/v1/embed-tokens", { key: bot.secretKey, body: { visitor_id } })).status,
        JSON.stringify(visitor_id),
      ).toBe(400);
    for (const id of ["", ".", "..", "a b", "a/b", "é", "a\n", "x".repeat(129), 7, null])
      expect(
        (
          await call("/v1/chat", {
            key: bot.token,
            body: { id, message: { id: "m", role: "user", parts: [{ type: "text", text: "Hi" }] } },
          })
        ).status,
        JSON.stringify(id),
      ).toBe(400);
  });
});

describe("a query", () => {
  it("of any values is taken or refused", async () => {
    const values = [
      "",
      "0",
      "-1",
      "1",
      "101",
      "1e2",
      "1.5",
      "NaN",
      "Infinity",
      "0x10",
      "%00",
      "%ff",
      "null",
      "[]",
      "99999999999999999999",
      "x".repeat(2_000),
      "%27%20OR%201=1--",
      "1&limit=5",
      "9007199254740993.1",
      "1.1",
      "-1.-1",
      "1.1.1",
      "%F0%9F%98%80",
    ];
    for (const path of [
      "/v1/documents",
      "/v1/conversations",
      "/v1/insights",
      "/v1/usage",
      "/v1/bots",
      `/v1/visitors/${VISITOR}/export`,
      `/v1/conversations/${CONVERSATION}`,
      `/v1/chat/${CONVERSATION}`,
    ]) {
      for (const name of ["limit", "cursor", "days", "kind", "visitor_id", "wait", "answer", "__proto__"]) {
        for (const value of values) {
          const response = await call(`${path}?${name}=${value}`, {
            key: path === "/v1/bots" ? bot.accountKey : bot.secretKey,
          });
          expect(await expectSound(response, `${path}?${name}=${value}`)).not.toContain(other.canary);
        }
      }
    }
  });
});
