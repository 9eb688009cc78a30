/** Cuts a prompt to the tokens that an answer may cost. Where there is room it is the whole one. */

import type { Prompt } from "../../prompt.ts";
import { type ChatMessage, type PromptBudget, renderPrompt } from "./render-prompt.ts";
import { REWRITE_RULES, RULES } from "./rules.ts";

export interface FittedPrompt {
  messages: ChatMessage[];
  /** What the service may write, thoughts included. */
  outputTokens: number;
}

/** An answer that may be no longer is not begun. */
export const LEAST_OUTPUT = 256;
/** A source of fewer tokens says nothing. */
const LEAST_SOURCES = 100;
/** A smaller window holds no source beside the rules and an answer. */
export const LEAST_CONTEXT = 4_096;
/** Tokens of our rules, the question and what frames it, at the most. */
const FRAME_TOKENS = 2_500;
/** Roles and marks around a message. */
const FRAME = 8;
const OURS = [RULES, REWRITE_RULES];

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Tokens of these at the most: no tokenizer makes more of a text than it has bytes. Our own rules are known to be English,
 * of which each makes a token for three letters at least.
 */
export function mostTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => {
    const ours = OURS.find((rules) => content.startsWith(rules)) ?? "";
    return sum + bytesOf(content.slice(ours.length)) + Math.ceil(bytesOf(ours) / 3) + FRAME;
  }, 0);
}

/**
 * What was said before goes first, from the oldest, and with it the last sources.
 *
 * @param most tokens of prompt and answer together
 * @returns undefined where not even the best source would fit
 */
export function fitPrompt(
  prompt: Prompt,
  budget: PromptBudget,
  outputTokens: number,
  most: number,
): FittedPrompt | undefined {
  // A part of what is there is the answer's, however much there is to read.
  const wanted = Math.min(outputTokens, Math.max(LEAST_OUTPUT, Math.floor(most / 4)));
  for (let { sources, history } = budget; sources >= LEAST_SOURCES; sources = Math.floor(sources * 0.85)) {
    const messages = renderPrompt(prompt, { sources, history });
    const room = most - mostTokens(messages);
    if (room >= wanted) return { messages, outputTokens: Math.min(outputTokens, room) };
    history = Math.floor(history / 2);
  }
  return undefined;
}

export interface Room {
  maxOutputTokens: number;
  budget: PromptBudget;
}

/** @param context tokens that the model reads and writes at once, from `LEAST_CONTEXT` */
export function roomWithin(context: number, { maxOutputTokens, budget }: Room): Room {
  const answer = Math.min(maxOutputTokens, Math.floor(context / 4));
  const left = context - answer - FRAME_TOKENS;
  const sources = Math.min(budget.sources, Math.floor(left * 0.8));
  return { maxOutputTokens: answer, budget: { sources, history: Math.min(budget.history, Math.floor(left * 0.2)) } };
}
