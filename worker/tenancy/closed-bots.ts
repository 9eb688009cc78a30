/**
 * Bots of which the ledger has just said that it refuses every question of every visitor, so that a crowd that goes on asking wakes
 * nothing. Remembered for seconds in each isolate, with the limits that it was said of: where the owner has raised one, nothing is known.
 */

import { ProblemError } from "../../shared/problem.ts";
import type { Refusal } from "../outcome.ts";
import type { BotLimits } from "./limits.ts";

const CLOSED_MS = 10_000;
/** By how much the clocks of two isolates may differ. */
const CLOCKS_MS = 1_000;
const BOTS = 1_000;

/** Of a bot that refuses everybody. */
export interface Closed {
  /** Who came into being after this, in milliseconds since 1970, was never let in. */
  since: number;
  /** As the ledger said it, with what is left to wait. */
  refusal: ProblemError;
}

export interface ClosedBots {
  find(botId: string, limits: BotLimits): Closed | undefined;
  note(botId: string, limits: BotLimits, refused: Refusal["refused"]): void;
}

/** @param now milliseconds since 1970 */
export function createClosedBots(now: () => number): ClosedBots {
  const closed = new Map<string, { at: number; until: number; of: string; refused: Refusal["refused"] }>();

  return {
    find(botId, limits) {
      const found = closed.get(botId);
      if (found === undefined || found.until <= now() || found.of !== markOf(limits)) return undefined;
      const { at, refused } = found;
      const { slug, retryAfter, ...details } = refused;
      const passed = Math.floor((now() - at) / 1_000);
      const left = retryAfter === undefined ? {} : { retryAfter: Math.max(1, retryAfter - passed) };
      return { since: at + CLOCKS_MS, refusal: new ProblemError(slug, { ...details, ...left }) };
    },

    note(botId, limits, refused) {
      // What is left to wait was rounded up: its last second is the ledger's to judge.
      const known = refused.retryAfter === undefined ? Infinity : (refused.retryAfter - 1) * 1_000;
      closed.delete(botId);
      if (closed.size >= BOTS) closed.delete(closed.keys().next().value!);
      closed.set(botId, { at: now(), until: now() + Math.min(CLOSED_MS, known), of: markOf(limits), refused });
    },
  };
}

/** A bot's limits without those of one visitor, which a token may lower. */
export function limitsOfAll(limits: BotLimits): BotLimits {
  return { ...limits, messages_per_minute: null, messages_per_day: null, visitors_per_address: null };
}

function markOf(limits: BotLimits): string {
  return JSON.stringify(limitsOfAll(limits));
}
