/**
 * What the API tells beside answers, checked field by field: a JSON object where text was due must not
 * reach the view, whatever a proxy did to it. A part that does not fit is left out.
 */

import type { ChatMessage, MessagePart } from "../../shared/chat.ts";
import { CLIENT_ID } from "../../shared/ids.ts";
import { listOf, objectOf, textOf } from "../loose.ts";
import { parseChunk } from "./sse.ts";
import type { History, Listed } from "./transport.ts";

export function parseList(given: unknown): Listed[] {
  const listed: Listed[] = [];
  for (const one of listOf(objectOf(given)["data"])) {
    const { conversation_id, title, updated_at, running } = objectOf(one);
    // It becomes a part of an address.
    if (!CLIENT_ID.test(textOf(conversation_id))) continue;
    listed.push({
      id: textOf(conversation_id),
      title: textOf(title),
      updated: textOf(updated_at),
      running: running === true,
    });
  }
  return listed;
}

export function parseReference(given: unknown): string {
  const { reference, handoff_id } = objectOf(given);
  return textOf(reference) || textOf(handoff_id);
}

export function parseView(given: unknown): History {
  const { messages, running } = objectOf(given);
  const sound: ChatMessage[] = [];
  for (const message of listOf(messages)) {
    const { id, role, parts, metadata } = objectOf(message);
    if (typeof id !== "string") continue;
    const kept: MessagePart[] = [];
    for (const part of listOf(parts)) {
      try {
        const known = parseChunk(part);
        if (known) kept.push(known as MessagePart);
      } catch {
        // One broken part is no reason to lose the rest of the conversation.
      }
    }
    const told = objectOf(metadata);
    if (typeof told["status"] !== "string") delete told["status"];
    sound.push({ id, role: role as "user", parts: kept, metadata: told });
  }
  return { messages: sound, running: running === true };
}
