/**
 * One alarm's worth of reading: asks what is due, as many at once and as far apart as the pace says, until nothing
 * is due soon or this invocation has made as many requests as one may. Knows nothing of pages.
 */

import type { Address, AddressKind } from "./address.ts";
import type { Pace } from "../pace.ts";

/** A Worker on the free plan makes 50 requests an invocation; each page under way may need a browser besides. */
export const REQUESTS_PER_STEP = 44;
/** What one address may cost: lists and robots.txt are followed through redirects, a page is one request. */
const costOf = ({ kind }: Address): number => (kind === "page" || kind === "start" ? 1 : 6);
/** What is due later is left to the next alarm. */
const SOON_MS = 2_000;

export interface StepParts {
  pace: Pace;
  /** Origins on which something waits, each with when it may be asked next; `robots` where that has to be read first. */
  waiting(): { origin: string; at: number; robots: boolean }[];
  /** The next one on these origins, already decided where it need not be asked. */
  next(origins: readonly string[], kinds: readonly AddressKind[]): Address | undefined;
  /** Written down before the request goes out. */
  begins(address: Address): void;
  /** @param onRequest to be called for each request */
  visit(address: Address, onRequest: () => void): Promise<void>;
  goesOn(): boolean;
  now(): number;
  sleep(ms: number): Promise<void>;
}

const ROBOTS: readonly AddressKind[] = ["robots"];
const OTHERS: readonly AddressKind[] = ["start", "llms", "sitemap", "feed", "page"];

/** @returns when there is more to do, in milliseconds since 1970; undefined where nothing waits. @throws what `visit` throws */
export async function runStep(parts: StepParts): Promise<number | undefined> {
  const { pace } = parts;
  const busy = new Map<string, number>();
  let inFlight = 0;
  let requests = 0;
  let failure: { error: unknown } | undefined;
  let wake = (): void => {};

  const ask = async (address: Address): Promise<void> => {
    const { origin } = address;
    let asked = 0;
    parts.begins(address);
    inFlight++;
    busy.set(origin, (busy.get(origin) ?? 0) + 1);
    requests += costOf(address);
    try {
      await parts.visit(address, () => void asked++);
    } catch (error) {
      failure ??= { error };
    }
    requests += asked - costOf(address);
    busy.set(origin, busy.get(origin)! - 1);
    inFlight--;
    wake();
  };

  for (;;) {
    const waiting = parts.waiting();
    const goesOn = parts.goesOn() && failure === undefined && waiting.length > 0;
    if (!goesOn && inFlight === 0) break;
    const free = waiting.filter(({ origin, at }) => at <= parts.now() && (busy.get(origin) ?? 0) < pace.per_host);
    const next = goesOn && inFlight < pace.in_flight ? choose(free, parts) : undefined;
    if (next !== undefined && requests + costOf(next) <= REQUESTS_PER_STEP) {
      void ask(next);
      continue;
    }
    const wait = Math.min(...waiting.filter(({ at }) => at > parts.now()).map(({ at }) => at)) - parts.now();
    const staysFor = goesOn && next === undefined && requests < REQUESTS_PER_STEP && wait <= SOON_MS;
    if (inFlight === 0 && !staysFor) break;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    await (staysFor ? Promise.race([woken, parts.sleep(wait)]) : woken);
  }
  if (failure !== undefined) throw failure.error;
  const left = parts.waiting();
  return left.length === 0 ? undefined : Math.min(...left.map(({ at }) => at));
}

/** Nothing of a host is asked before its robots.txt. */
function choose(free: readonly { origin: string; robots: boolean }[], parts: StepParts): Address | undefined {
  for (const robots of [true, false]) {
    const origins = free.filter((host) => host.robots === robots).map(({ origin }) => origin);
    const next = origins.length > 0 ? parts.next(origins, robots ? ROBOTS : OTHERS) : undefined;
    if (next !== undefined) return next;
  }
  return undefined;
}
