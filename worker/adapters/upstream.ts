/**
 * Calling a service outside: one deadline over all attempts, repeats with full jitter for what may
 * pass (429, 5xx, resets), and one translation of what does not into a problem. Which calls may be
 * repeated is the adapter's to know; the shapes of a service stay in its own folder.
 */

import { ProblemError, type ProblemSlug } from "../../shared/problem.ts";
import { unlessAborted } from "../../shared/unless-aborted.ts";
import { PlaceFull, RefusedContent } from "../ports.ts";

export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  attempts: number;
  /** Longest wait before the second attempt, in ms; it doubles for each further one. */
  baseMs: number;
  /** Longest wait of all, in ms, unless the service names a longer one that still fits the deadline. */
  capMs: number;
}

/** What time and chance are made of: tests pass their own. */
export interface Surroundings {
  /** Milliseconds. */
  now: () => number;
  /** 0 (inclusive) to 1 (exclusive). */
  random: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when that comes first. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Calls `ring` after `ms`, unless what it returns was called before. */
  alarm: (ms: number, ring: () => void) => () => void;
}

export const SURROUNDINGS: Surroundings = { now: () => Date.now(), random: () => Math.random(), sleep, alarm };

type UpstreamSlug = Extract<ProblemSlug, `upstream-${string}`>;

/**
 * What an operator has to do about it: `key`: give another one; `address`: name a host, path or model that is there;
 * `credit`: pay; `region`: send requests from elsewhere; `window`: ask for less at once; `full`: another plan or index.
 * Undefined where waiting is all there is to do.
 */
export type FaultKind = "key" | "address" | "credit" | "region" | "window" | "full";

export interface FaultDetails {
  /** Whether the same request may succeed when sent again. */
  retryable: boolean;
  status?: number;
  retryAfterMs?: number;
  kind?: FaultKind | undefined;
  /** Tokens that a model reads and writes at once, as far as it told. */
  window?: number | undefined;
  cause?: unknown;
}

/** One attempt went wrong. Never leaves an adapter: `retrying` turns it into a `ProblemError`. */
export class UpstreamFault extends Error {
  override readonly name = "UpstreamFault";
  readonly slug: UpstreamSlug;
  readonly retryable: boolean;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly kind: FaultKind | undefined;
  readonly window: number | undefined;

  /** @param message for the log alone */
  constructor(slug: UpstreamSlug, message: string, details: FaultDetails) {
    const { retryable, status, retryAfterMs, kind, window, cause } = details;
    super(withoutKeys(message), { cause });
    this.slug = slug;
    this.retryable = retryable;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.kind = kind;
    this.window = window;
  }
}

const keys = new Set<string>();
/** What is shorter is no secret, but the word that a server without keys is given. */
const SHORTEST_KEY = 8;

/** What a service says goes to the log, and some repeat the key they refuse: from here on without this one. */
export function keepFromLog(apiKey: string): void {
  if (apiKey.length >= SHORTEST_KEY) keys.add(apiKey);
}

function withoutKeys(message: string): string {
  let text = message;
  for (const key of keys) text = text.replaceAll(key, "[key]");
  return text;
}

/** What an answer that is not a success means. @param excerpt of its body, for the log */
export function faultOfStatus(status: number, headers: Headers, excerpt: string, now: () => number): UpstreamFault {
  // Cut after the keys are out: half of one would not be found.
  const message = `HTTP ${status}: ${withoutKeys(excerpt).slice(0, 500)}`;
  const retryAfterMs = parseRetryAfter(headers, excerpt, now);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429 || status === 503 || status === 529)
    return new UpstreamFault("upstream-busy", message, { retryable: true, status, ...wait });
  if (status === 408 || status === 504 || status === 524)
    return new UpstreamFault("upstream-timeout", message, { retryable: true, status, ...wait });
  const retryable = status >= 500 && status !== 501 && status !== 505;
  // A redirect is not followed: it would carry the key to wherever it points.
  const isElsewhere = status === 404 || status === 405 || (status >= 300 && status < 400);
  const kind = status === 401 || status === 403 ? "key" : isElsewhere ? "address" : undefined;
  return new UpstreamFault("upstream-failed", message, { retryable, status, kind, ...wait });
}

/** A connection that was refused, reset or cut before the answer was whole. */
export function faultOfConnection(cause: unknown): UpstreamFault {
  return new UpstreamFault("upstream-failed", "the connection failed", { retryable: true, cause });
}

/** A visitor who is told more would be told nonsense: a service that names years is not to be believed. */
const MOST_WAIT_MS = 86_400_000;

/** Where a body alone says how long to wait: "Please try again in 1m12.5s", `"retryDelay": "38s"`. */
const SAID_WAIT =
  /(?:try again|retry|wait)[^\d.]{0,24}(?:(\d{1,2})h)?(?:(\d{1,3})m(?!s))?(?:(\d{1,6}(?:\.\d+)?) ?(ms|s(?:ec(?:ond)?s?)?))?\b/i;

/**
 * Milliseconds of `retry-after-ms` or `retry-after` (seconds or an HTTP date), where one of them is sound, or what the
 * body says; a day at most.
 */
function parseRetryAfter(headers: Headers, excerpt: string, now: () => number): number | undefined {
  const told = readRetryAfter(headers, now) ?? readWait(excerpt);
  return told === undefined || Number.isNaN(told) ? undefined : Math.min(Math.max(0, told), MOST_WAIT_MS);
}

function readRetryAfter(headers: Headers, now: () => number): number | undefined {
  const ms = headers.get("retry-after-ms");
  if (ms !== null && /^\d+(\.\d+)?$/.test(ms)) return Number(ms);
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now();
}

function readWait(text: string): number | undefined {
  const [, hours, minutes, amount, unit] = SAID_WAIT.exec(text) ?? [];
  if (hours === undefined && minutes === undefined && amount === undefined) return undefined;
  const rest = Number(amount ?? 0) * (unit === "ms" ? 1 : 1_000);
  return Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + rest;
}

/** Said of a request for what stands in it, not for who sent it or when. */
const CONTENT_STATUSES = [400, 413, 422];

/** @param service as a visitor may read it, such as "The vector index" */
export function problemOfFault(fault: UpstreamFault, service: string): ProblemError {
  const detail = {
    "upstream-failed": `${service} failed.`,
    "upstream-busy": `${service} is busy. Try again later.`,
    "upstream-timeout": `${service} took too long.`,
  }[fault.slug];
  const retryAfter = fault.retryAfterMs === undefined ? {} : { retryAfter: Math.ceil(fault.retryAfterMs / 1_000) };
  const details = { detail, cause: fault, ...retryAfter };
  if (fault.kind === "full") return new PlaceFull(fault.slug, details);
  const isOfContent = fault.kind === undefined || fault.kind === "window";
  return isOfContent && CONTENT_STATUSES.includes(fault.status ?? 0)
    ? new RefusedContent(fault.slug, details)
    : new ProblemError(fault.slug, details);
}

/** The longest sensible wait before attempt `n + 1`: what the service asked for, and a full-jitter share of our own. */
export function waitBeforeRetry(fault: UpstreamFault, n: number, policy: RetryPolicy, random: () => number): number {
  const own = random() * Math.min(policy.capMs, policy.baseMs * 2 ** (n - 1));
  return (fault.retryAfterMs ?? 0) + own;
}

export interface RetryOptions {
  service: string;
  /** For all attempts and the waits between them, in ms. */
  deadlineMs: number;
  /** After which nothing is begun again, in ms; the deadline where absent. */
  patienceMs?: number;
  policy: RetryPolicy;
  surroundings: Surroundings;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `attempt` until it returns, the policy is spent or the deadline has passed. The signal it gets
 * fires at the deadline and when the caller aborts.
 *
 * @throws ProblemError for an `UpstreamFault`; the caller's reason when it aborts; anything else as it is
 */
export async function retrying<T>(attempt: (signal: AbortSignal) => Promise<T>, options: RetryOptions): Promise<T> {
  const { service, deadlineMs, policy, surroundings } = options;
  options.signal?.throwIfAborted();
  const deadline = new AbortController();
  const late = new UpstreamFault("upstream-timeout", `no whole answer within ${deadlineMs} ms`, { retryable: false });
  const cancel = surroundings.alarm(deadlineMs, () => deadline.abort(late));
  const signal = options.signal ? AbortSignal.any([options.signal, deadline.signal]) : deadline.signal;
  const startedAt = surroundings.now();
  try {
    for (let n = 1; ; n++) {
      try {
        return await unlessAborted(attempt(signal), signal);
      } catch (error) {
        options.signal?.throwIfAborted();
        if (deadline.signal.aborted) throw problemOfFault(late, service);
        if (!(error instanceof UpstreamFault)) throw error;
        const wait = waitBeforeRetry(error, n, policy, surroundings.random);
        const left = (options.patienceMs ?? deadlineMs) - (surroundings.now() - startedAt);
        if (!error.retryable || n >= policy.attempts || wait >= left) throw problemOfFault(error, service);
        await surroundings.sleep(wait, signal);
      }
    }
  } finally {
    cancel();
  }
}

function alarm(ms: number, ring: () => void): () => void {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return unlessAborted(promise, signal).finally(() => clearTimeout(timer));
}
