/**
 * One HTTP exchange under the Pinecone SDK. The SDK hides status, headers and aborts, so they are had
 * here: this is the `fetchApi` it is given, made anew for every call. Repeats are `adapters/upstream`'s.
 */

import { faultOfConnection, faultOfStatus, UpstreamFault } from "../upstream.ts";

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface Exchange {
  /** For the SDK. Resolves with answers of success alone, their body already whole. */
  fetchApi: Fetch;
  /** What went wrong below the SDK, which would only say that something did. */
  fault: UpstreamFault | undefined;
  /** Of the answer, once it is there. */
  headers: Headers | undefined;
  /** The answer as it came: the SDK drops fields. */
  json: unknown;
}

/**
 * @param signal ends the exchange, also while the body is still coming
 * @param now for a `retry-after` that is a date
 */
export function openExchange(fetch: Fetch, signal: AbortSignal, now: () => number): Exchange {
  const exchange: Exchange = {
    fault: undefined,
    headers: undefined,
    json: undefined,
    async fetchApi(url, init) {
      try {
        const { response, body } = await send(fetch, url, init, signal);
        if (!response.ok) throw faultOfAnswer(response, body, now);
        // A gateway's page with status 200 is not an answer. Every call we make may be repeated.
        const json = body === "" ? {} : parseObject(body);
        exchange.headers = response.headers;
        exchange.json = json;
        return readAnswer(response.status, response.headers, json);
      } catch (error) {
        exchange.fault = error instanceof UpstreamFault ? error : faultOfConnection(error);
        throw exchange.fault;
      }
    },
  };
  return exchange;
}

/** What a plan holds, which no waiting changes. */
const FULL =
  /QUOTA_EXCEEDED|quota|max(?:imum)? (?:number of )?namespaces|namespaces? limit|(?:max(?:imum)? )?storage (?:limit|allowed)/i;
/** A month that is used up, or nobody pays. */
const UNPAID = /month|paused|suspended|payment/i;
/** An index of the documents API, or none. */
const OTHER_KIND = /not support the vectors API|documents API/i;

/** A plan's limit is a 403 as a wrong key is, and a month that is used up a 429 that no waiting ends. */
function faultOfAnswer({ status, headers }: Response, body: string, now: () => number): UpstreamFault {
  const fault = faultOfStatus(status, headers, body, now);
  const isLimit = status === 403 || status === 429;
  const kind =
    status === 402 || (isLimit && UNPAID.test(body))
      ? "credit"
      : isLimit && FULL.test(body)
        ? "full"
        : status === 400 && OTHER_KIND.test(body)
          ? "address"
          : undefined;
  return kind === undefined
    ? fault
    : new UpstreamFault("upstream-failed", fault.message, { retryable: false, status, kind });
}

/** As much of a response as the SDK reads. A real one it would copy and parse again, for every question. */
function readAnswer(status: number, headers: Headers, json: object): Response {
  const answer = { ok: true, status, headers, clone: () => answer, json: () => Promise.resolve(json) };
  return answer as unknown as Response;
}

async function send(fetch: Fetch, url: string, init: RequestInit | undefined, signal: AbortSignal) {
  // A redirect would carry the key to wherever it points.
  const response = await fetch(url, { ...init, signal, redirect: "manual" });
  return { response, body: await response.text() };
}

function parseObject(body: string): object {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new UpstreamFault("upstream-failed", `not JSON: ${body.slice(0, 200)}`, { retryable: true, cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new UpstreamFault("upstream-failed", `not an object: ${body.slice(0, 200)}`, { retryable: true });
}

/** The 404 of a namespace that does not exist (yet): `{ "code": 5 }` of the vectors API, or its newer form. */
export function isMissingNamespace(error: unknown): boolean {
  if (!(error instanceof UpstreamFault) || error.status !== 404) return false;
  return /"code":\s*(5\b|"NOT_FOUND")/.test(error.message) && /namespace/i.test(error.message);
}
