/**
 * From the bytes of an answer to its chunks. Every field that is used is checked here: a JSON object where
 * text was due must not reach the view. Malformed data ends the reading like a cut connection does.
 */

import type { NearPage } from "../../shared/chat.ts";
import { createEventDecoder, type StreamChunk } from "../../shared/stream.ts";
import { addressOf, isObject, listOf, textOf, textsOf } from "../loose.ts";
import type { OnChunk } from "./transport.ts";

/** The fields of each kind of chunk that are strings; kinds that are not here are skipped. */
const TEXTS: Record<string, string[]> = {
  start: ["messageId"],
  "text-start": [],
  "text-delta": ["delta"],
  "text-end": [],
  "source-url": ["sourceId", "url"],
  "source-document": ["sourceId"],
  "data-citation": [],
  "data-pages": [],
  "data-spelling": [],
  "data-progress": [],
  "data-problem": [],
  error: [],
  abort: [],
  finish: [],
  /** A part of a stored message. */
  text: ["text"],
};

const isOffset = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** The data parts beside the text. A part that does not fit is left out: the answer stands without it. */
function parseAside(type: string, data: unknown): StreamChunk | undefined {
  if (!isObject(data)) return undefined;
  if (type === "data-spelling")
    return typeof data.used === "string" ? { type, data: { asked: "", used: data.used } } : undefined;
  if (type === "data-progress") {
    const told = isOffset(data.pages) ? { pages: data.pages } : { reading: textsOf(data.reading) };
    return { type, data: told, transient: true };
  }
  const pages: NearPage[] = [];
  for (const page of listOf(data.pages)) {
    const url = isObject(page) && addressOf(page.url);
    if (url) pages.push({ url, title: textOf(page.title) || url, heading: textOf(page.heading) });
  }
  return { type: "data-pages", data: { pages } };
}

/**
 * A chunk of a stream, or a part of a stored message.
 *
 * @returns undefined for a kind this version does not know
 * @throws where the data is no chunk at all
 */
export function parseChunk(chunk: unknown): StreamChunk | undefined {
  if (!isObject(chunk) || typeof chunk.type !== "string") throw new Error("no chunk");
  if (!Object.hasOwn(TEXTS, chunk.type)) return undefined;
  for (const field of TEXTS[chunk.type]!) if (typeof chunk[field] !== "string") throw new Error("no chunk");
  if (chunk.title !== undefined && typeof chunk.title !== "string") chunk.title = "";
  if (chunk.type === "data-citation") {
    const citation = chunk.data;
    if (!isObject(citation) || typeof citation.quote !== "string" || typeof citation.source_id !== "string")
      throw new Error("no chunk");
    if (!isOffset(citation.start) || !isOffset(citation.end) || citation.end <= citation.start) return undefined;
    citation.url = addressOf(citation.url) || null;
    for (const field of ["before", "after"]) if (typeof citation[field] !== "string") delete citation[field];
    if (!isOffset(citation.page)) delete citation.page;
    citation.path = textsOf(citation.path);
  }
  if (/^data-(pages|spelling|progress)$/.test(chunk.type)) return parseAside(chunk.type, chunk.data);
  if (chunk.type === "data-problem") {
    if (!isObject(chunk.data)) throw new Error("no chunk");
    if (typeof chunk.data.type !== "string") chunk.data.type = "";
  }
  if (chunk.type === "finish" && !isObject(chunk.messageMetadata)) chunk.messageMetadata = {};
  return chunk as unknown as StreamChunk;
}

/**
 * A push reader for the bytes of one answer stream.
 *
 * @param seen number of the last event taken in before this connection
 * @returns takes bytes cut anywhere; throws where they are malformed or an event is missing
 */
export function createAnswerReader(
  seen: number,
  onChunk: OnChunk,
  json: (text: string) => unknown = JSON.parse,
): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let last = seen;
  const decode = createEventDecoder(({ id, event, data }) => {
    if (event !== "message" || data === "[DONE]") return;
    const number = /^\d+$/.test(id) ? Number(id) : last + 1;
    // A connection may tell an answer from its beginning; a number further on means that events are missing.
    if (number > last + 1) throw new Error("events are missing");
    const chunk = parseChunk(json(data));
    if (number > last) last = number;
    if (chunk) onChunk(number, chunk);
  });
  return (bytes) => decode(decoder.decode(bytes, { stream: true }));
}
