/** What a bot's database keeps through a crash, and that no slow service holds up full text. */

import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, onTestFinished, test, vi } from "vitest";
import { randomId } from "../../shared/ids.ts";
import { compose } from "../compose.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import { createFullTextIndex } from "../knowledge/index/full-text.ts";
import type { DocumentInput } from "../knowledge/queue.ts";
import { readDocument } from "../knowledge/read.ts";
import { createFacts } from "../sqlite/facts.ts";
import type { KnowledgeBase } from "./knowledge-base.ts";

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
    contentType: "text/plain",
    charset: undefined,
    metadata: {},
    sourceId: null,
    sentHash: null,
    bytes: new TextEncoder().encode("The lighthouse keeper sleeps at noon."),
    hash: documentId,
  };
}

/** As the Worker that takes a document does. */
async function feed(
  bot: DurableObjectStub<KnowledgeBase> | Pick<KnowledgeBase, "put" | "take">,
  input: DocumentInput,
): Promise<void> {
  await bot.put(input);
  await bot.take(input.documentId, 1, await readDocument(input, undefined));
}

const ELSEWHERE = {
  place: "pinecone:https://gone.test",
  model: "openai:one",
  dimensions: 8,
  generation: 0,
  mark: 0,
};

test("a quote stands where its words do, in a chunk that lives, of this bot", async () => {
  const [bot, other] = [openBot(), openBot()];
  await feed(bot, documentOf("d"));
  const { matches } = await bot.searchText("When does the lighthouse keeper sleep?", 5, undefined);
  const { chunkId } = matches[0]!;
  expect(await bot.holdsQuote(chunkId, "The lighthouse keeper sleeps at noon.")).toBe(true);
  for (const changed of ["The lighthouse keeper sleeps at dawn.", "the lighthouse keeper", "sleeps  at noon"])
    expect(await bot.holdsQuote(chunkId, changed)).toBe(false);
  expect(await bot.holdsQuote("none:1:0", "The lighthouse keeper sleeps at noon.")).toBe(false);
  // The same document of another bot is another one: what it lost is not found here.
  await feed(other, documentOf("d"));
  await bot.remove(["d"]);
  expect(await bot.holdsQuote(chunkId, "The lighthouse keeper sleeps at noon.")).toBe(false);
  expect(await other.holdsQuote(chunkId, "The lighthouse keeper sleeps at noon.")).toBe(true);
});

test("an erasure that is cut off still knows where vectors are left, those of former engines included", async () => {
  const bot = openBot();
  await feed(bot, documentOf("d"));
  await runInDurableObject(bot, async (knowledge, { storage }) => {
    storage.sql.exec("INSERT INTO removals VALUES (?, ?)", "d:1:0", JSON.stringify(ELSEWHERE));
    // What a crash in the middle would leave undone.
    storage.deleteAll = () => Promise.reject(new Error("cut off"));
    await knowledge.erase();
    const facts = createFacts(storage.sql);
    expect(facts.get("erased")).toBeDefined();
    expect(JSON.parse(facts.get("vectors_to_erase") ?? "[]")).toContainEqual(ELSEWHERE);
    expect(await storage.getAlarm()).not.toBeNull();
    const tables = storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'").toArray();
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith("_cf_"))).toEqual(["facts", "due"]);
    // What it still has to do cannot be done in this test, and is not to be said in others.
    storage.sql.exec("DELETE FROM due");
    await storage.deleteAlarm();
  });
});

test("work whose alarm was lost goes on when the bot is asked anything", async () => {
  const bot = openBot();
  await runInDurableObject(bot, async (knowledge, { storage }) => {
    await feed(knowledge, documentOf("d"));
    // A runtime gives an alarm up that failed too often.
    await storage.deleteAlarm();
  });
  await abortAllDurableObjects();
  await openSame(bot).view("d");
  await vi.waitFor(async () => expect(await openSame(bot).view("d")).toMatchObject({ vectors: "ready" }));
});

/** From here on vectors are not made until `isHeld` is false. */
function holdVectors(): { isHeld: boolean; waiting: number } {
  const gate = { isHeld: true, waiting: 0 };
  const { engines } = compose(env);
  const { open } = engines;
  engines.open = (space) => ({
    get embedder() {
      const { embedder } = open(space);
      return {
        ...embedder,
        async embed(...args: Parameters<typeof embedder.embed>) {
          gate.waiting++;
          while (gate.isHeld) await scheduler.wait(2);
          return embedder.embed(...args);
        },
      };
    },
    get vectorStore() {
      return open(space).vectorStore;
    },
  });
  onTestFinished(() => {
    gate.isHeld = false;
    engines.open = open;
  });
  return gate;
}

test("a document is read by full text while the work of the background waits for a service", async () => {
  const gate = holdVectors();
  const bot = openBot();
  await feed(bot, documentOf("d"));
  await vi.waitFor(async () => expect(await bot.view("d")).toMatchObject({ status: "ready", vectors: "pending" }));
  await feed(bot, documentOf("e"));
  await vi.waitFor(async () => expect(await bot.view("e")).toMatchObject({ status: "ready", vectors: "pending" }));
  gate.isHeld = false;
  await vi.waitFor(async () => expect(await bot.view("e")).toMatchObject({ vectors: "ready" }));
});

test("work of a bot that is erased meanwhile ends without a word, and leaves nothing to do", async () => {
  const gate = holdVectors();
  const said = vi.spyOn(console, "error");
  const bot = openBot();
  await feed(bot, documentOf("d"));
  await vi.waitFor(() => expect(gate.waiting).toBe(1));
  await bot.erase();
  gate.isHeld = false;
  await vi.waitFor(() =>
    runInDurableObject(bot, async (_, { storage }) => {
      expect(createFacts(storage.sql).get("vectors_to_erase")).toBeUndefined();
      expect(await storage.getAlarm()).toBeNull();
    }),
  );
  expect(await bot.view("d")).toBeUndefined();
  expect(said).not.toHaveBeenCalled();
});

test("work that was begun by an earlier version, which kept no due times, goes on", async () => {
  const bot = openBot();
  await runInDurableObject(bot, (knowledge, { storage }) => {
    void knowledge.put(documentOf("d"));
    storage.sql.exec("DROP TABLE due");
  });
  await abortAllDurableObjects();
  await openSame(bot).counts();
  await vi.waitFor(async () => expect(await openSame(bot).view("d")).toMatchObject({ vectors: "ready" }));
});

test("a document whose reader died is read after a restart", async () => {
  const bot = openBot();
  await bot.put(documentOf("d"));
  expect(await bot.view("d")).toMatchObject({ status: "queued" });
  await abortAllDurableObjects();
  await openSame(bot).counts();
  await vi.waitFor(async () => expect(await openSame(bot).view("d")).toMatchObject({ status: "ready" }));
});

/** A bot as an earlier version left it: words in its own index, in no known language. */
async function openEarlier(pages: number) {
  const bot = openBot();
  for (let page = 0; page < pages; page++) {
    const content = `Das Boot ${page} hat kein Segel und die Lieferung der Masten ist nicht teuer.`;
    await feed(bot, { ...documentOf(`d${page}`), bytes: new TextEncoder().encode(content) });
  }
  await runInDurableObject(bot, (_, { storage }) => {
    const { sql } = storage;
    for (const table of ["full_text_6_terms", "full_text_6", "beside_6_terms", "beside_6"])
      sql.exec(`DROP TABLE ${table}`);
    sql.exec(`CREATE VIRTUAL TABLE full_text USING fts5(title, headings, text, content = '', contentless_delete = 1,
      tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")`);
    sql.exec("CREATE VIRTUAL TABLE full_text_terms USING fts5vocab(full_text, 'row')");
    sql.exec("INSERT INTO full_text (rowid, title, headings, text) SELECT id, '', '', text FROM chunks");
    sql.exec("UPDATE documents SET read_in = NULL, keywords = NULL");
  });
  return bot;
}

test("an index of an earlier version answers while it is made anew, and a crash in the middle loses nothing", async () => {
  const bot = await openEarlier(40);
  const found = async (question: string) => (await openSame(bot).searchText(question, 50, undefined)).matches.length;
  await abortAllDurableObjects();
  await runInDurableObject(openSame(bot), async (knowledge, { storage }) => {
    // Not yet: what is due waits for the alarm.
    expect(knowledge.searchText("Segel", 50, undefined).matches).toHaveLength(40);
    const [first, second] = storage.sql.exec<{ id: number }>("SELECT id FROM chunks ORDER BY id LIMIT 2").toArray();
    const index = createFullTextIndex(storage.sql);
    index.add(first!.id, { title: "", headings: "", text: "Segel" }, "de");
    index.remove(second!.id);
    expect(knowledge.searchText("Segel", 50, undefined).matches).toHaveLength(39);
  });
  await abortAllDurableObjects();
  await openSame(bot).remove(["d7"]);
  await vi.waitFor(() =>
    runInDurableObject(openSame(bot), (_, { storage }) => {
      const tables = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'full_text'").toArray();
      expect(tables).toEqual([]);
      const languages = storage.sql.exec(
        "SELECT DISTINCT read_in FROM documents WHERE document_id NOT IN ('d0', 'd1')",
      );
      expect(languages.toArray()).toEqual([{ read_in: "de" }]);
    }),
  );
  // An inflected word is found by the new terms alone; one chunk was given another text above, two are gone.
  expect(await found("Lieferungen")).toBe(37);
});

test("of chunks that are named to it, it gives those that the filter lets through, and live ones alone", async () => {
  const bot = openBot();
  for (const team of ["red", "blue"]) await feed(bot, { ...documentOf(team), metadata: { team } });
  await feed(bot, documentOf("none"));
  const { matches } = await bot.searchText("lighthouse keeper", 10, undefined, undefined);
  const ids = [...matches.map(({ chunkId }) => chunkId), "red:9:0", "nothing:1:0"];
  const named = async (filter?: MetadataFilter): Promise<string[]> =>
    (await bot.resolve(ids, filter)).map(({ documentId }) => documentId).toSorted();
  expect(await named()).toEqual(["blue", "none", "red"]);
  expect(await named({ team: "red" })).toEqual(["red"]);
  expect(await named({ team: { $ne: "red" } })).not.toContain("red");
  expect(await named({ document_id: "none" })).toEqual(["none"]);
  expect(await named({ team: "green" })).toEqual([]);
});
