/**
 * Limits of a bot and of a token. A token's can only lower the bot's own.
 */

import * as v from "valibot";
import { strictFields } from "./json-object.ts";

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most));

/** Messages that one visitor may send, as a token says it. */
export const tokenLimitsSchema = strictFields({
  messages_per_minute: v.optional(count(10_000)),
  messages_per_day: v.optional(count(1_000_000)),
});

export type TokenLimits = v.InferOutput<typeof tokenLimitsSchema>;

/** A bot's limits. `null` lifts one. Minutes and days are UTC; counts are exact. */
export const botLimitsSchema = strictFields({
  /** One visitor, on any credential that names a visitor. */
  messages_per_minute: v.nullable(count(10_000)),
  messages_per_day: v.nullable(count(1_000_000)),
  /**
   * Anonymous visitors of one address together may send what so many of them may: who comes anew as another visitor is
   * counted on. Tokens that the owner's backend signs or mints are nobody's address.
   */
  visitors_per_address: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
  /** Zero bits that a new anonymous visitor's browser has to find first, about 2 to the power of it tries; null: none. */
  proof_of_work: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20))),
  /** False: no new visitor of this bot is asked for a Turnstile token, where the deployment would. */
  turnstile: v.boolean(),
  /** The whole bot. */
  bot_messages_per_minute: v.nullable(count(1_000_000)),
  bot_messages_per_day: v.nullable(count(100_000_000)),
  /** Tokens of hosted models, input and output together. */
  tokens_per_day: v.nullable(count(1e12)),
  tokens_per_month: v.nullable(count(1e13)),
  /** What happens when tokens are spent: answer from the documents without a model, or refuse. */
  when_spent: v.picklist(["extractive", "refuse"]),
  /** The same while the model cannot be reached. */
  when_down: v.picklist(["extractive", "refuse"]),
});

export type BotLimits = v.InferOutput<typeof botLimitsSchema>;

export const BOT_LIMITS: BotLimits = {
  messages_per_minute: 120,
  messages_per_day: null,
  visitors_per_address: 10,
  proof_of_work: null,
  turnstile: true,
  bot_messages_per_minute: 3_000,
  bot_messages_per_day: null,
  // Some six hundred answers of a model: a stranger's loop must not spend more before the owner has looked.
  tokens_per_day: 2_000_000,
  tokens_per_month: null,
  when_spent: "extractive",
  when_down: "refuse",
};

/** The visitor's limits under a token: the lower of both. */
export function lowerLimits(bot: BotLimits, token: TokenLimits | undefined): BotLimits {
  if (token === undefined) return bot;
  return {
    ...bot,
    messages_per_minute: lower(bot.messages_per_minute, token.messages_per_minute),
    messages_per_day: lower(bot.messages_per_day, token.messages_per_day),
  };
}

function lower(bot: number | null, token: number | undefined): number | null {
  if (token === undefined) return bot;
  return bot === null ? token : Math.min(bot, token);
}
