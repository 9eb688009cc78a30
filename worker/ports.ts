/**
 * The seams to outside engines. Each port has two adapters, embedded and hosted, and one contract
 * suite in `test/contracts/` that both pass. Vendor shapes, errors and retries stop in the adapter:
 * what comes out of one is a value below or a `ProblemError` (`upstream-failed`, `upstream-busy`,
 * `upstream-timeout`).
 */

import type { Usage } from "../shared/chat.ts";
import { ProblemError } from "../shared/problem.ts";
import type { VectorMatch, VectorQuery, VectorRecord, WriteMark } from "./knowledge/vectors/records.ts";
import type { Prompt, PromptTurn } from "./prompt.ts";
import type { TenantScope } from "./tenancy/scope.ts";

export type { Metadata, MetadataValue } from "./knowledge/metadata.ts";
export type * from "./knowledge/vectors/records.ts";
export type { Prompt, PromptSource, PromptTurn } from "./prompt.ts";

/**
 * An engine refused what it was given as such, and would again: too long for its model, or nothing that it
 * keeps. Others may still get through.
 */
export class RefusedContent extends ProblemError {}

/** A store takes no more bots or vectors: its plan allows no more. What is there is not touched by it. */
export class PlaceFull extends ProblemError {}

/** The vectors of one bot. Made by `VectorStore.within`, there is no other way to any. */
export interface TenantVectors {
  /** Best first; empty where the bot has no vectors. Ids may be stale: the caller resolves them. */
  query(query: VectorQuery): Promise<VectorMatch[]>;
  /**
   * Returns when the store has taken all of them. A repeat changes nothing. When what the mark stands for
   * is visible, all of them are.
   *
   * @param after the mark of earlier writes that may not be visible yet: the new one stands for them as well
   */
  upsert(records: readonly VectorRecord[], signal?: AbortSignal, after?: WriteMark): Promise<WriteMark>;
  /** Whether queries see the write yet. False is no error: ask again in a second or two. */
  isVisible(mark: WriteMark, signal?: AbortSignal): Promise<boolean>;
  /** Unknown ids and an unknown bot are no error. */
  remove(ids: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Everything of this bot. */
  removeAll(signal?: AbortSignal): Promise<void>;
  /**
   * Ids of what is there, a hundred or so at a time. Absent where nothing can be there that nobody knows of.
   *
   * @param after `next` of the page before
   */
  list?(after: string | undefined, signal?: AbortSignal): Promise<{ ids: string[]; next: string | undefined }>;
}

export interface VectorStore {
  /** `embedded` or `pinecone`. */
  readonly name: string;
  /** Where vectors live, for the record kept with them: vectors of one place are in no other. Not for clients. */
  readonly place: string;
  within(scope: TenantScope): TenantVectors;
  /**
   * Proves that it takes vectors of this length and ranks them by cosine. Absent where it takes any.
   *
   * @throws ProblemError `internal`, naming both sides, where it does not; `upstream-…` where it cannot be asked
   */
  verify?(expected: { dimensions: number }, signal?: AbortSignal): Promise<void>;
}

/**
 * Told what a call cost, for the ledger. Never told twice of the same tokens; engines that cost nothing
 * tell nothing. Where the engine does not say, as after an abort, the figures are estimates.
 */
export type OnUsage = (usage: Usage) => void;

export interface Embedder {
  /** Engine and model in one name, such as `openai:text-embedding-3-small`. Vectors of two names never mix. */
  readonly model: string;
  readonly dimensions: number;
  /** Whether a call is paid by the token: a budget that is spent has no more of them. */
  readonly costsTokens: boolean;
  /** Share of the vector score in the fused ranking, 0 to 1, as `npm run bench` measured it for this model. */
  readonly weight: number;
  /** True where vectors know nothing but the words of a text, as full text does. */
  readonly lexical?: boolean;
  /** Texts one call takes at the most; `embed` splits what is longer by itself. */
  readonly batchSize: number;
  /** One unit-length vector per text, in order. `purpose` matters to models that tell the two apart. */
  embed(
    texts: readonly string[],
    purpose: "query" | "document",
    signal?: AbortSignal,
    onUsage?: OnUsage,
  ): Promise<Float32Array[]>;
}

export type GeneratorDelta =
  /** Markdown that names sources directly after the sentence they support: `[1]`, or `[1: "first words … last words"]`. */
  | { type: "text"; text: string }
  /**
   * From engines that know it exactly, in place of a marker in the text: the passage of source `number`, verbatim,
   * that the text since the last one says.
   */
  | { type: "quote"; number: number; quote: string }
  /**
   * Always last, exactly once. `no-answer`: the sources do not answer; `unsure`: nor do they, but they come near. No
   * text came before either.
   */
  | { type: "finish"; reason: "stop" | "length" | "content-filter" | "no-answer" | "unsure"; usage: Usage };

export interface Reach {
  /** More of the best pages: the chunks just before and after the best ones, since a section may be cut in two, and what else was found there. */
  around: boolean;
  /** How the pages begin that were found: there they say what they are about. */
  openings: boolean;
}

export interface Generator {
  /** Engine and model in one name, such as `embedded:extractive`. */
  readonly model: string;
  /** As with an embedder. */
  readonly costsTokens: boolean;
  /** True where every sentence is itself a quote of its source: then the text has no markers, and quotes follow it. */
  readonly extractive: boolean;
  /** What it wants to read beside the chunks that were found; absent where those are enough for it. */
  reach?(question: string): Reach;
  /**
   * Streams one answer. Throws a `ProblemError` where the engine fails or its stream is cut; throws
   * the signal's reason when aborted. Abort reaches the engine. `onUsage` is called at most once and
   * before the iteration ends, however it ends: it alone is what to count (`finish` repeats it).
   * `onBegun` gets a function that returns what `onUsage` would report now, for a caller that may be cut off before the
   * end, and the most tokens that the whole call takes, at most `most`.
   * `most`: tokens that all of it may cost, repeats included; `budget-exhausted` is thrown, and nothing asked, where
   * that is too little for any answer.
   */
  generate(
    prompt: Prompt,
    signal: AbortSignal,
    onUsage?: OnUsage,
    onBegun?: (usageSoFar: () => Usage, most: number) => void,
    most?: number,
  ): AsyncIterable<GeneratorDelta>;
  /**
   * Rewrites a question that leans on history so that it stands alone; absent where the engine has no such
   * skill. Undefined where it was asked and gave none, or `most` is too little to ask. `onUsage` and `most` as in `generate`.
   */
  rewrite?(
    question: string,
    history: readonly PromptTurn[],
    signal: AbortSignal,
    onUsage?: OnUsage,
    most?: number,
  ): Promise<string | undefined>;
  /** Asks for as little as can be asked for: throws as `generate` where the engine is down. Absent where it cannot be. */
  check?(signal: AbortSignal): Promise<void>;
}
