/**
 * The file of those bots that ask something of new visitors: does the work, and takes the Turnstile token that the page
 * has. Fetched when the server says that it needs either.
 */

import type { Needs } from "../../shared/problem.ts";
import { solve } from "./solve.ts";

/** Where Turnstile's script puts what it has found out, in the form it was told to stand in. */
const FIELD = 'input[name="cf-turnstile-response"]';
/** It may still be looking at the visitor, or ask for a click. */
const WAIT_MS = 60_000;
const LOOK_MS = 250;

/** Brings what is needed, and sends the same request with it. @throws the signal's reason, or what `send` does */
export async function meet<Sent>(
  needs: Needs,
  send: (more: object) => Promise<Sent>,
  signal: AbortSignal,
): Promise<Sent> {
  const { turnstile, proof_of_work: work } = needs;
  // Not side by side: a token may wait for the visitor, and the work may be too old by then.
  const brought: Record<string, unknown> = {};
  if (turnstile) brought["turnstile_token"] = await findToken(signal);
  if (work) brought["proof_of_work"] = { challenge: work.challenge, nonce: await solve(work.seed, work.bits, signal) };
  return await send(brought);
}

/** Undefined where the page has none: the server says so, and the owner reads it in the console. */
async function findToken(signal: AbortSignal): Promise<string | undefined> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const field = document.querySelector<HTMLInputElement>(FIELD);
    if (field?.value || !field || performance.now() > end) return field?.value || undefined;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
