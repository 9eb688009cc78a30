/** Pinecone as an engine: a vector store on one serverless index. */

import { required, settingOf, SettingsError, type Unchecked, usable } from "../../setting.ts";
import type { Engine } from "../engine.ts";
import { createPineconeStore } from "./store.ts";

const KEY = "PINECONE_API_KEY";

export const PINECONE: Engine = {
  name: "pinecone",
  isSet: (env) => Boolean(settingOf(env, KEY)),
  vectorStore: {
    create: (env) => createPineconeStore({ apiKey: required(env, KEY), host: parseHost(env) }),
    open(env, place) {
      const apiKey = usable(env, KEY);
      return apiKey === undefined
        ? undefined
        : createPineconeStore({ apiKey, host: place.slice(`${PINECONE.name}:`.length) });
    },
  },
};

function parseHost(env: Unchecked): string {
  const name = "PINECONE_INDEX_HOST";
  const text = required(env, name);
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  if (url === null || url.pathname !== "/" || url.search || url.username)
    throw new SettingsError(name, "is not a host");
  return url.origin;
}
