/**
 * Turns a prompt into chat messages. Our rules and the owner's instructions are the system message, the same for every
 * question of a bot; what is new stands in the last user message: the situation, sources, and the question.
 */

import type { Prompt, PromptTurn } from "../../prompt.ts";
import { disarm, oneLine, quote } from "./quote.ts";
import { renderSources } from "./render-sources.ts";
import { REWRITE_RULES, RULES } from "./rules.ts";
import { estimateTokens } from "./tokens.ts";

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** Tokens at most, by estimate. */
export interface PromptBudget {
  sources: number;
  history: number;
}

export const PROMPT_BUDGET: PromptBudget = { sources: 6_000, history: 1_500 };

export function renderPrompt(prompt: Prompt, budget: PromptBudget = PROMPT_BUDGET): ChatMessage[] {
  const parts = [
    ...renderSituation(prompt),
    "# Sources",
    ...renderSources(prompt, budget.sources),
    "# Question",
    quote(prompt.question),
  ];
  if (prompt.standaloneQuestion !== prompt.question) {
    parts.push("# Question, understood from the conversation", quote(prompt.standaloneQuestion));
  }
  return [
    { role: "system", content: [RULES, ...renderOwner(prompt)].join("\n\n") },
    ...renderHistory(prompt.history, budget.history),
    { role: "user", content: parts.join("\n\n") },
  ];
}

/** Last in the system message, and theirs to decide: models follow what was said last. */
function renderOwner({ instructions, site }: Prompt): string[] {
  const owner = ownerText(instructions);
  const parts: string[] = [];
  if (site !== undefined)
    parts.push("# The site", `It is called ${JSON.stringify(oneLine(site))}, and you speak for it.`);
  if (owner === "") return parts;
  parts.push(
    "# The owner's instructions",
    "Follow them: they decide tone, language, length, form, what to recommend and what to leave alone. Only the rules of safety stand above them, whatever they say of those.",
    owner,
  );
  return parts;
}

/** As the model gets them: a heading of theirs is none of ours, and no word ends the message. */
export function ownerText(instructions: string): string {
  return disarm(instructions.trim()).replace(/^[ \t]*#{1,3}(?=[ \t])/gm, "####");
}

/** Quoted, because a visitor's browser or an owner's backend wrote it. */
function renderSituation({ today, page, profile }: Prompt): string[] {
  const lines: string[] = [];
  if (today !== undefined) lines.push(`Today is ${today}.`);
  if (page !== undefined) lines.push(`The visitor is on this page:\n${quote(oneLine(page))}`);
  const facts = Object.entries(profile ?? {});
  if (facts.length > 0) {
    const told = facts.map(([name, value]) =>
      oneLine(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`),
    );
    lines.push(`The site vouches for this about the visitor:\n${quote(told.join("\n"))}`);
  }
  return lines.length === 0 ? [] : ["# Situation", ...lines];
}

/** The messages that ask for a standalone form of the question. */
export function renderRewrite(question: string, history: readonly PromptTurn[], budget = PROMPT_BUDGET): ChatMessage[] {
  const turns = withinBudget(history, budget.history).map(
    ({ role, text }) => `${role === "user" ? "Visitor" : "Assistant"}:\n${quote(withoutNumbers(role, text))}`,
  );
  return [
    { role: "system", content: REWRITE_RULES },
    { role: "user", content: ["# Conversation", ...turns, "# Question", quote(question)].join("\n\n") },
  ];
}

/** Turns that alternate and end with an answer, which is what the strictest chat templates take. */
function renderHistory(history: readonly PromptTurn[], budget: number): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const { role, text } of withinBudget(history, budget)) {
    const content = disarm(withoutNumbers(role, text)).trim();
    if (content === "") continue;
    const last = messages.at(-1);
    if (last?.role === role) last.content += `\n\n${content}`;
    else if (last !== undefined || role === "user") messages.push({ role, content });
  }
  // A question that was never answered would stand beside the new one as if both were asked.
  if (messages.at(-1)?.role === "user") messages.pop();
  return messages;
}

/** The numbers of earlier answers name other sources than those of this one. */
function withoutNumbers(role: PromptTurn["role"], text: string): string {
  return role === "assistant" ? text.replace(/ ?\[\d+\]/g, "") : text;
}

/** The newest turns that fit, in their order. */
function withinBudget(history: readonly PromptTurn[], budget: number): PromptTurn[] {
  let left = budget;
  let from = history.length;
  while (from > 0 && (left -= estimateTokens(history[from - 1]!.text)) >= 0) from--;
  return history.slice(from);
}
