/** What people are told about a problem: one table from slug to words, and what helps. A slug without a row does not compile. */

import type { ClientSlug, Problem, ProblemSlug } from "../shared/problem.ts";

export type Slug = ProblemSlug | ClientSlug;

/** The words of problems, in English. Locales of the widget hold the same keys. */
export const PROBLEM_ENGLISH = {
  failed: "No answer came.",
  cut: "The connection broke. This answer is not complete.",
  waiting: "The connection is slow or lost. Trying again…",
  offline: "You are offline. The question goes out when the connection is back.",
  network: "The chat cannot be reached: the connection is down, or a content blocker is in the way.",
  unsent: "Waits to be sent",
  busy: "Too many questions at once.",
  spent: "The chat has reached its limit for now. Come back later.",
  expired: "Your session has ended. What you wrote is kept.",
  unavailable: "The chat is not available on this page.",
  unlisted:
    "The chat is not available on this page. Is this your site? Open Install in the console: this address waits there for a click on Allow.",
  invalid: "This question could not be sent. Change it and try again.",
};

type Words = keyof typeof PROBLEM_ENGLISH;

export const TOLD: Record<Slug, Words> = {
  "invalid-request": "invalid",
  unauthenticated: "unavailable",
  "token-expired": "expired",
  "origin-not-allowed": "unlisted",
  forbidden: "unavailable",
  "not-found": "unavailable",
  conflict: "failed",
  "payload-too-large": "invalid",
  "unsupported-media-type": "invalid",
  "rate-limited": "busy",
  "budget-exhausted": "spent",
  internal: "failed",
  "upstream-failed": "failed",
  "upstream-busy": "failed",
  "upstream-timeout": "failed",
  offline: "offline",
  network: "network",
  waiting: "waiting",
  cut: "cut",
  unsent: "unsent",
  load: "network",
  expired: "expired",
  token: "failed",
  "token-url": "failed",
};

/** The one button that helps, by what is said: the same again, the page anew, or none. */
export function wayFrom(words: Words): "again" | "reload" | "none" {
  if (words === "expired") return "reload";
  return /^(?:unavailable|unlisted|invalid|spent)$/.test(words) ? "none" : "again";
}

/** By the status alone, where something between us and the server answered. A gateway that does not reach it is a connection that does not. */
const BY_STATUS: Record<number, Slug> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  413: "payload-too-large",
  429: "rate-limited",
};

/** @param status of the response that told it; a slug of a later version is taken for what its status says */
export function slugFrom(problem: Pick<Partial<Problem>, "type"> | { type?: unknown }, status = 500): Slug {
  const type = typeof problem.type === "string" ? problem.type : "";
  const slug = type.slice(type.lastIndexOf("/") + 1);
  if (Object.hasOwn(TOLD, slug)) return slug as Slug;
  if (Object.hasOwn(BY_STATUS, status)) return BY_STATUS[status]!;
  if (status < 500) return "invalid-request";
  return status > 501 && !slug ? "network" : "internal";
}
