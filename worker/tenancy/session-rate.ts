/** New sessions by address and key: what the limiter has refused is refused for a moment longer without asking it. */

/** Of an allowance by the minute so much may be late. */
const REFUSED_MS = 1_000;
const NAMES = 1_000;

export interface SessionRate {
  /** Takes one of what is allowed. False where there is none left. */
  take(limiter: RateLimit, name: string): Promise<boolean>;
}

export function createSessionRate(now: () => number): SessionRate {
  const refused = new Map<string, number>();

  return {
    async take(limiter, name) {
      if ((refused.get(name) ?? 0) > now()) return false;
      if ((await limiter.limit({ key: name })).success) return true;
      refused.delete(name);
      if (refused.size >= NAMES) refused.delete(refused.keys().next().value!);
      refused.set(name, now() + REFUSED_MS);
      return false;
    },
  };
}
