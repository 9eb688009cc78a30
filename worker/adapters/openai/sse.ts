/**
 * The body of a streamed completion as the chunks in it, whatever it is called. What has arrived together is given
 * together: a machine that is behind has fewer things to do, not more.
 */

import { createEventDecoder } from "../../../shared/stream.ts";
import { UpstreamFault } from "../upstream.ts";

export interface Arrived {
  /** Parsed, in order. */
  chunks: unknown[];
  /** `[DONE]` came: the server says that this was all. */
  isDone: boolean;
}

/** No chunk of an answer is longer; a server that never ends a line must not fill the memory. */
const MOST_HELD = 1_000_000;

/** @throws UpstreamFault for what is no JSON, and for a page of a website */
export async function* readEvents(response: Response): AsyncGenerator<Arrived, void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let arrived: Arrived = { chunks: [], isDone: false };
  let held = 0;
  let broken: Error | undefined;
  /** All that came, as long as there is no event in it. */
  let whole: string | undefined = "";
  const push = createEventDecoder(({ event, data: line }) => {
    held = 0;
    whole = undefined;
    const data = line.trim();
    if (broken !== undefined) return;
    if (data === "[DONE]") arrived.isDone = true;
    if (arrived.isDone || data === "" || data === "null") return;
    try {
      arrived.chunks.push(event === "error" ? asError(parse(data)) : parse(data));
    } catch (error) {
      // What came before it is still told.
      broken = error as Error;
    }
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      held += value.length;
      const text = decoder.decode(value, { stream: true });
      if (whole !== undefined) whole += text;
      push(text);
      if (held > MOST_HELD)
        throw new UpstreamFault("upstream-failed", "an event that never ends", { retryable: false });
      const now = arrived;
      arrived = { chunks: [], isDone: false };
      // Also without a chunk: a comment says that the server is there.
      yield now;
      if (broken !== undefined) throw broken;
      if (now.isDone) return;
    }
    const chunks = readWhole(whole ?? "");
    if (chunks.length > 0) yield { chunks, isDone: true };
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Of a server that does not stream, or fails before it does. */
function readWhole(text: string): unknown[] {
  const begun = text.trimStart();
  // Of a gateway, which may pass, or of whatever stands at a wrong address.
  if (begun.startsWith("<"))
    throw new UpstreamFault("upstream-failed", "a page of a website", { retryable: true, kind: "address" });
  return /^[{[]/.test(begun) ? [parse(text)].flat() : [];
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch (cause) {
    throw new UpstreamFault("upstream-failed", "not JSON", { retryable: true, cause });
  }
}

function asError(data: unknown): unknown {
  return typeof data === "object" && data !== null && "error" in data ? data : { error: data };
}
