/**
 * One streamed chat completion: opened with repeats until its first token, read under an idle and a
 * total limit, ended by exactly one finish. What the text means is the generator's.
 */

import type { OpenAI } from "openai/client";
import type { Usage } from "../../../shared/chat.ts";
import { problemOfFault, retrying, type RetryPolicy, type Surroundings, UpstreamFault } from "../upstream.ts";
import { type ChunkContent, readChunk } from "./chunk.ts";
import { faultOf, isFiltered, type OptionalParameters } from "./client.ts";
import type { ChatMessage } from "./render-prompt.ts";

export interface StreamLimits {
  /** From the call to the first token, over all attempts, in ms. */
  firstTokenMs: number;
  /** Between two chunks after it, in ms. */
  idleMs: number;
  /** For the whole answer, in ms. */
  totalMs: number;
  /** For the usage, once the answer is whole, in ms. */
  usageMs: number;
}

export interface ChatCall {
  client: () => Promise<OpenAI>;
  model: string;
  messages: ChatMessage[];
  /** Parameters that may be left out where a server does not know them. */
  extras: object;
  optional: OptionalParameters;
  limits: StreamLimits;
  retry: RetryPolicy;
  surroundings: Surroundings;
  service: string;
  signal: AbortSignal;
  /** Called when tokens have, or may have, been spent. */
  onSpent: () => void;
}

interface OpenedStream {
  chunks: AsyncIterator<unknown>;
  /** The first chunk that says something. */
  first: ChunkContent;
}

/**
 * Yields every chunk from the first token to the one with the finish, then the usage where it comes in
 * time. Leaving the loop early ends the request.
 *
 * @throws ProblemError where the service fails, stalls or cuts the answer; the signal's reason on abort
 */
export async function* streamChat(call: ChatCall): AsyncGenerator<ChunkContent, void> {
  const { limits, service, surroundings } = call;
  const stop = new AbortController();
  const signal = AbortSignal.any([call.signal, stop.signal]);
  const late = (what: string, ms: number) =>
    stop.abort(new UpstreamFault("upstream-timeout", `${what} within ${ms} ms`, { retryable: false }));
  const total = setTimeout(late, limits.totalMs, "no whole answer", limits.totalMs);
  const watch = createWatch((ms) => late("no chunk", ms), surroundings.now);
  try {
    const { chunks, first } = await openStream(call, signal);
    let finished = false;
    let usage: Usage | undefined;
    for (let content: ChunkContent | undefined = first; content !== undefined;) {
      usage = content.usage ?? usage;
      // After the finish nothing belongs to the answer any more.
      if (!finished) yield content;
      finished ||= content.finish !== undefined;
      // With the usage known only the end of the stream is left, which need not come.
      watch.begin(!finished ? limits.idleMs : usage === undefined ? limits.usageMs : limits.usageMs / 10);
      try {
        content = await nextChunk(call, chunks, signal);
      } catch (error) {
        // The answer is whole: only its usage is lost.
        if (!finished || call.signal.aborted) throw error;
        break;
      }
      watch.end();
    }
    if (!finished) throw cut();
    if (usage !== undefined) yield { text: "", refused: false, finish: undefined, usage };
  } catch (error) {
    call.signal.throwIfAborted();
    throw error instanceof UpstreamFault ? problemOfFault(error, service) : error;
  } finally {
    clearTimeout(total);
    watch.close();
    // Whatever ended the loop, nobody reads on: the service must stop writing.
    stop.abort();
  }
}

interface Watch {
  /** From now on what is waited for must come within `ms`. */
  begin(ms: number): void;
  end(): void;
  close(): void;
}

/** One timer for all the waits of a stream: setting and clearing one for every chunk costs more than reading it. */
function createWatch(onLate: (ms: number) => void, now: () => number): Watch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let firesAt = 0;
  let wait: { since: number; ms: number } | undefined;

  function arm(ms: number): void {
    clearTimeout(timer);
    firesAt = now() + ms;
    timer = setTimeout(check, ms);
  }

  function check(): void {
    timer = undefined;
    if (wait === undefined) return;
    const left = wait.since + wait.ms - now();
    if (left <= 0) onLate(wait.ms);
    else arm(left);
  }

  return {
    begin(ms) {
      wait = { since: now(), ms };
      // A timer that fires too early looks again; one that would fire too late is of no use.
      if (timer === undefined || firesAt > wait.since + ms) arm(ms);
    },
    end() {
      wait = undefined;
    },
    close() {
      wait = undefined;
      clearTimeout(timer);
    },
  };
}

/** Everything up to the first token may be done again: nobody has seen anything of it. */
function openStream(call: ChatCall, outer: AbortSignal): Promise<OpenedStream> {
  const { limits, retry, surroundings, service } = call;
  const attempt = async (attemptSignal: AbortSignal): Promise<OpenedStream> => {
    const stream = await sendRequest(call, attemptSignal);
    const chunks = stream[Symbol.asyncIterator]();
    for (;;) {
      const first = await nextChunk(call, chunks, attemptSignal);
      if (first === undefined) throw cut();
      if (first.finish === "stop" && first.text.trim() === "" && !first.refused) throw empty(true);
      if (first.finish === "length" && first.text.trim() === "") throw empty(false);
      if (first.text !== "" || first.refused || first.finish !== undefined) return { chunks, first };
    }
  };
  return retrying(attempt, { service, deadlineMs: limits.firstTokenMs, policy: retry, surroundings, signal: outer });
}

async function sendRequest(call: ChatCall, signal: AbortSignal): Promise<AsyncIterable<unknown>> {
  const { client, model, messages, extras, optional, limits, surroundings, onSpent } = call;
  const { chat } = await client();
  for (;;) {
    // A service that was reading the prompt when we left may bill it; one that refused it does not.
    signal.addEventListener("abort", onSpent, { once: true });
    const sent = optional.keep(extras);
    try {
      const body = { model, messages, stream: true as const, ...sent };
      const stream = await chat.completions.create(body, { signal, timeout: limits.firstTokenMs });
      onSpent();
      return stream;
    } catch (error) {
      if (isFiltered(error)) return filtered();
      if (!optional.learn(error, sent)) throw faultOf(error, surroundings);
    } finally {
      signal.removeEventListener("abort", onSpent);
    }
  }
}

/** What the other servers stream where a filter leaves nothing of an answer. */
async function* filtered(): AsyncGenerator<unknown, void> {
  yield { choices: [{ index: 0, delta: {}, finish_reason: "content_filter" }] };
}

/** Undefined at the end of the stream. The SDK ends an aborted loop without a word, so the signal is asked. */
async function nextChunk(
  { surroundings }: ChatCall,
  chunks: AsyncIterator<unknown>,
  signal: AbortSignal,
): Promise<ChunkContent | undefined> {
  let next: IteratorResult<unknown>;
  try {
    next = await chunks.next();
  } catch (error) {
    signal.throwIfAborted();
    throw faultOf(error, surroundings);
  }
  signal.throwIfAborted();
  return next.done ? undefined : readChunk(next.value);
}

function cut(): UpstreamFault {
  return new UpstreamFault("upstream-failed", "the stream ended without a finish", { retryable: true });
}

function empty(retryable: boolean): UpstreamFault {
  return new UpstreamFault("upstream-failed", "the answer was empty", { retryable });
}
