/** OpenAI as an engine, or any server that speaks its API: embeddings and answers. */

import { countOf, required, settingOf, SettingsError, type Unchecked, usable } from "../../setting.ts";
import type { Engine } from "../engine.ts";
import { createOpenAIEmbedder } from "./embedder.ts";
import { createOpenAIGenerator } from "./generator.ts";

const KEY = "OPENAI_API_KEY";

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
  generator: {
    create: (env) =>
      createOpenAIGenerator({ ...parseService(env), model: parseModel(env, "OPENAI_CHAT_MODEL", "gpt-5-mini") }),
  },
};

function parseService(env: Unchecked): { apiKey: string; baseURL: string } {
  const baseURL = parseBase(env);
  return { apiKey: required(env, KEY), baseURL };
}

function parseModel(env: Unchecked, name: string, preset: string): string {
  const model = settingOf(env, name) ?? preset;
  if (typeof model !== "string" || model.trim() === "") throw new SettingsError(name, "is empty");
  return model;
}

function parseBase(env: Unchecked): string {
  const name = "OPENAI_BASE_URL";
  const text = settingOf(env, name) ?? "https://api.openai.com/v1";
  const base = typeof text === "string" ? URL.parse(text) : null;
  if (base === null || !/^https?:$/.test(base.protocol) || base.username)
    throw new SettingsError(name, "is not an http(s) URL");
  // The path of a call would end up behind it, in the query.
  if (base.search || base.hash) throw new SettingsError(name, "must end with its path, without ? or #");
  return base.href.replace(/\/$/, "");
}
