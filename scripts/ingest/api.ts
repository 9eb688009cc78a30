/** The document calls of the API, with retries. Knows nothing of files. */

export interface RemoteDocument {
  document_id: string;
  status: "queued" | "indexing" | "ready" | "failed";
  version: number;
  problem?: string;
  /** What keeps it in step; null for what was sent by hand. */
  source_id: string | null;
  sent_hash: string | null;
}

export interface PutDocument {
  /** Text goes as JSON, bytes as a file. */
  content: string | Uint8Array<ArrayBuffer>;
  content_type: string;
  url?: string;
  source_id: string;
  sent_hash: string;
}

/** A call the server refused, or that got no answer after all retries. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** 0 where there was no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
  /** Nothing else will work either: the key is wrong or dead. */
  get fatal(): boolean {
    return this.status === 401 || this.status === 403;
  }
}

export interface Api {
  list(): Promise<RemoteDocument[]>;
  put(documentId: string, body: PutDocument): Promise<RemoteDocument>;
  /** An unknown document is no error: it is gone. */
  remove(documentId: string): Promise<void>;
}

export interface ApiOptions {
  url: string;
  key: string;
  signal: AbortSignal;
  /** Waits; rejects when the signal aborts. */
  sleep(milliseconds: number): Promise<void>;
  /** 0 to 1; spreads the retries of many requests. */
  random(): number;
}

const ATTEMPTS = 7;
const REQUEST_MS = 120_000;
const LONGEST_WAIT_MS = 60_000;
/** More pages than any bot has documents: a cursor that leads in a circle must end. */
const MOST_PAGES = 10_000;

export function createApi({ url, key, signal, sleep, random }: ApiOptions): Api {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const outcome = await attemptOnce(method, path, body);
      if ("value" in outcome) return outcome.value;
      if (!outcome.retry || attempt === ATTEMPTS) throw outcome.error;
      const backoff = 500 * 2 ** (attempt - 1) * (0.5 + random() / 2);
      await sleep(Math.min(LONGEST_WAIT_MS, Math.max(outcome.waitMs ?? 0, backoff)));
    }
  };

  type Outcome = { value: unknown } | { error: ApiError; retry: boolean; waitMs?: number | undefined };

  const attemptOnce = async (method: string, path: string, body: unknown): Promise<Outcome> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
        // A redirect would send the key to another place.
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
      });
      text = await response.text();
    } catch (error) {
      signal.throwIfAborted();
      const cause = (error as Error).cause;
      const reason =
        cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : (error as Error).message;
      return { error: new ApiError(0, `no answer from ${url}: ${reason}`), retry: true };
    }
    const value = parseJson(text);
    if (response.ok) {
      if (value === undefined && response.status !== 204) {
        return {
          error: new ApiError(response.status, `${url} does not answer in JSON: is this a vegarag deployment?`),
          retry: false,
        };
      }
      return { value };
    }
    const problem = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
    const slug = typeof problem["type"] === "string" ? problem["type"].slice(problem["type"].lastIndexOf("/") + 1) : "";
    const detail =
      [problem["detail"], problem["title"]].find((part) => typeof part === "string") ?? `HTTP ${response.status}`;
    const issues = Array.isArray(problem["issues"])
      ? (problem["issues"] as { path?: unknown; message?: unknown }[])
      : [];
    const listed = issues.slice(0, 5).map((issue) => `${String(issue.path)} ${String(issue.message)}`);
    const message = [detail, ...listed].join("; ");
    return {
      error: new ApiError(response.status, message),
      // A spent budget does not come back in minutes.
      retry: [429, 502, 503, 504].includes(response.status) && slug !== "budget-exhausted",
      waitMs: retryAfterMs(problem["retry_after"], response.headers.get("retry-after")),
    };
  };

  const documentPath = (documentId: string) => `/v1/documents/${encodeURIComponent(documentId)}`;

  return {
    async list() {
      const documents: RemoteDocument[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
        const answer = (await call("GET", `/v1/documents?limit=100${query}`)) as {
          data?: unknown;
          next_cursor?: unknown;
        };
        // A list that is not understood must never look like an empty one.
        if (!Array.isArray(answer?.data)) throw new ApiError(200, "the list of documents has an unexpected shape");
        documents.push(...answer.data.map(parseDocument));
        if (answer.next_cursor === null) return documents;
        if (typeof answer.next_cursor !== "string" || answer.next_cursor === cursor) break;
        cursor = answer.next_cursor;
      }
      throw new ApiError(200, "the list of documents does not end");
    },
    async put(documentId, body) {
      return parseDocument(await call("PUT", documentPath(documentId), toBody(documentId, body)));
    },
    async remove(documentId) {
      try {
        await call("DELETE", documentPath(documentId));
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
  };
}

function toBody(documentId: string, { content, ...fields }: PutDocument): unknown {
  if (typeof content === "string") return { content, ...fields };
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file", new Blob([content], { type: fields.content_type }), documentId);
  return form;
}

function parseDocument(value: unknown): RemoteDocument {
  const row = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const { document_id: id, status, version, problem, source_id: sourceId, sent_hash: sentHash } = row;
  const detail = (typeof problem === "object" && problem !== null ? (problem as Record<string, unknown>) : {})[
    "detail"
  ];
  if (
    typeof id !== "string" ||
    !["queued", "indexing", "ready", "failed"].includes(status as string) ||
    typeof version !== "number"
  ) {
    throw new ApiError(200, "a document in the answer has an unexpected shape");
  }
  return {
    document_id: id,
    status: status as RemoteDocument["status"],
    version,
    source_id: typeof sourceId === "string" ? sourceId : null,
    sent_hash: typeof sentHash === "string" ? sentHash : null,
    ...(typeof detail === "string" ? { problem: detail } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function retryAfterMs(field: unknown, header: string | null): number | undefined {
  const seconds = typeof field === "number" ? field : Number(header ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
