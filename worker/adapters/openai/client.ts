/**
 * The official SDK as the adapters here use it: loaded on first use, silent, without repeats of its
 * own. Its errors become faults here; what to do about them is the adapters' and `adapters/upstream`'s.
 */

import type { OpenAI } from "openai/client";
import { createOnce } from "../../once.ts";
import { faultOfConnection, faultOfStatus, keepFromLog, type Surroundings, UpstreamFault } from "../upstream.ts";

export interface ClientOptions {
  apiKey: string;
  /** Of any server that speaks the API, path included, such as `http://127.0.0.1:11434/v1`. */
  baseURL?: string;
  fetch?: typeof fetch;
}

/** Resolves to the one client of these options. */
export function createClientLoader({ apiKey, baseURL, fetch: send }: ClientOptions): () => Promise<OpenAI> {
  keepFromLog(apiKey);
  return createOnce(async () => {
    // Evaluated on first use: a deployment on the embedded engines never pays for it.
    const { OpenAI } = await import("openai/client");
    return new OpenAI({
      apiKey,
      baseURL: baseURL ?? "https://api.openai.com/v1",
      // Nothing is taken from the environment: whose key pays, and what is logged, is ours to say.
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: "off",
      // A redirect would carry prompts to wherever it points.
      fetchOptions: { redirect: "manual" },
      ...(send ? { fetch: send } : {}),
    });
  });
}

interface SdkError {
  status?: number;
  headers?: Headers;
  code?: string | null;
  type?: string | null;
  message: string;
  /** The error object of the body, or of an event within a stream. */
  error?: unknown;
}

/** What an error of the SDK means. */
export function faultOf(error: unknown, { now }: Surroundings): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (error instanceof SyntaxError)
    return new UpstreamFault("upstream-failed", "not JSON", { retryable: true, cause: error });
  const { status, headers = new Headers(), code, type, message, error: body } = error as SdkError;
  const spent = code === "insufficient_quota";
  if (typeof status === "number") {
    const fault = faultOfStatus(status, headers, `${code ?? ""} ${message}`, now);
    const told = headers.get("x-should-retry");
    const retryable = spent ? false : told === null ? fault.retryable : told === "true";
    if (retryable === fault.retryable) return fault;
    return new UpstreamFault(retryable ? fault.slug : "upstream-failed", fault.message, { retryable, status });
  }
  // An error within a stream has no status, only what it calls itself.
  if (body !== undefined && body !== null) {
    const busy = !spent && /rate_limit|overloaded|unavailable|capacity/.test(`${code} ${type}`);
    return new UpstreamFault(
      busy ? "upstream-busy" : "upstream-failed",
      `error in the stream: ${code ?? type ?? ""} ${message}`,
      { retryable: !spent },
    );
  }
  return faultOfConnection(error);
}

/** Whether a filter before the model refused what was asked, which some servers say by a status. */
export function isFiltered(error: unknown): boolean {
  const { status, code } = error as SdkError;
  return status === 400 && code === "content_filter";
}

/**
 * Parameters that not every compatible server knows. One that a server refuses by name (400 or 422) is
 * left out from then on, for as long as this isolate lives.
 */
export class OptionalParameters {
  readonly #refused = new Set<string>();

  /** The parameters without those the server refused. */
  keep<T extends object>(parameters: T): Partial<T> {
    const kept = Object.entries(parameters).filter(([name, value]) => value !== undefined && !this.#refused.has(name));
    return Object.fromEntries(kept) as Partial<T>;
  }

  /**
   * Whether the error is a refusal of one of them, which a second request will leave out.
   *
   * @param sent what the refused request said of them: others that were on their way at the same time may
   *   have learned it first, and are sent again all the same
   */
  learn(error: unknown, sent: object): boolean {
    const { status, param, message } = error as { status?: number; param?: string | null; message?: string };
    if (status !== 400 && status !== 422) return false;
    const names = Object.keys(sent);
    const refused = names.find((name) => param === name) ?? names.find((name) => message?.includes(name));
    if (refused === undefined) return false;
    this.#refused.add(refused);
    return true;
  }
}
