/**
 * The official SDK as the adapters here use it: loaded on first use, silent, without repeats of its
 * own. What its errors mean is `faults`'.
 */

import type { OpenAI } from "openai/client";
import { createOnce } from "../../once.ts";
import { keepFromLog } from "../upstream.ts";

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
