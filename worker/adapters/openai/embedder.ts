/** The embedder on OpenAI's embeddings, or those of any server that speaks its API. */

import { ProblemError } from "../../../shared/problem.ts";
import { type Embedder, type OnUsage, RefusedContent } from "../../ports.ts";
import { retrying, type RetryPolicy, type Surroundings, SURROUNDINGS, UpstreamFault } from "../upstream.ts";
import { isTokenCount } from "./chunk.ts";
import { mayBeBilled } from "./chat-stream.ts";
import { type ClientOptions, createClientLoader, OPENAI_URL } from "./client.ts";
import { errorInBody, faultOf } from "./faults.ts";
import { createManners } from "./manners.ts";
import { estimateTokens } from "./tokens.ts";

export interface OpenAIEmbedderOptions extends ClientOptions {
  model: string;
  /** Of the vectors; needed for models other than OpenAI's own. */
  dimensions?: number;
  /** Share of the vector score in the fused ranking. */
  weight?: number;
  /** Texts in one request, at most 2,048. */
  batchSize?: number;
  /** Over all attempts of one request, in ms: of documents, and of a question that somebody waits for. */
  deadlineMs?: number;
  queryDeadlineMs?: number;
  retry?: RetryPolicy;
  surroundings?: Surroundings;
}

/** What the models make when nothing is asked for. */
const NATIVE_DIMENSIONS: Record<string, number> = {
  "text-embedding-3-small": 1_536,
  "text-embedding-3-large": 3_072,
  "text-embedding-ada-002": 1_536,
};

const SERVICE = "The embedding service";
/** Zeros, or what is no number. */
const NO_DIRECTION = "a vector without a direction";
const RETRY: RetryPolicy = { attempts: 5, baseMs: 200, capMs: 5_000 };
/** Limits of the service for one text and for one request. */
const TEXT_TOKENS = 8_192;
const REQUEST_TOKENS = 300_000;

/** @throws ProblemError `internal` for a model of unknown length without `dimensions` */
export function createOpenAIEmbedder(options: OpenAIEmbedderOptions): Embedder {
  // A guess, not a measurement: `docs/openai.md` says how to make one. Below a half, so that a model nobody
  // has measured cannot outvote the passage that holds the question's words.
  const {
    model,
    weight = 0.45,
    batchSize = 256,
    deadlineMs = 20_000,
    queryDeadlineMs = 5_000,
    retry = RETRY,
    surroundings = SURROUNDINGS,
  } = options;
  const native = Object.hasOwn(NATIVE_DIMENSIONS, model) ? NATIVE_DIMENSIONS[model] : undefined;
  const wanted = options.dimensions ?? native;
  if (wanted === undefined) {
    throw new ProblemError("internal", { detail: `OPENAI_EMBEDDING_DIMENSIONS must be set for the model ${model}.` });
  }
  const dimensions: number = wanted;
  const client = createClientLoader(options, model);
  const baseURL = options.baseURL ?? OPENAI_URL;
  const manners = createManners(baseURL);
  const learned = { asksLength: isAskedForLength(model, baseURL), batchSize };

  async function request(texts: readonly string[], timeout: number, signal: AbortSignal, onSpent: () => void) {
    const { embeddings } = await client();
    for (;;) {
      const body = manners.embedding({ model, texts, dimensions: learned.asksLength ? dimensions : undefined });
      // A service that was at it when we left may bill it; one that refused it does not.
      signal.addEventListener("abort", onSpent, { once: true });
      try {
        return await embeddings.create(body as never, { signal, timeout });
      } catch (error) {
        if (manners.learn(error, body)) continue;
        const fault = faultOf(error, surroundings);
        if (!signal.aborted && mayBeBilled(fault)) onSpent();
        throw fault;
      } finally {
        signal.removeEventListener("abort", onSpent);
      }
    }
  }

  /** @throws UpstreamFault for what stands in the place of vectors */
  function bodyOf(answer: unknown): unknown {
    if (typeof answer === "string")
      throw new UpstreamFault("upstream-failed", "a page of a website", { retryable: true, kind: "address" });
    const error = (answer as { error?: unknown } | null)?.error;
    if (error) throw faultOf(errorInBody(error), surroundings);
    return answer;
  }

  /** One request that is repeated as long as that may help, and counted each time that it may be billed. */
  async function embedBatch(batch: readonly string[], within: number, signal?: AbortSignal, onUsage?: OnUsage) {
    const onSpent = () => onUsage?.({ input_tokens: tokensOf(batch), output_tokens: 0, estimated: true });
    const attempt = async (attemptSignal: AbortSignal): Promise<Float32Array[]> => {
      const answer = await request(batch, within, attemptSignal, onSpent);
      const told: unknown = answer.usage?.prompt_tokens;
      // Paid for, whether it can be read or not. Some servers count nothing and say zero.
      if (isTokenCount(told) && told > 0) onUsage?.({ input_tokens: told, output_tokens: 0 });
      else onSpent();
      const values = readValues(bodyOf(answer), batch.length);
      const length = values[0]!.length;
      if (length !== dimensions && !learned.asksLength && native === undefined) {
        // It makes another length unless it is asked.
        learned.asksLength = true;
        throw new UpstreamFault("upstream-failed", `vectors of ${length} dimensions`, { retryable: true });
      }
      return values.map((each) => toUnitLength(checkLength(each, dimensions, model)));
    };
    return retrying(attempt, { service: SERVICE, deadlineMs: within, policy: retry, surroundings, signal });
  }

  /** What a server refuses together it may take in parts, and says so in its own words. Remembered. */
  async function embedAll(batch: readonly string[], within: number, signal?: AbortSignal, onUsage?: OnUsage) {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < batch.length;) {
      const some = batch.slice(at, at + learned.batchSize);
      try {
        vectors.push(...(await embedBatch(some, within, signal, onUsage)));
        at += some.length;
      } catch (error) {
        const most = some.length > 1 ? mostInBatch(error, some.length) : undefined;
        if (most === undefined) throw error;
        learned.batchSize = most;
      }
    }
    return vectors;
  }

  /** Some servers fail on one text: too long for them, or nothing they can tell. Where another one gets through, it is this one's fault. */
  async function blame(error: unknown, signal?: AbortSignal, onUsage?: OnUsage): Promise<never> {
    const fault = error instanceof ProblemError ? error.cause : undefined;
    if (!(fault instanceof UpstreamFault) || (fault.status !== 500 && fault.message !== NO_DIRECTION)) throw error;
    try {
      await embedBatch([PROBE], queryDeadlineMs, signal, onUsage);
    } catch {
      throw error;
    }
    throw new RefusedContent("upstream-failed", { detail: `${SERVICE} failed on this text.`, cause: error });
  }

  return {
    model: `openai:${model}`,
    costsTokens: true,
    dimensions,
    weight,
    batchSize,
    async embed(texts, purpose, signal, onUsage) {
      signal?.throwIfAborted();
      const within = purpose === "query" ? queryDeadlineMs : deadlineMs;
      const vectors: Float32Array[] = [];
      for (const batch of batchTexts(texts, batchSize)) {
        const embedding = embedAll(batch, within, signal, onUsage);
        vectors.push(
          ...(purpose === "query" ? await embedding : await embedding.catch((error) => blame(error, signal, onUsage))),
        );
      }
      return vectors;
    },
  };
}

/** Refused for the number of its texts, or for their length together. */
const OF_BATCH =
  /batch ?size|one batch|more batches|too many inputs|number of inputs|array too long|array_above_max_length|too many (?:texts|items)/i;
const MOST_TEXTS =
  /(?:allowed batch size|larger than|at most|number of (?:inputs|texts|items) is|maximum length|maximum of|up to)\D{0,4}(\d{1,4})\b/i;

/** How many texts are sent at once from now on; undefined where that was not what was wrong. */
function mostInBatch(error: unknown, sent: number): number | undefined {
  const fault = error instanceof RefusedContent ? error.cause : undefined;
  if (!(fault instanceof UpstreamFault)) return undefined;
  const isLong = fault.status === 413 && fault.kind === undefined;
  if (!isLong && !OF_BATCH.test(fault.message)) return undefined;
  const told = Number(MOST_TEXTS.exec(fault.message)?.[1]);
  return told >= 1 && told < sent ? told : sent >> 1;
}

/** What is sent to find out. No server fails on it. */
const PROBE = "page";

/**
 * OpenAI's newer models make what they are asked for. The oldest does not, and other models mostly make one length and
 * refuse to be asked: they are where theirs is another.
 */
function isAskedForLength(model: string, baseURL: string): boolean {
  if (model === "text-embedding-ada-002") return false;
  return /text-embedding-3/.test(model) || new URL(baseURL).hostname === "api.openai.com";
}

function tokensOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0);
}

function* batchTexts(texts: readonly string[], batchSize: number): Generator<string[]> {
  let batch: string[] = [];
  let tokens = 0;
  for (const text of texts) {
    if (text === "")
      throw new ProblemError("invalid-request", { detail: "An empty text has no meaning to search by." });
    const estimate = estimateTokens(text);
    if (estimate > TEXT_TOKENS) {
      throw new RefusedContent("payload-too-large", {
        detail: `A text of about ${estimate} tokens is too long to embed.`,
      });
    }
    // Twice the estimate is more than any text turns out to be: code and numbers take the most.
    if (batch.length > 0 && (batch.length === batchSize || tokens + 2 * estimate > REQUEST_TOKENS)) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(text);
    tokens += 2 * estimate;
  }
  if (batch.length > 0) yield batch;
}

/** The vectors in the order of the texts, whatever order the answer has. */
function readValues(answer: unknown, count: number): Float32Array[] {
  const data = Array.isArray(answer) ? answer : ((answer ?? {}) as { data?: unknown }).data;
  if (!Array.isArray(data) || data.length !== count) throw malformed(`${count} texts, another number of vectors`);
  const entries = data as ({ index?: unknown; embedding?: unknown } | null)[];
  // Some servers leave out what is zero, others number nothing.
  const unnumbered = entries.filter((entry) => entry?.index === undefined).length;
  const vectors: Float32Array[] = [];
  entries.forEach((entry, at) => {
    const index = entry?.index ?? (unnumbered > 1 ? at : 0);
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count)
      throw malformed("a vector of no text");
    if (vectors[index as number] !== undefined) throw malformed("two vectors of one text");
    vectors[index as number] = decodeValues(entry?.embedding);
  });
  return vectors;
}

function checkLength(values: Float32Array, dimensions: number, model: string): Float32Array {
  if (values.length === dimensions) return values;
  throw new ProblemError("internal", {
    detail: `The model ${model} makes vectors of ${values.length} dimensions and OPENAI_EMBEDDING_DIMENSIONS says ${dimensions}.`,
  });
}

/** Little-endian float32 in base64, or plain numbers from servers that know no other way. */
function decodeValues(embedding: unknown): Float32Array {
  if (Array.isArray(embedding)) {
    // One vector in a list of its own, as some servers pool.
    const values = (Array.isArray(embedding[0]) && embedding.length === 1 ? embedding[0] : embedding) as unknown[];
    // JSON has no NaN: what could not be computed comes as null, which would count as zero.
    return Float32Array.from(values, (value) => (value === null ? NaN : Number(value)));
  }
  if (typeof embedding !== "string") throw malformed("a vector that is neither text nor numbers");
  let binary: string;
  try {
    binary = atob(embedding);
  } catch (cause) {
    throw malformed("a vector that is no base64", cause);
  }
  const bytes = new Uint8Array(binary.length);
  // A plain loop: `Uint8Array.from` with a function takes ten times as long, for every question.
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  if (bytes.length % 4 !== 0) throw malformed("a vector that is no list of float32");
  return new Float32Array(bytes.buffer);
}

function toUnitLength(values: Float32Array): Float32Array {
  let square = 0;
  for (let at = 0; at < values.length; at++) square += values[at]! * values[at]!;
  if (!Number.isFinite(square) || square === 0) throw malformed(NO_DIRECTION);
  const scale = 1 / Math.sqrt(square);
  for (let at = 0; at < values.length; at++) values[at]! *= scale;
  return values;
}

function malformed(message: string, cause?: unknown): UpstreamFault {
  return new UpstreamFault("upstream-failed", message, { retryable: true, cause });
}
