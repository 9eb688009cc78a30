/** Keys and tokens of a bot: made, used up, revoked. */

import { createHmac, randomUUID } from "node:crypto";
import type { Bot, Credential, Key } from "../model.ts";
import type { World } from "../world.ts";
import { add, addKey } from "./accounts.ts";
import { knockAgain } from "./after.ts";
import { AREAS, credentialFor, type Operation, OWNERS, VISITOR_IDS } from "./draw.ts";

interface KeyKind {
  path(bot: Bot): string;
  list: "secretKeys" | "publishableKeys" | "signingKeys" | "agentKeys";
  by: readonly Credential["kind"][];
  makes: readonly Credential["kind"][];
  body?: object;
  id: string;
  value: string;
  kind: Credential["kind"] | undefined;
}

const KINDS: readonly KeyKind[] = [
  {
    path: ({ id }) => `/v1/bots/${id}/secret-keys`,
    list: "secretKeys",
    by: ["account", "console-account"],
    makes: ["account"],
    id: "key_id",
    value: "secret_key",
    kind: "secret",
  },
  {
    path: () => "/v1/publishable-keys",
    list: "publishableKeys",
    by: OWNERS,
    makes: OWNERS,
    id: "key_id",
    value: "publishable_key",
    kind: "publishable",
  },
  {
    path: () => "/v1/signing-keys",
    list: "signingKeys",
    by: OWNERS,
    makes: ["secret"],
    body: { alg: "HS256" },
    id: "kid",
    value: "secret",
    kind: undefined,
  },
  {
    path: () => "/v1/mcp-keys",
    list: "agentKeys",
    by: OWNERS,
    makes: ["secret"],
    id: "key_id",
    value: "key",
    kind: "agent",
  },
];

export const KEY_OPERATIONS: Record<string, Operation> = {
  async "make a key"(world, draw, bot) {
    const kind = draw.of(KINDS);
    const credential = credentialFor(world, draw, kind.makes, { bot });
    const isAccounts = kind.list === "secretKeys";
    const owner = isAccounts ? bot : credential.viewer.bot;
    const asked = { body: kind.body ?? {}, makesSecret: true };
    const made = await world.try(credential, kind.makes, "POST", kind.path(bot), asked);
    const isOwn = !isAccounts || (bot.account === credential.viewer.account && bot.life === "live");
    if (!world.expect(made, isOwn ? [201, 409] : [404], `making one of the ${kind.list}`)) return;
    const key: Key = { id: String(made.json[kind.id]), value: String(made.json[kind.value]), life: "live" };
    owner![kind.list].push(key);
    if (kind.kind !== undefined) addKey(world, kind.kind, key, owner!);
  },

  async "delete a key"(world, draw, bot) {
    const kind = draw.of(KINDS);
    if (bot[kind.list].length === 0) return;
    const key = draw.of(bot[kind.list]);
    const credential = credentialFor(world, draw, kind.by, { bot });
    const isOwn =
      kind.list === "secretKeys" ? bot.account === credential.viewer.account : bot === credential.viewer.bot;
    const gone = await world.try(credential, kind.by, "DELETE", `${kind.path(bot)}/${key.id}`);
    if (gone === "unknown" && isOwn && key.life === "live") key.life = "unsure";
    if (typeof gone === "string" || key.life === "unsure") return;
    const isThere = isOwn && key.life === "live" && bot.life === "live";
    world.expect(gone, [isThere ? 204 : 404], `deleting one of the ${kind.list} of ${bot.name}`);
    if (!isThere) return;
    key.life = "gone";
    await knockAgain(world, key);
  },

  async "list keys"(world, draw, bot) {
    const kind = draw.of(KINDS);
    if (kind.list === "secretKeys") return;
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const listed = await world.try(credential, OWNERS, "GET", kind.path(bot));
    if (!world.expect(listed, [200], `listing the ${kind.list}`)) return;
    const ids = (listed.json["data"] as Record<string, string>[]).map((each) => each[kind.id]);
    const own = credential.viewer.bot![kind.list];
    const right = ids.every((id) => own.some((key) => key.id === id && key.life !== "gone"));
    world.check(
      "a list of keys is the bot's own",
      right,
      () => `${credential.viewer.bot!.name} was told ${ids.join()}`,
    );
  },

  async "mint a token"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["secret"], { bot });
    const visitor = draw.of(VISITOR_IDS);
    const area = draw.once(3) ? draw.of(AREAS) : undefined;
    const owner = credential.viewer.bot;
    const profile = owner === undefined ? undefined : world.plant("profile", owner, { visitor });
    const body = {
      visitor_id: visitor,
      ...(area === undefined ? {} : { filter: { area } }),
      ...(profile === undefined ? {} : { profile: { plan: profile.word } }),
    };
    const from = world.now();
    // The holder of the token, the visitor, can read the profile in it.
    const made = await world.try(credential, ["secret"], "POST", "/v1/embed-tokens", { body });
    if (!world.expect(made, [201], "minting a token")) return;
    add(world, {
      kind: "embed",
      value: String(made.json["token"]),
      viewer: {
        kind: "visitor",
        bot: owner!,
        account: owner!.account,
        visitor,
        ...(area === undefined ? {} : { area }),
      },
      of: credential.of,
      expires: Date.parse(String(made.json["expires_at"])),
      leeway: 60_000,
      issued: { from, to: world.now(), ahead: 0 },
    });
  },

  async "sign a token"(world, draw, bot) {
    if (bot.signingKeys.length === 0) return;
    const key = draw.of(bot.signingKeys);
    const visitor = draw.of(VISITOR_IDS);
    const area = draw.once(3) ? draw.of(AREAS) : undefined;
    // An owner may say which bot it is for; a token that says another is nobody's.
    const other = draw.of(world.bots);
    const says = draw.once(3) ? other : undefined;
    signToken(world, bot, key, visitor, area, says);
  },

  async "open a session"(world, draw, bot) {
    const key = draw.of(bot.publishableKeys);
    const handles = world.credentials.filter((each) => handlesOf.has(each));
    const before = handles.length > 0 && draw.once(2) ? draw.of(handles) : undefined;
    const foreign = draw.once(5);
    const origin = foreign ? draw.of(["https://evil.example", "null", `${bot.origin}.evil.example`]) : bot.origin;
    const from = world.now();
    const handle = before && handlesOf.get(before)!;
    const body = { publishable_key: key.value, ...(handle === undefined ? {} : { visitor_handle: handle }) };
    const made = await world.call(undefined, "POST", "/v1/embed-sessions", { body, headers: { origin } });
    if (made.status >= 500 || key.life === "unsure") return;
    const isLive = bot.life === "live" && key.life === "live";
    const right = !isLive ? 401 : foreign ? 403 : 200;
    const opened = world.expect(made, [right, 429], `opening a session of ${bot.name} on ${origin}`);
    if (!opened) return;
    const token = String(made.json["token"]);
    const visitor = visitorIn(token);
    const mayReturn =
      before !== undefined &&
      before.viewer.bot === bot &&
      before.of.every(({ life }) => life !== "gone") &&
      !bot.erased.has(before.viewer.visitor!) &&
      before.issued!.to > bot.revoked.from;
    world.check(
      "a handle brings back its own living visitor alone",
      mayReturn || world.bots.every((each) => each !== bot || !isKnown(world, bot, visitor)),
      () => `step ${world.step}: ${bot.name} got ${visitor} again`,
    );
    const credential = add(world, {
      kind: "embed",
      value: token,
      viewer: { kind: "visitor", bot, account: bot.account, visitor },
      of: [key, bot],
      expires: from + Number(made.json["expires_in"]) * 1_000,
      leeway: 60_000,
      issued: { from, to: world.now(), ahead: 0 },
      origin,
    });
    handlesOf.set(credential, String(made.json["visitor_handle"]));
    // Taken to another site it opens nothing.
    const headers = { origin: "https://evil.example" };
    const taken = await world.try(credential, ["embed"], "GET", "/v1/embed-config", { headers });
    world.expect(taken, [403], "taking a token elsewhere");
  },

  async "revoke all tokens"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const from = world.now();
    const done = await world.try(credential, OWNERS, "POST", "/v1/bot/revoke-tokens");
    const owner = credential.viewer.bot;
    if (done === "unknown" && owner !== undefined) owner.revoked = { from: owner.revoked.from, to: world.now() };
    if (!world.expect(done, [204], "revoking tokens")) return;
    owner!.revoked = { from, to: world.now() };
    await knockAgain(world, owner!);
  },
};

/** Beside the token it came with, the handle that renews its visitor. */
const handlesOf = new WeakMap<Credential, string>();

function isKnown(world: World, bot: Bot, visitor: string): boolean {
  return world.credentials.some(({ viewer }) => viewer.bot === bot && viewer.visitor === visitor);
}

function visitorIn(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as { sub: string };
  return claims.sub;
}

/** As an owner's backend does. */
function signToken(
  world: World,
  bot: Bot,
  key: Key,
  visitor: string,
  area: string | undefined,
  says: Bot | undefined,
): void {
  const now = world.now();
  const iat = Math.floor(now / 1_000);
  const profile = world.plant("profile", bot, { visitor });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = part({ alg: "HS256", kid: key.id, typ: "vegarag-embed+jwt" });
  const claims = part({
    iss: "owner",
    aud: "vegarag",
    sub: visitor,
    iat,
    exp: iat + 900,
    jti: randomUUID(),
    usr: { plan: profile.word },
    ...(area === undefined ? {} : { flt: { area } }),
    ...(says === undefined ? {} : { bot: says.id }),
  });
  const signature = createHmac("sha256", key.value).update(`${head}.${claims}`).digest("base64url");
  add(world, {
    kind: "embed",
    value: `${head}.${claims}.${signature}`,
    viewer: { kind: "visitor", bot, account: bot.account, visitor, ...(area === undefined ? {} : { area }) },
    of: [key, bot, ...(says === undefined || says === bot ? [] : [{ life: "gone" as const }])],
    expires: (iat + 900) * 1_000,
    leeway: 60_000,
    issued: { from: iat * 1_000, to: iat * 1_000, ahead: 60_000 },
  });
}
