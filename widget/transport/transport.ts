/** What the store needs from the outside, and how failures look to it. The HTTP one is `http.ts`. */

import type { ConversationView, EmbedConfig } from "../../shared/chat.ts";
import type { StreamChunk } from "../../shared/stream.ts";

/** A request that failed. `slug` is a problem of the API, or `network` where no answer came at all. */
export class TransportError extends Error {
  readonly slug: string;
  /** Seconds to wait, where the server said so. */
  readonly after: number | undefined;

  constructor(slug: string, detail: string, after?: number) {
    super(detail);
    this.slug = slug;
    this.after = after;
  }
}

/** What was said in a conversation, oldest first, and whether an answer is being written. */
export type History = Pick<ConversationView, "messages" | "running">;

/** Called for each event, in order. Numbers count up from 1 within an answer. */
export type OnChunk = (number: number, chunk: StreamChunk) => void;

export interface Question {
  conversation: string;
  id: string;
  text: string;
  /** The stopped answer to write again, where that is what is asked. */
  again?: string | undefined;
}

/** Every call throws `TransportError`. Streams settle when the connection ends, whether or not the answer did. */
export interface Transport {
  config(): Promise<EmbedConfig>;
  /** Empty where the server has no such conversation of this visitor. */
  history(conversation: string): Promise<History>;
  ask(question: Question, onChunk: OnChunk, signal: AbortSignal): Promise<void>;
  /** Reads on after event number `seen`. @returns false where there is nothing to read */
  resume(conversation: string, answer: string, seen: number, onChunk: OnChunk, signal: AbortSignal): Promise<boolean>;
  stop(conversation: string): Promise<void>;
  rate(conversation: string, message: string, rating: "up" | "down", reason?: string): Promise<void>;
}
