/** The embedder on OpenAI's embeddings, or those of any server that speaks its API. */

import { ProblemError } from "../../../shared/problem.ts";
import { type Embedder, RefusedContent } from "../../ports.ts";
import { retrying, type RetryPolicy, type Surroundings, SURROUNDINGS, UpstreamFault } from "../upstream.ts";
import { isTokenCount } from "./chunk.ts";
import { type ClientOptions, createClientLoader, faultOf, OptionalParameters } from "./client.ts";
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
  const dimensions = options.dimensions ?? native;
  if (dimensions === undefined) {
    throw new ProblemError("internal", { detail: `OPENAI_EMBEDDING_DIMENSIONS must be set for the model ${model}.` });
  }
  const client = createClientLoader(options);
  const optional = new OptionalParameters();
  // The oldest model makes what it makes; every other one is asked, and those that cannot be asked say so.
  const extras = model === "text-embedding-ada-002" ? {} : { dimensions };

  async function request(texts: string[], timeout: number, signal: AbortSignal) {
    const { embeddings } = await client();
    for (;;) {
      const sent = optional.keep(extras);
      try {
        const body = { model, input: texts, encoding_format: "base64" as const, ...sent };
        return await embeddings.create(body, { signal, timeout });
      } catch (error) {
        // The length of what comes back is checked either way.
        if (!optional.learn(error, sent)) throw faultOf(error, surroundings);
      }
    }
  }

  return {
    model: `openai:${model}`,
    dimensions,
    weight,
    batchSize,
    async embed(texts, purpose, signal, onUsage) {
      signal?.throwIfAborted();
      const within = purpose === "query" ? queryDeadlineMs : deadlineMs;
      const vectors: Float32Array[] = [];
      for (const batch of batchTexts(texts, batchSize)) {
        const attempt = async (attemptSignal: AbortSignal) => {
          const answer = await request(batch, within, attemptSignal);
          return { vectors: readVectors(answer, batch.length, dimensions, model), usage: answer.usage };
        };
        const read = await retrying(attempt, {
          service: SERVICE,
          deadlineMs: within,
          policy: retry,
          surroundings,
          signal,
        });
        const told: unknown = read.usage?.prompt_tokens;
        const estimate = () => batch.reduce((sum, text) => sum + estimateTokens(text), 0);
        onUsage?.({ input_tokens: isTokenCount(told) ? told : estimate(), output_tokens: 0 });
        vectors.push(...read.vectors);
      }
      return vectors;
    },
  };
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
function readVectors(answer: unknown, count: number, dimensions: number, model: string): Float32Array[] {
  const { data } = (answer ?? {}) as { data?: unknown };
  if (!Array.isArray(data) || data.length !== count) throw malformed(`${count} texts, another number of vectors`);
  const vectors: Float32Array[] = [];
  for (const entry of data as { index?: unknown; embedding?: unknown }[]) {
    const index = entry?.index;
    if (!Number.isInteger(index) || (index as number) < 0 || (index as number) >= count)
      throw malformed("a vector of no text");
    if (vectors[index as number] !== undefined) throw malformed("two vectors of one text");
    const values = decodeValues(entry.embedding);
    if (values.length !== dimensions) {
      throw new ProblemError("internal", {
        detail: `The model ${model} makes vectors of ${values.length} dimensions and OPENAI_EMBEDDING_DIMENSIONS says ${dimensions}.`,
      });
    }
    vectors[index as number] = toUnitLength(values);
  }
  return vectors;
}

/** Little-endian float32 in base64, or plain numbers from servers that know no other way. */
function decodeValues(embedding: unknown): Float32Array {
  if (Array.isArray(embedding)) return Float32Array.from(embedding as number[]);
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
  if (!Number.isFinite(square) || square === 0) throw malformed("a vector without a direction");
  const scale = 1 / Math.sqrt(square);
  for (let at = 0; at < values.length; at++) values[at]! *= scale;
  return values;
}

function malformed(message: string, cause?: unknown): UpstreamFault {
  return new UpstreamFault("upstream-failed", message, { retryable: true, cause });
}
