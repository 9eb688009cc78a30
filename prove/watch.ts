/** What left a deployment by other ways than answers: its log, requests of its engines, its webhooks. */

import { createHmac } from "node:crypto";
import { embedWords } from "../fakes/openai-model.ts";
import { type Canary, describe, find } from "./canaries.ts";
import type { Delivery } from "./deployment.ts";
import type { Bot } from "./model.ts";
import type { World } from "./world.ts";

/** Every bot of every run on this deployment, by its id: a leak may come from one of long ago. */
const bots = new Map<string, Bot>();
/** Whose text a vector was made of, and whether it was asked. */
const texts = new Map<string, { bots: Set<Bot>; isAsked: boolean }>();

export function know(bot: Bot): void {
  bots.set(bot.id, bot);
}

export function watch(world: World): void {
  for (const line of world.deployment.logs.splice(0)) {
    const { canaries, secrets } = find(line);
    world.check("no tenant's word in the log", canaries.length === 0, () => `"${line}" has ${describe(canaries[0]!)}`);
    world.check("no secret in the log", secrets.length === 0, () => `"${line}" has ${secrets[0]}`);
    world.tally.bytes += line.length;
  }
  for (const { path, query, body, headers } of world.deployment.openai?.requests.splice(0) ?? [])
    watchModel(world, path, JSON.stringify([query, body, headers]), body);
  for (const { method, path, query, body } of world.deployment.pinecone?.requests.splice(0) ?? [])
    watchStore(world, method, path, query, body as Record<string, unknown> | undefined);
  for (const delivery of world.deployment.deliveries.splice(0)) watchWebhook(world, delivery);
}

/** A prompt or the texts of one embedding are of one bot, and of one visitor at most. */
function watchModel(world: World, path: string, text: string, body: unknown): void {
  const { canaries, secrets } = find(text);
  world.tally.bytes += text.length;
  world.check("no key in a prompt", secrets.length === 0, () => `${path}: ${secrets[0]}`);
  for (const canary of canaries) {
    const first = canaries[0]!;
    const both = (): string => `${path}: ${describe(first)} and ${describe(canary)}`;
    world.check("a prompt is of one bot", canary.bot !== undefined && canary.bot === first.bot, both);
    const [one, other] = [canaries.find(({ visitor }) => visitor !== undefined)?.visitor, canary.visitor];
    world.check("a prompt is of one visitor", other === undefined || other === one, both);
    world.check(
      "no prompt tells what is gone",
      canary.life !== "gone" || mayStillBeTold(world, path, canary),
      () => `step ${world.step}: ${path} tells ${describe(canary)} of step ${canary.goneAt}`,
    );
  }
  const { input, dimensions } = body as { input?: string | string[]; dimensions?: number };
  for (const one of input === undefined ? [] : [input].flat()) {
    const key = keyOf([...embedWords(one, dimensions ?? 64)]);
    const known = texts.get(key) ?? { bots: new Set(), isAsked: false };
    for (const { bot, kind } of find(one).canaries) {
      if (bot !== undefined) known.bots.add(bot);
      known.isAsked ||= kind === "question";
    }
    texts.set(key, known);
  }
}

/** What is under way when it is deleted may still be said; what is asked for later may not. */
function mayStillBeTold(world: World, path: string, canary: Canary): boolean {
  if (canary.goneAt >= world.step) return true;
  if (path.endsWith("/embeddings")) return canary.bot?.isCut === true || !isLongGone(world, canary);
  return [...canary.bot!.conversations.values()].some(({ open, told }) => open !== undefined && told.has(canary));
}

function watchStore(
  world: World,
  method: string,
  path: string,
  query: string,
  body: Record<string, unknown> | undefined,
): void {
  const text = JSON.stringify([path, query, body]);
  world.tally.bytes += text.length;
  const named: unknown =
    body?.["namespace"] ?? new URLSearchParams(query).get("namespace") ?? /^\/namespaces\/([^/]+)$/.exec(path)?.[1];
  if (path === "/describe_index_stats") return;
  const bot = typeof named === "string" ? bots.get(named) : undefined;
  world.check("every namespace is a bot's", bot !== undefined, () => `${method} ${path} in ${String(named)}`);
  if (bot === undefined) return;
  const what = (): string => `step ${world.step}: ${method} ${path} in the namespace of ${bot.name}`;
  for (const canary of find(text).canaries)
    world.check("a namespace holds its bot's", canary.bot === bot, () => `${what()} has ${describe(canary)}`);
  for (const id of text.match(/bot_[0-9a-z]{25}/g) ?? [])
    world.check("a namespace holds its bot's", id === bot.id, () => `${what()} names ${id}`);
  const vectors: number[][] = [
    ...(body?.["vector"] === undefined ? [] : [body["vector"] as number[]]),
    ...((body?.["vectors"] ?? []) as { values: number[] }[]).map(({ values }) => values),
  ];
  for (const vector of vectors) {
    const made = texts.get(keyOf(vector));
    // Whether the index shows the last write is asked with a vector of no text.
    world.check("a vector goes to its text's bot", made === undefined ? path === "/query" : made.bots.has(bot), what);
    if (made?.isAsked === true)
      world.check("a query is in the credential's namespace", world.inFlight.has(bot) && path === "/query", what);
  }
}

function keyOf(vector: readonly number[]): string {
  return vector.map((value) => value.toFixed(5)).join();
}

function watchWebhook(world: World, { path, headers, body }: Delivery): void {
  const webhook = world.bots.flatMap(({ webhooks }) => webhooks).find((each) => each.path === path);
  // Of a bot of another run, whose test is over.
  if (webhook === undefined) return;
  const { bot } = webhook.canary;
  const what = (): string => `step ${world.step}: a webhook of ${bot?.name}`;
  world.check(
    "no webhook after its end",
    bot?.isCut === true || !isLongGone(world, webhook.canary),
    () => `${what()} that is gone was told ${body}`,
  );
  for (const canary of find(body).canaries) {
    world.check("a webhook tells its bot's", canary.bot === bot, () => `${what()} was told ${describe(canary)}`);
    world.check(
      "a webhook tells nothing that is gone",
      bot?.isCut === true || !isLongGone(world, canary),
      () => `${what()} was told ${describe(canary)}`,
    );
  }
  const content = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  const secret = Buffer.from(webhook.secret.replace("whsec_", ""), "base64");
  const signature = createHmac("sha256", secret).update(content).digest("base64");
  world.check(
    "a webhook is signed with its own secret",
    String(headers["webhook-signature"]).split(" ").includes(`v1,${signature}`),
    what,
  );
}

/** Since before what was due was last known to be done: until then it may have been on its way. */
function isLongGone({ settledAt }: World, { life, goneAt }: Canary): boolean {
  return life === "gone" && goneAt < settledAt;
}
