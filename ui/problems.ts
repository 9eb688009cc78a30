/**
 * What people are told about a problem: one table from slug to words, whether trying again helps, and what
 * only an owner can do about it. A slug without a row does not compile.
 */

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

export interface Told {
  words: keyof typeof PROBLEM_ENGLISH;
  /** The one button that helps: the same again, the page anew, or none. */
  way: "again" | "reload" | "none";
  /** For the browser's console, where only the owner can mend it. `{origin}` is the page's. */
  fix?: string;
}

const FAILED: Told = { words: "failed", way: "again" };
const UNAVAILABLE: Told = { words: "unavailable", way: "none" };
const INVALID: Told = { words: "invalid", way: "none" };

export const TOLD: Record<Slug, Told> = {
  "invalid-request": INVALID,
  unauthenticated: { ...UNAVAILABLE, fix: "check data-key, data-token-url or data-token" },
  "token-expired": { words: "expired", way: "reload" },
  "origin-not-allowed": { words: "unlisted", way: "none", fix: "add {origin} to the bot's allowed_origins" },
  forbidden: UNAVAILABLE,
  "not-found": UNAVAILABLE,
  conflict: FAILED,
  "payload-too-large": INVALID,
  "unsupported-media-type": INVALID,
  "rate-limited": { words: "busy", way: "again" },
  "budget-exhausted": { words: "spent", way: "none" },
  internal: FAILED,
  "upstream-failed": FAILED,
  "upstream-busy": FAILED,
  "upstream-timeout": FAILED,
  offline: { words: "offline", way: "again" },
  network: { words: "network", way: "again" },
  waiting: { words: "waiting", way: "again" },
  cut: { words: "cut", way: "again" },
  unsent: { words: "unsent", way: "again" },
  load: { words: "network", way: "again" },
  expired: {
    words: "expired",
    way: "reload",
    fix: "use data-token-url or VegaRAG.identify(), so that tokens can be renewed",
  },
  token: { ...FAILED, fix: "the function given to VegaRAG.identify() must return a token" },
  "token-url": { ...FAILED, fix: 'data-token-url must answer a GET from this page with {"token": "…"}' },
};

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
