/** An answer that nobody keeps: what an owner tries before visitors meet it. It costs what it costs, and counts in no other figure. */

import { randomId } from "../../../shared/ids.ts";
import type { Spent } from "../../chat/answer.ts";
import { tellAnswer } from "../../chat/tell.ts";
import type { AnswerKeeper } from "../../durable/answer-keeper.ts";
import type { SendRequest } from "../../durable/api.ts";
import { startDeadline } from "../../durable/deadline.ts";
import { RunningAnswer } from "../../durable/running-answer.ts";
import { writeAnswer } from "../../durable/write-answer.ts";
import type { BotCall } from "../../http/route.ts";

const ANSWER_MS = 300_000;
const NOWHERE: AnswerKeeper = {
  store: () => undefined,
  stored: () => Promise.resolve(),
  end: () => undefined,
  drop: () => undefined,
};

/** Its numbered events. It belongs to this connection: there is nothing to come back to. */
export function answerUnrecorded(
  { composition, scope, waitUntil }: Pick<BotCall, "composition" | "scope" | "waitUntil">,
  conversationId: string,
  request: SendRequest,
): ReadableStream<Uint8Array> {
  const { question, bot, filter, page, profile, trace, problemBase, requestId } = request;
  const running = new RunningAnswer(`msg_${randomId()}`, question.id);
  const usage: Spent = { input_tokens: 0, output_tokens: 0, calls: 0 };
  const deadline = startDeadline(ANSWER_MS);
  const chunks = tellAnswer(
    composition.engines,
    scope,
    {
      answerId: running.answerId,
      conversationId,
      question: question.text,
      history: request.history ?? [],
      bot,
      filter,
      page,
      profile,
      trace,
      withoutModel: false,
    },
    usage,
    AbortSignal.any([running.signal, deadline.signal]),
  );
  const written = writeAnswer(running, NOWHERE, chunks, { deadline, problemBase, requestId }).finally(() => {
    const { input_tokens, output_tokens, calls } = usage;
    if (calls > 0) waitUntil(Promise.resolve(scope.ledger.recordTokens({ input_tokens, output_tokens }, calls)));
  });
  waitUntil(written);
  return running.follow(0);
}
