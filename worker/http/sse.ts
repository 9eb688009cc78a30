/** The response around an answer stream. */

import { STREAM_HEADER } from "../../shared/stream.ts";

export function streamResponse(events: ReadableStream<Uint8Array>): Response {
  return new Response(events, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Proxies that buffer or compress would hold the answer back until its end.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      [STREAM_HEADER]: "v1",
    },
  });
}
