/**
 * Cloudflare Turnstile: whether a token that a page sends is one that a person's browser was given there, lately, and not
 * used before. The service says so; where it says nothing nobody is let in.
 */

import { ProblemError } from "../../shared/problem.ts";

export interface TurnstileSettings {
  secret: string;
  /** Of the service's `siteverify`. */
  url: string;
}

const WITHIN_MS = 5_000;
const TRIES = 2;
/** Tokens are no longer, as the service documents. */
export const TURNSTILE_CHARACTERS = 2_048;

interface Verdict {
  success: boolean;
  "error-codes"?: unknown;
  hostname?: unknown;
}

/** @param hostname of the page that asks @throws ProblemError where the token does not prove it */
export async function verifyTurnstile(
  { secret, url }: TurnstileSettings,
  token: string,
  hostname: string,
): Promise<void> {
  // Asked twice with the same of these, the service does not take the second for a replay.
  const body = JSON.stringify({ secret, response: token, idempotency_key: crypto.randomUUID() });
  const signal = AbortSignal.timeout(WITHIN_MS);
  let verdict: Verdict | undefined;
  for (let tries = 1; verdict === undefined; tries++) verdict = await askOnce(url, body, signal, tries === TRIES);
  const told = verdict["error-codes"];
  const codes: unknown[] = Array.isArray(told) ? told : [];
  if (verdict.success) {
    // A token of another site that has the same keys is none of this page.
    if (verdict.hostname === hostname) return;
    throw refused("The Turnstile token was given to a page of another host.");
  }
  if (codes.includes("missing-input-secret") || codes.includes("invalid-input-secret")) {
    throw new ProblemError("internal", { detail: "Turnstile refuses the deployment's TURNSTILE_SECRET_KEY." });
  }
  if (codes.includes("timeout-or-duplicate")) {
    throw refused("The Turnstile token is too old, or was used already: get another one.");
  }
  if (codes.includes("internal-error") || codes.includes("bad-request")) throw failed(codes);
  throw refused("The Turnstile token is not valid.");
}

/** @returns undefined where it may be asked again @throws ProblemError `upstream-failed`, `upstream-timeout` */
async function askOnce(url: string, body: string, signal: AbortSignal, isLast: boolean): Promise<Verdict | undefined> {
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "manual" });
    const verdict = await response.json<Verdict | null>();
    if (typeof verdict?.success === "boolean" && (response.ok || !verdict.success)) return verdict;
    throw new TypeError(`status ${response.status}`);
  } catch (cause) {
    if (signal.aborted) {
      throw new ProblemError("upstream-timeout", { detail: "Turnstile took too long. Please try again.", cause });
    }
    if (isLast) throw failed(cause);
    return undefined;
  }
}

function refused(detail: string): ProblemError {
  return new ProblemError("forbidden", { detail, needs: { turnstile: true } });
}

function failed(cause: unknown): ProblemError {
  return new ProblemError("upstream-failed", { detail: "Turnstile cannot be asked. Please try again.", cause });
}
