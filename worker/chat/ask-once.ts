/** A question asked for its outcome alone: of no visitor, in no conversation, kept nowhere. */

import type { Outcome, Usage } from "../../shared/chat.ts";
import { randomId } from "../../shared/ids.ts";
import type { Engines } from "../engines.ts";
import type { MetadataFilter } from "../knowledge/filter.ts";
import type { AnswerBot } from "../prompt.ts";
import type { TenantScope } from "../tenancy/scope.ts";
import type { Spent } from "./answer.ts";
import { tellAnswer } from "./tell.ts";

export interface AskedOnce {
  outcome: Outcome | null;
  answered: boolean;
  text: string;
  /** The first quote that supports it. */
  quote: string | undefined;
  url: string | null | undefined;
}

/** @param onUsage told what it has cost, also where it fails */
export async function askOnce(
  engines: Engines,
  scope: TenantScope,
  { question, bot, filter }: { question: string; bot: AnswerBot; filter?: MetadataFilter },
  signal: AbortSignal,
  onUsage: (usage: Usage, calls: number) => void,
): Promise<AskedOnce> {
  const usage: Spent = { input_tokens: 0, output_tokens: 0, calls: 0 };
  const request = {
    answerId: `msg_${randomId()}`,
    conversationId: `c_${randomId()}`,
    question,
    history: [],
    bot,
    filter,
    withoutModel: false,
  };
  const asked: AskedOnce = { outcome: null, answered: false, text: "", quote: undefined, url: undefined };
  try {
    for await (const chunk of tellAnswer(engines, scope, request, usage, signal)) {
      if (chunk.type === "text-delta") asked.text += chunk.delta;
      if (chunk.type === "data-citation") {
        asked.quote ??= chunk.data.quote;
        asked.url ??= chunk.data.url;
      }
      if (chunk.type === "finish") {
        asked.outcome = chunk.messageMetadata.outcome ?? null;
        asked.answered = chunk.messageMetadata.answered;
      }
    }
    return asked;
  } finally {
    const { input_tokens, output_tokens, calls } = usage;
    if (calls > 0) onUsage({ input_tokens, output_tokens }, calls);
  }
}
