/** OpenAI as an engine, or any server that speaks its API: embeddings and answers. */

import { countOf, settingOf, usable } from "../../setting.ts";
import type { Engine } from "../engine.ts";
import { createOpenAIEmbedder } from "./embedder.ts";
import { createOpenAIGenerator } from "./generator.ts";
import { KEY, parseBase, parseGenerator, parseModel, parseService } from "./settings.ts";

export const OPENAI: Engine = {
  name: "openai",
  isSet: (env) => Boolean(settingOf(env, KEY)),
  embedder: {
    create: (env) =>
      createOpenAIEmbedder({
        ...parseService(env),
        model: parseModel(env, "OPENAI_EMBEDDING_MODEL", "text-embedding-3-small"),
        dimensions: countOf(env, "OPENAI_EMBEDDING_DIMENSIONS", 1_536, 20_000),
      }),
    open(env, { model, dimensions }) {
      const apiKey = usable(env, KEY);
      return apiKey === undefined
        ? undefined
        : createOpenAIEmbedder({
            apiKey,
            baseURL: parseBase(env),
            model: model.slice(`${OPENAI.name}:`.length),
            dimensions,
          });
    },
  },
  generator: { create: (env) => createOpenAIGenerator(parseGenerator(env)) },
};
