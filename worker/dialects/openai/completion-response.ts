/**
 * An answer's events as the responses of OpenAI's chat completions: whole, or as a stream. When they begin
 * decides what can still be said by a status, and whether a client that left is noticed.
 */

import { STREAM } from "../../../shared/config.ts";
import { ProblemError } from "../../../shared/problem.ts";
import { createEventDecoder, HEARTBEAT, isTerminal, type StreamChunk } from "../../../shared/stream.ts";
import {
  type AnswerSoFar,
  type CompletionFacts,
  createAnswerSoFar,
  createChunkWriter,
  cutAnswer,
  takeChunk,
  toCompletion,
  toErrorObject,
} from "./format.ts";
import { eventStreamResponse } from "../../http/sse.ts";

/** How long a whole answer is waited for without a byte: longer than a model may take to its first word. */
const SILENT_MS = 35_000;
/** Writes to a connection that is closed already, until it shows: the first one only makes the other side say so. */
const UNHEARD_BLANKS = 3;

export type EventReader = ReadableStreamDefaultReader<Uint8Array>;

/**
 * Only a write to a closed connection shows that it is closed. So an answer that
 * takes very long is begun with blanks, which JSON allows: by then the response has its status, and what fails
 * later stands in it as an `error`.
 *
 * @param onGone told where the client was gone when the first bytes went out, and so perhaps all the time
 * @throws ProblemError of an answer that failed, was stopped or was cut
 */
export async function sendCompletion(
  reader: EventReader,
  facts: CompletionFacts,
  onGone: (messageId: string) => void,
  silentMs = SILENT_MS,
): Promise<Response> {
  const answer = createAnswerSoFar();
  const whole = collectCompletion(reader, answer, facts);
  const soon = await Promise.race([whole, scheduler.wait(silentMs)]);
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  if (soon !== undefined) return Response.json(soon, { headers });
  const told = whole
    .catch((error: unknown) => ({ error: toErrorObject(error instanceof ProblemError ? error : cutAnswer(error)) }))
    .then((value) => JSON.stringify(value));
  const encoder = new TextEncoder();
  let blanks = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const text = await Promise.race([told, scheduler.wait(STREAM.heartbeatMs)]);
      blanks += 1;
      controller.enqueue(encoder.encode(text ?? " "));
      if (text !== undefined) controller.close();
    },
    async cancel(reason) {
      if (blanks <= UNHEARD_BLANKS) onGone(answer.messageId);
      await reader.cancel(reason);
    },
  });
  // A proxy that compressed it would hold the blanks back, and so the news that nobody reads them.
  return new Response(body, {
    headers: { ...headers, "cache-control": "no-store, no-transform", "content-encoding": "identity" },
  });
}

/** @throws ProblemError of an answer that failed, was stopped or was cut */
async function collectCompletion(reader: EventReader, answer: AnswerSoFar, facts: CompletionFacts): Promise<object> {
  const events = createChunkReader(reader);
  for (;;) {
    const chunks = await events.read();
    if (chunks === undefined) return toCompletion(answer, facts);
    for (const chunk of chunks) takeChunk(answer, chunk);
  }
}

/**
 * The response begins with the first words: what fails before them is an HTTP error, as clients of OpenAI
 * know it.
 *
 * @throws ProblemError of an answer that ended before its first words
 */
export async function streamCompletion(
  reader: EventReader,
  facts: CompletionFacts,
  includeUsage: boolean,
): Promise<Response> {
  const events = createChunkReader(reader);
  const opening: StreamChunk[] = [];
  while (!opening.some((chunk) => chunk.type === "text-delta" || isTerminal(chunk))) {
    const chunks = await events.read();
    if (chunks === undefined) throw cutAnswer();
    opening.push(...chunks);
  }
  const before = createAnswerSoFar();
  for (const chunk of opening) takeChunk(before, chunk);
  if (before.text === "" && before.failed !== undefined) throw before.failed;

  const writer = createChunkWriter(facts, includeUsage);
  const encoder = new TextEncoder();
  let ended = false;
  const write = (chunks: readonly StreamChunk[]): string => {
    ended ||= chunks.some(isTerminal);
    return chunks.map((chunk) => writer.write(chunk)).join("");
  };
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(write(opening))),
    async pull(controller) {
      const text = await readText();
      if (text !== undefined) controller.enqueue(encoder.encode(text));
      if (text === undefined || ended) controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return eventStreamResponse(body);

  /** Undefined after the answer's end. */
  async function readText(): Promise<string | undefined> {
    if (ended) return undefined;
    let cause: unknown;
    try {
      const chunks = await events.read();
      // A piece without an event is a sign of life, and is passed on as one.
      if (chunks !== undefined) return write(chunks) || HEARTBEAT;
    } catch (error) {
      console.error("an answer was cut while it was read", error);
      cause = error;
    }
    ended = true;
    return writer.fail(cutAnswer(cause));
  }
}

/** Reads the events of an answer as they come. @returns undefined at the end of the stream */
function createChunkReader(reader: EventReader): { read(): Promise<StreamChunk[] | undefined> } {
  let chunks: StreamChunk[] = [];
  const text = new TextDecoder();
  const decode = createEventDecoder(({ data }) => {
    if (data !== "[DONE]") chunks.push(JSON.parse(data) as StreamChunk);
  });
  return {
    async read() {
      const { done, value } = await reader.read();
      if (done) return undefined;
      chunks = [];
      decode(text.decode(value, { stream: true }));
      return chunks;
    },
  };
}
