/** What a bot's database keeps through a crash, and that no slow service holds up full text. */

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { randomId } from "../../shared/ids.ts";
import type { DocumentInput } from "../knowledge/documents.ts";
import { createFacts } from "./facts.ts";

function openBot() {
  return env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", `bot_${randomId()}`]));
}

/** After an abort the old stub is broken. */
function openSame(bot: { id: DurableObjectId }) {
  return env.KNOWLEDGE_BASE.get(bot.id);
}

function documentOf(documentId: string): DocumentInput {
  return {
    documentId,
    title: undefined,
    url: null,
    content: "The lighthouse keeper sleeps at noon.",
    contentType: "text/plain",
    metadata: {},
    hash: documentId,
  };
}

const ELSEWHERE = {
  place: "pinecone:https://gone.test",
  model: "openai:one",
  dimensions: 8,
  generation: 0,
  mark: 0,
};

test("an erasure that is cut off still knows where vectors are left, those of former engines included", async () => {
  const bot = openBot();
  await bot.put(documentOf("d"), true);
  await runInDurableObject(bot, async (knowledge, { storage }) => {
    storage.sql.exec("INSERT INTO removals VALUES (?, ?)", "d:1:0", JSON.stringify(ELSEWHERE));
    // What a crash in the middle would leave undone.
    storage.deleteAll = () => Promise.reject(new Error("cut off"));
    await knowledge.erase().catch(() => undefined);
    const facts = createFacts(storage.sql);
    expect(facts.get("erased")).toBeDefined();
    expect(JSON.parse(facts.get("vectors_to_erase") ?? "[]")).toContainEqual(ELSEWHERE);
    expect(await storage.getAlarm()).not.toBeNull();
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith("_cf_"))).toEqual(["facts"]);
  });
});

test("work whose alarm was lost goes on when the bot is asked anything", async () => {
  const bot = openBot();
  await runInDurableObject(bot, async (knowledge, { storage }) => {
    await knowledge.put(documentOf("d"), true);
    // A runtime gives an alarm up that failed too often.
    await storage.deleteAlarm();
  });
  await abortAllDurableObjects();
  await openSame(bot).view("d");
  await vi.waitFor(async () => expect(await openSame(bot).view("d")).toMatchObject({ vectors: "ready" }));
});

test("a document is read by full text while the work of the background waits for a service", async () => {
  const bot = openBot();
  await runInDurableObject(bot, async (knowledge, { storage }) => {
    // The alarm of a run that waits goes off when that run ends: here, never.
    storage.setAlarm = () => Promise.resolve();
    await knowledge.put(documentOf("d"), false);
    await vi.waitFor(() => expect(knowledge.view("d")).toMatchObject({ status: "ready", vectors: "pending" }));
  });
});
