/**
 * Stops asking a service that fails, so that nobody waits for it: after a few failures in a row everything that needs it
 * fails at once, until one small trial beside a question gets through. One for each service and isolate.
 */

import { ProblemError } from "../../shared/problem.ts";
import { PlaceFull, RefusedContent } from "../ports.ts";
import { adviceOf, type Service } from "./advice.ts";
import { UpstreamFault } from "./upstream.ts";

/** What `GET /v1/bot` tells of a service. */
export interface ServiceState {
  /** `limited`: it answers that it is busy. `unknown`: it has not been asked here yet. */
  state: "up" | "down" | "limited" | "unknown";
  /** ISO 8601, of the first failure in a row. */
  since?: string;
  /** What is wrong and what to do about it. */
  problem?: string;
}

export interface Breaker {
  /**
   * @param trial asks the service for as little as it can be asked for
   * @throws ProblemError `upstream-busy`, without asking, while the service is known to be down
   */
  run<T>(work: () => Promise<T>, trial: () => Promise<unknown>): Promise<T>;
  /** For work that is no single promise: what `run` does before it, and after it. */
  begin(trial: () => Promise<unknown>): void;
  succeeded(): void;
  /** What is no fault of the service is ignored. */
  failed(error: unknown): void;
  /** Nothing would be asked now. */
  readonly isOpen: boolean;
  state(): ServiceState;
}

/** Failures in a row after which it opens. */
const FAILURES = 3;
/** Before a trial, and before the next one where it fails: it doubles up to the most. */
const FIRST_MS = 5_000;
const MOST_MS = 60_000;
/** A trial takes at most this long. */
export const TRIAL_MS = 10_000;

export function createBreaker(service: Service, now: () => number): Breaker {
  let failures = 0;
  let since: number | undefined;
  let problem: unknown;
  let isLimited = false;
  let wasAsked = false;
  let wait = FIRST_MS;
  let trialAt = 0;
  /** A trial that ends with the request it was beside never says so. */
  let tryingUntil = 0;

  function succeeded(): void {
    [failures, since, problem, isLimited, wasAsked, wait] = [0, undefined, undefined, false, true, FIRST_MS];
  }

  function failed(error: unknown): void {
    // Who was stopped says nothing of the service.
    if (!(error instanceof ProblemError) || error instanceof PlaceFull) return;
    const isWrong = isForGood(error);
    if (!isWrong && !error.slug.startsWith("upstream-")) return;
    // A text that is refused says nothing of others. A question is hardly ever what is wrong with a prompt.
    const isRefused = error instanceof RefusedContent;
    if (isRefused && service.name !== "generator") return;
    wasAsked = true;
    problem = error;
    since ??= now();
    // What is set wrongly is told in its own words, not as an outage.
    if (isRefused || error.slug === "internal") return;
    // A service that asks for patience is there: what waits longer than it says is not its fault.
    isLimited = error.slug === "upstream-busy";
    if (isLimited) return;
    failures += 1;
    if (failures >= FAILURES) trialAt = now() + wait;
  }

  function tryOnce(trial: () => Promise<unknown>): void {
    if (now() < trialAt || now() < tryingUntil) return;
    tryingUntil = now() + TRIAL_MS;
    wait = Math.min(MOST_MS, wait * 2);
    // Beside the question: nobody waits for a service that may still hang.
    void trial()
      .then(succeeded, (error: unknown) => {
        failed(error);
        trialAt = now() + wait;
      })
      .finally(() => (tryingUntil = 0));
  }

  function begin(trial: () => Promise<unknown>): void {
    if (failures < FAILURES) return;
    tryOnce(trial);
    const retryAfter = Math.max(1, Math.ceil((trialAt - now()) / 1_000));
    throw new ProblemError("upstream-busy", {
      detail: `${service.words} is down at the moment.`,
      retryAfter,
      cause: problem,
    });
  }

  return {
    async run(work, trial) {
      begin(trial);
      try {
        const result = await work();
        succeeded();
        return result;
      } catch (error) {
        failed(error);
        throw error;
      }
    },
    begin,
    succeeded,
    failed,
    get isOpen() {
      return failures >= FAILURES;
    },
    state() {
      if (since === undefined) return { state: wasAsked ? "up" : "unknown" };
      return {
        state: failures >= FAILURES || isForGood(problem) ? "down" : isLimited ? "limited" : "up",
        since: new Date(since).toISOString(),
        problem: adviceOf(problem, service),
      };
    },
  };
}

/** A key that is refused, an address or a length that is wrong: the first failure says that the next will fail too. */
function isForGood(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error instanceof RefusedContent) return false;
  const kind = error.cause instanceof UpstreamFault ? error.cause.kind : undefined;
  return error.slug === "internal" || (kind !== undefined && kind !== "window");
}
