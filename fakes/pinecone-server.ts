/**
 * A strict little Pinecone: the vectors API of one serverless index over HTTP, with log sequence
 * numbers, eventual consistency and the service's limits. It refuses what the real one refuses, and
 * every namespace that is not a bot's id. Runs under Node.
 */

import { type FakeServer, type Handling, type Reply, startFakeServer } from "./http-server.ts";
import type { PineconeServerOptions, PineconeState } from "./control.ts";
import { createControlPlane } from "./pinecone-control-plane.ts";
import { applyFilter } from "./pinecone-filter.ts";
import { checkBody, checkRecord, Refusal } from "./pinecone-limits.ts";

interface StoredRecord {
  values: number[];
  metadata: Record<string, unknown>;
}

type Write = (records: Map<string, StoredRecord>) => void;

interface Namespace {
  records: Map<string, StoredRecord>;
  /** Of the last write taken, and of the last one that reads see. */
  lsn: number;
  indexed: number;
  waiting: { at: number; lsn: number; apply: Write; drops: boolean }[];
}

const API_VERSION = /^20\d\d-\d\d$/;
const BOT_ID = /^bot_[0-9a-z]{25}$/;

export async function startPineconeServer(options: PineconeServerOptions = {}): Promise<FakeServer> {
  const { dimension = 8, metric = "cosine", apiKey = "pinecone-test-key", lagMs = 0, port = 0 } = options;
  const { clock = "manual", missingNamespace = "404", tellsSequence = true, namespaceOperations = true } = options;
  const namespaces = new Map<string, Namespace>();
  const controlPlane = createControlPlane();
  let manualMs = 0;
  let lag = lagMs;
  const now = () => (clock === "real" ? Date.now() : manualMs);

  /** Lets every write that is due reach the reads. */
  function settle(): void {
    for (const [name, namespace] of namespaces) {
      for (;;) {
        // Writes with numbers become visible in their order; others when each is due.
        const next = namespace.waiting.findIndex(({ at }) => at <= now());
        if (next === -1 || (tellsSequence && next > 0)) break;
        const { apply, lsn, drops } = namespace.waiting.splice(next, 1)[0]!;
        apply(namespace.records);
        namespace.indexed = lsn;
        if (drops && namespace.waiting.length === 0) namespaces.delete(name);
      }
    }
  }

  function write(name: string, apply: Write, drops = false): Record<string, string> {
    let namespace = namespaces.get(name);
    if (namespace === undefined) {
      if (namespaces.size >= (options.mostNamespaces ?? Infinity))
        throw new Refusal(403, 7, "QUOTA_EXCEEDED: You've reached the max namespaces allowed in an index.");
      namespace = { records: new Map(), lsn: 0, indexed: 0, waiting: [] };
      namespaces.set(name, namespace);
    }
    namespace.lsn += 1;
    namespace.waiting.push({ at: now() + lag, lsn: namespace.lsn, apply, drops });
    settle();
    return tellsSequence ? { "x-pinecone-request-lsn": String(namespace.lsn) } : {};
  }

  function read(name: string): { records: Map<string, StoredRecord>; headers: Record<string, string> } {
    settle();
    const namespace = namespaces.get(name);
    if (namespace === undefined) {
      if (missingNamespace === "404") throw new Refusal(404, 5, "Namespace not found");
      return { records: new Map(), headers: tellsSequence ? { "x-pinecone-max-indexed-lsn": "0" } : {} };
    }
    return {
      records: namespace.records,
      headers: tellsSequence ? { "x-pinecone-max-indexed-lsn": String(namespace.indexed) } : {},
    };
  }

  function namespaceIn(value: unknown): string {
    if (typeof value !== "string" || value === "" || value === "__default__") throw new Refusal(400, 3, "no namespace");
    if (!options.anyNamespace && !BOT_ID.test(value)) throw new Refusal(400, 3, `namespace ${value} is no bot's id`);
    return value;
  }

  function answer({ request, bytes }: Handling): Reply {
    const { headers, method, path } = request;
    if (headers["api-key"] !== apiKey)
      return { status: 401, headers: { "content-type": "text/plain" }, body: "Unauthorized" };
    if (!API_VERSION.test(headers["x-pinecone-api-version"] ?? ""))
      throw new Refusal(400, 3, "X-Pinecone-Api-Version is missing");
    if (bytes > 2 * 1024 * 1024) throw new Refusal(413, 3, `request of ${bytes} bytes: at most 2 MB`);
    switch (`${method} ${path}`) {
      case "POST /vectors/upsert": {
        const body = checkBody(request, { vectors: "array", namespace: "string" });
        const name = namespaceIn(body["namespace"]);
        const vectors = body["vectors"] as unknown[];
        if (vectors.length === 0 || vectors.length > 1_000)
          throw new Refusal(400, 3, `${vectors.length} vectors: 1 to 1000`);
        const records = vectors.map((vector) => checkRecord(vector, dimension));
        const ids = new Set(records.map(({ id }) => id));
        if (ids.size !== records.length) throw new Refusal(400, 3, "the same id twice in one request");
        const sequence = write(name, (stored) =>
          records.forEach(({ id, values, metadata }) => stored.set(id, { values, metadata })),
        );
        return json({ upsertedCount: records.length }, sequence);
      }
      case "POST /query":
        return query(
          checkBody(request, {
            namespace: "string",
            topK: "number",
            vector: "array?",
            id: "string?",
            filter: "object?",
            includeValues: "boolean?",
            includeMetadata: "boolean?",
          }),
        );
      case "POST /vectors/delete": {
        const body = checkBody(request, {
          namespace: "string",
          ids: "array?",
          deleteAll: "boolean?",
          filter: "object?",
        });
        const name = namespaceIn(body["namespace"]);
        const { ids, deleteAll, filter } = body as { ids?: string[]; deleteAll?: boolean; filter?: object };
        if ([ids, deleteAll, filter].filter((way) => way !== undefined).length !== 1)
          throw new Refusal(400, 3, "exactly one of ids, deleteAll, filter");
        if (ids && (ids.length === 0 || ids.length > 1_000)) throw new Refusal(400, 3, `${ids.length} ids: 1 to 1000`);
        if (!namespaces.has(name)) throw new Refusal(404, 5, "Namespace not found");
        if (deleteAll)
          return json(
            {},
            write(name, (stored) => stored.clear(), true),
          );
        return json(
          {},
          write(name, (stored) => {
            for (const [id, { metadata }] of stored)
              if (ids ? ids.includes(id) : applyFilter(filter, metadata)) stored.delete(id);
          }),
        );
      }
      case "GET /vectors/fetch": {
        const search = new URLSearchParams(request.query);
        const { records, headers: sequence } = read(namespaceIn(search.get("namespace")));
        const found = search
          .getAll("ids")
          .flatMap((id) => (records.has(id) ? [[id, { id, ...records.get(id)! }]] : []));
        return json(
          { vectors: Object.fromEntries(found), namespace: search.get("namespace"), usage: { readUnits: 1 } },
          sequence,
        );
      }
      case "GET /vectors/list": {
        const search = new URLSearchParams(request.query);
        const { records, headers: sequence } = read(namespaceIn(search.get("namespace")));
        const limit = Number(search.get("limit") ?? 100);
        if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Refusal(400, 3, "limit must be 1 to 100");
        const after = search.get("paginationToken") ?? "";
        const ids = [...records.keys()].toSorted().filter((id) => id > after);
        const some = ids.slice(0, limit);
        const pagination = ids.length > limit ? { pagination: { next: some.at(-1)! } } : {};
        return json(
          {
            vectors: some.map((id) => ({ id })),
            namespace: search.get("namespace"),
            ...pagination,
            usage: { readUnits: 1 },
          },
          sequence,
        );
      }
      case "POST /describe_index_stats": {
        checkBody(request, { filter: "object?" });
        settle();
        const counts = [...namespaces].map(([name, { records }]) => [name, { vectorCount: records.size }] as const);
        const totalVectorCount = counts.reduce((sum, [, { vectorCount }]) => sum + vectorCount, 0);
        const told = tellsSequence ? { metric, vectorType: "dense" } : {};
        return json({ namespaces: Object.fromEntries(counts), dimension, indexFullness: 0, totalVectorCount, ...told });
      }
    }
    const named = /^\/namespaces\/([^/]+)$/.exec(path)?.[1];
    if (named !== undefined && method === "DELETE" && namespaceOperations) {
      const name = namespaceIn(decodeURIComponent(named));
      if (!namespaces.has(name)) throw new Refusal(404, 5, "Namespace not found");
      return json(
        {},
        write(name, (stored) => stored.clear(), true),
      );
    }
    return controlPlane(request) ?? { status: 404, headers: { "content-type": "text/plain" }, body: "Not Found" };
  }

  function query(body: Record<string, unknown>): Reply {
    const name = namespaceIn(body["namespace"]);
    const topK = body["topK"] as number;
    if (!Number.isInteger(topK) || topK < 1 || topK > 10_000) throw new Refusal(400, 3, "topK must be 1 to 10000");
    if ((body["vector"] === undefined) === (body["id"] === undefined)) throw new Refusal(400, 3, "either vector or id");
    const { records, headers } = read(name);
    const vector = body["id"] === undefined ? (body["vector"] as number[]) : records.get(body["id"] as string)?.values;
    if (vector === undefined)
      return json({ results: [], matches: [], namespace: name, usage: { readUnits: 1 } }, headers);
    if (vector.length !== dimension)
      throw new Refusal(
        400,
        3,
        `Vector dimension ${vector.length} does not match the dimension of the index ${dimension}`,
      );
    if (!vector.some((value) => Math.abs(value) >= 1e-8)) throw new Refusal(400, 3, "a vector of zeros");
    const matches = [...records]
      .filter(([, { metadata }]) => {
        try {
          return body["filter"] === undefined || applyFilter(body["filter"], metadata);
        } catch (error) {
          throw new Refusal(400, 3, (error as Error).message);
        }
      })
      .map(([id, { values, metadata }]) => ({
        id,
        score: metric === "euclidean" ? squaredDistance(vector, values) : cosine(vector, values),
        values: [],
        ...(body["includeMetadata"] ? { metadata } : {}),
      }))
      .toSorted((a, b) => (metric === "euclidean" ? a.score - b.score : b.score - a.score))
      .slice(0, topK);
    return json({ results: [], matches, namespace: name, usage: { readUnits: 1 } }, headers);
  }

  return startFakeServer(
    {
      handle(handling) {
        try {
          return answer(handling);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return json({ code: error.code, message: error.message, details: [] }, {}, error.status);
        }
      },
      state(): PineconeState {
        settle();
        return {
          namespaces: Object.fromEntries(
            [...namespaces].map(([name, { records }]) => [name, Object.fromEntries(records)]),
          ),
          pending: [...namespaces.values()].reduce((sum, { waiting }) => sum + waiting.length, 0),
        };
      },
      control(verb, body) {
        const { advanceMs = 0, lagMs: next = lag } = body as { advanceMs?: number; lagMs?: number };
        if (verb !== "clock" && verb !== "lag") return undefined;
        manualMs += advanceMs;
        lag = next;
        settle();
        return {};
      },
    },
    port,
  );
}

function json(body: object, headers: Record<string, string> = {}, status = 200): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    dot += a[at]! * b[at]!;
    aa += a[at]! ** 2;
    bb += b[at]! ** 2;
  }
  return dot / Math.sqrt(aa * bb);
}

function squaredDistance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0);
}
