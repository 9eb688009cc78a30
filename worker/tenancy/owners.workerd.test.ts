/** Accounts, bots, keys, codes and the audit log in D1: of two owners who have everything alike, each call is about one. */

import { env } from "cloudflare:workers";
import { beforeEach, expect, it } from "vitest";
import { AUDIT, CONSOLE } from "../../shared/config.ts";
import { createAccounts } from "./accounts.ts";
import { createAudit } from "./audit.ts";
import { issueCredential } from "./credential.ts";
import { createKeys } from "./keys.ts";
import { createSignInCodes } from "./sign-in-codes.ts";
import { decryptSecret, encryptSecret } from "./secrets.ts";

const START = 1_790_000_000_000;
const DAY_MS = 86_400_000;
let time = START;
const now = (): number => time;
const deploymentKey = crypto.getRandomValues(new Uint8Array(32));
const keys = createKeys(env.DB, deploymentKey, now);
const accounts = createAccounts(env.DB, keys, now);

interface Owner {
  account_id: string;
  account_key: string;
  bots: [string, string];
}
let mine: Owner;
let theirs: Owner;

async function makeOwner(name: string): Promise<Owner> {
  const account = await accounts.createAccount(name);
  const bots: string[] = [];
  for (const bot of ["One", "Two"])
    bots.push((await accounts.createBot(account.account_id, { name: `${name} ${bot}` })).bot_id);
  return { ...account, bots: bots as [string, string] };
}

beforeEach(async () => {
  time = START;
  [mine, theirs] = [await makeOwner("Mine"), await makeOwner("Theirs")];
});

const all = async (query: string, ...bindings: string[]): Promise<unknown[]> =>
  (
    await env.DB.prepare(query)
      .bind(...bindings)
      .raw()
  ).map(([value]) => value);
const missing = { slug: "not-found" };

it("a bot is shown to its account and by its own id, and to nobody else", async () => {
  for (const { account_id, bots } of [mine, theirs]) {
    for (const id of bots) {
      expect((await accounts.getBot(account_id, id)).bot_id).toBe(id);
      expect((await accounts.viewBot(id)).bot_id).toBe(id);
      expect((await accounts.ownBot(account_id, id)).botId).toBe(id);
      expect(await accounts.hasBot(id)).toBe(true);
    }
  }
  for (const id of [theirs.bots[0], "bot_none"]) {
    await expect(accounts.getBot(mine.account_id, id)).rejects.toMatchObject(missing);
    await expect(accounts.ownBot(mine.account_id, id)).rejects.toMatchObject(missing);
    expect(await accounts.removeBot(mine.account_id, id)).toBe(false);
  }
  await expect(accounts.viewBot("bot_none")).rejects.toMatchObject(missing);
  expect(await accounts.hasBot("bot_none")).toBe(false);
});

it("a bot goes alone, with all its keys, and leaves its name until its data is gone", async () => {
  const [gone, kept] = mine.bots;
  await keys.createSecretKey(gone);
  const before = await all("SELECT key_id FROM keys WHERE bot_id IS NOT ? ORDER BY key_id", gone);
  expect(await accounts.removeBot(mine.account_id, gone)).toBe(true);
  expect(await accounts.removeBot(mine.account_id, gone)).toBe(false);
  expect(await accounts.hasBot(gone)).toBe(false);
  for (const id of [kept, ...theirs.bots]) expect(await accounts.hasBot(id)).toBe(true);
  expect(await all("SELECT key_id FROM keys ORDER BY key_id")).toEqual(before);
  // Its account alone may ask for the deletion again.
  expect((await accounts.ownBot(mine.account_id, gone)).botId).toBe(gone);
  await expect(accounts.ownBot(theirs.account_id, gone)).rejects.toMatchObject(missing);
  await accounts.removeBot(mine.account_id, kept);
  await accounts.endDeletion(gone);
  await expect(accounts.ownBot(mine.account_id, gone)).rejects.toMatchObject(missing);
  expect((await accounts.ownBot(mine.account_id, kept)).botId).toBe(kept);
});

it("a change of settings is one bot's, and none is lost where two come at once", async () => {
  const [bot] = mine.bots;
  await Promise.all([
    accounts.patchBot(bot, { greeting: "Ahoy" }),
    accounts.patchBot(bot, ({ suggested_questions }) => ({ suggested_questions: [...suggested_questions, "When?"] })),
  ]);
  expect(await accounts.viewBot(bot)).toMatchObject({ greeting: "Ahoy", suggested_questions: ["When?"] });
  for (const id of [mine.bots[1], ...theirs.bots]) expect((await accounts.viewBot(id)).greeting).not.toBe("Ahoy");
  await expect(accounts.patchBot("bot_none", { greeting: "Ahoy" })).rejects.toMatchObject(missing);
});

it("a change of settings leaves a bot alone that has the same ones", async () => {
  const made = await Promise.all(
    [mine, mine, theirs].map(({ account_id }) => accounts.createBot(account_id, { name: "Alike" })),
  );
  const [changed, ...others] = made.map(({ bot_id }) => bot_id);
  await accounts.patchBot(changed!, { greeting: "Ahoy" });
  expect((await accounts.viewBot(changed!)).greeting).toBe("Ahoy");
  for (const id of others) expect((await accounts.viewBot(id)).greeting).not.toBe("Ahoy");
});

it("tokens are revoked of one bot", async () => {
  const validAfter = (id: string): Promise<unknown[]> =>
    all("SELECT tokens_valid_after FROM bots WHERE bot_id = ?", id);
  time += 1_000;
  await accounts.revokeTokens(mine.bots[0]);
  expect(await validAfter(mine.bots[0])).toEqual([time]);
  for (const id of [mine.bots[1], ...theirs.bots]) expect(await validAfter(id)).toEqual([0]);
});

it("accounts are listed a page at a time, each once", async () => {
  const seen: string[] = [];
  for (let cursor: string | undefined | null; cursor !== null;) {
    const page = await accounts.listAccounts({ limit: 1, cursor });
    expect(page.data).toHaveLength(1);
    expect(seen).not.toContain(page.data[0]!.account_id);
    seen.push(page.data[0]!.account_id);
    cursor = page.next_cursor;
  }
  expect(seen).toEqual([...new Set(seen)].toSorted());
  expect(seen).toEqual(expect.arrayContaining([mine.account_id, theirs.account_id]));
});

it("keys are listed and deleted by their owner, their kind and their id", async () => {
  const [bot, other] = mine.bots;
  const secret = await keys.createSecretKey(bot, "server");
  const mcp = await keys.createMcpKey(bot);
  const idsOf = async (botId: string, kind: "secret" | "mcp" | "publishable") =>
    (await keys.list({ botId }, kind)).map(({ key_id }) => key_id);
  expect(await idsOf(bot, "secret")).toHaveLength(2);
  expect(await idsOf(bot, "mcp")).toEqual([mcp.key_id]);
  expect(await idsOf(other, "mcp")).toEqual([]);
  expect((await keys.list({ botId: bot }, "secret")).map(({ value }) => value)).toEqual([null, null]);
  await expect(keys.delete({ botId: other }, "secret", secret.key_id)).rejects.toMatchObject(missing);
  await expect(keys.delete({ botId: bot }, "mcp", secret.key_id)).rejects.toMatchObject(missing);
  await expect(keys.delete({ botId: bot }, "secret", "sk_none")).rejects.toMatchObject(missing);
  await expect(keys.delete({ accountId: mine.account_id }, "account", secret.key_id)).rejects.toMatchObject(missing);
  await keys.delete({ botId: bot }, "secret", secret.key_id);
  expect(
    [await idsOf(bot, "secret"), await idsOf(bot, "mcp"), await idsOf(other, "secret")].map(({ length }) => length),
  ).toEqual([1, 1, 1]);
  // A bot may lose its last one.
  await keys.delete({ botId: bot }, "mcp", mcp.key_id);
  expect(await idsOf(bot, "mcp")).toEqual([]);
});

it("an account keeps its last key, however many others have", async () => {
  const owner = { accountId: mine.account_id };
  const [first] = await keys.list(owner, "account");
  await expect(keys.delete(owner, "account", first!.key_id)).rejects.toMatchObject({ slug: "conflict" });
  await expect(keys.delete(owner, "account", "ak_none")).rejects.toMatchObject(missing);
  const second = await keys.createAccountKey(mine.account_id);
  await keys.delete(owner, "account", first!.key_id);
  expect((await keys.list(owner, "account")).map(({ key_id }) => key_id)).toEqual([second.key_id]);
  expect(await keys.list({ accountId: theirs.account_id }, "account")).toHaveLength(1);
});

it("ten keys of a kind are a bot's own ten, and none are made for a bot that is gone", async () => {
  const [bot, other] = mine.bots;
  for (let n = 1; n < 10; n++) await keys.createSecretKey(bot);
  await expect(keys.createSecretKey(bot)).rejects.toMatchObject({ slug: "conflict" });
  await keys.createMcpKey(bot);
  await keys.createSecretKey(other);
  await accounts.removeBot(mine.account_id, bot);
  await expect(keys.createSecretKey(bot)).rejects.toMatchObject(missing);
  await expect(keys.createAccountKey("acc_none")).rejects.toMatchObject(missing);
  expect(await all("SELECT count(*) FROM keys WHERE bot_id = ?", bot)).toEqual([0]);
});

it("a signing key has the secret that it was given, or the public key that was sent, and nothing else", async () => {
  const [bot] = mine.bots;
  const made = await keys.createSigningKey(bot, "HS256", undefined);
  expect(made.secret).toMatch(/^[0-9a-z]{50}$/);
  await expect(keys.createSigningKey(bot, "HS256", "a public key")).rejects.toMatchObject({ slug: "invalid-request" });
  await expect(keys.createSigningKey(bot, "ES256", "no key")).rejects.toMatchObject({
    issues: [{ path: "public_key" }],
  });
  const [sealed] = (await all("SELECT ciphertext FROM keys WHERE key_id = ?", made.kid)) as [string];
  expect(sealed).not.toContain(made.secret);
  expect(await decryptSecret(deploymentKey, sealed, made.kid)).toBe(made.secret);
});

it("the last use of a key is written once an hour, of that key alone", async () => {
  const [bot] = mine.bots;
  const { key_id } = await keys.createMcpKey(bot);
  const used = async () => (await keys.list({ botId: bot }, "mcp")).map(({ last_used_at }) => last_used_at);
  expect(await used()).toEqual([null]);
  const hour = START - (START % 3_600_000);
  await keys.noteUse(key_id);
  expect(await used()).toEqual([new Date(hour).toISOString()]);
  expect(await all("SELECT key_id FROM keys WHERE last_used_at IS NOT NULL")).toEqual([key_id]);
  await env.DB.prepare("UPDATE keys SET last_used_at = 1 WHERE key_id = ?").bind(key_id).run();
  await keys.noteUse(key_id);
  expect(await all("SELECT last_used_at FROM keys WHERE key_id = ?", key_id)).toEqual([1]);
  time += 3_600_000;
  await keys.noteUse(key_id);
  expect(await used()).toEqual([new Date(hour + 3_600_000).toISOString()]);
});

it("a secret opens with its key, at its place, whole, and in no other form", async () => {
  const sealed = await encryptSecret(deploymentKey, "words", "kid_1");
  expect(await decryptSecret(deploymentKey, sealed, "kid_1")).toBe("words");
  await expect(decryptSecret(deploymentKey, sealed, "kid_2")).rejects.toThrow();
  await expect(decryptSecret(crypto.getRandomValues(new Uint8Array(32)), sealed, "kid_1")).rejects.toThrow();
  const [, iv, text] = sealed.split(".");
  for (const other of [`v2.${iv}.${text}`, `v1.${iv}`, "v1", ""])
    await expect(decryptSecret(deploymentKey, other, "kid_1")).rejects.toThrow("Not a sealed secret.");
});

it("a code signs in once, for ten minutes, and only by itself", async () => {
  const codes = createSignInCodes(env.DB, now);
  const { code, expires_in } = await codes.create(mine.account_id, "ak_mine");
  expect(expires_in).toBe(CONSOLE.codeSeconds);
  const other = await codes.create(theirs.account_id, "ak_theirs");
  expect(await codes.use("no code")).toBeUndefined();
  expect(await codes.use(code)).toEqual({ accountId: mine.account_id, keyId: "ak_mine" });
  expect(await codes.use(code)).toBeUndefined();
  const late = await codes.create(mine.account_id, "ak_mine");
  time += CONSOLE.codeSeconds * 1_000 - 1;
  expect(await codes.use(other.code)).toEqual({ accountId: theirs.account_id, keyId: "ak_theirs" });
  time += 1;
  expect(await codes.use(late.code)).toBeUndefined();
  await codes.create(mine.account_id, "ak_mine");
  expect(await all("SELECT count(*) FROM sign_in_codes")).toEqual([1]);
});

it("the audit log is a bot's own, its account's of all of them, a page at a time, for so many days", async () => {
  const audit = createAudit(env.DB, now);
  const credential = issueCredential({ principal: "secret", botId: mine.bots[0], keyId: "sk_1" });
  const note = (owner: Owner, bot: string | null, action: string) =>
    audit.note(credential, owner.account_id, bot, action, {});
  await note(mine, mine.bots[0], "one");
  await note(mine, mine.bots[1], "two");
  await note(mine, null, "three");
  await note(theirs, theirs.bots[0], "four");
  const listed = async (owner: { botId: string } | { accountId: string }, limit = 10, cursor?: string) => {
    const { data, next_cursor } = await audit.list(owner, { limit, cursor });
    return [data.map(({ action }) => action), next_cursor] as const;
  };
  expect(await listed({ botId: mine.bots[0] })).toEqual([["one"], null]);
  expect(await listed({ accountId: mine.account_id })).toEqual([["three", "two", "one"], null]);
  expect(await listed({ accountId: theirs.account_id })).toEqual([["four"], null]);
  const [first, cursor] = await listed({ accountId: mine.account_id }, 2);
  expect(first).toEqual(["three", "two"]);
  expect(await listed({ accountId: mine.account_id }, 2, cursor!)).toEqual([["one"], null]);
  // Of a bot that is gone its account alone hears.
  await accounts.removeBot(mine.account_id, mine.bots[0]);
  expect(await listed({ botId: mine.bots[0] })).toEqual([[], null]);
  expect((await listed({ accountId: mine.account_id }))[0]).toContain("one");
  time += AUDIT.days * DAY_MS;
  expect((await listed({ accountId: mine.account_id }))[0]).toHaveLength(3);
  time += 1;
  expect((await listed({ accountId: mine.account_id }))[0]).toEqual([]);
  await note(mine, null, "later");
  expect(await all("SELECT action FROM audit")).toEqual(["later"]);
});
