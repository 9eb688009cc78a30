/**
 * Which questions are searched for before their conversation has been asked about them. Only the conversation knows
 * what was said before and the ledger what may still be asked; woken first, both make the visitor wait for what
 * nearly every question needs anyway.
 */

import type { Embedder, OnUsage } from "../ports.ts";
import type { BotLimits } from "../tenancy/limits.ts";
import { createMinuteCounter } from "../tenancy/minute-counter.ts";
import type { Candidates } from "./retrieve.ts";
import { leans } from "./rewrite.ts";
import { smallTalk } from "./small-talk.ts";

/** A search that somebody has begun already. */
export interface CandidatesAhead {
  /**
   * Undefined where there is none for this text with this embedder, or whoever was searching is gone.
   *
   * @throws ProblemError as `findCandidates`
   */
  take(
    text: string,
    embedder: Embedder | undefined,
    signal: AbortSignal,
    onUsage?: OnUsage,
  ): Promise<Candidates | undefined>;
}

export interface AheadQuestion {
  botId: string;
  visitorId: string;
  conversationId: string;
  messageId: string;
  text: string;
  /** Asks again for what was asked before. */
  regenerate: boolean;
  limits: BotLimits;
}

export interface AheadGate {
  /** To be asked about every question, once: it counts them. */
  opens(question: AheadQuestion): boolean;
}

/**
 * One gate an isolate. It knows only what came through this isolate, so what it lets through may still be refused: at
 * most as many embeddings a minute as the limits allow questions, dropped before they are paid where that is in time.
 * Limits that are exact by the day or the token are left to the ledger alone.
 */
export function createAheadGate(now: () => number): AheadGate {
  const minutes = createMinuteCounter();
  return {
    opens({ botId, visitorId, conversationId, messageId, text, regenerate, limits }) {
      const visitor = JSON.stringify([botId, visitorId]);
      // A question that is sent again has its answer, or one on the way.
      const question = JSON.stringify([botId, visitorId, conversationId, messageId]);
      const wait = minutes.wait(now(), [
        [visitor, limits.messages_per_minute],
        [botId, limits.bot_messages_per_minute],
        [question, 1],
      ]);
      minutes.count(now(), [visitor, botId, question]);
      return wait === 0 && !regenerate && !isExact(limits) && smallTalk(text) === undefined && !leans(text);
    },
  };
}

function isExact(limits: BotLimits): boolean {
  return [limits.messages_per_day, limits.bot_messages_per_day, limits.tokens_per_day, limits.tokens_per_month].some(
    (limit) => limit !== null,
  );
}
