/** What a folder of adapters tells of its engine: which parts there are, and how each is made of what an operator has set. */

import type { Embedder, Generator, VectorStore } from "../ports.ts";
import type { Unchecked } from "../setting.ts";

/** `create` and `open` take the whole environment: an engine may be made of a binding as well as of text. */
export interface Engine {
  /** As settings name it. Names of its models and places begin with it, before a colon where more follows. */
  readonly name: string;
  /** Whether its key or binding is there: then it is chosen where the operator names none. */
  isSet(env: Unchecked): boolean;
  /** @throws SettingsError from every `create`, for the first setting that cannot be used */
  vectorStore?: {
    create(env: Unchecked): VectorStore;
    /** A place where vectors were put earlier. Undefined where the settings no longer say how to reach it. */
    open(env: Unchecked, place: string): VectorStore | undefined;
    /** Places beside that of `create`, in the order in which new bots are put there when the ones before are full. */
    places?(env: Unchecked): string[];
  };
  embedder?: {
    create(env: Unchecked): Embedder;
    /** The model that made vectors earlier. Undefined as with a place. */
    open(env: Unchecked, made: { model: string; dimensions: number }): Embedder | undefined;
  };
  generator?: { create(env: Unchecked): Generator };
}
