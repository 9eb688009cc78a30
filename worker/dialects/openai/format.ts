/**
 * An answer in the shapes of OpenAI's chat completions: whole, as a stream of chunks, and as an error.
 * Pure: the request is read, and the connection held, by the route.
 */

import type { NearPage, Usage } from "../../../shared/chat.ts";
import { type Problem, PROBLEMS, ProblemError, slugOf } from "../../../shared/problem.ts";
import type { FinishMetadata, FinishReason, StreamChunk } from "../../../shared/stream.ts";

/** What the caller chose of the answer's envelope. */
export interface CompletionFacts {
  /** As the request named it; it chooses nothing. */
  model: string;
  /** Seconds since 1970. */
  created: number;
}

/** A citation in the shape that OpenAI gives those of a web search, with the quote beside it. */
export interface Annotation {
  type: "url_citation";
  /** Offsets in UTF-16 units of the marker in the content, the end exclusive. `url` is empty where the document has none. */
  url_citation: { url: string; title: string; start_index: number; end_index: number };
  quote: string;
}

/** An answer as far as it has come. */
export interface AnswerSoFar {
  messageId: string;
  conversationId: string;
  text: string;
  annotations: Annotation[];
  /** Title by the number that `[1]` in the text names. */
  titles: Map<string, string>;
  /** Offered where no passage answered. */
  pages: readonly NearPage[];
  /** Set by the end of a whole answer. */
  finished: (FinishMetadata & { reason: FinishReason }) | undefined;
  /** Set where it ended in any other way. */
  failed: ProblemError | undefined;
}

export function createAnswerSoFar(): AnswerSoFar {
  return {
    messageId: "",
    conversationId: "",
    text: "",
    annotations: [],
    titles: new Map(),
    pages: [],
    finished: undefined,
    failed: undefined,
  };
}

export function takeChunk(answer: AnswerSoFar, chunk: StreamChunk): void {
  switch (chunk.type) {
    case "start":
      answer.messageId = chunk.messageId;
      answer.conversationId = chunk.messageMetadata.conversation_id;
      break;
    case "text-delta":
      answer.text += chunk.delta;
      break;
    case "source-url":
    case "source-document":
      answer.titles.set(chunk.sourceId, chunk.title);
      break;
    case "data-citation": {
      const { source_id, quote, url, start, end } = chunk.data;
      const title = answer.titles.get(source_id) ?? "";
      answer.annotations.push({
        type: "url_citation",
        // Never another type for a document without a URL: clients take every annotation for one with these fields.
        url_citation: { url: url ?? "", title, start_index: start, end_index: end },
        quote,
      });
      break;
    }
    case "data-problem":
      answer.failed = problemErrorOf(chunk.data);
      break;
    case "error":
      answer.failed ??= new ProblemError("internal", { detail: chunk.errorText });
      break;
    case "abort":
      answer.failed = new ProblemError("conflict", { detail: "The answer was stopped before its end." });
      break;
    case "finish":
      answer.finished = { ...chunk.messageMetadata, reason: chunk.finishReason };
      break;
    case "data-pages":
      answer.pages = chunk.data.pages;
      answer.text += linksTo(answer.pages);
      break;
    case "data-spelling":
    case "data-progress":
    case "data-trace":
    case "text-start":
    case "text-end":
      break;
  }
}

/** What an answer is whose events end before it does. */
export function cutAnswer(cause?: unknown): ProblemError {
  return new ProblemError("upstream-failed", { detail: "The answer was interrupted. Please ask again.", cause });
}

/** @throws ProblemError of an answer that failed, was stopped or was cut */
export function toCompletion(answer: AnswerSoFar, { model, created }: CompletionFacts): object {
  if (answer.failed !== undefined) throw answer.failed;
  if (answer.finished === undefined) throw cutAnswer();
  return {
    id: answer.messageId,
    object: "chat.completion",
    created,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: answer.text, refusal: null, annotations: answer.annotations },
        logprobs: null,
        finish_reason: FINISH_REASONS[answer.finished.reason],
      },
    ],
    usage: toUsage(answer.finished.usage),
    vegarag: verdictOf(answer, answer.finished),
  };
}

/**
 * Writes the events of one answer, in the order they come, as `chat.completion.chunk` events. `[DONE]`
 * follows a finished answer alone: one that failed ends with an `error` object and nothing after it.
 */
export function createChunkWriter(
  { model, created }: CompletionFacts,
  includeUsage: boolean,
): { write(chunk: StreamChunk): string; fail(error: ProblemError): string } {
  const answer = createAnswerSoFar();

  function chunkWith(choices: object[], more: object = {}): string {
    // With the usage asked for, every chunk has the field, and all but the last have nothing in it.
    const usage = includeUsage ? { usage: null } : {};
    return dataEvent({
      id: answer.messageId,
      object: "chat.completion.chunk",
      created,
      model,
      choices,
      ...usage,
      ...more,
    });
  }
  const choice = (delta: object, finish_reason: string | null = null): object[] => [
    { index: 0, delta, logprobs: null, finish_reason },
  ];
  const fail = (error: ProblemError): string => dataEvent({ error: toErrorObject(error) });

  return {
    fail,
    write(chunk) {
      takeChunk(answer, chunk);
      switch (chunk.type) {
        case "start":
          return chunkWith(choice({ role: "assistant", content: "", refusal: null }));
        case "text-delta":
          return chunkWith(choice({ content: chunk.delta }));
        case "data-pages":
          return chunkWith(choice({ content: linksTo(chunk.data.pages) }));
        case "error":
        case "abort":
          return fail(answer.failed!);
        case "finish": {
          // All at once: clients that put deltas together keep the last value of a field they do not know.
          const { annotations } = answer;
          const last = chunkWith(
            choice(annotations.length === 0 ? {} : { annotations }, FINISH_REASONS[chunk.finishReason]),
            { vegarag: verdictOf(answer, chunk.messageMetadata) },
          );
          const usage = includeUsage ? chunkWith([], { usage: toUsage(chunk.messageMetadata.usage) }) : "";
          return `${last}${usage}data: [DONE]\n\n`;
        }
        default:
          return "";
      }
    },
  };
}

/** The `error` member that OpenAI's clients read the message of. */
export function toErrorObject(error: ProblemError): object {
  return {
    message: error.detail,
    type: ERROR_TYPES[error.slug] ?? (PROBLEMS[error.slug].status < 500 ? "invalid_request_error" : "server_error"),
    param: error.issues?.[0]?.path || null,
    code: error.slug,
  };
}

const ERROR_TYPES: Partial<Record<keyof typeof PROBLEMS, string>> = {
  unauthenticated: "authentication_error",
  "token-expired": "authentication_error",
  forbidden: "permission_error",
  "origin-not-allowed": "permission_error",
  "rate-limited": "rate_limit_error",
  "budget-exhausted": "insufficient_quota",
};

/** `other` is an end that nobody gave a reason for: not to be taken for a whole answer. */
const FINISH_REASONS: Record<FinishReason, string> = {
  stop: "stop",
  length: "length",
  "content-filter": "content_filter",
  other: "length",
};

function verdictOf(
  { conversationId, pages }: AnswerSoFar,
  { outcome, answered, grounded, degraded }: FinishMetadata,
): object {
  return {
    conversation_id: conversationId,
    outcome,
    answered,
    grounded,
    ...(pages.length > 0 ? { pages } : {}),
    ...(degraded === undefined ? {} : { degraded }),
  };
}

/** As a list behind the text: a client of OpenAI's shows the content and nothing else. */
function linksTo(pages: readonly NearPage[]): string {
  const links = pages.map(({ title, url, heading }) => {
    const label = [title, heading].filter((part) => part !== undefined).join(": ");
    return `- [${label.replace(/[\\[\]]/g, "\\$&")}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`;
  });
  return `\n\n${links.join("\n")}`;
}

function toUsage({ input_tokens, output_tokens }: Usage): object {
  return {
    prompt_tokens: input_tokens,
    completion_tokens: output_tokens,
    total_tokens: input_tokens + output_tokens,
  };
}

function problemErrorOf(problem: Problem): ProblemError {
  return new ProblemError(slugOf(problem) ?? "internal", {
    detail: problem.detail,
    ...(problem.retry_after === undefined ? {} : { retryAfter: problem.retry_after }),
  });
}

function dataEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}
