/** Making vectors where an engine does not take everything: what is refused for itself, and what is refused for all. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { createFacts } from "../durable/facts.ts";
import { type Embedder, RefusedContent, type TenantVectors } from "../ports.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { createFullTextIndex } from "./index/full-text.ts";
import { indexNext, indexVectors } from "./ingest.ts";
import { createVectorBook } from "./vectors/vector-book.ts";

interface Bench {
  documents: Documents;
  /** Texts with one of these in them are refused. */
  refuses: string[];
  calls: () => number;
  stored: Set<string>;
  put(documentId: string, content: string): void;
  index(): Promise<boolean>;
}

function withBot(run: (bench: Bench) => Promise<void>): Promise<void> {
  const bot = env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", `bot_${randomId()}`]));
  return runInDurableObject(bot, async (_, { storage }) => {
    const book = createVectorBook(storage.sql, createFacts(storage.sql));
    const documents = createDocuments(storage, createFullTextIndex(storage.sql), book, () => 0);
    const refuses: string[] = [];
    const stored = new Set<string>();
    let calls = 0;
    const embedder: Embedder = {
      model: "test:words",
      dimensions: 2,
      weight: 0.5,
      batchSize: 100,
      embed(texts) {
        calls += 1;
        if (texts.some((text) => refuses.some((word) => text.includes(word))))
          return Promise.reject(new RefusedContent("upstream-failed", { detail: "Not that." }));
        return Promise.resolve(texts.map(() => Float32Array.of(1, 0)));
      },
    };
    const vectors: TenantVectors = {
      query: () => Promise.resolve([]),
      upsert(records) {
        for (const { id } of records) stored.add(id);
        return Promise.resolve(null);
      },
      isVisible: () => Promise.resolve(true),
      remove: () => Promise.resolve(),
      removeAll: () => Promise.resolve(),
    };
    await run({
      documents,
      refuses,
      calls: () => calls,
      stored,
      put(documentId, content) {
        const metadata = {};
        documents.put({
          documentId,
          title: documentId,
          url: null,
          content,
          contentType: "text/plain",
          metadata,
          hash: content,
        });
        while (indexNext(documents));
      },
      index: () => {
        const space = book.spaceToFill({ place: "test", model: embedder.model, dimensions: 2 });
        return indexVectors(documents, book, { space, embedder, vectors, onUsage: () => undefined });
      },
    });
  });
}

test("a chunk that is refused for itself holds up no other, and its document says so", () =>
  withBot(async ({ documents, refuses, stored, put, index }) => {
    refuses.push("poison");
    for (let at = 0; at < 20; at++) put(`d${at}`, at === 7 ? "The poison is here." : `The shelf ${at} is here.`);
    expect(await index()).toBe(true);
    expect(await index()).toBe(false);
    expect([...stored].toSorted()).toEqual(
      Array.from({ length: 20 }, (_, at) => `d${at}:1:0`)
        .filter((id) => id !== "d7:1:0")
        .toSorted(),
    );
    expect(documents.view("d7", "ready")).toMatchObject({
      status: "ready",
      vectors: "partial",
      vectors_problem: expect.stringContaining("1 of 1"),
    });
    expect(documents.view("d8", "ready")).not.toHaveProperty("vectors_problem");
    // Mended by its owner, it is like any other.
    put("d7", "The shelf 7 is here.");
    await index();
    expect(documents.view("d7", "ready")?.vectors).toBe("ready");
  }));

test("what is refused after others were taken is told apart by asking for one of those again", () =>
  withBot(async ({ documents, refuses, put, index }) => {
    put("good", "The shelf is here.");
    await index();
    refuses.push("poison");
    put("bad", "The poison is here.");
    expect(await index()).toBe(true);
    expect(documents.view("bad", "ready")?.vectors).toBe("partial");
  }));

test("engines that refuse everything are a fault of the settings, which no chunk is blamed for", () =>
  withBot(async ({ documents, refuses, calls, put, index }) => {
    put("before", "The shelf before is here.");
    await index();
    refuses.push("here");
    for (let at = 0; at < 30; at++) put(`d${at}`, `The shelf ${at} is here.`);
    const before = calls();
    await expect(index()).rejects.toThrow(ProblemError);
    expect(calls() - before).toBe(2);
    expect(documents.view("d3", "ready")).toMatchObject({ vectors: "pending" });
    refuses.pop();
    await index();
    expect(documents.view("d3", "ready")).toMatchObject({ vectors: "ready" });
  }));

test("engines that never took anything are not asked for every chunk by itself", () =>
  withBot(async ({ documents, refuses, calls, put, index }) => {
    refuses.push("here");
    for (let at = 0; at < 60; at++) put(`d${at}`, `The shelf ${at} is here.`);
    await expect(index()).rejects.toThrow(ProblemError);
    expect(calls()).toBeLessThan(30);
    expect(documents.view("d3", "ready")).toMatchObject({ vectors: "pending" });
  }));
