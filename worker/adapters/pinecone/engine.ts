/** Pinecone as an engine: a vector store on one serverless index. */

import { required, settingOf, SettingsError, type Unchecked, usable } from "../../setting.ts";
import type { Engine } from "../engine.ts";
import { createPineconeStore } from "./store.ts";

const KEY = "PINECONE_API_KEY";

export const PINECONE: Engine = {
  name: "pinecone",
  isSet: (env) => Boolean(settingOf(env, KEY)),
  vectorStore: {
    create: (env) => createPineconeStore({ apiKey: required(env, KEY), host: parseHosts(env)[0]! }),
    places: (env) =>
      parseHosts(env)
        .slice(1)
        .map((host) => `${PINECONE.name}:${host}`),
    open(env, place) {
      const apiKey = usable(env, KEY);
      return apiKey === undefined
        ? undefined
        : createPineconeStore({ apiKey, host: place.slice(`${PINECONE.name}:`.length) });
    },
  },
};

/** One host, or several with commas between them. */
function parseHosts(env: Unchecked): string[] {
  const name = "PINECONE_INDEX_HOST";
  return required(env, name)
    .split(",")
    .map((part) => {
      const text = part.trim();
      const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
      if (text === "" || url === null || url.pathname !== "/" || url.search || url.username)
        throw new SettingsError(name, "is not a host, or hosts with commas between them");
      return url.origin;
    });
}
