/** The engines that answer, and the one place that chooses them. */

import { EMBEDDED } from "./adapters/embedded/engine.ts";
import { explain } from "./adapters/advice.ts";
import type { ServiceState } from "./adapters/breaker.ts";
import type { Engine } from "./adapters/engine.ts";
import { createGuards } from "./adapters/guarded.ts";
import { OPENAI } from "./adapters/openai/engine.ts";
import { PINECONE } from "./adapters/pinecone/engine.ts";
import { ProblemError } from "../shared/problem.ts";
import type { SpaceFacts } from "./knowledge/vectors/spaces.ts";
import type { Embedder, Generator, VectorStore } from "./ports.ts";
import { oneOf, type Unchecked } from "./setting.ts";

/** A new engine is a folder of `adapters/` and a name here. Of those that are set, the last one is chosen. */
const ENGINES: readonly Engine[] = [EMBEDDED, PINECONE, OPENAI];

export interface Engines {
  /** Undefined: full text alone. */
  embedder: Embedder | undefined;
  vectorStore: VectorStore;
  generator: Generator;
  /** Answers without a model when the budget is spent. */
  extractive: Generator;
  /** What this deployment makes today; undefined without an embedder. */
  readonly space: (SpaceFacts & { places: readonly string[] }) | undefined;
  /** A place takes no more bots: new ones are put into the next. Known as long as this isolate lives. */
  isFull(place: string): void;
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
  /** What is wrong where one of them fails, and what an owner can do about it. */
  explain(error: unknown): string;
  /** How the engines do, as far as this isolate has asked them. */
  states(): Record<"generator" | "embedder" | "vector_store", { engine: string } & ServiceState>;
}

/** Anybody may ask whether the deployment is well: an index that is down is not asked for each of them. */
const VERIFY_AGAIN_MS = 5_000;

/** @throws SettingsError for the first setting of a chosen engine that cannot be used */
export function createEngines(env: Unchecked, now: () => number): Engines {
  const guards = createGuards(now);
  const vectorStore = guards.store(choose(env, "VECTOR_STORE", "vectorStore")!.create(env));
  const chosen = choose(env, "EMBEDDER", "embedder", "none")?.create(env);
  const embedder = chosen && guards.embedder(chosen);
  const generator = guards.generator(choose(env, "GENERATOR", "generator")!.create(env));
  // Kept, because each remembers what it has learned of its service.
  const stores = new Map([[vectorStore.place, vectorStore]]);
  const embedders = new Map(embedder ? [[embedderKey(embedder), embedder]] : []);
  const places = [vectorStore.place, ...placesOf(env, vectorStore)];
  const full = new Set<string>();
  let failed: { at: number; error: Error } | undefined;
  return {
    embedder,
    vectorStore,
    generator,
    extractive: generator.extractive ? generator : EMBEDDED.generator!.create(env),
    get space() {
      if (embedder === undefined) return undefined;
      const place = places.find((each) => !full.has(each)) ?? places.at(-1)!;
      return { place, model: embedder.model, dimensions: embedder.dimensions, places };
    },
    isFull: (place) => void full.add(place),
    open: (space) => ({
      get embedder() {
        return kept(embedders, embedderKey(space), () => openEmbedder(env, space));
      },
      get vectorStore() {
        return kept(stores, space.place, () => openStore(env, space.place));
      },
    }),
    verify: async () => {
      if (embedder === undefined) return;
      if (failed !== undefined && now() - failed.at < VERIFY_AGAIN_MS) throw failed.error;
      try {
        await vectorStore.verify?.({ dimensions: embedder.dimensions });
      } catch (error) {
        failed = { at: now(), error: error as Error };
        throw error;
      }
    },
    explain,
    states: () => ({
      generator: { engine: generator.model, ...guards.states.generator() },
      embedder: { engine: embedder?.model ?? "none", ...guards.states.embedder() },
      vector_store: { engine: vectorStore.name, ...guards.states.vector_store() },
    }),
  };
}

type Part = "vectorStore" | "embedder" | "generator";

/** The engine that a setting names, or the last one that is set. Undefined where it names what stands for no engine. */
function choose<P extends Part>(env: Unchecked, setting: string, part: P, none?: string): Engine[P] | undefined {
  const able = ENGINES.filter((engine) => engine[part] !== undefined);
  const preset = able.findLast((engine) => engine.isSet(env))!.name;
  const names = able.map((engine) => engine.name);
  const name = oneOf(env, setting, none === undefined ? names : [...names, none], preset);
  return able.find((engine) => engine.name === name)?.[part];
}

/** By the first part of a model's or place's name. */
function engineOf(named: string): Engine | undefined {
  return ENGINES.find(({ name }) => named.split(":", 1)[0] === name);
}

function placesOf(env: Unchecked, { place }: VectorStore): string[] {
  return engineOf(place)?.vectorStore?.places?.(env) ?? [];
}

function openEmbedder(env: Unchecked, space: SpaceFacts): Embedder {
  const embedder = engineOf(space.model)?.embedder?.open(env, space);
  if (embedder !== undefined) return embedder;
  throw new ProblemError("internal", {
    detail: `The vectors were made with ${space.model}, which is not configured any more.`,
  });
}

function openStore(env: Unchecked, place: string): VectorStore {
  const store = engineOf(place)?.vectorStore?.open(env, place);
  if (store !== undefined) return store;
  throw new ProblemError("internal", { detail: "The vectors are in an index that is not configured any more." });
}

function embedderKey({ model, dimensions }: { model: string; dimensions: number }): string {
  return `${model} ${dimensions}`;
}

function kept<Key, Value>(values: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = values.get(key);
  if (value === undefined) values.set(key, (value = create()));
  return value;
}
