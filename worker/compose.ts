/**
 * The one place that chooses engines and builds the parts that outlive a request. Composed once per
 * isolate and environment; tests compose their own.
 */

import { createEmbeddedStore } from "./adapters/embedded/store.ts";
import { createHashedStemsEmbedder } from "./adapters/embedded/embedder.ts";
import { createExtractiveGenerator } from "./adapters/embedded/generator.ts";
import { createOpenAIEmbedder } from "./adapters/openai/embedder.ts";
import { createOpenAIGenerator } from "./adapters/openai/generator.ts";
import { createPineconeStore } from "./adapters/pinecone/store.ts";
import type { Embedder, Generator, VectorStore } from "./ports.ts";
import { type Env, parseSettings, type Settings } from "./settings.ts";
import { type Accounts, createAccounts } from "./tenancy/accounts.ts";
import { type Authenticate, createAuthenticate } from "./tenancy/authenticate.ts";
import { createDirectory, type Directory } from "./tenancy/directory.ts";

export interface Engines {
  /** Undefined: full text alone. */
  embedder: Embedder | undefined;
  vectorStore: VectorStore;
  generator: Generator;
  /** Answers without a model when the model's budget is spent. */
  extractive: Generator;
  /** Store, model and dimensions in one name: vectors of two spaces are never compared. `none` without an embedder. */
  space: string;
}

export interface Composition {
  settings: Settings;
  engines: Engines;
  directory: Directory;
  accounts: Accounts;
  authenticate: Authenticate;
  /** Milliseconds since 1970. */
  now: () => number;
}

const compositions = new WeakMap<object, Composition>();

/** @throws SettingsError where a setting cannot be used; nothing is cached then */
export function compose(env: Env): Composition {
  // Bindings are made anew for every object but D1's is one per isolate and environment.
  let composition = compositions.get(env.DB);
  if (composition === undefined) {
    composition = createComposition(env, () => Date.now());
    compositions.set(env.DB, composition);
  }
  return composition;
}

function createComposition(env: Env, now: () => number): Composition {
  const settings = parseSettings(env);
  const directory = createDirectory(env.DB, settings.keyEncryptionKey, now);
  const { operatorKey, edgeSigningKeys } = settings;
  return {
    settings,
    engines: createEngines(settings),
    directory,
    accounts: createAccounts(env.DB, settings.keyEncryptionKey, now),
    authenticate: createAuthenticate({ directory, operatorKey, edgeSigningKeys, now }),
    now,
  };
}

function createEngines({ vectorStore, embedder, generator }: Settings): Engines {
  const store = vectorStore.engine === "pinecone" ? createPineconeStore(vectorStore) : createEmbeddedStore();
  const extractive = createExtractiveGenerator();
  const embeds =
    embedder.engine === "none"
      ? undefined
      : embedder.engine === "openai"
        ? createOpenAIEmbedder(embedder)
        : createHashedStemsEmbedder();
  return {
    embedder: embeds,
    vectorStore: store,
    generator: generator.engine === "openai" ? createOpenAIGenerator(generator) : extractive,
    extractive,
    space: embeds === undefined ? "none" : `${store.place} ${embeds.model} ${embeds.dimensions}`,
  };
}
