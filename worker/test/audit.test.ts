/** The audit log, and the visitor's own list of conversations. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { AUDIT } from "../../shared/config.ts";
import { ask, call, createTenant, get, mintToken, openBot, signIn, type Tenant } from "./harness.ts";
import { expectReported } from "./principals.ts";

let mine: Tenant;
let other: Tenant;

interface Entry {
  at: string;
  action: string;
  bot_id: string | null;
  detail: Record<string, unknown>;
  credential: { kind: string; key_id: string | null; via: string | null };
}

beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

describe("the audit log", () => {
  it("tells who changed what from which credential, and no secret", async () => {
    const { secretKey: key, accountKey, botId } = mine;
    const token = await openBot(await signIn(accountKey), botId);
    const { secret } = await get<{ secret: string }>("/v1/signing-keys", { key, body: { alg: "HS256" } });
    await get("/v1/bot", { method: "PATCH", key: token, body: { greeting: "Hi", theme: { label: "Ask" } } });
    await get("/v1/bot/allowed-origins", { key: token, body: { origin: "https://new.example.com" } });
    await call("/v1/bot/allowed-origins?origin=https://new.example.com", { method: "DELETE", key });
    const webhook = { url: "https://hooks.example.com/in", events: ["handoff.created"] };
    await get("/v1/webhooks", { key, body: webhook });
    await call("/v1/bot/revoke-tokens", { method: "POST", key });
    await get(`/v1/bots/${botId}/secret-keys`, { method: "POST", key: accountKey });

    const { data } = await get<{ data: Entry[] }>("/v1/audit", { key });
    expect(data.map(({ action, credential }) => [action, credential.kind])).toEqual([
      ["key.created", "account"],
      ["tokens.revoked", "secret"],
      ["webhook.created", "secret"],
      ["origin.removed", "secret"],
      ["origin.added", "console"],
      ["settings.changed", "console"],
      ["key.created", "secret"],
      ["bot.created", "account"],
    ]);
    expect(data[5]).toMatchObject({
      detail: { fields: ["greeting", "theme"] },
      credential: { via: "key", key_id: expect.stringMatching(/^ak_/) as string },
    });
    expect(data[6]!.credential.key_id).toMatch(/^sk_/);
    const text = JSON.stringify(data);
    for (const hidden of [secret, key, accountKey, token, "Hi"]) expect(text).not.toContain(`"${hidden}"`);
  });

  it("is a bot's own, and the account's of all its bots", async () => {
    const { data } = await get<{ data: Entry[] }>("/v1/audit", { key: other.secretKey });
    expect(data.map(({ action, bot_id }) => [action, bot_id])).toEqual([["bot.created", other.botId]]);
    await get("/v1/account/keys", { method: "POST", key: other.accountKey });
    const whole = await get<{ data: Entry[] }>("/v1/account/audit", { key: other.accountKey });
    expect(whole.data.map(({ action, bot_id }) => [action, bot_id])).toEqual([
      ["key.created", null],
      ["bot.created", other.botId],
    ]);
    const first = await get<{ data: Entry[]; next_cursor: string }>("/v1/account/audit?limit=1", {
      key: other.accountKey,
    });
    const second = await get<{ data: Entry[]; next_cursor: null }>(
      `/v1/account/audit?limit=1&cursor=${first.next_cursor}`,
      { key: other.accountKey },
    );
    expect([...first.data, ...second.data]).toEqual(whole.data);
  });
});

describe("what is older than the log is kept", () => {
  const age = (botId: string, days: number) =>
    env.DB.prepare("UPDATE audit SET at = at - ? WHERE bot_id = ?")
      .bind(days * 86_400_000, botId)
      .run();
  const rowsOf = async (botId: string): Promise<number> =>
    (await env.DB.prepare("SELECT count(*) AS n FROM audit WHERE bot_id = ?").bind(botId).first<{ n: number }>())!.n;
  const shownOf = async ({ secretKey }: Tenant): Promise<number> =>
    (await get<{ data: Entry[] }>("/v1/audit", { key: secretKey })).data.length;

  it("is shown to nobody, and gone with the next change of anybody", async () => {
    const [old, young] = await Promise.all([createTenant("Old"), createTenant("Young")]);
    await age(old.botId, AUDIT.days - 1);
    expect(await shownOf(old)).toBe(1);
    await age(old.botId, 2);
    expect([await shownOf(old), await rowsOf(old.botId)]).toEqual([0, 1]);
    await get("/v1/bot", { method: "PATCH", key: young.secretKey, body: { greeting: "Hi" } });
    expect(await rowsOf(old.botId)).toBe(0);
    expect([await shownOf(young), await rowsOf(young.botId)]).toEqual([2, 2]);
  });
});

describe("a visitor's conversations", () => {
  it("are listed newest first, with a title, of this visitor alone", async () => {
    const [ann, bob] = await Promise.all(["ann", "bob"].map((visitor_id) => mintToken(mine, { visitor_id })));
    await ask(mine, "Where   is the\nmoon?", { key: ann!, conversation: "one" });
    await ask(mine, "x".repeat(200), { key: ann!, conversation: "two" });
    await ask(mine, "And where is the sun?", { key: ann!, conversation: "one" });
    await ask(mine, "Where is Mars?", { key: bob!, conversation: "one" });
    await expectReported(mine, 4);
    // All of this may have been one moment.
    const ledger = env.LEDGER.getByName(JSON.stringify(["ledger", mine.botId]));
    await runInDurableObject(ledger, (_, { storage }) => {
      storage.sql.exec("UPDATE conversations SET last_at = last_at + 1000 WHERE conversation_id = 'one'");
    });
    interface Listed {
      data: { conversation_id: string; title: string; updated_at: string; running: boolean }[];
      next_cursor: string | null;
    }
    const { data, next_cursor } = await get<Listed>("/v1/chat", { key: ann! });
    expect(data).toEqual([
      { conversation_id: "one", title: "Where is the moon?", updated_at: expect.any(String) as string, running: false },
      { conversation_id: "two", title: "x".repeat(80), updated_at: expect.any(String) as string, running: false },
    ]);
    expect(next_cursor).toBeNull();
    const page = await get<Listed>("/v1/chat?limit=1", { key: ann! });
    const rest = await get<Listed>(`/v1/chat?limit=1&cursor=${page.next_cursor}`, { key: ann! });
    expect([...page.data, ...rest.data]).toEqual(data);
    expect((await get<Listed>("/v1/chat", { key: bob! })).data.map(({ title }) => title)).toEqual(["Where is Mars?"]);
    expect((await get<Listed>("/v1/chat?visitor_id=bob", { key: ann! })).data).toEqual(data);
    const stranger = await mintToken(other, { visitor_id: "ann" });
    expect((await get<Listed>("/v1/chat", { key: stranger })).data).toEqual([]);
    await call("/v1/chat/one", { method: "DELETE", key: ann! });
    expect((await get<Listed>("/v1/chat", { key: ann! })).data.map((each) => each.conversation_id)).toEqual(["two"]);
  });
});
