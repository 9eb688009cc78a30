/**
 * The body of a streamed completion as the chunks in it. What has arrived together is given together: a machine that
 * is behind has fewer things to do, not more.
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

/** @throws UpstreamFault for what is no JSON */
export async function* readEvents(response: Response): AsyncGenerator<Arrived, void> {
  if (response.body === null) return;
  if (/^application\/json/i.test(response.headers.get("content-type") ?? "")) {
    // It does not stream: the whole answer is one chunk.
    yield { chunks: [parse(await response.text())], isDone: true };
    return;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let arrived: Arrived = { chunks: [], isDone: false };
  let held = 0;
  let broken: Error | undefined;
  const push = createEventDecoder(({ event, data }) => {
    held = 0;
    if (broken !== undefined) return;
    if (data === "[DONE]") arrived.isDone = true;
    if (arrived.isDone || data === "") return;
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
      push(decoder.decode(value, { stream: true }));
      if (held > MOST_HELD)
        throw new UpstreamFault("upstream-failed", "an event that never ends", { retryable: false });
      const now = arrived;
      arrived = { chunks: [], isDone: false };
      // Also without a chunk: a comment says that the server is there.
      yield now;
      if (broken !== undefined) throw broken;
      if (now.isDone) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
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
