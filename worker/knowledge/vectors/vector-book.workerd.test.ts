/** The books of vectors through changes of engines: what answers, what is owed, and ids that never meet again. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { randomId } from "../../../shared/ids.ts";
import { createFacts } from "../../sqlite/facts.ts";
import { createVectorBook, type VectorBook } from "./vector-book.ts";
import { vectorIdOf } from "./spaces.ts";

const CHUNKS = ["d:1:0", "d:1:1", "d:1:2"];
const FIRST = { place: "pinecone:https://a.test", model: "openai:one", dimensions: 8 };
const SECOND = { ...FIRST, model: "openai:two" };

/** In the database of a bot that has one document of three chunks. */
function withBook(run: (book: VectorBook, chunks: { id: number; chunkId: string }[], sql: SqlStorage) => void) {
  const bot = env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", `bot_${randomId()}`]));
  return runInDurableObject(bot, (_, { storage: { sql } }) => {
    const chunks = CHUNKS.map((chunkId, at) => ({
      chunkId,
      id: sql
        .exec<{ id: number }>(
          "INSERT INTO chunks (chunk_id, document_id, version, ordinal, heading_path, text) VALUES (?, 'd', 1, ?, '[]', 'x') RETURNING id",
          chunkId,
          at,
        )
        .one().id,
    }));
    run(createVectorBook(sql, createFacts(sql)), chunks, sql);
  });
}

test("a space that is given up half built owes all of its ids, and the next one in that index has others", () =>
  withBook((book, chunks) => {
    const given = book.spaceToFill(FIRST);
    // The process died after the write of the second chunk and before its note.
    book.mark(given, chunks.slice(0, 1));
    book.noteWrite("a mark of the first space");
    const next = book.spaceToFill(SECOND);
    expect(book.owing()).toEqual([given]);
    const owed = book.removals(given, 100);
    expect(owed.toSorted()).toEqual(CHUNKS);
    // A removal that comes late must not take a vector of the new space along.
    expect(CHUNKS.map((chunkId) => vectorIdOf(chunkId, next)).filter((id) => owed.includes(id))).toEqual([]);
    expect(book.unseenWrite()).toBeUndefined();
  }));

test("ids stay unmarked where no other space ever was in the index", () =>
  withBook((book, chunks) => {
    const first = book.spaceToFill({ ...FIRST, place: "embedded" });
    book.mark(first, chunks);
    book.finish();
    expect(book.spaceToFill(FIRST).mark).toBe(0);
  }));

test("going back to the engines that answer gives up what was being built, its unseen write included", () =>
  withBook((book, chunks, sql) => {
    const live = book.spaceToFill(FIRST);
    book.mark(live, chunks);
    book.finish();
    const building = book.spaceToFill({ ...SECOND, place: "pinecone:https://b.test", dimensions: 16 });
    book.mark(building, chunks.slice(0, 2));
    book.noteWrite("a mark of another index");
    expect(book.spaceToFill(FIRST)).toEqual(live);
    expect(book.unseenWrite()).toBeUndefined();
    expect(book.removals(building, 100)).toHaveLength(CHUNKS.length);
    expect(sql.exec("SELECT 1 FROM chunks WHERE generation IS NOT NULL").toArray()).toEqual([]);
  }));

test("every space that still holds something is known, whatever it is to the bot by now", () =>
  withBook((book, chunks) => {
    const old = book.spaceToFill(FIRST);
    book.mark(old, chunks);
    book.finish();
    const now = book.spaceToFill({ ...SECOND, place: "pinecone:https://b.test" });
    book.mark(now, chunks);
    book.finish();
    expect(book.all()).toEqual([now, old]);
    // Wakes the work again, for an index that could not be reached may be reachable by now.
    expect(book.isBehind(now)).toBe(true);
    book.removed(old, book.removals(old, 100));
    expect(book.all()).toEqual([now]);
    expect(book.isBehind(now)).toBe(false);
  }));

test("a place is left when no space of the bot is there, and nothing is owed to it any more", () =>
  withBook((book, chunks) => {
    const live = book.spaceToFill(FIRST);
    book.mark(live, chunks);
    book.finish();
    expect(book.leftPlaces()).toEqual([]);
    const moved = book.spaceToFill({ ...SECOND, place: "pinecone:https://b.test" });
    book.mark(moved, chunks);
    book.finish();
    // Its vectors are still owed.
    expect(book.leftPlaces()).toEqual([]);
    book.removed(live, book.removals(live, 100));
    expect(book.leftPlaces()).toEqual([FIRST.place]);
    book.wasLeft(FIRST.place);
    expect(book.leftPlaces()).toEqual([]);
  }));

test("a space that is being built stays in the place that took it, where that is still one of several", () =>
  withBook((book) => {
    const places = ["pinecone:https://a.test", "pinecone:https://b.test"];
    const building = book.spaceToFill({ ...FIRST, place: places[1]! });
    expect(book.spaceToFill({ ...FIRST, places } as never)).toEqual(building);
    expect(book.wasRefused(places[1]!)).toBe(true);
    expect(book.spaceToFill({ ...FIRST, places } as never).place).toBe(places[0]);
  }));
