/**
 * The one way out to an address that an owner named: a page of a source, where it redirects to, a sitemap, a
 * webhook. `address` judges each address and every hop of a redirect, and the requests go through a network that
 * connects to public addresses alone, whatever a name leads to. Nothing else in the Worker may fetch such an
 * address; `npm run check` holds that.
 */

import { ProblemError } from "../../shared/problem.ts";
import { refusalOf } from "./address.ts";
import type { OutsideCode } from "./codes.ts";
import type { BrowserBinding } from "./render.ts";

export interface OutsideBindings {
  /** Reaches public addresses alone. On Cloudflare `fetch` is that, by a compatibility flag. */
  PUBLIC_NET?: Fetcher;
  /** `cloudflare`: told by `npm run deploy`. Nothing else makes `fetch` the network. */
  PUBLIC_FETCH?: string;
  /** Renders pages that scripts fill; undefined where the operator has bound none. */
  BROWSER?: BrowserBinding;
  /** `true`: told by `npm start -- --allow-private`. */
  ALLOW_PRIVATE?: string;
  /** Static files of the deployment. */
  ASSETS?: Fetcher;
  /** Path of the demo's pages, told by `npm start` alone: the demo's owner has a source without any network. */
  DEMO_PAGES?: string;
}

export interface OutsideRequest {
  url: string;
  method?: "GET" | "HEAD" | "POST";
  headers?: Readonly<Record<string, string>>;
  /** Headers that only the first origin may see, such as an owner's password for a staging site. */
  secretHeaders?: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** Redirects that are followed; with 0 the redirect is the answer. A `POST` is never sent on. */
  redirects: number;
  /** Bytes of the body, after decompression, that are read at most. With 0 none is read, and none refused. */
  bytes: number | ((headers: Headers) => number);
  /** `cut` keeps the first `bytes` of a longer body; without it such a body is refused. */
  longer?: "cut";
  /** For everything together, the last byte of the body included. */
  timeMs: number;
  /** Origins of this deployment, which are refused. */
  ownOrigins?: readonly string[];
  /** Called before each request goes out, the first one included: what it throws stops there. */
  onRequest?: (url: URL) => void;
}

export interface OutsideResponse {
  /** Where the answer came from, after redirects. */
  url: string;
  status: number;
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** The addresses that redirected, in order. */
  redirected: string[];
}

/** An address was not asked, or did not answer as a whole. `detail` is a sentence for its owner. */
export class OutsideError extends Error {
  override readonly name = "OutsideError";
  readonly code: OutsideCode;
  readonly detail: string;

  constructor(code: OutsideCode, detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
    this.detail = detail;
  }
}

const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * @throws OutsideError where the address is refused, cannot be reached, or sends too much or too slowly
 * @throws ProblemError `internal` where this deployment has no such network
 */
export async function fetchOutside(env: OutsideBindings, request: OutsideRequest): Promise<OutsideResponse> {
  const signal = AbortSignal.timeout(request.timeMs);
  const redirected: string[] = [];
  let url = judge(env, request, request.url);
  const { origin } = url;
  for (;;) {
    request.onRequest?.(url);
    const response = await send(env, request, url, url.origin === origin, signal);
    const next = targetOf(response, url);
    if (next === undefined || request.redirects === 0 || request.method === "POST") {
      const body = await readBody(response, request, signal);
      return { url: url.href, status: response.status, headers: response.headers, body, redirected };
    }
    await response.body?.cancel();
    redirected.push(url.href);
    if (redirected.includes(next) || redirected.length > request.redirects) {
      throw new OutsideError("redirect-loop", `It redirects more than ${request.redirects} times, or in a circle.`);
    }
    url = judge(env, request, next);
  }
}

/** Where a redirect leads, as it stands; undefined for any other answer. */
export function targetOf(response: { status: number; headers: Headers }, from: URL): string | undefined {
  const location = REDIRECTS.includes(response.status) ? response.headers.get("location") : null;
  if (location === null) return undefined;
  const target = URL.parse(location, from.href);
  if (target === null) return undefined;
  target.hash = "";
  return target.href;
}

function judge(env: OutsideBindings, { ownOrigins = [] }: OutsideRequest, address: string): URL {
  const url = URL.parse(address);
  if (url === null) throw new OutsideError("refused-address", "That is not an address.");
  const refusal = isDemoPage(env, url, ownOrigins)
    ? undefined
    : refusalOf(url, { allowPrivate: allowsPrivate(env), ownOrigins });
  if (refusal !== undefined) throw new OutsideError("refused-address", refusal);
  return url;
}

/** One of the demo's own pages: a static file, and read as one, so that nothing asks itself. */
function isDemoPage(
  { DEMO_PAGES }: OutsideBindings,
  { origin, pathname }: URL,
  ownOrigins: readonly string[],
): boolean {
  if (DEMO_PAGES === undefined || !ownOrigins.includes(origin)) return false;
  return pathname === "/robots.txt" || pathname.startsWith(DEMO_PAGES);
}

export function allowsPrivate(env: OutsideBindings): boolean {
  return env.ALLOW_PRIVATE === "true";
}

async function send(
  env: OutsideBindings,
  { method = "GET", headers, secretHeaders, body, ownOrigins = [] }: OutsideRequest,
  url: URL,
  trusted: boolean,
  signal: AbortSignal,
): Promise<Response> {
  const ask = isDemoPage(env, url, ownOrigins) ? filesOf(env) : networkOf(env);
  try {
    return await ask(url.href, {
      method,
      headers: { ...headers, ...(trusted ? secretHeaders : {}) },
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal,
    });
  } catch (cause) {
    throw translate(cause, signal);
  }
}

function filesOf({ ASSETS }: OutsideBindings): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => ASSETS!.fetch(url, init);
}

function networkOf({
  PUBLIC_NET,
  PUBLIC_FETCH,
}: OutsideBindings): (url: string, init: RequestInit) => Promise<Response> {
  if (PUBLIC_NET !== undefined) return (url, init) => PUBLIC_NET.fetch(url, init);
  if (PUBLIC_FETCH === "cloudflare") return (url, init) => fetch(url, init);
  throw new ProblemError("internal", {
    detail: "This deployment has no network for addresses of owners. Deploy it with `npm run deploy`.",
  });
}

/** The body, counted while it comes: what its headers promise is not believed. */
async function readBody(
  response: Response,
  { bytes, longer }: OutsideRequest,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const most = typeof bytes === "number" ? bytes : bytes(response.headers);
  if (most === 0) {
    await response.body?.cancel();
    return new Uint8Array();
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      parts.push(part);
      if (length > most) break;
    }
  } catch (cause) {
    throw translate(cause, signal);
  }
  if (length > most && longer !== "cut") {
    throw new OutsideError("too-large", `It is larger than ${most} bytes.`);
  }
  const body = new Uint8Array(Math.min(length, most));
  let at = 0;
  for (const part of parts) {
    body.set(part.subarray(0, body.length - at), at);
    at += part.length;
  }
  return body;
}

function translate(cause: unknown, signal: AbortSignal): OutsideError {
  if (signal.aborted) return new OutsideError("timeout", "It took too long to answer.", cause);
  // The network's refusal, a name that nobody knows and a bad certificate look the same from here: an error without a word.
  if (cause instanceof Error && cause.message.startsWith("internal error")) {
    const detail = "The name is not known, does not lead to a public address, or its certificate is not valid.";
    return new OutsideError("refused-address", detail, cause);
  }
  return new OutsideError("unreachable", "No connection could be made, or it was cut.", cause);
}
