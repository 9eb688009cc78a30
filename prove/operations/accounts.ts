/** Accounts, their bots, and signing in to the console. */

import { type Canary, plant } from "../canaries.ts";
import { type Account, type Bot, type Credential, type Key, worthOf } from "../model.ts";
import { know } from "../watch.ts";
import type { Exchange, Tried, World } from "../world.ts";
import { knockAgain } from "./after.ts";
import { ACCOUNTS, credentialFor, type Operation } from "./draw.ts";

const NEVER = Number.MAX_SAFE_INTEGER;
const BOTS_MOST = 3;

export function add(world: World, credential: Omit<Credential, "name">): Credential {
  const { viewer, kind } = credential;
  const of = viewer.bot?.name ?? viewer.account?.name ?? "";
  const count = world.credentials.filter((each) => each.kind === kind).length;
  const who =
    viewer.visitor === undefined
      ? ""
      : ` for ${viewer.visitor}${viewer.area === undefined ? "" : ` in ${viewer.area}`}`;
  const named = { ...credential, name: `${kind} ${count} of ${of}${who}` };
  world.credentials.push(named);
  return named;
}

export function addKey(world: World, kind: Credential["kind"], key: Key, owner: Account | Bot): Credential {
  const isBot = "account" in owner;
  return add(world, {
    kind,
    value: key.value,
    viewer: isBot
      ? { kind: kind === "agent" ? "agent" : "owner", bot: owner, account: owner.account }
      : { kind: "account", account: owner },
    of: isBot ? [key, owner] : [key],
    expires: NEVER,
    leeway: 0,
  });
}

export async function makeAccount(world: World, name: string): Promise<Account> {
  const operator = world.credentials.find(({ kind }) => kind === "operator")!;
  const account: Account = { name, id: "", keys: [], bots: [] };
  const own = plant({
    kind: "account",
    account,
    bot: undefined,
    visitor: undefined,
    conversation: undefined,
    area: undefined,
  });
  const made = await world.call(operator, "POST", "/v1/accounts", { body: { name: own.word }, makesSecret: true });
  account.id = String(made.json["account_id"]);
  const listed = await world.call(operator, "GET", "/v1/accounts?limit=100");
  const key: Key = { id: "", value: String(made.json["account_key"]), life: "live" };
  world.expect(listed, [200], "listing accounts");
  account.keys.push(key);
  world.accounts.push(account);
  const credential = addKey(world, "account", key, account);
  const keys = await world.call(credential, "GET", "/v1/account/keys");
  key.id = firstIdOf(keys);
  return account;
}

/** One that answers nothing but what its pages say, and has no limits that a run would meet. */
export async function makeBot(world: World, account: Account, credential: Credential): Promise<Bot | undefined> {
  const name = `${account.name}${account.bots.length + 1}`;
  const never = { from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  const bot: Bot = {
    name,
    id: "",
    account,
    life: "live",
    isCut: false,
    origin: `https://${name.toLowerCase()}.example`,
    secretKeys: [],
    publishableKeys: [],
    signingKeys: [],
    agentKeys: [],
    revoked: never,
    rule: undefined!,
    face: undefined!,
    audited: new Set(),
    documents: new Map(),
    answers: new Map(),
    sources: new Map(),
    conversations: new Map(),
    handoffs: [],
    webhooks: [],
    erased: new Set(),
  };
  bot.rule = world.plant("rule", bot);
  bot.face = world.plant("face", bot);
  bot.audited.add(bot.face);
  const body = {
    name: bot.face.word,
    instructions: `Never say ${bot.rule.word}.`,
    greeting: `Welcome to ${bot.face.word}.`,
    allowed_origins: [bot.origin],
    limits: { messages_per_minute: null, bot_messages_per_minute: null, tokens_per_day: null },
  };
  const made = await world.try(credential, ["account"], "POST", "/v1/bots", { body, makesSecret: true });
  if (!world.expect(made, [201], "making a bot")) return undefined;
  bot.id = String(made.json["bot_id"]);
  account.bots.push(bot);
  know(bot);
  const secret: Key = { id: "", value: String(made.json["secret_key"]), life: "live" };
  const publishable: Key = { id: "", value: String(made.json["publishable_key"]), life: "live" };
  bot.secretKeys.push(secret);
  bot.publishableKeys.push(publishable);
  addKey(world, "secret", secret, bot);
  addKey(world, "publishable", publishable, bot);
  const [of, listed] = [ownerFirst(world, bot), `/v1/bots/${bot.id}/secret-keys`];
  secret.id = firstIdOf(await world.call(credential, "GET", listed));
  publishable.id = firstIdOf(await world.call(of, "GET", "/v1/publishable-keys"));
  return bot;
}

function firstIdOf({ json }: Exchange): string {
  return (json["data"] as { key_id: string }[] | undefined)?.[0]?.key_id ?? "key_none";
}

function ownerFirst(world: World, bot: Bot): Credential {
  return world.credentials.find(({ kind, viewer }) => kind === "secret" && viewer.bot === bot)!;
}

/** The model of a bot that is gone: all that was its own is. */
export function endBot(world: World, bot: Bot): void {
  bot.life = "gone";
  for (const canary of allOf(bot)) world.end(canary);
  for (const each of bot.webhooks) each.life = "gone";
}

/** A deletion that failed leaves a bot whole, or none: its account is told which. */
async function findOut(world: World, bot: Bot): Promise<void> {
  const now = world.now();
  const credential = world.credentials.find(
    (each) => each.kind === "account" && each.viewer.account === bot.account && worthOf(each, now) === "live",
  )!;
  const looked = await world.try(credential, ACCOUNTS, "GET", `/v1/bots/${bot.id}`);
  if (world.expect(looked, bot.life === "live" ? [200, 404] : [404], `looking at ${bot.name}`)) return;
  bot.isCut = true;
  endBot(world, bot);
  await knockAgain(world, bot);
}

/** What comes of a deletion that was asked for. */
export async function learnDeletion(world: World, credential: Credential, bot: Bot, gone: Tried): Promise<void> {
  const isOwn = bot.account === credential.viewer.account;
  if (gone === "unknown" && isOwn) return findOut(world, bot);
  if (typeof gone === "string") return;
  // One that was cut can be sent again until it is finished.
  const [yes, no] = [bot.life === "live" ? [202] : bot.isCut ? [202, 404] : [404], [404]];
  world.expect(gone, isOwn ? yes : no, `deleting ${bot.name}`);
  if (!isOwn) return;
  endBot(world, bot);
  await knockAgain(world, bot);
}

function expectOwn(world: World, account: Account, exchange: Exchange): void {
  const ids = (exchange.json["data"] as { bot_id: string }[]).map(({ bot_id }) => bot_id).sort();
  const own = account.bots.filter(({ life }) => life === "live").map(({ id }) => id);
  const right = own.every((id) => ids.includes(id)) && ids.every((id) => own.includes(id));
  world.check(
    "a list of bots is the account's own",
    right,
    () => `${account.name} has ${own.join()}, was told ${ids.join()}`,
  );
}

export async function signIn(world: World, credential: Credential): Promise<Credential | undefined> {
  const now = world.now();
  const made = await world.try(credential, ACCOUNTS, "POST", "/v1/console-sessions", { body: {} });
  if (!world.expect(made, [200], "signing in")) return undefined;
  return add(world, {
    kind: "console-account",
    value: String(made.json["token"]),
    viewer: { kind: "account", account: credential.viewer.account! },
    of: credential.of,
    expires: now + Number(made.json["expires_in"]) * 1_000,
    leeway: 0,
  });
}

export async function openConsole(world: World, credential: Credential, bot: Bot): Promise<void> {
  const now = world.now();
  const made = await world.try(credential, ["console-account"], "POST", `/v1/bots/${bot.id}/console-tokens`);
  const isOwn = bot.account === credential.viewer.account;
  if (!world.expect(made, [isOwn && bot.life === "live" ? 201 : 404], `opening ${bot.name}`)) return;
  add(world, {
    kind: "console",
    value: String(made.json["token"]),
    viewer: { kind: "owner", bot, account: bot.account },
    of: [...credential.of, bot],
    expires: now + Number(made.json["expires_in"]) * 1_000,
    leeway: 0,
  });
}

/** Another account key, and the consoles that it opens. */
export async function furnishAccount(world: World, account: Account, first: Credential): Promise<void> {
  const made = await world.call(first, "POST", "/v1/account/keys", { makesSecret: true });
  const key: Key = { id: String(made.json["key_id"]), value: String(made.json["key"]), life: "live" };
  account.keys.push(key);
  const session = await signIn(world, addKey(world, "account", key, account));
  await openConsole(world, session!, account.bots[0]!);
}

export const ACCOUNT_OPERATIONS: Record<string, Operation> = {
  async "make a bot"(world, draw, { account }) {
    const credential = credentialFor(world, draw, ["account"]);
    const owner = credential.viewer.account ?? account;
    if (owner.bots.length < BOTS_MOST) await makeBot(world, owner, credential);
  },

  async "list bots"(world, draw) {
    const credential = credentialFor(world, draw, ACCOUNTS);
    const listed = await world.try(credential, ACCOUNTS, "GET", "/v1/bots?limit=100");
    if (world.expect(listed, [200], "listing bots")) expectOwn(world, credential.viewer.account!, listed);
  },

  async "look at a bot"(world, draw, bot) {
    const credential = credentialFor(world, draw, ACCOUNTS);
    const path = draw.of([`/v1/bots/${bot.id}`, `/v1/bots/${bot.id}/secret-keys`]);
    const looked = await world.try(credential, ACCOUNTS, "GET", path);
    const isOwn = bot.account === credential.viewer.account;
    world.expect(looked, [isOwn && bot.life === "live" ? 200 : 404], `looking at ${bot.name}`);
  },

  async "delete a bot"(world, draw, bot) {
    if (!draw.once(2)) return;
    const credential = credentialFor(world, draw, ACCOUNTS);
    await learnDeletion(world, credential, bot, await world.try(credential, ACCOUNTS, "DELETE", `/v1/bots/${bot.id}`));
  },

  async "make an account key"(world, draw) {
    const credential = credentialFor(world, draw, ["account"]);
    const account = credential.viewer.account;
    const made = await world.try(credential, ["account"], "POST", "/v1/account/keys", { makesSecret: true });
    if (!world.expect(made, [201, 409], "making an account key")) return;
    const key: Key = { id: String(made.json["key_id"]), value: String(made.json["key"]), life: "live" };
    account!.keys.push(key);
    addKey(world, "account", key, account!);
  },

  async "delete an account key"(world, draw, { account }) {
    const credential = credentialFor(world, draw, ACCOUNTS);
    const key = draw.of(account.keys);
    const isOwn = credential.viewer.account === account;
    const gone = await world.try(credential, ACCOUNTS, "DELETE", `/v1/account/keys/${key.id}`);
    if (gone === "unknown" && isOwn && key.life === "live") key.life = "unsure";
    if (typeof gone === "string") return;
    const live = account.keys.filter(({ life }) => life !== "gone").length;
    if (account.keys.every(({ life }) => life !== "unsure"))
      world.expect(gone, isOwn && key.life === "live" ? [live > 1 ? 204 : 409] : [404], "deleting an account key");
    if (!isOwn || gone.status !== 204) return;
    key.life = "gone";
    await knockAgain(world, key);
  },

  async "list account keys"(world, draw) {
    const credential = credentialFor(world, draw, ACCOUNTS);
    const path = draw.of(["/v1/account/keys", "/v1/account/audit"]);
    const audited = (credential.viewer.account?.bots ?? []).flatMap((each) => [...each.audited]);
    const remembered = path.endsWith("audit") ? new Set(audited) : new Set<Canary>();
    world.expect(await world.try(credential, ACCOUNTS, "GET", path, { remembered }), [200], path);
  },

  "sign in": async (world, draw) => void (await signIn(world, credentialFor(world, draw, ACCOUNTS))),

  "open a bot's console": (world, draw, bot) =>
    openConsole(world, credentialFor(world, draw, ["console-account"]), bot),
};

function allOf(bot: Bot): Canary[] {
  return [
    bot.rule,
    bot.face,
    ...[...bot.documents.values(), ...bot.answers.values()].map(({ canary }) => canary),
    ...[...bot.sources.values()].map(({ document }) => document.canary),
    ...[...bot.conversations.values()].flatMap(({ questions }) => questions),
    ...bot.handoffs.map(({ canary }) => canary),
    ...bot.webhooks.map(({ canary }) => canary),
  ];
}
