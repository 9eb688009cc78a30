/** What a visitor does: asks, goes on listening, stops, reads again, forgets, rates, leaves a message. */

import { createEventDecoder, type StreamChunk } from "../../shared/stream.ts";
import type { Canary, Viewer } from "../canaries.ts";
import { type Bot, type Conversation, conversationOf, type Credential } from "../model.ts";
import { deltasOf, type Exchange, viewerOf, type World } from "../world.ts";
import { CONVERSATION_IDS, credentialFor, type Draw, type Operation, topicFor, VISITOR_IDS, VISITORS } from "./draw.ts";
import { codeOf, parkingAt } from "./documents.ts";

interface Place {
  credential: Credential;
  /** Undefined where the credential opens no bot's data. */
  bot: Bot | undefined;
  conversation: Conversation;
  visitor: string;
  /** `?visitor_id=` of an owner's call. */
  query: string;
  /** What the caller may be told. */
  asked: { acting: string; headers?: Record<string, string>; remembered: ReadonlySet<Canary> };
  /** The same for a body. */
  named: object;
}

/** A credential, and the conversation that it names: the visitor is the token's, or any that an owner names. */
export function placeOf(world: World, draw: Draw, bot: Bot): Place {
  const credential = credentialFor(world, draw, VISITORS, { bot });
  const owner = credential.viewer.bot;
  const isToken = credential.kind === "embed";
  const named = draw.of(VISITOR_IDS);
  const visitor = isToken ? credential.viewer.visitor! : named;
  const known = [...(owner ?? bot).conversations.values()].filter(
    (each) => each.visitor === visitor && each.life === "live",
  );
  const id = known.length > 0 && !draw.once(4) ? draw.of(known).id : draw.of(CONVERSATION_IDS);
  const conversation = conversationOf(owner ?? bot, visitor, id);
  const headers = credential.origin === undefined ? {} : { headers: { origin: credential.origin } };
  return {
    credential,
    bot: owner,
    conversation,
    visitor,
    // A visitor may name another: it changes nothing.
    query: `?visitor_id=${encodeURIComponent(named)}`,
    asked: { acting: visitor, remembered: conversation.told, ...headers },
    named: { visitor_id: named },
  };
}

interface Question {
  canary: Canary;
  text: string;
  topic: string;
  isParking: boolean;
}

function questionOf(world: World, draw: Draw, { bot, visitor }: Place, conversation: string | undefined): Question {
  const canary = world.plant("question", bot ?? world.bots[0]!, { visitor, conversation });
  const topic = topicFor(draw, bot);
  const isParking = draw.once(4);
  return { canary, topic, isParking, text: isParking ? parkingAt(topic) : codeOf(topic) };
}

let messages = 0;

function bodyOf(place: Place, text: string): { id: string; message: object } {
  const id = `m${++messages}`;
  return { id: place.conversation.id, message: { id, role: "user", parts: [{ type: "text", text }] }, ...place.named };
}

/** What an answer told, and by which id it goes. */
function learn(conversation: Conversation, text: string, seen: ReadonlySet<Canary>): void {
  conversation.life = "live";
  for (const canary of seen) if (canary.kind === "document" || canary.kind === "answer") conversation.told.add(canary);
  const decode = createEventDecoder(({ data }) => {
    if (!data.startsWith("{")) return;
    const chunk = JSON.parse(data) as StreamChunk;
    if (chunk.type === "start") conversation.answers.push({ id: chunk.messageId, rated: false });
  });
  decode(text);
}

function isEnded(text: string): boolean {
  return /"type":"(finish|error|abort)"/.test(text);
}

async function ask(world: World, draw: Draw, bot: Bot, patiently: boolean): Promise<void> {
  const place = placeOf(world, draw, bot);
  const { conversation, credential } = place;
  const { canary, text, topic, isParking } = questionOf(world, draw, place, conversation.id);
  // The question's own word stands behind it: it is not what is looked for.
  const body = bodyOf(place, `${text} My ticket is ${canary.word}.${patiently ? " I wait patiently." : ""}`);
  const told = new Set<Canary>();
  const asked = { ...place.asked, body, remembered: told };
  if (patiently && world.deployment.openai !== undefined) return askAndListen(world, place, canary, asked);
  const done = await world.try(credential, VISITORS, "POST", "/v1/chat", asked);
  if (done === "unknown") conversation.shaken = true;
  if (done === "unknown" && conversation.life !== "live") conversation.life = "unsure";
  const expected = conversation.open === undefined && !conversation.shaken ? [200] : [200, 409];
  if (!world.expect(done, expected, `asking in ${conversation.id} of ${conversation.visitor}`)) return;
  learn(conversation, done.text, done.seen);
  if (world.crashing || !isEnded(done.text)) conversation.shaken = true;
  conversation.questions.push(canary);
  place.bot!.erased.delete(place.visitor);
  if (!conversation.shaken && !isParking) expectAnswered(world, place, topic, done);
}

/** A living page on the topic that this visitor may see is what it answers from. */
function expectAnswered(world: World, { bot, credential }: Place, topic: string, { seen, text }: Exchange): void {
  const { area } = credential.viewer;
  const right = [...bot!.documents.values()].filter(
    ({ topic: of, life, canary }) => of === topic && life === "live" && (area === undefined || canary.area === area),
  );
  world.check(
    "a question is answered from the bot's own page",
    right.length === 0 || right.some(({ canary }) => seen.has(canary)),
    () =>
      `step ${world.step}: ${bot!.name} does not tell the code of the ${topic}: ${deltasOf(new Headers({ "content-type": "text/event-stream" }), text)}`,
  );
}

/** Reads the first events alone, and keeps the rest for later steps. */
async function askAndListen(
  world: World,
  { credential, conversation, visitor, bot }: Place,
  canary: Canary,
  asked: { acting: string; body: object; remembered: ReadonlySet<Canary>; headers?: Record<string, string> },
): Promise<void> {
  if (bot === undefined || conversation.open !== undefined) return;
  world.deployment.hold();
  world.inFlight.add(bot);
  const response = await world.fetch("/v1/chat", {
    method: "POST",
    headers: {
      authorization: `Bearer ${credential.value}`,
      "content-type": "application/json",
      ...asked.headers,
    },
    body: JSON.stringify(asked.body),
  });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = "";
  const readOn = async (enough: () => boolean): Promise<void> => {
    try {
      while (!enough()) {
        const { done, value } = await reader.read();
        if (done) return;
        text += decoder.decode(value, { stream: true });
      }
    } catch {
      text += "\n(cut)";
    }
  };
  await readOn(() => text.includes("\n\n") || response.status !== 200);
  if (response.status !== 200) {
    await readOn(() => false);
    world.take(credential, "POST /v1/chat", response, text, asked);
    return;
  }
  conversation.life = "live";
  conversation.shaken = true;
  conversation.questions.push(canary);
  bot.erased.delete(visitor);
  const viewer: Viewer = viewerOf(credential, asked);
  const { told } = conversation;
  // It was asked when these were there, and may tell them after they have gone.
  for (const canary of [bot.rule, bot.face]) conversation.told.add(canary);
  tellAll(conversation, bot, credential.viewer.area);
  conversation.open = {
    viewer,
    async read() {
      conversation.open = undefined;
      await readOn(() => false);
      const remembered = new Set([...told, canary]);
      const { seen } = world.take(credential, "POST /v1/chat, heard out", response, text, { ...asked, remembered });
      learn(conversation, text, seen);
      if (conversation.questions.every(({ life }) => life === "gone")) conversation.life = "gone";
    },
  };
}

/** Any of the bot's pages may be cited, though nobody is shown where. */
export function tellAll({ told }: Conversation, bot: Bot, area: string | undefined): void {
  for (const { canary } of [...bot.documents.values(), ...bot.answers.values(), ...sourced(bot)])
    if (area === undefined || canary.area === area) told.add(canary);
}

const sourced = (bot: Bot) => [...bot.sources.values()].map(({ document }) => document);

export function forget(world: World, conversation: Conversation, bot: Bot, life: "gone" | "unsure" = "gone"): void {
  for (const canary of conversation.questions) world.end(canary, life);
  for (const handoff of bot.handoffs) {
    if (handoff.visitor !== conversation.visitor || handoff.conversation !== conversation.id) continue;
    if (handoff.life !== "gone") handoff.life = life;
    world.end(handoff.canary, life);
  }
  if (life === "unsure") {
    if (conversation.life === "live") conversation.life = "unsure";
    return;
  }
  conversation.life = "gone";
  conversation.questions = [];
  conversation.told = new Set();
  conversation.answers = [];
  conversation.shaken = false;
}

export const CHAT_OPERATIONS: Record<string, Operation> = {
  ask: (world, draw, bot) => ask(world, draw, bot, false),
  "ask and listen": (world, draw, bot) => ask(world, draw, bot, true),

  async "hear out"(world, draw, bot) {
    const open = [...bot.conversations.values()].filter((each) => each.open !== undefined);
    if (open.length === 0) return;
    world.deployment.release();
    world.inFlight.add(bot);
    await draw.of(open).open!.read();
  },

  async resume(world, draw, bot) {
    const { credential, conversation, query, asked } = placeOf(world, draw, bot);
    // What is held back would never come to its end here.
    world.deployment.release();
    const answer = draw.once(3) && conversation.answers.length > 0 ? `&answer=${draw.of(conversation.answers).id}` : "";
    const headers = { ...asked.headers, "last-event-id": String(draw.below(6)) };
    const path = `/v1/chat/${conversation.id}/stream${query}${answer}`;
    const heard = await world.try(credential, VISITORS, "GET", path, { ...asked, headers });
    if (!world.expect(heard, [200, 204], "resuming")) return;
    const isNew = conversation.life !== "gone" || heard.status === 204;
    world.check("nobody resumes what is not there", isNew, () => `step ${world.step}: ${path}: ${heard.text}`);
    for (const canary of heard.seen) conversation.told.add(canary);
  },

  async stop(world, draw, bot) {
    const { credential, conversation, query, asked } = placeOf(world, draw, bot);
    const done = await world.try(credential, VISITORS, "POST", `/v1/chat/${conversation.id}/stop${query}`, asked);
    if (conversation.life !== "unsure" && !conversation.shaken)
      world.expect(done, [conversation.life === "live" ? 204 : 404], "stopping");
  },

  async "read a conversation"(world, draw, bot) {
    const { credential, conversation, query, asked } = placeOf(world, draw, bot);
    const read = await world.try(credential, VISITORS, "GET", `/v1/chat/${conversation.id}${query}`, asked);
    if (conversation.life === "unsure" || conversation.shaken) return;
    const statuses = [conversation.life === "live" ? 200 : 404];
    if (!world.expect(read, statuses, `reading ${conversation.id} of ${conversation.visitor}`)) return;
    // Why an answer was rated is for the owner's log alone.
    const own = conversation.questions.every((canary) => canary.kind === "reason" || read.seen.has(canary));
    world.check("a conversation is whole", own, () => `step ${world.step}: ${read.text}`);
    const foreign = [...read.seen].find(
      (canary) => canary.kind === "question" && !conversation.questions.includes(canary),
    );
    world.check("a conversation is one alone", foreign === undefined, () => `${foreign?.word} in ${read.text}`);
  },

  async "list conversations"(world, draw, bot) {
    const { credential, query, asked, visitor, bot: owner } = placeOf(world, draw, bot);
    const read = await world.try(credential, VISITORS, "GET", `/v1/chat${query}&limit=100`, asked);
    if (!world.expect(read, [200], "listing conversations")) return;
    const ids = (read.json["data"] as { conversation_id: string }[]).map((each) => each.conversation_id);
    const own = [...owner!.conversations.values()].filter((each) => each.visitor === visitor && each.life !== "gone");
    // Those of the completions have ids that nobody was told.
    const right = ids.every((id) => id.startsWith("openai-") || own.some((each) => each.id === id));
    world.check("a list of conversations is the visitor's own", right, () => `step ${world.step}: ${read.text}`);
  },

  async "forget a conversation"(world, draw, bot) {
    const { credential, conversation, query, asked, bot: owner } = placeOf(world, draw, bot);
    const done = await world.try(credential, VISITORS, "DELETE", `/v1/chat/${conversation.id}${query}`, asked);
    if (done === "unknown" && owner !== undefined) forget(world, conversation, owner, "unsure");
    if (typeof done === "string" || owner === undefined) return;
    if (conversation.life !== "unsure" && !conversation.shaken)
      world.expect(done, [conversation.life === "live" ? 204 : 404], "forgetting a conversation");
    forget(world, conversation, owner);
  },

  async rate(world, draw, bot) {
    const { credential, conversation, asked, named, bot: owner, visitor } = placeOf(world, draw, bot);
    const answers = [...(owner ?? bot).conversations.values()].flatMap((each) =>
      each.answers.map((answer) => ({ each, answer })),
    );
    if (answers.length === 0 || owner === undefined) return;
    // Also of another conversation's answer, which is none of this one's.
    const { each, answer } = draw.of(answers);
    const reason = world.plant("reason", owner, { visitor, conversation: conversation.id });
    const body = {
      conversation_id: conversation.id,
      message_id: answer.id,
      rating: draw.of(["up", "down"]),
      reason: `Because of ${reason.word}`,
      ...named,
    };
    const done = await world.try(credential, VISITORS, "POST", "/v1/feedback", { ...asked, body });
    conversation.questions.push(reason);
    if (typeof done === "string" || conversation.shaken || conversation.life === "unsure" || each.shaken) return;
    const isThere = each === conversation && conversation.life === "live";
    if (isThere) world.expect(done, [204], "rating");
    else {
      world.expect(done, [404], "rating what is not there");
      conversation.questions.pop();
    }
  },

  async "leave a message"(world, draw, bot) {
    const { credential, conversation, asked, named, bot: owner, visitor } = placeOf(world, draw, bot);
    if (owner === undefined) return;
    const isBound = !draw.once(3);
    const canary = world.plant("handoff", owner, { visitor, conversation: conversation.id });
    const body = {
      conversation_id: isBound ? conversation.id : null,
      name: `Name ${canary.word}`,
      message: `Call ${canary.word}`,
      ...named,
    };
    const done = await world.try(credential, VISITORS, "POST", "/v1/handoffs", { ...asked, body });
    const handoff = {
      id: "",
      visitor,
      conversation: isBound ? conversation.id : null,
      canary,
      life: "unsure" as const,
    };
    owner.erased.delete(visitor);
    if (done === "unknown") return void owner.handoffs.push(handoff);
    if (typeof done === "string") return;
    const isThere = !isBound || conversation.life === "live";
    const statuses =
      isBound && (conversation.shaken || conversation.life === "unsure")
        ? [201, 404, 429]
        : isThere
          ? [201, 429]
          : [404];
    if (!world.expect(done, statuses, "leaving a message")) return;
    owner.handoffs.push({ ...handoff, id: String(done.json["handoff_id"]), life: "live" });
  },

  async "complete as OpenAI does"(world, draw, bot) {
    const place = placeOf(world, draw, bot);
    if (place.bot === undefined) return;
    // A conversation of its own, of which nobody is told the id: the visitor's erasure ends it.
    const { canary, text } = questionOf(world, draw, place, undefined);
    const body = {
      model: "any",
      messages: [{ role: "user", content: `${text} My ticket is ${canary.word}.` }],
      stream: draw.once(2),
      ...place.named,
    };
    const asked = { ...place.asked, body };
    const done = await world.try(place.credential, VISITORS, "POST", "/v1/openai/chat/completions", asked);
    world.expect(done, [200], "completing");
    const hidden = conversationOf(place.bot, place.visitor, `of ${canary.word}`);
    hidden.questions.push(canary);
    tellAll(hidden, place.bot, place.credential.viewer.area);
    hidden.life = "unsure";
    hidden.shaken = true;
    place.bot.erased.delete(place.visitor);
  },
};
