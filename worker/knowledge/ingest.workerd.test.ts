/** Making vectors where an engine does not take everything: what is refused for itself, and what is refused for all. */

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { randomId } from "../../shared/ids.ts";
import { ProblemError } from "../../shared/problem.ts";
import { createFacts } from "../sqlite/facts.ts";
import { type Embedder, RefusedContent, type TenantVectors } from "../ports.ts";
import { createDocuments, type Documents } from "./documents.ts";
import { indexNext, indexVectors } from "./ingest.ts";
import { extractDocument } from "./extract/extract.ts";
import type { FileReading } from "./extract/formats.ts";
import { createLiveChunks } from "./live-chunks.ts";
import { createSearchIndex } from "./search-index.ts";
import type { DocumentInput } from "./queue.ts";
import { readDocument, type Reading } from "./read.ts";
import { createVectorBook } from "./vectors/vector-book.ts";

interface Bench {
  documents: Documents;
  /** Texts with one of these in them are refused. */
  refuses: string[];
  calls: () => number;
  stored: Set<string>;
  put(documentId: string, content: string): Promise<void>;
  index(): Promise<boolean>;
}

function inputOf(documentId: string, content: string): DocumentInput {
  return {
    documentId,
    title: documentId,
    url: null,
    contentType: "text/plain",
    charset: undefined,
    metadata: {},
    sourceId: null,
    sentHash: null,
    bytes: new TextEncoder().encode(content),
    hash: content,
  };
}

function withBot(run: (bench: Bench) => Promise<void>): Promise<void> {
  const bot = env.KNOWLEDGE_BASE.getByName(JSON.stringify(["knowledge-base", `bot_${randomId()}`]));
  return runInDurableObject(bot, async (_, { storage }) => {
    const book = createVectorBook(storage.sql, createFacts(storage.sql));
    const chunks = createLiveChunks(storage.sql, createSearchIndex(storage.sql), book);
    const documents = createDocuments(storage, chunks, () => 0);
    const refuses: string[] = [];
    const stored = new Set<string>();
    let calls = 0;
    const embedder: Embedder = {
      model: "test:words",
      dimensions: 2,
      // A service: what is embedded on this thread goes in smaller steps.
      costsTokens: true,
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
      async put(documentId, content) {
        const input = inputOf(documentId, content);
        documents.put(input);
        documents.take(documentId, documents.view(documentId, "off")!.version, await readDocument(input, undefined));
      },
      index: () => {
        const space = book.spaceToFill({ place: "test", model: embedder.model, dimensions: 2 });
        return indexVectors(chunks, book, { space, embedder, vectors, onUsage: () => undefined });
      },
    });
  });
}

test("a chunk that is refused for itself holds up no other, and its document says so", () =>
  withBot(async ({ documents, refuses, stored, put, index }) => {
    refuses.push("poison");
    for (let at = 0; at < 20; at++) await put(`d${at}`, at === 7 ? "The poison is here." : `The shelf ${at} is here.`);
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
    await put("d7", "The shelf 7 is here.");
    await index();
    expect(documents.view("d7", "ready")?.vectors).toBe("ready");
  }));

test("what is refused after others were taken is told apart by asking for one of those again", () =>
  withBot(async ({ documents, refuses, put, index }) => {
    await put("good", "The shelf is here.");
    await index();
    refuses.push("poison");
    await put("bad", "The poison is here.");
    expect(await index()).toBe(true);
    expect(documents.view("bad", "ready")?.vectors).toBe("partial");
  }));

test("engines that refuse everything are a fault of the settings, which no chunk is blamed for", () =>
  withBot(async ({ documents, refuses, calls, put, index }) => {
    await put("before", "The shelf before is here.");
    await index();
    refuses.push("here");
    for (let at = 0; at < 30; at++) await put(`d${at}`, `The shelf ${at} is here.`);
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
    for (let at = 0; at < 60; at++) await put(`d${at}`, `The shelf ${at} is here.`);
    await expect(index()).rejects.toThrow(ProblemError);
    expect(calls()).toBeLessThan(30);
    expect(documents.view("d3", "ready")).toMatchObject({ vectors: "pending" });
  }));

/** As after a restart: whoever took it does not come back. */
function withQueued(run: (documents: Documents) => Promise<void>): Promise<void> {
  return withBot(async ({ documents }) => {
    documents.put(inputOf("d", "The lighthouse keeper sleeps at noon."));
    documents.releaseAll();
    await run(documents);
  });
}

test("what nobody came back with is read from the bytes that were kept", () =>
  withQueued(async (documents) => {
    expect(documents.view("d", "off")).toMatchObject({ status: "queued", live_version: null });
    expect(await indexNext(documents)).toBe(true);
    expect(documents.view("d", "off")).toMatchObject({ status: "ready", live_version: 1, chunks: 1 });
    expect(await indexNext(documents)).toBe(false);
  }));

test("a version that somebody is reading is left to him for a while", () =>
  withBot(async ({ documents }) => {
    documents.put(inputOf("d", "The lighthouse keeper sleeps at noon."));
    expect(await indexNext(documents)).toBe(false);
    expect(documents.nextDue()).toBeGreaterThan(0);
  }));

test("content that breaks its reader is given up after three attempts, and the version before goes on answering", () =>
  withBot(async ({ documents, put }) => {
    await put("d", "The lighthouse keeper sleeps at noon.");
    documents.put(inputOf("d", "breaks"));
    documents.put(inputOf("other", "The ferry leaves on Thursdays."));
    documents.releaseAll();
    const breaks = ({ bytes }: { bytes: Uint8Array }): Promise<Reading> => {
      if (new TextDecoder().decode(bytes) === "breaks") return Promise.reject(new Error("broken"));
      return Promise.resolve({ title: "T", keywords: "", language: undefined, warnings: [], chunks: [chunk] });
    };
    const chunk = { ordinal: 0, headingPath: [], text: "The ferry leaves on Thursdays." };
    await expect(indexNext(documents, undefined, breaks)).rejects.toThrow("broken");
    while (await indexNext(documents, undefined, breaks));
    expect(documents.view("d", "off")).toMatchObject({
      status: "failed",
      version: 2,
      live_version: 1,
      problem: { code: "internal" },
    });
    expect(documents.view("other", "off")).toMatchObject({ status: "ready" });
  }));

test("a file whose reader dies in the middle of it is read again, and the version before answers meanwhile", () =>
  withBot(async ({ documents, put }) => {
    await put("d", "The lighthouse keeper sleeps at noon.");
    documents.put({ ...inputOf("d", "%PDF-"), contentType: "application/pdf" });
    documents.releaseAll();
    const extracted = (content: string) => extractDocument({ content, contentType: "text/plain" });
    let reads = 0;
    const files: FileReading = {
      refusal: () => Promise.resolve(undefined),
      // As the runtime tells that the other Worker is gone.
      read: () =>
        ++reads === 1
          ? Promise.reject(new Error("Network connection lost."))
          : Promise.resolve(extracted("The ferry leaves on Thursdays.")),
    };
    await expect(indexNext(documents, files)).rejects.toThrow("lost");
    expect(documents.view("d", "off")).toMatchObject({ live_version: 1 });
    expect(await indexNext(documents, files)).toBe(true);
    expect(documents.view("d", "off")).toMatchObject({ status: "ready", version: 2, live_version: 2 });
    expect(reads).toBe(2);
  }));

test("content that ends the process is not read a fourth time", () =>
  withQueued(async (documents) => {
    // The process dies in the middle: nothing is told to the queue.
    for (let at = 0; at < 2; at++) {
      documents.takeNext();
      documents.releaseAll();
    }
    let reads = 0;
    await indexNext(documents, undefined, () => Promise.reject(new Error(`read ${++reads}`)));
    expect(reads).toBe(0);
    expect(documents.view("d", "off")).toMatchObject({ status: "failed", problem: { code: "internal" } });
  }));

test("what is read late is not taken where a newer version was sent meanwhile, or none is left", () =>
  withBot(async ({ documents }) => {
    const late = await readDocument(inputOf("d", "Old words."), undefined);
    documents.put(inputOf("d", "Old words."));
    documents.put(inputOf("d", "New words."));
    documents.take("d", 1, late);
    expect(documents.view("d", "off")).toMatchObject({ status: "queued", version: 2, live_version: null });
    documents.remove("d");
    documents.take("d", 2, late);
    expect(documents.view("d", "off")).toBeUndefined();
    expect(documents.counts()).toEqual({ documents: 0, chunks: 0, pending: 0 });
  }));
