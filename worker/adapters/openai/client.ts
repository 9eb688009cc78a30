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

export const OPENAI_URL = "https://api.openai.com/v1";

/** Resolves to the one client of these options. @param model for Azure's classic path, where it is part of the address */
export function createClientLoader(
  { apiKey, baseURL, fetch: send }: ClientOptions,
  model: string,
): () => Promise<OpenAI> {
  keepFromLog(apiKey);
  return createOnce(async () => {
    // Evaluated on first use: a deployment on the embedded engines never pays for it.
    const { OpenAI } = await import("openai/client");
    const { url, query, isAzure } = addressOf(baseURL ?? OPENAI_URL, model);
    return new OpenAI({
      apiKey,
      baseURL: url,
      // Azure takes what is behind "Bearer" for another kind of key.
      ...(isAzure ? { defaultHeaders: { "api-key": apiKey, authorization: null } } : {}),
      ...(query === undefined ? {} : { defaultQuery: query }),
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

const AZURE_HOST = /\.(?:openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com)$/;
const DEPLOYMENT = /\/openai(?:\/deployments(?:\/[^/]+)?)?$/;

/** Azure's classic path names the deployment, which is the model; its newer one is OpenAI's, with another header. */
function addressOf(
  baseURL: string,
  model: string,
): { url: string; query: Record<string, string> | undefined; isAzure: boolean } {
  const url = new URL(baseURL);
  const version = url.searchParams.get("api-version");
  url.search = "";
  const isClassic = version !== null && DEPLOYMENT.test(url.pathname);
  if (isClassic) url.pathname = url.pathname.replace(DEPLOYMENT, `/openai/deployments/${encodeURIComponent(model)}`);
  return {
    url: url.href.replace(/\/$/, ""),
    query: version === null ? undefined : { "api-version": version },
    isAzure: isClassic || AZURE_HOST.test(url.hostname),
  };
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

/** Nobody pays: it will not pass by waiting. As OpenAI, OpenRouter, DeepSeek, Together and Workers AI say it. */
const NO_CREDIT =
  /insufficient_quota|insufficient[ _]balance|exceeded your current quota|out of credits|billing|daily free allocation|\b3036\b/i;

/** What an error of the SDK means. */
export function faultOf(error: unknown, { now }: Surroundings): UpstreamFault {
  if (error instanceof UpstreamFault) return error;
  if (error instanceof SyntaxError)
    return new UpstreamFault("upstream-failed", "not JSON", { retryable: true, cause: error });
  const { status, headers = new Headers(), code, type, message, error: body } = error as SdkError;
  const said = `${code ?? ""} ${type ?? ""} ${message}`;
  const isSpent = status === 402 || NO_CREDIT.test(said);
  if (typeof status === "number") {
    const fault = faultOfStatus(status, headers, `${code ?? ""} ${message}`, now);
    if (isSpent)
      return new UpstreamFault("upstream-failed", fault.message, { retryable: false, status, kind: "credit" });
    const told = headers.get("x-should-retry");
    const retryable = told === null ? fault.retryable : told === "true";
    if (retryable === fault.retryable) return fault;
    const { kind, retryAfterMs } = fault;
    const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
    return new UpstreamFault(retryable ? fault.slug : "upstream-failed", fault.message, {
      retryable,
      status,
      kind,
      ...wait,
    });
  }
  // An error within a stream has no status, only what it calls itself.
  if (body !== undefined && body !== null) {
    const busy = !isSpent && /rate_limit|overloaded|unavailable|capacity|\b(?:429|503|529)\b/.test(`${code} ${type}`);
    return new UpstreamFault(
      busy ? "upstream-busy" : "upstream-failed",
      `error in the stream: ${code ?? type ?? ""} ${message}`,
      { retryable: !isSpent, ...(isSpent ? { kind: "credit" as const } : {}) },
    );
  }
  return faultOfConnection(error);
}

/** Whether a filter before the model refused what was asked, which some servers say by a status. */
export function isFiltered(error: unknown): boolean {
  const { status, code, error: body } = error as SdkError;
  const inner = (body as { innererror?: { code?: unknown } } | null | undefined)?.innererror?.code;
  return status === 400 && (code === "content_filter" || inner === "ResponsibleAIPolicyViolation");
}
