/** Responses around streams of events. */

import { STREAM_HEADER } from "../../shared/stream.ts";

/** The response around an answer stream. */
export function streamResponse(events: ReadableStream<Uint8Array>): Response {
  return eventStreamResponse(events, { [STREAM_HEADER]: "v1" });
}

export function eventStreamResponse(
  events: ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
): Response {
  return new Response(events, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Proxies that buffer or compress would hold the answer back until its end.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      ...headers,
    },
  });
}
