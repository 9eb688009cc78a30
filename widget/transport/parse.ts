/**
 * What the API tells beside answers, checked field by field: a JSON object where text was due must not
 * reach the view, whoever stands between the server and us. What does not fit is left out.
 */

import type { ChatMessage, EmbedConfig, MessagePart } from "../../shared/chat.ts";
import { isObject, type Loose, parseChunk } from "./sse.ts";
import type { History } from "./transport.ts";

const objectOf = (value: unknown): Loose => (isObject(value) ? value : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown) => (typeof value === "string" ? value : "");

export function parseConfig(given: unknown): EmbedConfig {
  const { name, greeting, suggested_questions, theme } = objectOf(given);
  const suggestions: string[] = [];
  for (const question of listOf(suggested_questions)) if (textOf(question)) suggestions.push(textOf(question));
  const { accent, mode, position } = objectOf(theme);
  return {
    name: textOf(name),
    greeting: textOf(greeting),
    suggested_questions: suggestions,
    theme: { accent: textOf(accent), mode: textOf(mode) as "auto", position: textOf(position) as "left" },
  };
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
