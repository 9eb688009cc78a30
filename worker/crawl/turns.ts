/**
 * Whose turn it is to ask a host: sources of one bot that read the same host are one reader to it. Each source keeps to its
 * own pace; this keeps them apart from each other, in the bot's object and in its memory alone, for a turn is soon over.
 */

import type { Pace } from "../pace.ts";
import type { Address } from "./address.ts";
import type { Crawl } from "./crawl.ts";

/** A turn whose end was never told, because its source died, ends by itself: no request takes longer. */
const LONGEST_MS = 15_000;
/** As many ask as may: when to try again. */
const BUSY_MS = 100;
/** Longer than this an address does not wait for its turn while it counts as under way. */
const MOST_WAIT_MS = 2_000;

export interface Turns {
  /** @returns 0 where it is the caller's turn, who tells its end; otherwise in how many milliseconds to try again */
  take(host: string, pace: Pick<Pace, "per_host" | "spacing_ms">): number;
  end(host: string): void;
}

export function createTurns(now: () => number): Turns {
  const hosts = new Map<string, { last: number; begun: number[] }>();
  return {
    take(host, { per_host, spacing_ms }) {
      const { last, begun } = hosts.get(host) ?? { last: Number.NEGATIVE_INFINITY, begun: [] };
      const open = begun.filter((at) => at > now() - LONGEST_MS);
      if (open.length >= per_host) return BUSY_MS;
      const wait = last + spacing_ms - now();
      if (wait > 0) return Math.ceil(wait);
      hosts.set(host, { last: now(), begun: [...open, now()] });
      return 0;
    },
    end(host) {
      hosts.get(host)?.begun.shift();
    },
  };
}

/** Does the work when it is this source's turn at the host; puts the address back where that takes too long. */
export async function inTurn(
  { turns, addresses, hosts, config, now }: Pick<Crawl, "turns" | "addresses" | "hosts" | "config" | "now">,
  { key, origin }: Pick<Address, "key" | "origin">,
  work: () => Promise<void>,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const { host } = new URL(origin);
  const pace = { per_host: config.pace.per_host, spacing_ms: hosts.spacingOf(origin, config.pace.spacing_ms) };
  const giveUp = now() + MOST_WAIT_MS;
  for (let wait = await turns.take(host, pace); wait > 0; wait = await turns.take(host, pace)) {
    if (now() + wait > giveUp) {
      addresses.putBack(key, now() + wait);
      return hosts.waitUntil(origin, now() + wait);
    }
    await sleep(wait);
  }
  try {
    await work();
  } finally {
    await turns.end(host);
  }
}
