/** Reads an answer stream event by event, as a page does that may leave at any moment. */

import { createEventDecoder, type StreamChunk } from "../../shared/stream.ts";
import type { Received } from "./harness.ts";

export interface Follower {
  /** The next numbered event; undefined at the end of the stream. @throws where the connection was cut */
  next(): Promise<Received | undefined>;
  /** Every event up to the first of this type. */
  until(type: StreamChunk["type"]): Promise<Received[]>;
  /** Every event that is left. */
  rest(): Promise<Received[]>;
  /** True once the stream said that it is done. */
  readonly done: boolean;
  leave(): Promise<void>;
}

export function follow(response: Response): Follower {
  if (response.status !== 200) throw new Error(`No stream but ${response.status}.`);
  const reader = response.body!.getReader();
  const waiting: Received[] = [];
  const text = new TextDecoder();
  let done = false;
  const decode = createEventDecoder(({ id, data }) => {
    if (data === "[DONE]") done = true;
    else waiting.push({ id: Number(id), chunk: JSON.parse(data) as StreamChunk });
  });

  async function next(): Promise<Received | undefined> {
    for (;;) {
      const event = waiting.shift();
      if (event !== undefined) return event;
      const piece = await reader.read();
      if (piece.done) return undefined;
      decode(text.decode(piece.value, { stream: true }));
    }
  }

  return {
    next,
    async until(type) {
      const events: Received[] = [];
      for (;;) {
        const event = await next();
        if (event === undefined) throw new Error(`The stream ended before ${type}.`);
        events.push(event);
        if (event.chunk.type === type) return events;
      }
    },
    async rest() {
      const events: Received[] = [];
      for (let event = await next(); event !== undefined; event = await next()) events.push(event);
      return events;
    },
    get done() {
      return done;
    },
    leave: () => reader.cancel(),
  };
}
