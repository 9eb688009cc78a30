/** The engine that needs nobody's account: always there, and chosen where no other is set. */

import type { Engine } from "../engine.ts";
import { createHashedStemsEmbedder } from "./embedder.ts";
import { createExtractiveGenerator } from "./generator/generator.ts";
import { createEmbeddedStore } from "./store.ts";

export const EMBEDDED: Engine = {
  name: "embedded",
  isSet: () => true,
  vectorStore: { create: () => createEmbeddedStore(), open: () => createEmbeddedStore() },
  embedder: {
    create: () => createHashedStemsEmbedder(),
    open(_, { model, dimensions }) {
      const embedder = createHashedStemsEmbedder();
      return model === embedder.model && dimensions === embedder.dimensions ? embedder : undefined;
    },
  },
  generator: { create: () => createExtractiveGenerator() },
};
