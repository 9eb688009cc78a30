/**
 * Every visible or spoken word of the panel, in English. Locale files hold the same keys; `{…}` marks what
 * is filled in. The launcher's own two words stand in `launcher.ts`.
 */

import type { CARD_ENGLISH } from "./citation-card.ts";

export const ENGLISH = {
  title: "Assistant",
  close: "Close",
  reset: "New conversation",
  log: "Conversation",
  input: "Your question",
  placeholder: "Ask a question…",
  send: "Send",
  stop: "Stop",
  you: "You said:",
  said: "Answer:",
  thinking: "Looking for the answer…",
  latest: "Jump to the latest",
  left: "{n} characters left",
  copy: "Copy",
  copied: "Copied",
  uncopied: "Copying is blocked here. Select the text instead.",
  good: "Good answer",
  bad: "Poor answer",
  reason: "What was wrong? (optional)",
  thanks: "Thank you for telling us.",
  sources: "Sources",
  source: "Source {n}: {title}",
  again: "Try again",
  reload: "Reload the page",
  unsent: "Not sent yet",
  stopped: "Stopped",
  partial: "This answer is not complete.",
  loading: "Loading the conversation…",
  waiting: "The connection is slow or lost. Trying again…",
  offline: "You are offline. The chat goes on when the connection is back.",
  network: "The chat cannot be reached: the connection is down, or a content blocker is in the way.",
  cut: "The connection was cut before the answer was complete.",
  budget: "A simpler answer: the chat has reached its limit for now.",
  busy: "Too many questions at once.",
  wait: "Try again in {n} s.",
  spent: "The chat has reached its limit for now. Come back later.",
  expired: "Your session has ended. Reload the page to go on. What you wrote is kept.",
  unavailable: "The chat is not available on this page at the moment.",
  invalid: "This question could not be sent. Please change it.",
  failed: "Something went wrong. Please try again.",
};

/** Those of a citation's card have their English in `citation-card.ts`, and come with it. */
export type Strings = typeof ENGLISH & Partial<typeof CARD_ENGLISH>;

/** Fills `{name}` in a string. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
