/**
 * A `TenantScope` is the only way to any bot's data. It is made from a verified credential, or inside
 * a Durable Object from the object's own name, and turns into addresses nowhere but in this file.
 */

import type { ConversationApi, KnowledgeBaseApi, LedgerApi } from "../durable/api.ts";
import type { SourceApi } from "../durable/source-api.ts";
import { ProblemError } from "../../shared/problem.ts";
import type { VerifiedCredential } from "./credential.ts";

/** The bindings that hold tenants' data. */
export interface TenantBindings {
  KNOWLEDGE_BASE: DurableObjectNamespace<KnowledgeBaseApi>;
  CONVERSATION: DurableObjectNamespace<ConversationApi>;
  LEDGER: DurableObjectNamespace<LedgerApi>;
  SOURCE: DurableObjectNamespace<SourceApi>;
}

/** `bot_` and 25 base 36 characters. Also what a vector store may see as a namespace. */
export const BOT_ID = /^bot_[0-9a-z]{25}$/;

export class TenantScope {
  readonly #botId: string;
  readonly #bindings: TenantBindings;

  private constructor(botId: string, bindings: TenantBindings) {
    // Empty, malformed or reserved never becomes an address: it would fall into a shared one.
    if (!BOT_ID.test(botId)) throw new ProblemError("internal", { detail: "No bot in scope.", cause: botId });
    this.#botId = botId;
    this.#bindings = bindings;
  }

  /** The bot of a credential that names one: a secret key or an embed token. @throws ProblemError `forbidden` */
  static of(credential: VerifiedCredential, bindings: TenantBindings): TenantScope {
    if (credential.botId === undefined) {
      throw new ProblemError("forbidden", { detail: "This credential gives no access to a bot's data." });
    }
    return new TenantScope(credential.botId, bindings);
  }

  /** The bot a Durable Object belongs to, read from the name it was addressed by. */
  static ofObject(id: DurableObjectId, bindings: TenantBindings): TenantScope {
    return new TenantScope(parseAddress(id)[1], bindings);
  }

  /** For logs, and for the vector store's namespace. */
  get botId(): string {
    return this.#botId;
  }

  get knowledgeBase(): DurableObjectStub<KnowledgeBaseApi> {
    return this.#bindings.KNOWLEDGE_BASE.getByName(address("knowledge-base", this.#botId));
  }

  get ledger(): DurableObjectStub<LedgerApi> {
    return this.#bindings.LEDGER.getByName(address("ledger", this.#botId));
  }

  /** One website that the bot keeps in step with. Another bot that knows the id reaches another, empty object. */
  source(sourceId: string): DurableObjectStub<SourceApi> {
    return this.#bindings.SOURCE.getByName(address("source", this.#botId, sourceId));
  }

  /** One visitor's conversation. Another visitor who knows the id reaches another, empty object. */
  conversation(visitorId: string, conversationId: string): DurableObjectStub<ConversationApi> {
    return this.#bindings.CONVERSATION.getByName(address("conversation", this.#botId, visitorId, conversationId));
  }
}

/** The visitor and conversation a `Conversation` object belongs to. */
export function conversationOf(id: DurableObjectId): { visitorId: string; conversationId: string } {
  const [kind, , visitorId, conversationId] = parseAddress(id);
  if (kind !== "conversation" || visitorId === undefined || conversationId === undefined) {
    throw new ProblemError("internal", { detail: "Not a conversation.", cause: kind });
  }
  return { visitorId, conversationId };
}

/** The source that a `Source` object is. */
export function sourceOf(id: DurableObjectId): string {
  const [kind, , sourceId] = parseAddress(id);
  if (kind !== "source" || sourceId === undefined)
    throw new ProblemError("internal", { detail: "Not a source.", cause: kind });
  return sourceId;
}

/** The namespace of a bot in a shared vector index. Adapters of shared indexes alone may ask (lint holds it there). */
export function namespaceOf(scope: TenantScope): string {
  return scope.botId;
}

// JSON keeps parts apart whatever characters a visitor id holds: no two addresses can collide.
function address(...parts: string[]): string {
  return JSON.stringify(parts);
}

function parseAddress(id: DurableObjectId): [string, string, ...string[]] {
  const parts: unknown = JSON.parse(id.name ?? "null");
  if (!Array.isArray(parts) || parts.length < 2 || !parts.every((part) => typeof part === "string")) {
    throw new ProblemError("internal", { detail: "An object without an address.", cause: id.toString() });
  }
  return parts as [string, string, ...string[]];
}
