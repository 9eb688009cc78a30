/** Signing in, and what a console token opens: its account, one bot of it, and no secret by itself. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { compose } from "../compose.ts";
import { call, createTenant, get, getProblem, openBot, signIn, type Tenant } from "./harness.ts";

let mine: Tenant;
let other: Tenant;

interface Session {
  token: string;
  expires_in: number;
  account_id: string;
}

const signInByCode = (code: string): Promise<Response> => call("/v1/console-sessions", { body: { code } });
const makeCode = async (accountKey: string): Promise<string> =>
  (await get<{ code: string }>("/v1/account/sign-in-codes", { method: "POST", key: accountKey })).code;

beforeAll(async () => {
  [mine, other] = await Promise.all([createTenant("Mine"), createTenant("Other")]);
});

describe("the console token of a bot", () => {
  it("that names another account's is refused, though it is ours and the account lives", async () => {
    const { consoleTokens } = compose(env);
    const { session } = await consoleTokens.verify(await signIn(mine.accountKey));
    const read = async (botId: string) => {
      const { token } = await consoleTokens.sign(session, botId);
      return call("/v1/bot", { key: token });
    };
    expect((await read(mine.botId)).status).toBe(200);
    // No route signs such a token: this is the wall behind the wall, as where a bot is gone meanwhile.
    for (const botId of [other.botId, `bot_${"a".repeat(25)}`]) {
      const response = await read(botId);
      expect(response.status, botId).toBe(401);
      expect(await response.text()).not.toContain("Other");
    }
  });
});

describe("a console session", () => {
  it("is opened by an account key, and renewed with its own token", async () => {
    const first = await get<Session>("/v1/console-sessions", { method: "POST", key: mine.accountKey });
    expect(first.expires_in).toBe(1_800);
    const again = await get<Session>("/v1/console-sessions", { method: "POST", key: first.token });
    expect(again.account_id).toBe(first.account_id);
    const others = await get<Session>("/v1/console-sessions", { method: "POST", key: other.accountKey });
    expect(others.account_id).not.toBe(first.account_id);
  });

  it("is opened once by a one-time code, even by two who come at the same moment", async () => {
    const code = await makeCode(mine.accountKey);
    const statuses = (await Promise.all([1, 2, 3].map(() => signInByCode(code)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 401, 401]);
  });

  it("is opened to the account that made the code alone, and by no other text while codes wait", async () => {
    const [code, others] = [await makeCode(mine.accountKey), await makeCode(other.accountKey)];
    expect((await signInByCode("0".repeat(40))).status).toBe(401);
    const accountOf = async (of: string) =>
      (await get<Session>("/v1/console-sessions", { body: { code: of } })).account_id;
    const { account_id } = await get<Session>("/v1/console-sessions", { method: "POST", key: mine.accountKey });
    expect(await accountOf(code)).toBe(account_id);
    expect(await accountOf(others)).not.toBe(account_id);
  });

  it("is not opened by a code that is over", async () => {
    const { signInCodes } = compose(env);
    const { accountId, keyId } = (await compose(env).directory.findAccountKey(mine.accountKey))!;
    const { code } = await signInCodes.create(accountId, keyId);
    await env.DB.prepare("UPDATE sign_in_codes SET expires_at = ?").bind(Date.now()).run();
    expect((await signInByCode(code)).status).toBe(401);
  });

  it.each([{}, { code: "" }, { code: "0".repeat(40) }])("is not opened by %j", async (body) => {
    expect((await getProblem("/v1/console-sessions", { body })).slug).toBe("unauthenticated");
  });

  it("is not opened by an assertion of Access where the operator has not set it up", async () => {
    const headers = { "cf-access-jwt-assertion": "a.b.c" };
    expect((await getProblem("/v1/console-sessions", { method: "POST", headers })).slug).toBe("unauthenticated");
  });
});

describe("an account-wide console token", () => {
  it("lists, makes and deletes its own bots, and sees no data of any", async () => {
    const key = await signIn(mine.accountKey);
    const { data } = await get<{ data: { bot_id: string }[] }>("/v1/bots", { key });
    expect(data.map(({ bot_id }) => bot_id)).toEqual([mine.botId]);
    for (const path of ["/v1/bot", "/v1/documents", "/v1/conversations", "/v1/usage"])
      expect((await getProblem(path, { key })).slug).toBe("forbidden");
    const headers = { "x-vegarag-account-key": mine.accountKey };
    const { bot_id } = await get<{ bot_id: string }>("/v1/bots", { key, body: { name: "Made" }, headers });
    expect((await call(`/v1/bots/${bot_id}`, { method: "DELETE", key })).status).toBe(202);
    expect((await call(`/v1/bots/${other.botId}`, { method: "DELETE", key })).status).toBe(404);
    expect((await call(`/v1/bots/${other.botId}/console-tokens`, { method: "POST", key })).status).toBe(404);
  });
});

describe("a one-bot console token", () => {
  it("gives what the bot's secret key gives, of that bot", async () => {
    const key = await openBot(await signIn(mine.accountKey), mine.botId);
    expect(await get("/v1/bot", { key })).toEqual(await get("/v1/bot", { key: mine.secretKey }));
    const others = await openBot(await signIn(other.accountKey), other.botId);
    expect(JSON.stringify(await get("/v1/bot", { key: others }))).not.toContain(mine.canary);
  });

  it("mints nothing", async () => {
    const key = await openBot(await signIn(mine.accountKey), mine.botId);
    for (const [path, body] of [
      ["/v1/embed-tokens", { visitor_id: "v" }],
      ["/v1/signing-keys", { alg: "HS256" }],
      [`/v1/bots/${mine.botId}/secret-keys`, {}],
      [`/v1/bots/${mine.botId}/console-tokens`, {}],
      ["/v1/console-sessions", {}],
      ["/v1/account/keys", {}],
      ["/v1/account/sign-in-codes", {}],
      ["/v1/bots", { name: "Another" }],
    ] as const) {
      expect((await getProblem(path, { key, body })).slug, path).toBe("forbidden");
    }
  });

  it("dies half an hour after it was made, while the account's session goes on", async () => {
    const opened = async (tenant: Tenant) => openBot(await signIn(tenant.accountKey), tenant.botId);
    const begun = Date.now();
    const after = (minutes: number) => vi.setSystemTime(begun + minutes * 60_000);
    vi.useFakeTimers({ now: begun, toFake: ["Date"] });
    try {
      const [mineOnly, others] = [await opened(mine), await opened(other)];
      const account = await signIn(mine.accountKey);
      const statusOf = async (key: string) => (await call("/v1/bot", { key })).status;
      after(29.9);
      expect([await statusOf(mineOnly), await statusOf(others)]).toEqual([200, 200]);
      const renewed = await get<Session>("/v1/console-sessions", { method: "POST", key: account });
      after(30.1);
      for (const path of ["/v1/bot", "/v1/conversations", "/v1/documents", "/v1/audit"]) {
        expect((await getProblem(path, { key: mineOnly })).slug, path).toBe("token-expired");
      }
      expect(await statusOf(others)).toBe(401);
      expect((await getProblem("/v1/console-sessions", { method: "POST", key: mineOnly })).status).toBe(401);
      expect(await statusOf(await openBot(renewed.token, mine.botId))).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is readable to no page of another origin", async () => {
    const key = await openBot(await signIn(mine.accountKey), mine.botId);
    const response = await call("/v1/chat/c1", { key, headers: { origin: mine.pageOrigin } });
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a call that makes a secret", () => {
  const makeKey = (key: string, accountKey?: string): Promise<Response> =>
    call("/v1/signing-keys", {
      key,
      body: { alg: "HS256" },
      ...(accountKey === undefined ? {} : { headers: { "x-vegarag-account-key": accountKey } }),
    });

  it("takes the account key again beside a console token, and no other account's", async () => {
    const key = await openBot(await signIn(mine.accountKey), mine.botId);
    const problem = await getProblem("/v1/signing-keys", { key, body: { alg: "HS256" } });
    expect(problem.detail).toContain("X-Vegarag-Account-Key");
    expect((await makeKey(key, other.accountKey)).status).toBe(403);
    expect((await makeKey(key, "")).status).toBe(403);
    expect((await makeKey(key, mine.accountKey)).status).toBe(201);
  });

  it("takes none in the first minutes after a one-time code", async () => {
    const { token } = (await (await signInByCode(await makeCode(mine.accountKey))).json()) as Session;
    expect((await makeKey(await openBot(token, mine.botId))).status).toBe(201);
  });
});

describe("an account's keys", () => {
  it("rotate: the new one opens what the old one did, and the old one's sessions end with it", async () => {
    const { accountKey } = await createTenant("Rotated");
    const { key, name } = await get<{ key: string; name: string }>("/v1/account/keys", {
      key: accountKey,
      body: { name: "Laptop" },
    });
    expect(name).toBe("Laptop");
    const session = await signIn(accountKey);
    const { data } = await get<{ data: { key_id: string }[] }>("/v1/account/keys", { key });
    expect(JSON.stringify(data)).not.toContain(key);
    expect((await call(`/v1/account/keys/${data[0]!.key_id}`, { method: "DELETE", key })).status).toBe(204);
    for (const dead of [accountKey, session]) {
      expect((await getProblem("/v1/bots", { key: dead })).slug).toBe("unauthenticated");
    }
    const last = await getProblem(`/v1/account/keys/${data[1]!.key_id}`, { method: "DELETE", key });
    expect(last.slug).toBe("conflict");
    await get("/v1/bots", { key });
  });

  it("are another account's for nobody", async () => {
    const { data } = await get<{ data: { key_id: string }[] }>("/v1/account/keys", { key: other.accountKey });
    const path = `/v1/account/keys/${data[0]!.key_id}`;
    expect((await call(path, { method: "DELETE", key: mine.accountKey })).status).toBe(404);
  });
});

describe("every kind of key", () => {
  it("has a name, tells when it was made, and to the hour when it was used", async () => {
    const tenant = await createTenant("Used");
    const { secretKey: key, accountKey, botId } = tenant;
    const signing = await get<{ kid: string }>("/v1/signing-keys", { key, body: { alg: "HS256", name: "Backend" } });
    await call("/v1/embed-sessions", {
      body: { publishable_key: tenant.publishableKey },
      headers: { origin: tenant.pageOrigin },
    });
    const hour = Date.now() - (Date.now() % 3_600_000);
    await vi.waitFor(async () => {
      for (const [path, by] of [
        ["/v1/account/keys", accountKey],
        [`/v1/bots/${botId}/secret-keys`, accountKey],
        ["/v1/publishable-keys", key],
      ] as const) {
        const { data } = await get<{ data: { last_used_at: string; created_at: string }[] }>(path, { key: by });
        expect(Date.parse(data[0]!.last_used_at), path).toBeGreaterThanOrEqual(hour);
        expect(data[0]!.last_used_at).toMatch(/:00:00\.000Z$/);
      }
    });
    const { data } = await get<{ data: unknown[] }>("/v1/signing-keys", { key });
    expect(data).toEqual([expect.objectContaining({ kid: signing.kid, name: "Backend", last_used_at: null })]);
  });
});
