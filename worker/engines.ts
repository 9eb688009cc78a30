/** The engines that answer, and the one place that chooses them. */

import { createEmbeddedStore } from "./adapters/embedded/store.ts";
import { createHashedStemsEmbedder } from "./adapters/embedded/embedder.ts";
import { createExtractiveGenerator } from "./adapters/embedded/generator/generator.ts";
import { createOpenAIEmbedder } from "./adapters/openai/embedder.ts";
import { createOpenAIGenerator } from "./adapters/openai/generator.ts";
import { createPineconeStore } from "./adapters/pinecone/store.ts";
import { ProblemError } from "../shared/problem.ts";
import type { SpaceFacts } from "./knowledge/vectors/spaces.ts";
import type { Embedder, Generator, VectorStore } from "./ports.ts";
import type { Settings } from "./settings.ts";

export interface Engines {
  /** Undefined: full text alone. */
  embedder: Embedder | undefined;
  vectorStore: VectorStore;
  generator: Generator;
  /** Answers without a model when the budget is spent. */
  extractive: Generator;
  /** The embedder where it costs no tokens, for the same. */
  freeEmbedder: Embedder | undefined;
  /** What this deployment makes today; undefined without an embedder. */
  space: SpaceFacts | undefined;
  /**
   * The engines of a space that was made earlier, with another model or in another index. Either can be
   * had without the other: vectors are removed from a store whatever model made them.
   *
   * @throws ProblemError `internal`, from the part that is asked for, where the settings no longer say how to reach it
   */
  open(space: SpaceFacts): { readonly embedder: Embedder; readonly vectorStore: VectorStore };
  /**
   * Proves that the vector store takes the vectors that are made today.
   *
   * @throws ProblemError `internal`, naming both sides, where it does not; `upstream-…` where it cannot be asked
   */
  verify(): Promise<void>;
}

/** Whether an answer may cost tokens: without that there is no budget to keep. */
export function spendsTokens({ generator, extractive, embedder, freeEmbedder }: Engines): boolean {
  return generator !== extractive || embedder !== freeEmbedder;
}

/** Anybody may ask whether the deployment is well: an index that is down is not asked for each of them. */
const VERIFY_AGAIN_MS = 5_000;

export function createEngines(settings: Settings, now: () => number): Engines {
  const { vectorStore, embedder, generator } = settings;
  const pinecone = vectorStore.engine === "pinecone" ? createPineconeStore(vectorStore) : undefined;
  const store = pinecone ?? createEmbeddedStore();
  const extractive = createExtractiveGenerator();
  const embeds = createEmbedder(embedder);
  // Kept, because each remembers what it has learned of its service.
  const stores = new Map([[store.place, store]]);
  const embedders = new Map(embeds ? [[embedderKey(embeds), embeds]] : []);
  let failed: { at: number; error: Error } | undefined;
  return {
    embedder: embeds,
    vectorStore: store,
    generator: generator.engine === "openai" ? createOpenAIGenerator(generator) : extractive,
    extractive,
    freeEmbedder: embedder.engine === "openai" ? undefined : embeds,
    space: embeds && { place: store.place, model: embeds.model, dimensions: embeds.dimensions },
    open: (space) => ({
      get embedder() {
        return kept(embedders, embedderKey(space), () => openEmbedder(settings, space));
      },
      get vectorStore() {
        return kept(stores, space.place, () => openStore(settings, space.place));
      },
    }),
    verify: async () => {
      if (embeds === undefined || pinecone === undefined) return;
      if (failed !== undefined && now() - failed.at < VERIFY_AGAIN_MS) throw failed.error;
      try {
        await pinecone.verifyIndex({ dimensions: embeds.dimensions });
      } catch (error) {
        failed = { at: now(), error: error as Error };
        throw error;
      }
    },
  };
}

function embedderKey({ model, dimensions }: { model: string; dimensions: number }): string {
  return `${model} ${dimensions}`;
}

function kept<Key, Value>(values: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) values.set(key, (value = create()));
  return value;
}

function createEmbedder(settings: Settings["embedder"]): Embedder | undefined {
  switch (settings.engine) {
    case "none":
      return undefined;
    case "embedded":
      return createHashedStemsEmbedder();
    case "openai":
      return createOpenAIEmbedder(settings);
  }
}

function openEmbedder({ unchosen }: Settings, { model, dimensions }: SpaceFacts): Embedder {
  const hashed = createHashedStemsEmbedder();
  if (model === hashed.model && dimensions === hashed.dimensions) return hashed;
  const [engine, ...name] = model.split(":");
  if (engine === "openai" && unchosen.openai !== undefined) {
    return createOpenAIEmbedder({ ...unchosen.openai, model: name.join(":"), dimensions });
  }
  throw new ProblemError("internal", {
    detail: `The vectors were made with ${model}, which is not configured any more.`,
  });
}

function openStore({ unchosen }: Settings, place: string): VectorStore {
  const embedded = createEmbeddedStore();
  if (place === embedded.place) return embedded;
  if (place.startsWith("pinecone:") && unchosen.pineconeKey !== undefined) {
    return createPineconeStore({ apiKey: unchosen.pineconeKey, host: place.slice("pinecone:".length) });
  }
  throw new ProblemError("internal", { detail: "The vectors are in an index that is not configured any more." });
}
