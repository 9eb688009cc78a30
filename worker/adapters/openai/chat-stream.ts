/**
 * One streamed chat completion: opened with repeats until its first token, read as long as the model shows signs of
 * life, ended by exactly one finish. What the text means is the generator's.
 */

import type { OpenAI } from "openai/client";
import type { Usage } from "../../../shared/chat.ts";
import { problemOfFault, retrying, type RetryPolicy, type Surroundings, UpstreamFault } from "../upstream.ts";
import { type ChunkContent, errorIn, latestUsage, readChunk } from "./chunk.ts";
import { errorInBody, faultOf, isFiltered } from "./faults.ts";
import { LEAST_OUTPUT } from "./fit-prompt.ts";
import type { ChatRequest, Manners } from "./manners.ts";
import { type Arrived, readEvents } from "./sse.ts";
import { createWatch, type Watch } from "./watch.ts";

export interface StreamLimits {
  /** From the call to the first sign of life, a thought included, over all attempts, in ms. */
  firstTokenMs: number;
  /** Of silence after it, in ms. */
  idleMs: number;
  /** For the whole answer, in ms. */
  totalMs: number;
  /** For the usage, once the answer is whole, in ms. */
  usageMs: number;
}

export interface ChatCall {
  client: () => Promise<OpenAI>;
  request: ChatRequest;
  /** The same question with less around it, where the model said that it reads no more than `window`. */
  smaller: (sent: ChatRequest, window: number | undefined) => ChatRequest | undefined;
  /** Tokens that the service may write if it is asked now. */
  room: () => number;
  manners: Manners;
  limits: StreamLimits;
  retry: RetryPolicy;
  surroundings: Surroundings;
  service: string;
  signal: AbortSignal;
  /** A request that may be billed begins: called again for each that is repeated. */
  onSpent: () => void;
}

/**
 * Yields what arrived together, from the first token to the finish, then the usage where it comes in time. Leaving the
 * loop early ends the request.
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
    yield* readAnswer(call, await openStream(call, signal), watch, signal);
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

type Events = AsyncIterator<Arrived>;

interface OpenedStream {
  chunks: Events;
  /** What came with the first token. */
  first: Batch;
}

/** What arrived together. */
interface Batch {
  content: ChunkContent;
  isDone: boolean;
  /** What went wrong behind it. */
  fault: unknown;
}

async function* readAnswer(
  call: ChatCall,
  { chunks, first }: OpenedStream,
  watch: Watch,
  signal: AbortSignal,
): AsyncGenerator<ChunkContent, void> {
  const { limits } = call;
  let finished = false;
  let hasText = false;
  let usage: Usage | undefined;
  for (let batch: Batch | undefined = first; batch !== undefined;) {
    const { content, isDone } = batch;
    usage = latestUsage(usage, content);
    hasText ||= content.text !== "";
    // A server may say that it is done and not why.
    if (isDone && !finished && hasText && batch.fault === undefined) content.finish ??= "stop";
    if (content.unknownFinish !== undefined && !finished)
      console.error(`an answer ended with "${content.unknownFinish}", which is taken for a whole one`);
    // After the finish nothing belongs to the answer any more.
    if (!finished) yield content;
    call.signal.throwIfAborted();
    finished ||= content.finish !== undefined;
    if (batch.fault !== undefined && !finished) throw batch.fault;
    if (isDone || batch.fault !== undefined) break;
    // With the usage known only the end of the stream is left, which need not come.
    watch.begin(!finished ? limits.idleMs : usage === undefined ? limits.usageMs : limits.usageMs / 10);
    try {
      batch = await nextBatch(call, chunks, signal);
    } catch (error) {
      // The answer is whole: only its usage is lost.
      if (!finished || call.signal.aborted) throw error;
      break;
    }
    watch.end();
  }
  if (!finished) throw cut();
  if (usage !== undefined) yield { ...SILENT, usage };
}

const SILENT: ChunkContent = {
  text: "",
  thought: false,
  refused: false,
  finish: undefined,
  unknownFinish: undefined,
  usage: undefined,
};

/** Everything up to the first token may be done again: nobody has seen anything of it. */
async function openStream(call: ChatCall, outer: AbortSignal): Promise<OpenedStream> {
  const { limits, retry, surroundings, service } = call;
  const life = new AbortController();
  const signal = AbortSignal.any([outer, life.signal]);
  const late = new UpstreamFault("upstream-timeout", `no token within ${limits.firstTokenMs} ms`, { retryable: false });
  const watch = createWatch(() => life.abort(late), surroundings.now);
  watch.begin(limits.firstTokenMs);
  const attempt = async (attemptSignal: AbortSignal): Promise<OpenedStream> => {
    const chunks = (await sendRequest(call, attemptSignal))[Symbol.asyncIterator]();
    for (;;) {
      const first = await nextBatch(call, chunks, attemptSignal);
      if (first === undefined) throw cut();
      const { content, isDone, fault } = first;
      if (fault !== undefined && content.text === "" && content.finish === undefined) throw fault;
      const isBlank = content.text.trim() === "" && !content.refused;
      if (isBlank && (content.finish === "stop" || (isDone && content.finish === undefined))) throw empty(true);
      if (isBlank && content.finish === "length") throw empty(false);
      if (content.text !== "" || content.refused || content.finish !== undefined) return { chunks, first };
      // It thinks: from here on only silence counts.
      if (content.thought) watch.begin(limits.idleMs);
    }
  };
  try {
    const deadlines = { deadlineMs: limits.totalMs, patienceMs: limits.firstTokenMs };
    const options = { service, ...deadlines, policy: retry, surroundings, signal };
    return await retrying(attempt, options);
  } catch (error) {
    if (!outer.aborted && life.signal.aborted) throw problemOfFault(late, service);
    throw error;
  } finally {
    watch.close();
  }
}

async function sendRequest(call: ChatCall, signal: AbortSignal): Promise<AsyncIterable<Arrived>> {
  const { client, manners, limits, surroundings, onSpent, room } = call;
  const { chat } = await client();
  for (;;) {
    const left = room();
    if (left < LEAST_OUTPUT) throw spent();
    const request = { ...call.request, maxOutputTokens: Math.min(call.request.maxOutputTokens, left) };
    // A service that was reading the prompt when we left may bill it; one that refused it does not.
    signal.addEventListener("abort", onSpent, { once: true });
    const body = manners.chat(request);
    try {
      const sending = chat.completions.create(body as never, { signal, timeout: limits.totalMs });
      const response = await sending.asResponse();
      onSpent();
      return readEvents(response);
    } catch (error) {
      if (isFiltered(error)) return filtered();
      if (manners.learn(error, body)) continue;
      const fault = faultOf(error, surroundings);
      const smaller = fault.kind === "window" ? call.smaller(request, fault.window) : undefined;
      if (smaller !== undefined) {
        call.request = smaller;
        continue;
      }
      // It may have been read, and written for, before the connection went.
      if (!signal.aborted && mayBeBilled(fault)) onSpent();
      throw fault;
    } finally {
      signal.removeEventListener("abort", onSpent);
    }
  }
}

/** A status refuses, whatever it says; a connection that went, or a gateway that waited for long, says nothing of what was done. */
export function mayBeBilled({ status }: UpstreamFault): boolean {
  return status === undefined || status === 408 || status === 504 || status === 524;
}

/** What the other servers stream where a filter leaves nothing of an answer. */
async function* filtered(): AsyncGenerator<Arrived, void> {
  yield { chunks: [{ choices: [{ index: 0, delta: {}, finish_reason: "content_filter" }] }], isDone: true };
}

/** Undefined at the end of the stream. */
async function nextBatch({ surroundings }: ChatCall, chunks: Events, signal: AbortSignal): Promise<Batch | undefined> {
  let next: IteratorResult<Arrived>;
  try {
    next = await chunks.next();
  } catch (error) {
    signal.throwIfAborted();
    throw faultOf(error, surroundings);
  }
  signal.throwIfAborted();
  if (next.done) return undefined;
  const { chunks: arrived, isDone } = next.value;
  const content: ChunkContent = { ...SILENT };
  try {
    for (const chunk of arrived) addContent(content, readOne(chunk));
  } catch (error) {
    // What came before it is still told.
    return { content, isDone, fault: faultOf(error, surroundings) };
  }
  return { content, isDone, fault: undefined };
}

function readOne(chunk: unknown): ChunkContent {
  const error = errorIn(chunk);
  if (error === undefined) return readChunk(chunk);
  const thrown = errorInBody(error);
  if (isFiltered(thrown)) return { ...SILENT, finish: "content-filter" };
  throw thrown;
}

function addContent(content: ChunkContent, more: ChunkContent): void {
  // After the finish nothing belongs to the answer any more.
  if (content.finish === undefined) {
    content.text += more.text;
    content.refused ||= more.refused;
    content.finish = more.finish;
    content.unknownFinish = more.unknownFinish;
  }
  content.thought ||= more.thought;
  content.usage = latestUsage(content.usage, more);
}

function cut(): UpstreamFault {
  return new UpstreamFault("upstream-failed", "the stream ended without a finish", { retryable: true });
}

/** What the tries before have cost leaves too little for another. */
function spent(): UpstreamFault {
  return new UpstreamFault("upstream-failed", "no tokens are left for another try", { retryable: false });
}

function empty(retryable: boolean): UpstreamFault {
  return new UpstreamFault("upstream-failed", "the answer was empty", { retryable });
}
