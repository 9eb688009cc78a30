/** Calls of a server that may be dead at any moment. */

import { createEventDecoder, isTerminal, type StreamChunk } from "../../shared/stream.ts";

export interface Answered {
  status: number;
  body: Record<string, unknown>;
}

/** What came of a question: its words, and how it ended; undefined where the connection was cut. */
export interface Heard {
  status: number;
  text: string;
  end: StreamChunk["type"] | undefined;
}

export interface Client {
  /** Undefined where there was no whole answer: it may have been done. */
  call(method: string, path: string, key: string, body?: unknown): Promise<Answered | undefined>;
  /** @param onStart once the answer has begun */
  ask(key: string, body: object, onStart?: () => void): Promise<Heard>;
}

const CUT: Heard = { status: 0, text: "", end: undefined };

/** @param origin as it is now */
export function createClient(origin: () => string): Client {
  const init = (key: string, method: string, body: unknown): RequestInit => ({
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

  return {
    async call(method, path, key, body) {
      try {
        const response = await fetch(origin() + path, init(key, method, body));
        const text = await response.text();
        return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
      } catch {
        return undefined;
      }
    },

    async ask(key, body, onStart) {
      const heard: Heard = { ...CUT };
      try {
        const response = await fetch(`${origin()}/v1/chat`, init(key, "POST", body));
        heard.status = response.status;
        if (!response.ok) return heard;
        const decode = createEventDecoder(({ data }) => {
          if (data === "[DONE]") return;
          const chunk = JSON.parse(data) as StreamChunk;
          if (chunk.type === "start") onStart?.();
          if (chunk.type === "text-delta") heard.text += chunk.delta;
          if (isTerminal(chunk)) heard.end = chunk.type;
        });
        const decoder = new TextDecoder();
        for await (const bytes of response.body!) decode(decoder.decode(bytes as Uint8Array, { stream: true }));
      } catch {
        heard.end = undefined;
      }
      return heard;
    },
  };
}
