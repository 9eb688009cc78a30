/** What happens to a page that answers and cannot be read this time. */

import { PAGE_STATUSES, type PageStatus } from "../page-status.ts";
import type { Address, Outcome } from "./address.ts";

/** Its text could not be had. Where there is an older one, that goes on answering. */
export const NOT_READ: readonly PageStatus[] = [
  "timeout",
  "http-error",
  "too-large",
  "unreadable",
  "empty",
  "needs-browser",
  "refused-address",
  "failed",
];

export function keepCopy(address: Address, outcome: Outcome): Outcome {
  if (address.document_id === null || !NOT_READ.includes(outcome.status)) return outcome;
  const reason = outcome.reason ?? PAGE_STATUSES[outcome.status][0];
  return { ...outcome, status: "stale", reason };
}

/** Once it may be a mistake; twice it is gone. @param said as a sentence without its full stop */
export function missing(address: Address, said: string): Outcome {
  const misses = address.misses + 1;
  if (misses >= 2) return { status: "gone", misses, reason: `${said} in two syncs.` };
  const reason = `${said}.`;
  return { status: address.document_id === null ? "http-error" : "stale", misses, reason };
}
