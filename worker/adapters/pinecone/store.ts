/**
 * The vector store on one Pinecone serverless index, through the official SDK. A bot's namespace is
 * its id, taken from the scope and from nowhere else. Ids, vectors and filterable fields go there; text
 * never does. Which index a bot lives in is the composer's to know.
 */

import { ProblemError } from "../../../shared/problem.ts";
import { createOnce } from "../../once.ts";
import type { TenantVectors, VectorMatch, VectorRecord, VectorStore, WriteMark } from "../../ports.ts";
import { BOT_ID, namespaceOf, type TenantScope } from "../../tenancy/scope.ts";
import {
  keepFromLog,
  retrying,
  type RetryPolicy,
  type Surroundings,
  SURROUNDINGS,
  UpstreamFault,
} from "../upstream.ts";
import { batchForUrl, batchIds, batchRecords, roundValues } from "./batch.ts";
import { toPineconeFilter } from "./filter.ts";
import { type Exchange, type Fetch, isMissingNamespace, openExchange } from "./exchange.ts";
import { markOfWrite, parseMark } from "./mark.ts";

export interface PineconeOptions {
  apiKey: string;
  /** The index's host, such as `vegarag-abc123.svc.aped-4627-b74a.pinecone.io`; `http://…` for a local server. */
  host: string;
  fetch?: Fetch;
  /** Over all attempts of one query, in ms. */
  queryMs?: number;
  /** Over all attempts of one batch of a write, in ms. */
  writeMs?: number;
  retry?: RetryPolicy;
  surroundings?: Surroundings;
}

export interface PineconeStore extends VectorStore {
  /**
   * Proves that the index takes such vectors and ranks them by cosine. A success is remembered; the first
   * write and the first query of an isolate ask by themselves, so that nothing goes into an index that would
   * rank it wrongly, and nothing comes out of one.
   *
   * @throws ProblemError `internal`, naming both sides, where it does not
   */
  verify(expected: { dimensions: number }, signal?: AbortSignal): Promise<void>;
}

const SERVICE = "The vector index";
/** Ids in a page of the list: the most there can be. */
const LIST_PAGE = 100;
const RETRY: RetryPolicy = { attempts: 5, baseMs: 100, capMs: 2_000 };

// The package's front door brings in twice as much code that is never called: see docs/decisions.
type Sdk = typeof import("@pinecone-database/pinecone/dist/data/index.js");
type Index = InstanceType<Sdk["Index"]>;

export function createPineconeStore(options: PineconeOptions): PineconeStore {
  const { apiKey, host, queryMs = 5_000, writeMs = 15_000, retry = RETRY, surroundings = SURROUNDINGS } = options;
  keepFromLog(apiKey);
  const send: Fetch = options.fetch ?? ((url, init) => fetch(url, init));
  const sdk = createOnce(loadSdk);
  const fitting = new Set<number>();

  /** One SDK call, repeated as long as that may help. All our calls can be: ids are stable, deletes idempotent. */
  async function call<T>(
    deadlineMs: number,
    signal: AbortSignal | undefined,
    namespace: string | undefined,
    run: (index: Index, exchange: Exchange) => Promise<T>,
  ): Promise<T> {
    // Evaluated on first use: a deployment on the embedded engines never pays for it.
    const { Index } = await sdk();
    const attempt = async (attemptSignal: AbortSignal) => {
      const exchange = openExchange(send, attemptSignal, surroundings.now);
      // The SDK repeats 5xx alone and knows no deadline: its own repeats stay off.
      const config = { apiKey, fetchApi: exchange.fetchApi as typeof fetch, maxRetries: 0 };
      try {
        return await run(new Index(namespace === undefined ? { host } : { host, namespace }, config), exchange);
      } catch (error) {
        if (exchange.fault !== undefined) throw exchange.fault;
        const ours = error instanceof UpstreamFault || error instanceof ProblemError;
        // The SDK trips over an answer of another shape than the service's.
        throw ours || exchange.headers === undefined ? error : malformed(error);
      }
    };
    return retrying(attempt, { service: SERVICE, deadlineMs, policy: retry, surroundings, signal });
  }

  function within(scope: TenantScope): TenantVectors {
    const namespace = verifyNamespace(namespaceOf(scope));
    return {
      async query({ values, topK, filter, signal }) {
        verifyTopK(topK);
        const narrowed = toPineconeFilter(filter);
        try {
          const asking = call(queryMs, signal, namespace, async (index) => {
            const answer = await index.query({
              vector: roundValues(values),
              topK,
              ...(narrowed ? { filter: narrowed } : {}),
            });
            return parseMatches(answer.matches);
          });
          // Side by side: the first question of an isolate does not wait for two answers in a row.
          const [matches] = await Promise.all([asking, verify({ dimensions: values.length }, signal)]);
          return matches;
        } catch (error) {
          // A bot that has no vectors yet has no namespace yet.
          if (causedByMissingNamespace(error)) return [];
          throw error;
        }
      },

      async upsert(records, signal, after = null) {
        for (const { id } of records) verifyId(id);
        if (records.length > 0) await verify({ dimensions: records[0]!.values.length }, signal);
        let mark: WriteMark = after;
        for (const batch of batchRecords(lastOfEach(records))) {
          const before: WriteMark = mark;
          mark = await call(writeMs, signal, namespace, async (index, exchange) => {
            await index.upsert({ records: batch });
            checkCount(exchange.json, batch.length);
            return markOfWrite(exchange.headers, batch.at(-1)!, before);
          });
        }
        return mark;
      },

      async isVisible(mark, signal) {
        if (mark === null) return true;
        const { lsn, ids, dimensions } = parseMark(mark);
        try {
          if (lsn !== null) {
            const indexed = await call(queryMs, signal, namespace, async (index, exchange) => {
              // The cheapest read of the namespace; only its header counts.
              const probe = Array.from({ length: dimensions }, (_, at) => (at === 0 ? 1 : 0));
              await index.query({ vector: probe, topK: 1 });
              return exchange.headers?.get("x-pinecone-max-indexed-lsn") ?? "";
            });
            if (/^\d+$/.test(indexed)) return BigInt(indexed) >= BigInt(lsn);
          }
          for (const some of batchForUrl(ids)) {
            const found = await call(
              queryMs,
              signal,
              namespace,
              async (index) => (await index.fetch({ ids: some })).records,
            );
            if (!some.every((id) => Object.hasOwn(found ?? {}, id))) return false;
          }
          return true;
        } catch (error) {
          if (causedByMissingNamespace(error)) return false;
          throw error;
        }
      },

      async remove(ids, signal) {
        for (const id of ids) verifyId(id);
        for (const batch of batchIds([...new Set(ids)])) {
          await call(writeMs, signal, namespace, (index) => index.deleteMany({ ids: batch })).catch(doneIfMissing);
        }
      },

      async list(after, signal) {
        try {
          const page = await call(queryMs, signal, namespace, (index) =>
            index.listPaginated({ limit: LIST_PAGE, ...(after === undefined ? {} : { paginationToken: after }) }),
          );
          const ids = (page.vectors ?? []).flatMap(({ id }) => (typeof id === "string" ? [id] : []));
          return { ids, next: page.pagination?.next };
        } catch (error) {
          if (causedByMissingNamespace(error)) return { ids: [], next: undefined };
          throw error;
        }
      },

      async removeAll(signal) {
        await call(writeMs, signal, namespace, (index) => index.deleteNamespace(namespace)).catch(
          async (error: unknown) => {
            // Servers older than the namespace operations know the delete of all records, which does the same.
            if (!isUnknownOperation(error)) return doneIfMissing(error);
            await call(writeMs, signal, namespace, (index) => index.deleteAll()).catch(doneIfMissing);
          },
        );
      },
    };
  }

  async function verify({ dimensions }: { dimensions: number }, signal?: AbortSignal): Promise<void> {
    if (fitting.has(dimensions)) return;
    const facts = await call(queryMs, signal, undefined, async (index, exchange) => {
      const { dimension } = await index.describeIndexStats();
      // The SDK drops the metric, which newer servers tell.
      return { dimension, metric: (exchange.json as { metric?: unknown }).metric };
    });
    if (facts.dimension !== dimensions) {
      throw new ProblemError("internal", {
        detail: `The vector index holds vectors of ${facts.dimension ?? "no"} dimensions and the embedder makes ${dimensions}: set OPENAI_EMBEDDING_DIMENSIONS, or create an index that fits.`,
      });
    }
    // Of unit vectors the dot product is the cosine.
    if (facts.metric !== undefined && facts.metric !== "cosine" && facts.metric !== "dotproduct") {
      throw new ProblemError("internal", {
        detail: `The vector index ranks by ${String(facts.metric)}: create one with the metric cosine.`,
      });
    }
    fitting.add(dimensions);
  }

  // The host is part of the place: a bot stays in the index it was placed in, whatever new bots get.
  const place = `pinecone:${host.replace(/\/$/, "")}`;
  return { name: "pinecone", place, within, verify };
}

async function loadSdk(): Promise<Sdk> {
  const { env } = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process ?? {};
  for (const name of ["PINECONE_DEBUG", "PINECONE_DEBUG_CURL"]) {
    // The SDK would print request bodies, or the API key itself.
    if (env?.[name]) throw new ProblemError("internal", { detail: `${name} must not be set: it prints secrets.` });
  }
  return await import("@pinecone-database/pinecone/dist/data/index.js");
}

/** The SDK turns an empty namespace into one that all would share: nothing but a bot's id passes here. */
function verifyNamespace(namespace: unknown): string {
  if (typeof namespace !== "string" || !BOT_ID.test(namespace)) {
    throw new ProblemError("internal", { detail: "No bot in scope.", cause: namespace });
  }
  return namespace;
}

function verifyTopK(topK: number): void {
  if (!Number.isInteger(topK) || topK < 1 || topK > 1_000) {
    throw new ProblemError("invalid-request", { detail: "top_k must be a whole number from 1 to 1,000." });
  }
}

function verifyId(id: string): void {
  if (!/^[\x01-\x7f]{1,512}$/.test(id)) {
    throw new ProblemError("invalid-request", {
      detail: "The document's id is too long for the vector index.",
      cause: id,
    });
  }
}

/** Of records with the same id the last one counts, as if they had been written one after the other. */
function lastOfEach(records: readonly VectorRecord[]): VectorRecord[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** Room for what rounding does to a cosine. */
const ROUNDING = 0.001;

/**
 * Older servers do not tell an index's metric, but what they answer does: a distance grows from match to
 * match, and a product of vectors that are not of unit length leaves the range of a cosine.
 */
function parseMatches(matches: readonly { id: string; score?: number }[]): VectorMatch[] {
  const parsed = matches.map(parseMatch);
  const grows = parsed.some(({ score }, at) => at > 0 && score > parsed[at - 1]!.score + ROUNDING);
  if (grows || parsed.some(({ score }) => Math.abs(score) > 1 + ROUNDING)) {
    throw new ProblemError("internal", {
      detail: "The vector index does not rank by cosine: create one with the metric cosine.",
    });
  }
  return parsed;
}

function parseMatch({ id, score }: { id: string; score?: number }): VectorMatch {
  if (typeof id !== "string" || typeof score !== "number" || !Number.isFinite(score)) {
    throw new UpstreamFault("upstream-failed", "a match without an id or a score", { retryable: true });
  }
  return { id, score };
}

/** The SDK drops how many were taken. A part is sent again with the rest: ids are stable. */
function checkCount(answer: unknown, sent: number): void {
  const { upsertedCount: taken } = (answer ?? {}) as { upsertedCount?: unknown };
  if (typeof taken !== "number" || taken >= sent) return;
  throw new UpstreamFault("upstream-failed", `${taken} of ${sent} records taken`, { retryable: true });
}

function malformed(cause: unknown): UpstreamFault {
  return new UpstreamFault("upstream-failed", "an answer of another shape", { retryable: true, cause });
}

function causedByMissingNamespace(error: unknown): boolean {
  return error instanceof ProblemError && isMissingNamespace(error.cause);
}

function doneIfMissing(error: unknown): void {
  if (!causedByMissingNamespace(error)) throw error;
}

function isUnknownOperation(error: unknown): boolean {
  if (!(error instanceof ProblemError) || !(error.cause instanceof UpstreamFault)) return false;
  const { status } = error.cause;
  return status === 405 || status === 501 || (status === 404 && !isMissingNamespace(error.cause));
}
