/** A question on its way to its conversation, which is not woken where the bot refuses everybody. */

import type { SendRequest } from "../../durable/api.ts";
import { spendsTokens } from "../../chat/costs.ts";
import type { BotCall } from "../../http/route.ts";
import { unwrap } from "../../outcome.ts";

/** @returns the numbered events of its answer. @throws ProblemError */
export async function sendQuestion(
  { composition: { closedBots, engines }, credential, scope }: BotCall,
  visitorId: string,
  conversationId: string,
  request: SendRequest,
): Promise<ReadableStream<Uint8Array>> {
  const { limits, sender, question } = request;
  const askLedger = async () => {
    const told = await scope.ledger.refusalOf({
      visitorId,
      conversationId,
      question: question.text,
      limits,
      ...(sender === undefined ? {} : { sender }),
      ...(spendsTokens(engines) ? { spends: question.id } : {}),
    });
    if (told?.everybody !== undefined) closedBots.note(scope.botId, limits, told.everybody);
    return told;
  };

  const closed = closedBots.find(scope.botId, limits);
  if (closed !== undefined) {
    // Whose every question came after that was never let in: there is no answer to give again.
    const { claims } = credential;
    if (claims?.isNewVisitor === true && claims.issuedAt * 1_000 >= closed.since) throw closed.refusal;
    const told = await askLedger();
    if (told !== undefined) unwrap(told);
  }
  const sent = await scope.conversation(visitorId, conversationId).send(request);
  if ("refused" in sent && ["budget-exhausted", "rate-limited"].includes(sent.refused.slug)) await askLedger();
  return unwrap(sent).events;
}
