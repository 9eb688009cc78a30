/** How every route asks: the question's vector is begun, then its conversation is woken. */

import type { SendRequest } from "../durable/conversation.ts";
import { unwrap } from "../durable/outcome.ts";
import type { BotCall } from "../http/route.ts";

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
  const { question, regenerate, limits } = request;
  const { id: messageId, text } = question;
  const asked = { botId: scope.botId, visitorId, conversationId, messageId, text, regenerate, limits };
  const vector = composition.beginVector(asked, (usage) => waitUntil(scope.ledger.recordTokens(usage)));
  // Requests leave before conversations' databases are opened: of fifty questions in one moment on one thread, every
  // request would wait for all fifty databases otherwise. Also where none was begun, so that nobody is overtaken.
  const { embedder, freeEmbedder } = composition.engines;
  if (embedder !== freeEmbedder) await scheduler.wait(0);
  return unwrap(await scope.conversation(visitorId, conversationId).send(request, vector)).events;
}
