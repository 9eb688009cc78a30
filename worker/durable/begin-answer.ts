/** What one answer needs while it is being written: its events, its place on disk, and where they come from. */

import type { StreamChunk } from "../../shared/stream.ts";
import type { Spent } from "../chat/answer.ts";
import { HISTORY_CHARACTERS, HISTORY_TURNS } from "../chat/history.ts";
import { tellAnswer } from "../chat/tell.ts";
import type { Engines } from "../engines.ts";
import type { PromptTurn } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import { type AnswerKeeper, createAnswerKeeper } from "./answer-keeper.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { SendRequest } from "./api.ts";
import type { StoredMessage } from "./messages.ts";
import { startDeadline } from "./deadline.ts";
import { RunningAnswer } from "./running-answer.ts";
import type { AnswerRun } from "./write-answer.ts";

/** An answer takes at most this long; the search for answers that a crash cut off waits a little longer. */
const ANSWER_MS = 300_000;
export const REPORT_MS = ANSWER_MS + 30_000;
const DAY_MS = 86_400_000;

export interface BegunAnswer {
  running: RunningAnswer;
  keeper: AnswerKeeper;
  chunks: AsyncGenerator<StreamChunk, void>;
  /** Added to while the answer is written. */
  usage: Spent;
  run: AnswerRun;
}

export interface Admitted {
  request: SendRequest;
  /** Row of the question where it was asked before. */
  known: StoredMessage | undefined;
  answerId: string;
  withoutModel: boolean;
  tokens: number | undefined;
  visitorId: string;
  conversationId: string;
}

/** Nothing runs until the chunks are read. */
export function beginAnswer(
  engines: Engines,
  scope: TenantScope,
  store: ConversationStore,
  { request, known, answerId, withoutModel, tokens, visitorId, conversationId }: Admitted,
): BegunAnswer {
  const { question, bot, filter, page, profile, problemBase, requestId } = request;
  const running = new RunningAnswer(answerId, question.id);
  const usage: Spent = { input_tokens: 0, output_tokens: 0, calls: 0 };
  const deadline = startDeadline(ANSWER_MS);
  const chunks = tellAnswer(
    engines,
    scope,
    {
      answerId,
      conversationId,
      question: question.text,
      history: request.history ?? historyBefore(store, known),
      bot,
      filter,
      page,
      profile,
      trace: request.trace,
      withoutModel,
      tokens,
      // What it gives back is soon another's; where that is not heard of, it stays promised until the end.
      onBound: (most) => void scope.ledger.lowerPromise(answerId, most).catch(() => undefined),
    },
    usage,
    AbortSignal.any([running.signal, deadline.signal]),
  );
  const keeper = createAnswerKeeper(store, {
    visitorId,
    conversationId,
    running,
    question,
    known,
    usage,
    expires: Date.now() + bot.retentionDays * DAY_MS,
    reported: Date.now() + REPORT_MS,
    problemBase,
    requestId,
  });
  return { running, keeper, chunks, usage, run: { deadline, problemBase, requestId } };
}

function historyBefore({ messages }: ConversationStore, known: StoredMessage | undefined): PromptTurn[] {
  if (!messages.exists()) return [];
  return messages.historyBefore(known?.seq ?? Infinity, HISTORY_TURNS, HISTORY_CHARACTERS);
}
