/**
 * Asks a hosted service at the start whether it takes the key, by a call that costs nothing: the list of its models. A
 * service that has no such list, or does not answer, says nothing of the key; the first question will.
 */

const OPENAI_URL = "https://api.openai.com/v1";
/** Azure takes what is behind "Bearer" for another kind of key. */
const AZURE_HOST = /\.azure\.com$/;
const PATIENCE_MS = 5_000;

/** @returns the message for the operator; undefined where the key works, or where that is unknown */
export async function refusedKey(settings: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { OPENAI_API_KEY: key = "", OPENAI_BASE_URL: base = OPENAI_URL, GENERATOR, EMBEDDER } = settings;
  const isUsed = GENERATOR !== "embedded" || (EMBEDDER !== "embedded" && EMBEDDER !== "none");
  if (key === "" || !isUsed) return undefined;
  try {
    const url = new URL(`${base.replace(/\/+$/, "")}/models`);
    const headers: Record<string, string> = AZURE_HOST.test(url.hostname)
      ? { "api-key": key }
      : { authorization: `Bearer ${key}` };
    const { status, body } = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    await body?.cancel();
    return status === 401 || status === 403
      ? `The service at ${url.host} refuses the key: set OPENAI_API_KEY to one that is valid for it. Until then no answer is written by a model.`
      : undefined;
  } catch {
    // Not reached, or no address: the Worker says so where it is asked.
    return undefined;
  }
}
