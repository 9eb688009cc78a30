/**
 * The answer stream: the AI SDK's UI message stream protocol, version 1, with numbered events.
 * Chunk types, the encoder the server uses and the push decoder the widget uses. No I/O.
 */

import type { Citation, Degraded, Outcome, PagesPart, Progress, SpellingPart, Usage } from "./chat.ts";
import type { Problem } from "./problem.ts";

/** Response header that names the protocol, with value `v1`. */
export const STREAM_HEADER = "x-vercel-ai-ui-message-stream";

export interface FinishMetadata {
  /** Missing in answers from before there were outcomes. */
  outcome?: Outcome;
  /** True for the outcomes `answered`, `curated` and `small-talk`. */
  answered: boolean;
  /** True where at least one citation supports the answer. */
  grounded: boolean;
  usage: Usage;
  /** As in `start`. */
  degraded?: Degraded;
}

export type StreamChunk =
  | { type: "start"; messageId: string; messageMetadata: { conversation_id: string; degraded?: Degraded } }
  | { type: "text-start"; id: string }
  | { type: "text-delta"; id: string; delta: string }
  | { type: "text-end"; id: string }
  | { type: "source-url"; sourceId: string; url: string; title: string }
  | { type: "source-document"; sourceId: string; mediaType: string; title: string }
  | { type: "data-citation"; data: Citation }
  | PagesPart
  | SpellingPart
  | { type: "data-progress"; data: Progress; transient: true }
  | { type: "data-trace"; data: Record<string, unknown>; transient: true }
  | { type: "data-problem"; data: Problem; transient: true }
  | { type: "error"; errorText: string }
  | { type: "abort"; reason?: string }
  | { type: "finish"; finishReason: FinishReason; messageMetadata: FinishMetadata };

export type FinishReason = "stop" | "length" | "content-filter" | "other";

/** Exactly one of these ends an answer; a stream without one was cut. */
export function isTerminal(chunk: { type: string }): boolean {
  return chunk.type === "finish" || chunk.type === "error" || chunk.type === "abort";
}

/** One numbered event. @param id counts up from 1 within an answer */
export function encodeEvent(id: number, chunk: StreamChunk): string {
  // JSON has no raw line breaks, so one data line always suffices.
  return `id: ${id}\ndata: ${JSON.stringify(chunk)}\n\n`;
}

/** The last event of every stream: not numbered, it belongs to the connection and not to the answer. */
export const DONE_EVENT = "data: [DONE]\n\n";

/** Keeps proxies from closing an idle connection. A comment, so no client sees an event. */
export const HEARTBEAT = ": keep-alive\n\n";

export interface ServerSentEvent {
  /** Last event id seen so far, empty before the first. */
  id: string;
  /** `message` unless the stream names another. */
  event: string;
  data: string;
}

/**
 * A push parser for `text/event-stream` (WHATWG HTML 9.2.6). Feed it text in pieces cut anywhere
 * (decode bytes with a streaming `TextDecoder`, which also drops a leading BOM); it calls `onEvent`
 * for each whole event and drops one that the end of the stream cut.
 */
export function createEventDecoder(onEvent: (event: ServerSentEvent) => void): (text: string) => void {
  let rest = "";
  let skipLineFeed = false;
  let id = "";
  let event = "";
  let data: string | undefined;

  function takeLine(line: string): void {
    if (line === "") {
      if (data !== undefined) onEvent({ id, event: event || "message", data });
      event = "";
      data = undefined;
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "data") data = data === undefined ? value : `${data}\n${value}`;
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
  }

  return (text) => {
    // A CR LF pair may be cut between its halves: the LF that follows is not a second line end.
    let input = text;
    if (skipLineFeed && input !== "") {
      if (input.startsWith("\n")) input = input.slice(1);
      skipLineFeed = false;
    }
    // Only the new piece is searched: a long line that arrives byte by byte stays linear.
    let from = 0;
    for (let at = 0; at < input.length; at++) {
      const code = input.charCodeAt(at);
      if (code !== 10 && code !== 13) continue;
      const line = rest + input.slice(from, at);
      rest = "";
      if (code === 13) {
        if (at + 1 === input.length) skipLineFeed = true;
        else if (input.charCodeAt(at + 1) === 10) at++;
      }
      from = at + 1;
      takeLine(line);
    }
    rest += input.slice(from);
  };
}
