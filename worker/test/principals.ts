/**
 * Everybody who may call: two tenants with the same ids and each other's canaries, and every kind of
 * credential there is, sound and unsound. What each may do is for the tests to say.
 */

import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { CONSOLE } from "../../shared/config.ts";
import { compose } from "../compose.ts";
import type { EdgeSigningKey } from "../tenancy/edge-keys.ts";
import { createConsoleTokens } from "../tenancy/console-token.ts";
import type { Principal } from "../tenancy/credential.ts";
import { signEmbedToken } from "../tenancy/embed-token.ts";
import { ask, call, createTenant, get, mintToken, openBot, putDocument, signIn, type Tenant } from "./harness.ts";

export const VISITOR = "visitor-1";
export const CONVERSATION = "conversation-1";
export const SPARE = "conversation-spare";
export const DOCUMENT = "guide.md";

export interface Furnished extends Tenant {
  /** Of `CONVERSATION`. */
  questionId: string;
  answerId: string;
  /** Embed token of `VISITOR`. */
  token: string;
  /** The key that made the bot, and one that may be deleted. */
  secretKeyIds: string[];
  publishableKeyIds: string[];
  accountKeyIds: string[];
  kid: string;
  /** Of a page that nobody serves. */
  sourceId: string;
  /** Of the unanswered question. */
  groupId: string;
  handoffId: string;
  webhookId: string;
  mcpKey: string;
  mcpKeyId: string;
}

/** A tenant with a canary in everything it has: a document, settings, a rated conversation, an unanswered question. */
export async function createFurnished(name: string, settings: Record<string, unknown> = {}): Promise<Furnished> {
  const tenant = await createTenant(name, settings);
  const { canary, secretKey: key, accountKey, botId } = tenant;
  await get("/v1/bot", {
    method: "PATCH",
    key,
    body: {
      greeting: `Hello from ${canary}`,
      no_answer_text: `Nothing found by ${canary}`,
      suggested_questions: [`What is the code of ${canary}?`],
      theme: { label: `Ask ${canary}` },
    },
  });
  await putDocument(tenant, DOCUMENT, `# Guide\n\nThe secret code word of the lighthouse is ${canary}.`, {
    title: `Guide of ${canary}`,
    url: `${tenant.pageOrigin}/${canary}`,
    metadata: { team: canary, level: 1 },
  });
  await get("/v1/answers/parking", {
    method: "PUT",
    key,
    body: { questions: [`Where can I park at ${canary}?`], answer: `Behind the lighthouse of ${canary}.` },
  });
  await ask(tenant, `Who sells ${canary} submarines?`, {
    conversation: `${CONVERSATION}-2`,
    visitor: `${VISITOR}-${canary}`,
  });
  const { chunks } = await ask(tenant, `What is the secret code word of the lighthouse ${canary}?`, {
    conversation: CONVERSATION,
    id: "question-1",
    visitor: VISITOR,
  });
  // One that may be forgotten: nothing else hangs on it.
  await ask(tenant, "Hello", { conversation: SPARE, visitor: `${VISITOR}-${canary}` });
  await expectReported(tenant, 3);
  const answerId = chunks[0]?.type === "start" ? chunks[0].messageId : "";
  await get("/v1/feedback", {
    key,
    body: {
      conversation_id: CONVERSATION,
      message_id: answerId,
      rating: "down",
      reason: `Because of ${canary}`,
      visitor_id: VISITOR,
    },
  });
  const { handoff_id: handoffId } = await get<{ handoff_id: string }>("/v1/handoffs", {
    key,
    body: { conversation_id: CONVERSATION, message: `Call ${canary}`, visitor_id: VISITOR },
  });
  const { webhook_id: webhookId } = await get<{ webhook_id: string }>("/v1/webhooks", {
    key,
    body: { url: `https://hooks.example.com/${canary}`, events: ["handoff.created"] },
  });
  const { data: groups } = await get<{ data: { group_id: string }[] }>("/v1/insights/groups", { key });
  const { key: mcpKey } = await get<{ key: string }>("/v1/mcp-keys", { method: "POST", key });
  const { key_id: mcpKeyId } = await get<{ key_id: string }>("/v1/mcp-keys", { method: "POST", key });
  await get(`/v1/bots/${botId}/secret-keys`, { method: "POST", key: accountKey });
  await get("/v1/publishable-keys", { method: "POST", key });
  await get("/v1/account/keys", { method: "POST", key: accountKey });
  const { kid } = await get<{ kid: string }>("/v1/signing-keys", { key, body: { alg: "HS256" } });
  const unserved = { url: `http://127.0.0.1:9/${canary}`, kind: "page" };
  const { source_id: sourceId } = await get<{ source_id: string }>("/v1/sources", { key, body: unserved });
  const idsOf = async (path: string, of: string): Promise<string[]> =>
    (await get<{ data: { key_id: string }[] }>(path, { key: of })).data.map(({ key_id }) => key_id);
  return {
    ...tenant,
    questionId: "question-1",
    answerId,
    token: await mintToken(tenant, { visitor_id: VISITOR }),
    secretKeyIds: await idsOf(`/v1/bots/${botId}/secret-keys`, accountKey),
    publishableKeyIds: await idsOf("/v1/publishable-keys", key),
    accountKeyIds: await idsOf("/v1/account/keys", accountKey),
    kid,
    sourceId,
    groupId: groups[0]!.group_id,
    handoffId,
    webhookId,
    mcpKey,
    mcpKeyId,
  };
}

export interface Caller {
  name: string;
  /** The header's value; null: none is sent. */
  authorization: string | null;
  /** What a sound credential is; undefined where it is none. */
  principal?: Principal;
  /** True for a console token without the account key beside it, where the call makes a secret. */
  unconfirmed?: boolean;
  /** The account key that is sent beside a console token. */
  accountKey?: string;
  /** True where the credential is of the other tenant. */
  stranger?: boolean;
  /** The slug it has to be refused with wherever a credential is needed. */
  refusal?: "unauthenticated" | "token-expired";
}

export const edgeKey = (): EdgeSigningKey => {
  const jwk = (JSON.parse(env.EDGE_SIGNING_KEYS) as { keys: (JsonWebKey & { kid: string })[] }).keys[0]!;
  return { kid: jwk.kid, alg: "EdDSA", jwk };
};

/** An edge token of the tenant as it was minted some seconds ago. */
export async function mintedAgo(tenant: Furnished, seconds: number, keyId?: string): Promise<string> {
  const request = { botId: tenant.botId, visitorId: VISITOR, ttlSeconds: 600, keyId: keyId ?? tenant.secretKeyIds[0]! };
  return (await signEmbedToken(edgeKey(), request, Date.now() - seconds * 1_000)).token;
}

/** @param mine whose objects are asked for */
export async function createCallers(mine: Furnished, other: Furnished): Promise<Caller[]> {
  const revoked = await mintToken(mine, { visitor_id: VISITOR });
  await call("/v1/bot/revoke-tokens", { method: "POST", key: mine.secretKey });
  const { key_id, secret_key } = await get<{ key_id: string; secret_key: string }>(
    `/v1/bots/${mine.botId}/secret-keys`,
    {
      method: "POST",
      key: mine.accountKey,
    },
  );
  const orphaned = await mintToken({ ...mine, secretKey: secret_key }, { visitor_id: VISITOR });
  await call(`/v1/bots/${mine.botId}/secret-keys/${key_id}`, { method: "DELETE", key: mine.accountKey });
  const gone = await createTenant("Gone");
  const goneToken = await mintToken(gone);
  await call(`/v1/bots/${gone.botId}`, { method: "DELETE", key: gone.accountKey });

  const [session, othersSession] = await Promise.all([signIn(mine.accountKey), signIn(other.accountKey)]);
  const botToken = await openBot(session, mine.botId);
  const othersBotToken = await openBot(othersSession, other.botId);

  const refusal = "unauthenticated";
  const bearer = (key: string): string => `Bearer ${key}`;
  return [
    { name: "nobody", authorization: null, refusal },
    { name: "an empty header", authorization: "", refusal },
    { name: "Bearer alone", authorization: "Bearer", refusal },
    { name: "another scheme", authorization: `Basic ${btoa(`:${mine.secretKey}`)}`, refusal },
    { name: "a key without a scheme", authorization: mine.secretKey, refusal },
    {
      name: "two credentials in one header",
      authorization: `Bearer ${mine.secretKey}, Bearer ${other.secretKey}`,
      refusal,
    },
    { name: "a word", authorization: "Bearer undefined", refusal },
    { name: "three dots", authorization: "Bearer ...", refusal },
    { name: "a key of the right shape", authorization: bearer(`vrs_${"0".repeat(40)}`), refusal },
    { name: "a secret key with more behind it", authorization: bearer(`${mine.secretKey}0`), refusal },
    { name: "a secret key with less", authorization: bearer(mine.secretKey.slice(0, -1)), refusal },
    { name: "a secret key in upper case", authorization: bearer(mine.secretKey.toUpperCase()), refusal },
    {
      name: "a secret key called an account's",
      authorization: bearer(mine.secretKey.replace("vrs_", "vra_")),
      refusal,
    },
    {
      name: "a publishable key called a secret one",
      authorization: bearer(mine.publishableKey.replace("vrp_", "vrs_")),
      refusal,
    },
    { name: "a publishable key", authorization: bearer(mine.publishableKey), refusal },
    { name: "the bot's id", authorization: bearer(mine.botId), refusal },
    { name: "an expired token", authorization: bearer(await mintedAgo(mine, 700)), refusal: "token-expired" },
    { name: "a revoked token", authorization: bearer(revoked), refusal },
    { name: "a token of a deleted key", authorization: bearer(orphaned), refusal },
    { name: "a deleted secret key", authorization: bearer(secret_key), refusal },
    { name: "a token of a deleted bot", authorization: bearer(goneToken), refusal },
    { name: "a secret key of a deleted bot", authorization: bearer(gone.secretKey), refusal },
    { name: "the operator key", authorization: bearer(env.OPERATOR_KEY), principal: "operator" },
    { name: "the account key", authorization: bearer(mine.accountKey), principal: "account" },
    { name: "another account's key", authorization: bearer(other.accountKey), principal: "account", stranger: true },
    ...(await createForgedConsoleTokens(mine)),
    {
      name: "the account's console token",
      authorization: bearer(session),
      principal: "console-account",
      accountKey: mine.accountKey,
    },
    {
      name: "the account's console token alone",
      authorization: bearer(session),
      principal: "console-account",
      unconfirmed: true,
    },
    {
      name: "another account's console token",
      authorization: bearer(othersSession),
      principal: "console-account",
      accountKey: other.accountKey,
      stranger: true,
    },
    {
      name: "the bot's console token",
      authorization: bearer(botToken),
      principal: "console",
      accountKey: mine.accountKey,
    },
    {
      name: "the bot's console token with another account's key",
      authorization: bearer(botToken),
      principal: "console",
      accountKey: other.accountKey,
      unconfirmed: true,
    },
    {
      name: "another bot's console token",
      authorization: bearer(othersBotToken),
      principal: "console",
      accountKey: other.accountKey,
      stranger: true,
    },
    { name: "another bot's secret key", authorization: bearer(other.secretKey), principal: "secret", stranger: true },
    { name: "the MCP key", authorization: bearer(mine.mcpKey), principal: "mcp" },
    { name: "another bot's MCP key", authorization: bearer(other.mcpKey), principal: "mcp", stranger: true },
    { name: "another bot's token", authorization: bearer(other.token), principal: "embed", stranger: true },
    {
      name: "the embed token",
      authorization: bearer(await mintToken(mine, { visitor_id: VISITOR })),
      principal: "embed",
    },
    { name: "the secret key", authorization: bearer(mine.secretKey), principal: "secret" },
  ];
}

/** What must not pass for a console token: over, of a deleted key, of a deleted bot, or an embed token that calls itself one. */
async function createForgedConsoleTokens(mine: Furnished): Promise<Caller[]> {
  const { settings, directory } = compose(env);
  const longAgo = createConsoleTokens(settings.keyEncryptionKey, () => Date.now() - 2 * CONSOLE.tokenSeconds * 1_000);
  const elsewhere = createConsoleTokens(crypto.getRandomValues(new Uint8Array(32)), () => Date.now());
  const { accountId } = (await directory.findAccountKey(mine.accountKey))!;
  const session = { accountId, via: "key", keyId: mine.accountKeyIds[0], email: undefined } as const;
  const now = Math.floor(Date.now() / 1_000);
  const over = { ...session, signedInAt: now - 2 * CONSOLE.tokenSeconds };
  const current = { ...session, signedInAt: now };

  const dead = await get<{ key_id: string; key: string }>("/v1/account/keys", {
    method: "POST",
    key: mine.accountKey,
  });
  const orphaned = await openBot(await signIn(dead.key), mine.botId);
  await call(`/v1/account/keys/${dead.key_id}`, { method: "DELETE", key: mine.accountKey });

  const embed = await mintToken(mine, { visitor_id: VISITOR });
  const [, payload, signature] = embed.split(".");
  const header = { alg: "HS256", typ: "vegarag-console+jwt" };
  const renamed = `${btoa(JSON.stringify(header)).replaceAll("=", "")}.${payload}.${signature}`;
  const sound: [string, string, Caller["refusal"]][] = [
    ["a console token that is over", (await longAgo.sign(over, mine.botId)).token, "token-expired"],
    ["a console token of another deployment", (await elsewhere.sign(current, mine.botId)).token, "unauthenticated"],
    ["a console token of a deleted key", orphaned, "unauthenticated"],
    ["an embed token called a console token", renamed, "unauthenticated"],
  ];
  return sound.map(([name, token, refusal]) => ({ name, authorization: `Bearer ${token}`, refusal: refusal! }));
}

/** Furnished tenants still answer, and still have their first conversation. */
export async function expectFurnished(...tenants: Furnished[]): Promise<void> {
  for (const each of tenants) {
    const answer = await ask(each, "What is the secret code word of the lighthouse?", { visitor: "normal" });
    expect(answer.text).toContain(each.canary);
    await get(`/v1/conversations/${CONVERSATION}`, { key: each.secretKey });
  }
}

/** Everything that can be seen of a tenant by its own keys. */
export async function lookAt(tenant: Furnished): Promise<string> {
  const { secretKey: key, accountKey, botId } = tenant;
  const seen: unknown[] = [];
  for (const path of [
    "/v1/bot",
    "/v1/documents?limit=100",
    "/v1/answers",
    "/v1/conversations?limit=100",
    "/v1/insights",
    "/v1/insights/groups",
    "/v1/insights/numbers",
    "/v1/handoffs",
    "/v1/webhooks",
    "/v1/mcp-keys",
    "/v1/audit",
    "/v1/insights?kind=rated",
    "/v1/usage",
    "/v1/signing-keys",
    "/v1/publishable-keys",
    `/v1/visitors/${VISITOR}/export`,
    `/v1/conversations/${CONVERSATION}`,
    `/v1/documents/${DOCUMENT}`,
    "/v1/sources",
    `/v1/sources/${tenant.sourceId}/pages`,
  ]) {
    seen.push(await get(path, { key }));
  }
  seen.push(await get("/v1/search", { key, body: { query: "secret code word", top_k: 50 } }));
  seen.push(await get(`/v1/bots/${botId}/secret-keys`, { key: accountKey }));
  seen.push(await get("/v1/bots", { key: accountKey }));
  // It expires with the clock.
  return JSON.stringify(seen, (name, value: unknown) => (name === "complete_since" ? undefined : value));
}

/** Waits until so many answers stand in the owner's log: it is told of each a moment after its reader. */
export async function expectReported(tenant: Tenant, answers: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { counts } = await get<{ counts: { questions: number } }>("/v1/insights", { key: tenant.secretKey });
      expect(counts.questions).toBe(answers);
    },
    { timeout: 10_000, interval: 20 },
  );
}
