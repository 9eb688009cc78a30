/** What an owner or operator can do about a service that fails. Visitors are told less: it is not theirs to mend. */

import { ProblemError } from "../../shared/problem.ts";
import { RefusedContent } from "../ports.ts";
import { type FaultKind, UpstreamFault } from "./upstream.ts";

export interface Service {
  /** As `GET /v1/bot` names it. */
  name: "generator" | "embedder" | "vector_store";
  /** In a sentence, such as "The language model". */
  words: string;
  keySetting: string;
  addressSettings: string;
}

export const SERVICES: Record<Service["name"], Service> = {
  generator: {
    name: "generator",
    words: "The language model",
    keySetting: "OPENAI_API_KEY",
    addressSettings: "OPENAI_BASE_URL and OPENAI_CHAT_MODEL",
  },
  embedder: {
    name: "embedder",
    words: "The embedding service",
    keySetting: "OPENAI_API_KEY",
    addressSettings: "OPENAI_BASE_URL and OPENAI_EMBEDDING_MODEL",
  },
  vector_store: {
    name: "vector_store",
    words: "The vector index",
    keySetting: "PINECONE_API_KEY",
    addressSettings: "PINECONE_INDEX_HOST",
  },
};

/** As `adviceOf`, of the service that the error itself names. */
export function explain(error: unknown): string {
  if (!(error instanceof ProblemError)) return "Something went wrong on our side.";
  const service = Object.values(SERVICES).find(({ words }) => error.detail.startsWith(words));
  return service === undefined ? error.detail : adviceOf(error, service);
}

/** One sentence on what is wrong, and one on what to do. */
export function adviceOf(error: unknown, service: Service): string {
  // A service that is not asked any more has what went wrong before behind it.
  if (error instanceof ProblemError && error.cause instanceof ProblemError) return adviceOf(error.cause, service);
  const { words, keySetting, addressSettings } = service;
  const fault = error instanceof ProblemError && error.cause instanceof UpstreamFault ? error.cause : undefined;
  const isIndex = service.name === "vector_store";
  const known: Record<FaultKind, string> = {
    key: `${words} refuses the key. Set ${keySetting} to one that is valid for it.`,
    address: `${words} is not at this address, or ${isIndex ? "is of another kind" : "knows no such model"}. Check ${addressSettings}.`,
    credit: `${words} has no credit left on this account. Top it up, or raise its limit of spending.`,
    region: `${words} refuses requests from where this server runs. Set ${addressSettings.split(" ")[0]} to a gateway in a region that it serves.`,
    window: `${words} is given more than it takes at once. Set OPENAI_CONTEXT_TOKENS to its window, or to less where a plan allows less.`,
    full: `${words} holds as many bots or vectors as its plan allows. Add a second index to PINECONE_INDEX_HOST, or choose a larger plan.`,
  };
  if (fault?.kind !== undefined) return known[fault.kind];
  if (fault?.status === 429) return `${words} is at its rate limit. Ask its provider for a higher one if this lasts.`;
  if (error instanceof RefusedContent) return `${words} refuses what it is sent. What it says of it stands in the log.`;
  if (error instanceof ProblemError && error.slug === "internal") return error.detail;
  return `${words} fails or cannot be reached. It is tried again by itself; its provider's status page says more.`;
}
