/** What a bot knows: documents, curated answers, pages of a site; and looking for it. */

import type { Bot, Credential, Document } from "../model.ts";
import type { Exchange, Tried, World } from "../world.ts";
import { AREAS, credentialFor, type Draw, type Operation, OWNERS, topicFor, TOPICS } from "./draw.ts";

const DOCUMENT_IDS = ["d1", "d2", "d3"] as const;

export const codeOf = (topic: string): string => `What is the secret code of the ${topic}?`;
export const parkingAt = (topic: string): string => `Where can I park my car near the ${topic}?`;

function newDocument(world: World, draw: Draw, bot: Bot, kind: "document" | "answer", id: string): Document {
  const area = draw.once(4) ? undefined : draw.of(AREAS);
  return {
    id,
    topic: draw.of(TOPICS),
    canary: world.plant(kind, bot, area === undefined ? {} : { area }),
    life: "live",
  };
}

function take(world: World, list: Map<string, Document>, sent: Document, before: Document | undefined): void {
  if (before !== undefined) {
    before.life = "gone";
    world.end(before.canary);
  }
  list.set(sent.id, sent);
}

/** Neither the old nor the new text can be counted on. */
function blur(
  world: World,
  list: Map<string, Document>,
  sent: Document | undefined,
  before: Document | undefined,
): void {
  for (const each of [sent, before]) {
    if (each === undefined || each.life === "gone") continue;
    each.life = "unsure";
    world.end(each.canary, "unsure");
  }
  if (sent !== undefined) list.set(sent.id, { ...sent, life: "unsure" });
}

/** What is replaced or deleted while nobody knows which of two it was, is gone with both. */
function endAll(world: World, bot: Bot, id: string, kind: "documents" | "answers"): void {
  const document = bot[kind].get(id);
  if (document === undefined) return;
  document.life = "gone";
  world.end(document.canary);
  bot[kind].delete(id);
}

const listOf = (bot: Bot): Document[] => [
  ...bot.documents.values(),
  ...[...bot.sources.values()].filter(({ life }) => life === "live").map(({ document }) => document),
];

/** Every living document on the topic that the filter lets through is found. */
function expectFound(world: World, bot: Bot, topic: string, area: string | undefined, { seen }: Exchange): void {
  for (const { topic: of, canary, life } of listOf(bot)) {
    if (of !== topic || life !== "live" || canary.life !== "live") continue;
    if (area !== undefined && canary.area !== area) continue;
    world.check("what is alive is found by its own", seen.has(canary), () => {
      return `step ${world.step}: ${bot.name} does not find ${canary.word} on the ${topic}`;
    });
  }
}

export async function putDocument(world: World, draw: Draw, credential: Credential, id?: string): Promise<void> {
  const bot = credential.viewer.bot;
  if (bot === undefined) return void (await world.try(credential, OWNERS, "PUT", "/v1/documents/d1", { body: {} }));
  const sent = newDocument(world, draw, bot, "document", id ?? draw.of(DOCUMENT_IDS));
  const { word, area } = sent.canary;
  const body = {
    title: `Guide ${word}`,
    url: `${bot.origin}/${word}`,
    content: `# Guide\n\nThe secret code of the ${sent.topic} is ${word}.`,
    content_type: "text/markdown",
    metadata: { tag: word, ...(area === undefined ? {} : { area }) },
  };
  const before = bot.documents.get(sent.id);
  const done = await world.try(credential, OWNERS, "PUT", `/v1/documents/${sent.id}?wait=true`, { body });
  if (done === "unknown") return blur(world, bot.documents, sent, before);
  if (!world.expect(done, [200], `putting ${sent.id} of ${bot.name}`)) return;
  if (done.json["status"] === "ready" && done.json["live_version"] === done.json["version"])
    take(world, bot.documents, sent, before);
  else blur(world, bot.documents, sent, before);
}

function expectGone(world: World, bot: Bot, id: string, done: Tried, thing: "documents" | "answers"): void {
  const before = bot[thing].get(id);
  if (done === "unknown") return blur(world, bot[thing], undefined, before);
  if (typeof done === "string") return;
  if (before?.life !== "unsure")
    world.expect(done, [before?.life === "live" ? 204 : 404], `deleting ${id} of the ${thing} of ${bot.name}`);
  endAll(world, bot, id, thing);
}

export const DOCUMENT_OPERATIONS: Record<string, Operation> = {
  async "put a document"(world, draw, bot) {
    await putDocument(world, draw, credentialFor(world, draw, OWNERS, { bot }));
  },

  async "delete a document"(world, draw, bot) {
    const id = draw.of(DOCUMENT_IDS);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/documents/${id}`);
    if (credential.viewer.bot !== undefined) expectGone(world, credential.viewer.bot, id, done, "documents");
  },

  async "delete documents"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const body = { document_ids: [draw.of(DOCUMENT_IDS), draw.of(DOCUMENT_IDS), "never"] };
    const done = await world.try(credential, OWNERS, "POST", "/v1/documents/delete", { body });
    const owner = credential.viewer.bot;
    if (done === "unknown") for (const id of body.document_ids) expectGone(world, owner!, id, done, "documents");
    if (world.expect(done, [200], "deleting documents"))
      for (const id of body.document_ids) endAll(world, owner!, id, "documents");
  },

  async "read documents"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const id = draw.of(DOCUMENT_IDS);
    const one = draw.of(["", "/chunks", "/content"]);
    const isList = draw.once(2);
    const path = isList ? "/v1/documents?limit=100" : `/v1/documents/${id}${one}`;
    const read = await world.try(credential, OWNERS, "GET", path);
    const owner = credential.viewer.bot;
    const document = owner?.documents.get(id);
    if (owner === undefined || document?.life === "unsure") return;
    const isThere = document?.life === "live";
    if (!world.expect(read, isList || isThere ? [200] : [404], `reading ${path} of ${owner.name}`) || !isThere) return;
    world.check(
      "an owner reads what it has",
      read.seen.has(document.canary),
      () => `${owner.name}: ${path}: ${read.text}`,
    );
  },

  async search(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const topic = topicFor(draw, credential.viewer.bot);
    const area = draw.once(3) ? draw.of(AREAS) : undefined;
    const owner = credential.viewer.bot;
    const ticket = world.plant("question", owner ?? bot);
    const body = {
      query: `${codeOf(topic)} My ticket is ${ticket.word}.`,
      top_k: 50,
      ...(area === undefined ? {} : { filter: { area } }),
      trace: draw.once(2),
    };
    const found = await world.try(credential, OWNERS, "POST", "/v1/search", { body });
    if (!world.expect(found, [200], `searching ${owner?.name}`)) return;
    expectFound(world, owner!, topic, area, found);
    for (const { area: of, kind } of found.seen)
      world.check("a filter narrows", area === undefined || kind !== "document" || of === area, () => found.text);
  },

  async "write an answer"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const owner = credential.viewer.bot ?? bot;
    const sent = newDocument(world, draw, owner, "answer", draw.of(["a1", "a2"]));
    const { word, area } = sent.canary;
    const body = {
      questions: [parkingAt(sent.topic)],
      answer: `Behind the gate of ${word}.`,
      url: `${owner.origin}/${word}`,
      metadata: { tag: word, ...(area === undefined ? {} : { area }) },
    };
    const before = owner.answers.get(sent.id);
    const done = await world.try(credential, OWNERS, "PUT", `/v1/answers/${sent.id}`, { body });
    if (done === "unknown") blur(world, owner.answers, sent, before);
    else if (world.expect(done, [200], "writing an answer")) take(world, owner.answers, sent, before);
  },

  async "delete an answer"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const id = draw.of(["a1", "a2"]);
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/answers/${id}`);
    if (credential.viewer.bot !== undefined) expectGone(world, credential.viewer.bot, id, done, "answers");
  },

  async "read answers"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const read = await world.try(credential, OWNERS, "GET", "/v1/answers");
    if (!world.expect(read, [200], "reading answers")) return;
    for (const { life, canary } of credential.viewer.bot!.answers.values())
      world.check("an owner reads what it has", life !== "live" || read.seen.has(canary), () => read.text);
  },

  async "read a site"(world, draw, bot) {
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const owner = credential.viewer.bot ?? bot;
    if (owner.sources.size >= 2) return;
    const document = newDocument(world, draw, owner, "document", "");
    const { word } = document.canary;
    delete (document.canary as Partial<typeof document.canary>).area;
    const path = `/site/${word}`;
    world.deployment.pages.set(
      path,
      `<html><head><title>Guide ${word}</title></head><body><main><h1>Guide</h1><p>The secret code of the ${document.topic} is ${word}.</p></main></body></html>`,
    );
    const body = { url: world.deployment.outside + path, kind: "page" };
    const made = await world.try(credential, OWNERS, "POST", "/v1/sources", { body });
    if (!world.expect(made, [201, 409], "making a source")) return;
    const id = String(made.json["source_id"]);
    await world.deployment.control("settle", { bots: [owner.id] });
    const looked = await world.try(credential, OWNERS, "GET", `/v1/sources/${id}/pages`);
    const isRead = typeof looked !== "string" && (looked.json["data"] as { status: string }[])[0]?.status === "indexed";
    owner.sources.set(id, { id, path, document, life: isRead ? "live" : "unsure" });
  },

  async "look at a source"(world, draw, bot) {
    const source = draw.of([...bot.sources.values(), undefined]);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const path = source === undefined ? "/v1/sources" : `/v1/sources/${source.id}${draw.of(["", "/pages"])}`;
    const looked = await world.try(credential, OWNERS, "GET", path);
    if (source?.life === "unsure") return;
    const isThere = source === undefined || (credential.viewer.bot === bot && source.life === "live");
    world.expect(looked, [isThere ? 200 : 404], `looking at ${path}`);
  },

  async "delete a source"(world, draw, bot) {
    if (bot.sources.size === 0) return;
    const source = draw.of([...bot.sources.values()]);
    const credential = credentialFor(world, draw, OWNERS, { bot });
    const isOwn = credential.viewer.bot === bot;
    const done = await world.try(credential, OWNERS, "DELETE", `/v1/sources/${source.id}?documents=remove`);
    if (done === "unknown" && isOwn && source.life === "live") {
      source.life = "unsure";
      world.end(source.document.canary, "unsure");
    }
    if (typeof done === "string") return;
    if (source.life !== "unsure")
      world.expect(done, [isOwn && source.life === "live" ? 204 : 404], "deleting a source");
    if (!isOwn) return;
    source.life = "gone";
    world.deployment.pages.delete(source.path);
    world.end(source.document.canary);
  },
};
