/**
 * An answer while it is being written: its numbered events, and the connections that follow it.
 * Connections come and go; the answer ends at a stop, at its end, or when nobody has listened for a while.
 */

import type { Degraded, MessagePart } from "../../shared/chat.ts";
import { STREAM } from "../../shared/config.ts";
import { DONE_EVENT, encodeEvent, HEARTBEAT, isTerminal, type StreamChunk } from "../../shared/stream.ts";

export type StopReason = "stopped" | "unheard" | "forgotten";

type Listener = ReadableByteStreamController;

const encoder = new TextEncoder();

type Delta = Extract<StreamChunk, { type: "text-delta" }>;

/** Between two events of words. Nobody reads faster. */
const PACE_MS = 80;

export class RunningAnswer {
  readonly answerId: string;
  readonly questionId: string;
  /** Event n stands at n - 1. */
  readonly chunks: StreamChunk[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #abort = new AbortController();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #unheard: ReturnType<typeof setTimeout> | undefined;
  #ended = false;
  /** Written and not sent: what says nothing by itself goes with what comes next. */
  #held = "";
  /** Words that are not numbered yet, the timer that ends their waiting, and when the last ones went out. */
  #gathered: Delta | undefined;
  #pacing: ReturnType<typeof setTimeout> | undefined;
  #saidAt = -Infinity;

  constructor(answerId: string, questionId: string) {
    this.answerId = answerId;
    this.questionId = questionId;
    this.#watchListeners();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get stopReason(): StopReason | undefined {
    return this.signal.aborted ? (this.signal.reason as StopReason) : undefined;
  }

  /** Whether anybody follows it. */
  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  stop(reason: StopReason): void {
    this.#abort.abort(reason);
  }

  /** With this signal, now or later; its reason is a `StopReason`. */
  stopWith(signal: AbortSignal): void {
    if (signal.aborted) this.stop(signal.reason as StopReason);
    else signal.addEventListener("abort", () => this.stop(signal.reason as StopReason));
  }

  /**
   * Numbers an event and sends it to everybody who listens. The terminal one closes them all. Words that follow others
   * closely go out with those that come next, as one event: what an event costs on its way is far more than its words.
   */
  emit(chunk: StreamChunk): void {
    if (chunk.type !== "text-delta") this.settle();
    else if (this.#gather(chunk)) return;
    this.#push(chunk);
  }

  /** Numbers the words that wait for others. To be called before what was said so far is stored as an end. */
  settle(): void {
    clearTimeout(this.#pacing);
    this.#pacing = undefined;
    const words = this.#gathered;
    this.#gathered = undefined;
    if (words !== undefined) this.#push(words);
  }

  /** Whether these words wait. The first ones never do. */
  #gather(chunk: Delta): boolean {
    if (this.#gathered !== undefined) {
      this.#gathered.delta += chunk.delta;
      return true;
    }
    const wait = this.#saidAt + PACE_MS - Date.now();
    if (wait <= 0) return false;
    this.#gathered = { ...chunk };
    this.#pacing = setTimeout(() => this.settle(), wait);
    return true;
  }

  #push(chunk: StreamChunk): void {
    if (chunk.type === "text-delta") this.#saidAt = Date.now();
    this.chunks.push(chunk);
    this.#held += encodeEvent(this.chunks.length, chunk);
    // Each piece that is sent crosses from object to Worker to connection: the first words need one less.
    if (chunk.type === "text-start") return;
    this.#release();
    if (!isTerminal(chunk)) return;
    this.#ended = true;
    this.#send(DONE_EVENT);
    for (const listener of this.#listeners) listener.close();
    this.#listeners.clear();
    this.#watchListeners();
  }

  /** Every event after number `after`, those to come included. Leaving does not end the answer. */
  follow(after: number): ReadableStream<Uint8Array> {
    this.settle();
    let mine: Listener | undefined;
    return new ReadableStream({
      type: "bytes",
      start: (listener) => {
        // To those who were here before: it is among what this one is told at once.
        this.#release();
        const past = this.chunks.slice(after).map((chunk, at) => encodeEvent(after + at + 1, chunk));
        if (past.length > 0) listener.enqueue(encoder.encode(past.join("")));
        if (this.#ended) {
          listener.enqueue(encoder.encode(DONE_EVENT));
          listener.close();
          return;
        }
        mine = listener;
        this.#listeners.add(listener);
        this.#watchListeners();
      },
      cancel: () => {
        if (mine !== undefined) this.#listeners.delete(mine);
        this.#watchListeners();
      },
    });
  }

  #release(): void {
    const text = this.#held;
    this.#held = "";
    if (text !== "") this.#send(text);
  }

  #send(text: string): void {
    const bytes = encoder.encode(text);
    // A byte stream takes its buffer over: every listener gets a copy of its own.
    for (const listener of this.#listeners) {
      try {
        listener.enqueue(bytes.slice());
      } catch {
        // This connection is gone and its cancel is on the way; the others go on.
        this.#listeners.delete(listener);
        this.#watchListeners();
      }
    }
  }

  #watchListeners(): void {
    clearTimeout(this.#unheard);
    this.#unheard = undefined;
    if (this.#ended || this.#listeners.size === 0) {
      clearInterval(this.#heartbeat);
      this.#heartbeat = undefined;
      if (!this.#ended) this.#unheard = setTimeout(() => this.stop("unheard"), STREAM.unheardMs);
    } else {
      this.#heartbeat ??= setInterval(() => this.#send(HEARTBEAT), STREAM.heartbeatMs);
    }
  }
}

/** The stored events of an answer that has ended, from just after number `after`, as a whole stream. */
export function replay(chunks: readonly StreamChunk[], after: number): ReadableStream<Uint8Array> {
  let text = chunks
    .slice(after)
    .map((chunk, at) => encodeEvent(after + at + 1, chunk))
    .join("");
  const last = chunks.at(-1);
  // A reader may have seen events that a crash took away before they were stored: it still learns the end.
  if (text === "" && last !== undefined && after > chunks.length) text = encodeEvent(after + 1, last);
  const bytes = encoder.encode(text + DONE_EVENT);
  return new ReadableStream({
    type: "bytes",
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}

/** What an answer said of itself as it began, or as it ended. */
export function degradedOf(chunks: readonly StreamChunk[]): Degraded | undefined {
  for (const chunk of [chunks[0], chunks.at(-1)]) {
    const told = chunk?.type === "start" || chunk?.type === "finish" ? chunk.messageMetadata.degraded : undefined;
    if (told !== undefined) return told;
  }
  return undefined;
}

const KEPT: ReadonlySet<string> = new Set([
  "source-url",
  "source-document",
  "data-citation",
  "data-pages",
  "data-spelling",
] satisfies MessagePart["type"][]);

function isKept(chunk: StreamChunk): chunk is Extract<StreamChunk, MessagePart> {
  return KEPT.has(chunk.type);
}

/** What is kept of an answer: its text as one part, then its sources, citations, near pages and corrected spelling. */
export function partsOf(chunks: readonly StreamChunk[]): MessagePart[] {
  let text = "";
  const rest: MessagePart[] = [];
  for (const chunk of chunks) {
    if (chunk.type === "text-delta") text += chunk.delta;
    else if (isKept(chunk)) rest.push(chunk);
  }
  return text === "" ? rest : [{ type: "text", text }, ...rest];
}
