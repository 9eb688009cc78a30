/** Reads one chunk of a streamed chat completion, from servers that may send anything. */

import type { Usage } from "../../../shared/chat.ts";
import { UpstreamFault } from "../upstream.ts";

export interface ChunkContent {
  text: string;
  /** Something of a thought came: not to be shown, but a sign of life. */
  thought: boolean;
  refused: boolean;
  finish: FinishKind | undefined;
  /** How it ended, in a word that nobody here knows. */
  unknownFinish: string | undefined;
  usage: Usage | undefined;
}

export type FinishKind = "stop" | "length" | "content-filter";

/** OpenAI's words, and those of servers that pass on their model's. Compared in lower case. */
const FINISH_KINDS: Record<string, FinishKind> = {
  stop: "stop",
  eos: "stop",
  eos_token: "stop",
  end: "stop",
  end_turn: "stop",
  end_of_text: "stop",
  stop_sequence: "stop",
  complete: "stop",
  completed: "stop",
  finished: "stop",
  done: "stop",
  finish_reason_stop: "stop",
  length: "length",
  max_tokens: "length",
  max_output_tokens: "length",
  model_length: "length",
  token_limit: "length",
  content_filter: "content-filter",
  "content-filter": "content-filter",
  safety: "content-filter",
  recitation: "content-filter",
  blocklist: "content-filter",
  prohibited_content: "content-filter",
  spii: "content-filter",
  refusal: "content-filter",
  sensitive: "content-filter",
};
/** Where it goes on: of servers that write what is not there as a word. */
const UNFINISHED = new Set(["", "null", "none"]);
/** What no whole answer ends with. */
const BROKEN = new Set([
  "error",
  "abort",
  "aborted",
  "cancelled",
  "canceled",
  "insufficient_system_resource",
  "timeout",
  "tool_calls",
  "function_call",
]);

/** What a chunk says went wrong, whatever the server calls it. */
export function errorIn(chunk: unknown): unknown {
  if (!isObject(chunk)) return undefined;
  const isError = chunk["object"] === "error" || chunk["type"] === "error" || Boolean(chunk["error_code"]);
  return chunk["error"] ?? (isError ? chunk : undefined);
}

/** @throws UpstreamFault for what is no chunk, or ends in a way that no whole answer does */
export function readChunk(chunk: unknown): ChunkContent {
  if (!isObject(chunk)) throw malformed("a chunk that is no object");
  const choices = chunk["choices"] ?? [];
  if (!Array.isArray(choices)) throw malformed("choices that are no list");
  const content: ChunkContent = {
    text: "",
    thought: false,
    refused: false,
    finish: undefined,
    unknownFinish: undefined,
    usage: readUsage(chunk["usage"]) ?? readUsage((chunk["x_groq"] as { usage?: unknown } | undefined)?.usage),
  };
  for (const choice of choices as unknown[]) {
    if (!isObject(choice)) throw malformed("a choice that is no object");
    // We ask for one choice; another one's text must not be mixed into it.
    if (Number(choice["index"] ?? 0) !== 0) continue;
    // A server that does not stream has a whole message where the others have a delta.
    const delta = choice["delta"] ?? choice["message"] ?? {};
    if (!isObject(delta)) throw malformed("a delta that is no object");
    const { text, thought } = readContent(delta["content"]);
    content.text += text;
    content.thought ||= thought || hasThought(delta);
    content.refused ||= readContent(delta["refusal"]).text !== "";
    readFinish(choice["finish_reason"] ?? undefined, content);
  }
  return content;
}

function readFinish(finish: unknown, content: ChunkContent): void {
  if (finish === undefined) return;
  const word = typeof finish === "string" ? finish.toLowerCase() : JSON.stringify(finish).slice(0, 60);
  if (UNFINISHED.has(word)) return;
  if (BROKEN.has(word)) throw malformed(`the answer ended with: ${word}`);
  const kind = Object.hasOwn(FINISH_KINDS, word) ? FINISH_KINDS[word] : undefined;
  content.finish = kind ?? "stop";
  if (kind === undefined) content.unknownFinish = word;
}

/** Names of fields under which servers send what a model thinks. */
const THOUGHTS = ["reasoning_content", "reasoning", "reasoning_details", "thinking", "thinking_blocks"];

function hasThought(delta: Record<string, unknown>): boolean {
  return THOUGHTS.some((name) => {
    const value = delta[name];
    return typeof value === "string" || Array.isArray(value) ? value.length > 0 : isObject(value);
  });
}

/** A text, a part, or a list of parts of which some are text and others thoughts. */
function readContent(value: unknown): { text: string; thought: boolean } {
  if (value === undefined || value === null) return { text: "", thought: false };
  if (typeof value === "string") return { text: value, thought: false };
  if (!Array.isArray(value) && typeof (value as { text?: unknown }).text !== "string")
    throw malformed("content that is no text");
  let text = "";
  let thought = false;
  for (const part of [value].flat() as unknown[]) {
    if (typeof part === "string") text += part;
    else if (!isObject(part)) throw malformed("a part of content that is no object");
    else if (typeof part["text"] === "string" && !/think|reason/.test(String(part["type"]))) text += part["text"];
    else thought = true;
  }
  return { text, thought };
}

/** What was told before there were words does not count them. */
export function latestUsage(
  before: Usage | undefined,
  { text, usage }: Pick<ChunkContent, "text" | "usage">,
): Usage | undefined {
  return usage ?? (text === "" ? before : undefined);
}

/** Whatever the service calls its figures. */
export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const input = usage["prompt_tokens"] ?? usage["input_tokens"];
  const output = usage["completion_tokens"] ?? usage["output_tokens"];
  if (!isTokenCount(input) || !isTokenCount(output)) return undefined;
  // All zeros are no figure: some servers fill in what they did not count.
  return input + output === 0 ? undefined : { input_tokens: input, output_tokens: output };
}

/** More than any call costs. The books take whole numbers that a database can add up, for years. */
const MOST_TOKENS = 1_000_000_000;

/** Whether a server's figure can be counted. One that cannot gives way to our estimate. */
export function isTokenCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST_TOKENS;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function malformed(message: string): UpstreamFault {
  return new UpstreamFault("upstream-failed", message, { retryable: true });
}
