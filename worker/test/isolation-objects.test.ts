/** Another bot's object is like none, to the byte; and the same ids in two bots are two of everything. */

import { beforeAll, describe, expect, it } from "vitest";
import { ask, call, get, mintToken, putDocument, send } from "./harness.ts";
import {
  CONVERSATION,
  createFurnished,
  DOCUMENT,
  expectReported,
  type Furnished,
  lookAt,
  VISITOR,
} from "./principals.ts";

let mine: Furnished;
let other: Furnished;

beforeAll(async () => {
  [mine, other] = await Promise.all([createFurnished("Mine"), createFurnished("Other")]);
});

describe("another's object", () => {
  beforeAll(async () => {
    await putDocument(other, "only-other.md", "# Only here\n\nNobody else has this page.");
    await ask(other, "What is the secret code word?", { conversation: "only-other", visitor: "only-other" });
    await expectReported(other, 4);
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
    const before = await lookAt(other);
    const token = await mintToken(mine, { visitor_id: "only-other" });
    const onlyOther = await get("/v1/documents/only-other.md", { key: other.secretKey });
    for (const pair of pairs) await expectAlike(mine.secretKey, pair);
    for (const pair of pairs.filter(([, paths]) => /^\/v1\/(chat|feedback)/.test(paths(other)[0])))
      await expectAlike(token, pair);
    for (const pair of accountPairs) await expectAlike(mine.accountKey, pair);
    expect(await lookAt(other)).toBe(before);
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
