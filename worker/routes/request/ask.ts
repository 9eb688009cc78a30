/** How every route asks: the question's search is begun, then its conversation is woken. */

import { findCandidates } from "../../chat/retrieve.ts";
import type { SendRequest } from "../../durable/conversation.ts";
import { unwrap } from "../../durable/outcome.ts";
import type { BotCall } from "../../http/route.ts";
import { createTurns } from "../in-turn.ts";

const inTurn = createTurns(() => Date.now());

/**
 * The answer's numbered events.
 *
 * @throws ProblemError as `Conversation.send` refuses
 */
export async function ask(
  { composition, scope, waitUntil }: BotCall,
  visitorId: string,
  conversationId: string,
  request: SendRequest,
): Promise<ReadableStream<Uint8Array>> {
  const { question, regenerate, limits, filter } = request;
  const { engines } = composition;
  const { id: messageId, text } = question;
  const asked = { botId: scope.botId, visitorId, conversationId, messageId, text, regenerate, limits };
  const search = composition.beginSearch(
    asked,
    (signal, onUsage) => findCandidates(engines, scope, { query: text, filter, signal, onUsage }),
    (usage) => waitUntil(scope.ledger.recordTokens(usage)),
  );
  // Also where none was begun, so that nobody is overtaken.
  await afterThoseBefore({ composition, waitUntil });
  return unwrap(await scope.conversation(visitorId, conversationId).send(request, search)).events;
}

/** When the questions that came before have gone on to their conversations, so that what follows one finds it there. */
export async function afterThoseBefore({
  composition: { engines },
  waitUntil,
}: Pick<BotCall, "composition" | "waitUntil">): Promise<void> {
  if (engines.embedder !== engines.freeEmbedder) await inTurn(waitUntil);
}
