/** What an owner sees and does: settings, the log, visitors, hand-offs, webhooks. */

import type { Canary } from "../canaries.ts";
import type { Bot } from "../model.ts";
import type { World } from "../world.ts";
import { ACCOUNTS, credentialFor, type Operation, OWNERS, VISITOR_IDS } from "./draw.ts";
import { forget } from "./chat.ts";

const LOGS = [
  "/v1/conversations?limit=100",
  "/v1/insights?limit=100",
  "/v1/insights?kind=rated&limit=100",
  "/v1/insights/groups?limit=100",
  "/v1/insights/numbers",
  "/v1/handoffs?limit=100",
  "/v1/usage",
  "/v1/audit",
  "/v1/bot",
  "/v1/bot/allowed-origins",
  "/v1/bot/refused-origins",
  "/v1/webhooks",
] as const;

/** All that was told in the bot's living conversations: an owner may see of it what has gone since. */
function toldOf(bot: Bot | undefined): Set<Canary> {
  return new Set(
    [...(bot?.conversations.values() ?? [])].flatMap(({ told, life }) => (life === "gone" ? [] : [...told])),
  );
}

function eraseVisitor(world: World, bot: Bot, visitor: string, life: "gone" | "unsure"): void {
  for (const conversation of bot.conversations.values())
    if (conversation.visitor === visitor) forget(world, conversation, bot, life);
  for (const handoff of bot.handoffs) {
    if (handoff.visitor !== visitor || handoff.life === "gone") continue;
    handoff.life = life;
    world.end(handoff.canary, life);
  }
  if (life === "gone") bot.erased.add(visitor);
}

export const OWNER_OPERATIONS: Record<string, Operation> = {
  async "read the log"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const path = draw.of(LOGS);
    const headers: Record<string, string> =
      /conversations|groups|numbers|handoffs/.test(path) && draw.once(3) ? { accept: "text/csv" } : {};
    const owner = credential.viewer.bot;
    const remembered = path === "/v1/audit" ? (owner?.audited ?? new Set<Canary>()) : toldOf(owner);
    world.expect(await world.try(credential, OWNERS, "GET", path, { headers, remembered }), [200], path);
  },

  async "read one conversation of the log"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const owner = credential.viewer.bot;
    const some = [...bot.conversations.values()];
    if (some.length === 0) return;
    const { id, visitor } = draw.of(some);
    const conversation = owner?.conversations.get(JSON.stringify([visitor, id]));
    const path = `/v1/conversations/${encodeURIComponent(id)}?visitor_id=${encodeURIComponent(visitor)}`;
    const read = await world.try(credential, OWNERS, "GET", path, { remembered: conversation?.told ?? new Set() });
    if (owner === undefined || conversation?.life === "unsure" || conversation?.shaken === true) return;
    if (id.startsWith("of ")) return;
    world.expect(read, [conversation?.life === "live" ? 200 : 404], path);
  },

  async "export a visitor"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const visitor = draw.of(VISITOR_IDS);
    const owner = credential.viewer.bot;
    const path = `/v1/visitors/${encodeURIComponent(visitor)}/export?limit=100`;
    const asked = { acting: visitor, remembered: toldOf(owner) };
    const read = await world.try(credential, OWNERS, "GET", path, asked);
    if (owner === undefined) return;
    const own = [...owner.conversations.values()].filter((each) => each.visitor === visitor);
    if (own.some(({ life, shaken }) => life === "unsure" || shaken)) return;
    const isKnown = own.some(({ life }) => life === "live");
    const hasMessage = owner.handoffs.some((each) => each.visitor === visitor && each.life !== "gone");
    if (!world.expect(read, isKnown ? [200] : hasMessage ? [200, 404] : [404], path)) return;
    for (const { questions } of own)
      for (const canary of questions)
        world.check(
          "an export is whole",
          canary.kind === "reason" || read.seen.has(canary),
          () => `${path} lacks ${canary.word}`,
        );
  },

  async "erase a visitor"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const named = [...bot.conversations.values()].map((each) => each.visitor);
    const visitor = named.length > 0 && draw.once(2) ? draw.of(named) : draw.of(VISITOR_IDS);
    const owner = credential.viewer.bot;
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/visitors/${encodeURIComponent(visitor)}`);
    if (owner === undefined) return;
    if (done === "unknown") return eraseVisitor(world, owner, visitor, "unsure");
    if (typeof done === "string") return;
    const own = [...owner.conversations.values()].filter((each) => each.visitor === visitor);
    const handoffs = owner.handoffs.filter((each) => each.visitor === visitor && each.life !== "gone");
    if (own.every(({ life, shaken }) => life !== "unsure" && !shaken)) {
      const isKnown = own.some(({ life }) => life === "live") || handoffs.length > 0;
      world.expect(done, [isKnown ? 204 : 404], `erasing ${visitor} of ${owner.name}`);
    }
    eraseVisitor(world, owner, visitor, "gone");
  },

  async "change settings"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const owner = credential.viewer.bot ?? bot;
    const [rule, face] = [world.plant("rule", owner), world.plant("face", owner)];
    const body = { name: face.word, instructions: `Never say ${rule.word}.`, greeting: `Welcome to ${face.word}.` };
    const done = await world.try(credential, OWNERS, "PATCH", "/v1/bot", { body });
    if (done === "unknown") {
      for (const canary of [owner.rule, owner.face]) world.end(canary, "unsure");
      [owner.rule, owner.face] = [rule, face];
      for (const canary of [rule, face]) world.end(canary, "unsure");
      return;
    }
    if (!world.expect(done, [200], "changing settings")) return;
    for (const canary of [owner.rule, owner.face]) world.end(canary);
    [owner.rule, owner.face] = [rule, face];
    owner.audited.add(face);
  },

  async "show the widget its bot"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["embed"], { bot });
    // A token of a session is good on the pages that it was made for; one without origins is anywhere.
    const isElsewhere = draw.once(3);
    const origin = isElsewhere ? "https://evil.example" : credential.origin;
    const headers: Record<string, string> = origin === undefined ? {} : { origin };
    const shown = await world.try(credential, ["embed"], "GET", "/v1/embed-config", { headers });
    const isRefused = isElsewhere && credential.origin !== undefined;
    if (!world.expect(shown, [isRefused ? 403 : 200], "showing the widget its bot")) return;
    const { face } = credential.viewer.bot!;
    world.check("a bot shows its own face", face.life === "unsure" || shown.seen.has(face), () => shown.text);
  },

  async "delete a message"(world, draw, bot) {
    if (bot.handoffs.length === 0) return;
    const handoff = draw.of(bot.handoffs);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const isOwn = credential.viewer.bot === bot;
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/handoffs/${handoff.id || "hnd_none"}`);
    if (handoff.id === "") return;
    if (done === "unknown" && isOwn && handoff.life === "live") {
      handoff.life = "unsure";
      world.end(handoff.canary, "unsure");
    }
    if (typeof done === "string") return;
    if (handoff.life !== "unsure")
      world.expect(done, [isOwn && handoff.life === "live" ? 204 : 404], "deleting a message");
    if (!isOwn) return;
    handoff.life = "gone";
    world.end(handoff.canary);
  },

  async "make a webhook"(world, draw, bot) {
    const credential = credentialFor(world, draw, ["secret"], { bot });
    const owner = credential.viewer.bot ?? bot;
    const canary = world.plant("hook", owner);
    const path = `/hook/${canary.word}`;
    const body = { url: world.deployment.outside + path, events: ["handoff.created", "question.unanswered"] };
    const made = await world.try(credential, ["secret"], "POST", "/v1/webhooks", { body, makesSecret: true });
    owner.audited.add(canary);
    if (!world.expect(made, [201, 409], "making a webhook")) return;
    const id = String(made.json["webhook_id"]);
    owner.webhooks.push({ id, path, secret: String(made.json["secret"]), canary, life: "live" });
  },

  async "look at a webhook"(world, draw, bot) {
    if (bot.webhooks.length === 0) return;
    const webhook = draw.of(bot.webhooks);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const [method, path] = draw.of([
      ["GET", `/v1/webhooks/${webhook.id}/deliveries`],
      ["POST", `/v1/webhooks/${webhook.id}/test`],
    ] as const);
    const done = await world.try(credential, OWNERS, method, path);
    const isThere = credential.viewer.bot === bot && webhook.life === "live";
    if (webhook.life !== "unsure") world.expect(done, [isThere ? 200 : 404], path);
  },

  async "delete a webhook"(world, draw, bot) {
    if (bot.webhooks.length === 0) return;
    const webhook = draw.of(bot.webhooks);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const isOwn = credential.viewer.bot === bot;
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/webhooks/${webhook.id}`);
    if (done === "unknown" && isOwn && webhook.life === "live") {
      webhook.life = "unsure";
      world.end(webhook.canary, "unsure");
    }
    if (typeof done === "string") return;
    if (webhook.life !== "unsure")
      world.expect(done, [isOwn && webhook.life === "live" ? 204 : 404], "deleting a webhook");
    if (!isOwn) return;
    webhook.life = "gone";
    world.end(webhook.canary);
  },

  async "ask unanswered questions again"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const remembered = toldOf(credential.viewer.bot);
    const listed = await world.try(credential, OWNERS, "GET", "/v1/insights/groups", { remembered });
    if (!world.expect(listed, [200], "listing groups")) return;
    const groups = listed.json["data"] as { group_id: string }[];
    if (groups.length === 0) return;
    // One that waits patiently would be asked again, and wait.
    world.deployment.release();
    const path = `/v1/insights/groups/${draw.of(groups).group_id}`;
    world.expect(await world.try(credential, OWNERS, "POST", `${path}/recheck`), [200], "asking again");
    const stranger = credentialFor(world, draw, OWNERS);
    const isOwn = stranger.viewer.bot === credential.viewer.bot;
    const body = { state: "done" };
    world.expect(await world.try(stranger, OWNERS, "PATCH", path, { body, remembered }), [isOwn ? 200 : 404], path);
  },

  async "name another bot"(world, draw, bot) {
    const credential = credentialFor(world, draw, [...OWNERS, ...ACCOUNTS], { bot });
    const other = draw.of(world.bots);
    const field = draw.of(["bot_id", "namespace", "bot", "account_id", "tenant"]);
    const [method, path, body] = draw.of([
      ["GET", `/v1/bot?${field}=${other.id}`, undefined],
      ["GET", `/v1/documents?${field}=${other.id}`, undefined],
      ["POST", "/v1/search", { query: "code", [field]: other.id }],
      ["PATCH", "/v1/bot", { [field]: other.id }],
      ["POST", "/v1/embed-tokens", { [field]: other.id }],
    ] as const);
    const kinds = path === "/v1/embed-tokens" ? (["secret"] as const) : OWNERS;
    const headers = { "x-bot-id": other.id, "x-namespace": other.id, cookie: `bot=${other.id}` };
    const asked = { headers, ...(body === undefined ? {} : { body }) };
    world.expect(await world.try(credential, kinds, method, path, asked), [400], `${method} ${path}`);
  },
};
