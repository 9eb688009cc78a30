/** What is deleted is gone: from answers, from lists, from what cached keys can reach, and from storage. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { compose } from "../compose.ts";
import { ROUTES } from "../routes/table.ts";
import { createDirectory } from "../tenancy/directory.ts";
import { EXAMPLES, nameOf } from "./examples.ts";
import { ask, call, createTenant, get, mintToken, putDocument } from "./harness.ts";
import { CONVERSATION, createFurnished, DOCUMENT, expectReported, type Furnished, VISITOR } from "./principals.ts";
import { runAlarms, storedInD1, storedInObjects } from "./stored.ts";

const TEXT = "What is the secret code word of the lighthouse?";

describe("a deleted bot", () => {
  let gone: Furnished;
  let stays: Furnished;

  beforeAll(async () => {
    [gone, stays] = await Promise.all([createFurnished("Gone"), createFurnished("Stays")]);
    // Of two credentials this isolate goes on believing, as another isolate may for some seconds.
    const { directory } = compose(env);
    await ask(gone, TEXT, { key: gone.token, conversation: CONVERSATION, id: "last" });
    await get("/v1/bot", { key: gone.secretKey });
    const { forget } = directory;
    directory.forget = () => {};
    const response = await call(`/v1/bots/${gone.botId}`, { method: "DELETE", key: gone.accountKey });
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ bot_id: gone.botId, status: "deleting" });
    await runAlarms();
    return () => {
      directory.forget = forget;
    };
  });

  const routes = ROUTES.filter(({ kind }) => kind === "bot");

  it("gives nothing to keys and tokens that are still believed", async () => {
    for (const route of routes) {
      const { path, body, headers } = EXAMPLES[nameOf(route)]!(gone);
      for (const key of [gone.secretKey, gone.token]) {
        const response = await call(path, {
          method: route.method,
          key,
          ...(body === undefined ? {} : { body }),
          ...(headers === undefined ? {} : { headers }),
        });
        const text = await response.text();
        expect(response.status, `${nameOf(route)} ${text}`).toBeLessThan(500);
        if (nameOf(route) !== "GET /v1/embed-config") expect(text, nameOf(route)).not.toContain(gone.canary);
      }
    }
  });

  it("keeps nothing that was sent to it meanwhile, and cannot be brought back", async () => {
    const { token: key } = gone;
    const message = { id: "late", role: "user", parts: [{ type: "text", text: "A very late question" }] };
    expect((await call("/v1/chat", { key, body: { id: "late", message } })).status).toBe(404);
    const document = { content: "A very late document", content_type: "text/plain" };
    expect((await call("/v1/documents/late", { method: "PUT", key: gone.secretKey, body: document })).status).toBe(404);
    for (const [path, body] of [
      ["/v1/publishable-keys", {}],
      ["/v1/signing-keys", { alg: "HS256" }],
    ] as const)
      expect((await call(path, { key: gone.secretKey, body })).status, path).toBe(404);
    expect(await storedInObjects()).not.toContain("a very late");
  });

  it("refuses every key and token as soon as the directory is read again", async () => {
    const fresh = createDirectory(env.DB, compose(env).settings.keyEncryptionKey, () => Date.now());
    expect(await fresh.findBot(gone.botId)).toBeUndefined();
    expect(await fresh.findSecretKey(gone.secretKey)).toBeUndefined();
    expect(await fresh.findPublishableKey(gone.publishableKey)).toBeUndefined();
    expect(await fresh.findSigningKey(gone.kid)).toBeUndefined();
  });

  it("is in no storage any more, and its neighbour is in all", async () => {
    const [d1, objects] = [await storedInD1(), await storedInObjects()];
    for (const word of [gone.canary, gone.botId, gone.publishableKey]) expect(d1).not.toContain(word);
    expect(objects).not.toContain(gone.canary.toLowerCase());
    expect(d1).toContain(stays.canary);
    expect(objects).toContain(stays.canary.toLowerCase());
    expect((await ask(stays, TEXT)).text).toContain(stays.canary);
  });

  it("is like one that never was for its account", async () => {
    for (const method of ["GET", "DELETE"])
      expect((await call(`/v1/bots/${gone.botId}`, { method, key: gone.accountKey })).status).toBe(404);
    expect(await get("/v1/bots", { key: gone.accountKey })).toEqual({ data: [], next_cursor: null });
  });
});

describe("the key of a bot that is deleted", () => {
  it("dies at once", async () => {
    const bot = await createTenant("Short");
    const token = await mintToken(bot);
    await putDocument(bot, DOCUMENT, "# Guide\n\nThe ferry leaves at noon.");
    const makeKeys = Promise.all(
      Array.from({ length: 5 }, () =>
        call(`/v1/bots/${bot.botId}/secret-keys`, { method: "POST", key: bot.accountKey }),
      ),
    );
    const [response] = await Promise.all([
      call(`/v1/bots/${bot.botId}`, { method: "DELETE", key: bot.accountKey }),
      makeKeys,
    ]);
    expect(response.status).toBe(202);
    for (const key of [bot.secretKey, token]) {
      expect((await call("/v1/chat/x?visitor_id=v", { key })).status).toBe(401);
    }
    for (const made of await makeKeys) {
      expect([201, 404]).toContain(made.status);
      const { secret_key } = await made.json<{ secret_key?: string }>();
      if (secret_key !== undefined) expect((await call("/v1/bot", { key: secret_key })).status).toBe(401);
    }
    expect(await storedInD1()).not.toContain(bot.botId);
    const session = { publishable_key: bot.publishableKey };
    expect((await call("/v1/embed-sessions", { headers: { origin: bot.pageOrigin }, body: session })).status).toBe(401);
  });
});

describe("a visitor who is forgotten", () => {
  it("leaves no word in storage, here or in the owner's log", async () => {
    const bot = await createTenant("Forgetful");
    await putDocument(bot, DOCUMENT, "# Guide\n\nThe ferry leaves at noon.");
    for (const visitor of ["wanda", VISITOR]) {
      for (const conversation of ["one", "two", "three"]) {
        const { chunks } = await ask(bot, `When does the ferry leave for ${visitor}land?`, { visitor, conversation });
        const message_id = chunks[0]?.type === "start" ? chunks[0].messageId : "";
        const body = {
          conversation_id: conversation,
          message_id,
          rating: "up",
          reason: `said ${visitor}`,
          visitor_id: visitor,
        };
        await get("/v1/feedback", { key: bot.secretKey, body });
      }
    }
    expect((await call("/v1/visitors/wanda", { method: "DELETE", key: bot.secretKey })).status).toBe(204);
    const objects = await storedInObjects();
    expect(objects).not.toContain("wanda");
    expect(objects).toContain(VISITOR);
    expect((await call("/v1/visitors/wanda/export", { key: bot.secretKey })).status).toBe(404);
  });
});

describe("a conversation", () => {
  it("that a crash took away can still be forgotten in the owner's log", async () => {
    const bot = await createTenant("Shaken");
    await ask(bot, "Where is the dandelion?", { conversation: "lost", visitor: "v" });
    await expectReported(bot, 1);
    // What a crash between the two halves of forgetting would leave.
    await env.CONVERSATION.getByName(JSON.stringify(["conversation", bot.botId, "v", "lost"])).eraseAll();
    const lost = "/v1/chat/lost?visitor_id=v";
    expect((await call(lost, { key: bot.secretKey })).status).toBe(404);
    expect((await call(lost, { method: "DELETE", key: bot.secretKey })).status).toBe(204);
    expect(await storedInObjects()).not.toContain("dandelion");
    expect((await call(lost, { method: "DELETE", key: bot.secretKey })).status).toBe(404);
  });

  it("is forgotten by its alarm when its days are over, and not before", async () => {
    const bot = await createTenant("Retentive", { retention_days: 7 });
    await ask(bot, "Where is the periwinkle?", { conversation: "kept", visitor: "v" });
    const runAlarmsIn = async (days: number): Promise<void> => {
      vi.useFakeTimers({ now: Date.now() + days * 86_400_000, toFake: ["Date"] });
      try {
        await runAlarms(Date.now());
      } finally {
        vi.useRealTimers();
      }
    };
    await runAlarmsIn(6.9);
    expect((await call("/v1/chat/kept?visitor_id=v", { key: bot.secretKey })).status).toBe(200);
    await runAlarmsIn(7.1);
    expect((await call("/v1/chat/kept?visitor_id=v", { key: bot.secretKey })).status).toBe(404);
    expect(await get("/v1/conversations", { key: bot.secretKey })).toMatchObject({ data: [] });
    expect(await storedInObjects()).not.toContain("periwinkle");
  });
});
