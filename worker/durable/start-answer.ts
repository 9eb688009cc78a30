/**
 * From a question to an answer that has begun: admitted, its search on its way, and its conversation written down by
 * the ledger, so that an erasure of the visitor finds it. Nothing of the answer is sent or stored by then.
 */

import { randomId } from "../../shared/ids.ts";
import type { StreamChunk } from "../../shared/stream.ts";
import { spendsTokens } from "../chat/costs.ts";
import type { Engines } from "../engines.ts";
import { unwrap } from "../outcome.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import type { SendRequest } from "./api.ts";
import { beginAnswer, type BegunAnswer } from "./begin-answer.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { StoredMessage } from "./messages.ts";
import { readAhead } from "./read-ahead.ts";

/** One whose first chunk is on its way. */
export type StartedAnswer = Omit<BegunAnswer, "chunks"> & { chunks: AsyncIterable<StreamChunk> };

export interface Start {
  request: SendRequest;
  /** Row of the question where it was asked before. */
  known: StoredMessage | undefined;
  where: { visitorId: string; conversationId: string };
  /** Ends it at any time; its reason is a `StopReason`. */
  stopped: AbortSignal;
  /** What is to be done with one that was begun and could not be written down: it was never there, but it may have cost something. */
  abandon(answer: StartedAnswer): void;
}

/** @throws ProblemError where the question is not admitted */
export async function startAnswer(
  engines: Engines,
  scope: TenantScope,
  store: ConversationStore,
  { request, known, where, stopped, abandon }: Start,
): Promise<StartedAnswer> {
  const answerId = `msg_${randomId()}`;
  const question = request.question.text;
  const admitted = await scope.ledger.admit({
    ...where,
    question,
    limits: request.limits,
    ...(request.sender === undefined ? {} : { sender: request.sender }),
    ...(spendsTokens(engines) ? { spends: answerId, instructions: bytesOf(request.bot.instructions) } : {}),
  });
  const { withoutModel, tokens, isUnkept } = unwrap(admitted);
  const begun = beginAnswer(engines, scope, store, { ...where, request, known, answerId, withoutModel, tokens });
  begun.running.stopWith(stopped);
  const answer = { ...begun, chunks: readAhead(begun.chunks) };
  if (!isUnkept) return answer;
  try {
    unwrap(await scope.ledger.keep({ ...where, question }));
  } catch (error) {
    begun.keeper.drop();
    begun.running.stop("forgotten");
    abandon(answer);
    throw error;
  }
  return answer;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
