/**
 * The limiter of new sessions of the local server, in the memory of the runtime, as Cloudflare has it beside the Worker.
 * Miniflare's own asks a Durable Object, which writes every count to the disk: that was most of what a session cost. A start
 * anew begins the period anew.
 */

/**
 * @param {{ limit: number, period: number }} allowed so many of a key in a period of so many seconds
 * @param {() => number} now milliseconds since 1970
 */
export function createRateLimit({ limit, period }, now) {
  /** @type {Map<string, number>} */
  let counts = new Map();
  let counted = 0;
  return {
    /** @type {(of: { key: string }) => Promise<{ success: boolean }>} */
    async limit({ key }) {
      const current = Math.floor(now() / (period * 1_000));
      if (current !== counted) [counted, counts] = [current, new Map()];
      const count = (counts.get(key) ?? 0) + 1;
      if (count > limit) return { success: false };
      counts.set(key, count);
      return { success: true };
    },
  };
}
