/** Reads one chunk of a streamed chat completion, from servers that may send anything. */

import type { Usage } from "../../../shared/chat.ts";
import { UpstreamFault } from "../upstream.ts";

export interface ChunkContent {
  text: string;
  refused: boolean;
  finish: FinishKind | undefined;
  usage: Usage | undefined;
}

export type FinishKind = "stop" | "length" | "content-filter";

const FINISH_KINDS: Record<string, FinishKind> = { stop: "stop", length: "length", content_filter: "content-filter" };

/** @throws UpstreamFault for what is no chunk, or ends in a way that no whole answer does */
export function readChunk(chunk: unknown): ChunkContent {
  if (!isObject(chunk)) throw malformed("a chunk that is no object");
  const choices = chunk["choices"] ?? [];
  if (!Array.isArray(choices)) throw malformed("choices that are no list");
  const content: ChunkContent = { text: "", refused: false, finish: undefined, usage: readUsage(chunk["usage"]) };
  for (const choice of choices as unknown[]) {
    if (!isObject(choice)) throw malformed("a choice that is no object");
    // We ask for one choice; another one's text must not be mixed into it.
    if ((choice["index"] ?? 0) !== 0) continue;
    const delta = choice["delta"] ?? {};
    if (!isObject(delta)) throw malformed("a delta that is no object");
    content.text += readText(delta["content"]);
    content.refused ||= readText(delta["refusal"]) !== "";
    const finish = choice["finish_reason"] ?? undefined;
    if (finish === undefined || finish === "") continue;
    const kind = typeof finish === "string" && Object.hasOwn(FINISH_KINDS, finish) ? FINISH_KINDS[finish] : undefined;
    if (kind === undefined)
      throw malformed(`the answer ended for an unknown reason: ${JSON.stringify(finish).slice(0, 60)}`);
    content.finish = kind;
  }
  return content;
}

export function readUsage(usage: unknown): Usage | undefined {
  if (!isObject(usage)) return undefined;
  const { prompt_tokens: input, completion_tokens: output } = usage;
  if (!isTokenCount(input) || !isTokenCount(output)) return undefined;
  return { input_tokens: input, output_tokens: output };
}

function readText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw malformed("content that is no text");
  return value;
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
